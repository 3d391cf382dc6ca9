"""How often something may be asked for: by the limits that stand in the settings."""

from allauth.core.internal import ratelimit
from django.http import HttpRequest


def spend(request: HttpRequest, action: str, *, key: str | None = None) -> bool:
    """Count one more, also where a page is only opened; false where it is one too many.

    The library's own way in counts no GET: a link that is a key is guessed by opening it.
    """
    usage = ratelimit.consume(
        request=request, app="allauth.account", action=action, key=key, limit_get=True
    )
    return usage is not None
