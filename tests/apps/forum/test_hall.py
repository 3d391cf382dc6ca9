"""The whole hall, counted: exactly at the desk, and published without small counts."""

from datetime import timedelta

import pytest
from django.utils import timezone

from multaqa.apps.forum import queries, services
from multaqa.apps.forum.models import Applicant, ExOfficioSeat, Seat, SeatState
from multaqa.apps.territory.models import Commune
from multaqa.kernel.models import RecordEntry
from tests.factories.accounts import UserFactory, auditor, coordinator
from tests.factories.forum import (
    ApplicantFactory,
    CollegeFactory,
    EditionFactory,
    college_with_people,
    drawn,
)
from tests.factories.forum_nominations import PHONE, SeatByRightFactory, sent_seat, somebody
from tests.factories.territory import CommuneFactory

pytestmark = pytest.mark.django_db


def named(edition, count, sex="male", **more):
    """Seats by right whose person is named, as rows alone."""
    moment = {"sent_at": timezone.now(), "answered_at": timezone.now()}
    person = {"state": "accepted", "person_name": "أمينة", "person_sex": sex}
    return SeatByRightFactory.create_batch(count, edition=edition, **person, **moment, **more)


def drawn_people(college, count, **values):
    told = {"sex": "female", "setting": "rural", "province": "Guelmim", "body_kind": "association"}
    return ApplicantFactory.create_batch(
        count, college=college, values=told | values, is_drawn=True
    )


def told(hall, key):
    """Label, drawn, ex officio and together of each row, hidden ones as their sign."""

    def one(count):
        return None if count is None else count.number if count.is_plain else str(count.shown)

    (group,) = [group for group in hall.groups if group.key == key]
    return {
        row.label: (one(row.drawn), one(row.ex_officio), one(row.together)) for row in group.rows
    }


def test_the_hall_counts_drawn_and_ex_officio_apart_and_together():
    college = CollegeFactory()
    drawn_people(college, 6)
    drawn_people(college, 3, sex="male", setting="urban")
    ApplicantFactory.create_batch(5, college=college)  # not drawn
    named(college.edition, 2, sex="female")
    named(college.edition, 1, kind="ministry", commune=None)
    SeatByRightFactory(edition=college.edition)  # no answer
    hall = queries.hall_of(college.edition)
    assert (hall.total.drawn.number, hall.total.ex_officio.number) == (9, 3)
    assert told(hall, "sex") == {"نساء": (6, 2, 8), "رجال": (3, 1, 4)}
    assert told(hall, "setting") == {
        "قروي": (6, 0, 6),
        "حضري": (3, 2, 5),
        "غير مصرح به": (0, 1, 1),
    }
    kinds = told(hall, "kind")
    assert kinds["جمعيات"] == (9, None, 9)
    assert [row for row in kinds.values() if row[0] is None and row[1]] == [
        (None, 2, 2),
        (None, 1, 1),
    ]


def test_who_is_gone_leaves_the_hall_and_who_came_in_for_them_sits():
    college = CollegeFactory()
    people = drawn_people(college, 3)
    alternate = ApplicantFactory(college=college, values={"sex": "male"})
    states = [SeatState.CONFIRMED, SeatState.OFFERED, SeatState.WITHDRAWN]
    for one, state in zip(people, states, strict=True):
        Seat.objects.create(
            draw=college.draw, applicant=one, state=state, answered_at=timezone.now()
        )
    Seat.objects.create(draw=college.draw, applicant=alternate, came_by="alternate")
    other = CollegeFactory(edition=college.edition, slug="other", position=2)
    drawn_people(other, 2)  # no seat was offered there yet
    assert told(queries.hall_of(college.edition), "sex") == {"نساء": (4, 0, 4), "رجال": (1, 0, 1)}


def test_a_commune_tells_what_the_list_does_not():
    college = CollegeFactory()
    ApplicantFactory(
        college=college, is_drawn=True, values={}, commune=CommuneFactory(is_rural=True)
    )
    elsewhere = Commune.objects.exclude(province__region_id="10").first()
    named(college.edition, 1, commune=elsewhere)
    hall = queries.hall_of(college.edition)
    assert told(hall, "setting")["قروي"] == (1, 0, 1)
    assert told(hall, "province")["خارج الجهة"] == (0, 1, 1)


def test_small_counts_are_hidden_and_what_would_tell_them():
    college = CollegeFactory()
    drawn_people(college, 10)
    drawn_people(college, 8, sex="male")
    named(college.edition, 3, sex="female")
    named(college.edition, 20)
    hall = queries.published_hall_of(college.edition)
    assert told(hall, "sex") == {
        "نساء": (10, "small", "withheld"),
        "رجال": (8, "withheld", "withheld"),
    }
    assert hall.total.together.number == 41


def test_a_total_under_five_is_hidden_with_everything_below_it():
    college = CollegeFactory()
    drawn_people(college, 10)
    named(college.edition, 3)
    hall = queries.published_hall_of(college.edition)
    assert not hall.total.ex_officio.is_plain
    assert not hall.total.together.is_plain  # 13 minus 10 would tell it
    assert {row[1] for row in told(hall, "sex").values()} == {"small"}
    assert {row[2] for row in told(hall, "sex").values()} == {"withheld"}


@pytest.mark.parametrize("count", [1, 50])
def test_the_hall_costs_the_same_for_one_and_for_fifty(django_assert_num_queries, count):
    college = CollegeFactory()
    drawn_people(college, count)
    named(college.edition, count)
    with django_assert_num_queries(3):
        queries.published_hall_of(college.edition)


# Pages.


def test_the_public_page_tells_no_small_count_and_the_desk_tells_all(client):
    whole = college_with_people(women=12, men=12, seats=18, quotas=((10, 10), (8, 8)))
    college = drawn(whole).college
    named(college.edition, 4, sex="female")
    named(college.edition, 33)
    number = college.edition.number
    public = client.get(f"/forum/{number}/hall/").content.decode()
    assert "أقل من 5" in public
    assert "<td>4</td>" not in public
    assert "<td>33</td>" not in public
    client.force_login(auditor())
    exact = client.get(f"/desk/{number}/balance/").content.decode()
    assert "<td>4</td>" in exact
    assert "<td>33</td>" in exact
    assert Applicant.objects.first().name not in exact
    assert "أمينة" not in exact


def test_a_column_that_nobody_can_be_in_does_not_stand(client):
    college = college_with_people()
    address = f"/forum/{college.edition.number}/hall/"
    assert "<table>" not in client.get(address).content.decode()
    named(college.edition, 20)
    by_right = client.get(address)
    assert by_right.context["columns"] == ("ex_officio",)
    assert by_right.content.decode().count('<th scope="col">') == 2 * 4  # the value, its count
    drawn(college)
    assert client.get(address).context["columns"] == ("drawn", "ex_officio")
    ExOfficioSeat.objects.all().delete()
    assert client.get(address).context["columns"] == ("drawn",)


def test_a_total_that_is_not_published_is_not_the_first_figure(client):
    college = drawn(college_with_people(seats=10, quotas=((5, 5), (5, 5)))).college
    named(college.edition, 3)
    page = client.get(f"/forum/{college.edition.number}/hall/")
    assert [value for label, value in page.context["figures"]] == ["10"]
    assert [words for label, words in page.context["untold"]] == ["غير منشور", "أقل من 5"]


def test_the_page_of_a_hidden_edition_is_the_desks(client):
    edition = EditionFactory(is_public=False)
    address = f"/forum/{edition.number}/hall/"
    assert client.get(address).status_code == 404
    client.force_login(UserFactory())
    assert client.get(address).status_code == 404
    client.force_login(coordinator())
    assert client.get(address).status_code == 200


def test_the_hall_stands_before_anything_is_drawn(client):
    edition = CollegeFactory(edition__starts_on=timezone.localdate() + timedelta(days=3)).edition
    assert client.get(f"/forum/{edition.number}/hall/").status_code == 200


def test_the_record_of_the_answers_does_not_tell_the_hidden_counts():
    """Of two halls that differ in kind, sex and place alone, the entries are the same."""

    def told_of(*seats):
        edition = EditionFactory()
        for number, (kind, sex, commune) in enumerate(seats, start=1):
            seat = sent_seat(edition=edition, number=number, kind=kind, commune=commune)
            services.accept_nomination(seat=seat, nominee=somebody(sex=sex))
        last = services.renew_link(seat=seat_of(edition, len(seats)), actor=coordinator())
        services.decline_nomination(seat=last, reason="سفر", phone=PHONE)
        entries = RecordEntry.objects.filter(subject=edition.subject).order_by("number")
        return [(one.kind, one.facts | {"edition": 0}) for one in entries]

    def seat_of(edition, number):
        return ExOfficioSeat.objects.select_related("edition").get(edition=edition, number=number)

    here = CommuneFactory()
    told_here = told_of(("ministry", "female", None), ("council", "male", here))
    assert ("forum.seat_named", {"edition": 0, "letter": 1}) in told_here
    assert told_here == told_of(("council", "male", here), ("partner", "female", None))
