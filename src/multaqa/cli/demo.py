"""``multaqa demo``: fill an empty site with the demonstration."""

import typer


def demo() -> None:
    """Load the demonstration: an edition already drawn, and one whose list waits for you."""
    from multaqa.cli.django_start import start_django

    start_django()
    from django.conf import settings

    from multaqa.portal.demonstration.village import SIGN_INS, build_if_empty

    if not settings.DEMONSTRATION:
        typer.echo("Set MULTAQA_MODE=demonstration first: a real site holds no invented people.")
        raise typer.Exit(2)
    if not build_if_empty():
        typer.echo("This site already holds an edition: the demonstration loads into an empty one.")
        raise typer.Exit(2)
    for role, contact in SIGN_INS:
        typer.echo(f"{role}: {contact}")
