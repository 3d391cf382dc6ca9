import pytest
from django.core.exceptions import PermissionDenied

from multaqa.apps.programme import queries, services
from multaqa.apps.programme.models import Version
from multaqa.apps.programme.services.publishing import seal_of
from multaqa.kernel import record
from multaqa.refusal import Refusal
from tests.factories.accounts import UserFactory, auditor, coordinator
from tests.factories.forum import EditionFactory
from tests.factories.programme import (
    RoomFactory,
    SessionFactory,
    SessionSpeakerFactory,
    SpeakerFactory,
    at,
)

pytestmark = pytest.mark.django_db


def publish(edition, **more):
    return services.publish_version(edition=edition, actor=coordinator(), **more)


def changes(edition):
    newer, older = Version.objects.filter(edition=edition)[:2]
    return {
        (one.kind.value, one.number)
        for one in queries.changes_between(older.document, newer.document)
    }


def test_what_everyone_sees_is_the_last_version_not_the_plan():
    session = SessionFactory(title_ar="ورشة العسل")
    edition = session.edition
    assert queries.programme_seen_by(UserFactory(), edition) is None
    version = publish(edition)
    services.revise_session(session=session, actor=coordinator(), title_ar="ورشة التمور")
    seen = queries.programme_seen_by(UserFactory(), edition)
    assert [one.title for one in seen.sessions] == ["ورشة العسل"]
    assert version.digest == seal_of(version.document)
    assert [one.title for one in queries.draft_of(edition).sessions] == ["ورشة التمور"]


def test_each_version_is_a_line_of_the_public_record_with_its_seal():
    edition = SessionFactory().edition
    version = publish(edition)
    entry = record.head()
    assert entry.kind == "programme.published"
    assert entry.facts["digest"] == version.digest


def test_a_programme_of_a_hidden_edition_is_seen_at_the_desk_alone():
    session = SessionFactory(edition__is_public=False)
    publish(session.edition)
    assert queries.programme_seen_by(UserFactory(), session.edition) is None
    assert queries.programme_seen_by(auditor(), session.edition) is not None


def test_publishing_is_the_coordinators():
    for user in (UserFactory(), auditor()):
        with pytest.raises(PermissionDenied):
            services.publish_version(edition=SessionFactory().edition, actor=user)


def test_publishing_refuses_nothing_and_no_change():
    edition = EditionFactory()
    with pytest.raises(Refusal, match="empty"):
        publish(edition)
    SessionFactory(edition=edition)
    publish(edition)
    with pytest.raises(Refusal, match="nothing_changed"):
        publish(edition)


def test_a_clash_asks_for_a_reason():
    session = SessionFactory(capacity=80)
    with pytest.raises(Refusal, match="needs_reason"):
        publish(session.edition, reason="  ")
    version = publish(session.edition, reason="تضاف كراس")
    assert (version.clash_count, version.reason) == (1, "تضاف كراس")


def test_what_changed_is_told_of_each_session():
    edition = EditionFactory()
    moved, gone, same, renamed, dropped = (
        SessionFactory(edition=edition, room=RoomFactory(edition=edition)) for _ in range(5)
    )
    left = SessionSpeakerFactory(session=same).speaker
    publish(edition)
    actor = coordinator()
    other = RoomFactory(edition=edition)
    services.place_session(
        session=moved,
        actor=actor,
        starts_at=at(edition, 15),
        ends_at=at(edition, 16),
        room=other,
    )
    services.cancel_session(session=gone, actor=actor)
    services.revise_session(session=renamed, actor=actor, title_ar="عنوان آخر")
    new = SpeakerFactory(edition=edition)
    services.set_people(session=same, actor=actor, parts=[(new, "moderator")])
    services.place_session(session=dropped, actor=actor, starts_at=None, ends_at=None, room=None)
    fresh = SessionFactory(edition=edition)
    publish(edition)
    assert changes(edition) == {
        ("moved", moved.number),
        ("other_room", moved.number),
        ("cancelled", gone.number),
        ("renamed", renamed.number),
        ("new_speaker", same.number),
        ("speaker_left", same.number),
        ("cancelled", dropped.number),
        ("new", fresh.number),
    }
    assert left.pk != new.pk
    revisions = {one.number: one.revision for one in queries.draft_of(edition).sessions}
    assert revisions == {
        moved.number: 1,
        gone.number: 1,
        same.number: 1,
        renamed.number: 1,
        dropped.number: 1,
        fresh.number: 0,
    }


def test_what_was_published_is_cancelled_not_deleted():
    session = SessionFactory()
    other = SessionFactory(edition=session.edition, starts_at=None, room=None)
    publish(session.edition)
    with pytest.raises(Refusal, match="published"):
        services.remove_session(session=session, actor=coordinator())
    services.remove_session(session=other, actor=coordinator())
    services.cancel_session(session=session, actor=coordinator())
    publish(session.edition)
    seen = queries.programme_seen_by(UserFactory(), session.edition)
    assert [one.is_cancelled for one in seen.sessions] == [True]
    assert seen.standing == []


def test_a_name_stands_in_no_version_once_its_person_no_longer_agrees():
    part = SessionSpeakerFactory(speaker__name_ar="مينة أوحمو", speaker__bio_ar="ناسجة")
    silent = SessionSpeakerFactory(session=part.session, speaker__has_consented=False).speaker
    silent.edition = part.session.edition
    silent.save()
    version = publish(part.session.edition)
    assert "مينة" not in str(version.document)
    assert [one["name"]["ar"] for one in version.people.values()] == ["مينة أوحمو"]
    services.save_speaker(speaker=part.speaker, actor=coordinator(), has_consented=False, away=[])
    version.refresh_from_db()
    assert version.people == {}
    assert version.digest == seal_of(version.document)
    seen = queries.programme_seen_by(UserFactory(), part.session.edition)
    assert [one.parts for one in seen.sessions] == [()]


def test_a_speaker_who_erases_their_account_stands_without_a_name():
    user = UserFactory()
    part = SessionSpeakerFactory(speaker__user=user, speaker__name_ar="رقية")
    version = publish(part.session.edition)
    assert queries.export_of(user)["speaker"][0]["name_ar"] == "رقية"
    services.forget_person(user=user)
    part.speaker.refresh_from_db(), version.refresh_from_db()
    assert "رقية" not in part.speaker.name_ar
    assert version.people == {}
    assert part.session.parts.count() == 1
