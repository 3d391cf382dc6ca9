"""What is refused about seats after the draw, and what the public record says of them."""

from django.utils.translation import gettext_lazy as _

from multaqa.kernel.record import SENTENCES, WORDS
from multaqa.kernel.refusals import PHRASES

PHRASES |= {
    "seat.not_drawn": _("The seats are not drawn yet."),
    "seat.date_past": _("Choose a moment that is still to come."),
    "seat.date_after_opening": _("Choose a moment before the first day of the edition."),
    "seat.note_missing": _("Write how they answered: by phone, in person, on paper."),
    "seat.declined": _(
        "This seat was declined. If that was a mistake, call the organisers: while nobody was "
        "called in its place they can put it right."
    ),
    "seat.silent": _(
        "The date to confirm is past and no answer came: the seat goes to another. Call the "
        "organisers if you can still come."
    ),
    "seat.withdrawn": _("The registration was withdrawn, and the seat with it."),
    "seat.given_on": _("This seat was given on: somebody else was called, or it stays empty."),
    "seat.edition_over": _("This edition is over."),
    "seat.being_replaced": _(
        "A second draw is sealed for this seat: nothing about it changes before it is drawn."
    ),
    "seat.nobody_late": _("Nobody's date to confirm is past without an answer."),
    "seat.not_gone": _("Somebody holds this seat: it is not free."),
    "seat.nobody_gone": _(
        "No seat waits for a replacement: nobody left, or somebody has just replaced them."
    ),
    "seat.replacements_closed": _("The replacements of this draw are closed."),
    "replacement.sealed": _("A second draw is sealed. Draw it first: it fills the seats it names."),
    "replacement.changed_meanwhile": _(
        "Somebody left, came in or withdrew during the computation. Ask for it again."
    ),
}

SENTENCES |= {
    "forum.alternates_named": _(
        "Edition %(edition)d: alternates were named ahead (%(count)d). Fingerprint of the file of "
        "what follows the draw: %(digest)s."
    ),
    "forum.confirmation_asked": _(
        "Edition %(edition)d: those drawn confirm their seats before %(by_at)s."
    ),
    "forum.seat_replaced": _(
        "Edition %(edition)d: ticket %(into)s, from the list of alternates, takes the place of "
        "ticket %(out)s (%(reason)s). Fingerprint: %(digest)s."
    ),
    "forum.seat_redrawn": _(
        "Edition %(edition)d: ticket %(into)s, drawn in a second draw, takes the place of ticket "
        "%(out)s (%(reason)s). Fingerprint: %(digest)s."
    ),
    "forum.seat_left_empty": _(
        "Edition %(edition)d: the seat of ticket %(ticket)s stays empty (%(reason)s)."
    ),
    "forum.replacement_sealed": _(
        "Edition %(edition)d: a second draw was sealed for the seats that are free (%(seats)d). "
        "Fingerprint: %(seal)s. The public value to come: %(source)s, not before %(known_at)s."
    ),
    "forum.replacements_closed": _(
        "Edition %(edition)d: the replacements were closed; the sensitive answers were erased."
    ),
}

# How a reason to leave is said; the record keeps the word of the file.
REASONS = {
    "declined": _("declined"),
    "silence": _("did not answer"),
    "withdrawn": _("withdrew"),
}
WORDS |= {("reason", reason): words for reason, words in REASONS.items()}
