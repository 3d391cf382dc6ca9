"""What a person was told, kept on the site."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse

from multaqa.apps.forum import queries, services
from multaqa.kernel.gates import signed_in
from multaqa.kernel.pages import page


@signed_in
def inbox(request: HttpRequest) -> HttpResponse:
    """Every message, newest first; those on the page are read from now on."""
    found = Paginator(queries.messages_of(request.user), 20).get_page(request.GET.get("page"))
    response = page(request, "forum/messages", {"page_obj": found})
    services.mark_read(messages=[one for one in found if not one.read_at], actor=request.user)
    return response
