"""A receipt looked up by whoever holds it, and the file of one just given."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from multaqa.apps.budget import queries
from multaqa.apps.budget.forms.voting import ReceiptForm
from multaqa.apps.budget.models import Round, RoundProject
from multaqa.apps.budget.queries import Found
from multaqa.apps.budget.queries.receipts import FORMAT
from multaqa.apps.budget.views.frame import round_context, round_or_404
from multaqa.kernel import keys
from multaqa.kernel.limits import spend
from multaqa.kernel.pages import page
from multaqa.kernel.refusals import refusals_on
from multaqa.refusal import Refusal


@never_cache
def receipt(request: HttpRequest, slug: str) -> HttpResponse:
    """Whether a receipt counts; once the voting is over, the ballot it stands for.

    It is posted, so that no address, log or history holds it.
    """
    voting = round_or_404(request, slug)
    form = ReceiptForm(request.POST or None)
    context = {**round_context(voting), "form": form}
    if request.method == "POST" and form.is_valid():
        with refusals_on(form, "receipt"):
            if not spend(request, "budget_receipt"):
                raise Refusal("vote.too_many")
            text = queries.read_receipt(form.cleaned_data["receipt"])
            found = queries.found_by_receipt(voting, text)
            context |= {"text": text, "found": found, "signed": _signed(voting, text, form)}
            context["chosen"] = _chosen(voting, found)
    return page(request, "budget/receipt", context)


def _signed(voting: Round, text: str, form: ReceiptForm) -> str:
    """Whether the site's own signature stands under it: "ours", "forged", or not asked."""
    digest, signature = form.cleaned_data["digest"].strip(), form.cleaned_data["signature"].strip()
    if not (digest or signature):
        return ""
    return "ours" if queries.is_ours(voting, text, digest, signature) else "forged"


def _chosen(voting: Round, found: Found) -> list[tuple[RoundProject, int | None]]:
    if found.ballot is None:
        return []
    rows = RoundProject.objects.filter(round=voting, number__in=found.ballot.choices)
    projects = {one.number: one for one in rows}
    points = dict(zip(found.ballot.choices, found.ballot.points, strict=False))
    return [
        (projects[number], points.get(number))
        for number in found.ballot.choices
        if number in projects
    ]


@require_POST
@never_cache
def receipt_file(request: HttpRequest, slug: str) -> HttpResponse:
    """The receipt that a page just showed, as a text to keep; refuses one that we did not give."""
    voting = round_or_404(request, slug)
    told = {
        name: request.POST.get(name, "").replace("\0", "").strip()[:140]
        for name in ("receipt", "digest", "signature")
    }
    try:
        text = queries.read_receipt(told["receipt"])
    except Refusal:
        text = ""
    if not text or not queries.is_ours(voting, text, told["digest"], told["signature"]):
        return HttpResponse(_("This is no receipt of ours."), status=400, content_type="text/plain")
    where = request.build_absolute_uri(request.path.removesuffix("file/"))
    lines = [
        str(voting.title),
        "",
        text,
        "",
        _(
            "This receipt says that a ballot was taken, and not which. Keep it to yourself: once "
            "the voting is over it finds the ballot among those published."
        ),
        where,
        "",
        f"{FORMAT}|{voting.key}|{text}|{told['digest']}",
        told["signature"],
        keys.public_key(),
    ]
    answer = HttpResponse("\r\n".join(lines) + "\r\n", content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="multaqa-receipt-{text}.txt"'
    return answer
