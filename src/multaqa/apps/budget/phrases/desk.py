"""What is refused to who prepares a round, and the lines of the public record."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from multaqa.kernel.record import SENTENCES
from multaqa.kernel.refusals import PHRASES

PHRASES |= {
    "round.no_territory": _("Say whose round it is: a region, or one of its provinces."),
    "round.no_title": _("Write the title in Arabic."),
    "round.address_taken": _(
        "Other rounds of this title are being made at this very moment. Send it again."
    ),
    "round.no_decider": _(
        "With public money the vote advises: write which council or committee decides."
    ),
    "round.costs_cross": _("The largest cost is below the smallest one."),
    "round.cost_over_envelope": _("This is more than the envelope, which holds %(envelope)s."),
    "round.nobody_votes": _("Say who may vote: tick at least one."),
    "round.drawn_of_no_edition": _(
        "Participants are drawn in an edition: choose the edition of this round first."
    ),
    "round.no_dates": _("Write when voting opens and when it closes."),
    "round.closes_before_it_opens": _("Voting closes before it opens. Choose a later close."),
    "round.closes_in_the_past": _("The close of the voting is over already. Choose a later one."),
    "round.no_most_choices": _("Write how many projects one may tick, at most."),
    "round.no_points": _("Write how many points each voter shares."),
    "round.more_choices_than_points": _(
        "Nobody can give points to more projects than there are points. Write fewer projects."
    ),
    "round.phragmen_needs_ticks": _(
        "Sequential Phragmén works on ticks alone. Choose a ballot with ticks, or another rule."
    ),
    "round.utility_without_sense": _(
        "With this ballot a project cannot be worth this. What makes sense: %(wanted)s."
    ),
    "round.completes_equal_shares_alone": _(
        "Only the method of equal shares leaves money that is then given out: choose “left "
        "unspent” with this rule."
    ),
    "round.too_few_projects": _("A vote needs at least %(fewest)s projects."),
    "round.is_frozen": _("The round is frozen: this can no longer be changed here."),
    "round.not_frozen": _("Paper is printed once the round is frozen, so that it never changes."),
    "round.thaw_first": _(
        "This decides the result. As voting is not open yet, take the round back to preparation, "
        "with the reason."
    ),
    "round.decides_for_good": _(
        "Voting has begun: the ballot, the rule, the envelope and the costs can never change now. "
        "If they are wrong, cancel the round with its reason."
    ),
    "round.is_printed": _(
        "Paper ballots were printed for this round: it cannot go back to preparation."
    ),
    "round.reason_missing": _("Write the reason: it stands in the public record."),
    "round.only_later": _("The end of the voting can only be moved later."),
    "round.is_over": _("This round is counted or cancelled already."),
    "bound.of_nothing": _("Choose whom this is about."),
    "bound.floors_over_envelope": _(
        "All floors together are %(over)s more than the envelope. Lower one."
    ),
    "bound.floor_over_cap": _("%(which)s: the floor is above the cap."),
    "bound.projects_use_less": _(
        "%(which)s: the projects put to the vote could use %(could)s at most. Lower the floor, or "
        "add projects."
    ),
    "round_project.costs_nothing": _("Write what the project costs, more than nothing."),
    "round_project.over_envelope": _("This is more than the whole envelope of %(envelope)s."),
    "round_project.too_small": _("The smallest cost in this round is %(smallest)s."),
    "round_project.too_large": _("The largest cost in this round is %(largest)s."),
    "round_project.is_withdrawn": _("This project was withdrawn already."),
    "round_project.without_title": _("This line has no title."),
    "round_project.unknown_commune": _(
        "There is no commune “%(commune)s” in the territory of this round."
    ),
    "round_project.cost_unreadable": _(
        "“%(cost)s” is no amount in whole dirhams. Write digits alone, such as 250000."
    ),
    "round_project.column_missing": _("The file has no column “%(column)s”."),
    "paper.no_codes": _("In this round nobody votes with a code on paper."),
    "paper.batch_size": _("Print between 1 and %(most)s ballots in one batch."),
    "paper.more_than_printed": ngettext_lazy(
        "Only %(printed)d ballot was printed in this batch.",
        "Only %(printed)d ballots were printed in this batch.",
        "printed",
    ),
    "paper.is_settled": _("This paper was read by two people already, and is settled."),
    "paper.another_reads": _("You have read this paper already. Give it to another person."),
    "paper.read_at_the_same_time": _(
        "Somebody else entered this paper at this very moment. Enter it again."
    ),
    "paper.another_corrects": _(
        "You made this reading yourself: another person says that it is the right one."
    ),
    "round_file.too_large": _("The file is larger than %(most)s MB."),
    "round_file.is_another_kind": _(
        "This is no Pabulib file: one begins with the word META and is plain text."
    ),
    "round_file.is_here": _("This file is a round already: “%(round)s”."),
    "round_file.no_ballots": _("The file holds no ballot: there is nothing to count."),
    "round_file.too_many_ballots": _("The file holds more than %(most)s ballots."),
    "round_file.id_too_long": _(
        "The id of the project “%(project)s” is longer than %(most)s signs. Shorten it, also on "
        "the ballots."
    ),
    "decision.before_the_count": _("The decision is entered once the round is counted."),
    "decision.is_entered": _("The decision on this round is entered already."),
    "decision.departure_without_reason": _(
        "Project %(number)s is decided otherwise than voted: write the reason."
    ),
}

SENTENCES |= {
    "budget.frozen": _(
        "The round %(round)s is frozen for voting from %(opens_at)s until %(until_at)s. Envelope: "
        "%(envelope)s %(currency)s. Projects: %(projects)s. Ballot: %(form)s. Rule: %(rule)s. What "
        "a project is worth to who chose it: %(utility)s. Money that the rule leaves: "
        "%(completion)s. Fingerprint of the projects: %(digest)s."
    ),
    "budget.thawed": _("The round %(round)s goes back to preparation: %(reason)s"),
    "budget.prolonged": _(
        "Voting in the round %(round)s, which was to end on %(was_at)s, goes on until "
        "%(until_at)s: %(reason)s"
    ),
    "budget.text": _("The text of the round %(round)s is corrected: %(reason)s"),
    "budget.withdrawn": _("Project %(project)s of the round %(round)s is withdrawn: %(reason)s"),
    "budget.corrected": _(
        "The text of project %(project)s of the round %(round)s is corrected: %(reason)s"
    ),
    "budget.cancelled": _("The round %(round)s is cancelled: %(reason)s"),
    "budget.brought": _(
        "The round %(round)s is brought in from a file of another place, with %(ballots)s ballots: "
        "%(digest)s. Fingerprint of the file: %(file)s."
    ),
    "budget.decided": _(
        "%(decider)s decided on the round %(round)s on %(decided_on)s (%(reference)s). Departures "
        "from the vote: %(departures)s, of projects %(which)s."
    ),
}
