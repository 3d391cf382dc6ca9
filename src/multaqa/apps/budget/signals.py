"""What the budget announces to higher apps, after commit."""

from django.dispatch import Signal

round_counted = Signal()  # with count=
