"""Every part in its states, for those who build: the context of ui/gallery.html."""

from datetime import UTC, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django import forms
from django.core.paginator import Paginator


class SampleForm(forms.Form):
    body = forms.CharField(
        label="الهيئة التي تمثلها", help_text="ابحث بالاسم؛ الهمزة والتاء المربوطة لا تهم."
    )
    role = forms.ChoiceField(
        label="صفتك في الهيئة",
        choices=[("head", "رئيس(ة)"), ("board", "عضو(ة) المكتب"), ("member", "منخرط(ة)")],
        widget=forms.RadioSelect,
    )
    phone = forms.RegexField(
        r"^0\d{9}$",
        label="رقم الهاتف",
        help_text="لن ينشر. نستعمله للتأكيد يوم القرعة فقط.",
        error_messages={"invalid": "الرقم ناقص: ينتظر 10 أرقام، وكتبت 6."},
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    commune = forms.ChoiceField(
        label="الجماعة", choices=[("1", "تغيرت (إقليم سيدي إفني)"), ("2", "كلميم (إقليم كلميم)")]
    )
    needs = forms.MultipleChoiceField(
        label="هل تحتاج(ين) إلى ترتيبات تيسيرية؟",
        choices=[
            ("bus", "نقل"),
            ("bed", "إيواء"),
            ("care", "حضانة أطفال"),
            ("sign", "لغة الإشارة"),
        ],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    born = forms.DateField(
        label="تاريخ الازدياد", widget=forms.DateInput(attrs={"type": "date"}), required=False
    )
    words = forms.CharField(label="كلمة للمنظمين", widget=forms.Textarea, required=False)
    consent = forms.BooleanField(label="أوافق على نشر اسم هيئتي في لائحة المشاركات والمشاركين")


def samples() -> dict[str, Any]:
    form = SampleForm(
        {"body": "تعاونية تغيرت للعسل", "role": "head", "phone": "066123", "needs": ["bus"]},
        prefix="wrong",
    )
    return {
        "form": SampleForm(prefix="new"),
        "wrong_form": form,
        "rows": _rows(),
        "bins": _bins(),
        "done": ["call", "balance"],
        "notes": {
            "call": "312 طلب مشاركة",
            "balance": "150 مقعدا بالقرعة",
            "hear": "3 استشارات مفتوحة",
            "match": "46 لقاء تمويل",
        },
        "steps": ["هويتك", "هيئتك", "حاجياتك", "مراجعة وإرسال"],
        "page_obj": Paginator(range(312), 20).get_page(7),
        "start": datetime(2026, 12, 14, 8, 30, tzinfo=UTC),
        "end": datetime(2026, 12, 15, 17, 0, tzinfo=UTC),
        "people": 448_685,
        "chance": Decimal("0.412"),
        "digest": "7b1f02aac9d4e81b6f35a09e4dd1c2b37b1f02aac9d4e81b6f35a09e4dd1c09e",
        "hostile": "<script>alert(1)</script> جمعية",
        "tables": SAMPLE_ROWS,
    }


SAMPLE_ROWS = [
    SimpleNamespace(code=code, body=body, commune=commune, is_rural=is_rural, seats=seats)
    for code, body, commune, is_rural, seats in (
        ("م-0417", "تعاونية تغيرت للعسل", "تغيرت", True, 3),
        ("م-0088", "جمعية الأفق", "كلميم", False, 12),
        ("م-0231", "Association Oasis d'Assrir", "أسرير", True, 1204),
    )
]


def _rows() -> list[dict[str, Any]]:
    """Label, seats, text, tone, then the limits."""
    return [
        dict(zip(("label", "value", "text", "tone", "minimum", "maximum"), row, strict=True))
        | {"total": 150}
        for row in (
            ("الوسط القروي", 75, "75 من 75", "rural", 75, 75),
            ("الوسط الحضري", 75, "75 من 75", "urban", 75, 75),
            ("نساء", 72, "72 (الأدنى 68)", "", 68, None),
            ("شباب (18–35)", 55, "55 (الأدنى 50)", "", 50, None),
            ("إقليم كلميم", 63, "63 (الأقصى 66)", "", None, 66),
            ("إقليم آسا-الزاك", 19, "19 (18 إلى 24)", "", 18, 24),
        )
    ]


def _bins() -> list[dict[str, Any]]:
    return [
        {"low": low, "high": low + 4, "label": f"{low}–{low + 4}%", "count": count}
        for low, count in zip(range(30, 70, 4), (0, 0, 4, 17, 58, 104, 71, 38, 14, 6), strict=True)
    ]
