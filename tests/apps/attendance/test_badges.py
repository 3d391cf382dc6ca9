"""One badge: written in, corrected, cancelled, given back, lost and made again; lists; printing."""

import pytest
from django.core.exceptions import PermissionDenied

from multaqa.apps.attendance import queries, services
from multaqa.apps.attendance.models import Badge, BadgeState, CancelReason, Layout
from multaqa.refusal import Refusal
from tests.factories.accounts import UserFactory, auditor, coordinator
from tests.factories.attendance import BadgeFactory, PrintingFactory
from tests.factories.forum import ApplicantFactory, CollegeFactory, EditionFactory
from tests.factories.territory import CommuneFactory

pytestmark = pytest.mark.django_db
PHONE = "+212661234567"


@pytest.fixture
def edition():
    return EditionFactory()


def added(edition, actor=None, **more):
    told = {"kind": "guest", "name": "سعاد بنت احمد", "body_name": "جامعة ابن زهر"}
    return services.add_badge(edition=edition, actor=actor or coordinator(), **(told | more))


def again(badge):
    return Badge.objects.get(pk=badge.pk)


@pytest.mark.parametrize("person", [auditor, UserFactory], ids=["auditor", "member"])
def test_every_deed_of_the_desk_is_refused_to_everybody_else(edition, person):
    badge, printing, actor = BadgeFactory(edition=edition), PrintingFactory(), person()
    deeds = [
        lambda: added(edition, actor),
        lambda: services.revise_badge(badge=badge, actor=actor, name="غيره"),
        lambda: services.cancel_badge(badge=badge, actor=actor, reason="refused"),
        lambda: services.restore_badge(badge=badge, actor=actor),
        lambda: services.reissue_badge(badge=badge, actor=actor),
        lambda: services.bring_people(edition=edition, actor=actor, rows=[]),
        lambda: services.ask_printing(edition=edition, actor=actor, badges=[badge.pk]),
        lambda: services.mark_printed(printing=printing, actor=actor),
    ]
    for deed in deeds:
        with pytest.raises(PermissionDenied):
            deed()


def test_who_is_written_in_has_a_badge_and_their_phone_is_not_kept(edition):
    badge = added(edition, phone=PHONE)
    assert (badge.kind, badge.typed_kind, badge.kinds) == ("guest", "guest", ["guest"])
    assert PHONE[4:] not in str(Badge.objects.filter(pk=badge.pk).values())
    assert badge.contact_mark


def test_the_same_form_sent_twice_makes_one_badge(edition):
    added(edition)
    with pytest.raises(Refusal, match=r"badge\.has_one"):
        added(edition, name="سعاد بنت أحمد")
    assert Badge.objects.count() == 1


def test_two_people_of_one_name_and_different_bodies_have_two_badges(edition):
    added(edition)
    added(edition, body_name="جريدة الصحراء")
    assert Badge.objects.count() == 2


def test_a_name_without_letters_is_refused(edition):
    with pytest.raises(Refusal, match=r"badge\.no_name"):
        added(edition, name="\u200f ـ 12")


def test_who_has_a_badge_of_the_platform_becomes_an_organiser_on_it(edition):
    account = UserFactory(phone=PHONE, name="سعاد بنت احمد")
    badge = BadgeFactory(edition=edition, user=account, name="سعاد بنت احمد", print_count=1)
    Badge.objects.update(is_to_print=False)
    added(edition, kind="organiser", phone=PHONE)
    badge = again(badge)
    assert badge.kinds == ["organiser", "participant"]
    assert badge.is_to_print_again


def test_another_person_of_the_same_phone_does_not_see_the_badge_in_their_space(edition):
    account = UserFactory(phone=PHONE, name="محمد سالم")
    badge = added(edition, phone=PHONE)
    assert badge.user is None
    assert list(queries.badges_of(account)) == []


def test_what_is_corrected_is_printed_again_where_it_shows(edition):
    badge = added(edition)
    Badge.objects.update(is_to_print=False, print_count=1)
    services.revise_badge(badge=badge, actor=coordinator(), sex="female")
    assert not again(badge).is_to_print
    services.revise_badge(badge=badge, actor=coordinator(), name="سعاد بنت أحمد", kind="press")
    badge = again(badge)
    assert badge.is_to_print_again
    assert (badge.kind, badge.typed_kind) == ("press", "press")


def test_a_cancelled_badge_says_why_and_is_given_back(edition):
    badge = added(edition)
    services.cancel_badge(badge=badge, actor=coordinator(), reason="refused", note="بطلب منه")
    badge = again(badge)
    assert (badge.state, badge.cancel_reason, badge.note) == ("cancelled", "refused", "بطلب منه")
    with pytest.raises(Refusal, match=r"badge\.cancelled"):
        services.cancel_badge(badge=badge, actor=coordinator(), reason="refused")
    services.restore_badge(badge=badge, actor=coordinator())
    assert again(badge).is_active
    with pytest.raises(Refusal, match=r"badge\.active"):
        services.restore_badge(badge=badge, actor=coordinator())


@pytest.mark.parametrize("reason", ["lost", "", "xx"])
def test_a_badge_is_not_cancelled_without_a_reason(edition, reason):
    with pytest.raises(Refusal, match=r"badge\.no_reason"):
        services.cancel_badge(badge=added(edition), actor=coordinator(), reason=reason)


def test_who_holds_a_seat_gives_it_back_first():
    college = CollegeFactory()
    applicant = ApplicantFactory(college=college)
    seat = college.draw.seats_given.create(applicant=applicant)
    badge = BadgeFactory(edition=college.edition, seat=seat)
    with pytest.raises(Refusal, match=r"badge\.seat_stands"):
        services.cancel_badge(badge=badge, actor=coordinator(), reason="given_up")


def test_a_lost_badge_is_cancelled_and_another_has_another_code(edition):
    lost = added(edition, phone=PHONE)
    made = services.reissue_badge(badge=lost, actor=coordinator())
    lost = again(lost)
    assert (lost.state, lost.cancel_reason) == ("cancelled", CancelReason.LOST)
    assert made.code != lost.code
    assert (made.name, made.contact_mark, made.replaces) == (lost.name, lost.contact_mark, lost)
    assert made.is_to_print
    assert not made.is_to_print_again
    with pytest.raises(Refusal, match=r"badge\.lost"):
        services.restore_badge(badge=lost, actor=coordinator())


def test_a_badge_is_not_given_back_to_who_has_another():
    user, edition = UserFactory(), EditionFactory()
    old = BadgeFactory(edition=edition, user=user, cancelled=True, cancel_reason="mistake")
    BadgeFactory(edition=edition, user=user)
    with pytest.raises(Refusal, match=r"badge\.has_one"):
        services.restore_badge(badge=old, actor=coordinator())


def test_of_two_who_reissue_a_badge_at_once_one_does(together):
    badge, one, other = BadgeFactory(), coordinator(), coordinator()
    ends = together(
        lambda: services.reissue_badge(badge=badge, actor=one),
        lambda: services.reissue_badge(badge=badge, actor=other),
    )
    assert sorted(isinstance(end, Refusal) for end in ends) == [False, True]
    assert Badge.objects.filter(state=BadgeState.ACTIVE).count() == 1


# Lists.

LIST = "الاسم الكامل;النوع;الهيئة;الجماعة;الجنس;الهاتف\n"


def read(edition, text, kind=""):
    return services.read_people(edition=edition, content=text.encode(), kind=kind)


def test_a_list_of_people_comes_in_and_again_without_doubles(edition):
    commune = CommuneFactory()
    text = LIST + (
        f"خديجة سالم;متطوعة;جمعية الواحة;{commune.name_ar};أنثى;06 61 23 45 67\n"
        "محمد سالم;صحافي;جريدة الصحراء;;ذكر;\n"
    )
    found = read(edition, text)
    assert found.faults == []
    first = services.bring_people(edition=edition, actor=coordinator(), rows=found.rows)
    assert [one.kind for one in first.badges] == ["volunteer", "press"]
    assert (first.badges[0].sex, first.badges[0].commune) == ("female", commune)
    second = services.bring_people(
        edition=edition, actor=coordinator(), rows=read(edition, text).rows
    )
    assert (len(second.badges), second.known_count) == (0, 2)
    assert Badge.objects.count() == 2


def test_each_fault_of_a_list_stands_at_its_line(edition):
    text = LIST + (";متطوع;;;;\nسعيد;ملك;;لا مكان;؟؟;123\nسعيد;ضيف;;;;\nسعيد;ضيف;;;;\nعلي;;;;;\n")
    faults = {(one.line, one.code) for one in read(edition, text).faults}
    assert faults == {
        (2, "row.cell_empty"),
        (3, "badge.kind_unknown"),
        (3, "badge.sex_unknown"),
        (3, "institution.commune_unknown"),
        (3, "accounts.bad_phone"),
        (4, "badge.twice"),
        (5, "badge.twice"),
        (6, "badge.kind_missing"),
    }


def test_a_kind_stands_for_every_line_that_says_none(edition):
    found = read(edition, "Nom et prénom\nJean Dupont\n", kind="press")
    assert [row["kind"] for row in found.rows] == ["press"]


def test_a_list_without_names_is_refused(edition):
    with pytest.raises(Refusal, match=r"badge\.column_missing"):
        read(edition, "الهاتف\n0661234567\n", kind="press")


# Printing.


def test_badges_are_printed_once_they_came_out(edition):
    badges = BadgeFactory.create_batch(3, edition=edition)
    cancelled = BadgeFactory(edition=edition, cancelled=True)
    other = BadgeFactory()
    keys = [one.pk for one in (*badges, cancelled, other)]
    printing = services.ask_printing(
        edition=edition, actor=coordinator(), badges=keys, layout=Layout.FOUR
    )
    assert (len(printing.badges), printing.number, printing.layout) == (3, 1, "four")
    assert Badge.objects.filter(edition=edition, is_to_print=True).count() == 4

    services.revise_badge(badge=badges[0], actor=coordinator(), name="اسم اخر")
    assert services.mark_printed(printing=printing, actor=coordinator()) == 2
    assert again(badges[0]).is_to_print
    assert not again(badges[1]).is_to_print
    with pytest.raises(Refusal, match=r"printing\.done"):
        services.mark_printed(printing=printing, actor=coordinator())


def test_nothing_is_not_printed(edition):
    with pytest.raises(Refusal, match=r"printing\.nobody"):
        services.ask_printing(edition=edition, actor=coordinator(), badges=[])


# Who sees.


@pytest.mark.parametrize(
    ("person", "names", "counts"),
    [(coordinator, 1, 1), (auditor, 0, 1), (UserFactory, 0, 0)],
    ids=["coordinator", "auditor", "member"],
)
def test_names_are_the_coordinators_and_counts_the_desks(edition, person, names, counts):
    BadgeFactory(edition=edition)
    user = person()
    assert queries.badges_at_desk(user, edition).count() == names
    assert len(queries.badge_counts(user, edition)) == counts


def test_a_badge_is_found_by_name_body_and_code_however_typed(edition):
    badge = BadgeFactory(edition=edition, name="أمينة بنت سالم", body_name="تعاونية النور")
    BadgeFactory(edition=edition)
    everything = queries.badges_at_desk(coordinator(), edition)
    for sought in ("امينه", "سالم أمينة", "النور", badge.code.lower().replace("-", " ")):
        assert list(queries.badges_found(everything, sought)) == [badge]
    assert list(queries.badges_found(everything, "لا أحد")) == []


def test_a_badge_waits_for_a_contact_that_somebody_else_wrote():
    edition = EditionFactory()
    mark = queries.coming.contact_mark(edition.pk, PHONE)[0]
    BadgeFactory(edition=edition, contact_mark=mark)
    assert queries.editions_waiting(UserFactory(phone=PHONE)) == [edition]
    assert queries.editions_waiting(UserFactory()) == []


@pytest.mark.parametrize("count", [1, 50])
def test_waiting_badges_cost_two_queries(count, django_assert_num_queries):
    user = UserFactory(phone=PHONE)
    for edition in EditionFactory.create_batch(count):
        BadgeFactory(
            edition=edition, contact_mark=queries.coming.contact_mark(edition.pk, PHONE)[0]
        )
    with django_assert_num_queries(2):
        assert len(queries.editions_waiting(user)) == count
