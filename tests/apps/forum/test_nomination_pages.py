"""The page of a letter's link, and the desk's pages of ex-officio seats."""

import shutil
import subprocess
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone, translation

from multaqa.apps.forum import queries, services
from multaqa.apps.forum.models import ExOfficioSeat
from multaqa.apps.forum.views.letters import letters_of
from multaqa.kernel.refusals import PHRASES
from tests.factories.accounts import UserFactory, auditor, coordinator
from tests.factories.forum import EditionFactory
from tests.factories.forum_nominations import (
    PHONE,
    SeatByRightFactory,
    accepted_seat,
    sent_seat,
    somebody,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("spent_limits")]

ACCEPT = {
    "action": "accept",
    "accept-person_name": "يوسف\u202e بن علي 🌴",
    "accept-person_function": "مدير المصالح",
    "accept-person_sex": "male",
    "accept-person_phone": "٠٦ ٦٢ ٠٠ ٠٠ ٠١",
    "accept-person_email": "",
}
DECLINE = {"action": "decline", "decline-reason": "تزامن", "decline-own_contact": "0662000001"}
LIST = "الصنف;المؤسسة;Institution FR;المرسل إليه;الجماعة;الهاتف;البريد الإلكتروني\n"


def link(seat):
    with translation.override("ar"):
        return reverse("forum:nomination", args=[seat.edition.number, seat.link])


def desk(name, edition, *more):
    with translation.override("ar"):
        return reverse(f"forum:{name}", args=[edition.number, *more])


def again(seat):
    return ExOfficioSeat.objects.get(pk=seat.pk)


# By the link.


def test_a_letter_is_answered_without_an_account(client):
    seat = sent_seat()
    page = client.get(link(seat))
    assert seat.institution_ar in page.content.decode()
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in page.headers["Cache-Control"]
    assert page.headers["Referrer-Policy"] == "same-origin"
    done = client.post(link(seat), ACCEPT, follow=True)
    assert done.redirect_chain == [(link(seat), 302)]
    kept = again(seat)
    assert (kept.state, kept.person_phone) == ("accepted", "+212662000001")
    assert kept.answered_by == "link"
    text = done.content.decode()
    assert seat.institution_ar in text
    assert kept.person_name not in text
    assert "662000001" not in text


def test_a_seat_is_declined_with_a_reason(client):
    seat = sent_seat()
    assert client.post(link(seat), DECLINE | {"decline-reason": ""}).status_code == 200
    assert again(seat).state == "sent"
    assert client.post(link(seat), DECLINE).status_code == 302
    kept = again(seat)
    assert (kept.state, kept.reason, kept.person_phone) == ("declined", "تزامن", "+212662000001")


def test_a_second_service_sees_when_it_was_answered_and_not_by_whom(client):
    seat = accepted_seat()
    page = client.post(link(seat), ACCEPT)
    text = page.content.decode()
    assert page.status_code == 200
    assert seat.person_name not in text
    assert PHONE not in text
    assert "يوسف" in text  # what was typed is not lost
    assert again(seat).person_name == somebody().name


def test_who_gave_the_answer_changes_it_with_its_contact(client):
    seat = accepted_seat()
    wrong = client.post(link(seat), ACCEPT | {"accept-contact": "0661234599"})
    assert wrong.status_code == 200
    assert again(seat).person_name == somebody().name
    assert client.post(link(seat), ACCEPT | {"accept-contact": "06 61 23 45 67"}).status_code == 302
    assert again(seat).person_name.startswith("يوسف")
    away = {"action": "decline", "decline-reason": "سفر", "decline-contact": "0662000001"}
    assert client.post(link(seat), away).status_code == 302
    assert again(seat).state == "declined"


def test_contacts_are_not_guessed_for_long(client):
    seat = accepted_seat()
    for guess in range(6):
        client.post(link(seat), ACCEPT | {"accept-contact": f"06612345{guess:02}"})
    right = client.post(link(seat), ACCEPT | {"accept-contact": PHONE})
    assert right.status_code == 200
    assert again(seat).person_name == somebody().name


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("accept-person_name", "ا" * 151),
        ("accept-person_name", ""),
        ("accept-person_name", "\u200f \u200e"),
        ("accept-person_name", "ـــ"),
        ("accept-person_sex", "other"),
        ("accept-person_phone", "12"),
        ("accept-person_phone", ""),
        ("accept-person_email", "nobody"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(client, name, typed):
    seat = sent_seat()
    page = client.post(link(seat), ACCEPT | {name: typed})
    assert page.status_code == 200
    assert "مدير المصالح" in page.content.decode()
    assert again(seat).state == "sent"


def test_an_unknown_link_and_one_not_sent_lead_nowhere(client):
    seat = sent_seat()
    assert client.get(link(SeatByRightFactory())).status_code == 404
    with translation.override("ar"):
        other = reverse("forum:nomination", args=[seat.edition.number + 1, seat.link])
    assert client.get(other).status_code == 404
    for wrong in ("x", "%00", "a" * 300):
        assert client.get(f"/forum/{seat.edition.number}/nomination/{wrong}/").status_code == 404


# At the desk.


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("desk-ex-officio", []),
        ("add-ex-officio", []),
        ("bring-ex-officio", []),
        ("send-ex-officio", []),
        ("ex-officio-file", []),
        ("letters-file", ["ar"]),
        ("desk-seat-by-right", [1]),
        ("answer-ex-officio", [1]),
        ("change-ex-officio", [1]),
    ],
)
def test_the_pages_with_names_are_the_coordinators_alone(client, name, more):
    edition = EditionFactory()
    assert client.get(desk(name, edition, *more)).url.startswith("/sign-in/")
    for person in (UserFactory(), auditor()):
        client.force_login(person)
        assert client.get(desk(name, edition, *more)).status_code == 403
        assert client.post(desk(name, edition, *more)).status_code == 403


def test_the_coordinator_adds_sends_prints_and_enters_an_answer(client):
    first = timezone.localdate() + timedelta(days=60)
    edition = EditionFactory(starts_on=first, ends_on=first)
    client.force_login(coordinator())
    typed = {
        "kind": "service",
        "institution_ar": "المديرية الإقليمية للفلاحة",
        "addressee_ar": "السيد المدير الإقليمي",
        "commune": "10.261.01.03",
        "language": "ar",
    }
    assert client.post(desk("add-ex-officio", edition), typed).status_code == 302
    seat = edition.ex_officio_seats.get()
    twice = client.post(desk("add-ex-officio", edition), typed)
    assert twice.status_code == 200
    assert str(PHRASES["nomination.invited"] % {"letter": seat.number}) in twice.content.decode()
    assert edition.ex_officio_seats.count() == 1
    day = f"{timezone.localdate() + timedelta(days=9):%Y-%m-%d}"
    sending = {"action": "send", "seat": [seat.pk], "answer_by": day}
    client.post(desk("send-ex-officio", edition), sending)
    assert again(seat).state == "sent"
    pdf = client.get(desk("letters-file", edition, "ar"), {"seat": seat.pk})
    assert pdf.content.startswith(b"%PDF")
    paper = {name: value for name, value in ACCEPT.items() if name != "accept-person_phone"}
    answer = desk("answer-ex-officio", edition, seat.number)
    assert client.post(answer, paper).status_code == 200  # without a reference
    entered = client.post(answer, paper | {"accept-paper_reference": "رقم 7"})
    assert entered.status_code == 302
    kept = again(seat)
    assert (kept.state, kept.answered_by, kept.paper_reference) == ("accepted", "desk", "رقم 7")
    listed = client.get(desk("ex-officio-file", edition)).content.decode()
    assert kept.person_name in listed
    client.post(desk("change-ex-officio", edition, seat.number), {"action": "renew"})
    assert again(seat).link != seat.link


def test_a_prepared_letter_is_corrected_and_removed(client):
    seat = SeatByRightFactory()
    client.force_login(coordinator())
    address = desk("desk-seat-by-right", seat.edition, seat.number)
    changed = {
        "kind": "partner",
        "institution_ar": "مؤسسة",
        "addressee_ar": "السيدة المديرة",
        "language": "fr",
    }
    assert client.post(address, changed).status_code == 302
    assert again(seat).addressee_ar == "السيدة المديرة"
    for name in ("institution_ar", "addressee_ar"):
        refused = client.post(address, changed | {name: "\u200f"})
        assert name in refused.context["form"].errors
    client.post(address, changed | {"addressee_fr": "\u200e", "institution_fr": " — "})
    kept = again(seat)
    assert {kept.addressee_fr, kept.institution_fr} <= {"", None}
    client.post(desk("change-ex-officio", seat.edition, seat.number), {"action": "remove"})
    assert not seat.edition.ex_officio_seats.exists()


def brought(client, edition, text):
    file = SimpleUploadedFile("list.csv", text.encode())
    return client.post(desk("bring-ex-officio", edition), {"file": file})


def test_a_list_of_institutions_comes_in(client):
    edition = EditionFactory()
    client.force_login(coordinator())
    rows = (
        "مجلس منتخب;مجلس جماعة أسرير;Conseil d'Asrir;السيد الرئيس;أسرير;٠٦٦١٢٣٤٥٦٧;\n"
        "Ministère;وزارة الفلاحة;;السيد الوزير;;;cab@example.ma\n"
    )
    assert brought(client, edition, LIST + rows).status_code == 302
    first, second = edition.ex_officio_seats.all()
    assert (first.number, first.kind, first.commune_id) == (1, "council", "10.261.05.05")
    assert (first.phone, first.institution_fr) == (PHONE, "Conseil d'Asrir")
    assert (second.kind, second.email, second.commune) == ("ministry", "cab@example.ma", None)


def test_a_french_list_is_read_by_its_own_headings(client):
    edition = EditionFactory()
    client.force_login(coordinator())
    text = (
        "Catégorie,Institution en arabe,Destinataire en arabe,Commune,Téléphone,Courriel\n"
        "Service déconcentré,المندوبية,السيد المندوب,Guelmim,0528 77 00 00,\n"
    )
    assert brought(client, edition, text).status_code == 302
    seat = edition.ex_officio_seats.get()
    assert (seat.kind, seat.commune_id, seat.phone) == ("service", "10.261.01.03", "+212528770000")


def test_each_fault_is_told_with_its_line_and_nothing_comes_in(client):
    known = SeatByRightFactory()
    client.force_login(coordinator())
    rows = (
        "قبيلة;م;;س;;;\n"
        "وزارة;;;س;أسريرر;12;cab\n"
        f"مجلس;{known.institution_ar};;{known.addressee_ar};;;\n"
        "وزارة;و;;س;;;\nوزارة;و;;س;;;\n"
        "وزارة;وزارة;;\u200f;;;\n"
    )
    page = brought(client, known.edition, LIST + rows).content.decode()
    for words in ("قبيلة", "أسريرر", "cab", f"بالرسالة رقم {known.number}", "السطر 5"):
        assert words in page, words
    assert page.count(str(PHRASES["row.cell_empty"])) == 2
    assert known.edition.ex_officio_seats.count() == 1


@pytest.mark.parametrize("text", ["a;b\n1;2\n", "", "%PDF-1.4"])
def test_another_file_is_refused_in_words(client, text):
    edition = EditionFactory()
    client.force_login(coordinator())
    assert brought(client, edition, text).status_code == 200
    assert not edition.ex_officio_seats.exists()


@pytest.mark.parametrize("count", [1, 50])
def test_the_list_costs_the_same_for_one_and_for_fifty(
    client, django_assert_max_num_queries, count
):
    edition = EditionFactory()
    SeatByRightFactory.create_batch(count, edition=edition)
    client.force_login(coordinator())
    with django_assert_max_num_queries(9):
        assert client.get(desk("desk-ex-officio", edition)).status_code == 200
    with django_assert_max_num_queries(9):
        client.get(desk("ex-officio-file", edition))


# Letters.


def written(pdf):
    found = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return found.stdout.decode().split("\f")[:-1]


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext reads the PDF here")
@pytest.mark.parametrize("language", ["ar", "fr"])
def test_letters_stand_one_on_a_page_however_long_their_words(language):
    long = {
        "institution_ar": "المجلس الإقليمي " * 12,
        "institution_fr": "Conseil provincial " * 10,
        "addressee_ar": "السيد رئيس المجلس " * 11,
        "addressee_fr": "Monsieur le Président " * 9,
    }
    edition = EditionFactory(
        theme_ar="الاقتصاد الاجتماعي " * 15, theme_fr="L'économie sociale " * 15
    )
    seats = [sent_seat(edition=edition), sent_seat(edition=edition, **long)]
    seats.append(SeatByRightFactory(edition=edition, institution_fr="#let x [a](b) \\u{41} $1$"))
    pages = written(letters_of(edition, seats, language))
    assert len(pages) == 3
    for seat, page in zip(seats[:2], pages, strict=False):
        assert seat.link in page.replace("\n", "").replace("\u200b", "")
        assert seat.reference in page
    assert seats[2].link not in pages[2]
    if language == "fr":
        assert "#let x [a](b) \\u{41} $1$" in pages[2]
        assert "haute considération" in pages[0]


def test_the_letters_to_be_printed_are_those_that_wait_for_an_answer(client):
    edition = EditionFactory()
    waiting, answered = (sent_seat(edition=edition, delivery="paper") for _turn in range(2))
    services.decline_nomination(seat=answered, reason="سفر", phone=PHONE)
    found = ExOfficioSeat.objects.filter(queries.PRINTED, edition=edition)
    assert list(found) == [waiting]


def test_who_declined_is_told_of_no_person(client):
    seat = services.decline_nomination(seat=sent_seat(), reason="سفر", phone=PHONE)
    protected = translation.gettext(
        "For their protection, the name of the person is not shown here."
    )
    assert protected not in client.get(link(seat)).content.decode()
    services.replace_nominee(seat=seat, nominee=somebody(), contact=PHONE)
    assert protected in client.get(link(seat)).content.decode()
