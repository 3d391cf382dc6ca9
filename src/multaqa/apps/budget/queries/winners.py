"""Who won a counted round, as the count says."""

from multaqa.apps.budget.models import Count, Round


def winners_counted(voting: Round) -> list[str]:
    """The numbers of the winners, in the order bought; none where the round is not counted."""
    told = Count.objects.filter(round=voting).values_list("explanation", flat=True).first()
    return [str(one) for one in (told or {}).get("winners", [])]
