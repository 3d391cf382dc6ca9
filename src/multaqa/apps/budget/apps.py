from django.utils.translation import gettext_lazy as _

from multaqa.kernel import house


class Config(house.App):
    name = "multaqa.apps.budget"
    daily = ("multaqa.apps.budget.tasks.tell_of_rounds",)
    due = {"multaqa.apps.budget.tasks.close_due": "multaqa.apps.budget.queries.is_close_due"}
    topics = {
        "budget.round": house.Topic(
            label=_("Rounds of the participatory budget"),
            why=_("You get this because you may vote in this round of the participatory budget."),
            is_daily=True,
        ),
    }
    panes = {
        "edition-desk": [("budget:desk-of-edition", _("Participatory budget"))],
        "project": [("budget:of-project", _("The vote on this project"))],
    }
