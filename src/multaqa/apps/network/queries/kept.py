"""What the network keeps about a person."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from multaqa.apps.accounts.models import User
from multaqa.apps.accounts.queries import Kept
from multaqa.apps.network.models import (
    Body,
    BodyDocument,
    BodyImport,
    Claim,
    Invitation,
    Membership,
    Verification,
)


def invitations_to(user: User) -> QuerySet[Invitation]:
    """Those that were sent to the person's phone or e-mail."""
    theirs = Q(pk__in=())
    if user.phone:
        theirs |= Q(phone=user.phone)
    if user.email:
        theirs |= Q(email=user.email)
    return Invitation.objects.filter(theirs).order_by("pk")


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
    rows += [
        Kept(
            _("Claim to act for a body"),
            _("%(role)s, %(body)s: %(state)s")
            % {
                "role": one.get_role_display(),
                "body": one.body,
                "state": one.get_state_display(),
            },
            _("To know whether you act for it; its document is erased 90 days after the answer"),
            _("As long as the body or the account stands"),
            _("You, and the coordinators; of a dispute its people too, without the document"),
        )
        for one in Claim.objects.filter(user=user).select_related("body")
    ]
    rows += [
        Kept(
            _("Invitation to a body"),
            f"{one.body}: {one.get_state_display()}",
            _("So that the link works for you alone"),
            _("A month after it is over"),
            _("You, and who acts for the body"),
        )
        for one in invitations_to(user).select_related("body")
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
    if sent := BodyDocument.objects.filter(sent_by=user).count():
        rows.append(
            Kept(
                _("Documents of bodies that you sent"),
                ngettext_lazy("%(count)d document", "%(count)d documents", sent) % {"count": sent},
                _("To show what the body is, when it is verified"),
                _("Until the body's people or the coordinator remove them"),
                _("Those who act for the body, and the coordinators"),
            )
        )
    brought = BodyImport.objects.filter(brought_by=user).count()
    if brought:
        rows.append(
            Kept(
                _("Lists of bodies that you brought in"),
                ngettext_lazy("%(count)d list of bodies", "%(count)d lists of bodies", brought)
                % {"count": brought},
                _("So that whoever brought a list can be asked about it"),
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
