"""The door on phones: without a line, two at once, killed and opened again, by camera, by hand."""

from datetime import timedelta

import pytest
import segno
from django.urls import reverse
from django.utils import timezone

from multaqa.apps.attendance import services
from multaqa.apps.attendance.models import CheckIn, Scan
from multaqa.apps.attendance.queries.codes import qr_text, read_code
from multaqa.apps.territory.models import Province
from multaqa.refusal import Refusal
from tests.browser.conftest import CHROMIUM, FLAGS, clean, overflow
from tests.factories.accounts import coordinator
from tests.factories.attendance import BadgeFactory, TodayFactory
from tests.factories.programme import SessionFactory
from tests.factories.territory import RegionFactory

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("spent_limits"),
]


@pytest.fixture
def edition():
    return TodayFactory()


@pytest.fixture
def actor():
    return coordinator()


def link_of(edition, actor, label, **more):
    device = services.add_device(edition=edition, actor=actor, label=label, **more)
    return reverse("attendance:pair", args=[services.link_token(device)])


def paired(page, link):
    """A phone that opened the link, has the list, and works without a line from here on."""
    page.goto(link)
    page.click("main form button")
    ready(page)
    page.wait_for_selector("#door[data-offline=ready]")
    return page


def ready(page):
    page.wait_for_selector("#door[data-ready=yes]")


def read(page, code):
    """Type a code as a hand scanner does; returns what the phone answers."""
    page.evaluate("document.querySelector('[data-at=answer]').dataset.outcome = ''")
    page.fill("#sought", code)
    page.press("#sought", "Enter")
    page.wait_for_selector("[data-at=answer]:not([data-outcome=''])")
    return page.get_attribute("[data-at=answer]", "data-outcome")


def sent(page):
    head = ".door__state:has([data-count='0']):has([data-line=up])"
    page.wait_for_selector(head, timeout=60_000)


@pytest.mark.slow
def test_150_people_are_checked_in_by_two_phones_one_of_them_without_a_line(
    visitor, edition, actor
):
    badges = BadgeFactory.create_batch(312, edition=edition)
    both, left, right = badges[:10], badges[10:80], badges[80:150]
    first, second = visitor(width=390), visitor(width=390)
    a = paired(first.new_page(), link_of(edition, actor, "الباب الرئيسي"))
    b = paired(second.new_page(), link_of(edition, actor, "باب القاعة"))
    second.set_offline(True)
    b.reload()  # the phone's own copy of the page
    ready(b)
    for badge in both + left:
        assert read(a, badge.code) == "in"
    for badge in right[:40]:
        assert read(b, badge.code) == "in"
    assert read(b, right[0].code) == "again"
    assert b.get_attribute("[data-at=waiting]", "data-count") == "40"
    b.close()  # the phone dies with its queue, and is opened again without a line
    b = second.new_page()
    b.goto("/door/")
    ready(b)
    assert b.get_attribute("[data-at=waiting]", "data-count") == "40"
    assert read(b, right[0].code) == "again"
    for badge in right[40:] + both:
        assert read(b, badge.code) == "in"  # it cannot know yet who came by the other door
    sent(a)
    assert CheckIn.objects.count() == 80
    second.set_offline(False)
    sent(b)
    assert CheckIn.objects.count() == 150
    assert Scan.objects.count() == 160
    b.wait_for_selector("[data-at=told] li:nth-child(10)")
    assert b.locator("[data-at=told] li").count() == 10
    assert "الباب الرئيسي" in b.inner_text("[data-at=told]")
    assert read(b, left[0].code) == "again"
    assert "الباب الرئيسي" in b.inner_text("[data-at=answer]")
    assert b.get_attribute("[data-at=places]", "data-count") == "150"


def test_the_phone_answers_every_code_in_a_colour_and_a_word(visitor, edition, actor):
    badge, other = BadgeFactory(edition=edition), BadgeFactory(edition__number=900)
    gone = BadgeFactory(edition=edition, cancelled=True)
    BadgeFactory(edition=edition, replaces=gone)
    page = paired(visitor(width=390).new_page(), link_of(edition, actor, "الباب"))
    assert read(page, other.code) == "other_edition"
    assert "900" in page.inner_text("[data-at=answer]")
    assert read(page, badge.code[:-1] + ("0" if badge.code[-1] != "0" else "1")) == "mistyped"
    assert read(page, "C3-7F3K-92QX-0ZWM-X") == "certificate"
    assert read(page, gone.code) == "cancelled"
    assert read(page, f"{edition.number}-00000") == "unreadable"
    assert read(page, badge.code.lower().replace("-", "")) == "in"
    page.click("[data-undo]")
    page.wait_for_selector("[data-outcome=undone]")
    assert read(page, badge.code) == "in"
    sent(page)
    assert CheckIn.objects.count() == 1
    assert Scan.objects.filter(undone_at__isnull=False).count() == 1
    page.fill("#sought", badge.name)
    page.press("#sought", "Enter")
    page.wait_for_selector(".door__match")


def test_a_badge_issued_since_is_fetched_and_a_revoked_phone_is_wiped(visitor, edition, actor):
    link = link_of(edition, actor, "الباب")
    context = visitor(width=390)
    page = paired(context.new_page(), link)
    assert read(page, BadgeFactory(edition=edition).code) == "in"
    sent(page)
    services.revoke_device(device=edition.devices.get(), actor=actor)
    page.fill("#sought", BadgeFactory(edition=edition).code)
    page.press("#sought", "Enter")
    page.wait_for_selector("#door[data-shut=revoked]")
    left = page.evaluate("Door.store.all('pieces').then(pieces => pieces.length)")
    assert left == 0
    assert not page.is_visible("#sought")
    another = visitor(width=390).new_page()
    another.goto(link)
    assert another.locator("main form button").count() == 0


def test_a_rooms_phone_counts_its_session(visitor, edition, actor):
    from tests.factories.attendance_door import ago

    session = SessionFactory(
        edition=edition,
        starts_at=ago(minutes=5),
        ends_at=ago(minutes=-60),
        capacity=1,
        is_signup_open=False,
    )
    badges = BadgeFactory.create_batch(2, edition=edition)
    link = link_of(edition, actor, "قاعة", room=session.room)
    page = paired(visitor(width=390).new_page(), link)
    assert read(page, badges[0].code) == "in"
    assert read(page, badges[1].code) == "full"
    page.click("[data-at=answer] button")
    page.wait_for_selector("[data-outcome=in]")
    sent(page)
    assert CheckIn.objects.filter(session=session).count() == 2


def here(text):
    """What we read, as the phone tells it."""
    try:
        code = read_code(text)
    except Refusal as refusal:
        return {"fault": refusal.code.removeprefix("code.")}
    return {"kind": code.kind, "edition": code.edition, "text": code.text}


def test_codes_are_read_in_the_phone_as_they_are_here(visitor, edition, actor):
    page = paired(visitor(width=390).new_page(), link_of(edition, actor, "الباب"))
    badge = BadgeFactory(edition=edition).code
    texts = [
        *("3-7F3K-92QX-9", "mq 3 7f3k 92qx 9", "٣-٧F٣K-٩٢QX-٩", "3–7F3K—92QX.9", "37F3K92QX9"),
        *("\u200f3-7F3K-92QX-9\u200f", "３-７Ｆ３Ｋ-９２ＱＸ-9", "03-7F3K-92QX-9", "3-7F3K-92QY-9"),
        *("C3-7F3K-92QX-0ZWM-X", "c37f3k92qx0zwmx", "", "-", "شارة", "3-7F3K-92QX", badge),
        *(f"MQ{badge}", badge.replace("0", "O").replace("1", "l"), "3" * 200),
        *(badge[:place] + "W" + badge[place + 1 :] for place in range(len(badge))),
    ]
    for text in texts:
        told = page.evaluate("text => Door.codes.read(text)", text)
        assert told == here(text), text


def film(path, text, *, side=480):
    """A film of one QR code, as a camera would send it: raw frames, made here."""
    matrix = segno.make(text, error="m", micro=False).matrix
    scale = side // (len(matrix) + 8)
    start = (side - scale * len(matrix)) // 2
    light = bytearray(b"\xeb" * side * side)
    for y, row in enumerate(matrix):
        for x, dark in enumerate(row):
            if dark:
                for line in range(scale):
                    at = (start + y * scale + line) * side + start + x * scale
                    light[at : at + scale] = b"\x10" * scale
    frame = b"FRAME\n" + bytes(light) + b"\x80" * (side * side // 2)
    path.write_bytes(f"YUV4MPEG2 W{side} H{side} F10:1 Ip A1:1 C420jpeg\n".encode() + frame * 4)


def test_the_camera_reads_a_badge(chromium, site, edition, actor, tmp_path):
    badge = BadgeFactory(edition=edition)
    film(tmp_path / "badge.y4m", qr_text(badge.code))
    flags = [
        *("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"),
        f"--use-file-for-fake-video-capture={tmp_path / 'badge.y4m'}",
    ]
    # A browser of its own: what its camera sees is told when it starts.
    browser = chromium.browser_type.launch(executable_path=CHROMIUM, args=[*FLAGS, *flags])
    try:
        context = browser.new_context(
            base_url=site, viewport={"width": 390, "height": 844}, permissions=["camera"]
        )
        context.set_default_timeout(20_000)
        page = paired(context.new_page(), link_of(edition, actor, "الباب"))
        page.click("[data-at=camera]")
        page.wait_for_selector("[data-outcome=in]")
        assert badge.name in page.inner_text("[data-at=answer]")
        page.click("[data-at=camera]")
        sent(page)
        assert CheckIn.objects.get().badge == badge
    finally:
        browser.close()


def test_without_a_script_the_form_checks_in(visitor, edition, actor):
    badge = BadgeFactory(edition=edition)
    page = visitor(width=390, java_script_enabled=False).new_page()
    page.goto(link_of(edition, actor, "الباب"))
    page.click("main form button")
    page.fill("#sought", badge.code)
    page.press("#sought", "Enter")
    page.wait_for_selector("[data-outcome=in]")
    assert overflow(page) == 0
    assert CheckIn.objects.count() == 1


def test_the_pages_of_the_door_have_no_fault(visitor, edition, actor, client):
    people = BadgeFactory.create_batch(12, edition=edition)
    for one in people:
        services.check_in(edition=edition, actor=actor, code=one.code)
    link = link_of(edition, actor, "الباب")
    device = edition.devices.get()
    client.force_login(actor)
    context = visitor(bypass_csp=True)
    key = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": key, "domain": "localhost", "path": "/"}])
    desk = context.new_page()
    for width in (390, 1280):
        desk.set_viewport_size({"width": width, "height": 900})
        for name, arguments in (
            ("door-desk", []),
            ("door-add", []),
            ("door-undone", []),
            ("door-deed", [device.pk]),
            ("live", []),
            ("missing", []),
            ("screen", []),
        ):
            answer = desk.goto(reverse(f"attendance:{name}", args=[edition.number, *arguments]))
            assert answer.status == 200
            assert "sign-in" not in desk.url
            clean(desk)
    phone = visitor(width=390, bypass_csp=True).new_page()
    phone.goto(link)
    clean(phone)
    paired(phone, link)
    clean(phone)
    read(phone, people[0].code)
    clean(phone)
    # By keyboard alone: the field has the code, Enter sends it, Tab goes on.
    phone.focus("#sought")
    phone.keyboard.press("Tab")
    assert phone.evaluate("document.activeElement.tagName") == "BUTTON"


def test_the_screen_of_the_hall_is_light(weigh, edition):
    first, _then = weigh(
        reverse("attendance:screen", args=[edition.number]),
        reverse("attendance:screen", args=[edition.number]),
    )
    assert first.without_fonts <= 36 * 1024


@pytest.mark.parametrize("region", ["10", "03"])
def test_all_of_the_wall_is_on_the_screen(visitor, actor, region):
    """Nobody scrolls a wall: at each size that halls have, with four provinces and with nine."""
    edition = TodayFactory(region=RegionFactory(code=region))
    for province in Province.objects.filter(region_id=region):
        for commune in province.communes.order_by("is_urban", "code")[:2]:
            for kind in ("participant", "ex_officio", "speaker", "guest"):
                one = BadgeFactory(edition=edition, commune=commune, kind=kind)
                services.check_in(edition=edition, actor=actor, code=one.code)
    page = visitor(width=1280).new_page()
    for width, height in ((1280, 720), (1366, 768), (1920, 1080)):
        page.set_viewport_size({"width": width, "height": height})
        for language in ("", "/fr"):
            page.goto(f"{language}/live/{edition.number}/screen/")
            page.wait_for_selector(".wall__group")
            told = page.evaluate("document.documentElement.scrollHeight")
            assert told <= height, (width, language, told)
            assert overflow(page) == 0


def test_what_is_undone_after_the_phone_caught_up_is_undone_at_once(visitor, edition, actor):
    badge = BadgeFactory(edition=edition)
    page = paired(visitor(width=390).new_page(), link_of(edition, actor, "الباب"))
    assert read(page, badge.code) == "in"
    sent(page)  # the phone holds another copy of what it read by now
    page.context.set_offline(True)
    page.click("[data-undo]")
    page.wait_for_selector("[data-outcome=undone]")
    assert read(page, badge.code) == "in"


def test_who_leaves_the_door_takes_no_name_along(visitor, edition, actor):
    BadgeFactory(edition=edition)
    page = paired(visitor(width=390).new_page(), link_of(edition, actor, "الباب"))
    page.click("details summary")
    page.click("[data-at=leave] button")
    page.wait_for_selector("[data-at=leave]", state="detached")
    left = page.evaluate(
        """() => new Promise(done => {
          const asked = indexedDB.open("multaqa-door")
          asked.onsuccess = () => {
            const all = asked.result.transaction("pieces").objectStore("pieces").count()
            all.onsuccess = () => done(all.result)
          }
        })"""
    )
    assert left == 0
    assert not page.evaluate("async () => !!(await caches.match('/door/'))")


def test_after_the_forum_the_names_leave_a_phone_that_nobody_can_reach(visitor, edition, actor):
    badge = BadgeFactory(edition=edition, name="فاطمة بنت الحسين")
    context = visitor(width=390)
    page = paired(context.new_page(), link_of(edition, actor, "الباب"))
    sent(page)
    context.set_offline(True)
    assert read(page, badge.code) == "in"
    page.close()
    page = context.new_page()
    page.clock.install(time=timezone.now() + timedelta(days=3))
    page.goto("/door/")
    page.wait_for_selector("#door[data-shut=over]")
    assert page.locator("[data-at=work]").is_hidden()
    assert "1" in page.inner_text("[data-at=shut-left]")
    assert held(page) == {"pieces": 0, "log": 0, "queue": 1}
    assert badge.name not in page.content()


def test_what_a_phone_read_before_it_was_paired_anew_is_the_former_devices(visitor, edition, actor):
    first, second, third = BadgeFactory.create_batch(3, edition=edition)
    page = visitor(width=390).new_page()
    # The page alone sends, so that what waits is in our hands.
    page.add_init_script(
        "Object.defineProperty(ServiceWorkerRegistration.prototype, 'sync', {value: undefined})"
    )
    paired(page, link_of(edition, actor, "الباب الأول"))
    sent(page)
    # The site is there, and does not take what is sent: so it waits.
    page.route("**/door/sync/", lambda route: route.abort())
    assert read(page, first.code) == "in"
    paired_again = link_of(edition, actor, "الباب الثاني")
    page.goto(paired_again)
    page.unroute("**/door/sync/")
    page.click("main form button")
    ready(page)
    sent(page)
    assert read(page, second.code) == "in"
    sent(page)
    told = {one.code: one.device.label for one in Scan.objects.select_related("device")}
    assert told == {first.code: "الباب الأول", second.code: "الباب الثاني"}
    assert read(page, first.code) == "again"
    # What a device that was revoked had not sent is not taken, and that is said.
    page.route("**/door/sync/", lambda route: route.abort())
    assert read(page, third.code) == "in"
    link = link_of(edition, actor, "الباب الثالث")
    services.revoke_device(device=edition.devices.get(label="الباب الثاني"), actor=actor)
    page.goto(link)
    page.unroute("**/door/sync/")
    page.click("main form button")
    ready(page)
    page.wait_for_selector("[data-at=told] li")
    assert third.name in page.inner_text("[data-at=told]")
    assert not Scan.objects.filter(badge=third).exists()


def test_an_undoing_that_comes_too_late_is_told_to_who_undid(visitor, edition, actor):
    badge = BadgeFactory(edition=edition)
    page = paired(visitor(width=390).new_page(), link_of(edition, actor, "الباب"))
    assert read(page, badge.code) == "in"
    sent(page)
    Scan.objects.update(received_at=timezone.now() - timedelta(hours=2))
    page.click("[data-undo]")
    page.wait_for_selector("[data-at=told] li")
    assert badge.name in page.inner_text("[data-at=told]")
    assert read(page, badge.code) == "again"
    assert CheckIn.objects.count() == 1


def test_an_answer_that_is_lost_doubles_nobody(visitor, edition, actor):
    """The server took it, and the phone never heard so: it sends all of it again."""
    badges = BadgeFactory.create_batch(60, edition=edition)
    page = visitor(width=390).new_page()
    page.add_init_script(
        "Object.defineProperty(ServiceWorkerRegistration.prototype, 'sync', {value: undefined})"
    )
    paired(page, link_of(edition, actor, "الباب"))
    sent(page)
    page.route("**/door/sync/", lambda route: route.abort())
    for badge in badges:
        assert read(page, badge.code) == "in"
    lost = []

    def lose(route):
        if len(lost) == 3:
            route.continue_()
        else:
            lost.append(route.fetch().status)
            route.abort()

    page.unroute("**/door/sync/")
    page.route("**/door/sync/", lose)
    page.evaluate("self.dispatchEvent(new Event('online'))")
    page.wait_for_timeout(500)
    page.evaluate("self.dispatchEvent(new Event('online'))")
    page.wait_for_timeout(500)
    page.evaluate("self.dispatchEvent(new Event('online'))")
    page.wait_for_selector(".door__state:has([data-count='0'])", timeout=120_000)
    assert lost == [200] * 3
    assert Scan.objects.count() == CheckIn.objects.count() == 60
    assert page.locator("[data-at=told] li").count() == 0


def held(page):
    """How much each store of the phone holds."""
    return page.evaluate(
        """() => new Promise(done => {
          const opened = indexedDB.open("multaqa-door")
          opened.onsuccess = () => {
            const names = ["pieces", "log", "queue"], told = {}
            const part = opened.result.transaction(names)
            for (const name of names) {
              const counted = part.objectStore(name).count()
              counted.onsuccess = () => { told[name] = counted.result }
            }
            part.oncomplete = () => done(told)
          }
        })"""
    )
