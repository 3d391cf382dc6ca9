"""The shapes of what is typed in the forum."""

from multaqa.apps.forum.forms.draws import (
    ColumnsForm,
    EditionForm,
    ListFileForm,
    PublicValueForm,
    QuotaFileForm,
    SealForm,
    SetUpForm,
    StandingForm,
)

__all__ = [
    "ColumnsForm",
    "EditionForm",
    "ListFileForm",
    "PublicValueForm",
    "QuotaFileForm",
    "SealForm",
    "SetUpForm",
    "StandingForm",
]
