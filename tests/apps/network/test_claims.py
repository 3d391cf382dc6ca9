"""Claims to act for a body: what proves them, who answers, and that none gives by itself."""

import io
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from multaqa.apps.accounts.models import Notice
from multaqa.apps.network import queries, rules, services
from multaqa.apps.network.models import Claim, Membership, MembershipRole
from multaqa.kernel.uploads import document
from multaqa.refusal import Refusal
from tests.apps.network.test_handovers import NEW_PRESIDENT, accepts, handed
from tests.factories.accounts import UserFactory, auditor, coordinator
from tests.factories.network import BodyFactory, MembershipFactory, acting, president_of

pytestmark = pytest.mark.django_db

PROOF = "انتخبت رئيسة في الجمع العام ليوم 3 مارس، والمحضر مرفق"
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def files(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    settings.SMS, settings.OUTBOX = "file", tmp_path / "outbox"


def claimed(body, actor=None, **more):
    told = {"role": MembershipRole.PRESIDENT, "proof": PROOF} | more
    return services.claim_body(body=body, actor=actor or UserFactory(), **told)


def older(claim, days=8):
    Claim.objects.filter(pk=claim.pk).update(asked_at=timezone.now() - timedelta(days=days))
    claim.refresh_from_db()
    return claim


def answered(claim, *, accepts, **more):
    told = {"actor": coordinator(), "reason": "اطلعنا على المحضر"} | more
    return services.answer_claim(claim=claim, accepts=accepts, **told)


def test_a_claim_gives_nothing_until_the_coordinator_accepts_it():
    claim = claimed(BodyFactory())
    assert not claim.is_dispute
    assert not rules.can_act_for(claim.user, claim.body)
    assert not queries.bodies_represented_by(claim.user).exists()
    answered(claim, accepts=True)
    assert rules.can_act_for(claim.user, claim.body)
    assert queries.own_place(claim.user, claim.body).is_presidents


@pytest.mark.parametrize("proof", ["", "  \0 ", "1234"])
def test_a_claim_needs_words(proof):
    with pytest.raises(Refusal, match="no_proof"):
        claimed(BodyFactory(), proof=proof)


def test_a_claim_needs_a_role_that_acts():
    with pytest.raises(Refusal, match="role_does_not_act"):
        claimed(BodyFactory(), role=MembershipRole.MEMBER)


def test_a_claim_is_made_once_and_may_be_taken_back():
    claim = claimed(BodyFactory())
    with pytest.raises(Refusal, match="waits_already"):
        claimed(claim.body, claim.user)
    services.withdraw_claim(claim=claim, actor=claim.user)
    claimed(claim.body, claim.user)


def test_a_refused_claim_is_made_once_more_with_another_proof():
    first = answered(claimed(BodyFactory()), accepts=False)
    with pytest.raises(Refusal, match="same_proof"):
        claimed(first.body, first.user)
    second = claimed(first.body, first.user, document=document(io.BytesIO(PDF)))
    answered(second, accepts=False)
    with pytest.raises(Refusal, match="refused_twice"):
        claimed(first.body, first.user, proof="وثيقة أخرى غير الأولى")


def test_two_claims_on_one_body_the_second_becomes_a_dispute():
    body = BodyFactory()
    first, second = claimed(body), claimed(body)
    answered(first, accepts=True)
    second.refresh_from_db()
    assert second.is_dispute
    with pytest.raises(Refusal, match="people_first"):
        answered(second, accepts=True)
    assert [place.user for place in queries.acting_places_of(body)] == [first.user]


def test_a_dispute_goes_to_its_people_first():
    body = BodyFactory()
    president = president_of(body)
    claim = claimed(body)
    assert claim.is_dispute
    with pytest.raises(Refusal, match="people_first"):
        answered(claim, accepts=True)
    claim = services.object_to_claim(claim=claim, actor=president, text="لا نعرفه")
    assert claim.objection == "لا نعرفه"
    answered(claim, accepts=True)
    assert {president, claim.user} == set(queries.acting_people(body))


def test_a_dispute_that_nobody_answers_is_decided_after_a_week_and_may_end_the_others():
    body = BodyFactory()
    president = president_of(body)
    claim = answered(older(claimed(body)), accepts=True, ends_others=True)
    assert list(queries.acting_people(body)) == [claim.user]
    assert not rules.can_act_for(president, body)


def test_a_dispute_may_be_refused_at_once():
    body = BodyFactory()
    president_of(body)
    assert answered(claimed(body), accepts=False).state == Claim.State.REFUSED


def test_its_people_may_know_who_claims():
    body = BodyFactory()
    president = president_of(body)
    claim = services.recognise_claim(
        claim=claimed(body, role=MembershipRole.TREASURER), actor=president
    )
    assert rules.can_act_for(claim.user, body)


def test_a_colleague_of_the_president_recognises_no_second_president():
    body = BodyFactory()
    president_of(body)
    secretary = acting(body).user
    with pytest.raises(Refusal, match="president_answers"):
        services.recognise_claim(claim=claimed(body), actor=secretary)


@pytest.mark.parametrize(
    "who", [UserFactory, auditor, lambda: president_of(BodyFactory())], ids=["any", "auditor", "of"]
)
def test_nobody_else_answers_objects_or_recognises(who):
    body = BodyFactory()
    president_of(body)
    claim, person = claimed(body), who()
    with pytest.raises(PermissionDenied):
        answered(claim, accepts=True, actor=person)
    with pytest.raises(PermissionDenied):
        services.object_to_claim(claim=claim, actor=person, text="لا")
    with pytest.raises(PermissionDenied):
        services.recognise_claim(claim=claim, actor=person)
    with pytest.raises(PermissionDenied):
        services.withdraw_claim(claim=claim, actor=person)
    assert person not in {one.user for one in queries.claims_seen_by(person)}
    assert not queries.claims_seen_by(person).exists()
    assert not Membership.objects.filter(body=body, user=claim.user).exists()


def test_the_document_is_the_claimants_and_the_coordinators_alone():
    body = BodyFactory()
    president = president_of(body)
    claim = claimed(body, document=document(io.BytesIO(PDF)))
    assert (settings.MEDIA_ROOT / claim.document.name).read_bytes() == PDF
    assert list(queries.claims_seen_by(president)) == [claim]
    assert [queries.proofs_seen_by(one).count() for one in (claim.user, coordinator())] == [1, 1]
    assert [queries.proofs_seen_by(one).count() for one in (president, auditor())] == [0, 0]


def test_proofs_are_forgotten_ninety_days_after_the_answer():
    claim = answered(claimed(BodyFactory(), document=document(io.BytesIO(PDF))), accepts=True)
    assert services.wipe_old_proofs() == 0
    Claim.objects.update(answered_at=timezone.now() - timedelta(days=91))
    path = settings.MEDIA_ROOT / claim.document.name
    assert (services.wipe_old_proofs(), path.exists()) == (1, False)
    assert not Claim.objects.get().document


def test_who_acts_for_a_body_does_not_claim_it():
    body = BodyFactory()
    with pytest.raises(Refusal, match="acts_already"):
        claimed(body, president_of(body))


def test_an_accepted_claim_settles_the_place_that_was_asked_for():
    body = BodyFactory()
    asked = services.ask_membership(body=body, actor=UserFactory(), role=MembershipRole.MEMBER)
    answered(claimed(body, asked.user), accepts=True)
    assert Membership.objects.get().role == MembershipRole.PRESIDENT


def test_a_claim_is_answered_once(together):
    claim = claimed(BodyFactory())
    one, other = coordinator(), coordinator()
    ends = together(
        lambda: answered(claim, accepts=True, actor=one),
        lambda: answered(claim, accepts=False, actor=other),
    )
    assert sorted(getattr(end, "code", "done") for end in ends) == ["claim.answered", "done"]


def test_a_claim_sent_twice_at_once_is_one(together):
    body, actor = BodyFactory(), UserFactory()
    ends = together(lambda: claimed(body, actor), lambda: claimed(body, actor))
    assert sorted(getattr(end, "code", "done") for end in ends) == ["claim.waits_already", "done"]
    assert MembershipFactory._meta.model.objects.count() == 0


def test_who_is_forgotten_leaves_no_proof_behind(django_capture_on_commit_callbacks):
    claim = claimed(BodyFactory(), document=document(io.BytesIO(PDF)))
    path = settings.MEDIA_ROOT / claim.document.name
    assert [place for _name, place in queries.files_of(claim.user)] == [path]
    assert any(PROOF in str(row) for row in queries.export_of(claim.user)["claim"])
    assert queries.kept_of(claim.user)
    with django_capture_on_commit_callbacks(execute=True):
        services.forget_person(user=claim.user)
    assert not path.exists()
    assert not Claim.objects.exists()


def test_a_dispute_that_ends_places_ends_the_handover_that_they_entered():
    body = BodyFactory()
    usurper = president_of(body)
    handover = handed(body, usurper)
    claim = claimed(body)
    Claim.objects.filter(pk=claim.pk).update(asked_at=timezone.now() - timedelta(days=9))
    claim.refresh_from_db()
    answered(claim, accepts=True, ends_others=True)
    with pytest.raises(Refusal, match="withdrawn"):
        accepts(handover, NEW_PRESIDENT)
    assert list(queries.acting_people(body)) == [claim.user]


def test_what_the_people_say_is_cut_where_nobody_reads_on():
    body = BodyFactory()
    president, claim = president_of(body), claimed(body)
    services.object_to_claim(claim=claim, actor=president, text="ا" * 50_000)
    claim.refresh_from_db()
    assert len(claim.objection) == 2000


def test_a_proof_whose_file_is_gone_is_not_found(client):
    claim = claimed(BodyFactory(), document=document(io.BytesIO(PDF)))
    client.force_login(claim.user)
    assert client.get(f"/network/proof/{claim.pk}/").content == PDF
    claim.document.storage.delete(claim.document.name)
    assert client.get(f"/network/proof/{claim.pk}/").status_code == 404


@pytest.mark.parametrize("has_people", [True, False])
def test_a_merge_into_a_body_that_others_act_for_makes_a_claim_a_dispute(has_people):
    kept, merged = BodyFactory(), BodyFactory()
    if has_people:
        president_of(kept)
    claim = claimed(merged)
    services.merge_bodies(kept=kept, merged=merged, actor=coordinator(), reason="هيئة واحدة")
    claim.refresh_from_db()
    assert (claim.body, claim.is_dispute) == (kept, has_people)


def test_the_people_of_a_merged_body_have_their_seven_days_from_the_merge():
    kept, merged, desk = BodyFactory(), BodyFactory(), coordinator()
    president, claim = president_of(kept), claimed(merged)
    older(claim)
    services.merge_bodies(kept=kept, merged=merged, actor=desk, reason="هيئة واحدة")
    assert Notice.objects.filter(user=president, text__contains=kept.name).exists()
    claim.refresh_from_db()
    with pytest.raises(Refusal, match="people_first"):
        services.answer_claim(claim=claim, actor=desk, accepts=True, reason="وثيقة")
    Claim.objects.update(disputed_at=timezone.now() - timedelta(days=8))
    services.answer_claim(claim=claim, actor=desk, accepts=True, reason="وثيقة")
    assert Membership.objects.filter(body=kept, user=claim.user).exists()
