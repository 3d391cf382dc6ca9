import pytest
from django.db import IntegrityError, transaction

from multaqa.apps.programme import queries
from tests.factories.forum import EditionFactory
from tests.factories.programme import SessionFactory, at

pytestmark = pytest.mark.django_db


def test_sessions_of_are_those_that_stand_in_the_order_of_time():
    edition = EditionFactory()
    later = SessionFactory(edition=edition, starts_at=at(edition, 15))
    sooner = SessionFactory(edition=edition)
    unplaced = SessionFactory(edition=edition, starts_at=None, room=None)
    SessionFactory(edition=edition, is_cancelled=True)
    SessionFactory()
    assert list(queries.sessions_of(edition)) == [sooner, later, unplaced]


@pytest.mark.parametrize("count", [1, 50])
def test_sessions_with_people_cost_the_same_for_many(django_assert_num_queries, count):
    edition = EditionFactory()
    SessionFactory.create_batch(count, edition=edition)
    with django_assert_num_queries(3):
        assert len(queries.sessions_with_people(edition)) == count


@pytest.mark.parametrize(
    "wrong",
    [
        {"ends_at": None},
        {"capacity": 0},
        {"capacity": 5, "walk_in_count": 6},
        {"number": 0},
    ],
    ids=["one-time", "no-place", "keeps-too-many", "number"],
)
def test_the_database_keeps_a_session_whole(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        SessionFactory(**wrong)
