"""The demonstration, built through the same services as everything else.

One edition of the past, drawn, so that every public page has something to show; and the edition
under way, open and empty, whose list is there to be brought in.
"""

import time
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import override

from multaqa.apps.accounts.models import DEMONSTRATION_PEOPLE, DemonstrationPerson, User
from multaqa.apps.accounts.services import contact, give_role
from multaqa.apps.forum import services
from multaqa.apps.forum.models import Draw, Edition
from multaqa.apps.forum.services.columns import Role
from multaqa.apps.territory.models import Region
from multaqa.kernel import jobs
from multaqa.portal.demonstration import applicants

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
PUBLIC_VALUE = "3 5 2"  # three dice that nobody threw


def build_if_empty() -> bool:
    """Build the demonstration where no edition stands yet; says whether it did."""
    if Edition.objects.exists():
        return False
    with override("ar"):
        people = {person.key: _person(person) for person in DEMONSTRATION_PEOPLE}
        coordinator = people["coordinator"]
        _past_edition(coordinator)
        _coming_edition(coordinator)
    return True


def _person(person: DemonstrationPerson) -> User:
    if person.role:
        return give_role(contact_text=person.contact, kind=person.role, name=person.name)
    email, phone = contact(person.contact)
    return User.objects.create_user(email=email, phone=phone, name=person.name)


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
    edition = _open(3, timezone.localdate() + timedelta(days=45), coordinator)
    college = edition.colleges.get()
    services.save_quotas(college=college, actor=coordinator, seats=120, bounds={})


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
