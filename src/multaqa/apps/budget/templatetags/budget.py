"""How templates tell of rounds: money, and a receipt's square."""

from fractions import Fraction
from io import BytesIO

import segno
from django import template
from django.utils.safestring import SafeString, mark_safe

from multaqa.apps.budget import queries
from multaqa.apps.budget.models import Round

register = template.Library()


@register.filter
def money(units: int | Fraction | None, voting: Round) -> str:
    """``{{ project.cost|money:round }}``: whole units in the round's currency."""
    return "" if units is None else queries.money(voting, units)


@register.simple_tag
def square(text: str, label: str) -> SafeString:
    """A QR code as a picture with its name, 33 by 33 at the most, black on white in any scheme."""
    drawn = BytesIO()
    segno.make(text, error="m", micro=False).save(
        drawn, kind="svg", scale=4, border=4, light="#fff", xmldecl=False, title=label
    )
    return mark_safe(drawn.getvalue().decode())  # noqa: S308  drawn here; segno escapes the title
