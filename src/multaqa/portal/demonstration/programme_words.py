# ruff: noqa: E501, SIM905  titles and lists of names stand as one reads them
"""What the demonstration's two days are about: titles, summaries, functions, all invented."""

TRACKS = (
    ("identity", "الهوية والتراث", "Identité et patrimoine", "night"),
    ("product", "المنتوج المحلي", "Produit local", "saffron"),
    ("initiatives", "المبادرات الخلاقة", "Initiatives créatives", "palm"),
    ("capacity", "القدرات التنظيمية", "Capacités d’organisation", "indigo"),
    ("training", "التكوين", "Formation", "sand"),
    ("tax", "الجبايات والتمويل", "Fiscalité et financement", "clay"),
)
ROOMS = (
    ("theatre", "المسرح", "Théâtre", "دار الثقافة", "Maison de la culture", 320, True),
    (
        "gallery",
        "قاعة المعارض",
        "Salle d’exposition",
        "دار الثقافة",
        "Maison de la culture",
        60,
        True,
    ),
    (
        "library",
        "قاعة المطالعة",
        "Salle de lecture",
        "دار الثقافة",
        "Maison de la culture",
        30,
        True,
    ),
    ("youth", "قاعة الأنشطة", "Salle d’activités", "دار الشباب", "Maison des jeunes", 45, True),
    ("tent", "الخيمة", "Grande tente", "دار الشباب", "Maison des jeunes", 80, False),
)
# Four workshops for each track.
WORKSHOPS = {
    "identity": (
        (
            "الخيمة والحكاية: كيف نحفظ ما ترويه الجدات؟",
            "La tente et le récit : garder ce que racontent les grand-mères",
            "تسجيل الحكايات وحفظها بوسائل بسيطة، مع احترام أصحابها.",
        ),
        (
            "الحلي والنسيج: حرفة تعيل أسرها",
            "Bijoux et tissage : un métier qui fait vivre",
            "من الورشة إلى الزبون: الجودة والثمن العادل وعلامة المنشأ.",
        ),
        (
            "اللسان الحساني والأمازيغي في الجمعيات",
            "Le hassani et l’amazigh dans les associations",
            "كيف تخاطب الجمعية ساكنتها بلغتها في الإعلان والاجتماع والتقرير؟",
        ),
        (
            "القصور والواحات: مسالك سياحية تضامنية",
            "Ksour et oasis : des circuits solidaires",
            "تصميم مسلك تستفيد منه الأسر المستقبلة قبل غيرها.",
        ),
    ),
    "product": (
        (
            "الصبار من الحقل إلى الرف",
            "Le cactus, du champ au rayon",
            "شروط السلامة والتلفيف والتوزيع كما تعيشها تعاونيات الجهة.",
        ),
        (
            "عسل الدغموس: الجودة قبل الكمية",
            "Le miel d’euphorbe : la qualité d’abord",
            "التحليل والعنونة وما يطلبه المشتري.",
        ),
        (
            "ألبان الإبل: سلسلة تبريد ممكنة",
            "Le lait de chamelle : une chaîne du froid possible",
            "تجارب صغيرة في الجمع والحفظ، وكلفتها بالأرقام.",
        ),
        (
            "البيع عن بعد بهاتف بسيط",
            "Vendre à distance avec un simple téléphone",
            "الصورة والثمن والأداء والتسليم: خطوات يستطيعها كل فرد.",
        ),
    ),
    "initiatives": (
        (
            "نفايات تصير موردا",
            "Des déchets qui deviennent ressource",
            "ثلاث تجارب في الفرز وإعادة الاستعمال بميزانية صغيرة.",
        ),
        (
            "الطاقة الشمسية في خدمة التعاونية",
            "Le solaire au service de la coopérative",
            "حساب الحاجة والكلفة، ومن يصون المعدات.",
        ),
        (
            "الشباب يبتكر: من الفكرة إلى النموذج",
            "Les jeunes inventent : de l’idée au prototype",
            "يوم عمل مكثف على أفكار المشاركات والمشاركين.",
        ),
        (
            "حضانة الأطفال شرط لعمل النساء",
            "La garde d’enfants, condition du travail des femmes",
            "نماذج للحضانة الجماعية داخل التعاونية.",
        ),
    ),
    "capacity": (
        (
            "جمع عام ناجح: من الدعوة إلى المحضر",
            "Réussir son assemblée : de l’avis au procès-verbal",
            "تمرين عملي على النصاب والتصويت وتحرير المحضر.",
        ),
        (
            "التناوب والشفافية داخل المكتب",
            "Alternance et transparence au bureau",
            "كيف تسلم المسؤوليات دون أن تضيع الوثائق؟",
        ),
        (
            "مسك الحسابات لجمعية صغيرة",
            "Tenir les comptes d’une petite association",
            "سجل واحد، وثائق مرتبة، وتقرير يفهمه الجميع.",
        ),
        (
            "الترافع والعرائض أمام الجماعات",
            "Plaidoyer et pétitions auprès des communes",
            "شروط العريضة وآجال الجواب كما يحددها القانون.",
        ),
    ),
    "training": (
        (
            "تعلم القراءة والحساب لعضوات التعاونيات",
            "Lecture et calcul pour les coopératrices",
            "مقاربة بالمنتوج: القراءة في الملصق والحساب في الفاتورة.",
        ),
        (
            "التكوين بالمرافقة: كيف نختار المؤطر؟",
            "Se former en étant accompagné : choisir son tuteur",
            "ما ينتظر من المرافقة وكيف نقيس أثرها.",
        ),
        (
            "السلامة في الورشات الصغيرة",
            "La sécurité dans les petits ateliers",
            "الأخطار المعتادة، ووسائل الوقاية المتاحة.",
        ),
        (
            "كتابة مشروع يقرؤه الممول",
            "Écrire un projet qu’un bailleur lira",
            "صفحتان تكفيان: الحاجة والحل والكلفة والأثر.",
        ),
    ),
    "tax": (
        (
            "التعاونية والضريبة: ما لها وما عليها",
            "La coopérative et l’impôt",
            "الإعفاءات وشروطها، والتصريحات التي تبقى واجبة.",
        ),
        (
            "دعم المشاريع الصغرى: أي برنامج لأي مشروع؟",
            "Soutien aux petits projets : quel programme pour qui ?",
            "قراءة في الشروط قبل تهيئ الملف.",
        ),
        (
            "علاقة التعاونية بالبنك",
            "La coopérative et sa banque",
            "الحساب والقرض والضمان، وأسئلة تطرح قبل التوقيع.",
        ),
        (
            "شراكة الجمعية مع الجماعة: الاتفاقية والتتبع",
            "Convention entre association et commune : suivi",
            "من طلب الشراكة إلى التقرير المالي.",
        ),
    ),
}
FUNCTIONS = (
    ("رئيسة تعاونية", "Présidente de coopérative"),
    ("رئيس جمعية", "Président d’association"),
    ("مؤطرة في الحرف", "Formatrice en artisanat"),
    ("أستاذ باحث", "Enseignant-chercheur"),
    ("إطار بمصلحة لاممركزة", "Cadre d’un service déconcentré"),
    ("مستشارة جماعية", "Conseillère communale"),
    ("محاسب معتمد", "Comptable agréé"),
    ("حاملة مشروع", "Porteuse de projet"),
)
PLENARIES = {
    1: (("opening", "افتتاح الملتقى", "Ouverture du forum", (9, 0), (9, 45)),
        ("plenary", "الاقتصاد الاجتماعي والتضامني بالجهة: أين نحن؟", "L’économie sociale et solidaire dans la région : où en sommes-nous ?", (9, 45), (10, 45))),
    2: (("plenary", "تقارير الورشات: ما الذي نوصي به؟", "Rapports des ateliers : que recommandons-nous ?", (15, 30), (16, 30)),
        ("closing", "اختتام الملتقى والتوصيات", "Clôture et recommandations", (16, 30), (17, 15))),
}  # fmt: skip
PAUSES = (
    ("break", "استراحة شاي", "Pause thé", (10, 45), (11, 0)),
    ("meal", "وجبة الغداء", "Déjeuner", (12, 30), (14, 0)),
    ("prayer", "صلاة الظهر", "Prière du Dohr", (13, 15), (13, 45)),
)
WORKSHOP_SLOTS = (
    (1, (11, 0), (12, 30)),
    (1, (14, 0), (15, 30)),
    (1, (15, 45), (17, 15)),
    (2, (9, 0), (10, 45)),
    (2, (11, 0), (12, 30)),
    (2, (14, 0), (15, 15)),
)  # fmt: skip
INTERPRETERS = (
    ("نادية أمزال", ["ar", "fr"]),
    ("عمر الناجي", ["ar", "zgh"]),
    ("هاجر النحال", ["ar", "xms"]),
)

# The French of the summaries, in the order of the workshops.
SUMMARIES_FR = {
    "identity": (
        "Enregistrer les récits avec des moyens simples, dans le respect de celles qui les disent.",
        "De l’atelier au client : qualité, juste prix et marque d’origine.",
        "Parler à la population dans sa langue : annonce, réunion, rapport.",
        "Concevoir un circuit qui profite d’abord aux familles qui accueillent.",
    ),
    "product": (
        "Hygiène, emballage et vente, tels que les vivent les coopératives de la région.",
        "Analyse, étiquetage, et ce que demande l’acheteur.",
        "De petites expériences de collecte et de conservation, et leur coût en chiffres.",
        "Photo, prix, paiement, livraison : des étapes à la portée de chacun.",
    ),
    "initiatives": (
        "Trois expériences de tri et de réemploi avec un petit budget.",
        "Calculer le besoin et le coût, et savoir qui entretient le matériel.",
        "Une séance de travail intense sur les idées des participants.",
        "Des modèles de garde collective au sein de la coopérative.",
    ),
    "capacity": (
        "Exercice : quorum, vote et rédaction du procès-verbal.",
        "Transmettre les responsabilités sans perdre les documents.",
        "Un seul registre, des pièces classées, un rapport que chacun comprend.",
        "Les conditions d’une pétition et les délais de réponse que fixe la loi.",
    ),
    "training": (
        "Apprendre par le produit : lire une étiquette, compter une facture.",
        "Ce que l’on attend d’un accompagnement et comment en mesurer l’effet.",
        "Les dangers habituels et les protections à portée.",
        "Deux pages suffisent : besoin, solution, coût, effet.",
    ),
    "tax": (
        "Les exonérations, leurs conditions, et les déclarations qui restent dues.",
        "Lire les conditions avant de monter le dossier.",
        "Compte, crédit, garantie : les questions à poser avant de signer.",
        "De la demande de partenariat au rapport financier.",
    ),
}

# The names of the demonstration as their people write them in French.
_IN_FRENCH = (
    "فاطمة Fatima الزهراء Zahra خديجة Khadija عائشة Aïcha مريم Meryem السالكة Salka الغالية Ghalia فاطمتو Fatimatou "
    "النانة Nana خديجتو Khadijatou لالة Lalla زينب Zineb رقية Rkia كلثوم Keltoum فاضمة Fadma تودة Touda "
    "إيطو Itto يامنة Yamna حليمة Halima سعاد Souad نادية Nadia حنان Hanane وفاء Wafae أسماء Asmae "
    "سناء Sanae هاجر Hajar إكرام Ikram سلمى Salma نعيمة Naima لطيفة Latifa مباركة Mbarka العزة Laaza "
    "النجاة Najat سكينة Soukaina أمينة Amina رشيدة Rachida محمد Mohamed لحسن Lahcen الحسين Lhoucine مبارك Mbarek "
    "بوجمعة Boujemaa إبراهيم Brahim علي Ali سعيد Saïd يوسف Youssef حمزة Hamza أيوب Ayoub عمر Omar "
    "السالك Salek المحفوظ Mahfoud لحبيب Lahbib أحمد Ahmed داود Daoud رشيد Rachid خالد Khalid حسن Hassan "
    "عبدالله Abdellah سيدي Sidi عبدالرحمان Abderrahmane مصطفى Mustapha بلعيد Belaïd حماد Hammad ياسين Yassine أنس Anas "
    "الطاهر Tahar البشير Bachir النجار Najjar الحداد Haddad الخياط Khayat الصياد Sayad النحال Nahhal الغزال Ghazal "
    "الفلاح Fellah الرامي Rami البحري Bahri الصخري Sakhri المرجاني Morjani الواحي Ouahi أزمور Azemmour أسيف Assif "
    "أفولاي Afoulay أكناو Agnaou أمزال Amzal أوبلا Oubella أخراز Akhraz أزروال Azeroual أوحمو Ouhammou بوزيت Bouzit "
    "بوهوش Bouhouch الناجي Naji الصالحي Salhi لمغاري Lamghari الكتبي Koutoubi الزيتوني Zitouni الرملي Ramli السدري Sedri "
    "النخيلي Nkhili الفجري Fajri أيور Ayyour أزرو Azrou إزم Izem أمناي Amnay بنداود Bendaoud بنسالم Bensalem "
    "لعروسي Laaroussi الطالبي Talbi "
).split()
IN_FRENCH = dict(zip(_IN_FRENCH[::2], _IN_FRENCH[1::2], strict=True))


def in_french(name: str) -> str:
    return " ".join(IN_FRENCH[word] for word in name.split())
