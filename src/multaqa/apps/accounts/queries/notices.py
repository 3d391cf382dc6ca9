"""What a person was told, and how they want what is told next."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

from django.db.models import Q, QuerySet

from multaqa.apps.accounts.models import Notice, Switch, User
from multaqa.kernel.house import TOPICS

Way: TypeAlias = Switch.Way
FEW = 100  # people whose switches are asked for by name; of more, all that there are are read


def notices_of(user: object) -> QuerySet[Notice]:
    """What the person was told that stands nowhere else on the site, newest first."""
    if not isinstance(user, User) or not user.is_active:
        return Notice.objects.none()
    return Notice.objects.filter(user=user, about="").order_by("-pk")


@dataclass(frozen=True)
class Ways:
    """How each wants what is about some topics, read in one question for all of them."""

    of_people: dict[tuple[str, int], Way] = field(default_factory=dict)
    of_contacts: dict[tuple[str, str], Way] = field(default_factory=dict)

    def of(self, topic: str, *, user_id: int | None = None, contacts: Iterable[str] = ()) -> Way:
        """The person's own switch; else that of a phone or an address they have; else the topic's.

        A phone that has an account goes by the account's switch, whoever typed it.
        """
        told = TOPICS[topic]
        if told.is_needed:
            return Way.AT_ONCE
        if user_id and (way := self.of_people.get((topic, user_id))):
            return way
        for contact in contacts:
            if contact and (way := self.of_contacts.get((topic, contact))):
                return way
        return Way.DIGEST if told.is_daily else Way.AT_ONCE


def ways_about(topics: Collection[str], users: Collection[User] | None = None) -> Ways:
    """The switches of these topics: of these people, or of everybody."""
    found = Switch.objects.filter(topic__in=topics)
    if users is not None and len(users) <= FEW:
        contacts = [contact for one in users for contact in (one.phone, one.email) if contact]
        theirs = Q(recipient__user__in=[one.pk for one in users])
        found = found.filter(theirs | Q(recipient__contact__in=contacts))
    return _read(found)


def ways_to(topics: Collection[str], contact: str) -> Ways:
    """The switches of a phone or an address, and of the account that has it."""
    theirs = Q(recipient__contact=contact)
    theirs |= Q(recipient__user__phone=contact) | Q(recipient__user__email=contact)
    return _read(Switch.objects.filter(theirs, topic__in=topics))


def _read(found: QuerySet[Switch]) -> Ways:
    ways = Ways()
    rows = found.values_list(
        "topic",
        "way",
        "recipient__user",
        "recipient__contact",
        "recipient__user__phone",
        "recipient__user__email",
    )
    proved: dict[tuple[str, str], Way] = {}
    for topic, way, user_id, contact, phone, email in rows:
        if contact:
            ways.of_contacts[topic, contact] = Way(way)
            continue
        ways.of_people[topic, user_id] = Way(way)
        proved |= {(topic, own): Way(way) for own in (phone, email) if own}
    ways.of_contacts.update(proved)
    return ways


def way_of(user: User, topic: str) -> Way:
    """How the person wants what is about this topic."""
    ways = ways_about([topic], [user])
    return ways.of(topic, user_id=user.pk, contacts=(user.phone or "", user.email or ""))


def way_to(topic: str, *, user: User | None, contact: str) -> Way:
    """How what is about this topic is wanted there: by the person, or by whose phone it is."""
    if user is not None:
        return way_of(user, topic)
    return ways_to([topic], contact).of(topic, contacts=[contact])
