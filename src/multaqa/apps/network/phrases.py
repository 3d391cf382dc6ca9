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
    "membership.last_acting": _(
        "Nobody else acts for the body. Hand it over first, or say plainly that nobody remains."
    ),
    "membership.president_stands": _(
        "The body has a president. Enter the new one as a handover, or change that role first."
    ),
    "membership.president_answers": _(
        "A president is let in by the one who stands, or by a handover; or by the coordinator."
    ),
    "claim.no_proof": _("Write in letters how it can be seen that you act for the body."),
    "claim.role_does_not_act": _(
        "Who claims a body has a role that acts for it. For another role, ask for a place."
    ),
    "claim.acts_already": _("You act for this body already."),
    "claim.waits_already": _("You have claimed this body already: it waits for an answer."),
    "claim.too_many_waiting": ngettext_lazy(
        "%(count)d claim of yours waits for an answer. Claim another body after that.",
        "%(count)d claims of yours wait for an answer. Claim another body after that.",
        "count",
    ),
    "claim.refused_twice": _(
        "This claim was refused twice. Call the coordinator: it is not claimed here again."
    ),
    "claim.same_proof": _(
        "This is the proof that was refused. Give another: write it, or attach a paper."
    ),
    "claim.people_first": _(
        "Others act for this body: they have until %(day)s to say what they know. Accept it after "
        "that; you may refuse it now."
    ),
    "claim.answered": _("This claim was answered in the meantime."),
    "invitation.too_many_waiting": ngettext_lazy(
        "%(count)d invitation of this body may wait at once. Withdraw one first.",
        "%(count)d invitations of this body may wait at once. Withdraw some first.",
        "count",
    ),
    "invitation.too_many_today": ngettext_lazy(
        "A body sends %(count)d invitation a day. Send the others tomorrow.",
        "A body sends %(count)d invitations a day. Send the others tomorrow.",
        "count",
    ),
    "invitation.contact_often": _(
        "This phone or e-mail was invited several times today. Try again tomorrow, or call them."
    ),
    "invitation.waits_already": _(
        "An invitation of this body to this phone or e-mail waits already. Withdraw it first."
    ),
    "invitation.of_a_handover": _("This link belongs to a handover: withdraw the handover itself."),
    "invitation.another": _(
        "This link was sent to another phone or e-mail. Sign in with the one that received it."
    ),
    "invitation.used": _("This link was answered already: it works once."),
    "invitation.withdrawn": _("This invitation was withdrawn. Ask who sent it for another."),
    "invitation.over": _("This invitation has run out. Ask who sent it for another."),
    "handover.open_already": _(
        "A handover of this body is under way. Wait until it is done, or withdraw it first."
    ),
    "handover.no_head": _("Say who presides, directs or answers for the body from now on."),
    "handover.two_presidents": _("Only one person presides over the body: look at the roles."),
    "handover.contact_twice": _("The same phone or e-mail is written for two people."),
    "handover.held_ahead": _("The assembly is still to come: enter it when it was held."),
    "handover.held_long_ago": _(
        "This assembly was more than a year ago. Give its minutes to the coordinator."
    ),
    "handover.bad_end": _("Choose a day between %(first)s and %(last)s."),
    "handover.contested": _(
        "This handover is contested: nothing can be accepted before the coordinator has decided."
    ),
    "handover.closed": _("This handover is over: it was done, or withdrawn."),
    "confirmation.no_note": _("Write who answered, and what they said."),
    "paper.too_many": ngettext_lazy(
        "%(count)d draft is begun already. Finish it or throw it away first.",
        "%(count)d drafts are begun already. Finish some, or throw some away, first.",
        "count",
    ),
    "paper.made": _("This paper was made meanwhile: begin another from it."),
    "paper.gone": _("This paper was thrown away meanwhile."),
    "paper.too_long": _("This is more than a paper holds. Shorten it, or attach a second one."),
    "assembly.too_many_mandates": _(
        "A member holds one mandate at most (law 112-12, article 39): with %(present)d present, no "
        "more can be represented."
    ),
    "assembly.more_than_members": _(
        "More people are present or represented than there are members (%(members)d)."
    ),
}
