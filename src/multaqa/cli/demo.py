"""``multaqa demo``: fill an empty site with the demonstration."""

import typer


def demo() -> None:
    """Load the demonstration: an edition already drawn, and one whose list waits for you."""
    from multaqa.cli.django_start import start_django

    start_django()
    from django.core.management import CommandError, call_command

    try:
        call_command("build_demonstration")
    except CommandError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None
