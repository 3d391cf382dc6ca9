"""The queue of bodies to verify, the decisions with their grounds, and the mark that follows."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import override

from multaqa.apps.accounts.models import Notice
from multaqa.apps.network import queries, services
from multaqa.apps.network.models import BodyState, Outcome
from multaqa.refusal import Refusal
from tests.factories.accounts import UserFactory, auditor, coordinator
from tests.factories.network import BodyFactory, entered, president_of, verified
from tests.factories.territory import CommuneFactory

pytestmark = pytest.mark.django_db


def at(name, *args):
    return reverse(f"network:{name}", args=args)


def test_a_decision_stands_on_a_ground_alone():
    body = services.verify_body(body=entered(), actor=coordinator(), ground="receipt")
    decision = queries.last_verified(body)
    assert (decision.ground, decision.reason) == ("receipt", "")


@pytest.mark.parametrize("ground", ["", "other"])
def test_another_ground_is_written(ground):
    with pytest.raises(Refusal, match="no_reason"):
        services.verify_body(body=entered(), actor=coordinator(), ground=ground)


@pytest.mark.parametrize("decide", ["verify_body", "refuse_body", "send_back_body"])
def test_only_the_coordinator_decides(decide):
    body = entered()
    for person in (body.entered_by, UserFactory(), auditor()):
        with pytest.raises(PermissionDenied):
            getattr(services, decide)(body=body, actor=person, ground="known")


@pytest.mark.parametrize("decide", ["verify_body", "refuse_body", "send_back_body"])
def test_its_people_are_told_in_their_language_and_why(decide):
    body = entered(actor=UserFactory(language="fr"))
    with override("ar"):
        getattr(services, decide)(
            body=body, actor=coordinator(), ground="unreadable", reason="الصفحة الثانية"
        )
    notice = Notice.objects.get(user=body.entered_by)
    assert notice.topic == "network.verification"
    assert "الصفحة الثانية" in notice.text
    assert notice.url.startswith("/fr/")


def test_sending_back_asks_somebody():
    body = BodyFactory(state=BodyState.PROPOSED)
    with pytest.raises(Refusal, match="nobody_to_mend"):
        services.send_back_body(body=body, actor=coordinator(), ground="unreadable")
    with pytest.raises(Refusal, match="already_verified"):
        services.send_back_body(body=BodyFactory(), actor=coordinator(), ground="unreadable")


def test_a_body_sent_back_waits_for_its_people_and_comes_back():
    body = entered()
    services.send_back_body(body=body, actor=coordinator(), ground="number_differs")
    assert queries.desk_counts()["to_verify"] == 0
    assert list(queries.bodies_to_verify(queries.Queue(whose="theirs"))) == [body]
    services.revise_body(body=body, actor=body.entered_by, about="صححنا الرقم")
    assert queries.desk_counts()["to_verify"] == 1
    assert queries.verifications_of(body)[0].outcome == Outcome.MENDING


def test_the_people_of_a_body_sent_back_see_what_to_mend(client):
    body = entered()
    services.send_back_body(body=body, actor=coordinator(), reason="أرسلوا صورة أوضح للوصل")
    client.force_login(body.entered_by)
    assert "أرسلوا صورة أوضح للوصل" in client.get(body.get_absolute_url()).content.decode()


def test_the_queue_is_narrowed_by_kind_province_and_documents():
    association = entered(kind="association", name_ar="جمعية النخيل")
    far = entered(name_ar="تعاونية البحر", commune=CommuneFactory(is_rural=True))
    asked = queries.Queue
    assert list(queries.bodies_to_verify(asked(kind="association"))) == [association]
    assert list(queries.bodies_to_verify(asked(province=far.commune.province_id)))[-1] == far
    assert list(queries.bodies_to_verify(asked(papers="with"))) == []
    assert list(queries.bodies_to_verify(asked(papers="without"))) == [association, far]


@pytest.mark.parametrize("count", [1, 30])
def test_the_queue_costs_the_same_at_any_length(client, django_assert_max_num_queries, count):
    for turn in range(count):
        entered(name_ar=f"تعاونية {turn * 7919} للصبار", insists=True)
    client.force_login(coordinator())
    with django_assert_max_num_queries(26):
        assert len(client.get(at("desk")).context["rows"]) == count


@pytest.mark.parametrize("role", [auditor, coordinator])
def test_the_queue_names_who_asks_to_the_coordinator_alone(client, role):
    entered(actor=UserFactory(name="مباركة الداودي"))
    client.force_login(role())
    said = client.get(at("desk")).content.decode()
    assert ("مباركة الداودي" in said) == (role is coordinator)


# The mark.


def test_a_verified_bodys_mark_says_since_when_and_how(client):
    body = services.verify_body(body=entered(), actor=coordinator(), ground="receipt")
    response = client.get(at("mark", body.slug))
    decision = queries.last_verified(body)
    said = response.content.decode()
    assert decision.get_ground_display() in said
    picture = client.get(at("mark-picture", body.slug))
    assert picture["Content-Type"] == "image/svg+xml"
    assert "#23694a" in picture.content.decode()
    assert client.get(at("mark-code", body.slug)).status_code == 200


def test_what_is_written_beside_the_ground_is_not_public(client):
    services.verify_body(
        body=(body := entered()), actor=coordinator(), ground="known", reason="هاتف الرئيسة 06"
    )
    for address in (body.get_absolute_url(), at("mark", body.slug)):
        assert "هاتف الرئيسة" not in client.get(address).content.decode()


def test_the_mark_of_a_body_that_is_no_longer_verified_says_so_without_its_name(client):
    body = verified(entered())
    services.refuse_body(body=body, actor=coordinator(), ground="closed")
    said = client.get(at("mark", body.slug)).content.decode()
    assert body.name_ar not in said
    assert "#7c3018" in client.get(at("mark-picture", body.slug)).content.decode()
    assert client.get(at("mark-code", body.slug)).status_code == 404


def test_a_body_never_verified_has_no_mark(client):
    body = entered()
    for name in ("mark", "mark-picture", "mark-code"):
        assert client.get(at(name, body.slug)).status_code == 404


def test_the_mark_of_a_merged_body_leads_to_the_one_that_was_kept(client):
    kept, merged = verified(entered()), verified(entered(name_ar="تعاونية الصبار"))
    services.merge_bodies(kept=kept, merged=merged, actor=coordinator(), reason="واحدة")
    response = client.get(at("mark", merged.slug))
    assert response["Location"].endswith(at("mark", kept.slug))
    assert "#23694a" in client.get(at("mark-picture", merged.slug)).content.decode()


def test_the_desk_decides_with_a_ground(client):
    body = entered()
    client.force_login(coordinator())
    sent = {"decision": "mend", "ground": "unreadable", "reason": ""}
    assert client.post(at("desk-body", body.slug), sent).status_code == 302
    body.refresh_from_db()
    assert body.is_mending
    wrong = client.post(at("desk-body", body.slug), {"decision": "verify", "ground": "zzz"})
    assert wrong.context["form"].errors
    assert president_of(body)
