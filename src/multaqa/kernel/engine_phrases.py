"""What the engines say by code, in English: the keys of the catalogues, without Django.

The site registers this table for itself, the command line tells it by plain gettext.
"""

from collections.abc import Mapping

from multaqa.kernel import budgeting_phrases, pabulib_phrases
from multaqa.kernel.finding_phrases import FINDINGS
from multaqa.kernel.marked import Phrase, Plural, _, ngettext_lazy

__all__ = ["FINDINGS", "PHRASES", "REFUSALS", "STEPS", "Phrase", "Plural", "_", "told"]

REFUSALS: dict[str, Phrase] = {
    # What is asked of a draw.
    "lottery.no_people": _("There is nobody to draw from."),
    "lottery.doubled_person": _("The id “%(id)s” stands for two people: give each their own."),
    "lottery.doubled_category": _("The category “%(category)s” is named twice."),
    "lottery.doubled_quota": _("The quota of “%(category)s: %(value)s” is given twice."),
    "lottery.unknown_category": _("A quota names “%(category)s”, which is no category here."),
    "lottery.missing_value": _("“%(id)s” lacks a value for one of the categories."),
    "lottery.unknown_value": _(
        "“%(id)s” has “%(value)s” for “%(category)s”, a value that no quota knows."
    ),
    "lottery.bad_bounds": _(
        "“%(category)s: %(value)s” asks at least %(minimum)d and at most %(maximum)d: "
        "bounds are 0 or more, and the first is not above the second."
    ),
    "lottery.bad_seats": _("There must be at least one seat, not %(seats)d."),
    "lottery.too_many_seats": ngettext_lazy(
        "%(people)d person cannot fill %(seats)d seats.",
        "%(people)d people cannot fill %(seats)d seats.",
        "people",
    ),
    "lottery.unknown_must_include": _("“%(id)s” must sit, but is not in the pool."),
    "lottery.too_many_must_include": ngettext_lazy(
        "%(people)d person must sit, for %(seats)d seats.",
        "%(people)d people must sit, for %(seats)d seats.",
        "people",
    ),
    "lottery.must_include_twice_in_group": _(
        "Two people of the group “%(group)s” must sit, but one of a group at most can."
    ),
    "lottery.unknown_method": _("No method is called “%(method)s”: leximin, maximin or nash."),
    "lottery.bad_panel_count": _("The panels are from 1 to %(most)d in number, not %(panels)d."),
    "lottery.infeasible": _("No panel can keep all these quotas together."),
    # Evidence, whatever it is of.
    "evidence.not_canonical": _("The evidence holds something that JSON cannot say exactly."),
    "evidence.not_utf8": _("The file is not UTF-8 text: byte %(byte)d cannot be read."),
    "evidence.not_json": _("The file is not JSON: see line %(line)d, column %(column)d."),
    "evidence.too_deep": _("The file is nested too deep to be evidence."),
    "evidence.not_an_object": _("The file is JSON, but not a JSON object."),
    "evidence.doubled_key": _("The key “%(key)s” stands twice in one object of the file."),
    "evidence.not_a_number": _("The file holds “%(text)s”, which is no number in JSON."),
    "evidence.number_too_large": _("The number %(text)s is too large to be told exactly."),
    "evidence.bad_private_key": _("An Ed25519 private key has 32 bytes."),
    "evidence.seal_broken": _("The content was changed since the seal: its seal is %(computed)s."),
    "evidence.option_repeated": _("The option %(option)s is given more than once for one draw."),
    "evidence.unknown_kind": _(
        "No decision of the kind “%(kind)s” can be checked by this version."
    ),
    "evidence.no_ballots_in_it": _("Only the evidence of a budget vote has ballots to compare."),
    # The evidence of a lottery.
    "lottery.sealed_file_differs": _("The sealed file cannot be drawn from. %(reason)s"),
    "lottery.evidence_malformed": _("The evidence is not as its format says at “%(place)s”."),
    "lottery.opening_malformed": _("The opening is not as its format says at “%(place)s”."),
    "lottery.column_hidden": _(
        "“%(category)s” is sensitive and hidden: its opening is needed for this."
    ),
    "lottery.unknown_sensitive": _(
        "The sensitive column “%(category)s” has no quota: leave it out."
    ),
    "lottery.sensitive_crowd": _(
        "Above %(people)d people the panels are of types, which would show %(columns)s: ask for at "
        "most %(most)d panels (--panels), or leave the sensitive columns out of the quotas."
    ),
    "lottery.opening_missing": _(
        "The panels of this lottery are hidden: give its opening, opening.json (--opened)."
    ),
    "lottery.opening_of_another_seal": _(
        "This opening is of the seal %(opened)s, not of %(seal)s: give the one written with this "
        "evidence."
    ),
    "lottery.opening_does_not_answer": _(
        "The opening does not answer to what was sealed: give the one written with this evidence."
    ),
    "lottery.salts_missing": _("The sensitive column “%(category)s” needs secret salts."),
    "lottery.short_salt": _("A salt is too short. Its bytes: %(bytes)d. Needed: %(least)d."),
    "lottery.bad_moment": _(
        "“%(text)s” is not a moment with its offset from UTC, like 2026-05-04T18:00:00+01:00."
    ),
    "lottery.sealed_too_late": _(
        "The seal (%(sealed_at)s) must be older than the public value (%(known_at)s)."
    ),
    "lottery.empty_public_value": _("The public value is empty, or cannot be read."),
    "lottery.already_drawn": _("This lottery has already been drawn: a draw happens once."),
    "lottery.type_too_small": _(
        "Type %(type)d has too few people left. Asked: %(seats)d. Left: %(people)d."
    ),
    # After the draw.
    "lottery.panel_stranger": _("“%(id)s” is on the panel, but not in the pool."),
    "lottery.gone_without_seat": _("“%(id)s” holds no seat, so leaves none to fill."),
    "lottery.nobody_gone": _("Nobody left a seat: there is nothing to replace."),
    "lottery.too_few_left": ngettext_lazy(
        "%(people)d person is left for %(seats)d seats.",
        "%(people)d people are left for %(seats)d seats.",
        "people",
    ),
    "lottery.no_replacement": ngettext_lazy(
        "Nobody left can take %(seats)d seat within the quotas.",
        "Nobody left can take %(seats)d seats within the quotas.",
        "seats",
    ),
    "lottery.alternates_do_not_fit": ngettext_lazy(
        "The alternates cannot fill %(seats)d seat within the quotas: draw replacements.",
        "The alternates cannot fill %(seats)d seats within the quotas: draw replacements.",
        "seats",
    ),
    "lottery.undrawn": _("This lottery has not been drawn: nothing can follow it yet."),
    "lottery.alternates_too_late": _(
        "Alternates are named before anything else: this file has gone further."
    ),
    "lottery.bad_alternate_count": _(
        "The alternates are from 0 to %(most)d in number, not %(count)d."
    ),
    "lottery.away_with_seat": _("“%(id)s” holds a seat: who leaves it is gone, not only away."),
    "lottery.unknown_reason": _(
        "“%(reason)s” is no reason to leave a seat: silence, declined, withdrawn or released."
    ),
    "lottery.alternates_fit": ngettext_lazy(
        "The alternates can fill %(seats)d seat within the quotas: call them first.",
        "The alternates can fill %(seats)d seats within the quotas: call them first.",
        "seats",
    ),
    "lottery.second_draw_differs": _(
        "This draw does not ask what a draw of the replacements must: see “%(place)s”."
    ),
    "lottery.step_too_early": _(
        "The step (%(at)s) would be older than what it follows (%(last)s)."
    ),
    # Files.
    "lottery.file_missing": _("There is no file “%(file)s” here: check its name and its folder."),
    "lottery.file_unreadable": _("The file “%(file)s” cannot be read: check who may open it."),
    "lottery.out_unwritable": _("The folder “%(file)s” cannot be written: choose another."),
    "lottery.out_holds_another": _(
        "“%(file)s” is the evidence of another seal: choose another folder with --out."
    ),
    "lottery.input_missing": _("The option %(option)s is needed."),
    "lottery.file_empty": _("“%(file)s” is empty: it needs a line of column names, then rows."),
    "lottery.file_without_rows": _("“%(file)s” has column names, but no row under them."),
    "lottery.file_is_workbook": _(
        "“%(file)s” is a workbook: save its sheet as “CSV UTF-8”, then give that file."
    ),
    "lottery.file_not_text": _("“%(file)s” is not a text file: save it as “CSV UTF-8”."),
    "lottery.file_not_utf8": _(
        "“%(file)s”, line %(line)d: byte %(byte)s is not UTF-8. Save the file as “CSV UTF-8”, "
        "or name its encoding, for example --encoding cp1256 (Arabic) or cp1252 (French)."
    ),
    "lottery.file_not_in_encoding": _(
        "“%(file)s”, line %(line)d: byte %(byte)s does not exist in the encoding “%(encoding)s”: "
        "name another, or save the file as “CSV UTF-8”."
    ),
    "lottery.encoding_unknown": _(
        "No encoding is called “%(encoding)s”: try utf-8, cp1256 or cp1252."
    ),
    "lottery.file_bad_quotes": _(
        "“%(file)s”, line %(line)d: a quotation mark opens without closing, or is followed by "
        "something else than the separator."
    ),
    "lottery.file_column_missing": _(
        "“%(file)s”, line 1: there is no column “%(column)s”. Its columns are: %(columns)s."
    ),
    "lottery.file_column_twice": _(
        "“%(file)s”, line 1: two columns are called “%(column)s”: rename or remove one."
    ),
    "lottery.file_row_too_long": _(
        "“%(file)s”, line %(line)d: more cells (%(cells)d) than column names (%(columns)d): "
        "put quotation marks around a cell that holds the separator."
    ),
    "lottery.file_cell_empty": _(
        "“%(file)s”, line %(line)d, column “%(column)s”: the cell is empty, but is needed."
    ),
    "lottery.file_quota_twice": _(
        "“%(file)s”: “%(category)s: %(value)s” stands on lines %(first)d and %(line)d: keep one."
    ),
    "lottery.file_bounds_crossed": _(
        "“%(file)s”, line %(line)d: the minimum %(minimum)d is above the maximum %(maximum)d."
    ),
    "lottery.file_not_whole": _(
        "“%(file)s”, line %(line)d, column “%(column)s”: “%(text)s” is no whole number from 0 up."
    ),
    "lottery.file_person_twice": _(
        "“%(file)s”: the id “%(id)s” stands on lines %(first)d and %(line)d: give each person "
        "their own, or remove one line."
    ),
    "lottery.file_value_unknown": _(
        "“%(file)s”, line %(line)d, column “%(column)s”: no quota knows the value “%(value)s”. "
        "It knows: %(known)s."
    ),
    "lottery.file_value_misspelt": _(
        "“%(file)s”, line %(line)d, column “%(column)s”: no quota knows the value “%(value)s”. "
        "Is “%(nearest)s” meant? It knows: %(known)s."
    ),
}

STEPS: dict[str, Phrase] = {
    "lottery.types": _("Merging people whom no quota tells apart"),
    "lottery.optimum": _("Finding the fairest chances"),
    "lottery.panels": _("Numbering the panels"),
    "lottery.reasons": _("Finding who fits on no panel, and why"),
}

REFUSALS |= budgeting_phrases.REFUSALS | pabulib_phrases.REFUSALS
PHRASES: dict[str, Phrase] = REFUSALS | FINDINGS | STEPS


def told(facts: Mapping[str, object], comma: str = ", ") -> dict[str, object]:
    """Facts as a sentence takes them: a list becomes its items with commas between, or a dash."""
    return {
        name: (comma.join(map(str, fact)) or "—") if isinstance(fact, tuple | list) else fact
        for name, fact in facts.items()
    }
