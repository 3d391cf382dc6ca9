"""What a body's own desk tells of the forum: who asked to come in its name, and no more."""

import pytest
from django.urls import reverse
from django.utils import timezone

from multaqa.apps.forum.models import RegistrationState
from multaqa.apps.network.models import MembershipRole
from tests.factories.accounts import UserFactory, auditor, coordinator
from tests.factories.forum_registrations import RegistrationFactory
from tests.factories.network import BodyFactory, MembershipFactory, acting, president_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (lambda body: acting(body).user, 200),
        (lambda body: coordinator(), 200),
        (lambda body: MembershipFactory(body=body, role=MembershipRole.MEMBER).user, 403),
        (lambda body: president_of(BodyFactory()), 403),
        (lambda body: auditor(), 403),
        (lambda body: UserFactory(), 403),
    ],
    ids=["secretary", "coordinator", "member", "of-another", "auditor", "another"],
)
def test_who_acts_for_a_body_sees_who_comes_in_its_name(client, who, status):
    body = BodyFactory()
    sent = {"body": body, "body_role": "member", "sent_at": timezone.now()}
    RegistrationFactory(name="رقية الناجم", phone="+212661234567", **sent)
    RegistrationFactory(
        name="مسودة", **(sent | {"sent_at": None, "state": RegistrationState.DRAFT})
    )
    client.force_login(who(body))
    answer = client.get(reverse("forum:registrations-of-body", args=[body.slug]))
    assert answer.status_code == status
    page = answer.content.decode()
    assert ("رقية الناجم" in page) == (status == 200)
    assert "661234567" not in page
    assert "مسودة" not in page


def test_it_hangs_on_the_bodys_desk(client):
    body = BodyFactory()
    client.force_login(president_of(body))
    page = client.get(reverse("network:own-desk", args=[body.slug])).content.decode()
    assert reverse("forum:registrations-of-body", args=[body.slug]) in page
