"""Telling those who may vote that a round opened, and that it closes soon."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from multaqa.apps.accounts.models import Notice, User
from multaqa.apps.accounts.services import Letter, notify_all
from multaqa.apps.budget import queries
from multaqa.apps.budget.models import Round
from multaqa.ui import dates

TOPIC = "budget.round"
SOON = timedelta(days=2)


@transaction.atomic
def tell_of_rounds() -> int:
    """Tell once of each round that is open, and once more two days before it closes.

    Who voted is not reminded. Says how many were written to.
    """
    now = timezone.now()
    letters: list[Letter] = []
    for voting in queries.open_rounds():
        is_last_call = voting.closes_at is not None and voting.closes_at - now <= SOON
        name = "budget:vote" if is_last_call else "budget:round"
        url = reverse(name, args=[voting.slug])
        told = Notice.objects.filter(topic=TOPIC, url=url).values("user")
        people = queries.likely_voters(voting).exclude(pk__in=told)
        if is_last_call:
            people = people.exclude(pk__in=queries.people_who_voted(voting))
        letters += _letters(voting, people, url, is_last_call=is_last_call)
    notify_all(letters)
    return len(letters)


def _letters(
    voting: Round, people: Iterable[User], url: str, *, is_last_call: bool
) -> Iterable[Letter]:
    for user in people:
        with override(user.language):
            facts = {"round": voting.title, "at": dates.moment(voting.closes_at)}
            if is_last_call:
                title = _("Voting closes soon: %(round)s") % facts
                text = _("Until %(at)s you can still vote, on your telephone, in two minutes.")
            else:
                title = _("Voting is open: %(round)s") % facts
                text = _("Read the projects and vote, on your telephone, until %(at)s.")
            yield Letter(user, TOPIC, title, text % facts, url)
