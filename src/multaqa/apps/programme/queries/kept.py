"""What the programme keeps about a person."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from multaqa.apps.accounts.models import User
from multaqa.apps.accounts.queries import Consequence, Kept
from multaqa.apps.programme.models import LIVE, AgendaLink, Place, Speaker, Star


def kept_of(user: User) -> list[Kept]:
    """Their places, their agenda, and what is said of them where they speak."""
    team = _("You, and the coordinators")
    rows = [
        Kept(
            _("Place in a session"),
            _("%(session)s: %(state)s")
            % {"session": place.session, "state": place.get_state_display()},
            _("To keep a place for you, or to call you when one is free"),
            _("Until the account is erased; what you gave back too"),
            team,
        )
        for place in Place.objects.filter(user=user).select_related("session")
    ]
    rows += [
        Kept(
            _("You as a speaker"),
            f"{speaker.name} ({speaker.edition})",
            _("To announce who speaks; the name is public only if you agreed"),
            _("Until you ask for it to be left out"),
            _("Everyone, if you agreed; else you and the coordinators"),
        )
        for speaker in Speaker.objects.filter(user=user).select_related("edition")
    ]
    if stars := Star.objects.filter(user=user).count():
        rows.append(
            Kept(
                _("Sessions in your agenda"),
                str(stars),
                _("To show them to you, and to your calendar"),
                _("Until you take them out, or the account is erased"),
                _("You"),
                is_number=True,
            )
        )
    if AgendaLink.objects.filter(user=user).exists():
        rows.append(
            Kept(
                _("Secret address of your agenda"),
                _("Set"),
                _("So that your calendar can read your agenda"),
                _("Until you change it, or the account is erased"),
                _("You, and whoever you give it to"),
            )
        )
    return rows


def leaving_of(user: User) -> list[Consequence]:
    """Places go to who waits; where they speak, the session is announced without their name."""
    told = []
    if Place.objects.filter(user=user, state__in=LIVE).exists():
        told.append(
            Consequence(
                _("Your places in sessions"),
                _("They are given back, and go to those who wait. A group's places stay its own."),
                reverse("programme:agenda"),
            )
        )
    if Speaker.objects.filter(user=user).exists():
        told.append(
            Consequence(
                _("You as a speaker"),
                _("Your name leaves the programme, earlier versions too."),
            )
        )
    return told
