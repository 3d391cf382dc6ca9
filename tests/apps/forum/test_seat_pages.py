"""Seats on their pages: the desk's, the personal link's, everyone's, and the list for the door."""

import csv
import io
import json
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from openpyxl import load_workbook

from multaqa.apps.forum import queries, services
from multaqa.apps.forum.models import (
    Aftermath,
    Applicant,
    Edition,
    ExOfficioSeat,
    Registration,
    Replacement,
    Seat,
    SeatState,
)
from multaqa.kernel import jobs
from multaqa.kernel.models import Job
from tests.factories.accounts import UserFactory, auditor, coordinator
from tests.factories.forum_seats import asked, declining, late, seated

pytestmark = pytest.mark.django_db

NOTE = {"note": "هاتفيا"}
DEEDS = [
    ("open-seats", {}),
    ("seats-date", {"by": "2026-12-30T10:00"}),
    ("seats-answers", NOTE | {"confirm": "1"}),
    ("seats-deeds", {"action": "replace"}),
    ("seal-second", {}),
    ("draw-second", {}),
    ("set-alternates", {"count": "3"}),
]


def at(name, draw, *more):
    return reverse(f"forum:{name}", args=[*draw.college.place, *more])


def link(seat):
    return services.seat_address(seat, seat.draw.college.edition)


@pytest.mark.parametrize(("name", "posted"), DEEDS)
def test_deeds_are_the_coordinators(client, name, posted):
    draw = seated()
    assert client.post(at(name, draw), posted).url.startswith("/sign-in/")
    for person in (UserFactory(), auditor()):
        client.force_login(person)
        assert client.post(at(name, draw), posted).status_code == 403
    client.force_login(coordinator())
    assert client.get(at(name, draw)).status_code == 405


def test_the_auditor_sees_tickets_and_nobodys_name(client):
    draw = asked(seated())
    declining(draw.seats_given.first())
    client.force_login(auditor())
    text = client.get(at("desk-seats", draw)).content.decode()
    for one in draw.college.applicants.filter(seat__isnull=False):
        assert one.ticket in text
        assert one.name not in text
        assert one.body not in text
    assert (
        client.get(reverse("forum:door-table", args=[draw.college.edition.number])).status_code
        == 403
    )


def test_the_whole_way_at_the_desk(client):
    draw, actor = seated(), coordinator()
    client.force_login(actor)
    by = timezone.localtime() + timedelta(days=3)
    client.post(at("seats-date", draw), {"by": f"{by:%Y-%m-%dT%H:%M}"})
    one, two, three, _four = draw.seats_given.all()
    client.post(at("seats-answers", draw), NOTE | {"confirm-ticked": "", "seat": [one.pk, two.pk]})
    client.post(at("seats-answers", draw), NOTE | {"decline": three.pk})
    late(draw)
    client.post(at("seats-deeds", draw), {"action": "silent"})
    shown = client.get(at("desk-seats", draw))
    assert len(shown.context["waiting"]) == 2
    assert len(shown.context["outlook"].came) == 2
    foreseen = set(shown.context["outlook"].came)
    client.post(at("seats-deeds", draw), {"action": "replace"})
    came = Seat.objects.filter(came_by=Seat.CameBy.ALTERNATE).select_related("applicant")
    assert {seat.applicant.ticket for seat in came} == foreseen
    client.post(at("seats-deeds", draw), {"action": "close"})
    assert Aftermath.objects.get(draw=draw).is_closed


def test_the_second_draw_goes_through_the_pages(client):
    draw, actor = seated(alternates=0), coordinator()
    declining(draw.seats_given.first(), actor)
    client.force_login(actor)
    assert client.get(at("desk-seats", draw)).context["outlook"].is_possible
    later = timezone.localtime() + timedelta(days=1)
    value = {
        "value_source": "نرد",
        "value_count": "3",
        "value_known_at": f"{later:%Y-%m-%dT%H:%M}",
    }
    client.post(at("seal-second", draw), value)
    jobs.run(Job.objects.latest("pk").pk)
    assert client.get(at("desk-seats", draw)).context["sealed"]
    assert client.get(at("second-draw-file", draw, 1)).json()["drawn"] is None
    past = timezone.now() - timedelta(minutes=1)
    Replacement.objects.update(value_known_at=past)
    client.post(at("draw-second", draw), {"public_value": "1 2 3", "is_checked": "on"})
    assert Seat.objects.filter(came_by=Seat.CameBy.REPLACEMENT).count() == 1
    client.logout()
    page = client.get(reverse("forum:draw", args=draw.college.place))
    assert page.context["after_command"].count("--seal") == 2


def test_the_nearest_changes_are_said_when_nobody_can(client):
    draw, actor = seated(women=2, men=6), coordinator()
    declining(draw.seats_given.filter(applicant__values={"sex": "female"})[0], actor)
    client.force_login(actor)
    shown = client.get(at("desk-seats", draw))
    assert not shown.context["outlook"].is_possible
    assert shown.context["ways"]
    seat = shown.context["waiting"][0]
    client.post(at("seats-deeds", draw), {"action": "empty", "seat": seat.pk})
    assert Seat.objects.get(pk=seat.pk).is_left_empty


def test_the_link_answers_without_signing_in_and_a_forged_one_is_nothing(client):
    draw = asked(seated())
    seat = draw.seats_given.select_related("draw__college__edition").first()
    shown = client.get(link(seat))
    assert shown.status_code == 200
    assert "noindex" in shown["X-Robots-Tag"]
    client.post(link(seat), {"answer": "confirm"})
    assert Seat.objects.get(pk=seat.pk).state == SeatState.CONFIRMED
    client.post(link(seat), {"answer": "decline"})
    assert Seat.objects.get(pk=seat.pk).state == SeatState.DECLINED
    number = seat.draw.college.edition.number
    other = draw.seats_given.last()
    _pk, signature = queries.signed_seat(seat.pk).split(":")
    for forged in (f"{other.pk}:{signature}", f"{seat.pk}", "x", f"{seat.pk}:%00"):
        address = f"/forum/{number}/seat/{forged}/"
        assert client.get(address).status_code == 404
        assert client.post(address, {"answer": "decline"}).status_code == 404
    assert Seat.objects.get(pk=other.pk).state == SeatState.OFFERED


def test_the_link_has_no_answer_left_once_the_edition_is_over(client):
    draw = asked(seated())
    seat = draw.seats_given.select_related("draw__college__edition").first()
    address = link(seat)
    Edition.objects.update(starts_on=date(2020, 1, 1), ends_on=date(2020, 1, 2))
    assert b'name="answer"' not in client.get(address).content
    client.post(address, {"answer": "confirm"})
    assert Seat.objects.get(pk=seat.pk).state == SeatState.OFFERED


def test_ones_own_seat_stands_on_ones_receipt_and_nobody_elses(client):
    from tests.factories.forum_registrations import CallFactory

    draw = asked(seated())
    CallFactory(edition=draw.college.edition)
    seat = draw.seats_given.select_related("applicant__registration__user").first()
    registration = seat.applicant.registration
    place = [draw.college.edition.number, registration.token]
    client.force_login(UserFactory())
    assert client.post(reverse("forum:my-seat", args=place)).status_code == 404
    client.force_login(registration.user)
    assert client.get(registration.get_absolute_url()).context["may_confirm"]
    client.post(reverse("forum:my-seat", args=place), {"answer": "confirm"})
    assert Seat.objects.get(pk=seat.pk).answered_by == Seat.AnsweredBy.SITE


def test_everyone_reads_who_came_in_by_ticket_and_takes_the_file(client):
    draw, actor = asked(seated()), coordinator()
    out = draw.seats_given.select_related("applicant").first()
    declining(out, actor)
    (into,) = services.replace_gone(draw=draw, actor=actor)
    page = client.get(reverse("forum:draw", args=draw.college.place))
    text = page.content.decode()
    (told,) = page.context["replaced"]
    assert (told[0].facts["out"], told[0].facts["into"]) == (
        out.applicant.ticket,
        into.applicant.ticket,
    )
    assert Aftermath.objects.get(draw=draw).digest in text
    whole = client.get(at("after-file", draw)).content.decode()
    assert json.loads(whole)["sealed"]["steps"][1]["came"] == [into.applicant.ticket]
    for one in Applicant.objects.all():
        for word in (one.name, one.body, one.registration.phone):
            assert word not in text
            assert word not in whole


def test_the_file_of_a_hidden_edition_is_nobodys(client):
    draw = seated()
    Edition.objects.update(is_public=False)
    assert client.get(at("after-file", draw)).status_code == 404
    client.force_login(auditor())
    assert client.get(at("after-file", draw)).status_code == 200


def test_the_door_has_those_who_hold_a_seat_and_those_by_right_by_name(client):
    draw, actor = seated(), coordinator()
    gone, stays = draw.seats_given.select_related("applicant")[:2]
    declining(gone, actor)
    Applicant.objects.filter(pk=stays.applicant_id).update(name="=آمنة", body="+جمعية")
    edition = draw.college.edition
    named = {
        "edition": edition,
        "kind": ExOfficioSeat.Kind.COUNCIL,
        "institution_ar": "جماعة كلميم",
        "addressee_ar": "الرئيس",
        "person_name": "إبراهيم",
        "person_sex": Registration.Sex.MALE,
        "sent_at": timezone.now(),
        "answered_at": timezone.now(),
    }
    ExOfficioSeat.objects.create(number=1, state=ExOfficioSeat.State.ACCEPTED, **named)
    ExOfficioSeat.objects.create(number=2, state=ExOfficioSeat.State.DECLINED, **named)
    client.force_login(actor)
    place = [edition.number]
    table = client.get(reverse("forum:door-table", args=place)).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(table)))
    assert [row[1] for row in rows[1:3]] == ["إبراهيم", "'=آمنة"]
    assert len(rows) == 1 + 3 + 1
    assert gone.applicant.ticket not in {row[4] for row in rows}
    book = client.get(reverse("forum:door-workbook", args=place)).content
    cells = load_workbook(io.BytesIO(book)).active
    assert cells["B3"].value == "=آمنة"
    assert cells["B3"].data_type == "s"
    for language in ("ar", "fr"):
        paper = client.get(reverse("forum:door-paper", args=place), {"in": language})
        assert paper.content.startswith(b"%PDF")


@pytest.mark.parametrize("name", ["door-paper", "door-table", "door-workbook"])
def test_the_door_is_the_coordinators(client, name):
    address = reverse(f"forum:{name}", args=[seated().college.edition.number])
    assert client.get(address).url.startswith("/sign-in/")
    for person in (UserFactory(), auditor()):
        client.force_login(person)
        assert client.get(address).status_code == 403


def test_the_desk_costs_the_same_for_one_seat_as_for_fifty(client):
    client.force_login(coordinator())
    spent = []
    for count in (1, 25):
        draw = asked(
            seated(women=count + 1, men=count + 1, seats=2 * count, quotas=((count, count),) * 2)
        )
        declining(draw.seats_given.first())
        client.get(at("desk-seats", draw))
        with CaptureQueriesContext(
            connection,
        ) as caught:
            client.get(at("desk-seats", draw))
        spent.append(len(caught))
    assert spent[0] == spent[1]
    assert spent[0] <= 22


def test_the_opening_of_a_second_draw_is_the_auditors(client):
    draw = seated(alternates=0)
    declining(draw.seats_given.first())
    client.force_login(coordinator())
    assert client.get(at("second-opening", draw, 1)).status_code == 403
    client.force_login(auditor())
    assert client.get(at("second-opening", draw, 1)).status_code == 404


def test_the_names_of_who_is_invited_are_those_whose_seat_stands(client):
    draw, actor = seated(), coordinator()
    client.force_login(actor)
    left, declined, *stand = draw.seats_given.select_related("applicant__registration")
    services.withdraw_registration(registration=left.applicant.registration, actor=actor)
    declining(declined, actor)
    text = client.get(at("names-file", draw)).content.decode("utf-8-sig")
    tickets = {row[0] for row in csv.reader(io.StringIO(text))}
    assert {one.applicant.ticket for one in stand} == {one for one in tickets if one.isdigit()}
    assert left.applicant.name not in text
    # A draw that is older than its seats hands out all of the drawn.
    Seat.objects.all().delete()
    text = client.get(at("names-file", draw)).content.decode("utf-8-sig")
    assert left.applicant.name in text


def test_the_desk_is_told_to_ring_up_who_comes_in_on_the_day(client):
    draw, actor = seated(), coordinator()
    client.force_login(actor)
    asked(draw, actor)
    for first_day, levels in (
        (timezone.localdate() + timedelta(days=20), ["success"]),
        (timezone.localdate(), ["success", "warning"]),
    ):
        Edition.objects.filter(pk=draw.college.edition_id).update(
            starts_on=first_day, ends_on=first_day
        )
        declining(draw.seats_given.filter(state=SeatState.OFFERED).first(), actor)
        page = client.post(at("seats-deeds", draw), {"action": "replace"}, follow=True)
        assert [one.level_tag for one in page.context["messages"]] == levels


def over(draw):
    past = timezone.localdate() - timedelta(days=2)
    Edition.objects.filter(pk=draw.college.edition_id).update(starts_on=past, ends_on=past)


def test_an_edition_that_is_over_asks_nothing_and_says_why_once(client):
    draw = asked(seated())
    over(draw)
    client.force_login(coordinator())
    shown = client.get(at("desk-seats", draw))
    text = shown.content.decode()
    assert shown.context["is_over"]
    assert gettext("This edition is over.") in text
    for name in ("seats-date", "seats-answers"):
        assert at(name, draw) not in text
    assert 'value="close"' in text  # what is sensitive can still be erased
    keys = list(draw.seats_given.values_list("pk", flat=True))
    ticked = NOTE | {"confirm-ticked": "", "seat": keys}
    said = client.post(at("seats-answers", draw), ticked, follow=True).context["messages"]
    (told,) = [str(one) for one in said]
    for seat in draw.seats_given.select_related("applicant"):
        assert seat.applicant.ticket in told


def test_who_confirmed_before_is_not_counted_again(client):
    draw = asked(seated())
    one, two, *_others = draw.seats_given.all()
    client.force_login(coordinator())
    ticked = NOTE | {"confirm-ticked": "", "seat": [one.pk]}
    client.post(at("seats-answers", draw), ticked, follow=True)
    again = client.post(at("seats-answers", draw), ticked, follow=True)
    assert [str(said) for said in again.context["messages"]] == [
        gettext("Nothing to note: they had answered so before.")
    ]
    both = client.post(at("seats-answers", draw), ticked | {"seat": [one.pk, two.pk]}, follow=True)
    assert [str(said) for said in both.context["messages"]] == [
        ngettext("%(seats)d answer noted.", "%(seats)d answers noted.", 1) % {"seats": 1}
    ]


def test_nobody_is_said_to_be_asked_before_there_is_a_date(client):
    draw = seated()
    client.force_login(coordinator())
    before = client.get(at("desk-seats", draw)).content.decode()
    assert gettext("not asked yet") in before
    assert gettext("asked to confirm") not in before
    asked(draw)
    after = client.get(at("desk-seats", draw)).content.decode()
    assert gettext("not asked yet") not in after
    assert gettext("asked to confirm") in after


def test_waiting_for_another_seat_is_offered_while_answers_are_to_come(client):
    draw, actor = seated(women=2, men=6), coordinator()
    declining(draw.seats_given.filter(applicant__values={"sex": "female"})[0], actor)
    client.force_login(actor)
    hint = gettext(
        "It may become possible when another seat is free: you may wait until the date to confirm."
    )
    assert hint in client.get(at("desk-seats", draw)).content.decode()
    for seat in draw.seats_given.filter(state=SeatState.OFFERED):
        services.confirm_seat(seat=seat, actor=actor, by=Seat.AnsweredBy.DESK, note="هاتفيا")
    assert hint not in client.get(at("desk-seats", draw)).content.decode()


def next_step(client, draw):
    ((_edition, colleges),) = client.get(reverse("forum:desk")).context["editions"]
    (text, address) = colleges[0][1]
    assert address == at("desk-seats", draw)
    return text


def test_after_the_draw_the_desk_leads_to_the_seats(client):
    draw, actor = seated(), coordinator()
    client.force_login(actor)
    assert next_step(client, draw) == gettext("Ask the drawn to confirm")
    asked(draw)
    assert next_step(client, draw) == gettext("Follow the confirmations")
    seat = draw.seats_given.first()
    declining(seat, actor)
    assert next_step(client, draw) == gettext("Replace those who are gone")
    services.leave_seat_empty(seat=seat, actor=actor)
    assert next_step(client, draw) == gettext("Follow the confirmations")
