"""Asking for a seat, page by page: each works without a script, and each saves."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from multaqa.apps.accounts.models import User
from multaqa.apps.accounts.rules import MemberRequest
from multaqa.apps.forum import queries, rules, services
from multaqa.apps.forum.forms.registrations import (
    AssistanceForm,
    BodyForm,
    NeedsForm,
    QuestionsForm,
    ReplyForm,
    StepForm,
    WhoForm,
    WithdrawalForm,
)
from multaqa.apps.forum.models import Edition, Question, Registration, RegistrationState
from multaqa.apps.forum.views.standing import my_seat_shown
from multaqa.apps.network.queries import bodies_seen_by
from multaqa.apps.network.rules import can_accept_members
from multaqa.kernel.gates import signed_in
from multaqa.kernel.pages import page
from multaqa.kernel.refusals import refusals_on, say
from multaqa.refusal import Refusal

STEPS: dict[str, Promise] = {
    "who": gettext_lazy("Who"),
    "body": gettext_lazy("For whom"),
    "needs": gettext_lazy("What you need"),
    "questions": gettext_lazy("Questions"),
    "sensitive": gettext_lazy("If you wish"),
    "review": gettext_lazy("Review and send"),
}
STEPS_OF_ANOTHER = STEPS | {
    "who": gettext_lazy("The person"),
    "body": gettext_lazy("For whom they come"),
    "needs": gettext_lazy("What they need"),
}
# Where what cannot be sent is put right.
PUT_RIGHT = {
    "registration.who_missing": "who",
    "registration.contact_missing": "who",
    "registration.contact_own": "who",
    "registration.contact_taken": "who",
    "registration.objected": "who",
    "registration.too_young": "who",
    "registration.commune_missing": "body",
    "registration.commune_outside": "body",
    "registration.body_missing": "body",
    "registration.body_unknown": "body",
    "registration.body_not_theirs": "body",
    "registration.role_missing": "body",
    "registration.college_missing": "body",
    "registration.college_does_not_fit": "body",
    "registration.college_sealed": "body",
    "registration.answer_missing": "questions",
}
FORMS: dict[str, Callable[..., StepForm]] = {
    "who": WhoForm,
    "body": BodyForm,
    "needs": NeedsForm,
    "questions": QuestionsForm,
    "sensitive": QuestionsForm,
}


def call(request: HttpRequest, number: int) -> HttpResponse:
    """The call: what it is, who may apply, until when, and the one button."""
    edition = _edition(request, number)
    found = queries.call_of(edition)
    if found is None:
        context = {"edition": edition, "is_over": queries.is_over(edition)}
        return page(request, "forum/no_call", context)
    own = None
    if isinstance(request.user, User):
        own = queries.own_registration(request.user, edition)
    context = {
        "edition": edition,
        "call": found,
        "colleges": edition.colleges.all(),
        "provinces": queries.provinces_named(found),
        "questions": edition.questions.filter(is_sensitive=False),
        "asks_sensitive": edition.may_ask_sensitive
        and edition.questions.filter(is_sensitive=True).exists(),
        "own": own,
    }
    return page(request, "forum/call", context)


def _edition(request: HttpRequest, number: int) -> Edition:
    found: Edition = get_object_or_404(queries.editions_seen_by(request.user), number=number)
    return found


@signed_in
def start(request: MemberRequest, number: int) -> HttpResponse:
    """For oneself, with one button; or for somebody present, with their consent."""
    edition = _edition(request, number)
    found = queries.call_of(edition)
    if found is None:
        return redirect("forum:call", number)
    own = queries.own_registration(request.user, edition)
    if own is not None and not request.GET.get("other") and request.method == "GET":
        return redirect(own)
    is_for_another = not {"consent", "token"}.isdisjoint(request.POST)  # also with nothing ticked
    form = AssistanceForm(request.POST if is_for_another else None)
    if request.method == "POST":
        try:
            if not is_for_another:
                begun = services.start_registration(edition=edition, actor=request.user)
                return redirect("forum:register", number, begun.token, "who")
            if form.is_valid():
                begun = services.start_registration(
                    edition=edition, actor=request.user, **form.cleaned_data
                )
                return redirect("forum:register", number, begun.token, "who")
        except Refusal as refusal:
            messages.error(request, say(refusal))
    context = {"edition": edition, "call": found, "form": form, "own": own}
    return page(request, "forum/start", context)


@signed_in
def mine(request: MemberRequest) -> HttpResponse:
    """Every registration that concerns the person, however many they entered for others."""
    found = Paginator(queries.registrations_seen_by(request.user), 50)
    context = {"page_obj": found.get_page(request.GET.get("page"))}
    return page(request, "forum/my_registrations", context)


@signed_in
def of_body(request: MemberRequest, slug: str) -> HttpResponse:
    """Who asked to come in a body's name; it hangs on the body's own desk."""
    body = get_object_or_404(bodies_seen_by(request.user), slug=slug)
    if not can_accept_members(request.user, body):
        raise PermissionDenied
    found = Paginator(queries.registrations_of_body(request.user, body), 50)
    context = {"body": body, "page_obj": found.get_page(request.GET.get("page"))}
    return page(request, "forum/registrations_of_body", context)


def _registration(request: MemberRequest, number: int, token: str) -> Registration:
    """With what every page of it asks; each of these tables is wide, and no other is joined."""
    seen = queries.registrations_seen_by(request.user).select_related(None)
    seen = seen.select_related("edition__call", "college", "body", "commune")
    found: Registration = get_object_or_404(seen, edition__number=number, token=token)
    return found


def steps_of(registration: Registration, user: User) -> list[str]:
    """The steps that it has for this person: questions only where some are asked of them."""
    asked = queries.questions_asked(registration)
    sees_all = rules.can_see_sensitive(user, registration)
    has = {one.is_sensitive for one in asked if sees_all or not one.is_sensitive}
    left_out = {
        name
        for name, is_sensitive in (("questions", False), ("sensitive", True))
        if is_sensitive not in has
    }
    return [name for name in STEPS if name not in left_out]


def names_of(registration: Registration) -> dict[str, Promise]:
    """What the steps are called: in the words of whose it is, or of somebody who is helped."""
    return STEPS_OF_ANOTHER if registration.is_for_another else STEPS


@signed_in
def register(request: MemberRequest, number: int, token: str, step: str) -> HttpResponse:
    """One step: its form, kept as it is written; or the review, from which it is sent."""
    registration = _registration(request, number, token)
    if not rules.can_write_registration(request.user, registration):
        return redirect(registration)
    names = steps_of(registration, request.user)
    if step not in names:
        raise Http404
    is_draft = registration.state == RegistrationState.DRAFT
    if step == "review":
        return _review(request, registration, names)
    if request.method == "GET" and not _is_open(registration, step):
        # What was typed in a form that came too late stays in it; a page asked anew says why.
        return redirect("forum:register", number, token, "review")
    more = {"is_sensitive": True} if step == "sensitive" else {}
    is_posted = request.method == "POST"  # also with nothing ticked
    typed = request.POST if is_posted else None
    form = FORMS[step](typed, registration=registration, actor=request.user, **more)
    if "search" in request.POST:
        form.keep_unread()
    elif is_posted:
        is_whole = form.is_valid()
        if is_whole or is_draft:
            with refusals_on(form):
                kept = services.save_registration(
                    registration=registration, actor=request.user, **form.read()
                )
                if is_whole:
                    return _onward(request, kept, names, step)
    return _step_page(request, registration, names, step, form)


def _is_open(registration: Registration, step: str) -> bool:
    """Whether this step may be written now."""
    if registration.state == RegistrationState.DRAFT:
        return registration.edition.call.state == "open"
    if step == "needs":
        return queries.are_needs_open(registration)
    return queries.is_open_to_change(registration)


def _onward(
    request: MemberRequest, registration: Registration, names: list[str], step: str
) -> HttpResponse:
    """To the next step of a draft; back to the receipt of what was sent already."""
    if registration.state != RegistrationState.DRAFT:
        messages.success(request, _("The change is kept."))
        return redirect(registration)
    after = steps_of(registration, request.user)
    following = after[after.index(step) + 1] if step in after else "review"
    if request.GET.get("to") == "review":
        following = "review"
    return redirect("forum:register", registration.edition.number, registration.token, following)


def _step_page(
    request: MemberRequest,
    registration: Registration,
    names: list[str],
    step: str,
    form: StepForm,
) -> HttpResponse:
    context = {
        "edition": registration.edition,
        "registration": registration,
        "step": step,
        "steps": [names_of(registration)[name] for name in names],
        "place": names.index(step),
        "before": names[names.index(step) - 1] if names.index(step) else "",
        "form": form,
        "is_draft": registration.state == RegistrationState.DRAFT,
    }
    return page(request, "forum/register", context)


def _review(request: MemberRequest, registration: Registration, names: list[str]) -> HttpResponse:
    """Everything that was written, what is still missing, and the button that sends it."""
    if registration.state != RegistrationState.DRAFT:
        return redirect(registration)
    trouble, put_right, entered = "", "", None
    if request.method == "POST":
        try:
            sent = services.send_registration(registration=registration, actor=request.user)
        except Refusal as refusal:
            trouble, put_right = say(refusal), PUT_RIGHT.get(refusal.code, "")
            entered = queries.entered_for(request.user, registration).first()
        else:
            return redirect(sent)
    else:
        try:
            services.check_whole(registration, registration.edition.call, request.user)
        except Refusal as refusal:
            trouble, put_right = say(refusal), PUT_RIGHT.get(refusal.code, "")
    called = names_of(registration)
    open_names = [(name, called[name]) for name in names[:-1] if _is_open(registration, name)]
    context = {
        "edition": registration.edition,
        "registration": registration,
        "call": registration.edition.call,
        "steps": [called[name] for name in names],
        "place": len(names) - 1,
        "names": open_names,
        "trouble": trouble,
        "put_right": [one for one in open_names if one[0] == put_right],
        "entered": entered,
        "answers": answers_said(registration),
    }
    return page(request, "forum/review", context)


def answers_said(registration: Registration) -> list[tuple[Question, str]]:
    """The edition's own questions with the answers in the reader's words."""
    told = []
    for question in queries.questions_asked(registration):
        column = registration.sensitive if question.is_sensitive else registration.answers
        told.append((question, queries.answer_in_words(question, column.get(question.key))))
    return told


@signed_in
def receipt(request: MemberRequest, number: int, token: str) -> HttpResponse:
    """A registration that was sent: its number, where it stands, and what may be done."""
    registration = _registration(request, number, token)
    if registration.state == RegistrationState.DRAFT:
        step = "who" if registration.edition.call.state == "open" else "review"
        return redirect("forum:register", number, token, step)
    return _receipt_page(request, registration)


def _receipt_page(
    request: MemberRequest,
    registration: Registration,
    *,
    withdrawal: WithdrawalForm | None = None,
    reply_form: ReplyForm | None = None,
) -> HttpResponse:
    """With what was typed and refused, where something was."""
    may_write = rules.can_write_registration(request.user, registration)
    sees_all = rules.can_see_sensitive(request.user, registration)
    names = steps_of(registration, request.user)[:-1] if may_write else []
    called = names_of(registration)
    context = {
        "edition": registration.edition,
        "registration": registration,
        "answers": [
            (question, answer)
            for question, answer in answers_said(registration)
            if sees_all or not question.is_sensitive
        ],
        "trail": queries.steps_of(registration),
        "may_write": may_write,
        "may_withdraw": registration.state != RegistrationState.WITHDRAWN
        and rules.can_withdraw_registration(request.user, registration),
        "may_object": rules.can_object(request.user, registration),
        "withdrawal": withdrawal or WithdrawalForm(),
        "reply_form": reply_form or ReplyForm(),
        "names": [(name, called[name]) for name in names if _is_open(registration, name)],
        "is_helper": registration.is_for_another and registration.entered_by_id == request.user.pk,
        **my_seat_shown(registration),
    }
    return page(request, "forum/receipt", context)


@signed_in
@require_POST
def withdraw(request: MemberRequest, number: int, token: str) -> HttpResponse:
    registration = _registration(request, number, token)
    form = WithdrawalForm(request.POST)
    if not form.is_valid():
        return _receipt_page(request, registration, withdrawal=form)
    ended = services.withdraw_registration(
        registration=registration,
        actor=request.user,
        reason=form.cleaned_data["reason"],
        objects="objects" in request.POST,
    )
    messages.success(request, _words_of_end(ended))
    return redirect("me")


def _words_of_end(ended: Registration) -> str:
    if ended.is_objected:
        return _(
            "The registration is withdrawn, what was written of you is erased, and nobody else can "
            "register you for this forum."
        )
    if ended.sent_at is None:
        return _("The draft is thrown away, and what was written in it is erased.")
    return _("The registration is withdrawn.")


@signed_in
@require_POST
def reply(request: MemberRequest, number: int, token: str) -> HttpResponse:
    """The one answer to a refusal; what cannot be sent is still there to be made right."""
    registration = _registration(request, number, token)
    form = ReplyForm(request.POST)
    if form.is_valid():
        with refusals_on(form, "reply"):
            services.answer_refusal(
                registration=registration, actor=request.user, reply=form.cleaned_data["reply"]
            )
            messages.success(request, _("Your answer was sent."))
            return redirect(registration)
    if registration.state == RegistrationState.REFUSED and registration.replied_at is None:
        return _receipt_page(request, registration, reply_form=form)
    messages.error(request, str(form.errors["reply"][0]))  # its field is gone
    return redirect(registration)
