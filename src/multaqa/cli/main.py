"""The ``multaqa`` command. Each command is a module whose function imports what it needs when it
runs, so that ``multaqa verify`` starts no Django, and help needs no engine."""

import typer

from multaqa.cli.coordinator import coordinator
from multaqa.cli.demo import demo
from multaqa.cli.draw import draw
from multaqa.cli.fund import fund
from multaqa.cli.serve import serve
from multaqa.cli.verify import verify

app = typer.Typer(
    name="multaqa",
    help="Multaqa: decisions that anyone can check again.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command("draw")(draw)
app.command("fund")(fund)
app.command("verify")(verify)
app.command("serve")(serve)
app.command("demo")(demo)
app.command("coordinator")(coordinator)


def run() -> None:
    """The entry point of the installed command."""
    app()
