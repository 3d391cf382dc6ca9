"""The desk's answers: accepted, listed, refused, answered and decided again; and the pages."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from multaqa.apps.forum import queries, services
from multaqa.apps.forum.models import Draw, Message, Registration, RegistrationState
from multaqa.apps.network import services as network
from multaqa.apps.network.models import BodyState
from multaqa.refusal import Refusal
from tests.factories.accounts import UserFactory, auditor, coordinator
from tests.factories.forum import CollegeFactory, college_with_people, computed, sealed
from tests.factories.forum_registrations import CallFactory, RegistrationFactory, written
from tests.factories.network import BodyFactory, entered, president_of

pytestmark = pytest.mark.django_db


def refused(actor=None, **more):
    one = RegistrationFactory(**more)
    return services.refuse_registration(
        registration=one, actor=actor or coordinator(), reason="هيئة خارج تراب الجهة"
    )


def test_accept_registrations_answers_each_in_their_language():
    college, actor = CollegeFactory(), coordinator()
    RegistrationFactory(college=college, language="fr")
    RegistrationFactory(college=college, state=RegistrationState.WAITING)
    RegistrationFactory(college=college, state=RegistrationState.ACCEPTED)
    RegistrationFactory(college=college, state=RegistrationState.WITHDRAWN)
    everyone = Registration.objects.order_by("pk")
    assert services.accept_registrations(registrations=everyone, actor=actor) == 2
    assert services.accept_registrations(registrations=everyone, actor=actor) == 0
    states = list(everyone.values_list("state", flat=True))
    assert states == ["accepted", "accepted", "accepted", "withdrawn"]
    first, second = Message.objects.order_by("pk")
    assert first.registration.number in first.text
    assert first.title != second.title
    steps = everyone[0].steps.values_list("kind", "actor")
    assert list(steps) == [("accepted", actor.pk)]


def test_accept_registrations_costs_the_same_for_many(django_assert_max_num_queries):
    college, actor = CollegeFactory(), coordinator()
    for count in (1, 60):
        RegistrationFactory.create_batch(count, college=college)
        waiting = list(Registration.objects.filter(state=RegistrationState.SENT))
        # The rows are written in parts of what a database takes at once.
        with django_assert_max_num_queries(14):
            assert services.accept_registrations(registrations=waiting, actor=actor) == count


def test_a_refusal_asks_for_its_reason_and_tells_it():
    one = RegistrationFactory()
    with pytest.raises(Refusal, match="reason_missing"):
        services.refuse_registration(registration=one, actor=coordinator(), reason="  ")
    services.refuse_registration(registration=one, actor=coordinator(), reason="خارج تراب الجهة")
    one.refresh_from_db()
    assert (one.state, one.reason) == ("refused", "خارج تراب الجهة")
    assert "خارج تراب الجهة" in Message.objects.get().text
    assert one.steps.get().reason == "خارج تراب الجهة"


def test_a_refusal_is_answered_once_and_decided_again():
    actor = coordinator()
    one = refused(actor)
    with pytest.raises(Refusal, match="answered_so"):
        services.refuse_registration(registration=one, actor=actor, reason="مرة أخرى")
    services.answer_refusal(registration=one, actor=one.user, reply="مقرنا داخل الجهة")
    one.refresh_from_db()
    assert services.has_new_reply(one)
    services.refuse_registration(registration=one, actor=actor, reason="لا وثيقة تثبت ذلك")
    one.refresh_from_db()
    assert not services.has_new_reply(one)
    with pytest.raises(Refusal, match="answered_once"):
        services.answer_refusal(registration=one, actor=one.user, reply="مرة أخرى")
    # The second answer promises no third.
    first, second = Message.objects.order_by("pk")
    assert first.title != second.title
    services.list_registration(registration=one, actor=actor)
    one.refresh_from_db()
    assert one.state == RegistrationState.WAITING
    kinds = list(one.steps.values_list("kind", flat=True))
    assert kinds == ["refused", "replied", "refused", "listed"]


@pytest.mark.parametrize("state", [RegistrationState.DRAFT, RegistrationState.WITHDRAWN])
def test_what_was_not_sent_or_was_withdrawn_gets_no_answer(state):
    one = RegistrationFactory(state=state)
    for answer, more in (
        (services.refuse_registration, {"reason": "x"}),
        (services.list_registration, {}),
    ):
        with pytest.raises(Refusal, match="ended"):
            answer(registration=one, actor=coordinator(), **more)
    assert services.accept_registrations(registrations=[one], actor=coordinator()) == 0
    assert not Message.objects.exists()


def test_nothing_is_answered_once_the_draw_is_sealed():
    college, actor = college_with_people(), coordinator()
    sealed(college, actor)
    one = RegistrationFactory(college=college)
    other = RegistrationFactory(college=CollegeFactory())
    with pytest.raises(Refusal, match="sealed"):
        services.refuse_registration(registration=one, actor=actor, reason="x")
    assert services.accept_registrations(registrations=[one, other], actor=actor) == 1
    one.refresh_from_db()
    assert one.state == RegistrationState.SENT


@pytest.mark.parametrize("who", [UserFactory, auditor])
def test_only_a_coordinator_answers(who):
    one, actor = RegistrationFactory(), who()
    for answer, more in (
        (services.refuse_registration, {"registration": one, "reason": "x"}),
        (services.list_registration, {"registration": one}),
        (services.accept_registrations, {"registrations": [one]}),
    ):
        with pytest.raises(PermissionDenied):
            answer(actor=actor, **more)
    one.refresh_from_db()
    assert one.state == RegistrationState.SENT


def test_the_same_registration_accepted_twice_at_once_is_told_once(together):
    one, actor = RegistrationFactory(), coordinator()

    def accept():
        return services.accept_registrations(registrations=[one], actor=actor)

    assert sorted(together(accept, accept)) == [0, 1]
    assert Message.objects.count() == one.steps.count() == 1


@pytest.mark.parametrize("is_refused_first", [True, False])
def test_nobody_is_left_accepted_for_a_body_refused_in_the_same_instant(
    before_it_ends, is_refused_first
):
    college, actor = CollegeFactory(), coordinator()
    body = BodyFactory(state=BodyState.PROPOSED)
    one = RegistrationFactory(college=college, body=body, project="")

    def accept():
        return services.accept_registrations(registrations=[one], actor=actor)

    def refuse():
        return network.refuse_body(body=body, actor=actor, reason="لا وجود لها")

    ends = before_it_ends(*((refuse, accept) if is_refused_first else (accept, refuse)))
    assert not any(isinstance(end, Exception) for end in ends), ends
    one.refresh_from_db()
    body.refresh_from_db()
    assert (one.state, body.state) == (RegistrationState.SENT, BodyState.REFUSED)


@pytest.mark.parametrize("deed", ["sent", "moved"])
@pytest.mark.parametrize("is_sealed_first", [True, False])
def test_nobody_comes_into_a_college_sealed_in_the_same_instant(
    before_it_ends, deed, is_sealed_first
):
    college, actor, user = college_with_people(), coordinator(), UserFactory(phone="+212661234567")
    other = CollegeFactory(edition=college.edition, slug="other", position=2)
    CallFactory(edition=college.edition)
    draft = services.start_registration(edition=college.edition, actor=user)
    written(draft, user, college=college if deed == "sent" else other)
    if deed == "moved":
        services.send_registration(registration=draft, actor=user)
    draw = computed(college, actor)

    def come():
        if deed == "sent":
            return services.send_registration(registration=draft, actor=user)
        return services.save_registration(registration=draft, actor=user, college=college)

    def seal():
        return services.seal_draw(
            draw=draw,
            actor=actor,
            value_source="نرد",
            value_count=1,
            value_known_at=timezone.now() + timedelta(hours=1),
        )

    ends = before_it_ends(*((seal, come) if is_sealed_first else (come, seal)))
    draft.refresh_from_db()
    came = draft.college == college and draft.state == RegistrationState.SENT
    assert came is not Draw.objects.get(pk=draw.pk).is_frozen
    refusal = ends[1]
    assert isinstance(refusal, Refusal), ends
    assert refusal.code == ("registration.college_sealed" if is_sealed_first else "draw.unanswered")


def test_likenesses_are_of_name_year_and_commune():
    college = CollegeFactory()
    first = RegistrationFactory(college=college, name="أمينة بنت إبراهيم")
    second = RegistrationFactory(college=college, name="امينه بنت ابراهيم")
    RegistrationFactory(college=college, name="أمينة بنت إبراهيم", birth_year=1970)
    RegistrationFactory(college=college, name="أمينة بنت إبراهيم", state="withdrawn")
    found = queries.likenesses(college.edition)
    assert found == {first.pk: [second.pk], second.pk: [first.pk]}


def test_who_was_refused_is_found_again_in_what_they_send_anew():
    actor = coordinator()
    first = RegistrationFactory(name="رقية الناجم")
    same = {"commune": first.commune, "college": first.college}
    services.refuse_registration(registration=first, actor=actor, reason="خارج المجال")
    assert queries.likenesses(first.edition) == {}
    services.withdraw_registration(registration=first, actor=first.user)
    gone = RegistrationFactory(name="رقية الناجم", **same)
    services.withdraw_registration(registration=gone, actor=gone.user)
    assert queries.likenesses(first.edition) == {}
    again = RegistrationFactory(name="رقيّة الناجم", **same)
    assert queries.likenesses(first.edition) == {first.pk: [again.pk], again.pk: [first.pk]}
    # Who was forgotten is like nobody.
    Registration.objects.filter(pk=first.pk).update(name="")
    assert queries.likenesses(first.edition) == {}


def test_counts_and_reasons_are_the_desks_and_names_the_coordinators():
    refused_one = refused()
    edition = refused_one.edition
    for who, sees_counts, sees_names in (
        (UserFactory, False, False),
        (auditor, True, False),
        (coordinator, True, True),
    ):
        user = who()
        counts = queries.registration_counts(user, edition)
        assert bool(counts[refused_one.college_id, "refused"]) is sees_counts
        assert queries.refusals_of(user, edition).exists() is sees_counts
        assert queries.registrations_at_desk(user, edition).exists() is sees_names
        chosen = queries.registrations_chosen(user, edition, queries.Choice())
        assert chosen.exists() is sees_names


def test_a_reply_waits_among_the_answered_refusals_until_it_is_decided():
    actor = coordinator()
    one = refused(actor)
    choice = queries.Choice(state=queries.REPLIED)
    assert not queries.registrations_chosen(actor, one.edition, choice).exists()
    services.answer_refusal(registration=one, actor=one.user, reply="مقرنا داخل الجهة")
    assert queries.registrations_chosen(actor, one.edition, choice).get() == one
    services.refuse_registration(registration=one, actor=actor, reason="لا وثيقة تثبت ذلك")
    assert not queries.registrations_chosen(actor, one.edition, choice).exists()


def of_copy(college, kept, **more):
    """Accepted for a copy of a body that somebody unknown to it entered; and they."""
    user = UserFactory()
    copy = entered(user, name_ar="تعاونية الواحة للعسل", commune=kept.commune, insists=True)
    one = RegistrationFactory(college=college, body=copy, project="", user=user, **more)
    assert services.accept_registrations(registrations=[one], actor=coordinator()) == 1
    return one, copy


def test_who_was_accepted_for_a_refused_body_waits_again(django_capture_on_commit_callbacks):
    college, actor = CollegeFactory(), coordinator()
    one, copy = of_copy(college, BodyFactory(), language="fr")
    other = RegistrationFactory(college=college, state="accepted")
    listed = RegistrationFactory(college=college, state="waiting", body=copy, project="")
    services.take_pool(college=college, actor=actor)
    with django_capture_on_commit_callbacks(execute=True):
        network.refuse_body(body=copy, actor=actor, reason="لا وجود لها")
    for each, state in ((one, "sent"), (other, "accepted"), (listed, "waiting")):
        each.refresh_from_db()
        assert each.state == state
    assert list(college.applicants.values_list("registration", flat=True)) == [other.pk]
    assert list(one.steps.values_list("kind", flat=True)) == ["accepted", "changed"]
    assert list(one.messages.values_list("registration__number", flat=True)) == [one.number] * 2
    # Nobody is accepted for it, neither alone nor among many.
    waiting = [one, listed]
    assert services.accept_registrations(registrations=waiting, actor=actor) == 0


def test_a_copy_merged_gives_its_stranger_no_seat_of_the_real_body(
    django_capture_on_commit_callbacks,
):
    college, actor, kept = CollegeFactory(), coordinator(), BodyFactory()
    stranger, copy = of_copy(college, kept)
    theirs = RegistrationFactory(
        college=college, state="accepted", body=copy, project="", user=president_of(kept)
    )
    kept_ones = RegistrationFactory(college=college, state="accepted", body=kept, project="")
    services.take_pool(college=college, actor=actor)
    with django_capture_on_commit_callbacks(execute=True):
        network.merge_bodies(kept=kept, merged=copy, actor=actor, reason="نفس الهيئة")
    for each, state in ((stranger, "sent"), (theirs, "accepted"), (kept_ones, "accepted")):
        each.refresh_from_db()
        assert (each.state, each.body) == (state, kept)
    held = set(college.applicants.values_list("registration", flat=True))
    assert held == {theirs.pk, kept_ones.pk}
    everyone = Registration.objects.filter(college=college)
    assert set(queries.sound_of(everyone)) == {theirs}


def test_a_merge_keeps_those_whom_somebody_entered_for_a_verified_body(
    django_capture_on_commit_callbacks,
):
    college, actor, kept, merged = CollegeFactory(), coordinator(), BodyFactory(), BodyFactory()
    for_body = {"college": college, "state": "accepted", "body": merged, "project": ""}
    on_paper = RegistrationFactory(**for_body, user=None, entered_by=actor, consent="signed")
    helped = RegistrationFactory(
        **for_body, user=None, entered_by=UserFactory(), consent="spoken", body_role="member"
    )
    services.take_pool(college=college, actor=actor)
    with django_capture_on_commit_callbacks(execute=True):
        network.merge_bodies(kept=kept, merged=merged, actor=actor, reason="نفس الهيئة")
    for one in (on_paper, helped):
        one.refresh_from_db()
        assert (one.state, one.body, one.messages.exists()) == ("accepted", kept, False)
    assert college.applicants.count() == 2


@pytest.mark.parametrize("leaves", [False, True])
def test_whom_the_stranger_of_a_copy_entered_is_looked_at_again(
    django_capture_on_commit_callbacks, leaves
):
    college, actor, kept = CollegeFactory(), coordinator(), BodyFactory()
    own, copy = of_copy(college, kept)
    for_body = {"college": college, "state": "accepted", "body": copy, "project": ""}
    friend = RegistrationFactory(**for_body, user=None, entered_by=own.user, consent="spoken")
    if leaves:
        place = copy.memberships.get(user=own.user)
        network.end_membership(membership=place, actor=own.user, leaves_nobody=True)
    with django_capture_on_commit_callbacks(execute=True):
        network.merge_bodies(kept=kept, merged=copy, actor=actor, reason="نفس الهيئة")
    for one in (own, friend):
        one.refresh_from_db()
        assert (one.state, one.body) == ("sent", kept)


def test_after_the_seal_a_refused_body_moves_no_registration(django_capture_on_commit_callbacks):
    college, actor, body = college_with_people(), coordinator(), BodyFactory()
    sealed(college, actor)
    one = RegistrationFactory(college=college, state="accepted", body=body, project="")
    with django_capture_on_commit_callbacks(execute=True):
        network.refuse_body(body=body, actor=actor, reason="x")
    one.refresh_from_db()
    assert one.state == "accepted"
    assert not one.messages.exists()


def test_a_refusal_for_a_new_reason_is_no_answer_to_what_was_replied():
    actor, one = coordinator(), refused(language="fr")
    services.answer_refusal(registration=one, actor=one.user, reply="Notre siège est ici")
    services.accept_registrations(registrations=[one], actor=actor)
    services.refuse_registration(registration=one, actor=actor, reason="Le dossier est vide")
    first, _accepted, last = Message.objects.order_by("pk")
    assert last.title == first.title
    assert "Le dossier est vide" in last.text
    # They answered once already, and are promised no second answer.
    assert len(last.text) < len(first.text)


def test_what_was_decided_since_it_was_looked_at_is_not_overturned():
    actor, other = coordinator(), coordinator()
    one, free = RegistrationFactory(), RegistrationFactory()
    seen = {each.pk: each.decision for each in (one, free)}
    services.refuse_registration(registration=one, actor=other, reason="خارج التراب")
    both = Registration.objects.filter(pk__in=seen)
    assert services.accept_registrations(registrations=both, actor=actor, seen=seen) == 1
    for deed in (services.list_registration, services.refuse_registration):
        with pytest.raises(Refusal, match="answered_meanwhile"):
            deed(registration=one, actor=actor, reason="x", seen=seen[one.pk])
    one.refresh_from_db()
    assert (one.state, one.reason) == ("refused", "خارج التراب")
    assert one.messages.count() == 1
    again = {one.pk: one.decision}
    assert services.accept_registrations(registrations=[one], actor=actor, seen=again) == 1


def test_of_an_acceptance_and_a_refusal_at_once_the_second_is_told(before_it_ends):
    actor, other, one = coordinator(), coordinator(), RegistrationFactory()
    ends = before_it_ends(
        lambda: services.refuse_registration(
            registration=one, actor=other, reason="x", seen=one.decision
        ),
        lambda: services.accept_registrations(
            registrations=[one], actor=actor, seen={one.pk: one.decision}
        ),
    )
    assert ends[1] == 0
    one.refresh_from_db()
    assert (one.state, one.messages.count()) == ("refused", 1)
