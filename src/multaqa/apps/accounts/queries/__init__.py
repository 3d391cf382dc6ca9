from multaqa.apps.accounts.queries.copies import export_of
from multaqa.apps.accounts.queries.kept import Kept, kept_of
from multaqa.apps.accounts.queries.leaving import Consequence, erasure_of, leaving_of
from multaqa.apps.accounts.queries.notices import Ways, notices_of, way_of, ways_about
from multaqa.apps.accounts.queries.people import user_known_by
from multaqa.apps.accounts.queries.second_factor import (
    PASSKEY,
    RECOVERY,
    TOTP,
    SecondFactors,
    authenticators_of,
    passkeys_of,
    second_factors_of,
)
from multaqa.apps.accounts.queries.visits import visits_of

__all__ = [
    "PASSKEY",
    "RECOVERY",
    "TOTP",
    "Consequence",
    "Kept",
    "SecondFactors",
    "Ways",
    "authenticators_of",
    "erasure_of",
    "export_of",
    "kept_of",
    "leaving_of",
    "notices_of",
    "passkeys_of",
    "second_factors_of",
    "user_known_by",
    "visits_of",
    "way_of",
    "ways_about",
]
