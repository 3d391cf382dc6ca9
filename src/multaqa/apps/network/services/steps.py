"""What happened to the people of a body, line by line, and telling them of it."""

from collections.abc import Callable, Iterable

from django.db import transaction
from django.urls import reverse
from django.utils.translation import override

from multaqa.apps.accounts.models import User
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


@transaction.atomic
def tell_acting(body: Body, words: Words, *, but: User | None = None) -> None:
    """Tell everyone who acts for the body, but who did it, of what happened to its people."""
    people = [one for one in queries.acting_people(body) if one != but]
    tell(people, "network.people", words, "network:people", body.slug)
