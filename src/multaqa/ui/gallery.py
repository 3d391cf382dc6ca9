"""Every part in its states, for those who build: the context of ui/gallery.html.

The samples are said here in Arabic and in French, and in no catalogue: nobody but us reads them.
"""

from datetime import UTC, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils.functional import lazystr
from django.utils.translation import get_language
from django_stubs_ext import StrOrPromise

from multaqa.ui.inputs import Lines


class Said:
    """The same words twice, read in the language of the page."""

    def __init__(self, arabic: str, french: str) -> None:
        self.arabic, self.french = arabic, french

    def __str__(self) -> str:
        return self.arabic if get_language() == "ar" else self.french


def _label(arabic: str, french: str) -> StrOrPromise:
    return lazystr(Said(arabic, french))


class SampleForm(forms.Form):
    body = forms.CharField(
        label=_label("الهيئة التي تمثلها", "Organisme que vous représentez"),
        help_text=_label(
            "ابحث بالاسم؛ الهمزة والتاء المربوطة لا تهم.", "Cherchez par le nom, sans les accents."
        ),
    )
    role = forms.ChoiceField(
        label=_label("صفتك في الهيئة", "Votre qualité dans l'organisme"),
        choices=[
            ("head", _label("رئيس(ة)", "Président(e)")),
            ("board", _label("عضو(ة) المكتب", "Membre du bureau")),
            ("member", _label("منخرط(ة)", "Adhérent(e)")),
        ],
        widget=forms.RadioSelect,
    )
    phone = forms.RegexField(
        r"^0\d{9}$",
        label=_label("رقم الهاتف", "Numéro de téléphone"),
        help_text=_label(
            "لن ينشر. نستعمله للتأكيد يوم القرعة فقط.",
            "Il ne sera pas publié. Il sert à confirmer le jour du tirage.",
        ),
        error_messages={
            "invalid": _label(
                "الرقم ناقص: ينتظر 10 أرقام، وكتبت 6.",
                "Numéro incomplet : 10 chiffres attendus, 6 saisis.",
            )
        },
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    commune = forms.ChoiceField(
        label=_label("الجماعة", "Commune"),
        choices=[("1", _label("تغيرت (إقليم سيدي إفني)", "Tighirt (province de Sidi Ifni)"))],
    )
    needs = forms.MultipleChoiceField(
        label=_label(
            "هل تحتاج(ين) إلى ترتيبات تيسيرية؟", "Avez-vous besoin d'aménagements raisonnables ?"
        ),
        choices=[
            ("bus", _label("نقل", "Transport")),
            ("bed", _label("إيواء", "Hébergement")),
            ("care", _label("حضانة أطفال", "Garde d'enfants")),
            ("sign", _label("لغة الإشارة", "Langue des signes")),
        ],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    born = forms.DateField(
        label=_label("تاريخ الازدياد", "Date de naissance"),
        widget=forms.DateInput(attrs={"type": "date"}),
        required=False,
    )
    words = forms.CharField(
        label=_label("كلمة للمنظمين", "Un mot aux organisateurs"),
        widget=Lines,
        required=False,
    )
    consent = forms.BooleanField(
        label=_label(
            "أوافق على نشر اسم هيئتي في لائحة المشاركات والمشاركين",
            "J'accepte que le nom de mon organisme figure sur la liste des participant(e)s",
        )
    )


WORDS = {
    "edition": Said("الدورة الثالثة", "Troisième édition"),
    "place": Said("دار الثقافة، كلميم", "Maison de la culture, Guelmim"),
    "forum": Said(
        "الملتقى الجهوي الثالث للمجتمع المدني", "Troisième forum régional de la société civile"
    ),
    "theme": Said(
        "الاقتصاد الاجتماعي والتضامني ودوره في إدماج الفئات الهشة",
        "L'économie sociale et solidaire au service des personnes vulnérables",
    ),
    "when": Said("المدة", "Quand"),
    "where": Said("المكان", "Où"),
    "act": Said("المشاركة في الاستشارة", "Participer à la consultation"),
    "programme": Said("برنامج اليومين", "Programme des deux jours"),
    "draw": Said("القرعة المتوازنة", "Tirage au sort équilibré"),
    "panel": Said("لائحة المشاركات والمشاركين", "Liste des participant(e)s"),
    "where_now": Said("أين وصلنا؟", "Où en sommes-nous ?"),
    "people": Said("نسمة", "habitants"),
    "census": Said("المندوبية السامية للتخطيط، إحصاء 2024", "HCP, recensement de 2024"),
    "money": Said("4,2 مليون درهم", "4,2 MDH"),
    "funded": Said("تمويلات ملتزم بها", "de financements engagés"),
    "record": Said("السجل العمومي", "Registre public"),
    "least": Said("أدنى حظ لأي متقدم(ة)", "la plus faible chance"),
    "balance": Said("التوازن المحقق", "Équilibre atteint"),
    "chances": Said("حظوظ متكافئة", "Des chances égales"),
    "chance_of": Said("حظ كل متقدم(ة) في أن يسحب", "Chance de chaque candidat(e)"),
    "chance": Said("الحظ", "Chance"),
    "count": Said("عدد المتقدمات والمتقدمين", "Nombre de candidat(e)s"),
    "check": Said("تحقق بنفسك", "Vérifiez vous-même"),
    "how": Said(
        "البصمة الرقمية للملف نشرت قبل السحب بثلاثة أيام، ورقم السحب أعلن أمام الحضور.",
        "L'empreinte du dossier a été publiée trois jours avant le tirage, devant le public.",
    ),
    "no_list": Said("لا توجد لائحة تحقق كل الحصص.", "Aucune liste ne satisfait tous les quotas."),
    "remedy": Said(
        "أصغر تعديل: «أشخاص في وضعية إعاقة» من 12 إلى 11.",
        "Plus petite retouche : « personnes en situation de handicap » de 12 à 11.",
    ),
    "apply": Said("تطبيق", "Appliquer"),
    "kept": Said("حفظ الطلب. رقمه", "Demande enregistrée, sous le numéro"),
    "closes": Said("تغلق الطلبات يوم", "Les demandes ferment le"),
    "projects": Said("مشاريع تبحث عن شركاء", "Projets en quête de partenaires"),
    "project": Said(
        "تعاونية نسائية، 42 منخرطة. تحتاج تجهيزات التعليب وشهادة البيان الجغرافي.",
        "Coopérative de 42 femmes. Il manque le matériel de conditionnement.",
    ),
    "topic": Said("الصبار", "Cactus"),
    "dirhams": Said("درهم", "DH"),
    "funders": Said("يلائم 3 ممولين", "Convient à 3 bailleurs"),
    "body": Said("الهيئة", "Organisme"),
    "commune": Said("الجماعة", "Commune"),
    "setting": Said("الوسط", "Milieu"),
    "seats": Said("المقاعد", "Sièges"),
    "open": Said("مفتوحة", "Ouverte"),
    "closed": Said("مغلقة", "Close"),
    "short": Said("ينقص متقدم واحد", "Il manque un candidat"),
    "draft": Said("مسودة", "Brouillon"),
    "compute": Said("حساب الحظوظ", "Calculer les chances"),
    "add": Said("إضافة حصة", "Ajouter un quota"),
    "withdraw": Said("انسحاب", "Se désister"),
    "close": Said("إغلاق", "Clore"),
    "working": Said("الحساب جار", "Calcul en cours"),
    "step": Said(
        "الخطوة 3 من 4: توزيع الحظوظ على اللوائح", "Étape 3 sur 4 : répartition des chances"
    ),
    "leave": Said(
        "يبقى حوالي 4 ثوان. يمكن مغادرة الصفحة والعودة إليها.",
        "Encore 4 secondes environ. Vous pouvez quitter la page et y revenir.",
    ),
    "nothing": Said("لا مشاريع بعد", "Pas encore de projet"),
    "teach": Said(
        "كل هيئة في الدليل يمكنها أن تقترح مشروعا؛ يكفي عنوان وميزانية تقريبية.",
        "Tout organisme de l'annuaire peut en proposer un : un titre et un budget suffisent.",
    ),
    "propose": Said("اقتراح مشروع", "Proposer un projet"),
    "form": Said("استمارة", "Formulaire"),
    "next": Said("متابعة", "Continuer"),
    "back": Said("رجوع", "Retour"),
    "soon": Said("حوالي دقيقتين", "Deux minutes environ"),
}


def samples() -> dict[str, Any]:
    answers = {"body": "تعاونية تغيرت للعسل", "role": "head", "phone": "066123", "needs": ["bus"]}
    return {
        "words": {name: str(words) for name, words in WORDS.items()},
        "form": SampleForm(answers),
        "rows": _rows(),
        "bins": _bins(),
        "done": ["call", "balance"],
        "notes": {
            "call": str(Said("312 طلب مشاركة", "312 demandes")),
            "balance": str(Said("150 مقعدا بالقرعة", "150 sièges tirés au sort")),
            "hear": str(Said("3 استشارات مفتوحة", "3 consultations ouvertes")),
            "match": str(Said("46 لقاء تمويل", "46 rendez-vous")),
        },
        "names": [
            str(Said("هويتك", "Vous")),
            str(Said("هيئتك", "Organisme")),
            str(Said("حاجياتك", "Besoins")),
            str(Said("مراجعة وإرسال", "Relire, envoyer")),
        ],
        "page_obj": Paginator(range(312), 20).get_page(7),
        "start": datetime(2026, 12, 14, 8, 30, tzinfo=UTC),
        "end": datetime(2026, 12, 15, 17, 0, tzinfo=UTC),
        "people": 448_685,
        "chance": Decimal("0.412"),
        "digest": "7b1f02aac9d4e81b6f35a09e4dd1c2b3" * 2,
        "bodies": [
            SimpleNamespace(code=code, name=name, commune=commune, is_rural=is_rural, seats=seats)
            for code, name, commune, is_rural, seats in (
                ("م-0417", "تعاونية تغيرت للعسل", "تغيرت", True, 3),
                ("م-0088", "جمعية الأفق", "كلميم", False, 12),
                ("م-0231", "Association Oasis d'Assrir", "أسرير", True, 1204),
            )
        ],
    }


def _rows() -> list[dict[str, Any]]:
    """Seats of 150, with the limits that were set."""
    full, province = Said("75 من 75", "75 sur 75"), Said("إقليم كلميم", "Province de Guelmim")
    rows = (
        (Said("الوسط القروي", "Milieu rural"), 75, full, "rural", 75, 75),
        (Said("الوسط الحضري", "Milieu urbain"), 75, full, "urban", 75, 75),
        (Said("نساء", "Femmes"), 72, Said("72 (الأدنى 68)", "72 (minimum 68)"), "", 68, None),
        (province, 63, Said("63 (الأقصى 66)", "63 (maximum 66)"), "", None, 66),
        (
            Said("إقليم آسا-الزاك", "Assa-Zag"),
            19,
            Said("19 (18 إلى 24)", "19 (18 à 24)"),
            "",
            18,
            24,
        ),
    )
    names = ("label", "value", "text", "tone", "minimum", "maximum")
    return [dict(zip(names, row, strict=True)) | {"total": 150} for row in rows]


def _bins() -> list[dict[str, Any]]:
    return [
        {"low": low, "high": low + 4, "label": f"{low}–{low + 4}%", "count": count}
        for low, count in zip(range(30, 70, 4), (0, 0, 4, 17, 58, 104, 71, 38, 14, 6), strict=True)
    ]
