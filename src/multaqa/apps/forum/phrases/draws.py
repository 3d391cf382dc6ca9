"""The forum's refusals and its lines of the public record."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from multaqa.kernel.record import SENTENCES
from multaqa.kernel.refusals import PHRASES

PHRASES |= {
    "edition.days_unlikely": _("Dates must lie between the years %(first)d and %(last)d."),
    "edition.number_taken": _("Edition %(number)d exists already. Choose another number."),
    "edition.territory_in_use": _(
        "The territory cannot change while the edition has a list of applicants or registrations."
    ),
    "edition.number_stands": _(
        "The public record names the edition by this number: it cannot change. Open another "
        "edition."
    ),
    "edition.sensitive_held": _(
        "Sensitive answers are held, and none can be without the authorisation. Tick below that "
        "they are erased with it, then save again."
    ),
    "edition.sensitive_sealed": _(
        "A sealed draw needs its sensitive answers. Draw its seats and close its replacements, "
        "which erases the answers; then withdraw the authorisation."
    ),
    "edition.sealed_stays_public": _(
        "The draw of this edition is sealed: its page stays open so that anyone can check it."
    ),
    "draw.frozen": _("This draw is sealed: nothing that was sealed can change any more."),
    "draw.changed_meanwhile": _(
        "The list or the quotas changed during the computation. Compute again."
    ),
    "draw.no_quotas": _("Set the quotas first: without them there is nothing to balance."),
    "draw.no_people": _("The list of applicants is empty. Bring it in first."),
    "draw.not_computed": _("Compute the chances before sealing."),
    "draw.accepted_missing": ngettext_lazy(
        "%(count)d accepted registration is missing from the list, though its person was told that "
        "it takes part in the draw. Take the list again from the accepted registrations, then "
        "compute.",
        "%(count)d accepted registrations are missing from the list, though their people were told "
        "that they take part in the draw. Take the list again from the accepted registrations, "
        "then compute.",
        "count",
    ),
    "draw.accepted_outside_list": ngettext_lazy(
        "%(count)d registration of this college is accepted, and its person was told that it takes "
        "part in the draw; the list that was brought in gives it no ticket. Take the list from the "
        "accepted registrations, or put it on the waiting list or refuse it, then compute.",
        "%(count)d registrations of this college are accepted, and their people were told that "
        "they take part in the draw; the list that was brought in gives them no tickets. Take the "
        "list from the accepted registrations, or put each on the waiting list or refuse it, then "
        "compute.",
        "count",
    ),
    "draw.unanswered": ngettext_lazy(
        "%(count)d registration of this college waits for an answer, which nobody can give after "
        "the seal. Accept it, put it on the waiting list or refuse it, then seal. If more keep "
        "coming, close the call first.",
        "%(count)d registrations of this college wait for an answer, which nobody can give after "
        "the seal. Accept each, put it on the waiting list or refuse it, then seal. If more keep "
        "coming, close the call first.",
        "count",
    ),
    "draw.not_sealed": _("Seal the draw first: the value counts only if it came after the seal."),
    "draw.already_sealed": _("This draw has already been sealed."),
    "draw.already_drawn": _("These seats have already been drawn."),
    "draw.value_not_ahead": _(
        "The public value must become known later than now. Choose a later moment."
    ),
    "draw.value_too_soon": ngettext_lazy(
        "Leave at least %(hours)d hour between the seal and the public value, so that everyone "
        "has time to take the fingerprint.",
        "Leave at least %(hours)d hours between the seal and the public value, so that everyone "
        "has time to take the fingerprint.",
        "hours",
    ),
    "draw.value_too_far": _("The public value must become known within a year."),
    "draw.value_not_numbers": ngettext_lazy(
        "The seal announced %(wanted)d whole number: write it in digits.",
        "The seal announced %(wanted)d whole numbers: write them in digits, separated by spaces, "
        "in the order announced.",
        "wanted",
    ),
    "draw.value_too_early": _("This value cannot be known before %(moment)s. Come back then."),
    "list.closed": _("This list was already brought in or dropped."),
    "list.row_faults": ngettext_lazy(
        "%(rows)d row has faults. Correct it, or leave it out.",
        "%(rows)d rows have faults. Correct them, or leave them out.",
        "rows",
    ),
    "list.no_good_row": _("No row of the file can be brought in. Look at the faults below."),
    "list.column_twice": _("Two columns are given as “%(role)s”. Keep one of them."),
    "list.sensitive_unauthorised": _(
        "Column “%(header)s” is sensitive: enter the CNDP authorisation in the edition first, "
        "or leave the column out."
    ),
    "list.many_values": _(
        "Column “%(header)s” holds %(values)d different values: too many to balance by. "
        "Leave it out, or group its values."
    ),
    "applicant.reason_missing": _("Say why: the reason is kept and the auditor reads it."),
    "quota.unknown_category": _(
        "Line %(line)d: the list has no category “%(category)s”. It has: %(known)s."
    ),
    "quota.unknown_value": _(
        "Line %(line)d: category “%(category)s” has no value “%(value)s”. It has: %(known)s."
    ),
    "quota.not_a_number": _("Line %(line)d: “%(value)s” is not a whole number."),
    "quota.bounds_crossed": _("“At least” is above “at most”."),
    "quota.columns_missing": _(
        "The file of quotas needs the columns feature, value, min and max; “%(missing)s” is "
        "missing."
    ),
    "quota.twice": _("Line %(line)d: category “%(category)s”, value “%(value)s” stands twice."),
}

SENTENCES |= {
    "forum.edition_opened": _("Edition %(edition)d was opened."),
    "forum.edition_shown": _("Edition %(edition)d was shown to everyone."),
    "forum.edition_hidden": _("Edition %(edition)d was hidden."),
    "forum.authorisation_withdrawn": _(
        "Edition %(edition)d: the authorisation of the CNDP was withdrawn; no sensitive answer is "
        "held."
    ),
    "forum.list_brought_in": _("Edition %(edition)d: a list of applicants came in (%(people)d)."),
    "forum.seated_in_any_case": _(
        "Edition %(edition)d: ticket %(ticket)s sits in any case; the reason is kept for the "
        "auditor."
    ),
    "forum.left_out": _(
        "Edition %(edition)d: ticket %(ticket)s is out of the draw; the reason is kept for the "
        "auditor."
    ),
    "forum.put_back": _("Edition %(edition)d: ticket %(ticket)s is back in the draw."),
    "forum.quotas_set": _(
        "Edition %(edition)d: the quotas were set (seats: %(seats)d, quotas: %(quotas)d)."
    ),
    "forum.draw_computed": _(
        "Edition %(edition)d: the chances were computed (seats: %(seats)d, people: %(people)d)."
    ),
    "forum.draw_sealed": _(
        "Edition %(edition)d: the draw was sealed. Fingerprint: %(seal)s. The public value to "
        "come: %(source)s, not before %(known_at)s."
    ),
    "forum.seats_drawn": _(
        "Edition %(edition)d: the public value “%(value)s” drew panel number %(number)d."
    ),
}

CATEGORY_NAMES = {
    "setting": _("Urban or rural"),
    "province": _("Province"),
    "sex": _("Women and men"),
    "age": _("Age"),
    "body_kind": _("Kind of body"),
}
VALUE_NAMES = {
    ("setting", "rural"): _("Rural"),
    ("setting", "urban"): _("Urban"),
    ("sex", "female"): _("Women"),
    ("sex", "male"): _("Men"),
    ("age", "18-35"): _("18 to 35 years"),
    ("age", "36-59"): _("36 to 59 years"),
    ("age", "60+"): _("60 years and over"),
    ("body_kind", "association"): _("Associations"),
    ("body_kind", "cooperative"): _("Cooperatives"),
    ("body_kind", "project_holder"): _("Project holders"),
    ("body_kind", "union"): _("Unions of cooperatives"),
    ("body_kind", "network"): _("Networks"),
}

PHRASES |= {
    "draw.quotas_contradict": _(
        "No panel can meet all these quotas together. Apply one of the alternatives shown with "
        "the quotas, then compute."
    ),
    "quota.bounds_crossed_at": _("Line %(line)d: min is above max."),
    "row.id_twice": _("the number “%(id)s” stands twice (also on line %(other)d): keep one"),
    "row.id_missing": _("the number is missing: give this row a number of its own"),
    "row.cell_empty": _("the cell is empty: fill it in"),
    "row.unknown_value": _("“%(value)s” is not known here: write one of %(known)s"),
    "row.commune_unknown": _("no commune is called “%(value)s”: %(near)s"),
    "row.commune_ambiguous": _(
        "several communes are called “%(value)s”: add a province column, or write the code "
        "(%(near)s)"
    ),
    "row.commune_outside": _("“%(value)s” lies outside the territory of this edition (%(near)s)"),
    "row.unknown_province": _("“%(value)s” is no province of this territory"),
    "row.setting_contradicts": _("urban or rural does not match the commune %(commune)s"),
    "row.province_contradicts": _("the province does not match the commune %(commune)s"),
    "row.bad_age": _("“%(value)s” is not an age: write whole years, for example 42"),
    "row.bad_birth": _("“%(value)s” is not a date of birth: write 1984-05-23, 23/05/1984 or 1984"),
    "row.age_outside": _("%(age)d years: a participant is at least 18"),
}

STEPS = {
    "lottery.types": _("Step 1 of 4: putting people alike together"),
    "lottery.optimum": _("Step 2 of 4: making the chances as equal as can be"),
    "lottery.panels": _("Step 3 of 4: dealing the numbered panels"),
    "lottery.reasons": _("Step 4 of 4: finding what each quota costs"),
}

# The same values, said of one person.
ONE_NAMES = {
    ("setting", "rural"): _("rural"),
    ("setting", "urban"): _("urban"),
    ("sex", "female"): _("woman"),
    ("sex", "male"): _("man"),
    ("body_kind", "association"): _("association"),
    ("body_kind", "cooperative"): _("cooperative"),
    ("body_kind", "project_holder"): _("project holder"),
    ("body_kind", "union"): _("union of cooperatives"),
    ("body_kind", "network"): _("network"),
}

UNSEATABLE = {
    "group": _("Another person of the same body sits in any case."),
    "seats": _("Those who sit in any case leave no seat."),
}

ROLE_LABELS = {
    "ignore": _("leave out"),
    "id": _("number in the list"),
    "name": _("person's name"),
    "body": _("name of the body"),
    "body_kind": _("kind of body"),
    "commune": _("commune"),
    "province": _("province"),
    "setting": _("urban or rural"),
    "sex": _("sex"),
    "age": _("age in years"),
    "birth": _("date or year of birth"),
    "phone": _("phone"),
    "category": _("another category to balance by"),
    "sensitive": _("sensitive category"),
}

PHRASES |= {
    "list.column_never_held": _(
        "Column “%(header)s” asks about tribe or origin, party or religion, which this platform "
        "refuses to hold. Leave the column out."
    ),
    "list.column_is_sensitive": _(
        "Column “%(header)s” is sensitive: take it as “sensitive category”, or leave it out."
    ),
    "list.column_unnamed": _(
        "Column %(column)d has no header: nothing can be balanced by it. Head it in the file, or "
        "leave it out."
    ),
    "applicant.gone": _(
        "Another list came in meanwhile and this applicant is not in it. Open the list again."
    ),
    "quota.ambiguous": _(
        "Line %(line)d: “%(value)s” could mean several things: write it exactly as in the list."
    ),
}
