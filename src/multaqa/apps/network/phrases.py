"""The network's refusals."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from multaqa.kernel.refusals import PHRASES

PHRASES |= {
    "body.resembles": ngettext_lazy(
        "%(count)d body that looks the same is known already. Look whether it is yours.",
        "%(count)d bodies that look the same are known already. Look whether one is yours.",
        "count",
    ),
    "body.already_yours": _("You have already entered this body: it is among your bodies."),
    "body.too_many_waiting": ngettext_lazy(
        "You have entered %(count)d body that waits to be verified. Enter others after that.",
        "You have entered %(count)d bodies that wait to be verified. Enter others after that.",
        "count",
    ),
    "body.no_name": _("Write the body's name in letters."),
    "body.name_too_long": ngettext_lazy(
        "A name holds at most %(limit)d letter.",
        "A name holds at most %(limit)d letters: shorten it, and write the full one below.",
        "limit",
    ),
    "body.not_live": _("This body was refused or merged: nothing can be asked of it."),
    "body.already_verified": _("This body is verified already."),
    "body.already_refused": _("This body is refused already."),
    "body.no_reason": _("Write the reason: it is kept with the decision."),
    "body.merges_itself": _("A body cannot be merged into itself."),
    "body.keep_verified": _("Keep the entry that is verified: the other one goes into it."),
    "body.founded_ahead": _("The founding date is still to come."),
    "body.bad_territory": _("One of the territories where the body works does not exist."),
    "membership.already_live": _("You have a place in this body already, or have asked for one."),
    "membership.already_answered": _("This request was answered in the meantime."),
    "membership.already_ended": _("This place ended already."),
}
