"""The demonstration's badges: of the edition that is over and who came, and of the one to come.

312 people: drawn, by right, speakers, and those whom the desk wrote in. Dealt by public chance.
"""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from multaqa.apps.accounts.models import User
from multaqa.apps.attendance import services
from multaqa.apps.attendance.models import Badge, BadgeKind, BadgeState, CheckIn, Scan
from multaqa.apps.attendance.queries import roots_of
from multaqa.apps.forum.models import Edition, ExOfficioSeat
from multaqa.apps.network.models import Body, BodyState
from multaqa.apps.programme.models import Kind, Session
from multaqa.apps.territory.models import Commune
from multaqa.engines.chance import choose, ticket
from multaqa.portal.demonstration import invitations
from multaqa.portal.demonstration.applicants import FAMILIES, MEN, WOMEN, pairs

SEED = "attendance-2"
SEED_COMING = "attendance-3"
PEOPLE = 312
BY_RIGHT = 28
AT_THE_DOOR = {BadgeKind.ORGANISER: 4, BadgeKind.VOLUNTEER: 6, BadgeKind.PRESS: 2}
WRITTEN_IN = {BadgeKind.ORGANISER: 24, BadgeKind.VOLUNTEER: 48, BadgeKind.PRESS: 18}
FUNCTIONS = {
    BadgeKind.ORGANISER: ("لجنة الاستقبال", "لجنة البرنامج", "الكتابة العامة", "لجنة الإعلام"),
    BadgeKind.VOLUNTEER: ("الاستقبال والتوجيه", "تسجيل الحضور", "المرافقة", "الترجمة الهامسة"),
    BadgeKind.PRESS: ("صحافي(ة)", "مصور(ة)"),
    BadgeKind.GUEST: ("أستاذ(ة) باحث(ة)", "خبير(ة)", "فاعل(ة) جمعوي(ة)", "صانع(ة) تقليدي(ة)"),
}
BODIES = {
    BadgeKind.ORGANISER: ("شبكة جمعيات تجريبية",),
    BadgeKind.VOLUNTEER: ("نادي الشباب التجريبي", "الكشفية التجريبية", "طلبة الجامعة"),
    BadgeKind.PRESS: ("جريدة الواحة التجريبية", "إذاعة الصحراء التجريبية", "موقع أخبار الجهة"),
    BadgeKind.GUEST: ("كلية تجريبية", "مكتب دراسات تجريبي", "دار الصانع التجريبية"),
}
MORNING = (8, 20)  # the first is in at twenty past eight
LATE = 100  # minutes


def build_past(edition: Edition, coordinator: User, president: User) -> None:
    """Badges of all who came to the edition that is over, printed; check-ins, and certificates."""
    _by_right(edition)
    services.issue_badges(edition=edition, actor=coordinator)
    services.bring_people(edition=edition, actor=coordinator, rows=_written_in(edition, president))
    keys = list(Badge.objects.filter(edition=edition).values_list("pk", flat=True))
    printing = services.ask_printing(edition=edition, actor=coordinator, badges=keys)
    services.mark_printed(printing=printing, actor=coordinator)
    _came(edition, president)
    others = Badge.objects.filter(edition=edition).exclude(user=president)
    services.certify(
        edition=edition, actor=coordinator, badges=list(others.values_list("pk", flat=True))
    )
    for badge in others.filter(kind=BadgeKind.PARTICIPANT).order_by("pk")[:2]:
        services.reissue_badge(badge=badge, actor=coordinator)


def build_coming(edition: Edition, coordinator: User) -> None:
    """Badges of who comes by right, of speakers and of a few at the door: to rehearse with."""
    services.issue_badges(edition=edition, actor=coordinator)
    names = {True: pairs(WOMEN, FAMILIES, SEED_COMING), False: pairs(MEN, FAMILIES, SEED_COMING)}
    communes = list(Commune.objects.filter(province__region=edition.region).order_by("pk"))
    kinds = [kind for kind, count in AT_THE_DOOR.items() for _turn in range(count)]
    rows = [
        _stranger(kind, names, communes, SEED_COMING, place) for place, kind in enumerate(kinds)
    ]
    services.bring_people(edition=edition, actor=coordinator, rows=rows)


def _by_right(edition: Edition) -> None:
    """Institutions that named who sat for them."""
    now = timezone.now()
    rows = []
    for place, row in enumerate(invitations.institutions()[:BY_RIGHT]):
        nominee = invitations.nominee(place)
        rows.append(
            ExOfficioSeat(
                edition=edition,
                number=place + 1,
                **row,
                state=ExOfficioSeat.State.ACCEPTED,
                delivery=ExOfficioSeat.Delivery.PAPER,
                sent_at=now,
                answered_at=now,
                answered_by=ExOfficioSeat.Channel.DESK,
                person_name=nominee.name,
                person_function=nominee.function,
                person_sex=nominee.sex,
                person_phone=nominee.phone,
            )
        )
    ExOfficioSeat.objects.bulk_create(rows)


def _written_in(edition: Edition, president: User) -> list[dict[str, Any]]:
    """Whom the desk wrote in, so that all together are as many as is told."""
    communes = list(Commune.objects.filter(province__region=edition.region).order_by("pk"))
    names = {True: pairs(WOMEN, FAMILIES, SEED), False: pairs(MEN, FAMILIES, SEED)}
    body = Body.objects.filter(memberships__user=president, state=BodyState.VERIFIED).first()
    rows = [
        {
            "kind": BadgeKind.PARTICIPANT,
            "name": president.name,
            "body_name": body.name_ar if body else "",
            "function": "الرئيسة",
            "commune": body.commune if body else None,
            "sex": "female",
            "phone": president.phone or "",
            "email": president.email or "",
        }
    ]
    left = PEOPLE - Badge.objects.filter(edition=edition).count() - 1
    wanted = [kind for kind, count in WRITTEN_IN.items() for _turn in range(count)]
    wanted += [BadgeKind.GUEST] * (left - len(wanted))
    rows += [_stranger(kind, names, communes, SEED, place) for place, kind in enumerate(wanted)]
    return rows


def _stranger(
    kind: BadgeKind,
    names: dict[bool, Iterator[str]],
    communes: list[Commune],
    seed: str,
    place: int,
) -> dict[str, Any]:
    """Somebody whom the desk writes in, without an account."""
    is_woman = choose(2, seed, "sex", place) == 0
    bodies, functions = BODIES[kind], FUNCTIONS[kind]
    return {
        "kind": kind,
        "name": next(names[is_woman]),
        "body_name": bodies[choose(len(bodies), seed, "body", place)],
        "function": functions[choose(len(functions), seed, "function", place)],
        "commune": communes[choose(len(communes), seed, "commune", place)],
        "sex": "female" if is_woman else "male",
        "phone": "",
        "email": "",
    }


def _came(edition: Edition, president: User) -> None:
    """Nine in ten came on the first day, most of them on the second; and to one workshop."""
    badges = list(Badge.objects.filter(edition=edition, state=BadgeState.ACTIVE).order_by("pk"))
    roots = roots_of(badges)
    workshops = list(
        Session.objects.filter(edition=edition, kind=Kind.WORKSHOP, starts_at__isnull=False)
    )
    scans, check_ins = [], []
    for place, badge in enumerate(badges):
        is_sure = badge.user_id == president.pk
        for day in range((edition.ends_on - edition.starts_on).days + 1):
            if not is_sure and choose(20, SEED, "came", place, day) < 2 + day:
                continue
            first = datetime.combine(
                edition.starts_on + timedelta(days=day),
                time(*MORNING),
                timezone.get_current_timezone(),
            )
            minutes = choose(LATE, SEED, "late", place, day)
            scan = _scan(badge, first + timedelta(minutes=minutes), place, day)
            scans.append(scan)
            check_ins.append(_check_in(scan, roots))
            if day == 0 and workshops and badge.kind != BadgeKind.PRESS:
                session = workshops[choose(len(workshops), SEED, "workshop", place)]
                scan = _scan(badge, session.starts_at or first, place, "workshop", session)
                scans.append(scan)
                check_ins.append(_check_in(scan, roots))
    Scan.objects.bulk_create(scans, batch_size=200)
    for check_in in check_ins:
        check_in.scan_id = check_in.scan.pk
    CheckIn.objects.bulk_create(check_ins, batch_size=200)


def _scan(
    badge: Badge, at: datetime, place: int, turn: object, session: Session | None = None
) -> Scan:
    return Scan(
        uuid=UUID(int=ticket(SEED, "scan", place, turn) >> 128, version=4),
        edition_id=badge.edition_id,
        badge=badge,
        code=badge.code,
        session=session,
        outcome=Scan.Outcome.TAKEN,
        at=at,
        told_at=at,
        received_at=at,
    )


def _check_in(scan: Scan, roots: dict[int, int]) -> CheckIn:
    return CheckIn(
        edition_id=scan.edition_id,
        badge_id=roots[scan.badge_id or 0],
        session=scan.session,
        day=timezone.localdate(scan.at),
        at=scan.at,
        scan=scan,
    )
