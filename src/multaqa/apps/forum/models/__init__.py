"""The forum's nouns."""

from multaqa.apps.forum.models.applicants import Applicant, ListImport, Standing
from multaqa.apps.forum.models.calls import Call, Question
from multaqa.apps.forum.models.colleges import HOLDER, College
from multaqa.apps.forum.models.draws import Category, Draw, DrawState, Quota
from multaqa.apps.forum.models.editions import Edition
from multaqa.apps.forum.models.messages import Mailing, Message
from multaqa.apps.forum.models.nominations import ExOfficioSeat, NominationStep
from multaqa.apps.forum.models.registrations import (
    LANGUAGES,
    LIVE,
    Objection,
    Registration,
    RegistrationState,
    RegistrationStep,
)
from multaqa.apps.forum.models.seats import GONE, Aftermath, Replacement, Seat, SeatState

__all__ = [
    "GONE",
    "HOLDER",
    "LANGUAGES",
    "LIVE",
    "Aftermath",
    "Applicant",
    "Call",
    "Category",
    "College",
    "Draw",
    "DrawState",
    "Edition",
    "ExOfficioSeat",
    "ListImport",
    "Mailing",
    "Message",
    "NominationStep",
    "Objection",
    "Question",
    "Quota",
    "Registration",
    "RegistrationState",
    "RegistrationStep",
    "Replacement",
    "Seat",
    "SeatState",
    "Standing",
]
