"""What is kept and told of each step of a registration: its trail, its receipt, its changes."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import override

from multaqa.apps.accounts.models import User
from multaqa.apps.forum import queries
from multaqa.apps.forum.models import Registration, RegistrationStep
from multaqa.apps.forum.services.messages import tell


def note(
    registration: Registration, kind: str, actor: User | None, reason: str = ""
) -> RegistrationStep:
    """Keep what happened to a registration, by whom and why."""
    return RegistrationStep.objects.create(
        registration=registration, kind=kind, actor=actor, reason=reason
    )


def tell_receipt(registration: Registration) -> None:
    """Whoever another registered is told that they were, and what to do if they did not agree."""
    if registration.is_for_another and (registration.phone or registration.email):
        tell_in_words(registration, lambda: _words_to_registered(registration))
        return
    tell_in_words(
        registration,
        lambda: (
            _("Receipt of your registration"),
            _(
                "%(forum)s: your registration was received under number %(number)s. Keep this "
                "number. The answer will be sent to you."
            )
            % {"forum": registration.edition.name, "number": registration.number},
        ),
    )


def _words_to_registered(registration: Registration) -> tuple[str, str]:
    return (
        _("Somebody registered you"),
        _(
            "%(forum)s: somebody registered you under number %(number)s. If you did not agree, "
            "sign in on the site with this phone or e-mail and say so."
        )
        % {"forum": registration.edition.name, "number": registration.number},
    )


def tell_in_words(registration: Registration, words: Callable[[], tuple[str, str]]) -> None:
    """Tell a title and a text, made in the language that the person is written to in."""
    with override(registration.language):
        title, text = words()
    tell(registration=registration, title=title, text=text)


def tell_change(registration: Registration, step: RegistrationStep) -> None:
    """At most once an hour: who changes it many times is not written to many times."""
    if queries.was_told_lately(registration):
        return
    step.is_told = True
    step.save(update_fields=["is_told"])
    tell_in_words(registration, lambda: _words_of_change(registration))


def _words_of_change(registration: Registration) -> tuple[str, str]:
    return (
        _("Your registration was changed"),
        _("Registration %(number)s was changed. If you did not ask for it, tell us.")
        % {"number": registration.number},
    )
