"""Begin today's daily work by hand, and what is due: where the worker stood still in its hours."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from multaqa.kernel import clock


class Command(BaseCommand):
    help = "Begin the daily work that was not begun today, whatever the hour."

    def handle(self, *args: Any, **options: Any) -> None:
        begun = clock.begin(timezone.localdate().isoformat()) + clock.look()
        self.stdout.write(f"{begun} begun")
