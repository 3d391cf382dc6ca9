"""The communes and provinces that a form offers, and the commune that somebody wrote."""

import re
from collections.abc import Iterable

from django.forms import ValidationError
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from multaqa.apps.territory.models import Commune, Region
from multaqa.apps.territory.queries import commune_named

Choice = tuple[str, StrOrPromise]
Grouped = list[tuple[str, list[Choice]]]


def by_province(communes: Iterable[Commune]) -> Grouped:
    """Communes under the name of their province."""
    groups: dict[str, list[Choice]] = {}
    for commune in communes:
        groups.setdefault(str(commune.province), []).append((commune.pk, str(commune)))
    return list(groups.items())


def commune_written(text: str, within: Region | None) -> Commune:
    """The commune that was written, its province after a comma where several bear the name.

    Refuses what names none, with the nearest, and what names several, with their provinces.
    """
    name, _comma, province = (part.strip() for part in re.split(r"([,،])", f"{text},", maxsplit=1))
    answer = commune_named(name, within=within, province_text=province.strip(",، "))
    if answer.commune is not None:
        return answer.commune
    if answer.state == "outside" and len(answer.candidates) == 1:
        return answer.candidates[0]
    if answer.candidates:
        raise ValidationError(
            _("Several communes are called so: %(names)s. Write one of these.")
            % {"names": _listed(answer.candidates)}
        )
    if answer.nearest:
        raise ValidationError(
            _("No commune is called so. Did you mean: %(names)s?")
            % {"names": _listed(answer.nearest)}
        )
    raise ValidationError(
        _(
            "No commune is called so. Write its name and its province with a comma between them: "
            "Asrir, Guelmim."
        )
    )


def _listed(communes: Iterable[Commune]) -> str:
    """Each as it may be written back: the commune, a comma, its province."""
    return " / ".join(f"{one.name}, {one.province.name}" for one in communes)
