"""What happened to the people of a body, line by line, and telling them of it."""

from collections.abc import Callable, Iterable

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from multaqa.apps.accounts.models import User
from multaqa.apps.accounts.queries import coordinators
from multaqa.apps.accounts.services import Letter, notify_all
from multaqa.apps.network import queries
from multaqa.apps.network.models import Body, BodyStep

Words = Callable[[], tuple[str, str]]  # a title and a text, in the language of now


def note_step(
    body: Body,
    kind: BodyStep.Kind,
    *,
    actor: User | None,
    person: User | None = None,
    role: str = "",
    text: str = "",
) -> BodyStep:
    return BodyStep.objects.create(
        body=body, kind=kind, actor=actor, person=person, role=role, text=text
    )


def tell(
    people: Iterable[User], topic: str, words: Words, address: str, *arguments: object
) -> None:
    """Write to each in their own language, with the page to go to; delivered after commit."""
    letters = []
    for person in people:
        with override(person.language):
            title, text = words()
            url = reverse(address, args=arguments)
        letters.append(Letter(person, topic, title, text, url))
    if letters:
        notify_all(letters)


def tell_nobody_remains(body: Body, *, but: User | None = None) -> None:
    """Tell the coordinators, but who did it, that nobody acts for the body any more."""

    def words() -> tuple[str, str]:
        text = _(
            "Nobody acts for “%(body)s” any more. Ask for the minutes of its last assembly, and "
            "enter the new board from them."
        )
        return _("Nobody acts for a body any more"), text % {"body": body.name}

    people = [one for one in coordinators() if one != but] if body.is_live else []
    tell(people, "network.left", words, "network:desk-left")


@transaction.atomic
def tell_acting(body: Body, words: Words, *, but: User | None = None) -> None:
    """Tell everyone who acts for the body, but who did it, of what happened to its people."""
    people = [one for one in queries.acting_people(body) if one != but]
    tell(people, "network.people", words, "network:people", body.slug)
