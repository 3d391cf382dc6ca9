"""What is refused and told of badges, and of printing them."""

from django.utils.translation import gettext_lazy as _

from multaqa.kernel.refusals import PHRASES

PHRASES |= {
    "badge.no_name": _("Write the name in letters."),
    "badge.has_one": _("This person has a badge already, of code %(badge)s."),
    "badge.cancelled": _("This badge is cancelled."),
    "badge.active": _("This badge is active already."),
    "badge.lost": _("A lost badge stays cancelled: its person was given another."),
    "badge.no_reason": _("Say why the badge is cancelled."),
    "badge.seat_stands": _(
        "This person still holds a seat or has a talk. Take that back first: the badge follows "
        "when badges are issued again."
    ),
    "badge.column_missing": _("The list has no column with the heading “%(header)s”."),
    "badge.kind_unknown": _(
        "“%(value)s” is not a kind of badge. Write organiser, volunteer, guest, press, speaker or "
        "participant."
    ),
    "badge.kind_missing": _("Say which kind of badge: in this line, or for the whole list."),
    "badge.sex_unknown": _("“%(value)s” is not read as woman or man."),
    "badge.twice": _("The same person stands in line %(other)d."),
    "printing.nobody": _("Choose at least one badge that is active."),
    "printing.done": _("These badges were marked as printed already."),
}
