"""What the budget refuses and tells, said to people: one module per part of it."""

from multaqa.apps.budget.phrases import (
    counting,
    desk,
    voting,
)

__all__ = [
    "counting",
    "desk",
    "voting",
]
