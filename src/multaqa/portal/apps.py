from multaqa.kernel import house


class Config(house.App):
    name = "multaqa.portal"
    daily = ("multaqa.portal.leaving.tidy",)
