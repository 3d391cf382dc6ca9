"""What is refused to who counts, and the count's line of the public record."""

from django.utils.translation import gettext_lazy as _

from multaqa.kernel.record import SENTENCES
from multaqa.kernel.refusals import PHRASES

PHRASES |= {
    "round.already_counted": _("This round is counted already: its result stands."),
    "round.not_closed": _("A round is counted once its vote is closed."),
    "round.no_ballots": _("Nobody voted in this round: there is nothing to count."),
    "round.blank_ballots_alone": _(
        "All ballots of this round are blank: nobody chose a project, so there is nothing to count."
    ),
    "round.ballots_changed": _(
        "The ballots are not those that the public record names since the close. Nothing was "
        "counted. Bring back the last copy of the database, and tell the auditor."
    ),
}

SENTENCES |= {
    "budget.counted": _(
        "The round %(round)s is counted: %(ballots)s ballots, %(projects)s projects chosen. "
        "Fingerprint of the ballots: %(digest)s; of the evidence: %(seal)s."
    ),
    "budget.counted_beside_blank": _(
        "The round %(round)s is counted. Ballots that choose projects: %(ballots)s; blank ballots, "
        "which stand in the turnout alone: %(blank)s; projects chosen: %(projects)s. Fingerprint "
        "of all ballots: %(digest)s; of the evidence: %(seal)s."
    ),
}
