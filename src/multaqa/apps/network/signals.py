"""What the network announces to higher apps, after commit."""

from django.dispatch import Signal

body_verified = Signal()  # with body=
body_refused = Signal()  # with body=
body_merged = Signal()  # with old=, kept=, acted= (keys of who acts, or once did, for the old)
