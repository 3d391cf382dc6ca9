"""Ex-officio seats: letters sent, reminded, answered once, changed by who answered."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from multaqa.apps.forum import rules, services
from multaqa.apps.forum.models import ExOfficioSeat, NominationStep
from multaqa.kernel import jobs, record
from multaqa.kernel.models import Job, RecordEntry
from multaqa.refusal import Refusal
from tests.factories.accounts import UserFactory, auditor, coordinator
from tests.factories.forum import EditionFactory
from tests.factories.forum_nominations import (
    EMAIL,
    PHONE,
    SeatByRightFactory,
    accepted_seat,
    sent_seat,
    somebody,
    wrote_days_ago,
)
from tests.factories.territory import CommuneFactory

pytestmark = pytest.mark.django_db

State = ExOfficioSeat.State


def in_days(days):
    return timezone.localdate() + timedelta(days=days)


def again(seat):
    return ExOfficioSeat.objects.select_related("edition").get(pk=seat.pk)


def kinds(seat):
    return list(seat.steps.values_list("kind", flat=True))


@pytest.mark.parametrize(
    ("person", "may"),
    [(coordinator, True), (auditor, False), (UserFactory, False)],
    ids=["coordinator", "auditor", "member"],
)
def test_only_a_coordinator_may_invite(person, may):
    assert rules.can_invite(person()) is may


def test_every_deed_of_the_desk_is_refused_to_an_auditor():
    seat, other, actor = sent_seat(), SeatByRightFactory(), auditor()
    of_edition = {"edition": seat.edition, "actor": actor}
    deeds = [
        lambda: services.add_seat(**of_edition, kind="council"),
        lambda: services.add_seats(**of_edition, rows=[]),
        lambda: services.take_over_seats(**of_edition, source=other.edition),
        lambda: services.revise_seat(seat=other, actor=actor, kind="partner"),
        lambda: services.remove_seat(seat=other, actor=actor),
        lambda: services.send_letters(**of_edition, seats=[other.pk], answer_by=in_days(3)),
        lambda: services.remind(**of_edition, seats=[seat.pk]),
        lambda: services.renew_link(seat=seat, actor=actor),
        lambda: services.accept_nomination(
            seat=seat, nominee=somebody(), actor=actor, paper_reference="1"
        ),
        lambda: services.decline_nomination(seat=seat, actor=actor, paper_reference="1"),
    ]
    for deed in deeds:
        with pytest.raises(PermissionDenied):
            deed()


# Prepared.


def test_letters_are_numbered_one_after_the_other_in_each_edition():
    edition, actor = EditionFactory(), coordinator()
    for number in (1, 2):
        words = {"kind": "council", "institution_ar": f"مجلس {number}", "addressee_ar": "السيد"}
        assert services.add_seat(edition=edition, actor=actor, **words).number == number
    assert services.add_seat(edition=EditionFactory(), actor=actor, **words).number == 1


def test_one_addressee_is_invited_once():
    edition, actor = EditionFactory(), coordinator()
    words = {
        "kind": "council",
        "institution_ar": "مجلس جماعة أسرير",
        "addressee_ar": "السيد الرئيس",
    }
    first = services.add_seat(edition=edition, actor=actor, **words)
    again_typed = words | {"institution_ar": "مجلس  جماعة اسرير"}
    for deed in (
        lambda: services.add_seat(edition=edition, actor=actor, **again_typed),
        lambda: services.add_seats(edition=edition, actor=actor, rows=[again_typed]),
    ):
        with pytest.raises(Refusal, match=r"nomination\.invited") as refused:
            deed()
        assert refused.value.facts == {"letter": first.number}
    other = words | {"addressee_ar": "السيدة النائبة"}
    second = services.add_seat(edition=edition, actor=actor, **other)
    assert second.number == first.number + 1
    # Nor does a letter become another's by being changed; its own words may be sent again.
    with pytest.raises(Refusal, match=r"nomination\.invited") as refused:
        services.revise_seat(seat=second, actor=actor, **again_typed)
    assert refused.value.facts == {"letter": first.number}
    assert again(second).addressee_ar == "السيدة النائبة"
    services.revise_seat(seat=first, actor=actor, **again_typed)
    assert again(first).institution_ar == again_typed["institution_ar"]


@pytest.mark.parametrize("unread", ["", "\u200f\u200f", "ـ", "12."])
def test_what_cannot_be_read_names_nobody(unread):
    seat, actor = SeatByRightFactory(), coordinator()
    words = {"kind": "council", "institution_ar": "مجلس", "addressee_ar": "السيد الرئيس"}
    for name in ("institution_ar", "addressee_ar"):
        with pytest.raises(Refusal, match=r"nomination\.unnamed"):
            services.add_seat(edition=seat.edition, actor=actor, **words | {name: unread})
        with pytest.raises(Refusal, match=r"nomination\.unnamed"):
            services.revise_seat(seat=seat, actor=actor, **{name: unread})
    sent, named = sent_seat(), accepted_seat()
    nominee, paper = somebody(name=unread), {"actor": actor, "paper_reference": "12/2026"}
    for deed in (
        lambda: services.accept_nomination(seat=sent, nominee=nominee),
        lambda: services.accept_nomination(seat=sent, nominee=nominee, **paper),
        lambda: services.replace_nominee(seat=named, nominee=nominee, contact=PHONE),
        lambda: services.replace_nominee(seat=named, nominee=nominee, **paper),
    ):
        with pytest.raises(Refusal, match=r"nomination\.no_name"):
            deed()
    assert (again(sent).state, again(named).person_name) == ("sent", somebody().name)


def test_a_letter_changes_and_goes_only_until_it_is_sent():
    seat, actor = SeatByRightFactory(), coordinator()
    services.revise_seat(seat=seat, actor=actor, addressee_ar="السيدة الرئيسة")
    assert again(seat).addressee_ar == "السيدة الرئيسة"
    sent = sent_seat()
    for deed in (services.revise_seat, services.remove_seat):
        with pytest.raises(Refusal, match=r"nomination\.sent"):
            deed(seat=sent, actor=actor)
    services.remove_seat(seat=seat, actor=actor)
    assert not ExOfficioSeat.objects.filter(pk=seat.pk).exists()


def test_an_earlier_editions_institutions_come_without_its_people():
    old = accepted_seat(phone="+212528870000")
    edition = EditionFactory()
    invited = SeatByRightFactory(edition=old.edition)
    SeatByRightFactory(
        edition=edition, institution_ar=invited.institution_ar, addressee_ar=invited.addressee_ar
    )
    count = services.take_over_seats(edition=edition, source=old.edition, actor=coordinator())
    came = edition.ex_officio_seats.get(institution_ar=old.institution_ar)
    assert count == 1
    assert (came.state, came.person_name, came.person_phone) == (State.PREPARED, "", "")
    assert (came.phone, came.commune) == (old.phone, old.commune)
    assert came.link != old.link


# Sent.


def test_letters_leave_once_and_the_record_counts_them():
    edition, actor = EditionFactory(), coordinator()
    seats = [seat.pk for seat in SeatByRightFactory.create_batch(3, edition=edition)]
    day = in_days(10)
    assert services.send_letters(edition=edition, actor=actor, seats=seats, answer_by=day) == 3
    with pytest.raises(Refusal, match="none_prepared"):
        services.send_letters(edition=edition, actor=actor, seats=seats, answer_by=day)
    entry = RecordEntry.objects.get(kind="forum.letters_sent")
    assert entry.facts == {"edition": edition.number, "count": 3}
    assert NominationStep.objects.filter(kind="sent").count() == 3
    assert set(edition.ex_officio_seats.values_list("delivery", flat=True)) == {"paper"}


@pytest.mark.parametrize("days", [-1, 0, 4000])
def test_the_answer_is_due_between_tomorrow_and_the_forum(days):
    seat = SeatByRightFactory()
    with pytest.raises(Refusal, match="bad_day"):
        services.send_letters(
            edition=seat.edition, actor=coordinator(), seats=[seat.pk], answer_by=in_days(days)
        )


def test_another_editions_letters_are_not_sent_by_the_way():
    edition, other = EditionFactory(), SeatByRightFactory()
    with pytest.raises(Refusal, match="none_prepared"):
        services.send_letters(
            edition=edition, actor=coordinator(), seats=[other.pk], answer_by=in_days(5)
        )
    assert again(other).state == State.PREPARED


def test_letters_leave_by_e_mail_else_text_else_paper(
    mailoutbox, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.SMS, settings.OUTBOX = "file", tmp_path
    edition = EditionFactory(organiser_fr="Réseau", name_fr="Troisième forum")
    mailed = SeatByRightFactory(edition=edition, email=EMAIL, phone=PHONE, language="fr")
    texted = SeatByRightFactory(edition=edition, phone=PHONE)
    printed = SeatByRightFactory(edition=edition)
    with django_capture_on_commit_callbacks(execute=True):
        services.send_letters(
            edition=edition,
            actor=coordinator(),
            seats=[mailed.pk, texted.pk, printed.pk],
            answer_by=in_days(5),
        )
    jobs.run(Job.objects.get(about="forum.letters").pk)
    (letter,) = mailoutbox
    assert letter.to == [EMAIL]
    assert f"/fr/forum/{edition.number}/nomination/{mailed.link}/" in letter.body
    assert "Conseil communal" in letter.body
    (text,) = tmp_path.iterdir()
    assert texted.link in text.read_text()
    ends = [again(seat).delivery for seat in (mailed, texted, printed)]
    assert ends == ["email", "text", "paper"]


def test_a_letter_that_nobody_takes_over_is_to_be_printed(
    settings, django_capture_on_commit_callbacks
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 1
    with django_capture_on_commit_callbacks(execute=True):
        seat = sent_seat(email=EMAIL)
    jobs.run(Job.objects.get(about="forum.letters").pk)
    assert again(seat).delivery == "failed"


def test_nobody_is_reminded_within_two_days():
    seat, actor = sent_seat(), coordinator()

    def remind():
        return services.remind(edition=seat.edition, actor=actor, seats=[seat.pk])

    with pytest.raises(Refusal, match="nobody_to_remind"):
        remind()
    wrote_days_ago(seat, 3)
    assert remind() == 1
    with pytest.raises(Refusal, match="nobody_to_remind"):
        remind()
    wrote_days_ago(seat, 3)
    assert remind() == 1
    assert again(seat).reminder_count == 2
    assert kinds(seat) == ["sent", "reminded", "reminded"]


def test_who_answered_is_not_reminded():
    seat = wrote_days_ago(accepted_seat(), 9)
    with pytest.raises(Refusal, match="nobody_to_remind"):
        services.remind(edition=seat.edition, actor=coordinator(), seats=[seat.pk])


# Answered.


def test_an_answer_names_somebody_and_the_record_names_nobody():
    seat = accepted_seat()
    assert (seat.state, seat.person_name, seat.answered_by) == ("accepted", somebody().name, "link")
    assert kinds(seat) == ["sent", "accepted"]
    entry = RecordEntry.objects.get(kind="forum.seat_named")
    assert entry.facts == {"edition": seat.edition.number, "letter": seat.number}
    assert str(seat.number) in record.sentence(entry)
    told = str([one.facts for one in RecordEntry.objects.all()])
    assert somebody().name not in told
    assert PHONE[4:] not in told


def test_the_first_answer_stands():
    seat = sent_seat()
    services.accept_nomination(seat=seat, nominee=somebody())
    with pytest.raises(Refusal, match=r"nomination\.answered"):
        services.accept_nomination(seat=seat, nominee=somebody(name="عمر"))
    with pytest.raises(Refusal, match="contact_unknown"):
        services.decline_nomination(seat=seat, reason="لا", phone=PHONE, contact="0600000001")
    assert again(seat).person_name == somebody().name
    assert kinds(seat) == ["sent", "accepted"]


def test_a_letter_not_sent_is_not_answered():
    seat = SeatByRightFactory()
    with pytest.raises(Refusal, match="not_sent"):
        services.accept_nomination(seat=seat, nominee=somebody())
    with pytest.raises(Refusal, match="not_sent"):
        services.decline_nomination(seat=seat, reason="لا", phone=PHONE)


def test_a_letter_is_not_answered_after_the_forum():
    past = in_days(-1)
    seat = sent_seat()
    type(seat.edition).objects.filter(pk=seat.edition_id).update(starts_on=past, ends_on=past)
    with pytest.raises(Refusal, match=r"nomination\.over"):
        services.accept_nomination(seat=again(seat), nominee=somebody())


def test_an_answer_by_the_link_leaves_a_contact():
    with pytest.raises(Refusal, match="contact_missing"):
        services.accept_nomination(seat=sent_seat(), nominee=somebody(phone=""))


@pytest.mark.parametrize(
    "typed", ["0661234567", "٠٦ ٦١ ٢٣ ٤٥ ٦٧", "00212 661-234567", EMAIL.upper()]
)
def test_whoever_gave_the_answer_replaces_the_person(typed):
    seat = services.accept_nomination(seat=sent_seat(), nominee=somebody(email=EMAIL))
    seat = services.replace_nominee(
        seat=seat, nominee=somebody(name="يوسف", sex="male"), contact=typed
    )
    assert (seat.person_name, seat.person_sex) == ("يوسف", "male")
    assert kinds(seat) == ["sent", "accepted", "replaced"]
    assert list(seat.steps.values_list("person_name", flat=True))[1:] == [somebody().name, "يوسف"]


def test_another_contact_changes_nothing():
    seat = accepted_seat()
    for deed in (
        lambda: services.replace_nominee(
            seat=seat, nominee=somebody(name="يوسف"), contact="0661234568"
        ),
        lambda: services.decline_nomination(seat=seat, reason="لا", contact="other@example.ma"),
    ):
        with pytest.raises(Refusal, match="contact_unknown"):
            deed()
    assert again(seat).person_name == somebody().name


def test_without_a_contact_only_the_desk_changes_an_answer():
    actor = coordinator()
    seat = services.accept_nomination(
        seat=sent_seat(), nominee=somebody(phone=""), actor=actor, paper_reference="رقم 12"
    )
    assert (seat.answered_by, seat.paper_reference) == ("desk", "رقم 12")
    with pytest.raises(Refusal, match="contact_unknown"):
        services.replace_nominee(seat=seat, nominee=somebody(), contact=PHONE)
    with pytest.raises(Refusal, match="no_reference"):
        services.replace_nominee(seat=seat, nominee=somebody(), actor=actor, paper_reference=" ")
    seat = services.decline_nomination(
        seat=seat, reason="سفر", actor=actor, paper_reference="رقم 14"
    )
    assert (seat.state, seat.person_name, seat.reason) == ("declined", "", "سفر")


def test_who_declined_may_name_somebody_after_all():
    seat = services.decline_nomination(seat=sent_seat(), reason="لا أحد", email=EMAIL)
    assert RecordEntry.objects.filter(kind="forum.seat_declined").count() == 1
    with pytest.raises(Refusal, match="contact_unknown"):
        services.replace_nominee(seat=seat, nominee=somebody(), contact=PHONE)
    seat = services.replace_nominee(seat=seat, nominee=somebody(), contact=EMAIL)
    assert (seat.state, seat.reason) == ("accepted", "")
    assert kinds(seat) == ["sent", "declined", "accepted"]


def test_a_renewed_link_kills_the_old_one_and_its_answer():
    seat = accepted_seat()
    fresh = services.renew_link(seat=seat, actor=coordinator())
    assert fresh.link != seat.link
    assert (fresh.state, fresh.person_name, fresh.person_phone) == ("sent", "", "")
    assert RecordEntry.objects.filter(kind="forum.seat_reopened").count() == 1
    with pytest.raises(Refusal, match="changed_meanwhile"):
        services.accept_nomination(seat=seat, nominee=somebody())
    with pytest.raises(Refusal, match="changed_meanwhile"):
        services.decline_nomination(seat=seat, reason="لا", contact=PHONE)
    assert services.accept_nomination(seat=fresh, nominee=somebody()).state == "accepted"
    with pytest.raises(Refusal, match="not_sent"):
        services.renew_link(seat=SeatByRightFactory(), actor=coordinator())


# At once.


@pytest.mark.django_db(transaction=True)
def test_of_two_services_answering_at_once_by_one_link_one_stands(together):
    seat = sent_seat()
    names = ["أمينة", "يوسف", "عمر"]
    ends = together(
        *[
            lambda name=name: services.accept_nomination(seat=seat, nominee=somebody(name=name))
            for name in names
        ],
        lambda: services.decline_nomination(seat=seat, reason="لا", phone="+212600000009"),
    )
    refused = [one for one in ends if isinstance(one, Refusal)]
    assert len(refused) == 3, ends
    assert {one.code for one in refused} == {"nomination.answered"}
    assert len(kinds(seat)) == 2
    stands = again(seat)
    assert stands.person_name in {*names, ""}
    told = RecordEntry.objects.filter(kind__in=["forum.seat_named", "forum.seat_declined"])
    assert told.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_coordinators_at_once_send_and_remind_once(together):
    seat, actor = SeatByRightFactory(), coordinator()
    day = in_days(5)

    def send():
        return services.send_letters(
            edition=seat.edition, actor=actor, seats=[seat.pk], answer_by=day
        )

    assert together(send, send).count(1) == 1
    wrote_days_ago(seat, 3)

    def remind():
        return services.remind(edition=seat.edition, actor=actor, seats=[seat.pk])

    together(remind, remind)
    assert again(seat).reminder_count == 1
    assert kinds(seat) == ["sent", "reminded"]


@pytest.mark.django_db(transaction=True)
def test_two_coordinators_adding_at_once_get_two_numbers(together):
    edition, actor = EditionFactory(), coordinator()
    words = {"kind": "council", "addressee_ar": "السيد الرئيس", "commune": CommuneFactory()}

    def add(name):
        return services.add_seat(edition=edition, actor=actor, institution_ar=name, **words)

    ends = together(lambda: add("مجلس أسرير"), lambda: add("مجلس تغجيجت"))
    assert sorted(seat.number for seat in ends) == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_one_institution_is_invited_once_by_deeds_at_once(together):
    old, actor = SeatByRightFactory(), coordinator()
    SeatByRightFactory.create_batch(2, edition=old.edition)
    edition = EditionFactory()
    words = {name: getattr(old, name) for name in ("kind", "institution_ar", "addressee_ar")}

    def take_over():
        return services.take_over_seats(edition=edition, source=old.edition, actor=actor)

    def add():
        return services.add_seat(edition=edition, actor=actor, **words)

    together(take_over, take_over, add, add)
    names = list(edition.ex_officio_seats.values_list("institution_ar", flat=True))
    assert sorted(names) == sorted(set(names))
    assert old.institution_ar in names
