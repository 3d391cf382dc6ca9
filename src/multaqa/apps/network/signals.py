"""What the network announces to higher apps, after commit."""

from django.dispatch import Signal

body_verified = Signal()  # with body=
body_refused = Signal()  # with body=
body_merged = Signal()  # with old=, kept=
