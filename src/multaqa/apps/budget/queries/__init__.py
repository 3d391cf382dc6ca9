"""What may be seen of rounds, ballots and results."""

from multaqa.apps.budget.queries.addresses import (
    LARGEST_BATCH,
    LARGEST_NUMBER,
    PaperCode,
    ballot_address,
    paper_code,
    read_paper_code,
)
from multaqa.apps.budget.queries.ballots import (
    ballots_digest,
    channel_counts,
    digest_line,
    without_small,
)
from multaqa.apps.budget.queries.choosing import (
    projects_to_choose,
)
from multaqa.apps.budget.queries.desk import (
    in_number_order,
    place_of,
    projects_digest,
    rounds_at_desk,
)
from multaqa.apps.budget.queries.elections import (
    Gathered,
    bounds_of,
    election_of,
)
from multaqa.apps.budget.queries.electorate import (
    Right,
    VoterKey,
    batch_of,
    communes_of,
    drawn_seat,
    ground_of,
    is_of,
    key_of_code,
    likely_voters,
    member_bodies,
    people_who_voted,
    rights_of,
    voter_of,
)
from multaqa.apps.budget.queries.frozen import (
    Frozen,
    frozen_as,
    frozen_lately,
    frozen_round,
    round_now,
)
from multaqa.apps.budget.queries.kept import (
    export_of,
    kept_of,
    leaving_of,
)
from multaqa.apps.budget.queries.limits import (
    ballot_in_order,
)
from multaqa.apps.budget.queries.money import (
    money,
)
from multaqa.apps.budget.queries.paper import (
    AGREE,
    Ledger,
    agreed,
    ledgers_of,
    readings_of,
    waiting_of,
)
from multaqa.apps.budget.queries.published import (
    money_in_currency,
    pabulib_lines,
)
from multaqa.apps.budget.queries.readiness import (
    FEWEST_PROJECTS,
    UTILITIES,
    cost_refusal,
    is_meant,
    lacks_of,
    named,
    sensible,
)
from multaqa.apps.budget.queries.receipts import (
    ballot_digest,
    fresh_receipt,
    is_ours,
    read_receipt,
    receipt_of,
    receipt_signature,
)
from multaqa.apps.budget.queries.results import (
    results_seen_by,
)
from multaqa.apps.budget.queries.rounds import (
    COMING,
    COUNTED,
    DRAFT,
    MOST_COMPARED,
    OPEN,
    OVER,
    STOPPED,
    PutToVote,
    Sought,
    in_own_order,
    open_rounds,
    projects_of,
    rounds_due,
    rounds_seen_by,
    stage_of,
    votes_on,
    whole_project,
    whole_rounds,
)
from multaqa.apps.budget.queries.turnout import (
    are_settings_told,
    turnout_of,
)
from multaqa.apps.budget.queries.voting import (
    Found,
    Present,
    found_by_receipt,
    present_ballot,
)
from multaqa.apps.budget.queries.winners import (
    winners_counted,
)

__all__ = [
    "AGREE",
    "COMING",
    "COUNTED",
    "DRAFT",
    "FEWEST_PROJECTS",
    "LARGEST_BATCH",
    "LARGEST_NUMBER",
    "MOST_COMPARED",
    "OPEN",
    "OVER",
    "STOPPED",
    "UTILITIES",
    "Found",
    "Frozen",
    "Gathered",
    "Ledger",
    "PaperCode",
    "Present",
    "PutToVote",
    "Right",
    "Sought",
    "VoterKey",
    "agreed",
    "are_settings_told",
    "ballot_address",
    "ballot_digest",
    "ballot_in_order",
    "ballots_digest",
    "batch_of",
    "bounds_of",
    "channel_counts",
    "communes_of",
    "cost_refusal",
    "digest_line",
    "drawn_seat",
    "election_of",
    "export_of",
    "found_by_receipt",
    "fresh_receipt",
    "frozen_as",
    "frozen_lately",
    "frozen_round",
    "ground_of",
    "in_number_order",
    "in_own_order",
    "is_meant",
    "is_of",
    "is_ours",
    "kept_of",
    "key_of_code",
    "lacks_of",
    "leaving_of",
    "ledgers_of",
    "likely_voters",
    "member_bodies",
    "money",
    "money_in_currency",
    "named",
    "open_rounds",
    "pabulib_lines",
    "paper_code",
    "people_who_voted",
    "place_of",
    "present_ballot",
    "projects_digest",
    "projects_of",
    "projects_to_choose",
    "read_paper_code",
    "read_receipt",
    "readings_of",
    "receipt_of",
    "receipt_signature",
    "results_seen_by",
    "rights_of",
    "round_now",
    "rounds_at_desk",
    "rounds_due",
    "rounds_seen_by",
    "sensible",
    "stage_of",
    "turnout_of",
    "voter_of",
    "votes_on",
    "waiting_of",
    "whole_project",
    "whole_rounds",
    "winners_counted",
    "without_small",
]
