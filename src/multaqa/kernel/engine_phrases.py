"""What the engines say by code, in English: the keys of the catalogues, without Django.

The site registers this table for itself, the command line tells it by plain gettext.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plural:
    """A sentence with a number in it: the fact of this name chooses the form."""

    singular: str
    plural: str
    fact: str


Phrase = str | Plural


def _(text: str) -> str:
    """Mark a sentence for xgettext, and leave it as it is."""
    return text


def ngettext_lazy(singular: str, plural: str, fact: str) -> Plural:
    """Mark a sentence with a number for xgettext, and keep both its forms."""
    return Plural(singular, plural, fact)


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
    "evidence.unknown_kind": _(
        "No decision of the kind “%(kind)s” can be checked by this version."
    ),
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

FINDINGS: dict[str, Phrase] = {
    # Any evidence.
    "evidence.envelope_malformed": _("This is not evidence of this kind: see “%(place)s”."),
    "evidence.seal_not_computable": _("The seal cannot be computed. %(reason)s"),
    "evidence.seal_agrees": _("The seal is that of the content: %(seal)s."),
    "evidence.seal_differs": _("The content was changed: its seal is %(computed)s, not %(seal)s."),
    "evidence.published_seal_unknown": _(
        "Whoever rewrites a whole file can seal it again. Compare this seal with the one published "
        "before the draw (--seal): %(seal)s."
    ),
    "evidence.published_seal_agrees": _("The seal is the published one."),
    "evidence.published_seal_differs": _(
        "This is not the file that was published: its seal is %(seal)s, not %(published)s."
    ),
    "evidence.unsigned": _(
        "The file is unsigned: it does not show who made it, and anyone may have drawn it again."
    ),
    "evidence.signature_agrees": _("The signature was made by the key %(key)s."),
    "evidence.signature_differs": _("The signature is not one of the key %(key)s on this file."),
    "evidence.key_unknown": _("Compare the key with the site's own (--key): %(key)s."),
    "evidence.key_agrees": _("The key is the one expected."),
    "evidence.key_differs": _("The key is %(key)s, not the expected %(expected)s."),
    # The file of the public record.
    "record.malformed": _("This is not the file of a record: see “%(place)s”."),
    "record.entry_malformed": _("Entry %(number)d is not as the format says: see “%(place)s”."),
    "record.number_differs": _("Entry %(number)d stands where entry %(expected)d is expected."),
    "record.link_differs": _(
        "Entry %(number)d does not carry the fingerprint of the entry before it."
    ),
    "record.digest_differs": _(
        "Entry %(number)d was changed: its fingerprint is %(computed)s, not %(digest)s."
    ),
    "record.signature_differs": _("Entry %(number)d is not signed by the key %(key)s."),
    "record.more_differ": ngettext_lazy(
        "%(count)d more entry differs.", "%(count)d more entries differ.", "count"
    ),
    "record.entries_agree": ngettext_lazy(
        "%(entries)d entry: in its place, unchanged and signed.",
        "%(entries)d entries: all in their places, unchanged and signed.",
        "entries",
    ),
    "record.empty": _("The record holds no entry yet."),
    "record.head_unknown": _(
        "Entries cut off the end leave no trace in the file: compare its last fingerprint with one "
        "noted elsewhere (--head): %(head)s."
    ),
    "record.head_stands": _("The fingerprint noted earlier is that of entry %(number)d."),
    "record.head_missing": _(
        "No entry has the fingerprint noted earlier, %(head)s: the record was cut or written anew."
    ),
    # The evidence of a lottery.
    "lottery.structure_agrees": _(
        "The file is complete. People: %(people)d. Seats: %(seats)d. Panels: %(panels)d."
    ),
    "lottery.another_version": _(
        "The file was made by the engine “%(written)s”; this one is “%(own)s”."
    ),
    "lottery.structure_differs": _("The sealed part is not as the format says at “%(place)s”."),
    "lottery.columns_hidden": _(
        "Sensitive columns are hidden: the quotas of %(columns)s cannot be shown without the "
        "opening (--opened)."
    ),
    "lottery.panels_hidden": _(
        "Panels (%(panels)d) and chances are hidden, since they would tell sensitive values. "
        "Without the opening (--opened), of the panels only the drawn one can be shown; how many "
        "panels each person is on, and each person's chance, cannot."
    ),
    "lottery.opening_differs": _("The opening is not as its format says at “%(place)s”."),
    "lottery.opening_of_another": _("The opening is of the seal %(opened)s, not of %(seal)s."),
    "lottery.commitments_agree": _(
        "The opening answers to every commitment: %(columns)s, the chances, the panels "
        "(%(panels)d)."
    ),
    "lottery.opening_columns_differ": _(
        "The opening does not hold the column “%(column)s” as the evidence has it."
    ),
    "lottery.commitment_differs": _(
        "The opening does not answer to the commitment in “%(column)s” of “%(id)s”."
    ),
    "lottery.panel_commitment_differs": _(
        "The opening does not answer to the commitment of panel %(panel)d (panels in this case: "
        "%(panels)d)."
    ),
    "lottery.chances_commitment_differs": _(
        "The opening does not answer to the commitment of the chances."
    ),
    "lottery.value_not_announced": _(
        "The seal announces no public value: nothing here shows that it is older than the value."
    ),
    "lottery.moment_unreadable": _("“%(text)s” is not a moment with its offset from UTC."),
    "lottery.seal_undated": _(
        "The seal is not dated: check that it was public before %(known_at)s (%(source)s)."
    ),
    "lottery.sealed_before_value": _(
        "The seal says %(sealed_at)s, before anyone could know the value at %(known_at)s "
        "(%(source)s)."
    ),
    "lottery.seal_lead": _(
        "The seal is older than the value. Days: %(days)d. Hours: %(hours)d. Minutes: %(minutes)d."
    ),
    "lottery.sealed_after_value": _(
        "The seal says %(sealed_at)s, when the value could be known since %(known_at)s "
        "(%(source)s)."
    ),
    "lottery.panels_agree": _("All panels (%(panels)d) keep every quota that can be read."),
    "lottery.drawn_panel_agrees": _(
        "The drawn panel %(panel)d keeps every public rule: seats, quotas, one per group, who must "
        "sit."
    ),
    "lottery.drawn_strangers": _("The drawn list has ids that are not in the pool: %(ids)s."),
    "lottery.drawn_commitment_agrees": _(
        "The drawn list is what was sealed under the number %(panel)d."
    ),
    "lottery.drawn_commitment_differs": _(
        "The drawn list is not what was sealed under the number %(panel)d."
    ),
    "lottery.panel_of_another_size": _(
        "Panel %(panel)d is of another size. People: %(people)d. Seats: %(seats)d."
    ),
    "lottery.panel_seats_twice": _("Panel %(panel)d seats “%(id)s” twice."),
    "lottery.panel_crowds_group": _("Panel %(panel)d seats two people of one group: %(ids)s."),
    "lottery.panel_misses_person": _("Panel %(panel)d misses “%(id)s”, who must sit."),
    "lottery.panel_breaks_quota": _(
        "Panel %(panel)d breaks the quota of “%(category)s: %(value)s”: it has %(count)d, "
        "not from %(minimum)d to %(maximum)d."
    ),
    "lottery.panel_overfills_type": _(
        "Panel %(panel)d does not ask of type %(type)d what its people and groups can give."
    ),
    "lottery.type_mixed": _("Type %(type)d mixes “%(id)s” with people who are not alike."),
    "lottery.must_include_stranger": _("“%(id)s” must sit, but is not in the pool."),
    "lottery.excluded_in_pool": _("“%(id)s” is excluded, and in the pool all the same."),
    "lottery.chances_sum_differs": _("The chances add up to %(total).6f, not to %(seats)d seats."),
    "lottery.counts_agree": _(
        "Each person is on as many panels (of %(panels)d) as their chance says."
    ),
    "lottery.count_differs": _(
        "Panels that hold “%(id)s”: %(count)d, where the chance says %(expected)d "
        "(people in this case: %(people)d)."
    ),
    "lottery.not_drawn": _("The file holds no draw yet."),
    "lottery.drawn_malformed": _("What was drawn is not as the format says."),
    "lottery.value_to_compare": _(
        "The seal does not hold the public value: a file drawn again with another value looks as "
        "good as this one. Compare “%(value)s” with its source (--public-value). %(source)s"
    ),
    "lottery.value_agrees": _("The public value is the one expected: “%(value)s”."),
    "lottery.value_differs": _("The public value is “%(value)s”, not “%(expected)s”."),
    "lottery.value_not_normal": _(
        "The public value “%(value)s” is not written as it is drawn with."
    ),
    "lottery.draw_refused": _("The draw cannot be made again. %(reason)s"),
    "lottery.number_agrees": _("The seal and the value “%(value)s” give panel %(number)d."),
    "lottery.number_differs": _(
        "The seal and the value “%(value)s” give panel %(computed)d, not panel %(number)d."
    ),
    "lottery.list_agrees": ngettext_lazy(
        "The drawn list is that panel: %(people)d person.",
        "The drawn list is that panel: %(people)d people.",
        "people",
    ),
    "lottery.list_differs": _(
        "The drawn list is not that panel. On the list only: %(strangers)s. "
        "On the panel only: %(missing)s."
    ),
    "lottery.list_disordered": _(
        "The drawn list has the people of the panel in another order, or twice."
    ),
    "lottery.optimum_hidden": _(
        "The optimum cannot be computed again without the opening (--opened): %(columns)s."
    ),
    "lottery.only_minimum_proven": _(
        "By maximin only the smallest chance is proven to be the best (%(computed).6f): how the "
        "others are shared out cannot be checked."
    ),
    "lottery.optimum_uncomputable": _("The solver could not compute the optimum again."),
    "lottery.optimum_impossible": _("Computed again, no panel keeps every quota."),
    "lottery.optimum_unproven": _(
        "Computed again, the optimum was not proven: the smallest chance is %(written).6f, "
        "and none is above %(bound).6f."
    ),
    "lottery.optimum_refused": _("The optimum cannot be computed again. %(reason)s"),
    "lottery.optimum_agrees": _(
        "Computed again, the chances are the best by %(method)s (%(computed).6f)."
    ),
    "lottery.optimum_differs": _(
        "Computed again, %(method)s reaches %(computed).6f, where the file has %(written).6f."
    ),
    "lottery.chance_differs": _(
        "The chance of “%(id)s” is %(computed).6f when computed again, not %(written).6f "
        "(people in this case: %(people)d)."
    ),
}

STEPS: dict[str, Phrase] = {
    "lottery.types": _("Merging people whom no quota tells apart"),
    "lottery.optimum": _("Finding the fairest chances"),
    "lottery.panels": _("Numbering the panels"),
    "lottery.reasons": _("Finding who fits on no panel, and why"),
}

PHRASES: dict[str, Phrase] = REFUSALS | FINDINGS | STEPS


def told(facts: Mapping[str, object], comma: str = ", ") -> dict[str, object]:
    """Facts as a sentence takes them: a list becomes its items with commas between, or a dash."""
    return {
        name: (comma.join(map(str, fact)) or "—") if isinstance(fact, tuple | list) else fact
        for name, fact in facts.items()
    }
