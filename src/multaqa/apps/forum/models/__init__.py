"""The forum's nouns."""

from multaqa.apps.forum.models.applicants import Applicant, ListImport, Standing
from multaqa.apps.forum.models.colleges import HOLDER, College
from multaqa.apps.forum.models.draws import Category, Draw, DrawState, Quota
from multaqa.apps.forum.models.editions import Edition

__all__ = [
    "HOLDER",
    "Applicant",
    "Category",
    "College",
    "Draw",
    "DrawState",
    "Edition",
    "ListImport",
    "Quota",
    "Standing",
]
