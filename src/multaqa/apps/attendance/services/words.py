"""What a person is here, as it is said to them: in the feminine, the masculine, or both."""

from django.utils.translation import gettext_lazy as _

from multaqa.apps.attendance.models import BadgeKind

# For a woman, for a man, for who did not say.
ROLE_WORDS = {
    BadgeKind.PARTICIPANT: (_("participant (woman)"), _("participant (man)"), _("participant")),
    BadgeKind.EX_OFFICIO: (
        _("participant ex officio (woman)"),
        _("participant ex officio (man)"),
        _("participant ex officio"),
    ),
    BadgeKind.SPEAKER: (_("speaker (woman)"), _("speaker (man)"), _("speaker")),
    BadgeKind.ORGANISER: (_("organiser (woman)"), _("organiser (man)"), _("one of the organisers")),
    BadgeKind.VOLUNTEER: (_("volunteer (woman)"), _("volunteer (man)"), _("volunteer")),
    BadgeKind.GUEST: (_("guest (woman)"), _("guest (man)"), _("guest")),
    BadgeKind.PRESS: (_("press"), _("press"), _("press")),
}
PLACES = {"female": 0, "male": 1}


def role_word(kind: str, sex: str) -> str:
    """The word on the badge, in the language that is spoken now."""
    return str(ROLE_WORDS[BadgeKind(kind)][PLACES.get(sex, 2)])
