"""Another phone or e-mail, and the link that undoes it."""

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from multaqa.apps.accounts import services
from multaqa.apps.accounts.forms import NewContactForm, WaitingCodeForm
from multaqa.apps.accounts.models import ContactChange
from multaqa.apps.accounts.rules import MemberRequest
from multaqa.apps.accounts.views.frame import stay
from multaqa.apps.accounts.views.sign_in import spend_code, spend_new_contact
from multaqa.kernel.gates import is_proven, signed_in, to_proof, unlisted
from multaqa.kernel.pages import page
from multaqa.kernel.refusals import refusals_on, say
from multaqa.refusal import Refusal

Kind = ContactChange.Kind


def _asks_proof(request: MemberRequest) -> bool:
    """Of who has a second factor or a password; a code to the former number may never arrive.

    Who has neither proves the new contact, and the former one is told, with a way back.
    """
    user = request.user
    has_more = user.has_second_factor or user.has_usable_password()
    return has_more and not is_proven(request)


@signed_in
def change(request: MemberRequest, kind: str) -> HttpResponse:
    """Where the code goes; or take the contact out, of who has both."""
    if _asks_proof(request):
        return to_proof(request)
    form = NewContactForm(request.POST or None, kind=Kind(kind))
    if request.POST.get("action") == "remove":
        return _remove(request, Kind(kind))
    if form.is_valid():
        email, phone = form.cleaned_data["email"], form.cleaned_data["phone"]
        with refusals_on(form, "contact"):
            if (email or phone) == getattr(request.user, kind):
                raise Refusal("contact.same")
            if not ratelimit.consume(request, action="change_contact", user=request.user):
                raise Refusal("contact.too_often")
            spend_code(request, str(email or phone))
            spend_new_contact(request, email=email, phone=phone)
            services.send_waiting_code(request.session, purpose=kind, email=email, phone=phone)
            return redirect(f"change-{kind}-code")
    user = request.user
    context = {
        "form": form,
        "kind": kind,
        "current": getattr(user, kind),
        "has_both": bool(user.phone and user.email),
    }
    return page(request, "account/contact", context)


def _remove(request: MemberRequest, kind: Kind) -> HttpResponse:
    try:
        services.remove_contact(user=request.user, kind=kind, but=request.session.session_key)
    except Refusal as refusal:
        messages.error(request, say(refusal))
        return redirect(f"change-{kind}")
    stay(request)
    messages.success(request, _("It is taken out. You sign in by the other one."))
    return redirect("account")


@signed_in
def enter_code(request: MemberRequest, kind: str) -> HttpResponse:
    """The code that went to the new contact: from here on it is theirs."""
    if _asks_proof(request):
        return to_proof(request)
    waits_for = services.waiting_contact(request.session, purpose=kind)
    if waits_for is None:
        messages.warning(request, _("That code is too old. Ask for another one."))
        return redirect(f"change-{kind}")
    form = WaitingCodeForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form, "code"):
            code = form.cleaned_data["code"]
            email, phone = services.take_waiting_code(request.session, purpose=kind, code=code)
            services.change_contact(
                user=request.user,
                kind=Kind(kind),
                contact=str(email or phone),
                but=request.session.session_key,
            )
            stay(request)
            messages.success(
                request, _("It is changed. Other browsers of yours were signed out, in case.")
            )
            return redirect("account")
    return page(
        request, "account/contact_code", {"form": form, "kind": kind, "waits_for": waits_for}
    )


@unlisted
@never_cache
def undo(request: HttpRequest, signed: str) -> HttpResponse:
    """Of who was told of a change that was not theirs: the former contact is put back."""
    found = services.change_of_link(signed)
    refused = ""
    if request.method == "POST" and found is not None:
        try:
            found = services.undo_contact_change(change=found)
        except Refusal as refusal:
            refused = say(refusal)
    is_undone = found is not None and found.undone_at is not None
    context = {"change": found, "is_undone": is_undone, "refused": refused}
    return page(request, "account/undo", context, status=200 if found else 404)
