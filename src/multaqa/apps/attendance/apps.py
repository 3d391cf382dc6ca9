from django.utils.translation import gettext_lazy as _

from multaqa.kernel import house


class Config(house.App):
    name = "multaqa.apps.attendance"
    panes = {
        "edition-desk": [
            ("attendance:desk", _("Badges and check-in")),
        ]
    }
    daily = ("multaqa.apps.attendance.tasks.tidy",)
