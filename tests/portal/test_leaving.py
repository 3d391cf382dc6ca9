"""Leaving: nothing of the person stays anywhere, and what counts and what was drawn stays true."""

import json
import logging
from datetime import timedelta

import pytest
from django.apps import apps
from django.conf import settings as site
from django.contrib.auth import get_user
from django.core.files.base import ContentFile
from django.db import connection
from django.db.models import CASCADE, SET_NULL
from django.test import Client
from django.utils import timezone

from multaqa.apps.accounts import services as accounts
from multaqa.apps.accounts.models import (
    ContactChange,
    DataCopy,
    Erasure,
    Notice,
    Recipient,
    Role,
    User,
)
from multaqa.apps.forum import queries, services
from multaqa.apps.forum.models import (
    Aftermath,
    Applicant,
    ExOfficioSeat,
    ListImport,
    Message,
    NominationStep,
    Registration,
    Seat,
)
from multaqa.apps.network.models import (
    Body,
    BodyDocument,
    BodyImport,
    BodyImportRow,
    Claim,
    Handover,
    Invitation,
    Membership,
    MembershipRole,
    MembershipState,
    Origin,
)
from multaqa.apps.network.queries import bodies_left
from multaqa.apps.programme.models import Speaker
from multaqa.engines.lottery import aftermath_check
from multaqa.kernel import jobs, keys, leftovers, record
from multaqa.kernel.copies import is_of_people
from multaqa.kernel.models import Evidence, Job
from multaqa.portal import copies, leaving, me
from multaqa.refusal import Refusal
from tests.apps.accounts.test_second_factor import with_authenticator
from tests.factories.accounts import UserFactory, coordinator
from tests.factories.attendance import BadgeFactory, CertificateFactory, DeviceFactory
from tests.factories.forum import EditionFactory
from tests.factories.forum_nominations import accepted_seat
from tests.factories.forum_registrations import RegistrationFactory, open_call, sent
from tests.factories.forum_seats import seated
from tests.factories.network import BodyFactory, MembershipFactory
from tests.factories.programme import PlaceFactory
from tests.traces import columns_holding, database_files_holding, files_holding

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("spent_limits")]

NAME, PHONE, EMAIL = "زينب بنت المختار الفريدة", "+212661987654", "zineb.unique@example.ma"
LOCAL = "06 61 98 76 54"
TRACES = (NAME, PHONE, EMAIL, LOCAL, "661987654", EMAIL.title())
FORMER = "+212662876543"


@pytest.fixture
def person(settings, tmp_path):
    """Somebody who did all that one can do here: name, number and address stand everywhere."""
    settings.MEDIA_ROOT = tmp_path / "files"
    coordinator()
    user = UserFactory(name=NAME, phone=PHONE, email=EMAIL)
    user.set_password("السنابل في الواحة 27")
    user.save()
    with_authenticator(user)
    Client().force_login(user)
    ContactChange.objects.create(user=user, kind="phone", former=FORMER, current=PHONE)
    Recipient.objects.create(contact=PHONE)
    Notice.objects.create(user=user, topic="accounts.security", title=NAME, text=PHONE)
    body = BodyFactory(phone=PHONE, email=EMAIL, entered_by=user)
    body.other_phones = f"+212528870000\n{PHONE}"
    body.save()
    brought = BodyImport.objects.create(file_name=f"{NAME}.csv", digest="d", brought_by=user)
    row = BodyImportRow.objects.create(
        brought=brought, line=2, cells=["جمعية", LOCAL, EMAIL.title()], told={"phone": PHONE}
    )
    Origin.objects.create(body=body, row=row, actor=user, changes={"phone": ["", PHONE]})
    Invitation.objects.create(
        body=body,
        role=MembershipRole.MEMBER,
        name=NAME,
        phone=PHONE,
        email=EMAIL,
        expires_at=timezone.now() + timedelta(days=3),
    )
    claim = Claim(body=body, user=user, role=MembershipRole.PRESIDENT, proof=NAME)
    claim.document.save("proof.pdf", ContentFile(f"%PDF-1.4 {NAME}".encode()))
    paper = BodyDocument(body=body, kind="receipt", name=f"{NAME}.pdf", ending="pdf", size=9)
    paper.sent_by, paper.digest = user, "d"
    paper.file.save("receipt.pdf", ContentFile(b"%PDF-1.4 receipt"))
    said = {"entered_by": user, "note": NAME, "contested_by": user, "objection": NAME}
    Handover.objects.create(
        body=body, held_on=timezone.localdate(), ends_on=timezone.localdate(), **said
    )
    for kind in ("handover_entered", "handover_contested", "handover_withdrawn"):
        body.steps.create(kind=kind, actor=user, text=NAME)
    Claim.objects.create(body=body, user=UserFactory(), role="treasurer", proof="محضر")
    Claim.objects.exclude(user=user).update(objected_by=user, objection=NAME, reason="")
    words = ("name", "function", "body_name", "bio")
    told = {f"{word}_{code}": NAME for word in words for code in ("ar", "fr", "en")}
    speaker = Speaker.objects.create(edition=EditionFactory(), user=user, **told)
    assert speaker.user == user
    PlaceFactory(user=user, name=NAME, state="left")
    PlaceFactory(user=user, body=body, is_group=True, size=2, people=[NAME, "عائشة"])
    Membership.objects.create(
        body=body,
        user=user,
        role=MembershipRole.PRESIDENT,
        state=MembershipState.ACCEPTED,
        answered_at=timezone.now(),
    )
    own = sent(open_call(), user, name=NAME, email=EMAIL, project=NAME)
    own.steps.create(kind="changed", actor=user, reason=NAME)
    asked = {"q": NAME}
    Registration.objects.filter(pk=own.pk).update(
        access=NAME, travels_from=NAME, reason=NAME, answers=asked, sensitive=asked
    )
    listed = open_call()
    Applicant.objects.create(
        college=listed, source_id="7", ticket="0007", name=NAME, phone=LOCAL, body=NAME
    )
    right = accepted_seat()
    ExOfficioSeat.objects.filter(pk=right.pk).update(
        person_name=NAME, person_phone=PHONE, person_email=EMAIL, phone=PHONE, email=EMAIL
    )
    NominationStep.objects.create(seat=right, kind="accepted", person_name=NAME, note=NAME)
    helped = RegistrationFactory(user=None, entered_by=user, consent="spoken")
    assert helped.entered_by == user
    RegistrationFactory(user=None, consent="spoken", phone=PHONE, name=NAME, reply=NAME)
    Message.objects.filter(registration=own).update(text=f"{NAME} {PHONE}")
    told = {"name": NAME, "name_latin": NAME, "body_name": NAME}
    badge = BadgeFactory(
        user=user, name_key=NAME, function=NAME, note=NAME, source={"name": NAME}, **told
    )
    CertificateFactory(badge=badge, issued_by=user, sessions=[NAME], **told)
    DeviceFactory(edition=badge.edition, added_by=user, label=f"هاتف {NAME}")
    ListImport.objects.create(
        college=listed, file_name=f"{NAME}.xlsx", content=b"", brought_by=user
    )
    copies.ask_copy(user=user)
    jobs.run(Job.objects.get(about__startswith="accounts.copy").pk)
    assert files_holding("PK", under=copies.folder())
    return user


def people_fields():
    """Every column of the house that points at who has an account."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if is_of_people(field):
                yield model, field


# A column that holds a phone or an address, and no account beside it: whose it is, and what empties
# it when they leave. A new one is named here by who adds it, with what becomes of it.
CONTACTS = {
    "accounts.Recipient": "erased by the account's own forgetting",
    "accounts.User": "the account itself",
    "forum.Applicant": "made nameless, or taken out, by the forum's forgetting",
    "forum.ExOfficioSeat": "emptied by the forum's forgetting",
    "forum.Registration": "emptied by the forum's forgetting",
    "network.Body": "the body's own; emptied where it was the person's too",
    "network.Invitation": "emptied by the network's forgetting",
}
# What points at a person and is in no copy: never a row about them.
IN_NO_COPY = {"kernel": "tells of no person"}


def test_every_table_that_points_at_a_person_is_in_their_copy():
    user = UserFactory()
    told = {name for export_of in me.EXPORTS for name in export_of(user)}
    pointing = {
        model._meta.model_name
        for model, _field in people_fields()
        if model.__module__.startswith("multaqa.") and model._meta.app_label not in IN_NO_COPY
    }
    assert pointing - told == set()
    assert "authenticator" in told


def test_whatever_points_at_a_person_lets_them_go():
    kept = {
        f"{model._meta.label}.{field.name}"
        for model, field in people_fields()
        if field.remote_field.on_delete not in {CASCADE, SET_NULL}
    }
    assert kept == set()


def test_every_app_that_points_at_a_person_forgets_them():
    pointing = {
        model._meta.app_label
        for model, _field in people_fields()
        if model.__module__.startswith("multaqa.")
    }
    forgetting = {forget.__module__.split(".")[2] for forget in me.FORGETS}
    assert pointing - forgetting == set()


def test_every_column_of_contacts_is_known_to_be_emptied():
    holding = {
        model._meta.label
        for model in apps.get_models()
        if model.__module__.startswith("multaqa.")
        for field in model._meta.concrete_fields
        if field.get_internal_type() in {"CharField", "EmailField", "TextField"}
        and any(word in field.name for word in ("phone", "email", "contact"))
        and not field.choices
    }
    points = {model._meta.label for model, _field in people_fields()}
    assert holding - points - set(CONTACTS) == set()


# What somebody may have written into a row that stays without them, and why it stays. A new column
# is named here, or written by ``person`` above, which proves that it is emptied.
STAYS = [
    # What is known of a body, and papers that are its own.
    (
        "network.Body",
        "name name_ar name_fr name_en other_names name_key search_text about locality "
        "website ice register_number declared_to",
    ),
    ("network.BodyDocument", "digest"),
    ("network.Paper", "answers made"),
    # A coordinator's reason, which those whom it concerns may read as long as the decision stands.
    ("network.Verification", "reason"),
    ("network.Confirmation", "note"),
    ("network.PhoneCall", "note"),
    ("network.Claim", "reason"),
    ("network.BodyImport", "reason"),
    # What was published in the forum's name.
    ("forum.Mailing", "title title_ar title_fr title_en text text_ar text_fr text_en"),
    ("programme.Version", "document people digest note note_ar note_fr note_en reason"),
    # A public project is the forum's memory: it stays, without its person's name; the coordinator's
    # reason for a step stays with it.
    ("projects.Project", "title summary need deeds reuse search_text"),
    ("projects.ProjectStep", "reason"),
    ("forum.Draw", "opening outcome prepared public_value value_source"),
    ("budget.Round", "title title_ar title_fr title_en summary summary_ar summary_fr summary_en"),
    ("budget.Round", "organiser decider"),
    ("budget.RoundChange", "reason"),
    ("budget.Decision", "decider reference note"),
    ("budget.PaperBatch", "place"),
    ("budget.RoundFile", "title"),
    # Chosen, counted or computed: nobody writes a sentence there.
    ("budget.Round", "currency salt"),
    ("budget.RoundChange", "what facts"),
    ("budget.PaperEntry", "code choices points"),
    ("budget.RoundFile", "forgiven digest"),
    ("budget.Voter", "code"),
    ("forum.Mailing", "states seat_states"),
    ("forum.ListImport", "columns"),
    ("forum.Registration", "number body_role"),
    ("network.BodyImport", "columns digest encoding headers headers_key notes"),
    ("attendance.Badge", "kinds contact_mark"),
    ("attendance.Certificate", "days sex"),
    ("attendance.CertificateFile", "language"),
    ("attendance.Device", "key_mark"),
    ("attendance.Printing", "badges"),
    ("attendance.Scan", "code"),
]


def test_every_text_that_one_may_have_written_is_emptied_or_stays_for_a_reason(person):
    written = {
        (model._meta.label, field.name): f"{model._meta.db_table}.{field.column}"
        for model, pointing in people_fields()
        if model.__module__.startswith("multaqa.") and pointing.remote_field.on_delete is SET_NULL
        for field in model._meta.concrete_fields
        if field.get_internal_type() in {"CharField", "TextField", "JSONField", "EmailField"}
        and not (field.choices or field.unique)
    }
    held = columns_holding(*TRACES)
    stays = {(of, name) for of, names in STAYS for name in names.split()}
    assert {key for key, column in written.items() if column not in held} == stays


def test_nothing_of_them_stays_in_any_column_file_or_log(person, caplog, settings):
    assert len(columns_holding(*TRACES)) > 10
    caplog.set_level(logging.DEBUG)
    leaving.erase_person(user=person)
    assert columns_holding(*TRACES, FORMER) == set()
    assert not any(trace in caplog.text for trace in TRACES)
    assert not User.objects.filter(pk=person.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_nor_do_their_bytes_stay_in_the_files_of_the_database(person):
    leftovers.wipe()
    if connection.vendor == "sqlite":
        assert database_files_holding(NAME) == {"test.sqlite3"}
    leaving.erase_person(user=person)
    assert files_holding("PK", under=copies.folder()) == set()
    assert files_holding(*TRACES) == set()
    assert database_files_holding(NAME, PHONE, EMAIL) == set()


def test_what_they_asked_for_is_withdrawn_and_what_they_did_for_others_stays(person):
    own = Registration.objects.get(user=person)
    helped = Registration.objects.get(entered_by=person, consent="spoken")
    body = Body.objects.get(memberships__user=person)
    leaving.erase_person(user=person)
    own.refresh_from_db()
    helped.refresh_from_db()
    assert (own.state, own.name, own.user, own.sex) == ("withdrawn", "", None, "female")
    assert helped.state == "sent"
    assert helped.name
    assert helped.entered_by is None
    assert Body.objects.get(pk=body.pk).entered_by is None
    seat = ExOfficioSeat.objects.get()
    assert (seat.state, seat.person_name) == ("sent", "")  # the institution is asked again


def test_a_drawn_list_keeps_its_ticket_its_counts_and_its_evidence(tmp_path):
    draw = seated()
    drawn = Seat.objects.filter(draw=draw).order_by("pk").first()
    registration = drawn.applicant.registration
    Registration.objects.filter(pk=registration.pk).update(name=NAME, phone=PHONE, email=EMAIL)
    Applicant.objects.filter(pk=drawn.applicant.pk).update(name=NAME, phone=PHONE, body=NAME)
    user = registration.user
    User.objects.filter(pk=user.pk).update(name=NAME, phone=PHONE, email=EMAIL)
    edition = draw.college.edition
    edition.ends_on = edition.starts_on = timezone.localdate() - timedelta(days=9)
    edition.save()

    def state():
        hall = queries.hall_of(edition)
        files = [one.document for one in Evidence.objects.order_by("pk")]
        aftermath = Aftermath.objects.get(draw=draw)
        people = Registration.objects.filter(edition=edition)
        by_state = sorted(people.values_list("state", "sex", "college"))
        seats = list(draw.seats_given.values_list("state", "applicant__ticket").order_by("pk"))
        return str(hall), files, aftermath.document, by_state, seats, record.head()

    was = state()
    leaving.erase_person(user=User.objects.get(pk=user.pk))
    assert state() == was
    assert columns_holding(NAME, PHONE, EMAIL) == set()
    found = Aftermath.objects.get(draw=draw)
    report = aftermath_check.verify(
        json.loads(found.document), (), key=keys.public_key(), head=found.digest
    )
    assert report.is_sound if hasattr(report, "is_sound") else report
    assert record.first_break() is None
    registration.refresh_from_db()
    assert (registration.state, registration.name) == ("accepted", "—")


def test_a_seat_of_a_forum_to_come_is_given_back():
    draw = seated()
    seat = Seat.objects.filter(draw=draw).first()
    user = seat.applicant.registration.user
    every = [one for leaving_of in me.LEAVINGS for one in leaving_of(user)]
    (told,) = [one for one in every if draw.college.edition.name in str(one.what)]
    assert told.url == seat.applicant.registration.get_absolute_url()
    leaving.erase_person(user=user)
    seat.refresh_from_db()
    assert (seat.state, seat.applicant.name) == ("withdrawn", "")
    assert seat.applicant.ticket


def test_the_last_coordinator_and_nobody_else_has_to_name_another_first(person):
    last, *others = [role.user for role in Role.objects.order_by("pk")]
    User.objects.filter(pk__in=[one.pk for one in others]).delete()
    with pytest.raises(Refusal, match="last_coordinator"):
        accounts.ask_erasure(user=last)
    with pytest.raises(Refusal, match="last_coordinator"):
        leaving.erase_person(user=last)
    coordinator()
    accounts.ask_erasure(user=last)
    leaving.erase_person(user=last)


def test_who_alone_acts_for_a_body_is_told_before(person):
    body = Body.objects.get(memberships__user=person)
    told = [one for leaving_of in me.LEAVINGS for one in leaving_of(person)]
    (alone,) = [one for one in told if one.url == body.get_absolute_url()]
    assert str(body) in alone.what


# The page.


def erasing(client, word="محو"):
    page = client.get("/me/leave/")
    return client.post("/me/leave/", {"word": str(page.context["word"]) if word == "محو" else word})


def test_it_asks_a_word_waits_and_is_thought_again(person, client):
    client.force_login(person)
    assert client.post("/me/leave/", {"word": "no"}).context["form"].errors["word"]
    assert not Erasure.objects.exists()
    erasing(client)
    erasure = Erasure.objects.get()
    assert erasure.due_at > timezone.now() + timedelta(days=site.ERASURE_DAYS - 1)
    for address in ("/me/", "/me/leave/", "/me/data/"):
        assert client.get(address).status_code == 200
    assert client.get("/me/").context["erasure"] == erasure
    client.post("/me/leave/", {"action": "keep"})
    assert not Erasure.objects.exists()
    assert User.objects.filter(pk=person.pk).exists()


def test_the_day_after_it_is_due_it_is_done_and_the_others_wait(person, client):
    other = UserFactory()
    for user in (person, other):
        accounts.ask_erasure(user=user)
    Erasure.objects.filter(user=person).update(due_at=timezone.now() - timedelta(hours=1))
    job = jobs.start("multaqa.portal.leaving.tidy", about="daily:test")
    jobs.run(job.pk)
    assert not User.objects.filter(pk=person.pk).exists()
    assert User.objects.filter(pk=other.pk).exists()


def test_where_the_instance_waits_for_nothing_it_is_done_at_once(person, client, settings):
    settings.ERASURE_DAYS = 0
    client.force_login(person)
    assert erasing(client).url == "/"
    assert not User.objects.filter(pk=person.pk).exists()
    assert not get_user(client).is_authenticated


def test_a_proof_is_asked_before_the_page_and_the_copy(person, client):
    client.force_login(person)
    session = client.session
    session["proved_at"] = 0
    session.save()
    for address in ("/me/leave/", "/me/data/copy/", "/me/data/copy/file/1/"):
        for ask in (client.get, client.post):
            assert ask(address).url.startswith("/me/account/prove/")
    assert not Erasure.objects.exists()


# The copy.


def test_the_copy_holds_all_of_them_and_of_others_nothing(person, client):
    import io
    import zipfile

    client.force_login(person)
    (copy,) = copies.copies_of(person)
    answer = client.get(f"/me/data/copy/file/{copy.pk}/")
    assert "no-store" in answer["Cache-Control"]
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert archive.testzip() is None
    told = json.loads(archive.read("data.json"))["apps"]
    (account,) = told["accounts"]["user"]
    assert (account["name"], account["phone"]) == (NAME, PHONE)
    assert "password" not in account
    registrations = told["forum"]["registration"]
    helped = Registration.objects.get(entered_by=person, consent="spoken")
    whole = [one for one in registrations if "name" in one]
    assert {one["name"] for one in whole} == {NAME}
    assert [one["you"] for one in registrations if "you" in one] == [["entered_by"]]
    text = archive.read("data.json").decode()
    assert helped.name not in text
    assert helped.phone not in text
    for secret in (person.password, "session_key", "migrated", "last_step"):
        assert secret not in text
    readme = archive.read("README-ar.txt").decode()
    assert "forum/registration.json" in readme
    (paper,) = [name for name in archive.namelist() if name.startswith("files/network/claim-")]
    assert NAME.encode() in archive.read(paper)
    (sent_paper,) = [name for name in archive.namelist() if "network/document-" in name]
    assert archive.read(sent_paper) == b"%PDF-1.4 receipt"
    assert json.loads(archive.read("network/membership.json"))[0]["role"] == "president"


def test_the_copy_is_its_persons_alone_and_for_some_days(person, client):
    (copy,) = copies.copies_of(person)
    client.force_login(UserFactory())
    assert client.get(f"/me/data/copy/file/{copy.pk}/").status_code == 404
    assert Client().get(f"/me/data/copy/file/{copy.pk}/").url.startswith("/sign-in/")
    old = timezone.now() - timedelta(days=site.COPY_DAYS, hours=1)
    DataCopy.objects.update(made_at=old, asked_at=old)
    client.force_login(person)
    assert client.get(f"/me/data/copy/file/{copy.pk}/").status_code == 404
    copies.forget_old()
    assert not DataCopy.objects.exists()
    assert not list(copies.folder().iterdir())


def test_one_copy_at_a_time_and_five_a_day(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    user = UserFactory()
    client.force_login(user)
    client.post("/me/data/copy/")
    client.post("/me/data/copy/")
    assert DataCopy.objects.count() == 1
    assert client.get("/me/data/copy/").context["job"]
    jobs.run(Job.objects.get().pk)
    assert client.get("/me/data/copy/").context["copies"]
    for _turn in range(5):
        client.post("/me/data/copy/")
        job = Job.objects.order_by("-pk").first()
        if job.is_active:
            jobs.run(job.pk)
    assert DataCopy.objects.count() == 4


def test_services_of_the_forum_are_the_ones_listed():
    assert services.forget_person in me.FORGETS
    assert me.FORGETS[-1] is accounts.forget_person


def test_of_two_coordinators_who_ask_to_leave_the_second_is_told():
    one, two = coordinator(), coordinator()
    accounts.ask_erasure(user=one)
    accounts.ask_erasure(user=one)
    with pytest.raises(Refusal, match="others_leave"):
        accounts.ask_erasure(user=two)
    accounts.keep_account(user=one)
    accounts.ask_erasure(user=two)


def test_of_two_coordinators_who_are_erased_at_once_one_stays(together):
    pair = [coordinator(), coordinator()]
    ends = together(*(lambda who=who: leaving.erase_person(user=who) for who in pair))
    assert [isinstance(end, Refusal) for end in ends].count(True) == 1
    assert Role.objects.filter(kind="coordinator").count() == 1


def test_a_body_whose_only_person_is_erased_stands_among_those_left_by_all():
    place = MembershipFactory()
    leaving.erase_person(user=place.user)
    assert list(bodies_left()) == [place.body]
