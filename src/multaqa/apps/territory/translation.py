from modeltranslation.translator import TranslationOptions, register

from multaqa.apps.territory.models import Cercle, Commune, Province, Region


@register([Region, Province, Cercle, Commune])
class NameOptions(TranslationOptions):
    fields = ("name",)
    required_languages = ("ar", "fr")
