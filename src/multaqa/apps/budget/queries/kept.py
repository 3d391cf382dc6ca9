"""What the budget keeps about a person: that they voted, and never what."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from multaqa.apps.accounts.models import User
from multaqa.apps.accounts.queries import Consequence, Kept
from multaqa.apps.budget.models import PaperEntry, RoundState, Voter
from multaqa.kernel.copies import Tables, tables_of


def kept_of(user: User) -> list[Kept]:
    """The rounds in which they voted as a person, and papers that they read at the desk."""
    rows = [
        Kept(
            _("That you voted, never what"),
            _("%(round)s: %(ground)s")
            % {"round": voter.round.title, "ground": voter.get_ground_display()},
            _("So that everyone has one ballot, which can be changed until the close"),
            _("Until the account is erased; the count of voters stays"),
            _("You; how many voted is public, who did is not"),
        )
        for voter in Voter.objects.filter(user=user).select_related("round").order_by("pk")
    ]
    if read := PaperEntry.objects.filter(by=user).count():
        rows.append(
            Kept(
                _("Paper ballots that you read"),
                str(read),
                _("So that two different people read each"),
                _("Until the account is erased"),
                _("The coordinators"),
                is_number=True,
            )
        )
    return rows


def export_of(user: User) -> Tables:
    """That they voted, where, and by what right; no ballot is anybody's."""
    return tables_of("budget", user.pk)


def leaving_of(user: User) -> list[Consequence]:
    """A ballot of an open round goes with its voter; one of a closed round is nobody's already."""
    return [
        Consequence(
            _("Your ballot in “%(round)s”") % {"round": voter.round.title},
            _("Voting is still open: it is taken out, and not counted."),
            reverse("budget:vote", args=[voter.round.slug]),
        )
        for voter in Voter.objects.filter(user=user, round__state=RoundState.FROZEN)
        .select_related("round")
        .order_by("pk")
    ]
