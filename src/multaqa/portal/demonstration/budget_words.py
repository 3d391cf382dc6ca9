"""What the demonstration's budget is called, and the kinds of its projects; all invented."""

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
            "أربعة وثمانون مشروعا من جماعات الجهة، وغلاف مالي واحد. اختر ما تراه الأنفع: "
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

# Title, summary, groups, areas of work, cost from and to.
Kind = tuple[str, str, tuple[str, ...], tuple[str, ...], int, int]
PROJECTS: list[Kind] = [
    (
        "تزويد دواوير {place} بالماء الصالح للشرب",
        "حفر ثقب وتجهيزه بمضخة شمسية وخزان، وربط الدواوير البعيدة بنقط ماء قريبة.",
        ("rural", "women"),
        ("infrastructure", "environment"),
        350_000,
        900_000,
    ),
    (
        "نقل مدرسي لتلميذات وتلاميذ {place}",
        "اقتناء حافلة للنقل المدرسي وتسييرها، حتى لا تنقطع البنات عن الدراسة بسبب البعد.",
        ("pupils", "rural"),
        ("education",),
        280_000,
        520_000,
    ),
    (
        "دار المرأة القروية في {place}",
        "فضاء للتكوين ومحو الأمية وعرض منتوجات التعاونيات النسائية.",
        ("women",),
        ("women", "literacy"),
        240_000,
        700_000,
    ),
    (
        "ملعب القرب في {place}",
        "ملعب معشوشب بإنارة شمسية، مفتوح للفتيات والفتيان بالتناوب.",
        ("youth", "children"),
        ("sport",),
        300_000,
        800_000,
    ),
    (
        "إنارة أزقة {place} بالطاقة الشمسية",
        "تركيب أعمدة إنارة شمسية في الأزقة والطرق المؤدية إلى المدرسة والمركز الصحي.",
        ("everyone",),
        ("infrastructure", "environment"),
        120_000,
        420_000,
    ),
    (
        "وحدة لتثمين التمور في {place}",
        "تجهيز وحدة للفرز والتلفيف والتبريد تستفيد منها تعاونيات الواحة.",
        ("farmers", "women"),
        ("terroir", "agriculture"),
        260_000,
        760_000,
    ),
    (
        "مكتبة متنقلة لأطفال {place}",
        "سيارة مجهزة بالكتب والألعاب التربوية تزور كل دوار مرة في الأسبوعين.",
        ("children", "pupils"),
        ("education", "culture"),
        90_000,
        260_000,
    ),
    (
        "ولوجيات مرافق {place} للأشخاص في وضعية إعاقة",
        "منحدرات وممرات ومرافق صحية ملائمة في الجماعة والمدرسة والمركز الصحي.",
        ("disability",),
        ("disability", "infrastructure"),
        60_000,
        240_000,
    ),
    (
        "ترميم ساقية واحة {place}",
        "إصلاح الساقية والخطارة وتبطينها حتى يصل الماء إلى أبعد الحقول.",
        ("farmers", "rural"),
        ("agriculture", "environment"),
        180_000,
        640_000,
    ),
    (
        "سيارة إسعاف لجماعة {place}",
        "اقتناء سيارة إسعاف مجهزة وتكوين سائقيها على الإسعافات الأولية.",
        ("everyone", "rural"),
        ("health",),
        320_000,
        480_000,
    ),
    (
        "مشغل النسيج والزربية في {place}",
        "مناسج وتكوين في التصميم والبيع عبر الإنترنت لفائدة الصانعات.",
        ("women", "artisans"),
        ("crafts",),
        70_000,
        220_000,
    ),
    (
        "فضاء الشباب والمقاولة في {place}",
        "قاعة مجهزة بالحواسيب والإنترنت ومواكبة لحاملي المشاريع الصغرى.",
        ("youth",),
        ("education", "trade"),
        110_000,
        380_000,
    ),
    (
        "غرس أشجار الأركان والصبار في {place}",
        "غرس خمسين هكتارا وتسييجها وسقيها في السنتين الأوليين بمشاركة السكان.",
        ("farmers", "everyone"),
        ("environment", "agriculture"),
        80_000,
        300_000,
    ),
    (
        "حديقة عمومية في {place}",
        "أشجار ومقاعد وألعاب للأطفال في أرض مهملة وسط الحي.",
        ("children", "elderly"),
        ("environment",),
        150_000,
        500_000,
    ),
    (
        "معالجة النفايات وفرزها في {place}",
        "نقط للفرز وعربات للجمع وتحسيس في المدارس، مع تعاونية للتدوير.",
        ("everyone", "youth"),
        ("environment",),
        130_000,
        450_000,
    ),
    (
        "مهرجان تراث {place}",
        "ثلاثة أيام للشعر الحساني والأهازيج الأمازيغية والصناعة التقليدية.",
        ("everyone",),
        ("culture", "tourism"),
        40_000,
        150_000,
    ),
    (
        "تجهيز المركز الصحي في {place}",
        "معدات للفحص بالصدى وتتبع الحمل وثلاجة للقاحات تعمل بالطاقة الشمسية.",
        ("women", "children"),
        ("health",),
        140_000,
        410_000,
    ),
    (
        "مسار سياحي بين واحات {place}",
        "تشوير المسالك وتكوين مرشدات ومرشدين محليين وتأهيل ثلاثة مآو قروية.",
        ("youth", "rural"),
        ("tourism", "environment"),
        100_000,
        360_000,
    ),
    (
        "روض أطفال جماعي في {place}",
        "تهيئة قاعتين وتكوين مربيات من أهل الدوار وتجهيز فضاء للعب.",
        ("children", "women"),
        ("childhood", "education"),
        160_000,
        440_000,
    ),
]
