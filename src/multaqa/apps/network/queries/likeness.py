"""Whether two names may be those of one body."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from rapidfuzz import fuzz

from multaqa.apps.network.models import LIVE_STATES, Body, BodyKind
from multaqa.apps.territory.models import Commune
from multaqa.kernel.arabic import fold
from multaqa.kernel.search import LINKS, bare, indexed

# How each kind is written before a name; the first two also find a body whose name leaves them out.
KIND_WORDS: dict[str, tuple[str, ...]] = {
    BodyKind.ASSOCIATION: ("جمعية", "association", "الجمعيات", "ass", "asso"),
    BodyKind.COOPERATIVE: ("تعاونية", "coopérative", "cooperative", "تعاونيات", "coop", "sarl"),
    BodyKind.UNION: ("اتحاد", "union", "فدرالية", "fédération", "فيدرالية", "federation"),
    BodyKind.NETWORK: ("شبكة", "réseau", "network"),
    BodyKind.COUNCIL: ("مجلس", "conseil", "council", "جماعة", "commune"),
    BodyKind.SERVICE: (
        "مصلحة لاممركزة خارجية",
        "service déconcentré extérieur",
        "مديرية",
        "مندوبية",
        "direction",
        "délégation",
    ),
    BodyKind.FUNDER: ("مؤسسة تمويل", "bailleur de fonds", "مؤسسة", "fondation"),
    BodyKind.ENTERPRISE: ("مقاولة", "entreprise", "شركة", "société"),
}
DROPPED = LINKS | {
    bare(word) for words in KIND_WORDS.values() for word in fold(" ".join(words)).split()
}
LONGEST_KEY = 300
ALIKE = 84  # percent of likeness: a letter or two in a name of ten
ALIKE_ELSEWHERE = 93  # in another commune of the province, or of another kind
MOST_CANDIDATES = 5

Phones = dict[str, str | bool]  # the columns of a body by which a phone is found


def told_apart_by(name: str | None) -> list[str]:
    """The words of a name that are its own: without kind, links and articles; if none, all."""
    words = fold(name or "").split()
    return [own for word in words if (own := bare(word)) not in DROPPED] or words


def key_of(name: str) -> str:
    """What two spellings of one name share: its own words, joined."""
    return "".join(told_apart_by(name))[:LONGEST_KEY]


def search_text_of(body: Body) -> str:
    """All by which a body may be looked for, in Arabic and French."""
    commune = body.commune
    return indexed(
        body.name_ar,
        body.name_fr,
        body.name_en,
        body.other_names,
        *KIND_WORDS[body.kind][:2],
        body.locality,
        *((commune.name_ar, commune.name_fr) if commune else ()),
    )


def names_of(body: Body) -> list[str]:
    names = [body.name_ar, body.name_fr, body.name_en, *body.other_names.splitlines()]
    return [name for name in names if name and name.strip()]


def likeness(names: Iterable[list[str]], others: Iterable[list[str]]) -> float:
    """How alike the two nearest of these names are, in percent, whatever their words' order.

    A name that holds every word of another, of at least two, is as good as the same: people leave
    the end of a long name out.
    """
    return max((_pair(one, other) for one in names for other in others), default=0.0)


def _pair(one: list[str], other: list[str]) -> float:
    joined = fuzz.ratio("".join(one), "".join(other))
    ordered = fuzz.token_sort_ratio(" ".join(one), " ".join(other))
    shorter, longer = sorted((set(one), set(other)), key=len)
    held = 90.0 if len(shorter) > 1 and shorter <= longer else 0.0
    return max(joined, ordered, held)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A body that another may be; ``score`` is how alike their names are, in percent."""

    body: Body
    score: float


def near_duplicates(
    *,
    names: Iterable[str],
    kind: str,
    commune: Commune | None,
    phone: str = "",
    by_hidden_phone: bool = False,
    exclude: Body | None = None,
) -> list[Body]:
    """Live bodies that one of these names may mean, the likeliest first, at most five.

    Looked for in the province of the seat (of a body without one, among those without); the same
    phone is enough anywhere. ``by_hidden_phone`` is for the coordinator's eyes alone: whoever else
    saw whose phone it is, where the body hides it, could look up anybody's. Nothing is decided
    here: a person says whether it is the same.
    """
    own = [words for name in names if (words := told_apart_by(name))]
    phones: Phones = {"phone": phone}
    if not by_hidden_phone:
        phones["is_contact_public"] = True
    found = [
        Candidate(body, _score(own, body, kind=kind, commune=commune, phones=phones))
        for body in _compared(commune, phones, exclude)
    ]
    alike = sorted((one for one in found if one.score), key=lambda one: (-one.score, one.body.pk))
    return [one.body for one in alike[:MOST_CANDIDATES]]


def same_numbers(body: Body) -> QuerySet[Body]:
    """Other live bodies under its ICE, or its number in the same register: for the coordinator."""
    same = Q(pk__in=[])
    if body.ice:
        same |= Q(ice=body.ice)
    if body.register_number:
        same |= Q(register_number=body.register_number, kind=body.kind)
    found = Body.objects.filter(same, state__in=LIVE_STATES).exclude(pk=body.pk)
    return found.select_related("commune__province").order_by("pk")


def _compared(commune: Commune | None, phones: Phones, exclude: Body | None) -> QuerySet[Body]:
    place = Q(commune__province=commune.province_id) if commune else Q(commune__isnull=True)
    asked = place | Q(**phones) if phones["phone"] else place
    bodies = Body.objects.filter(asked, state__in=LIVE_STATES).select_related("commune__province")
    return bodies.exclude(pk=exclude.pk) if exclude else bodies


def _score(
    own: list[list[str]], body: Body, *, kind: str, commune: Commune | None, phones: Phones
) -> float:
    if phones["phone"] and all(getattr(body, name) == told for name, told in phones.items()):
        return 100.0
    score = likeness(own, map(told_apart_by, names_of(body)))
    is_here = body.commune_id == (commune.pk if commune else None)
    enough = ALIKE if is_here and body.kind == kind else ALIKE_ELSEWHERE
    return score if score >= enough else 0.0
