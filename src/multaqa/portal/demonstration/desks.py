"""What the demonstration's bodies have on their desks: people, an invitation, papers, freshness."""

from datetime import timedelta
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from multaqa.apps.accounts.models import User
from multaqa.apps.network import queries, services
from multaqa.apps.network.forms.papers import FORMS, known_of
from multaqa.apps.network.forms.sheets import told_of
from multaqa.apps.network.models import Body, Confirmation, MembershipRole, Paper
from multaqa.engines.chance import choose

SEED = "desks"
COLLEAGUES = (
    ("خديجة أيت الطالب", "+212600000111", MembershipRole.SECRETARY),
    ("محمد سالم بوزيد", "+212600000112", MembershipRole.TREASURER),
)
INVITED = ("فاطمة العلوي", "0600000113", MembershipRole.BOARD_MEMBER)
MINUTES: dict[str, Any] = {
    "kind": "ordinary",
    "call": "1",
    "starts_at": "10:30",
    "ends_at": "13:00",
    "place": "مقر التعاونية، واحة تغجيجت",
    "present": "19",
    "represented": "3",
    "agenda": "التقرير الأدبي والتقرير المالي\nبرنامج جني التمور\nمختلفات",
    "debate": "تلا أمين المال التقرير المالي، ثم ناقش الأعضاء برنامج جني التمور وتثمينها.",
    "decision_rows": "3",
    "decision_0_text": "المصادقة على التقريرين الأدبي والمالي",
    "decision_0_for": "22",
    "decision_0_against": "0",
    "decision_1_text": "اقتناء آلة لفرز التمور",
    "decision_1_for": "17",
    "decision_1_against": "3",
    "decision_1_abstained": "2",
}


def fill_desk(body: Body, president: User) -> None:
    """The president's body: two colleagues who accepted, one who has yet to, two papers."""
    for name, phone, role in COLLEAGUES:
        person = User.objects.create_user(phone=phone, name=name)
        invitation = services.invite(
            body=body, actor=president, role=role, contact_text=phone, name=name
        )
        services.accept_invitation(invitation=invitation, actor=person)
    name, phone, role = INVITED
    services.invite(body=body, actor=president, role=role, contact_text=phone, name=name)
    services.confirm_body(body=body, actor=president)
    held = timezone.localdate() - timedelta(days=20)
    known = known_of(body, Paper.Kind.MINUTES, queries.board_of(body))
    answers = known | MINUTES | {"held_on": held.isoformat(), "scribe": COLLEAGUES[0][0]}
    _paper(body, president, answers)
    services.begin_paper(
        body=body,
        actor=president,
        kind=Paper.Kind.ATTENDANCE,
        answers=known_of(body, Paper.Kind.ATTENDANCE, ()) | {"place": MINUTES["place"]},
    )


def _paper(body: Body, president: User, answers: dict[str, Any]) -> None:
    told = QueryDict(mutable=True)
    for name, value in answers.items():
        told.setlist(name, value if isinstance(value, list) else [value])
    paper = services.begin_paper(
        body=body, actor=president, kind=Paper.Kind.MINUTES, answers=answers
    )
    form = FORMS[paper.kind](told, body=body)
    if not form.is_valid():
        raise ValueError(f"the demonstration's minutes are not whole: {sorted(form.errors)}")
    made = told_of(paper, form) | {"remarks": [str(one) for one in form.remarks()]}
    services.make_paper(paper=paper, actor=president, answers=form.answers(), made=made)


def age_bodies() -> None:
    """Of ten bodies four were confirmed within the year, one longer ago, the others never."""
    now = timezone.now()
    aged = []
    for body in Body.objects.filter(confirmed_at=None).only("pk", "slug", "name_ar").order_by("pk"):
        fate = choose(10, SEED, "fate", body.name_ar)
        if fate > 4:
            continue
        days = choose(350, SEED, "days", body.name_ar)
        body.confirmed_at = now - timedelta(days=days if fate < 4 else 400 + days)
        aged.append(body)
    Body.objects.bulk_update(aged, ["confirmed_at"], batch_size=500)
    Confirmation.objects.bulk_create(
        [Confirmation(body=body, at=body.confirmed_at or now) for body in aged], batch_size=500
    )
