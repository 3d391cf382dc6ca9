"""Money of a round, as it is read: whole units of the currency's smallest part."""

from fractions import Fraction

from django.utils.translation import gettext as _

from multaqa.apps.budget.models import Round
from multaqa.ui.amounts import NO_BREAK_SPACE, number


def money(voting: Round, units: int | Fraction) -> str:
    """``units`` in the round's currency: 900 000 DH. A file from elsewhere may name none."""
    told = number(Fraction(units) / voting.scale)
    currency = _("DH") if voting.currency == "MAD" else voting.currency
    if not currency:
        return str(told)
    return f"{told}{NO_BREAK_SPACE}{currency}"
