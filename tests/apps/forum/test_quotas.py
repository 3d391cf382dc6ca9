"""Quotas: proposed, edited, explained when they contradict each other."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from multaqa.apps.forum import queries, services
from multaqa.apps.forum.models import Quota
from multaqa.apps.forum.services.quotas import census_shares, proposed_bounds, try_out
from multaqa.engines import lottery
from multaqa.refusal import Refusal
from tests.factories.accounts import auditor, coordinator
from tests.factories.forum import EditionFactory, computed, edition_with_people, sealed

pytestmark = pytest.mark.django_db


@given(
    share=st.fractions(min_value=0, max_value=1),
    seats=st.integers(1, 500),
    available=st.integers(0, 1000),
)
def test_proposed_bounds_hold_the_share_and_never_ask_for_more_than_there_are(
    share, seats, available
):
    minimum, maximum = proposed_bounds(share, seats, available)
    assert 0 <= minimum <= min(maximum, available) or available == 0
    assert minimum <= share * seats <= maximum


def test_census_shares_use_the_municipal_population():
    shares = census_shares(EditionFactory())
    assert shares["setting", "rural"] == Fraction(128_701, 417_663)
    assert sum(share for (key, _), share in shares.items() if key == "province") == 1


def test_propose_quotas_covers_every_value_of_each_category():
    edition = edition_with_people()
    services.propose_quotas(edition=edition, actor=coordinator())
    bounds = {one.value: (one.minimum, one.maximum) for one in queries.quotas_of(edition)}
    assert bounds == {"female": (1, 3), "male": (1, 3)}


def test_save_quotas_keeps_seats_and_bounds():
    edition = edition_with_people()
    ids = {one.value: one.pk for one in queries.quotas_of(edition)}
    services.save_quotas(
        edition=edition,
        actor=coordinator(),
        seats=6,
        bounds={ids["female"]: (3, 4), ids["male"]: (2, 3)},
    )
    edition.draw.refresh_from_db()
    assert edition.draw.seats == 6
    assert Quota.objects.get(pk=ids["female"]).maximum == 4


def test_save_quotas_refuses_crossed_bounds_and_keeps_the_old():
    edition = edition_with_people()
    quota = queries.quotas_of(edition).first()
    with pytest.raises(Refusal, match="bounds_crossed"):
        services.save_quotas(
            edition=edition, actor=coordinator(), seats=6, bounds={quota.pk: (4, 3)}
        )
    assert Quota.objects.get(pk=quota.pk).minimum == 2


def test_nothing_changes_once_sealed():
    edition = edition_with_people()
    sealed(edition)
    for deed in (
        lambda: services.propose_quotas(edition=edition, actor=coordinator()),
        lambda: services.save_quotas(edition=edition, actor=coordinator(), seats=5, bounds={}),
        lambda: services.bring_quotas(
            edition=edition, actor=coordinator(), content=b"feature,value,min,max\nsex,male,1,2\n"
        ),
    ):
        with pytest.raises(Refusal, match="frozen"):
            deed()


def test_contradicting_quotas_are_explained():
    edition = edition_with_people(women=3, men=6, quotas=((4, 4), (0, 0)))
    wanted = [
        lottery.Quota(one.category.key, one.value, one.minimum, one.maximum)
        for one in queries.quotas_of(edition)
    ]
    found = try_out(edition.draw, wanted, 4)
    assert not found.is_feasible
    assert found.alternatives[0].price == 2  # one woman fewer asked, one man more allowed


def test_bring_quotas_reads_the_fields_own_file():
    edition = edition_with_people()
    content = "﻿feature,value,min,max\nsex,Female,1,3\nsex,male,1,3\n".encode()
    assert services.bring_quotas(edition=edition, actor=coordinator(), content=content) == 2
    assert {(one.minimum, one.maximum) for one in queries.quotas_of(edition)} == {(1, 3)}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("feature,value,min\nsex,male,1", "columns_missing"),
        ("feature,value,min,max\ncolour,red,1,2", "unknown_category"),
        ("feature,value,min,max\nsex,other,1,2", "unknown_value"),
        ("feature,value,min,max\nsex,male,one,2", "not_a_number"),
        ("feature,value,min,max\nsex,male,3,2", "bounds_crossed_at"),
        ("feature,value,min,max\nsex,male,1,2\nsex,male,1,2", "twice"),
    ],
)
def test_bring_quotas_names_the_line_and_keeps_the_old(text, code):
    edition = edition_with_people()
    with pytest.raises(Refusal, match=code):
        services.bring_quotas(edition=edition, actor=coordinator(), content=text.encode())
    assert queries.quotas_of(edition).count() == 2


def test_a_change_of_quotas_forgets_the_computation():
    edition = edition_with_people()
    draw = computed(edition)
    services.propose_quotas(edition=edition, actor=coordinator())
    draw.refresh_from_db()
    assert draw.state == "open"
    assert edition.applicants.filter(chance__isnull=False).count() == 0


def test_only_a_coordinator_sets_quotas():
    from django.core.exceptions import PermissionDenied

    edition = edition_with_people()
    with pytest.raises(PermissionDenied):
        services.propose_quotas(edition=edition, actor=auditor())
