"""What each may see of the programme."""

from multaqa.apps.programme.queries.sessions import (
    next_number,
    programme_of,
    sessions_of,
    sessions_with_people,
)

__all__ = [
    "next_number",
    "programme_of",
    "sessions_of",
    "sessions_with_people",
]
