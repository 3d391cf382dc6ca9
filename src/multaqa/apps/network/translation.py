"""A body's name, in Arabic, French and English."""

from modeltranslation.translator import TranslationOptions, register

from multaqa.apps.network.models import Body


@register(Body)
class BodyTranslation(TranslationOptions):
    fields = ("name",)
    required_languages = ("ar",)
