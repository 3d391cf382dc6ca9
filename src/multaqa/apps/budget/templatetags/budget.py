"""How templates tell of rounds: money, and a receipt's square."""

from fractions import Fraction
from io import BytesIO

import segno
from django import template
from django.utils.safestring import SafeString, mark_safe

from multaqa.apps.budget import queries
from multaqa.apps.budget.models import Round
from multaqa.kernel.memory import remembered

register = template.Library()


@register.filter
def money(units: int | Fraction | None, voting: Round) -> str:
    """``{{ project.cost|money:round }}``: whole units in the round's currency."""
    return "" if units is None else queries.money(voting, units)


@register.simple_tag
def square(text: str, label: str) -> SafeString:
    """A QR code as a picture with its name, drawn once: it is the same for every voter."""
    return remembered("budget.square", text, label, make=lambda: _drawn(text, label))


def _drawn(text: str, label: str) -> SafeString:
    drawn = BytesIO()
    segno.make(text, error="m", micro=False).save(
        drawn, kind="svg", scale=4, border=4, light="#fff", xmldecl=False, title=label
    )
    return mark_safe(drawn.getvalue().decode())  # noqa: S308  drawn here; segno escapes the title
