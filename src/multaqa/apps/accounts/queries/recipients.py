"""Who is written to, by the key in the links that were sent to them."""

from hmac import compare_digest

from django.utils.crypto import salted_hmac

from multaqa.apps.accounts.models import Recipient, RoleKind, Switch
from multaqa.apps.accounts.queries.notices import ways_about, ways_to
from multaqa.kernel.house import TOPICS, Topic

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZabcdefghjkmnpqrstvwxyz"  # none that two would read apart
PROOF = 11  # signs: 54 to the 11th, guessed at thirty an hour
LONGEST_KEY = 30
ALL = "all"  # in a link: every topic that can be switched


def key_of(recipient: Recipient) -> str:
    """The key to this recipient's switches: short enough for a text message, told to them alone.

    It says neither who they are nor how they are reached, and follows from what they are: nobody
    keeps it, and it is dead once they are gone.
    """
    return f"{_written(recipient.pk)}{_proof(recipient)}"


def recipient_by(key: str) -> Recipient | None:
    """Whoever the key was made for, if it was made here."""
    place, proof = key[:-PROOF], key[-PROOF:]
    if not place or len(key) > LONGEST_KEY or not set(key) <= set(SIGNS):
        return None
    found = Recipient.objects.select_related("user").filter(pk=_read(place)).first()
    if found is None or not compare_digest(_proof(found), proof):
        return None
    return found if found.user is None or found.user.is_active else None


def _proof(recipient: Recipient) -> str:
    whose = f"user {recipient.user_id}" if recipient.user_id else f"contact {recipient.contact}"
    mac = salted_hmac("multaqa.switches", f"{recipient.pk} {whose}", algorithm="sha256")
    return _written(int.from_bytes(mac.digest()))[-PROOF:]


def _written(number: int) -> str:
    signs = ""
    while number:
        number, rest = divmod(number, len(SIGNS))
        signs = SIGNS[rest] + signs
    return signs


def _read(signs: str) -> int:
    number = 0
    for sign in signs:
        number = number * len(SIGNS) + SIGNS.index(sign)
    return number if number < 2**63 else 0


def topics_of(recipient: Recipient) -> dict[str, Topic]:
    """What this recipient can switch: without an account, what is sent to anyone."""
    user = recipient.user
    coordinates = user is not None and RoleKind.COORDINATOR in user.role_kinds
    return {
        name: topic
        for name, topic in TOPICS.items()
        if not topic.is_needed
        and (user is not None or topic.reaches_anyone)
        and (coordinates or not topic.is_for_coordinators)
    }


def switched(recipient: Recipient) -> dict[str, Switch.Way]:
    """How the recipient has each topic now, switched or not."""
    topics = topics_of(recipient)
    user = recipient.user
    if user is not None:
        ways = ways_about(topics, [user])
        contacts = (user.phone or "", user.email or "")
    else:
        contacts = (recipient.contact or "", "")
        ways = ways_to(topics, contacts[0])
    return {name: ways.of(name, user_id=recipient.user_id, contacts=contacts) for name in topics}
