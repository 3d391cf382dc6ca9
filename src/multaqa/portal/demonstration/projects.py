"""84 projects of the demonstration's bodies, as a region of oases, coast and towns would bring."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from multaqa.apps.accounts.models import User
from multaqa.apps.network.models import Body, BodyState
from multaqa.apps.projects.models import (
    BudgetLine,
    Milestone,
    OtherFunding,
    Project,
    ProjectCommune,
    ProjectGroup,
    ProjectState,
    ProjectStep,
)
from multaqa.apps.projects.services import index, next_number
from multaqa.engines.chance import ticket

SEED = "projects-1"
COUNT = 84
LEAST, MOST = 40_000, 900_000
# Title, field, groups, the need, what it will do, and its share of the dearest (in percent).
KINDS = [
    ("بئر وسقي بالطاقة الشمسية", "environment", ["farmers", "rural"],
     "تراجعت الفرشة المائية وصار ضخ الماء بالغاز يستنزف دخل الفلاحين.",
     "نجهز بئرا بألواح شمسية ومضخة وصهريج، ونكون لجنة محلية لتدبير الماء.", 55),
    ("وحدة لتثمين زيت الأركان", "terroir", ["women"],
     "تبيع نساء التعاونيات المادة الخام بثمن بخس لغياب وسائل التحويل والتلفيف.",
     "نقتني آلة للعصر وأخرى للتلفيف، ونكون العاملات في السلامة الصحية والتسويق.", 62),
    ("حافلة للنقل المدرسي", "education", ["pupils", "rural"],
     "تقطع تلميذات الدواوير كيلومترات كل يوم، وينقطع بعضهن عن الدراسة بعد الابتدائي.",
     "نقتني حافلة صغيرة ونضع مسارا يوميا مع جمعيات آباء التلاميذ.", 78),
    ("ورشة للخياطة والصباغة التقليدية", "crafts", ["women", "artisans"],
     "تتقن نساء الحي الملحفة والصباغة، ولا فضاء لهن ولا سوق منتظم.",
     "نجهز ورشة جماعية ونكون ثلاثين مستفيدة ونشارك في معرضين.", 22),
    ("ملعب القرب للشباب", "sport", ["youth", "children"],
     "لا فضاء رياضيا يجمع شباب الجماعة، فيقضون أوقاتهم في الطريق.",
     "نهيئ ملعبا صغيرا بعشب اصطناعي وإنارة، ونؤطر مدرسة رياضية.", 70),
    ("ولوجيات للأشخاص في وضعية إعاقة", "disability", ["disability"],
     "لا تتوفر المرافق الجماعية على ممرات ولا مصاعد تتيح ولوجها للجميع.",
     "ننجز ممرات ومقابض وعلامات بارزة في خمسة مرافق، بعد تشخيص مع المعنيين.", 34),
    ("تربية النحل وإنتاج العسل", "livestock", ["youth", "job_seekers"],
     "يبحث شباب حاملون لشهادات عن نشاط مدر للدخل في دواويرهم.",
     "نوزع خلايا مجهزة على عشرين شابا وشابة، ونواكبهم سنة كاملة.", 18),
    ("مكتبة متنقلة ودعم تربوي", "culture", ["children", "pupils"],
     "لا مكتبة في الدواوير البعيدة، ومستوى القراءة ضعيف.",
     "نجهز سيارة بألف كتاب ونقيم ورشات أسبوعية للقراءة والحكاية.", 28),
    ("فرز النفايات وتثمينها", "environment", ["everyone", "job_seekers"],
     "تتراكم النفايات عند مدخل الجماعة ويحرق بعضها في الهواء الطلق.",
     "نجهز مركزا صغيرا للفرز ونشغل ستة أشخاص ونحسس الأسر.", 48),
    ("قافلة صحية ومتابعة الحوامل", "health", ["women", "elderly"],
     "تبعد أقرب دار للولادة بأكثر من ساعة، ولا تتابع نساء كثيرات حملهن.",
     "ننظم زيارات شهرية مع المصالح الصحية ونقتني معدات فحص متنقلة.", 25),
    ("صيانة الخطارات والسواقي", "agriculture", ["farmers", "rural"],
     "انهارت أجزاء من الخطارة فضاع الماء وجفت نخيل كثيرة.",
     "نرمم الخطارة والسواقي بخبرة أبناء الواحة ونغرس مائتي فسيلة.", 88),
    ("تجهيز تعاونية الصيد التقليدي", "fishing", ["fishers"],
     "يفسد جزء من المصطاد لغياب التبريد، فيباع بأبخس الأثمان.",
     "نقتني صناديق عازلة وآلة للثلج، ونكون البحارة في الجودة.", 66),
    ("مأوى قروي للسياحة البيئية", "tourism", ["youth", "rural"],
     "يمر الزوار بالواحة ولا يبيتون فيها، فلا يستفيد أهلها.",
     "نهيئ مأوى من البناء الطيني ونكون ست مرشدات ومرشدين.", 92),
    ("محو الأمية الوظيفي", "literacy", ["women"],
     "ما زالت نساء كثيرات لا يقرأن ولا يكتبن، فيصعب عليهن تدبير تعاونياتهن.",
     "نفتح أربعة أقسام مسائية مع حضانة للأطفال.", 14),
]  # fmt: skip
# Hundredths of the asked money: what is bought, and by whom the rest is paid.
LINES = (("اقتناء التجهيزات", 55), ("الأشغال والتهيئة", 30), ("التكوين والمواكبة", 15))
MILESTONES = (("اختيار الموردين وتوقيع الاتفاقيات", 1), ("التجهيز والأشغال", 5), ("الانطلاق", 9))


@transaction.atomic
def build(coordinator: User) -> list[Project]:
    """Published projects, ready for a round; none where there are some already, or no bodies."""
    bodies = list(
        Body.objects.filter(
            state=BodyState.VERIFIED,
            kind__in=["association", "cooperative"],
            commune__province__region=settings.REGION,
        )
        .select_related("commune")
        .order_by("pk")
    )
    if Project.objects.exists() or not bodies:
        return []
    order = sorted((str(one.pk) for one in bodies), key=lambda key: ticket(SEED, key))
    by_key = {str(one.pk): one for one in bodies}
    first, now = next_number(), timezone.now()
    projects = []
    for place in range(COUNT):
        body = by_key[order[place % len(order)]]
        projects.append(_project(place, body, coordinator, first + place, now))
    Project.objects.bulk_create(projects)
    _write_parts(projects, bodies=by_key, order=order, coordinator=coordinator)
    return projects


def _project(place: int, body: Body, coordinator: User, number: int, now: datetime) -> Project:
    title, field, _groups, need, deeds, share = KINDS[place % len(KINDS)]
    # The same kind costs more here than there: from 60 to 110 hundredths of its usual price.
    wanted = MOST * share * (60 + (place * 37) % 51) // 10_000
    asked = min(max(wanted // 2_000 * 2_000, LEAST), MOST)
    project = Project(
        slug=f"demo{number}",
        number=number,
        holder_body=body,
        title=f"{title} بجماعة {body.commune.name_ar}" if body.commune else title,
        summary=f"{need.split('،')[0].rstrip('.')}. {deeds}",
        need=need,
        deeds=deeds,
        field=field,
        setting=body.commune.setting if body.commune else "",
        reached_count=40 + (place * 53) % 900,
        cost_asked=asked,
        cost_total=asked + asked // 10,
        state=ProjectState.PUBLISHED,
        entered_by=coordinator,
        submitted_at=now,
        published_at=now,
    )
    index(project)
    return project


def _write_parts(
    projects: list[Project], *, bodies: dict[str, Body], order: list[str], coordinator: User
) -> None:
    lines, fundings, groups, communes, milestones, steps = [], [], [], [], [], []
    for place, one in enumerate(projects):
        left = one.cost_asked
        for label, share in LINES[:-1]:
            price = one.cost_asked * share // 100
            left -= price
            lines.append(BudgetLine(project=one, label=label, price=price, amount=price))
        lines.append(BudgetLine(project=one, label=LINES[-1][0], price=left, amount=left))
        own = one.cost_total - one.cost_asked
        lines.append(
            BudgetLine(project=one, label="مساهمة الهيئة", price=own, amount=own, is_asked=False)
        )
        fundings.append(
            OtherFunding(project=one, source="مساهمة الهيئة", amount=own, state="promised")
        )
        groups += [ProjectGroup(project=one, group=group) for group in KINDS[place % len(KINDS)][2]]
        body = bodies[order[place % len(order)]]
        communes.append(ProjectCommune(project=one, commune_id=str(body.commune_id)))
        milestones += [
            Milestone(project=one, title=name, month=month) for name, month in MILESTONES
        ]
        steps += [
            ProjectStep(project=one, state=state, by=coordinator)
            for state in (ProjectState.SUBMITTED, ProjectState.FEASIBLE, ProjectState.PUBLISHED)
        ]
    BudgetLine.objects.bulk_create(lines)
    OtherFunding.objects.bulk_create(fundings)
    ProjectGroup.objects.bulk_create(groups)
    ProjectCommune.objects.bulk_create(communes)
    Milestone.objects.bulk_create(milestones)
    ProjectStep.objects.bulk_create(steps)
