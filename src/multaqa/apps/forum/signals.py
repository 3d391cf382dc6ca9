"""What the forum announces to higher apps, after commit."""

from django.dispatch import Signal

draw_sealed = Signal()  # with draw=
seats_drawn = Signal()  # with draw=
