"""What was given to verify a body by, and what the numbers among it show by themselves."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from multaqa.apps.network.models import Body, BodyKind, Declaration
from multaqa.apps.network.queries.numbers import RegisterNumber, read_ice, register_number_of
from multaqa.refusal import Refusal

SILENCE_DAYS = 60  # dahir of 1958, art. 5: then the body may act without the final receipt


@dataclass(frozen=True, slots=True)
class Finding:
    """One number or receipt: what it says, whether it was checked, and why it was not."""

    label: StrOrPromise
    value: str
    tone: str  # "good", "warn", or nothing where there is nothing to check
    text: str


def findings(body: Body) -> list[Finding]:
    """The receipt of an association, the register of a cooperative, the ICE of any body."""
    rows = [_ice(body)]
    if body.kind in {BodyKind.ASSOCIATION, BodyKind.NETWORK}:
        rows.insert(0, _declaration(body))
    elif body.kind in {BodyKind.COOPERATIVE, BodyKind.UNION}:
        rows.insert(0, _register(body))
    elif body.register_number:
        text = _("Nothing in it can be checked by itself.")
        rows.insert(0, Finding(_("Register number"), body.register_number, "", text))
    return rows


def section_said(number: RegisterNumber) -> str:
    """Whom the section holds (decree 2-15-617, art. 7)."""
    return {
        1: _("cooperatives of natural persons"),
        2: _("cooperatives of legal persons"),
        3: _("cooperatives of natural and legal persons"),
        4: _("unions of cooperatives"),
    }.get(number.section, "?")


def register_said(number: RegisterNumber) -> str:
    """Each part of a register number, in words."""
    return _("Section %(section)d: %(who)s; court %(court)s; year %(year)d; entry %(place)d.") % {
        "section": number.section,
        "who": section_said(number),
        "court": number.court,
        "year": number.year,
        "place": number.place,
    }


def _ice(body: Body) -> Finding:
    label = _("ICE")
    if not body.ice:
        return Finding(label, "", "", _("Not given. It is never required."))
    try:
        ice = read_ice(body.ice)
    except Refusal:
        ice = None
    if ice is not None and ice.is_sure:
        return Finding(label, body.ice, "good", _("Its two check digits fit the others."))
    text = _(
        "Its check digits do not fit the others. Whoever entered it says that the certificate has "
        "it so: look at the certificate."
    )
    return Finding(label, body.ice, "warn", text)


def _register(body: Body) -> Finding:
    label = _("Number in the cooperatives' register")
    if not body.register_number:
        return Finding(label, "", "", _("Not given. It is never required."))
    number = register_number_of(body.register_number)
    if number is not None:
        return Finding(label, body.register_number, "good", register_said(number))
    text = _(
        "Not in the four parts of the register (section, court, year, entry): a number of before "
        "2016, or one to look at."
    )
    return Finding(label, body.register_number, "warn", text)


def _declaration(body: Body) -> Finding:
    label = _("Receipt of the declaration")
    value = body.register_number
    if not body.declaration:
        return Finding(label, value, "", _("Not given. It is never required."))
    facts = [str(Declaration(body.declaration).label)]
    if body.declared_on:
        facts.append(f"{body.declared_on:%d/%m/%Y}")
    if body.declared_to:
        facts.append(body.declared_to)
    said = " · ".join(facts)
    if body.declaration == Declaration.FINAL:
        return Finding(label, value, "good" if body.declared_on else "", said)
    if body.declaration == Declaration.SILENT:
        text = _("The association may act without it (dahir of 1958, article 5).")
        return Finding(label, value, "good", f"{said}. {text}")
    return Finding(label, value, "", f"{said}. {_provisional(body.declared_on)}")


def _provisional(given_on: date | None) -> str:
    if given_on is None:
        return _("Its date is not given: the 60 days cannot be counted.")
    until = given_on + timedelta(days=SILENCE_DAYS)
    if timezone.localdate() >= until:
        return _("The 60 days are over: the association may act.")
    return _("The authority has until %(until)s to give the final one.") % {
        "until": f"{until:%d/%m/%Y}"
    }
