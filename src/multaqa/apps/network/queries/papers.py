"""A body's papers, and what its own desk has for its people."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from multaqa.apps.accounts.models import User
from multaqa.apps.accounts.rules import Visitor, is_coordinator
from multaqa.apps.network.models import Body, BodyKind, MembershipRole, Paper
from multaqa.apps.network.queries.freshness import freshness
from multaqa.apps.network.queries.joining import acting_places_of
from multaqa.apps.network.queries.seen import bodies_represented_by

# Who holds assemblies and has a board; a council or a service writes its papers elsewhere.
WRITES_PAPERS = frozenset(
    {BodyKind.ASSOCIATION, BodyKind.NETWORK, BodyKind.COOPERATIVE, BodyKind.UNION}
)
COOPERATIVES = frozenset({BodyKind.COOPERATIVE, BodyKind.UNION})


def papers_seen_by(user: Visitor, body: Body) -> QuerySet[Paper]:
    """For who acts for the body, and the coordinator who helps them; they name people."""
    papers = Paper.objects.filter(body=body).select_related("body__commune__province", "written_by")
    if is_coordinator(user):
        return papers
    if not isinstance(user, User):
        return papers.none()
    represented = bodies_represented_by(user).filter(pk=body.pk)
    return papers if represented.exists() else papers.none()


def board_of(body: Body) -> list[tuple[str, str]]:
    """The name and the role of each who acts for the body, the president first."""
    order = list(MembershipRole)
    places = sorted(
        acting_places_of(body), key=lambda one: (order.index(MembershipRole(one.role)), one.pk)
    )
    return [(one.user.name, str(one.get_role_display())) for one in places]


@dataclass(frozen=True, slots=True)
class Wanting:
    """One thing that a body does not say of itself, and why it would."""

    what: StrOrPromise
    why: StrOrPromise


def wanting_of(body: Body) -> list[Wanting]:
    """What a body's people could still do for its page, what matters most first."""
    has = {
        "fields": body.fields.all().exists(),
        "groups": body.groups.all().exists(),
        "contact": bool(body.phone or body.email),
        "about": bool(body.about.strip()),
        "name_fr": bool(body.name_fr),
        "members": body.women_count is not None and body.men_count is not None,
        "founded": body.founded_on is not None,
        "register": bool(body.register_number),
    }
    words = {
        "contact": Wanting(_("a phone or an e-mail"), _("so that the coordinator can call")),
        "fields": Wanting(_("what it works on"), _("so that it is found by its field")),
        "groups": Wanting(_("whom it serves"), _("so that it is found by who needs it")),
        "about": Wanting(_("a few lines on what it does"), _("the first thing that people read")),
        "members": Wanting(
            _("how many women and men are members"), _("asked in every file for funding")
        ),
        "founded": Wanting(_("when it was founded"), _("some calls ask for three years")),
        "register": Wanting(_("its register number"), _("so that it is verified sooner")),
        "name_fr": Wanting(_("its name in French"), _("so that it is found in French too")),
    }
    return [words[name] for name in words if not has[name]]


def needs_confirmation(body: Body) -> bool:
    """Whether its people are to look at its page again: never confirmed, or too long ago."""
    return not freshness(body.confirmed_at).is_fresh
