"""What a hostile phone, a late one, or a hurried hand tries at the door."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from multaqa.apps.attendance import services
from multaqa.apps.attendance.models import Badge, CheckIn, Device, Scan
from multaqa.apps.attendance.views.door import COOKIE
from tests.factories.accounts import coordinator
from tests.factories.attendance import (
    BadgeFactory,
    CertificateFactory,
    DeviceFactory,
    PrintingFactory,
    TodayFactory,
)
from tests.factories.attendance_door import ago, reading, taken
from tests.factories.programme import RoomFactory, SessionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("spent_limits")]


def phone():
    client = Client()
    client.cookies[COOKIE] = "the-key-of-a-phone"
    return client


def send(body):
    return phone().post(
        reverse("attendance:sync"),
        body if isinstance(body, bytes) else json.dumps(body),
        content_type="application/json",
        headers={"X-Multaqa-Door": "1"},
    )


def milliseconds():
    return round(timezone.now().timestamp() * 1000)


def test_a_phone_read_nobody_before_it_was_a_door():
    """A key that was stolen today gives nobody a day that they did not come."""
    edition = TodayFactory(starts_on=timezone.localdate() - timedelta(days=1))
    device = DeviceFactory(edition=edition, paired_at=ago(minutes=5))
    badge = BadgeFactory(edition=edition)
    taken(device, reading(badge, at=ago(days=1)))
    assert CheckIn.objects.get().day == timezone.localdate()


def test_after_the_forum_a_phone_finds_nobody_by_name():
    today = timezone.localdate()
    edition = TodayFactory(starts_on=today - timedelta(days=4), ends_on=today - timedelta(days=3))
    DeviceFactory(edition=edition)
    BadgeFactory(edition=edition, name="فاطمة بنت الحسين")
    page = phone().post(reverse("attendance:door"), {"sought": "فاطمة"})
    assert page.status_code == 200
    assert "بنت الحسين" not in page.content.decode()
    # The desk still may.
    client = Client()
    client.force_login(coordinator())
    desk = reverse("attendance:door-desk", args=[edition.number])
    assert "بنت الحسين" in client.post(desk, {"sought": "فاطمة"}).content.decode()


@pytest.mark.parametrize("number", ["1" * 5000, "99999999999999999999", "²", "-1", "1\0"])
def test_a_session_that_is_none_is_none(number):
    room = RoomFactory(edition=TodayFactory())
    DeviceFactory(edition=room.edition, room=room)
    SessionFactory(edition=room.edition, room=room)
    page = phone().post(reverse("attendance:door"), {"session": number, "sought": "x"})
    assert page.status_code == 200


CODE = "1-7F3K-92QX-9"
BODIES = {
    "nothing": b"",
    "no words": b"\xff\xfe\x00",
    "a list": b"[]",
    "a number": b"1e999",
    "nested": b"[" * 30_000,
    "a long number": b'{"now": ' + b"9" * 5000 + b"}",
    "no clock": b"{}",
    "a clock of words": b'{"now": "1"}',
    "a clock that is true": b'{"now": true}',
    "not a number": b'{"now": NaN}',
    "scans of words": b'{"now": 1, "scans": "x"}',
    "a scan of words": b'{"now": 1, "scans": ["x"]}',
    "no name": b'{"now": 1, "scans": [{}]}',
    "no moment": b'{"now": 1, "undone": [{"id": "' + str(uuid4()).encode() + b'"}]}',
    "pieces of numbers": b'{"now": 1, "has": {"b0": 1}}',
    "waits below nothing": b'{"now": 1, "waiting": -1}',
    "large": b'{"now": 1, "x": "' + b"x" * 70_000 + b'"}',
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_what_no_page_of_ours_sends_is_refused(body):
    DeviceFactory(edition=TodayFactory())
    assert send(body).status_code == 400
    assert not Scan.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": "\ud800"},
        {"code": "1" * 60_000},
        {"code": None},
        {"code": "C1-7F3K-92QX-0ZWM-X"},
        {"at": -1},
        {"at": 1e30},
        {"at": 10**30},
        {"session": -1},
        {"session": 10**9},
        {"session": "1"},
        {"forced": "yes"},
    ],
    ids=lambda wrong: next(iter(wrong.items())).__repr__()[:30],
)
def test_one_scan_that_is_wrong_holds_nothing_up(wrong):
    edition = TodayFactory()
    DeviceFactory(edition=edition)
    badge = BadgeFactory(edition=edition)
    bad, good = str(uuid4()), str(uuid4())
    scans = [{"id": one, "code": badge.code, "at": milliseconds()} for one in (bad, good)]
    answer = send({"now": milliseconds(), "scans": [scans[0] | wrong, scans[1]]})
    assert answer.status_code == 200
    assert answer.json()["unread"] == [bad]
    assert str(CheckIn.objects.get().scan.uuid) == good


def test_one_name_for_two_scans_is_the_first_of_them():
    edition = TodayFactory()
    DeviceFactory(edition=edition)
    one, other = BadgeFactory.create_batch(2, edition=edition)
    name = str(uuid4())
    scans = [{"id": name, "code": each.code, "at": milliseconds()} for each in (one, other)]
    for _again in range(2):
        assert send({"now": milliseconds(), "scans": scans}).status_code == 200
    assert CheckIn.objects.get().badge == one


@pytest.mark.parametrize("year", [1971, 2099])
def test_a_clock_of_another_century_is_put_right(year):
    edition = TodayFactory()
    DeviceFactory(edition=edition)
    badge = BadgeFactory(edition=edition)
    clock = round(timezone.now().replace(year=year, day=1).timestamp() * 1000)
    scan = {"id": str(uuid4()), "code": badge.code, "at": clock}
    assert send({"now": clock, "scans": [scan]}).status_code == 200
    assert CheckIn.objects.get().day == timezone.localdate()


@pytest.mark.parametrize("place", ["door-deed", "printing", "badge", "desk-certificate"])
def test_what_belongs_to_another_edition_is_not_found_under_this_one(client, place):
    here, there = TodayFactory(), TodayFactory()
    key = {
        "door-deed": lambda: DeviceFactory(edition=there).pk,
        "printing": lambda: PrintingFactory(edition=there, number=7).number,
        "badge": lambda: BadgeFactory(edition=there).code,
        "desk-certificate": lambda: CertificateFactory(badge__edition=there).pk,
    }[place]()
    client.force_login(coordinator())
    assert client.get(reverse(f"attendance:{place}", args=[there.number, key])).status_code == 200
    assert client.get(reverse(f"attendance:{place}", args=[here.number, key])).status_code == 404


@pytest.mark.parametrize("action", ["", "restor", "cancel"])
def test_no_badge_is_made_again_by_a_word_that_does_not_say_so(client, action):
    badge = BadgeFactory()
    client.force_login(coordinator())
    address = reverse("attendance:change-badge", args=[badge.edition.number, badge.code])
    assert client.post(address, {"action": action}).status_code == 404
    assert Badge.objects.get().is_active


def test_a_formula_in_a_name_is_only_text_in_the_table(client):
    badge = BadgeFactory(name='=HYPERLINK("http://x.test","أهلا")', body_name="@SUM(A1)")
    client.force_login(coordinator())
    page = client.get(reverse("attendance:badges-file", args=[badge.edition.number]))
    cells = page.content.decode()
    assert ",=HYPER" not in cells
    assert ',"=HYPER' not in cells
    assert ",@SUM" not in cells


def test_markup_in_names_stays_text_on_the_phone():
    edition = TodayFactory(name_ar="<img src=x onerror=alert(1)>")
    DeviceFactory(edition=edition, label="</script><script>alert(1)</script>")
    BadgeFactory(edition=edition, name="<b>فاطمة</b> <script>x</script>")
    screen = phone()
    for page in (
        screen.get(reverse("attendance:door")),
        screen.post(reverse("attendance:door"), {"sought": "فاطمة"}),
    ):
        told = page.content.decode()
        assert "<script>alert" not in told
        assert "<img src=x" not in told
        assert "<b>فاطمة" not in told
    assert Device.objects.count() == 1


@pytest.mark.parametrize("count", [1, 50])
@pytest.mark.parametrize("name", ["missing", "door-desk", "door-undone", "certificates", "live"])
def test_the_pages_of_the_desk_cost_the_same_for_many(
    client, django_assert_max_num_queries, count, name
):
    edition = TodayFactory(ends_on=timezone.localdate())
    for number in range(count):
        badge = BadgeFactory(edition=edition)
        CertificateFactory(badge=badge)
        DeviceFactory(edition=edition, key=f"key-{number}")
        SessionFactory(edition=edition)
        scan = services.check_in(edition=edition, actor=coordinator(), code=badge.code)
        services.undo_check_in(scan=scan, actor=scan.actor)
    client.force_login(coordinator())
    address = reverse(f"attendance:{name}", args=[edition.number])
    client.get(address)
    with django_assert_max_num_queries(19):
        client.get(address)


def test_what_was_known_for_long_is_undone_by_nobody_but_the_coordinator(client):
    """A phone sets its own clock: whatever it tells, what came in long ago stands, and is told."""
    edition = TodayFactory()
    device = DeviceFactory(edition=edition)
    badge, actor = BadgeFactory(edition=edition), coordinator()
    one = reading(badge)
    taken(device, one)
    Scan.objects.update(received_at=ago(minutes=11))
    forged = {"id": str(one.uuid), "at": round(one.at.timestamp() * 1000) + 5000}
    answer = send({"now": milliseconds(), "undone": [forged]}).json()
    assert [told["outcome"] for told in answer["answers"]] == ["in"]
    assert CheckIn.objects.count() == 1
    scan = Scan.objects.get()
    assert scan.undone_at is None
    assert scan.undo_asked_at is not None
    client.force_login(actor)
    address = reverse("attendance:door-undone", args=[edition.number])
    page = client.get(address).content.decode()
    assert badge.name in page
    assert str(scan.uuid) in page
    assert client.post(address, {"scan": str(scan.uuid)}).status_code == 302
    assert not CheckIn.objects.exists()
    scan.refresh_from_db()
    assert scan.undone_by == actor
    # It stays there to be read, with who undid it.
    page = client.get(address).content.decode()
    assert actor.name in page
    assert str(scan.uuid) not in page


def test_a_phone_undoes_at_once_what_it_read_and_that_is_told(client):
    edition = TodayFactory()
    device = DeviceFactory(edition=edition)
    badge = BadgeFactory(edition=edition)
    one = reading(badge)
    taken(device, one)
    undone = {"id": str(one.uuid), "at": round(one.at.timestamp() * 1000) + 5000}
    answer = send({"now": milliseconds(), "undone": [undone]}).json()
    assert [told["outcome"] for told in answer["answers"]] == ["undone"]
    assert Scan.objects.filter(undone_by=None).exclude(undone_at=None).count() == 1
    client.force_login(coordinator())
    page = client.get(reverse("attendance:door-undone", args=[edition.number])).content.decode()
    assert badge.name in page
    assert device.label in page


@pytest.mark.parametrize("scan", ["", "1", "²", "x" * 500, str(uuid4())])
def test_nothing_is_undone_that_was_not_asked_for(client, scan):
    edition = TodayFactory()
    taken(DeviceFactory(edition=edition), reading(BadgeFactory(edition=edition)))
    client.force_login(coordinator())
    address = reverse("attendance:door-undone", args=[edition.number])
    assert client.post(address, {"scan": scan}).status_code == 404
    assert CheckIn.objects.count() == 1


def paired_anew(edition, **more):
    """A phone that was one device, and is another since."""
    former = DeviceFactory(edition=edition, key="the-former-key", **more)
    return former, DeviceFactory(edition=edition, former=former)


def waiting(badge, device):
    return {"id": str(uuid4()), "code": badge.code, "at": milliseconds(), "device": device}


def test_what_a_phone_read_before_it_was_paired_anew_is_the_former_devices():
    edition = TodayFactory()
    former, device = paired_anew(edition)
    old, new = BadgeFactory.create_batch(2, edition=edition)
    scans = [waiting(old, former.pk), waiting(new, device.pk)]
    answer = send({"now": milliseconds(), "scans": scans}).json()
    assert answer["unread"] == []
    assert {told["outcome"] for told in answer["answers"]} == {"in"}
    assert Scan.objects.get(badge=old).device == former
    assert Scan.objects.get(badge=new).device == device
    undone = {"id": scans[0]["id"], "at": milliseconds(), "device": former.pk}
    answer = send({"now": milliseconds(), "undone": [undone]}).json()
    assert [told["outcome"] for told in answer["answers"]] == ["undone"]
    assert CheckIn.objects.get().badge == new


@pytest.mark.parametrize("wrong", ["revoked", "over", "never was", "unheard of"])
def test_what_no_device_of_this_phone_may_bring_is_not_taken_and_told(wrong):
    edition, today = TodayFactory(), timezone.localdate()
    former, device = paired_anew(edition)
    if wrong == "revoked":
        Device.objects.filter(pk=former.pk).update(revoked_at=timezone.now())
    elif wrong == "over":
        gone = TodayFactory(
            starts_on=today - timedelta(days=20), ends_on=today - timedelta(days=19)
        )
        Device.objects.filter(pk=former.pk).update(edition=gone)
    elif wrong == "never was":
        Device.objects.filter(pk=device.pk).update(former=None)
    old, new = BadgeFactory.create_batch(2, edition=edition)
    key = 2**63 - 1 if wrong == "unheard of" else former.pk
    scans = [waiting(old, key), waiting(new, device.pk)]
    answer = send({"now": milliseconds(), "scans": scans}).json()
    assert answer["unread"] == [scans[0]["id"]]
    assert CheckIn.objects.get().badge == new
    assert not Scan.objects.filter(badge=old).exists()


def test_a_link_says_what_the_phone_was_before():
    edition, actor = TodayFactory(), coordinator()
    former = DeviceFactory(edition=edition)
    device = services.add_device(edition=edition, actor=actor, label="باب القاعة")
    client = phone()
    client.post(reverse("attendance:pair", args=[services.link_token(device)]))
    device.refresh_from_db()
    assert device.former == former


def test_after_the_forum_no_code_is_answered_with_a_name():
    today = timezone.localdate()
    edition = TodayFactory(starts_on=today - timedelta(days=4), ends_on=today - timedelta(days=3))
    DeviceFactory(edition=edition)
    badge = BadgeFactory(edition=edition, name="فاطمة بنت الحسين")
    page = phone().post(reverse("attendance:door"), {"sought": badge.code})
    assert badge.name not in page.content.decode()
    assert not Scan.objects.exists()
