"""What the forum keeps about a person."""

import re

from django.db.models import Q, QuerySet
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from multaqa.apps.accounts.models import User
from multaqa.apps.accounts.queries import Kept
from multaqa.apps.forum.models import (
    Applicant,
    Draw,
    Edition,
    ExOfficioSeat,
    ListImport,
    Mailing,
    NominationStep,
    Objection,
    Registration,
    RegistrationStep,
)
from multaqa.apps.forum.queries.messages import messages_of
from multaqa.apps.forum.queries.registrations import registrations_seen_by


def objection_mark(edition_id: int, contact: str) -> str:
    """What is kept of a contact whose person said no: whether it is the same, and not which."""
    told = f"{edition_id}:{contact}"
    return salted_hmac("forum.objection", told, algorithm="sha256").hexdigest()


def objections_of(edition_id: int, *contacts: str | None) -> QuerySet[Objection]:
    """The objections that whoever has these contacts made in an edition."""
    marks = [objection_mark(edition_id, contact) for contact in contacts if contact]
    return Objection.objects.filter(edition=edition_id, mark__in=marks)


def kept_of(user: User) -> list[Kept]:
    """Each registration, place in a draw and seat by right of theirs; then what they were told.

    A number in somebody else's answer may be mistyped: what is kept is named, and never quoted.
    """
    return [
        *_registrations(user),
        *_places(user),
        *_seats_by_right(user),
        *_objections(user),
        *_entered_for_others(user),
        *_messages(user),
        *_deeds(user),
    ]


def _until() -> str:
    return _("Until the forum's report is published, then counts alone")


def registrations_about(user: User) -> QuerySet[Registration]:
    return registrations_seen_by(user).filter(~Q(entered_by=user) | Q(user=user))


def _registrations(user: User) -> list[Kept]:
    rows = []
    seen = _("You, who entered it for you, and the coordinators")
    for one in registrations_about(user):
        about = {"number": one.number or _("not sent yet"), "forum": one.edition.name}
        rows.append(
            Kept(
                _("Registration"),
                _(
                    "%(number)s, %(forum)s: name, contact, sex, year of birth, body or project, "
                    "commune, needs, answers to the forum's questions"
                )
                % about,
                _("To answer you, to balance the seats, and to make you welcome"),
                _until(),
                seen,
            )
        )
        if one.sensitive:
            rows.append(
                Kept(
                    _("Answers to sensitive questions"),
                    _("as you gave them"),
                    _("To balance the seats; never shown beside a name"),
                    _("Until the replacements after the draw are closed"),
                    _("You; the draw, under a seal that the auditor can open"),
                )
            )
    return rows


def _places(user: User) -> list[Kept]:
    """Their ticket of each draw; then each list brought in from elsewhere that has their number."""
    dealt = Applicant.objects.filter(registration__in=registrations_about(user))
    answers = _("ticket %(ticket)s, %(forum)s: the answers that the draw balances, and the outcome")
    listed = _(
        "ticket %(ticket)s, %(forum)s: the row that the organiser's list has with your number, and "
        "the outcome"
    )
    places = [(one, answers) for one in dealt.select_related("college__edition").order_by("pk")]
    places += [(one, listed) for one in brought_with(user.phone or "")]
    return [
        Kept(
            _("Place in a draw"),
            words % {"ticket": one.ticket, "forum": one.college.edition.name},
            _("To share the seats by lot, so that anyone can check it"),
            _until(),
            _("The coordinators; everyone sees the ticket, without a name"),
        )
        for one, words in places
    ]


SAME_DIGITS = 9  # of a Moroccan number, whatever was written before them


def brought_with(phone: str) -> list[Applicant]:
    """Who of a list brought in from elsewhere has this number, however the list writes it."""
    if not phone:
        return []
    # The last two digits leave few to compare, on either database.
    near = Applicant.objects.filter(registration=None, phone__endswith=phone[-2:])
    return [
        one
        for one in near.select_related("college__edition").order_by("pk")
        if re.sub(r"[^0-9]", "", one.phone)[-SAME_DIGITS:] == phone[-SAME_DIGITS:]
    ]


def _seats_by_right(user: User) -> list[Kept]:
    """Where an institution answered with their phone or e-mail: named themselves, or answering."""
    rows = []
    for seat in named_by_contact(user).select_related("edition"):
        about = {
            "letter": seat.reference,
            "forum": seat.edition.name,
            "institution": seat.institution,
        }
        if seat.state == ExOfficioSeat.State.ACCEPTED:
            value = _(
                "letter %(letter)s, %(forum)s: name, function, sex and contact, as "
                "“%(institution)s” gave them"
            )
            why = _("To know who comes, to balance the hall, and to make you welcome")
        else:
            value = _(
                "letter %(letter)s, %(forum)s: the contact that came with the answer of "
                "“%(institution)s”"
            )
            why = _("So that only whoever gave the answer can change it")
        row = Kept(_("Ex-officio seat"), value % about, why, _until(), _("The coordinators"))
        rows.append(row)
    return rows


def named_by_contact(user: User) -> QuerySet[ExOfficioSeat]:
    """Seats by right whose answer came with this person's phone or e-mail."""
    theirs = Q(pk__in=())
    if user.phone:
        theirs |= Q(person_phone=user.phone)
    if user.email:
        theirs |= Q(person_email=user.email)
    return ExOfficioSeat.objects.filter(theirs)


def _objections(user: User) -> list[Kept]:
    """Where they said no to somebody who registered them."""
    objected = [
        edition
        for edition in Edition.objects.filter(objections__isnull=False).distinct()
        if objections_of(edition.pk, user.phone, user.email).exists()
    ]
    return [
        Kept(
            _("Objection"),
            _("%(forum)s: a mark of your contact, from which it cannot be read")
            % {"forum": edition.name},
            _("So that nobody registers you again without your word"),
            _until(),
            _("Nobody"),
        )
        for edition in objected
    ]


def _entered_for_others(user: User) -> list[Kept]:
    count = Registration.objects.filter(entered_by=user).exclude(user=user).count()
    words = ngettext("%(count)d registration", "%(count)d registrations", count)
    row = Kept(
        _("Registrations that you entered for others"),
        words % {"count": count},
        _("To answer them through you, and to ask you should something be unclear"),
        _until(),
        _("You, whoever you entered, and the coordinators"),
    )
    return [row] if count else []


def _messages(user: User) -> list[Kept]:
    count = messages_of(user).count()
    row = Kept(
        _("Messages that you were sent"),
        ngettext("%(count)d message", "%(count)d messages", count) % {"count": count},
        _("So that you find them again, and we know what you were told"),
        _until(),
        _("You, and the coordinators"),
    )
    return [row] if count else []


def _deeds(user: User) -> list[Kept]:
    """That it was they: beside steps of registrations and letters, lists, draws and mailings."""
    count = sum(
        found.count()
        for found in (
            RegistrationStep.objects.filter(actor=user),
            NominationStep.objects.filter(actor=user),
            ListImport.objects.filter(brought_by=user),
            Mailing.objects.filter(written_by=user),
            Draw.objects.filter(Q(sealed_by=user) | Q(drawn_by=user)),
        )
    )
    row = Kept(
        _("That it was you who did something"),
        ngettext("beside %(count)d deed", "beside %(count)d deeds", count) % {"count": count},
        _("So that whoever decided can be asked why"),
        _("Until the account is erased"),
        _("You, and the coordinators"),
    )
    return [row] if count else []
