"""What the demonstration's people were told: some of it new, some in the day's digest."""

from django.urls import reverse

from multaqa.apps.accounts.models import Switch, User
from multaqa.apps.accounts.services import Letter, notify_all, recipient_for, switch
from multaqa.apps.forum.models import Edition
from multaqa.apps.network.models import Body
from multaqa.portal.demonstration import bodies


def tell_people(people: dict[str, User], edition: Edition) -> None:
    """The president has the yearly question in her digest; the others hear at once."""
    president, officer, holder = (people[key] for key in ("president", "officer", "holder"))
    switch(
        recipient=recipient_for(user=president),
        ways={"network.confirm": Switch.Way.DIGEST},
        by=None,
    )
    hers, his = (
        Body.objects.get(name_ar=name) for name in (bodies.PRESIDENT_BODY, bodies.OFFICER_BODY)
    )
    call = reverse("forum:call", args=[edition.number])
    notify_all(
        [
            Letter(
                president,
                "network.people",
                "قُبل مكانك في الهيئة",
                f"قبل منسقو الشبكة أن تتولي رئاسة {hers.name_ar} في الدليل. حيّني معطياتها.",
                hers.get_absolute_url(),
            ),
            Letter(
                president,
                "network.confirm",
                "هل معطيات هيئتكم صحيحة؟",
                f"مضت سنة على آخر تأكيد لمعطيات {hers.name_ar}. يكفي أن تنظري إليها وتؤكديها.",
                hers.get_absolute_url(),
            ),
            Letter(
                officer,
                "network.people",
                "قُبل مكانك في الهيئة",
                f"قبل منسقو الشبكة أن تمثلي {his.name_ar} في الدليل.",
                his.get_absolute_url(),
            ),
            Letter(
                holder,
                "forum.mailing",
                "باب المشاركة مفتوح",
                f"{edition.name}: يمكنك تقديم طلب مشاركة باسمك أو باسم مشروعك إلى غاية أسبوعين.",
                call,
            ),
        ]
    )
