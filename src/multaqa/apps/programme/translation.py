"""What the organiser writes of the programme, in Arabic, French and English."""

from modeltranslation.translator import TranslationOptions, register

from multaqa.apps.programme.models import Room, Session, Speaker, Track, Version


@register(Track)
class TrackTranslation(TranslationOptions):
    fields = ("name",)
    required_languages = ("ar",)


@register(Room)
class RoomTranslation(TranslationOptions):
    fields = ("name", "building")
    required_languages = ("ar",)


@register(Speaker)
class SpeakerTranslation(TranslationOptions):
    fields = ("name", "function", "body_name", "bio")
    required_languages = ("ar",)


@register(Session)
class SessionTranslation(TranslationOptions):
    fields = ("title", "summary")
    required_languages = ("ar",)


@register(Version)
class VersionTranslation(TranslationOptions):
    fields = ("note",)
    required_languages = ()
