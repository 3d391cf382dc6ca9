import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from multaqa.apps.network.models import Field, Group, WorkSetting
from multaqa.apps.projects.models import (
    PUBLIC_STATES,
    BudgetLine,
    Milestone,
    Project,
    ProjectCommune,
    ProjectGroup,
    ProjectState,
)
from multaqa.apps.projects.services.writing import index
from tests.factories.network import BodyFactory
from tests.factories.territory import CommuneFactory


class ProjectFactory(DjangoModelFactory):
    """A published project of a verified body, which asks for 90,000 of its 100,000 dirhams."""

    class Meta:
        model = Project
        skip_postgeneration_save = True

    holder_body = factory.SubFactory(BodyFactory)
    title = factory.Sequence(lambda n: f"حفر بئر وتجهيزها بالطاقة الشمسية رقم {n}")
    summary = "ماء للسقي والشرب لفائدة ثلاثين أسرة"
    need = "جفت الآبار القديمة منذ ثلاث سنوات."
    deeds = "نحفر بئرا ونجهزها بألواح شمسية."
    field = Field.ENVIRONMENT
    setting = WorkSetting.RURAL
    state = ProjectState.PUBLISHED
    number = factory.LazyAttributeSequence(
        lambda one, n: n + 1 if one.state in PUBLIC_STATES else None
    )
    published_at = factory.LazyAttribute(
        lambda one: timezone.now() if one.state in PUBLIC_STATES else None
    )
    cost_total = 100_000
    cost_asked = 90_000

    @factory.post_generation
    def indexed(self, create, extracted, **_):
        index(self)
        self.save()

    @factory.post_generation
    def parts(self, create, extracted, **_):
        if extracted is False:
            return
        commune = self.holder_body.commune if self.holder_body else CommuneFactory()
        ProjectCommune.objects.create(project=self, commune=commune)
        ProjectGroup.objects.create(project=self, group=Group.WOMEN)
        for label, price, is_asked in (
            ("حفر", self.cost_asked, True),
            ("يد عاملة", self.cost_total - self.cost_asked, False),
        ):
            BudgetLine.objects.create(
                project=self, label=label, price=price, amount=price, is_asked=is_asked
            )
        Milestone.objects.create(project=self, title="نهاية الحفر", month=3)


def draft(**more):
    """One that its holder still writes, with all that is needed to submit it."""
    return ProjectFactory(state=ProjectState.DRAFT, **more)
