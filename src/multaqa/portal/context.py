"""What every page of the house shows: where one is, and the head of the public record."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def house(request: HttpRequest) -> dict[str, Any]:
    return {
        "site_name": settings.SITE_NAME,
        "network_name": settings.NETWORK_NAME,
        "is_demonstration": settings.DEMONSTRATION,
    }
