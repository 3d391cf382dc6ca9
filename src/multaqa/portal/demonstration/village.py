"""The demonstration, built through the same services as everything else.

A network of some 1,200 bodies; one edition of the past, drawn, so that every public page has
something to show; and the edition under way, its call open, with those who registered so far.
"""

import time
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import override

from multaqa.apps.accounts.models import DEMONSTRATION_PEOPLE, DemonstrationPerson, User
from multaqa.apps.accounts.services import contact, give_role
from multaqa.apps.forum import services
from multaqa.apps.forum.models import Draw, Edition, Question, Seat, SeatState
from multaqa.apps.forum.services.columns import Role
from multaqa.apps.network import services as network
from multaqa.apps.network.models import Body, MembershipRole
from multaqa.apps.territory.models import Region
from multaqa.kernel import jobs
from multaqa.portal.demonstration import (
    applicants,
    attendance,
    bodies,
    budget,
    desks,
    invitations,
    notices,
    programme,
    projects,
    registrations,
    waiting,
)

SIGN_INS = [(person.key, person.contact) for person in DEMONSTRATION_PEOPLE]

WORDS = {
    2: {
        "name_ar": "الملتقى الجهوي الثاني للمجتمع المدني",
        "name_fr": "Deuxième forum régional de la société civile",
        "theme_ar": "الشراكة بين الجمعيات والجماعات الترابية",
        "theme_fr": "Le partenariat entre associations et collectivités territoriales",
        "place_ar": "دار الثقافة، سيدي إفني",
        "place_fr": "Maison de la culture, Sidi Ifni",
    },
    3: {
        "name_ar": "الملتقى الجهوي الثالث للمجتمع المدني",
        "name_fr": "Troisième forum régional de la société civile",
        "theme_ar": "الاقتصاد الاجتماعي والتضامني ودوره في إدماج الفئات الهشة",
        "theme_fr": "L'économie sociale et solidaire et l'inclusion des personnes vulnérables",
        "place_ar": "دار الثقافة، كلميم",
        "place_fr": "Maison de la culture, Guelmim",
    },
}
ORGANISER = {
    "organiser_ar": "شبكة جمعيات تجريبية",
    "organiser_fr": "Réseau d'associations de démonstration",
}
CALL: dict[str, Any] = {
    "provinces": [],
    "is_assistance_open": True,
    "is_announced": True,
    "intro_ar": (
        "يدعو المنظمون الجمعيات والتعاونيات وحاملات وحاملي المشاريع والشباب بالجهة إلى المشاركة في "
        "الملتقى. المقاعد محدودة وتوزع بقرعة متوازنة بين الأقاليم وبين الوسطين الحضري والقروي."
    ),
    "intro_fr": (
        "Les organisateurs invitent les associations, les coopératives, les porteuses et porteurs "
        "de projet et les jeunes de la région à prendre part au forum. Les sièges sont limités et "
        "tirés au sort de façon équilibrée entre provinces, villes et campagnes."
    ),
}
QUESTIONS: list[dict[str, Any]] = [
    {
        "kind": Question.Kind.CHOICE,
        "label_ar": "ما الورشة التي تهمك أكثر؟",
        "label_fr": "Quel atelier vous intéresse le plus ?",
        "choices": [
            {"value": "identity", "ar": "الهوية والتراث", "fr": "Identité et patrimoine"},
            {"value": "product", "ar": "المنتوج المحلي", "fr": "Produit local"},
            {"value": "initiatives", "ar": "المبادرات الخلاقة", "fr": "Initiatives créatives"},
            {"value": "capacity", "ar": "القدرات التنظيمية", "fr": "Capacités d'organisation"},
        ],
    },
    {
        "kind": Question.Kind.LONG,
        "label_ar": "ماذا تنتظر من الملتقى؟",
        "label_fr": "Qu'attendez-vous du forum ?",
    },
]
PUBLIC_VALUE = "3 5 2"  # three dice that nobody threw


def build_if_empty() -> bool:
    """Build the demonstration where no edition stands yet; says whether it did."""
    if Edition.objects.exists():
        return False
    with override("ar"):
        people = {person.key: _person(person) for person in DEMONSTRATION_PEOPLE}
        coordinator = people["coordinator"]
        _network(people)
        _past_edition(coordinator)
        _coming_edition(coordinator)
        programme.build_past(Edition.objects.get(number=2), coordinator)
        programme.build(Edition.objects.get(number=3), coordinator, people["president"])
        attendance.build_past(Edition.objects.get(number=2), coordinator, people["president"])
        attendance.build_coming(Edition.objects.get(number=3), coordinator)
        brought = projects.build(coordinator, people)
        budget.build(brought, coordinator=coordinator, deputy=people["deputy"])
        notices.tell_people(people, Edition.objects.get(number=3))
    return True


def _person(person: DemonstrationPerson) -> User:
    if person.role:
        return give_role(contact_text=person.contact, kind=person.role, name=person.name)
    email, phone = contact(person.contact)
    return User.objects.create_user(email=email, phone=phone, name=person.name)


def _network(people: dict[str, User]) -> None:
    """Some 1,200 bodies; the demonstration's president holds one of them, its officer another."""
    network.bring_bodies(
        rows=bodies.bodies(), actor=people["coordinator"], reason="لائحة تجريبية من نسج الخيال"
    )
    for key, name, role in (
        ("president", bodies.PRESIDENT_BODY, MembershipRole.PRESIDENT),
        ("officer", bodies.OFFICER_BODY, MembershipRole.OFFICER),
    ):
        body = Body.objects.get(name_ar=name)
        asked = network.ask_membership(body=body, actor=people[key], role=role)
        network.accept_membership(membership=asked, actor=people["coordinator"])
        if key == "president":
            desks.fill_desk(body, people[key])
    desks.age_bodies()
    waiting.keep_waiting(people["coordinator"])


def _open(number: int, first_day: date, coordinator: User) -> Edition:
    return services.open_edition(
        actor=coordinator,
        number=number,
        starts_on=first_day,
        ends_on=first_day + timedelta(days=1),
        region=Region.objects.get(code=applicants.REGION),
        is_public=True,
        **WORDS[number],
        **ORGANISER,
    )


def _coming_edition(coordinator: User) -> None:
    """The edition under way: its call open, three colleges, and who registered so far."""
    edition = _open(3, timezone.localdate() + timedelta(days=45), coordinator)
    colleges = {}
    for told in registrations.COLLEGES:
        college = services.add_college(edition=edition, actor=coordinator, **told)
        colleges[college.slug] = college
    now = timezone.now()
    services.set_call(
        edition=edition,
        actor=coordinator,
        opens_at=now - timedelta(days=20),
        closes_at=now + timedelta(days=15),
        **CALL,
    )
    for question in QUESTIONS:
        services.save_question(
            question=Question(edition=edition), actor=coordinator, colleges=[], **question
        )
    rows = registrations.registrations(edition.starts_on)
    services.bring_registrations(
        edition=edition,
        actor=coordinator,
        rows=[row | {"college": colleges[row["college"]]} for row in rows],
    )
    _invited(edition, coordinator)


def _invited(edition: Edition, coordinator: User) -> None:
    """Forty institutions written to; some named who comes, a few declined, most have yet to."""
    services.add_seats(edition=edition, actor=coordinator, rows=invitations.institutions())
    seats = list(edition.ex_officio_seats.all())
    services.send_letters(
        edition=edition,
        actor=coordinator,
        seats=[seat.pk for seat in seats],
        answer_by=edition.starts_on - timedelta(days=10),
    )
    for place, seat in enumerate(
        edition.ex_officio_seats.exclude(body__name_ar=bodies.OFFICER_BODY)
    ):
        if place % 5 in {0, 3}:
            services.accept_nomination(seat=seat, nominee=invitations.nominee(place))
        elif place % 13 == 1:
            services.decline_nomination(
                seat=seat,
                reason="التزامات سابقة في نفس التاريخ",
                phone=invitations.nominee(place).phone,
            )


def _past_edition(coordinator: User) -> None:
    """An edition brought in, computed, sealed and drawn, as a coordinator would."""
    edition = _open(2, timezone.localdate() - timedelta(days=20), coordinator)
    college = edition.colleges.get()
    content = applicants.spreadsheet(applicants.applicants("edition-2", 240))
    brought = services.open_list(
        college=college, actor=coordinator, file_name="applicants-2.xlsx", content=content
    )
    roles = [Role.IGNORE if role == Role.SENSITIVE else Role(role) for role in brought.columns]
    services.accept_list(brought=brought, actor=coordinator, roles=roles, leaves_out_faults=False)
    services.save_quotas(college=college, actor=coordinator, seats=90, bounds={})
    services.propose_quotas(college=college, actor=coordinator)
    draw = Draw.objects.get(college=college)
    job = services.ask_computation(draw=draw, actor=coordinator)
    jobs.run(job.pk)
    moment = timezone.now() + timedelta(seconds=1.5)
    draw = services.seal_draw(
        draw=draw,
        actor=coordinator,
        value_source="أرقام ثلاثة أحجار نرد ترمى أمام الحضور (تجريبية)",
        value_count=3,
        value_known_at=moment,
    )
    time.sleep(max(0.0, (moment - timezone.now()).total_seconds() + 0.05))
    services.draw_seats(draw=draw, actor=coordinator, public_value=PUBLIC_VALUE)
    # It took place: those drawn came. Once an edition is over no service takes an answer.
    draw.seats_given.update(
        state=SeatState.CONFIRMED,
        answered_at=timezone.now(),
        answered_by=Seat.AnsweredBy.DESK,
        note="أكد الحضور (تجريبي)",
    )
