"""What the desk decides: verified, refused, merged, brought in; and who may."""

import pytest
from django.core.exceptions import PermissionDenied

from multaqa.apps.network import queries, rules, services, signals
from multaqa.apps.network.models import (
    Body,
    BodyState,
    MembershipRole,
    MembershipState,
    Outcome,
)
from multaqa.apps.territory.models import Commune
from multaqa.refusal import Refusal
from tests.factories.accounts import UserFactory, auditor, coordinator
from tests.factories.network import BodyFactory, MembershipFactory, entered, president_of
from tests.factories.territory import CommuneFactory

pytestmark = pytest.mark.django_db

REASON = "اطلعنا على الوصل النهائي"


@pytest.fixture
def heard():
    """What the network announced, in order."""
    told = []

    def hear(sender, signal, **facts):
        told.append(facts)

    for signal in (signals.body_verified, signals.body_merged):
        signal.connect(hear)
    yield told
    for signal in (signals.body_verified, signals.body_merged):
        signal.disconnect(hear)


def test_verify_body_makes_it_public_and_keeps_the_reason(
    heard, django_capture_on_commit_callbacks
):
    body, chief = entered(), coordinator()
    with django_capture_on_commit_callbacks(execute=True):
        services.verify_body(body=body, actor=chief, reason=f"  {REASON} ")
    kept = body.verifications.get()
    assert (kept.outcome, kept.reason, kept.actor) == (Outcome.VERIFIED, REASON, chief)
    assert body in queries.bodies_seen_by(UserFactory())
    assert heard == [{"body": body}]
    with pytest.raises(Refusal, match="already_verified"):
        services.verify_body(body=body, actor=chief, reason=REASON)


def test_a_decision_without_a_reason_is_none():
    body = entered()
    for decide in (services.verify_body, services.refuse_body, services.keep_apart):
        with pytest.raises(Refusal, match="no_reason"):
            decide(body=body, actor=coordinator(), reason=" \0 ")
    assert not body.verifications.exists()


def test_every_decision_stays_in_the_history():
    body = entered()
    services.refuse_body(body=body, actor=coordinator(), reason="بدون وصل")
    services.verify_body(body=body, actor=coordinator(), reason=REASON)
    assert [one.outcome for one in queries.verifications_of(body)] == ["verified", "refused"]


@pytest.mark.parametrize("person", [UserFactory, auditor, lambda: president_of(BodyFactory())])
def test_nobody_but_the_coordinator_decides(person):
    actor, body, other = person(), entered(), BodyFactory()
    assert not rules.can_verify(actor)
    for decide in (services.verify_body, services.refuse_body, services.keep_apart):
        with pytest.raises(PermissionDenied):
            decide(body=body, actor=actor, reason=REASON)
    with pytest.raises(PermissionDenied):
        services.merge_bodies(kept=other, merged=body, actor=actor, reason=REASON)
    with pytest.raises(PermissionDenied):
        services.bring_bodies(rows=[], actor=actor, reason=REASON)


# Merging.


def merged_pair(**second):
    first = BodyFactory(name_ar="تعاونية تغجيجت للعسل", phone="")
    other = entered(
        UserFactory(),
        insists=True,
        **{
            "name_ar": "تعاونيه تغجيجت عسل",
            "name_fr": "Coopérative Taghjijt du miel",
            "phone": "0661234567",
            "fields": ["livestock", "terroir"],
            "work_areas": ["10.261.05.05"],
        }
        | second,
    )
    return first, other


def merge(kept, merged, actor=None):
    return services.merge_bodies(
        kept=kept, merged=merged, actor=actor or coordinator(), reason="نفس رقم التسجيل"
    )


def test_merge_bodies_moves_everything_without_doubles(heard, django_capture_on_commit_callbacks):
    kept, merged = merged_pair()
    kept.fields.create(field="livestock")
    with django_capture_on_commit_callbacks(execute=True):
        merge(kept, merged)
    kept.refresh_from_db()
    merged.refresh_from_db()
    assert (merged.state, merged.merged_into) == (BodyState.MERGED, kept)
    assert sorted(row.field for row in kept.fields.all()) == ["livestock", "terroir"]
    assert [row.code for row in kept.work_areas.all()] == ["10.261.01.03", "10.261.05.05"]
    assert kept.phone == "+212661234567"
    assert not merged.fields.exists()
    assert [(facts["old"], facts["kept"]) for facts in heard] == [(merged, kept)]
    assert heard[0]["acted"] == {merged.entered_by_id}


def test_a_merged_body_is_found_by_its_old_name_and_seen_by_nobody():
    kept, merged = merged_pair()
    merge(kept, merged)
    found = queries.directory(queries.Asked(search="Taghjijt miel"))
    assert list(found) == [kept]
    kept.refresh_from_db()
    assert "تعاونيه تغجيجت عسل" in kept.other_names
    assert merged not in queries.bodies_seen_by(UserFactory())
    assert not queries.resembling_bodies().exists()


def test_a_copy_gives_who_entered_it_no_power_over_the_first():
    kept, merged = merged_pair()
    stranger = merged.memberships.get().user
    merge(kept, merged)
    assert not rules.can_act_for(stranger, kept)
    place = kept.memberships.get(user=stranger)
    assert (place.state, place.answered_by) == (MembershipState.ASKED, None)


@pytest.mark.parametrize(
    ("kept_shows", "merged_shows", "is_taken"),
    [(True, False, False), (True, True, True), (False, False, True), (False, True, True)],
)
def test_a_merge_never_shows_a_contact_that_was_hidden(client, kept_shows, merged_shows, is_taken):
    kept = BodyFactory(email="contact@coop.example", is_contact_public=kept_shows)
    merged = BodyFactory(phone="+212661234567", is_contact_public=merged_shows)
    merge(kept, merged)
    kept.refresh_from_db()
    assert bool(kept.phone) is is_taken
    assert (kept.email, kept.is_contact_public) == ("contact@coop.example", kept_shows)
    shown = client.get(kept.get_absolute_url()).content.decode()
    assert ("661234567" in shown) is (kept_shows and merged_shows)


def test_a_verified_body_is_never_made_part_of_a_copy():
    body = BodyFactory(name_ar="تعاونية تغجيجت للعسل")
    president, stranger = president_of(body), UserFactory()
    copy = entered(stranger, name_ar="تعاونية تغجيجت لتربية النحل")
    with pytest.raises(Refusal, match="keep_verified"):
        merge(copy, body)
    body.refresh_from_db()
    assert body.is_verified
    assert rules.can_act_for(president, body)
    assert not rules.can_act_for(stranger, body)
    # Of two that are alike verified or not, either is kept.
    merge(copy, entered(name_ar="تعاونية النحل"))
    merge(BodyFactory(), body)


def test_people_of_two_verified_bodies_keep_their_places_once():
    kept, merged = BodyFactory(), BodyFactory()
    both, only = UserFactory(), UserFactory()
    MembershipFactory(body=kept, user=both, state="asked", role=MembershipRole.MEMBER)
    MembershipFactory(body=merged, user=both, role=MembershipRole.TREASURER)
    MembershipFactory(body=merged, user=only, role=MembershipRole.SECRETARY)
    merge(kept, merged)
    live = kept.memberships.filter(state__in=["asked", "accepted"])
    assert {(one.user, one.role, one.state) for one in live} == {
        (both, "treasurer", "accepted"),
        (only, "secretary", "accepted"),
    }
    assert not merged.memberships.exists()


def test_what_led_to_a_merged_body_leads_to_the_last():
    first, second, third = BodyFactory(), BodyFactory(), BodyFactory()
    merge(second, first)
    merge(third, second)
    first.refresh_from_db()
    assert first.merged_into == third


def test_a_body_is_merged_once_and_never_into_itself():
    first, second, third = BodyFactory(), BodyFactory(), BodyFactory()
    with pytest.raises(Refusal, match="merges_itself"):
        merge(first, first)
    merge(second, first)
    with pytest.raises(Refusal, match="not_live"):
        merge(third, first)


@pytest.mark.django_db(transaction=True)
def test_two_merges_the_other_way_round_leave_one_body(together):
    first, second, chief = BodyFactory(), BodyFactory(), coordinator()
    ends = together(lambda: merge(first, second, chief), lambda: merge(second, first, chief))
    assert sorted(type(end).__name__ for end in ends) == ["Body", "Refusal"]
    assert Body.objects.filter(state=BodyState.VERIFIED).count() == 1


# Many at once.


def rows(count):
    communes = list(Commune.objects.filter(province__region="10"))
    return [
        {
            "kind": "association" if n % 2 else "cooperative",
            "name_ar": f"جمعية أولاد {n} للتنمية",
            "name_fr": f"Association Oulad {n}",
            "commune": communes[n % len(communes)],
            "fields": ["development"],
            "groups": ["women"],
        }
        for n in range(count)
    ]


def test_bring_bodies_brings_verified_bodies_in_few_queries(django_assert_max_num_queries):
    chief, many = coordinator(), rows(1200)
    with django_assert_max_num_queries(80):
        brought = services.bring_bodies(rows=many, actor=chief, reason="لائحة تجريبية")
    assert len(brought) == 1200
    body = Body.objects.get(name_fr="Association Oulad 7")
    assert (body.state, body.verifications.get().reason) == ("verified", "لائحة تجريبية")
    assert [area.code for area in body.work_areas.all()] == [body.commune_id]
    of_region = queries.Asked(territory="10")
    assert queries.directory(of_region).count() == 1200


def test_bring_bodies_may_be_run_again():
    chief = coordinator()
    services.bring_bodies(rows=rows(20), actor=chief, reason="لائحة")
    assert services.bring_bodies(rows=rows(25), actor=chief, reason="لائحة") != []
    assert Body.objects.count() == 25


def test_bring_bodies_brings_all_or_nothing():
    bad = [*rows(3), {"kind": "association", "name_ar": "...", "commune": CommuneFactory()}]
    with pytest.raises(Refusal, match="no_name"):
        services.bring_bodies(rows=bad, actor=coordinator(), reason="لائحة")
    assert not Body.objects.exists()
