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
    "body.nobody_to_mend": _("Nobody acts for this body yet: there is nobody to ask."),
    "ice.not_digits": _("An ICE is made of digits alone."),
    "ice.wrong_length": ngettext_lazy(
        "An ICE has 15 digits; here there is %(digits)d.",
        "An ICE has 15 digits; here there are %(digits)d.",
        "digits",
    ),
    "ice.check_digits": _(
        "The two last digits of the ICE do not fit the others: look for a wrong digit. If it is "
        "written so on the certificate, tick the box below."
    ),
    "register.no_section": _(
        "The register of cooperatives has no section %(section)d: its numbers begin with 1, 2, 3 "
        "or 4."
    ),
    "register.not_a_union": _(
        "Numbers that begin with 4 are those of unions of cooperatives: change what it is, or the "
        "number."
    ),
    "register.is_a_union": _(
        "The number of a union of cooperatives begins with 4, this one with %(section)d: change "
        "what it is, or the number."
    ),
    "register.year_ahead": _("The year of the register number, %(year)d, is still to come."),
    "register.no_place": _("The last part of a register number counts from 1."),
    "declaration.ahead": _("The date of the receipt or of the deposit is still to come."),
    "declaration.no_date": _("Write the date: 60 days are counted from it."),
    "declaration.not_silent_yet": _(
        "The authority has 60 days to give the final receipt: until %(until)s it is not silent."
    ),
    "document.already_there": _("This document is among the body's documents already."),
    "document.too_many": ngettext_lazy(
        "A body keeps at most %(limit)d document: remove one that is of no more use.",
        "A body keeps at most %(limit)d documents: remove those that are of no more use.",
        "limit",
    ),
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
    "invitation.too_many_by_you": ngettext_lazy(
        "You send %(count)d invitation a day, whatever body it is for. Send the others tomorrow.",
        "You send %(count)d invitations a day, whatever bodies they are for. Send the others "
        "tomorrow.",
        "count",
    ),
    "invitation.contact_often_in_a_month": ngettext_lazy(
        "This phone or e-mail was invited %(count)d time within a month. Call them instead.",
        "This phone or e-mail was invited %(count)d times within a month. Call them instead.",
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

# Bringing lists in.

COLUMN_LABELS = {
    "ignore": _("Left out"),
    "name": _("Name of the body"),
    "name_fr": _("Name in French"),
    "other_names": _("Other name, acronym"),
    "kind": _("Kind of body"),
    "commune": _("Commune of the seat"),
    "province": _("Province"),
    "locality": _("Douar, quarter, address"),
    "phone": _("Phone"),
    "email": _("E-mail address"),
    "website": _("Website"),
    "founded": _("Founded"),
    "women": _("Women among the members"),
    "men": _("Men among the members"),
    "ice": _("ICE"),
    "register": _("Register number"),
    "receipt_on": _("Date of the final receipt"),
    "provisional_on": _("Date of the provisional receipt, or of the deposit"),
    "fields": _("Fields"),
    "groups": _("Groups served"),
    "work": _("Area of work"),
    "about": _("What it does"),
}
# The values of a body, as origins and comparisons name them.
VALUE_LABELS = {
    "name_ar": _("Name in Arabic"),
    "name_fr": _("Name in French"),
    "name_en": _("Name in English"),
    "other_names": _("Other names"),
    "kind": _("Kind of body"),
    "commune_id": _("Commune of the seat"),
    "locality": _("Douar or quarter"),
    "phone": _("Phone"),
    "other_phones": _("Other phones"),
    "email": _("E-mail address"),
    "website": _("Website"),
    "founded": _("Founded"),
    "women_count": _("Women among the members"),
    "men_count": _("Men among the members"),
    "ice": _("ICE"),
    "register_number": _("Register number"),
    "declared": _("Receipt of the declaration"),
    "fields": _("Fields"),
    "groups": _("Groups served"),
    "work_areas": _("Area of work"),
    "about": _("What it does"),
}
IMPORT_STEPS = {
    "import.read": _("Reading the file"),
    "import.rows": _("Reading each row"),
    "import.compare": _("Comparing with the directory"),
    "import.keep": _("Writing down what was found"),
    "import.apply": _("Bringing the bodies in"),
    "import.undo": _("Taking the bodies out"),
}
REASONS = {
    "exact": _("same name, kind and commune"),
    "name": _("nearly the same name"),
    "phone": _("same phone"),
    "register": _("same register number"),
}
PHRASES |= {
    "import.moved_on": _("This list has moved on in the meantime: look where it stands now."),
    "import.row_moved_on": _("This row has moved on in the meantime: look at it again."),
    "import.row_faulty": _("This row has faults: correct them first, or leave it out."),
    "import.no_name_column": _("Say which column holds the names of the bodies."),
    "import.column_twice": _("Two columns are taken for “%(column)s”: choose one of them."),
    "import.nothing_ready": _("No row is ready to come in."),
    "import.nothing_came_in": _("Nothing of this list is in the directory."),
    "import.has_come_in": _("Part of this list is in the directory: undo it first."),
    "entry.no_name": _("The body has no name: write it in letters."),
    "entry.name_too_long": ngettext_lazy(
        "A name holds at most %(limit)d letter: shorten it.",
        "A name holds at most %(limit)d letters: shorten it.",
        "limit",
    ),
    "entry.cell_too_long": ngettext_lazy(
        "At most %(limit)d letter fits here: shorten it.",
        "At most %(limit)d letters fit here: shorten it.",
        "limit",
    ),
    "entry.row_too_wide": _(
        "This line has more cells than there are headers: a separator stands inside a cell. "
        "Check each cell, and correct one of them."
    ),
    "entry.kind_missing": _(
        "Nothing says what kind of body it is: write it (association, cooperative…) before the "
        "name, or choose a kind for such rows with the columns."
    ),
    "entry.kind_unknown": _(
        "“%(value)s” is no kind we know: write association, cooperative, union, network, council, "
        "state service, funder or enterprise."
    ),
    "entry.commune_missing": _("No commune: write where the body sits."),
    "entry.commune_unknown": _("No commune is called “%(value)s”: %(near)s."),
    "entry.commune_several": _(
        "Several communes are called “%(value)s”: %(near)s. Write the commune, a comma, its "
        "province; or its code."
    ),
    "entry.province_contradicts": _(
        "The commune “%(value)s” does not lie in the province written beside it: %(near)s."
    ),
    "entry.phone_bad": _(
        "“%(value)s” is no phone: write ten digits, as 0661234567, or the country's code; "
        "several with a stroke between them."
    ),
    "entry.email_bad": _("“%(value)s” is no e-mail address: write one, as nom@example.ma."),
    "entry.website_bad": _("“%(value)s” is no website: write its address, as example.ma."),
    "entry.founded_bad": _(
        "“%(value)s” is no date: write a year, as 2014, or a day, as 12/03/2014."
    ),
    "entry.founded_ahead": _("“%(value)s” is still to come: write when the body was founded."),
    "entry.receipt_bad": _("“%(value)s” is no date of a receipt: write the day, as 12/03/2014."),
    "entry.receipt_ahead": _("“%(value)s” is still to come: write when the receipt was given."),
    "entry.count_bad": _("“%(value)s” is no number of people: write it in digits."),
    "entry.field_unknown": _(
        "“%(value)s” is no field we know: write another word for it, as agriculture, crafts, "
        "education or health."
    ),
    "entry.group_unknown": _(
        "“%(value)s” is no group we know: write another word for it, as women, young people, "
        "children or farmers."
    ),
    "entry.area_unknown": _(
        "“%(value)s” is no commune or province we know: write its name, or its code."
    ),
    "entry.left_values": _("Changed since, and left as they are now: %(columns)s."),
    "entry.left_changed": _("Changed since it came in (%(columns)s): the body stays."),
    "entry.left_decided": _("Decided on since it came in: the body stays."),
    "entry.left_used": _("In use since it came in (%(uses)s): the body stays."),
}
