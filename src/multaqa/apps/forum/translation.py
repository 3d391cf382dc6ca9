"""What an institution writes, in Arabic, French and English."""

from modeltranslation.translator import TranslationOptions, register

from multaqa.apps.forum.models import Call, College, Edition, ExOfficioSeat, Mailing, Question


@register(Edition)
class EditionTranslation(TranslationOptions):
    fields = ("name", "theme", "organiser", "place")
    required_languages = ("ar",)


@register(College)
class CollegeTranslation(TranslationOptions):
    fields = ("name",)
    required_languages = ()


@register(Call)
class CallTranslation(TranslationOptions):
    fields = ("intro",)
    required_languages = ()


@register(Question)
class QuestionTranslation(TranslationOptions):
    fields = ("label", "hint")
    required_languages = ("ar",)


@register(ExOfficioSeat)
class ExOfficioSeatTranslation(TranslationOptions):
    fields = ("institution", "addressee")
    required_languages = ("ar",)


@register(Mailing)
class MailingTranslation(TranslationOptions):
    fields = ("title", "text")
    required_languages = ("ar",)
