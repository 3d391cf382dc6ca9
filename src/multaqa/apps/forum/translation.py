"""What an institution writes, in Arabic, French and English."""

from modeltranslation.translator import TranslationOptions, register

from multaqa.apps.forum.models import College, Edition


@register(Edition)
class EditionTranslation(TranslationOptions):
    fields = ("name", "theme", "organiser", "place")
    required_languages = ("ar",)


@register(College)
class CollegeTranslation(TranslationOptions):
    fields = ("name",)
    required_languages = ()
