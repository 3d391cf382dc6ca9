"""Writing to people by e-mail or text message: why they get it, and how to switch it."""

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from multaqa.apps.accounts.models import User
from multaqa.apps.accounts.services.switches import recipient_for, switches_link, with_link
from multaqa.kernel import delivery
from multaqa.kernel.house import TOPICS
from multaqa.ui import mail
from multaqa.ui.mail import Item, Mail


def write_letter(
    *,
    address: str,
    topic: str,
    title: str,
    text: str = "",
    user: User | None = None,
    code: str = "",
    items: Sequence[Item] = (),
    buttons: Sequence[tuple[str, str]] = (),
) -> None:
    """Send a letter about a topic, in the language of now, or ``DeliveryFailed``.

    It says why its reader gets it; what can be switched carries the link that does it.
    """
    why, links, one_click = str(TOPICS[topic].why), [], ""
    if TOPICS[topic].is_needed:
        why = f"{why} {_('It cannot be switched off.')}"
    else:
        recipient = recipient_for(user=user, contact=address)
        one_click = switches_link(recipient, topic)
        links = [
            (_("Stop these messages"), one_click),
            (_("Choose what you receive"), switches_link(recipient)),
        ]
    letter = Mail(
        title=title,
        text=text,
        why=why,
        code=code,
        items=items,
        buttons=buttons,
        links=links,
        one_click=one_click,
    )
    mail.send(address, letter)


def write_text(*, phone: str, topic: str, text: str, user: User | None = None) -> None:
    """Send a text message about a topic; what can be switched tells the way, where it pays."""
    if not TOPICS[topic].is_needed:
        text = with_link(text, recipient_for(user=user, contact=phone), topic)
    delivery.send_text(phone, text)


def space_link() -> str:
    """The whole address of one's messages on the site, in the language of now."""
    return f"{settings.ORIGIN}{reverse('inbox')}"
