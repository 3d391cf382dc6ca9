"""What is held under the CNDP's authorisation alone (law 09-08), and goes when it is withdrawn."""

from multaqa.apps.forum.models import Applicant, Draw, Edition, ListImport, Registration
from multaqa.apps.forum.services.columns import Role
from multaqa.apps.forum.services.revisions import opened_again
from multaqa.kernel import record
from multaqa.kernel.leftovers import wipe_after_commit
from multaqa.refusal import Refusal

OPEN = ListImport.State.OPEN


def check_authorised(registration: Registration, answers: object) -> None:
    """Refuse sensitive answers without the authorisation; nobody withdraws it before this ends.

    The edition is held before the registration, as by who withdraws it.
    """
    if not answers:
        return
    edition = Edition.objects.select_for_update(no_key=True).get(pk=registration.edition_id)
    if not edition.may_ask_sensitive:
        raise Refusal("registration.asked_no_more")


def let_go_of_sensitive(edition: Edition, *, is_agreed: bool) -> None:
    """Erase the sensitive answers of an edition: of registrations, drafts too, and of lists.

    Called within the transaction that withdraws the authorisation, which holds the edition. With
    the answers go the categories of draws that are not sealed, with their quotas, and files on
    their way in. Refuses while a sealed draw needs the answers, and, where any are held, until the
    coordinator agreed that they are erased.
    """
    answered = Registration.objects.filter(edition=edition).exclude(sensitive={})
    # Registrations are held before draws, as everywhere.
    held = list(answered.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    draws = Draw.objects.select_for_update(of=("self",)).filter(college__edition=edition)
    balanced = [one for one in draws.select_related("college").order_by("pk") if _holds(one)]
    if any(one.is_frozen for one in balanced):
        raise Refusal("edition.sensitive_sealed")
    files = ListImport.objects.filter(college__edition=edition, state=OPEN).defer("content")
    brought = [one.pk for one in files if Role.SENSITIVE in one.columns]
    if (held or balanced or brought) and not is_agreed:
        raise Refusal("edition.sensitive_held")
    answered.update(sensitive={})
    wipe_after_commit()
    for one in balanced:
        draw = opened_again(one.college)
        Applicant.objects.filter(college=one.college).exclude(sensitive={}).update(sensitive={})
        one.college.categories.filter(is_sensitive=True).delete()
        draw.save()
    ListImport.objects.filter(pk__in=brought, state=OPEN).update(
        state=ListImport.State.DROPPED, content=b""
    )
    # The same entry whether anybody had answered or not: it tells of nobody.
    record.append(
        kind="forum.authorisation_withdrawn",
        subject=edition.subject,
        facts={"edition": edition.number},
    )


def _holds(draw: Draw) -> bool:
    """Whether its people answered, or it balances by answers.

    Of a sealed draw the categories stay, since its public file names them: closing its
    replacements erased the answers and what opens them.
    """
    if draw.college.applicants.exclude(sensitive={}).exists():
        return True
    if draw.is_frozen:
        return bool(draw.opening)
    return draw.college.categories.filter(is_sensitive=True).exists()
