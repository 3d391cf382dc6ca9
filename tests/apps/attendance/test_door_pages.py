"""The door over HTTP: a phone's screen, catching up, the desk, and who may open what."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from multaqa.apps.attendance import services
from multaqa.apps.attendance.forms.door import PlaceForm
from multaqa.apps.attendance.forms.sync import MOST_BYTES
from multaqa.apps.attendance.models import CheckIn, Device, Scan
from multaqa.apps.attendance.queries.codes import badge_code, fresh_certificate_number
from multaqa.apps.attendance.views.door import COOKIE
from multaqa.apps.programme.models import PlaceState
from tests.factories.accounts import UserFactory, auditor, coordinator
from tests.factories.attendance import BadgeFactory, DeviceFactory, TodayFactory
from tests.factories.attendance_door import ago
from tests.factories.forum import EditionFactory
from tests.factories.programme import PlaceFactory, SessionFactory
from tests.factories.programme import at as at_hour

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("spent_limits")]
KEY = "the-key-of-a-phone"


@pytest.fixture
def edition():
    return TodayFactory()


@pytest.fixture
def device(edition):
    return DeviceFactory(edition=edition, label="الباب الرئيسي")


@pytest.fixture
def phone(device):
    return phone_of()


def phone_of(key=KEY, **more):
    client = Client(**more)
    client.cookies[COOKIE] = key
    return client


def moment(at=None):
    return round((at or timezone.now()).timestamp() * 1000)


def said(*badges, **more):
    scans = [{"id": str(uuid4()), "code": one.code, "at": moment()} for one in badges]
    return {"now": moment(), "has": {}, "waiting": len(scans), "scans": scans} | more


def send(client, told, **headers):
    headers = {"X-Multaqa-Door": "1"} | headers
    body = told if isinstance(told, (bytes, str)) else json.dumps(told)
    return client.post(
        reverse("attendance:sync"), body, content_type="application/json", headers=headers
    )


def test_a_volunteer_opens_the_link_and_the_phone_is_the_door(client, edition):
    device = services.add_device(edition=edition, actor=coordinator(), label="باب النساء")
    address = reverse("attendance:pair", args=[services.link_token(device)])
    assert "باب النساء" in client.get(address).content.decode()
    device.refresh_from_db()
    assert not device.is_paired  # a preview of the link does not spend it
    answer = client.post(address)
    cookie = answer.cookies[COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    screen = client.get(answer.url)
    assert screen.headers["X-Multaqa-Door"] == "paired"
    assert client.get(address).status_code == 302  # the same phone again
    another = Client().get(address)
    assert another.status_code == 410
    assert Client().post(address).status_code == 410


def test_a_phone_that_is_no_device_sees_no_screen(client):
    answer = client.get(reverse("attendance:door"))
    assert "X-Multaqa-Door" not in answer.headers
    assert phone_of("made-up").get(reverse("attendance:door")).context["why"]


def test_the_list_has_what_the_door_needs_and_no_more(phone, edition):
    badge = BadgeFactory(edition=edition, sex="female", function="رئيسة", note="سر")
    stranger = BadgeFactory()
    text = send(phone, said()).content.decode()
    told = json.loads(text)
    rows = [row for piece in told["pieces"].values() for row in piece["rows"]]
    assert [row["code"] for row in rows] == [badge.code]
    assert set(rows[0]) == {"code", "first", "name", "body", "kind", "why", "next", "came"}
    assert stranger.code not in text
    assert "سر" not in text


def test_only_what_changed_is_sent_again(phone, edition):
    badges = BadgeFactory.create_batch(30, edition=edition)
    first = send(phone, said()).json()["pieces"]
    has = {name: piece["digest"] for name, piece in first.items()}
    assert send(phone, said(has=has)).json()["pieces"] == {}
    later = send(phone, said(badges[0], has=has)).json()
    assert len(later["pieces"]) == 1
    assert later["answers"][0]["outcome"] == "in"
    gone = send(phone, said(has=has | {"s99": "old"})).json()["pieces"]
    assert gone["s99"] is None


def test_two_devices_read_one_badge_and_the_second_is_told(phone, edition):
    DeviceFactory(edition=edition, label="باب آخر", key="other")
    badge = BadgeFactory(edition=edition)
    assert send(phone, said(badge)).json()["answers"][0]["outcome"] == "in"
    late = send(phone_of("other"), said(badge)).json()["answers"][0]
    assert (late["outcome"], late["by"]) == ("again", "الباب الرئيسي")


def test_one_bad_scan_holds_up_none_behind_it(phone, edition):
    badge = BadgeFactory(edition=edition)
    told = said(badge)
    bad = [
        {"id": str(uuid4()), "code": "3-7F3K-92QY-9", "at": moment()},
        {"id": str(uuid4()), "code": fresh_certificate_number(3), "at": moment()},
        {"id": str(uuid4()), "code": badge.code, "at": "now"},
        {"id": str(uuid4()), "code": badge.code, "at": moment(), "forced": "yes"},
    ]
    told["scans"] = bad + told["scans"]
    answer = send(phone, told).json()
    assert set(answer["unread"]) == {one["id"] for one in bad}
    assert [one["outcome"] for one in answer["answers"]] == ["in"]


@pytest.mark.parametrize(
    "told",
    [
        "",
        "[]",
        "{",
        b"\xff",
        "[" * 50_000,
        {"now": "x"},
        {"now": 1, "scans": [1]},
        {"now": 1, "scans": [{"id": "x"}]},
        {"now": 1, "has": []},
        {"now": 1, "has": {"b0": 1}},
        {"now": True},
        {"now": 1, "waiting": -1},
        {"now": 1, "scans": [{"id": str(uuid4())}] * 101},
        {"now": 1, "undone": [{"id": str(uuid4()), "at": 10**30}]},
        "x" * (MOST_BYTES + 1),
    ],
)
def test_what_no_page_of_ours_sends_is_refused(phone, told):
    assert send(phone, told).status_code == 400


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Multaqa-Door": ""},
        {"Origin": "https://elsewhere.example"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
def test_another_sites_page_sends_nothing_in_a_phones_name(phone, edition, headers):
    badge = BadgeFactory(edition=edition)
    assert send(phone, said(badge), **headers).status_code == 403
    assert not Scan.objects.exists()


def test_a_revoked_device_is_told_and_brings_nothing(phone, device, edition):
    services.revoke_device(device=device, actor=coordinator())
    answer = send(phone, said(BadgeFactory(edition=edition)))
    assert answer.status_code == 403
    assert answer.json() == {"state": "shut", "why": "revoked"}
    assert not Scan.objects.exists()
    assert "X-Multaqa-Door" not in phone.get(reverse("attendance:door")).headers


def test_a_device_works_a_week_after_the_edition_and_holds_names_a_day(phone, device, edition):
    badge = BadgeFactory(edition=edition)

    def ended(days):
        day = timezone.localdate() - timedelta(days=days)
        type(edition).objects.filter(pk=edition.pk).update(starts_on=day, ends_on=day)

    ended(1)
    assert send(phone, said()).json()["pieces"]
    ended(5)
    answer = send(phone, said(badge)).json()
    assert answer["pieces"] == {}
    ended(8)
    assert send(phone, said()).json()["why"] == "over"


def test_too_much_from_one_device_is_put_off(phone, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"door_sync": "2/m/key"}
    assert [send(phone, said()).status_code for _turn in range(3)] == [200, 200, 429]


def test_guessing_keys_is_put_off(settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"door_key": "2/m/ip"}
    codes = [send(phone_of(f"guess-{turn}"), said()).status_code for turn in range(3)]
    assert codes == [403, 403, 429]


@pytest.mark.parametrize("count", [1, 50])
def test_catching_up_costs_the_same_for_one_scan_as_for_fifty(
    phone, edition, count, django_assert_max_num_queries
):
    badges = BadgeFactory.create_batch(count, edition=edition)
    with django_assert_max_num_queries(30):
        assert send(phone, said(*badges)).status_code == 200


def test_the_worker_names_files_that_are_there(phone):
    text = phone.get(reverse("attendance:door-worker")).content.decode()
    assert "jsQR.js" in text
    assert phone.get(reverse("attendance:manifest")).json()["scope"] == "/door/"
    french = phone.get("/fr/door/worker.js").content.decode()
    assert '"/fr/door/"' in french


# A phone without a script, and the desk.


@pytest.mark.parametrize("way", ["phone", "desk"])
def test_a_form_answers_as_the_screen_does(way, phone, edition, client):
    client.force_login(coordinator())
    who, address = {
        "phone": (phone, reverse("attendance:door")),
        "desk": (client, reverse("attendance:door-desk", args=[edition.number])),
    }[way]

    def outcome(sought):
        return who.post(address, {"sought": sought}).context["answer"]["outcome"]

    badge = BadgeFactory(edition=edition)
    gone = BadgeFactory(edition=edition, cancelled=True)
    after = BadgeFactory(edition=edition, replaces=gone)
    assert outcome(badge.code.lower().replace("-", " ")) == "in"
    assert outcome(f"MQ{badge.code}") == "again"
    assert outcome(badge.code[:-1] + ("0" if badge.code[-1] != "0" else "1")) == "mistyped"
    assert outcome(BadgeFactory().code) == "other_edition"
    assert outcome(badge_code(edition.number, "7F3K92QX")) == "unknown"
    assert outcome(fresh_certificate_number(edition.number)) == "certificate"
    answer = who.post(address, {"sought": gone.code}).context["answer"]
    assert (answer["outcome"], after.code in answer["more"]) == ("cancelled", True)
    assert CheckIn.objects.count() == 1


def test_a_badge_of_the_last_edition_is_told_by_its_number(phone, edition):
    last = BadgeFactory(edition__number=edition.number + 1000)
    answer = phone.post(reverse("attendance:door"), {"sought": last.code})
    assert str(last.edition.number) in answer.context["answer"]["more"]
    assert not CheckIn.objects.exists()


def test_who_forgot_the_badge_is_found_by_name(phone, edition):
    badge = BadgeFactory(
        edition=edition, name="محمد الأمين ولد حمة", name_key="محمد الامين ولد حمه"
    )
    answer = phone.post(reverse("attendance:door"), {"sought": "الامين حمة"})
    assert list(answer.context["matches"]) == [badge]
    assert phone.post(reverse("attendance:door"), {"sought": badge.code}).context["answer"]


def test_a_form_undoes_what_it_did(phone, edition):
    badge = BadgeFactory(edition=edition)
    scan = phone.post(reverse("attendance:door"), {"sought": badge.code}).context["answer"]["scan"]
    answer = phone.post(reverse("attendance:door"), {"undo": str(scan.uuid)}).context["answer"]
    assert answer["outcome"] == "undone"
    assert not CheckIn.objects.exists()
    for wrong in ("x", str(uuid4())):
        refused = phone.post(reverse("attendance:door"), {"undo": wrong}).context["answer"]
        assert refused["outcome"] == "refused"


def test_the_desk_undoes_later_what_a_phone_read_and_says_if_another_read_it_too(
    client, phone, edition
):
    badge = BadgeFactory(edition=edition)
    DeviceFactory(edition=edition, key="another", label="باب القاعة")
    for one in (phone, phone_of("another")):
        assert send(one, said(badge)).status_code == 200
    Scan.objects.update(received_at=ago(hours=1))
    desk, actor = reverse("attendance:door-desk", args=[edition.number]), coordinator()
    client.force_login(actor)
    for left, outcome in ((1, "again"), (0, "undone")):
        found = client.post(desk, {"sought": badge.code}).context["answer"]
        assert found["outcome"] == "again"
        undone = client.post(desk, {"undo": str(found["scan"].uuid)}).context["answer"]
        assert undone["outcome"] == outcome
        assert CheckIn.objects.count() == left
    assert Scan.objects.filter(undone_by=actor).count() == 2
    # A phone is offered no such button for what another read.
    send(phone_of("another"), said(badge))
    assert (
        phone.post(reverse("attendance:door"), {"sought": badge.code}).context["answer"]["scan"]
        is None
    )


def test_a_workshop_says_who_is_not_listed_waits_or_finds_it_full(edition):
    session = SessionFactory(
        edition=edition, starts_at=ago(minutes=5), ends_at=ago(minutes=-60), capacity=2
    )
    DeviceFactory(edition=edition, room=session.room)
    phone, address = phone_of(), reverse("attendance:door")
    held, waiting, stranger, late = (
        BadgeFactory(edition=edition, user=UserFactory()) for _turn in range(4)
    )
    now = timezone.now()
    PlaceFactory(session=session, user=held.user, state=PlaceState.HELD, held_at=now)
    PlaceFactory(session=session, user=waiting.user, state=PlaceState.WAITING)

    def outcome(badge, **more):
        return phone.post(address, {"sought": badge.code} | more).context["answer"]["outcome"]

    assert outcome(waiting) == "waiting"
    assert outcome(stranger) == "unlisted"
    assert outcome(held) == "in"
    assert outcome(stranger, let_in="1") == "in"
    assert outcome(late) == "full"
    assert Scan.objects.get(is_forced=True).badge == stranger
    told = send(phone, said()).json()["pieces"][f"s{session.number}"]
    assert (told["held"], told["waiting"]) == ([held.code], [waiting.code])
    assert set(told["came"]) == {held.code, stranger.code}


DESK = ["door-desk", "door-add", "door-undone", "missing"]


@pytest.mark.parametrize("name", DESK)
@pytest.mark.parametrize(
    ("who", "status"), [(None, 302), (UserFactory, 403), (auditor, 403), (coordinator, 200)]
)
def test_the_desks_door_is_the_coordinators_alone(client, edition, name, who, status):
    if who:
        client.force_login(who())
    assert client.get(reverse(f"attendance:{name}", args=[edition.number])).status_code == status


@pytest.mark.parametrize(
    ("who", "status"), [(None, 302), (UserFactory, 403), (auditor, 200), (coordinator, 200)]
)
def test_who_is_here_is_the_desks_in_counts(client, edition, who, status):
    badge = BadgeFactory(edition=edition)
    if who:
        client.force_login(who())
    answer = client.get(reverse("attendance:live", args=[edition.number]))
    assert answer.status_code == status
    assert badge.name not in answer.content.decode()


def test_a_device_is_added_shown_with_its_link_rehearses_and_is_revoked(client, edition):
    client.force_login(coordinator())
    added = client.post(
        reverse("attendance:door-add", args=[edition.number]), {"label": "الباب الرئيسي"}
    )
    page = client.get(added.url)
    assert page.context["link"].count("/door/pair/") == 1
    device = Device.objects.get()
    client.post(added.url, {"deed": "rehearse"})
    device.refresh_from_db()
    assert device.is_rehearsing
    client.post(added.url, {"deed": "revoke"})
    device.refresh_from_db()
    assert device.is_revoked
    assert client.get(added.url).status_code == 200
    assert client.post(added.url, {"deed": "sing"}).status_code == 404


def test_a_device_needs_a_label(client, edition):
    client.force_login(coordinator())
    page = client.post(reverse("attendance:door-add", args=[edition.number]), {"label": ""})
    assert page.context["form"].errors["label"]


@pytest.mark.parametrize("count", [1, 50])
def test_the_desks_door_costs_the_same_for_one_device_as_for_fifty(
    client, edition, count, django_assert_max_num_queries
):
    for number in range(count):
        DeviceFactory(edition=edition, key=f"key-{number}")
    client.force_login(coordinator())
    with django_assert_max_num_queries(16):
        client.get(reverse("attendance:door-desk", args=[edition.number]))


@pytest.mark.parametrize(
    ("who", "names"),
    [(coordinator, ["desk", "door-desk", "live", "certificates"]), (auditor, ["desk", "live"])],
)
def test_the_menu_has_one_entry_that_leads_to_the_sections(client, edition, who, names):
    client.force_login(who())
    page = client.get(reverse("attendance:live", args=[edition.number]))
    told = [reverse(f"attendance:{name}", args=[edition.number]) for name in names]
    assert [one["url"] for one in page.context["sections"]] == told
    assert [one["url"] for one in page.context["sections"] if one["is_current"]] == [
        reverse("attendance:live", args=[edition.number])
    ]
    menu = [one["url"] for one in page.context["desk_menu"] if not one.get("is_heading")]
    assert set(menu) & set(told) <= {told[0]}


def test_a_phone_is_told_our_time_and_need_not_know_its_countrys(phone, device):
    expected = timezone.localtime().utcoffset().total_seconds() / 60
    assert send(phone, said()).json()["device"]["shift"] == expected
    assert f'data-shift="{expected:.0f}"' in phone.get(reverse("attendance:door")).content.decode()


def test_the_desk_tells_two_sessions_of_one_title_apart_by_their_hour():
    edition = EditionFactory()
    for day in (0, 1):
        starts_at = at_hour(edition, 10, day=day)
        SessionFactory(edition=edition, title_ar="استراحة شاي", starts_at=starts_at)
    labels = [str(label) for _value, label in PlaceForm(edition=edition).fields["session"].choices]
    assert len(set(labels)) == 3
    assert sum("10:00 · استراحة شاي" in label for label in labels) == 2
