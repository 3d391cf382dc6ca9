from datetime import date, timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from multaqa.apps.forum import services
from multaqa.apps.forum.models import Applicant, Category, College, Draw, Edition, Quota
from multaqa.kernel import jobs
from tests.factories.accounts import coordinator
from tests.factories.territory import RegionFactory


class EditionFactory(DjangoModelFactory):
    class Meta:
        model = Edition

    number = factory.Sequence(lambda n: n + 1)
    name_ar = "الملتقى الجهوي للمجتمع المدني"
    name_fr = "Forum régional de la société civile"
    theme_ar = "الاقتصاد الاجتماعي والتضامني"
    organiser_ar = "شبكة الجمعيات"
    place_ar = "دار الثقافة، كلميم"
    starts_on = date(2027, 1, 7)
    ends_on = date(2027, 1, 8)
    region = factory.SubFactory(RegionFactory)


class CollegeFactory(DjangoModelFactory):
    """A college with its draw: the only one of an edition, unless it is given one."""

    class Meta:
        model = College
        skip_postgeneration_save = True

    edition = factory.SubFactory(EditionFactory)
    slug = services.SOLE

    @factory.post_generation
    def draw(self, create, extracted, **settings):
        Draw.objects.create(college=self, **({"seats": 4} | settings))


class ApplicantFactory(DjangoModelFactory):
    class Meta:
        model = Applicant

    college = factory.SubFactory(CollegeFactory)
    source_id = factory.Sequence(lambda n: f"A-{n:04d}")
    ticket = factory.Sequence(lambda n: f"{n:04d}")
    name = factory.Sequence(lambda n: f"خديجة بنت العيد {n}")
    body = factory.Sequence(lambda n: f"جمعية الواحة {n}")
    body_key = factory.Sequence(lambda n: f"جمعيه الواحه {n}")
    phone = "0600000000"
    values = factory.LazyFunction(lambda: {"sex": "female"})


def college_with_people(women=6, men=6, seats=4, quotas=((2, 2), (2, 2)), **edition):
    """A small college balanced by sex, alone in its edition."""
    of_edition = {f"edition__{name}": value for name, value in edition.items()}
    found = CollegeFactory(draw__seats=seats, **of_edition)
    for sex, count in (("female", women), ("male", men)):
        ApplicantFactory.create_batch(count, college=found, values={"sex": sex})
    category = Category.objects.create(college=found, key="sex", values=["female", "male"])
    for position, (value, (minimum, maximum)) in enumerate(
        zip(("female", "male"), quotas, strict=True)
    ):
        Quota.objects.create(
            category=category, value=value, position=position, minimum=minimum, maximum=maximum
        )
    return found


def college_with_a_sensitive_quota(**edition):
    """The same, and at least one person in a situation of disability among the seats."""
    authorised = {"authorisation_number": "D-1/2026", "authorisation_on": date(2026, 1, 1)}
    found = college_with_people(**authorised, **edition)
    category = Category.objects.create(
        college=found, key="وضعية إعاقة", position=1, is_sensitive=True, values=["لا", "نعم"]
    )
    for value, minimum, maximum in (("لا", 0, 4), ("نعم", 2, 4)):
        Quota.objects.create(category=category, value=value, minimum=minimum, maximum=maximum)
    for place, one in enumerate(found.applicants.all()):
        one.sensitive = {category.key: "نعم" if place % 6 == 0 else "لا"}
        one.save()
    return found


def computed(college, actor=None):
    job = services.ask_computation(draw=college.draw, actor=actor or coordinator())
    jobs.run(job.pk)
    return Draw.objects.get(college=college)


def sealed(college, actor=None, *, known_in=timedelta(hours=1)):
    actor = actor or coordinator()
    return services.seal_draw(
        draw=computed(college, actor),
        actor=actor,
        value_source="ثلاثة أحجار نرد أمام الحضور",
        value_count=3,
        value_known_at=timezone.now() + known_in,
    )


def value_known(draw):
    """The moment has come: the clock of the row is set back, nothing else."""
    past = timezone.now() - timedelta(minutes=1)
    Draw.objects.filter(pk=draw.pk).update(value_known_at=past)
    return Draw.objects.get(pk=draw.pk)


def drawn(college, actor=None, value="4 1 6"):
    actor = actor or coordinator()
    return services.draw_seats(
        draw=value_known(sealed(college, actor)), actor=actor, public_value=value
    )
