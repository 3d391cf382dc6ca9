"""A page, or the part of it that changed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

ASKED_BY_HTMX = "HX-Request"
ASKED_ANEW = "HX-History-Restore-Request"


def page(
    request: HttpRequest, name: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Render ``name``, or only its fragment ``_name``, if it has one, when htmx asks for a part."""
    templates = [f"{name}.html"]
    if request.headers.get(ASKED_BY_HTMX) and not request.headers.get(ASKED_ANEW):
        folder, leaf = name.rsplit("/", 1)
        templates.insert(0, f"{folder}/_{leaf}.html")
    response = render(request, templates, context, status=status)
    # One address, two bodies: no cache may give a fragment to whoever asks for the page.
    patch_vary_headers(response, [ASKED_BY_HTMX, ASKED_ANEW])
    return response
