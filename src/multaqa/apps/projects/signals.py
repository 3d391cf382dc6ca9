"""What projects announce to higher apps, after commit."""

from django.dispatch import Signal

project_published = Signal()  # with project=
