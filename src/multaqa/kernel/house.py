"""How an app of the house wakes, and what it hangs on the pages of lower apps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import ClassVar

from django.apps import AppConfig
from django.utils.functional import Promise
from django_stubs_ext import StrOrPromise

# By place, then by the name of an address, so that an app that wakes twice hangs its panes once.
PANES: dict[str, dict[str, str | Promise]] = {}
# The daily work of every app, once each, by the dotted name that ``jobs.start`` takes.
DAILY: dict[str, None] = {}
# The work of every app whose moment can be told, with what tells whether it has come.
DUE: dict[str, str] = {}


@dataclass(frozen=True)
class Topic:
    """What some messages are about: its name among the switches, and why one gets them.

    ``why`` is a whole sentence that stands in each message: "You get this because ...". What is
    needed (codes, security, answers to what one asked) cannot be switched off. What is daily
    waits for the day's digest unless its person asked otherwise. What reaches anyone also goes to
    phones and addresses of people without an account, who switch it by the link in it. What is for
    coordinators stands among the switches of theirs alone.
    """

    label: StrOrPromise
    why: StrOrPromise
    is_needed: bool = False
    is_daily: bool = False
    reaches_anyone: bool = False
    is_for_coordinators: bool = False


TOPICS: dict[str, Topic] = {}


class App(AppConfig):
    """An app of the house: its phrases and receivers are awake from the start.

    ``panes`` are what it shows on pages of lower apps, which know nothing of it: by place, the
    names of its addresses, each with a label. A place is named by the lower app, whose page asks
    for ``{% panes "territory" code %}``; the address takes that code or slug as its one argument,
    and its page has a fragment (``_of_territory.html`` beside ``of_territory.html``) which htmx
    opens in place. In the higher app: ``panes = {"territory": [("network:of_territory", label)]}``.

    ``topics`` are what it tells people about, by a key that begins with its own name:
    ``topics = {"network.confirm": Topic(label=_("..."), why=_("..."))}``; they are told by
    ``accounts.services.notify``.

    ``daily`` are the dotted names of the jobs that are begun once a day: see ``kernel.clock``.
    ``due`` are those that are begun as soon as there is something to do, which a function of that
    dotted name says: ``due = {"multaqa.apps.budget.tasks.close_due": "multaqa....is_close_due"}``.
    """

    default_auto_field = "django.db.models.BigAutoField"
    panes: ClassVar[Mapping[str, Sequence[tuple[str, str | Promise]]]] = {}
    daily: ClassVar[Sequence[str]] = ()
    due: ClassVar[Mapping[str, str]] = {}
    topics: ClassVar[Mapping[str, Topic]] = {}

    def ready(self) -> None:
        for room in ("phrases", "receivers"):
            if find_spec(f"{self.name}.{room}"):
                import_module(f"{self.name}.{room}")
        for place, panes in self.panes.items():
            PANES.setdefault(place, {}).update(panes)
        DAILY.update(dict.fromkeys(self.daily))
        DUE.update(self.due)
        TOPICS.update(self.topics)


def panes_of(place: str) -> list[tuple[str, str | Promise]]:
    """The address and the label of every pane hung at a place, in the order of the apps."""
    return list(PANES.get(place, {}).items())
