"""A body's own desk and what the coordinator has of it: pages by role, and what is typed stays."""

import io
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from multaqa.apps.network import services
from multaqa.apps.network.models import (
    Body,
    Claim,
    Confirmation,
    Handover,
    Invitation,
    Membership,
    MembershipRole,
    PhoneCall,
)
from multaqa.apps.network.services import Newcomer
from multaqa.kernel.uploads import document
from tests.factories.accounts import UserFactory, auditor, coordinator
from tests.factories.network import BodyFactory, MembershipFactory, acting, invited, president_of

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
PHONE = "+212661234567"
DESK = ["own-desk", "people", "confirm", "history", "invite", "hand-over", "papers"]


@pytest.fixture(autouse=True)
def outbox(tmp_path, settings):
    settings.SMS, settings.OUTBOX, settings.MEDIA_ROOT = "file", tmp_path, tmp_path


@pytest.fixture
def body():
    return BodyFactory()


@pytest.fixture
def president(body):
    return president_of(body)


def at(name, *arguments):
    return reverse(f"network:{name}", args=arguments)


def text_of(response):
    return response.content.decode()


def entered_handover(body, actor):
    today = timezone.localdate()
    return services.hand_over(
        body=body,
        actor=actor,
        held_on=today,
        ends_on=today + timedelta(days=10),
        stays={},
        newcomers=[Newcomer(MembershipRole.PRESIDENT, "رقية", "0661000001")],
    )


@pytest.mark.parametrize("name", DESK)
@pytest.mark.parametrize(
    ("who", "status"),
    [
        (lambda body: None, 302),
        (lambda body: UserFactory(), 403),
        (lambda body: MembershipFactory(body=body, role=MembershipRole.MEMBER).user, 403),
        (lambda body: acting(body).user, 200),
        (lambda body: coordinator(), 200),
        (lambda body: auditor(), 403),
    ],
    ids=["visitor", "another", "member", "secretary", "coordinator", "auditor"],
)
def test_a_desk_is_its_peoples_and_the_coordinators(client, body, president, name, who, status):
    if person := who(body):
        client.force_login(person)
    assert client.get(at(name, body.slug)).status_code == status


def test_a_desk_says_what_is_wanting_and_who_may_answer(client, body, president):
    client.force_login(president)
    page = text_of(client.get(at("own-desk", body.slug)))
    assert at("revise", body.slug) in page
    assert at("invite", body.slug) in page
    services.ask_membership(body=body, actor=UserFactory(), role="member")
    services.claim_body(body=body, actor=UserFactory(), role="treasurer", proof="محضر")
    page = text_of(client.get(at("own-desk", body.slug)))
    assert f"{at('people', body.slug)}#claims" in page


@pytest.mark.parametrize("count", [1, 30])
def test_the_people_cost_the_same(client, body, president, count, django_assert_max_num_queries):
    for turn in range(count):
        acting(body)
        services.ask_membership(body=body, actor=UserFactory(), role="member")
        if turn < 20:
            invited(body, president, contact=f"06612345{turn:02}")
    client.force_login(president)
    with django_assert_max_num_queries(18):
        assert client.get(at("people", body.slug)).status_code == 200


def test_an_invitation_is_sent_shown_and_withdrawn(client, body, president):
    client.force_login(president)
    posted = {"role": "treasurer", "contact": "0661 23 45 67", "name": "عائشة"}
    assert client.post(at("invite", body.slug), posted).status_code == 302
    known = text_of(client.get(at("people", body.slug)))
    assert "عائشة" in known
    invitation = Invitation.objects.get()
    client.post(at("withdraw-invitation", body.slug, invitation.pk))
    assert "عائشة" not in text_of(client.get(at("people", body.slug)))


def test_the_page_says_the_same_of_a_phone_with_an_account_and_without(client, body, president):
    client.force_login(president)
    pages = []
    for turn, has_account in enumerate((True, False)):
        phone = f"+21266123450{turn}"
        if has_account:
            UserFactory(phone=phone)
        posted = {"role": "treasurer", "contact": phone, "name": ""}
        page = text_of(client.post(at("invite", body.slug), posted, follow=True))
        page = re.sub(r"csrfmiddlewaretoken\" value=\"\w+\"|invitations/\d+/", "", page)
        pages.append(page.replace(phone, "PHONE"))
        Invitation.objects.all().delete()
    assert pages[0] == pages[1]


def test_what_is_wrong_is_told_beside_the_contact_and_nothing_typed_is_lost(
    client, body, president
):
    client.force_login(president)
    posted = {"role": "treasurer", "contact": "12", "name": "عائشة"}
    response = client.post(at("invite", body.slug), posted)
    assert response.context["form"].errors["contact"]
    assert 'value="عائشة"' in text_of(response)


def test_the_link_tells_nothing_to_whom_it_was_not_sent(client, body, president):
    invitation = invited(body, president, name="عائشة")
    for person in (None, UserFactory(), coordinator()):
        if person:
            client.force_login(person)
        for answer in (
            client.get(invitation.get_absolute_url()),
            client.post(invitation.get_absolute_url(), {"answer": "accept"}),
        ):
            page = text_of(answer)
            assert all(
                secret not in page for secret in (body.name_ar, president.name, PHONE, "عائشة")
            )
            assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert body.memberships.count() == 1


def test_whose_phone_it_is_accepts_and_comes_to_the_desk(client, body, president):
    invitation = invited(body, president)
    person = UserFactory(phone=PHONE)
    client.force_login(person)
    page = text_of(client.get(invitation.get_absolute_url()))
    assert body.name_ar in page
    assert president.name in page
    done = client.post(invitation.get_absolute_url(), {"answer": "accept"})
    assert done.url == at("own-desk", body.slug)
    again = client.post(invitation.get_absolute_url(), {"answer": "accept"}, follow=True)
    assert again.status_code == 200
    assert Membership.objects.filter(user=person).count() == 1


@pytest.mark.parametrize("link", ["x", "a" * 300, "%00", "..%2f"])
def test_a_link_made_up_is_not_found(client, link):
    assert client.get(f"/network/invitation/{link}/").status_code == 404


def test_a_claim_is_sent_with_a_paper_and_answered(client, body):
    person = UserFactory()
    client.force_login(person)
    posted = {
        "role": "president",
        "proof": "انتخبت في الجمع العام",
        "document": SimpleUploadedFile("x.exe", PDF),
    }
    assert client.post(at("claim", body.slug), posted).status_code == 302
    claim = Claim.objects.get()
    paper = client.get(at("proof", claim.pk))
    assert paper.content == PDF
    assert paper["Content-Disposition"].startswith("attachment")
    client.force_login(coordinator())
    assert claim.proof in text_of(client.get(at("desk-claim", claim.pk)))
    done = client.post(
        at("desk-claim", claim.pk), {"decision": "accept", "reason": "اطلعنا على الوصل"}
    )
    assert done.status_code == 302
    client.force_login(person)
    assert client.get(at("claim", body.slug)).url == at("own-desk", body.slug)


def test_an_image_that_is_none_is_refused_beside_the_file(client, body):
    client.force_login(UserFactory())
    posted = {
        "role": "president",
        "proof": "انتخبت في الجمع العام",
        "document": SimpleUploadedFile("photo.png", b"<html>", content_type="image/png"),
    }
    response = client.post(at("claim", body.slug), posted)
    assert response.context["form"].errors["document"]
    assert "انتخبت في الجمع العام" in text_of(response)
    assert not Claim.objects.exists()


def test_a_claim_on_a_body_of_others_says_that_it_is_a_dispute(client, body, president):
    person = UserFactory(name="زينب السالك")
    client.force_login(person)
    assert at("join", body.slug) in text_of(client.get(at("claim", body.slug)))
    client.post(at("claim", body.slug), {"role": "secretary", "proof": "عينني المكتب"})
    claim = Claim.objects.get()
    assert claim.is_dispute
    client.force_login(president)
    assert "زينب السالك" in text_of(client.get(at("people", body.slug)))
    client.post(at("claim-word", body.slug, claim.pk), {"word": "object", "text": "لا نعرفها"})
    client.force_login(coordinator())
    assert "لا نعرفها" in text_of(client.get(at("desk-claim", claim.pk)))
    refused = {"decision": "refuse", "reason": "لا إثبات"}
    client.post(at("desk-claim", claim.pk), refused)
    client.force_login(person)
    assert "لا إثبات" in text_of(client.get(at("claim", body.slug)))


def test_nobody_else_opens_a_proof(client, body, president):
    claim = services.claim_body(
        body=body,
        actor=UserFactory(),
        role="treasurer",
        proof="محضر",
        document=document(io.BytesIO(PDF)),
    )
    for person in (UserFactory(), president, auditor()):
        client.force_login(person)
        assert client.get(at("proof", claim.pk)).status_code == 404


def test_a_body_is_confirmed_in_one_press(client, body, president):
    client.force_login(president)
    assert client.get(at("confirm", body.slug)).status_code == 200
    client.post(at("confirm", body.slug))
    assert Confirmation.objects.get().actor == president
    client.logout()
    body.refresh_from_db()
    assert "أكدتها هيئتها" in text_of(client.get(at("body", body.slug))) or body.confirmed_at


def test_the_coordinator_notes_calls_and_confirmations_by_phone(client, body):
    Body.objects.update(confirmed_at=timezone.now() - timedelta(days=500), phone=PHONE)
    client.force_login(coordinator())
    assert PHONE in text_of(client.get(at("desk-stale")))
    posted = {"body": body.slug, "text": "لا أحد يجيب", "outcome": "called"}
    client.post(at("desk-stale"), posted)
    assert PhoneCall.objects.get().note == "لا أحد يجيب"
    assert "لا أحد يجيب" in text_of(client.get(at("desk-stale")))
    client.post(at("desk-stale"), posted | {"text": "", "outcome": "confirmed"})
    assert not Confirmation.objects.exists()
    client.post(at("desk-stale"), posted | {"text": "الرئيسة", "outcome": "confirmed"})
    assert Confirmation.objects.get().note == "الرئيسة"
    assert body.slug not in text_of(client.get(at("desk-stale")))


def test_a_handover_is_entered_with_more_rows_and_nothing_is_lost(client, body, president):
    own = Membership.objects.get(user=president)
    today = timezone.localdate()
    client.force_login(president)
    posted = {
        "held_on": today.isoformat(),
        "ends_on": (today + timedelta(days=5)).isoformat(),
        f"place_{own.pk}": "",
        "rows": "3",
        "new_0_role": "president",
        "new_0_name": "رقية",
        "new_0_contact": "0661000001",
    }
    more = client.post(at("hand-over", body.slug), posted | {"more": "1"})
    assert len(more.context["form"].rows) == 6
    assert 'value="رقية"' in text_of(more)
    assert not Handover.objects.exists()
    wrong = client.post(at("hand-over", body.slug), posted | {"new_1_name": "ياسين"})
    assert wrong.context["form"].errors["new_1_role"]
    done = client.post(at("hand-over", body.slug), posted)
    handover = Handover.objects.get()
    assert done.url == at("handover", body.slug, handover.pk)
    assert client.get(at("hand-over", body.slug)).url == done.url
    assert "رقية" in text_of(client.get(done.url))
    decision = {"decision": "withdraw", "text": "خطأ في الأسماء"}
    client.post(done.url, decision)
    handover.refresh_from_db()
    assert handover.state == Handover.State.WITHDRAWN


def test_a_handover_is_contested_by_a_colleague_and_upheld_at_the_desk(client, body, president):
    secretary = acting(body).user
    handover = entered_handover(body, secretary)
    client.force_login(president)
    client.post(
        at("handover", body.slug, handover.pk), {"decision": "contest", "text": "لم يعقد الجمع"}
    )
    client.force_login(coordinator())
    assert at("handover", body.slug, handover.pk) in text_of(client.get(at("desk-claims")))
    client.post(
        at("handover", body.slug, handover.pk), {"decision": "uphold", "text": "المحضر صحيح"}
    )
    handover.refresh_from_db()
    assert handover.state == Handover.State.WAITING


def test_the_last_one_leaves_by_saying_so(client, body, president):
    place = Membership.objects.get(user=president)
    client.force_login(president)
    assert "leaves_nobody" in text_of(client.get(at("mine")))
    client.post(at("answer", body.slug, place.pk), {"answer": "end"})
    place.refresh_from_db()
    assert place.binds
    client.post(at("answer", body.slug, place.pk), {"answer": "end", "leaves_nobody": "1"})
    client.force_login(coordinator())
    assert at("hand-over", body.slug) in text_of(client.get(at("desk-left")))


def _claimed(body):
    Claim.objects.create(body=body, user=UserFactory(), role="president", proof="محضر")


def _stale(body):
    president_of(body)
    PhoneCall.objects.create(body=body, note="لا أحد يجيب")
    Body.objects.filter(pk=body.pk).update(confirmed_at=timezone.now() - timedelta(days=500))


def _left(body):
    MembershipFactory(body=body, state="ended", ended_at=timezone.now())


@pytest.mark.parametrize(
    ("name", "make"), [("desk-claims", _claimed), ("desk-stale", _stale), ("desk-left", _left)]
)
def test_the_coordinators_lists_cost_the_same_for_14_as_for_one(client, name, make):
    client.force_login(coordinator())
    costs = []
    for more in (1, 13):
        for body in BodyFactory.create_batch(more):
            make(body)
        with CaptureQueriesContext(connection) as caught:
            assert len(client.get(at(name)).context["page_obj"]) >= more
        costs.append(len(caught))
    assert costs[0] == costs[1] <= 14
