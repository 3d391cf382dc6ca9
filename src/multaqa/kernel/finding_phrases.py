"""What a verification finds, by code, in English: the keys of the catalogues, without Django."""

from multaqa.kernel.marked import Phrase, _, ngettext_lazy

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
    # The evidence of a budget vote.
    "budgeting.published_seal_unknown": _(
        "Whoever rewrites a whole file can seal it again. Compare this seal with the published one "
        "(--seal): %(seal)s."
    ),
    "budgeting.unsigned": _(
        "The file is unsigned: it does not show who made it, and anyone may have counted it."
    ),
    "budgeting.malformed": _("The sealed part is not as the format says at “%(place)s”."),
    "budgeting.another_version": _(
        "The file was made by the engine “%(written)s”; this one is “%(own)s”."
    ),
    "budgeting.uncountable": _("What the file holds cannot be counted. %(reason)s"),
    "budgeting.counted": _(
        "Counted again. Ballots: %(ballots)d. Projects: %(projects)d. Winners: %(winners)d."
    ),
    "budgeting.winners_agree": _("The same projects win, in the same order."),
    "budgeting.winners_differ": _("The projects that win are not those that the file names."),
    "budgeting.spent_agree": _("The same money is spent."),
    "budgeting.spent_differ": _("The money spent is not what the file says."),
    "budgeting.ties_agree": _("The ties are those that the file names."),
    "budgeting.ties_differ": _("The ties are not those that the file names."),
    "budgeting.purchases_agree": _("The same people pay the same prices."),
    "budgeting.purchases_differ": _("The prices, or who paid them, are not those in the file."),
    "budgeting.bounds_agree": _("The floors and caps come to the same."),
    "budgeting.bounds_differ": _("What became of the floors and caps is not what the file says."),
    "budgeting.reasons_agree": _(
        "Why each project was bought or not is the same. Projects: %(projects)d."
    ),
    "budgeting.reason_differs": _(
        "Why “%(project)s” was bought or not is not what the file says (projects in this case: "
        "%(projects)d)."
    ),
    # The published ballots beside those that were counted.
    "budgeting.ballots_to_compare": _(
        "That these are the ballots that people cast this file cannot show. Compare them with the "
        "published ones (--ballots), where voters find their own."
    ),
    "budgeting.file_agrees": _("The published file is the one that was counted: %(counted)s."),
    "budgeting.file_differs": _(
        "The published file (%(published)s) is not the file that was counted (%(counted)s): what "
        "is in both is compared."
    ),
    "budgeting.file_forgiven": _(
        "Faults in the published file that had to be forgiven: %(count)d."
    ),
    "budgeting.envelope_differs": _(
        "The published file has another envelope or kind of ballot than was counted."
    ),
    "budgeting.projects_agree": _(
        "The published projects and their costs are those counted. Projects: %(projects)d."
    ),
    "budgeting.project_differs": _(
        "The project “%(project)s” is missing or costs otherwise in one of both (projects in this "
        "case: %(projects)d)."
    ),
    "budgeting.ballots_agree": _(
        "The published ballots are those that were counted. Ballots: %(ballots)d."
    ),
    "budgeting.ballots_differ": _(
        "The published ballots are not those that were counted. Counted only: %(counted)d. "
        "Published only: %(published)d."
    ),
    # The evidence of a lottery.
    "lottery.structure_agrees": _(
        "The file is complete. People: %(people)d. Seats: %(seats)d. Panels: %(panels)d."
    ),
    "lottery.few_panels": _(
        "There are only %(panels)d numbered panels, not %(usual)d or more: they follow the chances "
        "roughly, and whoever sealed them could choose among panels."
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
    # What followed a draw: headings, then the file.
    "lottery.heading_file": _("The file of what followed the draw"),
    "lottery.heading_draw": _("The draw"),
    "lottery.heading_alternates": _("Step %(step)d, %(at)s: alternates named ahead"),
    "lottery.heading_call": _("Step %(step)d, %(at)s: alternates called"),
    "lottery.heading_replacement": _("Step %(step)d, %(at)s: replacements drawn"),
    "lottery.nothing_followed": _("Nothing has followed the draw yet."),
    "lottery.links_agree": ngettext_lazy(
        "%(steps)d step: it carries the fingerprint of what it follows.",
        "%(steps)d steps: each carries the fingerprint of what it follows.",
        "steps",
    ),
    "lottery.link_differs": _(
        "Step %(step)d does not carry the fingerprint of what it follows: a step was changed, "
        "moved or dropped."
    ),
    "lottery.leaving_is_told": _(
        "That those told gone or away truly are, no file can show: all can look for their own "
        "ticket."
    ),
    "lottery.head_unknown": _(
        "Steps cut off the end, or all written anew, leave no trace in the file: compare its "
        "newest fingerprint with the one in the public record (--head): %(head)s."
    ),
    "lottery.head_agrees": _("The newest fingerprint is the published one: %(head)s."),
    "lottery.head_stands": _(
        "The published fingerprint stands in the file, after step %(step)d of %(steps)d."
    ),
    "lottery.head_missing": _(
        "No step has the published fingerprint, %(head)s: the file was cut or written anew."
    ),
    "lottery.steps_in_time": _("The moments of the steps follow one another."),
    "lottery.step_untimely": _(
        "Step %(step)d has a moment, %(at)s, older than what it follows, %(before)s."
    ),
    "lottery.opening_of_no_draw": _("An opening that was given is of no draw in this file."),
    # What followed a draw, step by step.
    "lottery.step_uncomputable": _("The step cannot be decided again. %(reason)s"),
    "lottery.away_told": _("Can no longer come: %(ids)s."),
    "lottery.away_differs": _(
        "Told away, though not of the pool, told before, or seated: %(ids)s."
    ),
    "lottery.alternates_agree": _(
        "Computed again, the alternates are these, in this order. Asked: %(count)d. Named: "
        "%(people)d."
    ),
    "lottery.alternates_differ": _(
        "Computed again, the alternates are %(computed)s, not %(written)s."
    ),
    "lottery.alternates_hidden": _(
        "The list (%(count)d asked for) is hidden, since it would tell sensitive values: that it "
        "follows from the public value cannot be shown without the opening (--opened)."
    ),
    "lottery.hidden_alternates_agree": _(
        "Computed again with the opening, the hidden list is the one committed to. Asked: "
        "%(count)d. Named: %(people)d."
    ),
    "lottery.hidden_list_differs": _(
        "Computed again with the opening, the hidden list is not the one committed to."
    ),
    "lottery.left_silent": _("Did not answer, and left their seats: %(ids)s."),
    "lottery.left_declined": _("Declined, and left their seats: %(ids)s."),
    "lottery.left_withdrawn": _("Withdrew, and left their seats: %(ids)s."),
    "lottery.left_released": _("Were released, and left their seats: %(ids)s."),
    "lottery.left_without_seat": _("Told gone, though they held no seat: %(ids)s."),
    "lottery.came_unfree": _(
        "Came in, though seated, away, gone before, or not of the pool: %(ids)s."
    ),
    "lottery.panel_after_differs": _(
        "The panel after it is not the one before, less those gone, with those who came in. "
        "Written only: %(strangers)s. Missing: %(missing)s."
    ),
    "lottery.panel_after_agrees": _(
        "The panel after it (seats: %(seats)d) keeps every quota, group and promised seat."
    ),
    "lottery.panel_after_agrees_in_public": _(
        "The panel after it (seats: %(seats)d) keeps every public quota, group and promised seat."
    ),
    "lottery.panel_after_of_another_size": _(
        "The panel after it is of another size. People: %(people)d. Seats: %(seats)d."
    ),
    "lottery.panel_after_crowds_group": _("The panel after it seats more of one group: %(ids)s."),
    "lottery.panel_after_misses": _("The panel after it misses who must sit: %(ids)s."),
    "lottery.panel_after_breaks_quota": _(
        "The panel after it breaks the quota of “%(category)s: %(value)s”: it has %(count)d, "
        "not from %(minimum)d to %(maximum)d."
    ),
    "lottery.called_listed": _("Those called had been on the hidden list: %(ids)s."),
    "lottery.called_unlisted": _("Those called had not been on the hidden list: %(ids)s."),
    "lottery.call_agrees": _(
        "Computed again, the first on the list with whom the quotas hold are %(computed)s."
    ),
    "lottery.call_differs": _("Computed again, %(computed)s are to be called, not %(written)s."),
    "lottery.call_hidden": _(
        "That those called were the first with whom the quotas hold cannot be shown without the "
        "opening (--opened)."
    ),
    "lottery.second_panel_agrees": _("The drawn list is the panel after it. Came in: %(ids)s."),
    "lottery.second_panel_differs": _(
        "The drawn list is not the panel after it. Written only: %(strangers)s. Drawn only: "
        "%(missing)s."
    ),
    "lottery.question_agrees": _(
        "The draw asks the same quotas and method, of those who stay and all who are left."
    ),
    "lottery.question_differs": _(
        "The draw does not ask what a draw of the replacements must: see “%(place)s”."
    ),
    "lottery.question_hidden": _(
        "That it holds the same hidden values (%(columns)s) cannot be shown without the openings "
        "of both draws (--opened, twice)."
    ),
    "lottery.draw_was_due": _("Computed again, the alternates could not fill these seats."),
    "lottery.draw_not_due": _(
        "Computed again, the alternates could fill these seats: %(ids)s were to be called."
    ),
    "lottery.draw_due_hidden": _(
        "That the alternates could not fill these seats cannot be shown without the opening "
        "(--opened)."
    ),
}
