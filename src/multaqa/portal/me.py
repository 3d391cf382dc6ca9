"""My space: what each app has for the person who signed in, and what it keeps about them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from multaqa.apps.accounts import queries as accounts
from multaqa.apps.accounts import services as account_services
from multaqa.apps.accounts.models import User
from multaqa.apps.accounts.rules import MemberRequest
from multaqa.apps.attendance import queries as attendance
from multaqa.apps.attendance import services as attendance_services
from multaqa.apps.budget import queries as budget
from multaqa.apps.budget import services as budget_services
from multaqa.apps.forum import queries as forum
from multaqa.apps.forum import services as forum_services
from multaqa.apps.network import queries as network
from multaqa.apps.network import services as network_services
from multaqa.apps.programme import queries as programme
from multaqa.apps.programme import services as programme_services
from multaqa.apps.projects import queries as projects
from multaqa.apps.projects import services as project_services
from multaqa.kernel.gates import signed_in
from multaqa.kernel.pages import page


@dataclass(frozen=True)
class Section:
    """One part of the page: a title, and a template with what it needs."""

    title: StrOrPromise
    template: str
    context: dict[str, Any]


def account(user: User) -> Section:
    return Section(_("My account"), "portal/me_account.html", {"person": user})


def registrations(user: User) -> Section:
    found = forum.registrations_seen_by(user)[:10]
    calls = forum.open_calls(user)
    return Section(
        _("My registrations"),
        "forum/_my_registrations.html",
        {"registrations": found, "open_calls": calls},
    )


def badges(user: User) -> Section:
    found = list(attendance.badges_of(user)[:5])
    certificates = attendance.certificates_for(found)
    rows = [(one, certificates.get(one.pk)) for one in found]
    waiting = attendance.editions_waiting(user)
    return Section(_("My badges"), "attendance/_mine.html", {"badges": rows, "waiting": waiting})


def letters(user: User) -> Section:
    """The newest of what the person was told, whichever app told it."""
    entries = accounts.entries_of(user, list(accounts.inbox_of(user)[:3]))
    context = {"entries": entries, "unread": accounts.unread_count(user)}
    return Section(_("My messages"), "account/_my_messages.html", context)


def bodies(user: User) -> Section:
    return Section(
        _("My bodies"), "network/_mine.html", {"places": network.memberships_of(user)[:5]}
    )


def agenda(user: User) -> Section:
    places = programme.announced_places(user, timezone.localdate())
    return Section(_("My agenda"), "programme/_my_agenda.html", {"places": places[:5]})


def rounds(user: User) -> Section:
    """The rounds that are open to the person, and whether they voted; never what."""
    found = [(one, budget.rights_of(user, one)) for one in budget.open_rounds()[:5]]
    mine = [
        (one, rights, sum(bool(right.version) for right in rights))
        for one, rights in found
        if rights
    ]
    return Section(_("My votes"), "budget/_mine.html", {"rounds": mine})


def my_projects(user: User) -> Section:
    """The latest that the person holds, or their bodies do."""
    found = projects.projects_of(user)[:5]
    return Section(_("My projects"), "projects/_mine.html", {"projects": found})


# One line per app that has something for a person; the account comes last.
SECTIONS: list[Callable[[User], Section]] = [
    *(rounds, registrations, badges, agenda, letters, my_projects, bodies, account),
]
KEPT: list[Callable[[User], list[accounts.Kept]]] = [
    accounts.kept_of,
    network.kept_of,
    forum.kept_of,
    programme.kept_of,
    attendance.kept_of,
    projects.kept_of,
    budget.kept_of,
]
Tables = Mapping[str, Sequence[Mapping[str, object]]]


class Forgets(Protocol):
    """Erases what an app holds of a person, or makes it nameless where a count needs it."""

    def __call__(self, *, user: User) -> None: ...


# What each app hands out of a person: by the name of a table, its rows, as JSON can say them.
EXPORTS: list[Callable[[User], Tables]] = [
    accounts.export_of,
    network.export_of,
    forum.export_of,
    programme.export_of,
    attendance.export_of,
    projects.export_of,
    budget.export_of,
]
# The files that belong to these rows: the name of each in the archive, and where it lies.
FILES: list[Callable[[User], Iterable[tuple[str, Path]]]] = [network.files_of, projects.files_of]
# What erasing them does, told before it is done.
LEAVINGS: list[Callable[[User], list[accounts.Consequence]]] = [
    budget.leaving_of,
    projects.leaving_of,
    attendance.leaving_of,
    forum.leaving_of,
    network.leaving_of,
    programme.leaving_of,
    accounts.leaving_of,
]
# What erases them, app by app: the highest first, since it still needs what lower ones hold; the
# account is the last.
FORGETS: list[Forgets] = [
    budget_services.forget_person,
    project_services.forget_person,
    attendance_services.forget_person,
    programme_services.forget_person,
    forum_services.forget_person,
    network_services.forget_person,
    account_services.forget_person,
]


@signed_in
def space(request: MemberRequest) -> HttpResponse:
    sections = [part(request.user) for part in SECTIONS]
    context = {"sections": sections, "erasure": accounts.erasure_of(request.user)}
    return page(request, "portal/me", context)


@signed_in
def stored(request: MemberRequest) -> HttpResponse:
    """What is stored about me, and why: law 09-08 gives the right to ask, this page answers."""
    kept = [row for kept_of in KEPT for row in kept_of(request.user)]
    context = {"kept": kept, "privacy_contact": settings.PRIVACY_CONTACT}
    return page(request, "portal/me_stored", context)
