"""``multaqa coordinator``: who runs the forum, named on the server."""

from typing import Annotated

import typer


def coordinator(
    contact: Annotated[str, typer.Argument(help="Phone number or e-mail of the person.")],
    role: Annotated[str, typer.Option(help="coordinator or auditor")] = "coordinator",
    name: Annotated[str, typer.Option(help="The person's name.")] = "",
    resets_mfa: Annotated[
        bool,
        typer.Option(
            "--reset-mfa",
            help="Take out the second step of who lost their device and their recovery codes.",
        ),
    ] = False,
) -> None:
    """Let a person run the forum (or audit it): they sign in with a code sent to CONTACT."""
    from multaqa.cli.django_start import start_django

    start_django()
    from multaqa.apps.accounts.models import RoleKind
    from multaqa.apps.accounts.services import give_role, reset_second_factors
    from multaqa.kernel.refusals import say
    from multaqa.refusal import Refusal

    if role not in RoleKind.values:
        typer.echo(f"The role is one of: {', '.join(RoleKind.values)}.", err=True)
        raise typer.Exit(2)
    try:
        if resets_mfa:
            was_any = reset_second_factors(contact_text=contact)
            typer.echo("The second step is taken out." if was_any else "There was no second step.")
            return
        user = give_role(contact_text=contact, kind=RoleKind(role), name=name)
    except Refusal as refusal:
        typer.echo(say(refusal), err=True)
        raise typer.Exit(2) from None
    typer.echo(f"{role}: {user.email or user.phone}")
