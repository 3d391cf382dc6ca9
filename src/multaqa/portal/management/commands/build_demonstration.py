"""The demonstration, into an empty site."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from multaqa.portal.demonstration import village


class Command(BaseCommand):
    help = "Build the demonstration; refuses on a real site and on one that holds an edition."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError(
                "Set MULTAQA_MODE=demonstration first: a real site holds no invented people."
            )
        if not village.build_if_empty():
            raise CommandError("This site already holds an edition; the demonstration needs none.")
        for role, contact in village.SIGN_INS:
            self.stdout.write(f"{role}: {contact}")
