"""What the demonstration's rounds are called, and what the council decided; all invented."""

from typing import Any

WORDS: dict[str, dict[str, Any]] = {
    "budget-2": {
        "title_ar": "الميزانية التشاركية للجهة: الجولة الأولى",
        "title_fr": "Budget participatif de la région : premier tour",
        "summary_ar": (
            "غلاف مالي واحد تقترح الجمعيات والتعاونيات مشاريعه، ويرتبها سكان الجهة بأصواتهم. "
            "تقسم الأصوات الغلاف بالحصص المتساوية، مع حد أدنى للجماعات القروية."
        ),
        "summary_fr": (
            "Une enveloppe : associations et coopératives proposent les projets, les habitantes et "
            "habitants les choisissent. L’enveloppe est partagée par parts égales, avec un "
            "plancher pour les communes rurales."
        ),
    },
    "budget-3": {
        "title_ar": "الميزانية التشاركية للجهة: الجولة الثانية",
        "title_fr": "Budget participatif de la région : deuxième tour",
        "summary_ar": (
            "أربعة وثمانون مشروعا من جماعات الجهة، وغلاف مالي واحد. اختر ما تراه أنفع: "
            "صوتك حصة من الغلاف تؤدي بها عن المشاريع التي اخترتها."
        ),
        "summary_fr": (
            "Quatre-vingt-quatre projets des communes de la région, une enveloppe. Choisissez ceux "
            "qui vous semblent les plus utiles : votre voix est une part de l’enveloppe, qui paie "
            "les projets que vous avez choisis."
        ),
    },
}
ORGANISER: dict[str, Any] = {
    "organiser": "شبكة جمعيات تجريبية",
    "decider": "مجلس الجهة",
    "is_public_money": True,
}

# The council's decision on the first round, and why it departs from the vote.
DECISION = {
    "decider": "مجلس الجهة",
    "reference": "14",
    "note": (
        "صادق المجلس، في دورة استثنائية، على نتيجة التصويت كما هي إلا في مشروعين، للأسباب المبينة "
        "أسفله. وتحال الاعتمادات على المشاريع الممولة في أجل ثلاثين يوما."
    ),
}
LEFT_OUT = (
    "برمجت الجماعة الترابية المشروع نفسه في ميزانيتها لهذه السنة بعد فتح التصويت، فلا يؤدى ثمنه "
    "مرتين. يعود المبلغ إلى أقرب مشروع قروي لم تكفه الأصوات."
)
TAKEN_IN = "أول مشروع قروي في ترتيب التصويت تكفيه الاعتمادات التي تركها المشروع المذكور."
