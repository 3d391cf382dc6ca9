from django.urls import register_converter

from multaqa.kernel import house
from multaqa.kernel.addresses import LongTextConverter, TextConverter


class Config(house.App):
    name = "multaqa.kernel"

    def ready(self) -> None:
        super().ready()
        register_converter(TextConverter, "text")
        register_converter(LongTextConverter, "longtext")
