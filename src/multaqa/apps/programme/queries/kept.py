"""What the programme keeps about a person."""

from django.utils.translation import gettext_lazy as _

from multaqa.apps.accounts.models import User
from multaqa.apps.accounts.queries import Kept
from multaqa.apps.programme.models import AgendaLink, Place, Speaker, Star


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


def export_of(user: User) -> dict[str, list[dict[str, object]]]:
    """The same as rows: every place, star and part as a speaker."""
    places = Place.objects.filter(user=user).select_related("session__edition", "body")
    stars = Star.objects.filter(user=user).select_related("session__edition")
    speakers = Speaker.objects.filter(user=user).select_related("edition")
    return {
        "programme_places": [
            {
                "edition": place.session.edition.number,
                "session": place.session.number,
                "title": place.session.title,
                "state": place.state,
                "body": str(place.body or ""),
                "people": place.size,
                "names": place.people,
                "asked_at": place.asked_at.isoformat(),
                "held_at": place.held_at.isoformat() if place.held_at else "",
                "left_at": place.left_at.isoformat() if place.left_at else "",
            }
            for place in places
        ],
        "programme_agenda": [
            {
                "edition": star.session.edition.number,
                "session": star.session.number,
                "title": star.session.title,
                "starred_at": star.at.isoformat(),
            }
            for star in stars
        ],
        "programme_speaker": [
            {
                "edition": speaker.edition.number,
                "name_ar": speaker.name_ar,
                "name_fr": speaker.name_fr or "",
                "function": speaker.function,
                "body": speaker.body_name,
                "about": speaker.bio,
                "is_public": speaker.has_consented,
            }
            for speaker in speakers
        ],
    }
