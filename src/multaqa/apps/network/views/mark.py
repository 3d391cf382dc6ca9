"""The verified mark of a body: a picture for its site and papers, and the page that confirms it."""

import io

import segno
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.html import escape
from django.utils.translation import gettext as _

from multaqa.apps.network import queries
from multaqa.apps.network.models import Body, BodyState
from multaqa.kernel.pages import page

SVG = "image/svg+xml"
AN_HOUR = 3600


def _marked(slug: str) -> Body:
    """A body that is verified, or once was: of any other nothing is told."""
    body = queries.bodies_once_verified().filter(slug=slug).first()
    if body is None:
        raise Http404
    return body


def mark(request: HttpRequest, slug: str) -> HttpResponse:
    """Whether the body is verified at this moment; of one that no longer is, not its name."""
    body = _marked(slug)
    if body.state == BodyState.MERGED and body.merged_into is not None:
        return redirect("network:mark", body.merged_into.slug)
    place = reverse("network:mark", args=[body.slug])
    picture_place = reverse("network:mark-picture", args=[body.slug])
    words = escape(_("Verified by the network"))
    snippet = (
        f'<a href="{settings.ORIGIN}{place}"><img src="{settings.ORIGIN}{picture_place}" '
        f'width="220" height="56" alt="{words}"></a>'
    )
    context = {
        "body": body,
        "snippet": snippet,
        "verified": queries.last_verified(body) if body.is_verified else None,
        "latest": queries.verifications_of(body).first(),
        "address": f"{settings.ORIGIN}{place}",
    }
    response = page(request, "network/mark", context)
    response["X-Robots-Tag"] = "noindex"
    return response


def picture(_request: HttpRequest, slug: str) -> HttpResponse:
    """The mark as a small SVG, which says what is so when it is looked at."""
    body = _marked(slug)
    kept = body.merged_into if body.state == BodyState.MERGED else body
    verified = queries.last_verified(kept) if kept is not None and kept.is_verified else None
    drawn = render_to_string("network/mark.svg", {"verified": verified})
    response = HttpResponse(drawn, content_type=SVG)
    # Any site may show it, as an image: it holds no script, and asks for nothing.
    response["Content-Security-Policy"] = "default-src 'none'"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    patch_cache_control(response, public=True, max_age=AN_HOUR)
    return response


def code(_request: HttpRequest, slug: str) -> HttpResponse:
    """The address of the mark as a QR code, for papers."""
    body = _marked(slug)
    if not body.is_verified:
        raise Http404
    drawn = io.BytesIO()
    place = f"{settings.ORIGIN}{reverse('network:mark', args=[body.slug])}"
    segno.make(place, error="m").save(drawn, kind="svg", scale=4, border=4)
    response = HttpResponse(drawn.getvalue(), content_type=SVG)
    response["Content-Disposition"] = f'attachment; filename="multaqa-{body.slug}.svg"'
    response["Content-Security-Policy"] = "default-src 'none'"
    return response
