from django.utils.translation import gettext_lazy as _

from multaqa.kernel import house


class Config(house.App):
    name = "multaqa.apps.programme"
    panes = {"edition-desk": [("programme:desk", _("Programme"))]}
    daily = ("multaqa.apps.programme.tasks.settle_queues",)
