"""What the budget engine refuses, said to people."""

from multaqa.kernel.marked import Phrase, _

REFUSALS: dict[str, Phrase] = {
    "budgeting.no_projects": _("There is no project to choose from."),
    "budgeting.no_ballots": _("There is no ballot to count."),
    "budgeting.no_envelope": _("There is no envelope to share: its amount must be more than 0."),
    "budgeting.id_twice": _("Two projects have the same number."),
    "budgeting.too_large": _(
        "The amounts are too large to be counted exactly. The largest is %(most)s."
    ),
    "budgeting.no_points": _("These ballots give no points (their kind: %(kind)s)."),
    "budgeting.no_order": _("These ballots put nothing in order (their kind: %(kind)s)."),
    "budgeting.no_approvals": _(
        "The rule of Phragmén counts ballots that tick projects, not these (their kind: %(kind)s)."
    ),
    "budgeting.completion_of_another": _(
        "Only equal shares are completed; the rule %(rule)s leaves nothing to complete."
    ),
    "budgeting.bound_unreadable": _(
        "Write a floor or a cap as territory:NAME=AMOUNT or group:NAME=AMOUNT, not “%(text)s”."
    ),
    "budgeting.bound_unknown": _(
        "No project is of “%(name)s”: a floor or cap of it says nothing. The file knows: %(known)s."
    ),
    "budgeting.bound_below_nothing": _("The floor or cap of “%(name)s” is below 0."),
    "budgeting.bound_twice": _("The floor or cap of “%(name)s” is said twice."),
    "budgeting.floor_above_cap": _(
        "The floor of “%(name)s” (%(floor)s) is above its cap (%(cap)s)."
    ),
    "budgeting.floors_above_envelope": _(
        "The floors come to %(floors)s together, more than the envelope (%(envelope)s)."
    ),
    "budgeting.floor_above_projects": _(
        "The floor of “%(name)s” (%(floor)s) is more than its projects cost together (%(cost)s)."
    ),
}
