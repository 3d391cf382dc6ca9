"""What the organiser writes of a round, in Arabic, French and English."""

from modeltranslation.translator import TranslationOptions, register

from multaqa.apps.budget.models import Round


@register(Round)
class RoundTranslation(TranslationOptions):
    fields = ("title", "summary")
    required_languages = ("ar",)
