"""Certificates: of who was checked in, once; what a number confirms; revoked, made anew."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from multaqa.apps.attendance import queries, rules, services
from multaqa.apps.attendance.models import Badge, Certificate, CheckIn, Scan
from multaqa.apps.attendance.queries import Found
from multaqa.apps.attendance.queries.codes import certificate_number, check_sign
from multaqa.refusal import Refusal
from tests.factories.accounts import UserFactory, auditor, coordinator
from tests.factories.attendance import BadgeFactory, CertificateFactory
from tests.factories.forum import EditionFactory
from tests.factories.programme import SessionFactory

pytestmark = pytest.mark.django_db


def over(**more):
    """An edition whose last day is today."""
    today = timezone.localdate()
    return EditionFactory(starts_on=today - timedelta(days=1), ends_on=today, **more)


def came(badge, *, day=0, session=None):
    """The door read the badge on a day of the edition."""
    moment = timezone.now()
    scan = Scan.objects.create(
        uuid=uuid4(),
        edition=badge.edition,
        badge=badge,
        code=badge.code,
        session=session,
        outcome=Scan.Outcome.TAKEN,
        at=moment,
        told_at=moment,
        received_at=moment,
    )
    return CheckIn.objects.create(
        edition=badge.edition,
        badge=badge,
        session=session,
        day=badge.edition.starts_on + timedelta(days=day),
        at=moment,
        scan=scan,
    )


@pytest.fixture
def edition():
    return over()


@pytest.mark.parametrize("person", [auditor, UserFactory], ids=["auditor", "member"])
def test_the_desks_deeds_are_refused_to_everybody_else(edition, person):
    certificate, actor = CertificateFactory(), person()
    for deed in (
        lambda: services.certify(edition=edition, actor=actor),
        lambda: services.revoke_certificate(certificate=certificate, actor=actor, reason="mistake"),
        lambda: services.renew_certificate(certificate=certificate, actor=actor),
    ):
        with pytest.raises(PermissionDenied):
            deed()
    assert not queries.certificates_at_desk(actor, edition).exists()


def test_who_came_has_a_certificate_that_says_when_and_to_what(edition):
    badge = BadgeFactory(edition=edition, name="خديجة", name_latin="Khadija")
    BadgeFactory(edition=edition)  # never came
    session = SessionFactory(edition=edition, title_ar="ورشة", title_fr="Atelier")
    came(badge)
    came(badge, day=1)
    came(badge, day=1, session=session)
    assert services.waiting_count(edition) == 1
    (made,) = services.certify(edition=edition, actor=coordinator())
    assert (made.name, made.name_latin, made.kind) == ("خديجة", "Khadija", "participant")
    assert made.days == [edition.starts_on.isoformat(), edition.ends_on.isoformat()]
    assert made.sessions == [{"ar": "ورشة", "fr": "Atelier"}]
    assert services.waiting_count(edition) == 0
    assert services.certify(edition=edition, actor=coordinator()) == []


def test_nobody_is_certified_before_the_last_day():
    edition = EditionFactory(
        starts_on=timezone.localdate(), ends_on=timezone.localdate() + timedelta(days=1)
    )
    came(BadgeFactory(edition=edition))
    with pytest.raises(Refusal, match=r"certificate\.too_early"):
        services.certify(edition=edition, actor=coordinator())


def test_who_lost_a_badge_has_one_certificate(edition):
    lost = BadgeFactory(edition=edition)
    came(lost)
    new = services.reissue_badge(badge=lost, actor=coordinator())
    Badge.objects.filter(pk=new.pk).update(name="اسم مصحح")
    (made,) = services.certify(edition=edition, actor=coordinator())
    assert (made.badge, made.name) == (lost, "اسم مصحح")
    assert queries.certificates_for([new]) == {new.pk: made}


@pytest.mark.parametrize(("reason", "count"), [("mistake", 0), ("refused", 0), ("given_up", 1)])
def test_a_badge_made_by_mistake_certifies_nothing(edition, reason, count):
    badge = BadgeFactory(edition=edition, cancelled=True, cancel_reason=reason)
    came(badge)
    assert len(services.certify(edition=edition, actor=coordinator())) == count


# One's own.


def test_a_person_takes_their_own_and_has_the_same_again(edition):
    user = UserFactory()
    badge = BadgeFactory(edition=edition, user=user)
    came(badge)
    first = services.take_certificate(badge=badge, actor=user)
    assert services.take_certificate(badge=badge, actor=user) == first
    assert first.issued_by == user


@pytest.mark.parametrize("person", [coordinator, auditor, UserFactory])
def test_nobody_takes_anothers(edition, person):
    badge, other = BadgeFactory(edition=edition, user=UserFactory()), person()
    assert not rules.can_take_certificate(other, badge)
    with pytest.raises(PermissionDenied):
        services.take_certificate(badge=badge, actor=other)


def test_who_was_not_there_has_none(edition):
    user = UserFactory()
    with pytest.raises(Refusal, match=r"certificate\.not_present"):
        services.take_certificate(badge=BadgeFactory(edition=edition, user=user), actor=user)


def test_one_that_was_revoked_is_not_taken_again(edition):
    user = UserFactory()
    badge = BadgeFactory(edition=edition, user=user)
    came(badge)
    made = services.take_certificate(badge=badge, actor=user)
    services.revoke_certificate(certificate=made, actor=coordinator(), reason="absent")
    with pytest.raises(Refusal, match=r"certificate\.withheld"):
        services.take_certificate(badge=badge, actor=user)
    assert services.certify(edition=edition, actor=coordinator()) == []


def test_of_two_who_take_it_at_once_both_have_the_same(together):
    user, edition = UserFactory(), over()
    badge = BadgeFactory(edition=edition, user=user)
    came(badge)

    def take():
        return services.take_certificate(badge=badge, actor=user).number

    first, second = together(take, take)
    assert first == second


# What a number says.


def test_a_number_confirms_what_it_was_given_for():
    certificate = CertificateFactory()
    answer = queries.certificate_by_number(certificate.number.lower().replace("-", " "))
    assert (answer.found, answer.certificate) == (Found.HOLDS, certificate)


def test_a_number_made_up_is_told_from_one_mistyped():
    made_up = certificate_number(3, "7F3K92QX0ZWM")
    assert queries.certificate_by_number(made_up).found == Found.UNKNOWN
    wrong = made_up[:-1] + ("0" if made_up[-1] != "0" else "1")
    assert queries.certificate_by_number(wrong).found == Found.MISTYPED
    assert queries.certificate_by_number("12345").found == Found.UNREADABLE
    assert queries.certificate_by_number(BadgeFactory().code).found == Found.BADGE


def test_a_number_altered_to_another_edition_is_never_confirmed():
    edition = EditionFactory(number=7)
    certificate = CertificateFactory(badge=BadgeFactory(edition=edition))
    altered = certificate.number.replace("C7", "C8")
    assert queries.certificate_by_number(altered).found == Found.MISTYPED
    signs = altered.replace("-", "")[:-1]
    forged = f"{altered[:-1]}{check_sign(signs)}"
    assert queries.certificate_by_number(forged).found == Found.UNKNOWN


def test_a_revoked_one_says_so_and_one_made_in_its_place_holds(edition):
    badge = BadgeFactory(edition=edition)
    came(badge)
    (old,) = services.certify(edition=edition, actor=coordinator())
    Badge.objects.filter(pk=badge.pk).update(name="الاسم الصحيح")
    new = services.renew_certificate(certificate=old, actor=coordinator())
    assert queries.certificate_by_number(old.number).found == Found.REVOKED
    assert queries.certificate_by_number(new.number).found == Found.HOLDS
    assert (new.name, new.badge) == ("الاسم الصحيح", badge)
    with pytest.raises(Refusal, match=r"certificate\.revoked"):
        services.renew_certificate(certificate=old, actor=coordinator())
    services.revoke_certificate(certificate=new, actor=coordinator(), reason="asked")
    with pytest.raises(Refusal, match=r"certificate\.revoked"):
        services.revoke_certificate(certificate=new, actor=coordinator(), reason="asked")


def test_one_is_not_made_anew_for_who_turns_out_to_have_been_away(edition):
    badge = BadgeFactory(edition=edition)
    check_in = came(badge)
    (old,) = services.certify(edition=edition, actor=coordinator())
    check_in.delete()
    with pytest.raises(Refusal, match=r"certificate\.not_present"):
        services.renew_certificate(certificate=old, actor=coordinator())
    old.refresh_from_db()
    assert not old.is_revoked


@pytest.mark.parametrize("reason", ["", "renewed", "xx"])
def test_one_is_not_revoked_without_a_reason(reason):
    with pytest.raises(Refusal, match=r"certificate\.no_reason"):
        services.revoke_certificate(
            certificate=CertificateFactory(), actor=coordinator(), reason=reason
        )


@pytest.mark.parametrize("count", [1, 40])
def test_certifying_costs_the_same_queries_for_few_as_for_many(
    edition, count, django_assert_max_num_queries
):
    for _place in range(count):
        came(BadgeFactory(edition=edition))
    actor = coordinator()
    assert rules.can_certify(actor)
    with django_assert_max_num_queries(10):
        assert len(services.certify(edition=edition, actor=actor)) == count


# What is kept, taken along, erased.


def test_what_is_kept_of_a_person_is_told_and_taken_along(edition):
    user = UserFactory()
    badge = BadgeFactory(edition=edition, user=user)
    came(badge)
    made = services.take_certificate(badge=badge, actor=user)
    values = [one.value for one in queries.kept_of(user)]
    assert any(badge.code in told for told in values)
    assert any(made.number in told for told in values)
    tables = queries.export_of(user)
    assert [row["code"] for row in tables["badge"]] == [badge.code]
    assert [row["number"] for row in tables["certificate"]] == [made.number]
    assert "contact_mark" not in tables["badge"][0]
    assert queries.kept_of(UserFactory()) == []


def test_what_they_did_at_the_door_is_told_and_they_are_let_go_of(edition):
    actor, badge = coordinator(), BadgeFactory(edition=edition, name="خديجة")
    scan = services.check_in(edition=edition, actor=actor, code=badge.code)
    waits, paired = (
        services.add_device(edition=edition, actor=actor, label=f"باب {number}")
        for number in range(2)
    )
    services.pair_device(token=services.link_token(paired))
    assert len(queries.kept_of(actor)) == 2
    tables = queries.export_of(actor)
    assert [row["you"] for row in tables["scan"]] == [["actor"]]
    assert [row["you"] for row in tables["device"]] == [["added_by"]] * 2
    assert "خديجة" not in str(tables)
    assert badge.code not in str(tables)
    services.forget_person(user=actor)
    for one in (scan, waits, paired):
        one.refresh_from_db()
    assert (scan.actor, waits.added_by, paired.added_by) == (None, None, None)
    assert (waits.is_revoked, paired.is_revoked) == (True, False)
    assert badge.check_ins.count() == 1


def test_when_they_came_in_is_taken_along_from_the_first_of_their_badges(edition):
    user = UserFactory()
    lost = BadgeFactory(edition=edition, user=None, cancelled=True, cancel_reason="lost")
    came(lost)
    BadgeFactory(edition=edition, user=user, replaces=lost)
    (row,) = queries.export_of(user)["checkin"]
    assert row["day"] == CheckIn.objects.get().day.isoformat()
    assert "scan" not in row
    assert len(queries.kept_of(user)) == 2
    assert queries.export_of(UserFactory())["checkin"] == []


def test_who_leaves_is_nameless_and_their_certificate_confirms_nothing(edition):
    user = UserFactory()
    past = EditionFactory(
        starts_on=timezone.localdate() - timedelta(days=9),
        ends_on=timezone.localdate() - timedelta(days=8),
    )
    badge, old = (BadgeFactory(edition=one, user=user, name="خديجة") for one in (edition, past))
    came(badge)
    made = services.take_certificate(badge=badge, actor=user)
    assert len(queries.leaving_of(user)) == 2
    services.forget_person(user=user)
    for one in (badge, old, made):
        one.refresh_from_db()
    assert (badge.state, old.state) == ("cancelled", "active")
    assert {badge.name, old.name, made.name} == {"—"}
    assert (old.sex, old.user) == ("female", None)
    assert queries.certificate_by_number(made.number).found == Found.REVOKED
    assert Certificate.objects.filter(name="خديجة").count() == 0
