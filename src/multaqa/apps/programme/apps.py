from django.utils.translation import gettext_lazy as _

from multaqa.kernel import house


class Config(house.App):
    name = "multaqa.apps.programme"
    panes = {
        "edition": [("programme:programme", _("Programme of the two days"))],
        "edition-desk": [("programme:desk", _("Programme"))],
    }
    daily = ("multaqa.apps.programme.tasks.settle_queues",)
    topics = {
        "programme.place": house.Topic(
            label=_("Places in sessions"),
            why=_("You get this because you wait for a place in a session of the forum."),
        ),
        "programme.changed": house.Topic(
            label=_("Changes of the programme"),
            why=_("You get this because you have a place in a session whose programme changed."),
        ),
    }
