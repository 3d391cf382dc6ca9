"""What the budget refuses and tells, said to people: one module per part of it."""

from multaqa.apps.budget.phrases import counting, voting

__all__ = ["counting", "voting"]
