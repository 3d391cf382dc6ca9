"""What is refused and told of calls, registrations and messages."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from multaqa.kernel.record import SENTENCES
from multaqa.kernel.refusals import PHRASES

PHRASES |= {
    "call.coming": _("The call is not open yet. Come back when it opens."),
    "call.closed": _("The call is closed: no registration can be sent or changed any more."),
    "call.closes_first": _("The call closes before it opens."),
    "call.not_open": _("The call is not open: there is nothing to close."),
    "call.not_closed": _("The call is not closed: there is nothing to open again."),
    "call.closes_in_the_past": _("Choose a moment to come."),
    "call.province_outside": _("One of these provinces lies outside the edition's region."),
    "edition.days_reversed": _("The last day comes before the first."),
    "college.order_stands": _(
        "People of these colleges hold tickets, whose numbers begin with its place: the order "
        "stands."
    ),
    "college.name_the_first": _(
        "The edition's only college holds people already. Name it first, then add another."
    ),
    "college.address_taken": _("Another college has the address “%(slug)s”. Choose another one."),
    "college.unnamed": _("Of several colleges each needs a name."),
    "college.holds_people": _("This college holds people or a sealed draw: it cannot be removed."),
    "college.last": _("An edition has at least one college."),
    "question.never_asked": _(
        "This question is about tribe or origin, party or religion, which this platform refuses "
        "to ask."
    ),
    "question.is_sensitive": _(
        "This question is about health, disability or identity cards: mark it as sensitive, or "
        "leave it out."
    ),
    "question.unauthorised": _(
        "A sensitive question needs the CNDP's authorisation: enter it in the edition first."
    ),
    "question.choices_missing": _("Write from 2 to %(most)d choices, one per line."),
    "question.cannot_balance": _("The draw balances by one choice, or by yes and no."),
    "question.answered": _(
        "Somebody has answered this question: its words may change, not its kind, its secrecy or "
        "its choices. Add another question instead."
    ),
    "registration.no_assistance": _(
        "This call takes registrations from each person alone, not through another."
    ),
    "registration.no_consent": _("The person must agree to be registered. Tick that they do."),
    "registration.contact_taken": _(
        "A registration was already sent with this phone number or e-mail address."
    ),
    "registration.entered_for_you": _(
        "Somebody registered you already with this phone number or e-mail: registration "
        "%(number)s, which you find in your space. There you may withdraw it, or say that you did "
        "not agree; then send this one."
    ),
    "registration.contact_stands": _(
        "Only the person can change where they are written to. If it is mistyped, withdraw this "
        "registration and enter it anew."
    ),
    "registration.contact_own": _(
        "This is your own phone number or e-mail. Write the person's own, or leave it empty; for "
        "yourself, begin your own registration."
    ),
    "registration.objected": _(
        "Whoever this phone number or e-mail belongs to does not want to be registered by others. "
        "They can still register by themselves."
    ),
    "registration.too_many_an_hour": _(
        "You have registered many people within an hour. Go on in an hour, or give the paper forms "
        "to the organisers."
    ),
    "registration.too_many_a_day": _(
        "You have registered many people within a day. Go on tomorrow at this time, or give the "
        "paper forms to the organisers."
    ),
    "registration.contact_used_often": _(
        "Registrations were sent and withdrawn several times with this phone number or e-mail. "
        "Send it again tomorrow."
    ),
    "registration.moved_too_often": _(
        "The phone number or e-mail changed several times already. Change it again tomorrow."
    ),
    "registration.no_number": _("No number could be given just now. Send it again."),
    "registration.who_missing": _("Name, sex and year of birth are needed."),
    "registration.too_young": _("A participant is at least %(age)d years old."),
    "registration.contact_missing": _(
        "Write a phone number or an e-mail address: the answer is sent to it."
    ),
    "registration.role_missing": _("Say in which role you act for this body."),
    "registration.college_sealed": _(
        "The draw of “%(college)s” is sealed: nobody can ask for a seat there any more."
    ),
    "registration.commune_missing": _("Choose the commune that you come from."),
    "registration.commune_outside": _("%(commune)s lies outside the territory of this call."),
    "registration.body_missing": _(
        "Say which body you come for, or write what your own project is."
    ),
    "registration.body_unknown": _("This body is not in the directory yet: choose another one."),
    "registration.body_not_theirs": _(
        "You cannot act for %(body)s: its people have not accepted you in a role that may."
    ),
    "registration.college_missing": _("Choose the college in which you ask for a seat."),
    "registration.college_does_not_fit": _(
        "You cannot ask for a seat among “%(college)s”: look at who may apply there."
    ),
    "registration.answer_missing": _("The question “%(question)s” must be answered."),
    "registration.asked_no_more": _(
        "These questions are not asked any more: what was answered to them is not kept."
    ),
    "registration.ended": _("This registration has ended: nothing of it can change any more."),
    "registration.sealed": _(
        "The draw is sealed: nothing of this registration can change, but it can be withdrawn."
    ),
    "registration.not_refused": _("Nothing was refused: there is nothing to answer."),
    "registration.answered_once": _("You have answered already; the answer is being read."),
    "registration.reply_empty": _("Write your answer."),
    "registration.reason_missing": _("Write the reason: the person reads it."),
    "registration.answered_so": _("This registration has this answer already."),
    "registration.answered_meanwhile": _(
        "This registration was answered or changed since the page was opened. Look at where it "
        "stands now, then decide."
    ),
    "pool.nobody_accepted": _("No registration of this college is accepted yet."),
    "pool.body_refused": _(
        "Registration %(number)s is accepted for a body that was refused. Refuse it, or put it on "
        "the waiting list, then take the list."
    ),
    "message.called": _("This person was called already."),
    "mailing.gone": _("This message has been sent already."),
    "mailing.nobody": _("Nobody is in this choice: nothing would be sent."),
}

SENTENCES |= {
    "forum.call_set": _(
        "Edition %(edition)d: the call is open from %(opens_at)s to %(closes_at)s."
    ),
    "forum.call_closed": _("Edition %(edition)d: the call was closed at %(closes_at)s."),
    "forum.call_hidden": _("Edition %(edition)d: the announcement of the call was withdrawn."),
    "forum.call_reopened": _(
        "Edition %(edition)d: the call was opened again, until %(closes_at)s."
    ),
    "forum.pool_taken": ngettext_lazy(
        "Edition %(edition)d: the list of applicants was taken from %(people)d accepted "
        "registration.",
        "Edition %(edition)d: the list of applicants was taken from %(people)d accepted "
        "registrations.",
        "people",
    ),
}
