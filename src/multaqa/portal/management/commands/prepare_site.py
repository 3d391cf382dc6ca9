"""Everything that stands between an installed program and a site that serves."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from multaqa.portal import preparation
from multaqa.portal.demonstration import village


class Command(BaseCommand):
    help = "Bring tables and static files up to date; build the demonstration where it is wanted."

    def handle(self, *args: Any, **options: Any) -> None:
        preparation.prepare()
        if settings.DEMONSTRATION:
            village.build_if_empty()
            self.stdout.write("  A demonstration: people and bodies are invented, nothing is sent.")
            self.stdout.write(f"  Sign in with one click at {settings.ORIGIN}/sign-in/, or by a")
            self.stdout.write(f"  code that is written to {settings.OUTBOX}, as:")
            for role, contact in village.SIGN_INS:
                self.stdout.write(f"    {role:<12} {contact}")
