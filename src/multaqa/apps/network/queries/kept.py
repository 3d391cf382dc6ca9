"""What the network keeps about a person."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from multaqa.apps.accounts.models import User
from multaqa.apps.accounts.queries import Kept
from multaqa.apps.network.models import Body, Membership, Verification


def kept_of(user: User) -> list[Kept]:
    """Each place in a body, whatever became of it; and what they entered or decided."""
    team = _("You, who acts for the body, and the coordinators")
    rows = [
        Kept(
            _("Place in a body"),
            _("%(role)s, %(body)s: %(state)s")
            % {
                "role": one.get_role_display(),
                "body": one.body,
                "state": one.get_state_display(),
            },
            _("To know who may act for the body"),
            _("As long as the body or the account stands, ended places too"),
            team,
        )
        for one in Membership.objects.filter(user=user).select_related("body")
    ]
    entered = Body.objects.filter(entered_by=user).count()
    decided = Verification.objects.filter(actor=user).count()
    if entered:
        rows.append(
            Kept(
                _("Bodies that you entered"),
                ngettext_lazy("%(count)d body", "%(count)d bodies", entered) % {"count": entered},
                _("To ask you, should something be unclear in it"),
                _("Until the account is erased"),
                _("You, and the coordinators"),
            )
        )
    if decided:
        rows.append(
            Kept(
                _("Decisions that you took about bodies"),
                ngettext_lazy("%(count)d decision", "%(count)d decisions", decided)
                % {"count": decided},
                _("So that whoever decided can be asked why"),
                _("Until the account is erased"),
                _("You, and the coordinators"),
            )
        )
    return rows
