"""What waits for the demonstration's coordinator: bodies with their papers, a claim, a call.

Each body was entered by a person of its own, and each waits for another reason: papers that are
whole, a number to doubt, a silence of the authority, a name that stands already, something to mend.
"""

from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from django.utils import timezone

from multaqa.apps.accounts.models import User
from multaqa.apps.network import queries, services
from multaqa.apps.network.models import (
    Body,
    BodyDocument,
    Declaration,
    Ground,
    MembershipRole,
)
from multaqa.apps.territory.models import Commune
from multaqa.portal.demonstration.bodies import ice
from multaqa.ui import documents

PAPER = Path(__file__).with_name("receipt.typ")
Row = dict[str, Any]
KINDS = BodyDocument.Kind
FIRST_PHONE = 600_009_301  # +212 before it; nobody's


def keep_waiting(coordinator: User) -> None:
    """Fill the lists of the coordinator: to verify, to mend, decided, claimed, called."""
    today = timezone.localdate()
    for place, row in enumerate(_rows(today)):
        person = User.objects.create_user(
            phone=f"+212{FIRST_PHONE + place}", name=row.pop("person")
        )
        papers, then = row.pop("papers", ()), row.pop("then", None)
        body = services.enter_body(actor=person, role=MembershipRole.PRESIDENT, **row)
        for kind, title in papers:
            _send(body, person, kind, title)
        if then is not None:
            decide, ground, reason = then
            decide(body=body, actor=coordinator, ground=ground, reason=reason)
    _claim()
    stale = queries.stale_bodies().first()
    if stale is not None:
        services.note_call(body=stale, actor=coordinator, note="لا جواب؛ يعاد الاتصال مساء الخميس.")


def _rows(today: date) -> list[Row]:
    """What each person entered, with the papers sent and what the coordinator then decided."""
    return [
        _association(
            "سعيد بوهوش",
            "جمعية أفق الواحة للتربية والماء",
            "10.261.03.11",
            declaration=Declaration.FINAL,
            declared_on=today - timedelta(days=400),
            declared_to="باشوية بويزكارن",
            papers=((KINDS.RECEIPT, "وصل إيداع نهائي"), (KINDS.BOARD, "لائحة أعضاء المكتب")),
        ),
        _cooperative(
            "مليكة أوبلا",
            "تعاونية أنامل إفران للصوف",
            "10.261.03.07",
            register_number=f"1/77/{today.year - 3}/18",
            ice=ice(301),
            papers=((KINDS.REGISTER, "مستخرج من سجل التعاونيات"),),
        ),
        _association(
            "عمر الهرم",
            "جمعية صوت الشاطئ للصيد التقليدي",
            "10.521.01.03",
            declaration=Declaration.SILENT,
            declared_on=today - timedelta(days=95),
            declared_to="باشوية الوطية",
        ),
        _cooperative(
            "نعيمة أيت علي",
            "تعاونية ثمار مستي للصبار",
            "10.473.05.05",
            register_number=f"1/77/{today.year - 1}/6",
            ice=f"{ice(302)[:-1]}{(int(ice(302)[-1]) + 1) % 10}",
            is_ice_overruled=True,
            about="رقم التعريف كما كُتب في الشهادة، ولو لم يوافق رقما المراقبة باقي الأرقام.",
        ),
        _cooperative(
            "إبراهيم الناجم",
            "تعاونية واحة السنابل للتمر",
            "10.261.03.11",
            insists=True,
            about="نحن تعاونية أخرى من دوار آخر، ولو تشابه الاسمان.",
        ),
        _association(
            "حسن المتوكل",
            "جمعية أجيال الزاك للرياضة",
            "10.071.01.03",
            declaration=Declaration.PROVISIONAL,
            declared_on=today - timedelta(days=12),
            papers=((KINDS.RECEIPT, "وصل مؤقت"),),
            then=(
                services.send_back_body,
                Ground.UNREADABLE,
                "ختم السلطة لا يظهر في الصورة: صوّروا الوصل من جديد في ضوء كاف.",
            ),
        ),
        _association(
            "رجاء بنسالم",
            "جمعية كل الخير",
            "10.261.01.03",
            then=(
                services.refuse_body,
                Ground.NAME_DIFFERS,
                "الاسم في الوصل غير هذا، ولا مقر للجمعية في الجهة.",
            ),
        ),
        _cooperative(
            "فاضمة أكوجكال",
            "تعاونية نساء أباينو للأركان",
            "10.261.07.01",
            register_number=f"1/77/{today.year - 5}/31",
            ice=ice(303),
            papers=((KINDS.REGISTER, "مستخرج من سجل التعاونيات"), (KINDS.ICE, "شهادة التعريف")),
            then=(services.verify_body, Ground.REGISTER, ""),
        ),
        _association(
            "محمد لغظف",
            "جمعية رمال المحبس للتضامن",
            "10.071.05.01",
            declaration=Declaration.FINAL,
            declared_on=today - timedelta(days=900),
            declared_to="قيادة المحبس",
            papers=((KINDS.RECEIPT, "وصل إيداع نهائي"),),
            then=(services.verify_body, Ground.RECEIPT, ""),
        ),
    ]


def _association(person: str, name: str, commune: str, **more: Any) -> Row:
    return _row(person, name, commune) | {
        "kind": "association",
        "fields": ("development", "social"),
        "groups": ("everyone", "rural"),
        **more,
    }


def _cooperative(person: str, name: str, commune: str, **more: Any) -> Row:
    return _row(person, name, commune) | {
        "kind": "cooperative",
        "fields": ("terroir", "trade"),
        "groups": ("women", "farmers"),
        **more,
    }


def _row(person: str, name: str, commune: str) -> Row:
    return {"person": person, "name_ar": name, "commune": Commune.objects.get(pk=commune)}


def _send(body: Body, person: User, kind: str, title: str) -> None:
    """A paper of one page that says of itself that it is invented, as a person would send it."""
    lines = [body.name_ar, f"{body.commune}", f"سلم إلى: {person.name}"]
    lines += [part for part in (body.declared_to, body.register_number, body.ice) if part]
    made = documents.pdf(PAPER, {"title": title, "lines": lines}, at=timezone.now())
    services.keep_document(
        body=body, actor=person, kind=kind, file=BytesIO(made), name=f"{title}.pdf"
    )


def _claim() -> None:
    """Somebody says that they act for a body for which nobody does; the coordinator has to see."""
    body = (
        queries.directory(queries.Asked(kind="association", territory="10.521"))
        .filter(memberships=None)
        .order_by("pk")[0]
    )
    person = User.objects.create_user(phone=f"+212{FIRST_PHONE + 90}", name="لالة مينة بوكرن")
    services.claim_body(
        body=body,
        actor=person,
        role=MembershipRole.SECRETARY,
        proof="أنا الكاتبة العامة منذ الجمع العام الأخير؛ اسمي في لائحة المكتب عند باشوية طانطان، "
        "وهاتف الجمعية في الدليل هاتف الرئيس السيد عبد الله.",
    )
