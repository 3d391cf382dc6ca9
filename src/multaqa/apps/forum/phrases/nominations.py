"""What is refused and told of ex-officio seats."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from multaqa.kernel.record import SENTENCES
from multaqa.kernel.refusals import PHRASES

PHRASES |= {
    "nomination.invited": _(
        "This addressee of this institution is invited already, by letter No. %(letter)d."
    ),
    "nomination.unnamed": _("Write the institution and its addressee in letters."),
    "nomination.no_name": _("Write the name in letters."),
    "nomination.sent": _("This letter is sent: nothing of it can change any more."),
    "nomination.bad_day": _("The answer is due from tomorrow to the first day of the forum."),
    "nomination.none_prepared": _("Choose at least one letter that is not sent yet."),
    "nomination.nobody_to_remind": ngettext_lazy(
        "Nobody to remind: each one answered, or was written to less than %(days)d day ago.",
        "Nobody to remind: each one answered, or was written to less than %(days)d days ago.",
        "days",
    ),
    "nomination.not_sent": _("This letter is not sent yet: there is nothing to answer."),
    "nomination.answered": _(
        "This letter has been answered meanwhile, and the first answer stands. Whoever gave it can "
        "change it below."
    ),
    "nomination.not_answered": _("Nothing was answered yet: there is nothing to change."),
    "nomination.changed_meanwhile": _("This seat changed meanwhile. Look at it again."),
    "nomination.over": _("The forum is over: this letter can no longer be answered."),
    "nomination.no_reference": _("Write the reference of the paper: number and date."),
    "nomination.contact_missing": _(
        "Give a phone number or an e-mail: it lets you, and nobody else, change the answer later."
    ),
    "nomination.contact_unknown": _(
        "This is not the phone or e-mail that was given with the answer. Try the other one, or ask "
        "the organiser."
    ),
    "nomination.too_many": _("Too many attempts. Wait an hour, or ask the organiser."),
    "nomination.column_missing": _(
        "The list needs a column headed “%(header)s”. Look at the headings that are read below."
    ),
    "institution.kind_unknown": _(
        "“%(value)s” is no kind of institution: write elected council, state service, ministry, "
        "parliamentarian or partner"
    ),
    "institution.commune_unknown": _("no commune is called “%(value)s”"),
    "institution.commune_ambiguous": _(
        "several communes are called “%(value)s”: write the commune's code"
    ),
    "institution.no_phone": _("“%(value)s” is no phone number"),
    "institution.no_email": _("“%(value)s” is no e-mail address"),
    "institution.invited": _("is invited already, by letter No. %(letter)d"),
    "institution.twice": _("stands twice (also on line %(other)d): keep one"),
}

SENTENCES |= {
    "forum.letters_sent": ngettext_lazy(
        "Edition %(edition)d: %(count)d letter was sent to an institution for an ex-officio seat.",
        "Edition %(edition)d: %(count)d letters were sent to institutions for ex-officio seats.",
        "count",
    ),
    "forum.seat_named": _(
        "Edition %(edition)d: the institution of letter No. %(letter)d named who comes."
    ),
    "forum.seat_declined": _(
        "Edition %(edition)d: the institution of letter No. %(letter)d sends nobody."
    ),
    "forum.seat_reopened": _(
        "Edition %(edition)d: letter No. %(letter)d was sent again and its answer set aside."
    ),
}
