"""One's own badge, on one's own phone."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from multaqa.apps.accounts.rules import MemberRequest
from multaqa.apps.attendance import queries
from multaqa.apps.attendance.models import Badge
from multaqa.apps.attendance.queries.codes import qr_text
from multaqa.apps.attendance.services.paper import qr_svg
from multaqa.apps.attendance.services.words import role_word
from multaqa.kernel.gates import signed_in
from multaqa.kernel.pages import page


def _mine(request: MemberRequest, number: int) -> Badge:
    found: Badge = get_object_or_404(queries.badges_of(request.user), edition__number=number)
    return found


@signed_in
def badge(request: MemberRequest, number: int) -> HttpResponse:
    """The code, large on white, so that nobody needs paper; and the certificate afterwards."""
    found = _mine(request, number)
    context = {
        "badge": found,
        "edition": found.edition,
        "roles": [role_word(kind, found.sex) for kind in found.kinds],
        "certificate": queries.certificates_for([found]).get(found.pk),
        "may_certify": queries.may_certify(found.edition),
        "was_present": bool(queries.presence_of(found.edition, queries.roots_of([found]).values())),
    }
    return page(request, "attendance/my_badge", context)


@signed_in
def badge_code(request: MemberRequest, number: int) -> HttpResponse:
    found = _mine(request, number)
    return HttpResponse(qr_svg(qr_text(found.code)), content_type="image/svg+xml")
