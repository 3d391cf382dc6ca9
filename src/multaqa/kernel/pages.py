"""A page, or the part of it that changed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def page(
    request: HttpRequest, name: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Render ``name``, or only its fragment ``_name`` when htmx is asking for a part."""
    if request.headers.get("HX-Request") and not request.headers.get("HX-History-Restore-Request"):
        folder, leaf = name.rsplit("/", 1)
        name = f"{folder}/_{leaf}"
    return render(request, f"{name}.html", context, status=status)
