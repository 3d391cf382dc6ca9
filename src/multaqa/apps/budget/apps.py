from multaqa.kernel import house


class Config(house.App):
    name = "multaqa.apps.budget"
    daily = ("multaqa.apps.budget.tasks.close_due",)
