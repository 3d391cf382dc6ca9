"""What is refused to who votes, said to them, and the lines of the public record."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from multaqa.kernel.record import SENTENCES
from multaqa.kernel.refusals import PHRASES

PHRASES |= {
    "paper_code.unreadable": _(
        "This is no code of a ballot. It has fourteen signs, as 02007-7F3K-92QX-C."
    ),
    "paper_code.mistyped": _(
        "A sign of the code is wrong. Compare it with the paper, and type again."
    ),
    "paper_code.unknown": _("This code was not printed for this round."),
    "receipt.unreadable": _("This is no receipt. It has thirteen signs, as 7F3K-92QX-0ZWM-X."),
    "receipt.mistyped": _("A sign of the receipt is wrong. Compare it, and type again."),
    "round.not_voting": _("This round is not open for voting."),
    "round.not_open_yet": _("Voting in this round has not begun yet."),
    "round.over": _("Voting is over. Your ballot came after the close, and is not counted."),
    "round.still_voting": _("Voting still goes on. To end it now, write the reason."),
    "vote.too_many": _("Too many attempts from here. Wait a few minutes, then try again."),
    "ballot.no_right": _("You have no right to vote in this round in this way."),
    "ballot.unreadable": _("This ballot cannot be read. Open the page again, and choose."),
    "ballot.empty": _("You have chosen no project yet."),
    "ballot.no_such_project": _("There is no project %(number)s in this round."),
    "ballot.withdrawn": _("“%(project)s” was withdrawn: %(reason)s Take it out of your ballot."),
    "ballot.same_twice": _("“%(project)s” stands on your ballot twice."),
    "ballot.too_many": ngettext_lazy(
        "You may choose %(most)d project at most: take %(over)d out.",
        "You may choose %(most)d projects at most: take %(over)d out.",
        "most",
    ),
    "ballot.no_points": _("“%(project)s” stands on your ballot without a point."),
    "ballot.over_points": ngettext_lazy(
        "You have %(most)d point to share, and gave %(over)d too many.",
        "You have %(most)d points to share, and gave %(over)d too many.",
        "most",
    ),
    "ballot.over_envelope": _(
        "What you chose costs %(over)s more than the envelope holds. Take a project out."
    ),
    "ballot.changed_elsewhere": _(
        "A ballot was sent by this right from another phone or window since you opened this page."
    ),
    "ballot.code_used_on_paper": _("A paper ballot with this code was already handed in."),
    "ballot.code_used_here": _("This code was already used to vote on the site."),
}

SENTENCES |= {
    "budget.closed": _(
        "Voting in the round %(round)s is closed, with %(ballots)s ballots: %(digest)s."
    ),
    "budget.closed_early": _(
        "Voting in the round %(round)s, which was to go on until %(until_at)s, is ended: %(reason)s"
    ),
}
