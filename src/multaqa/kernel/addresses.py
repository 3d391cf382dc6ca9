"""What stands in an address as text."""

from django.urls.converters import StringConverter


class TextConverter(StringConverter):
    """Any text of one segment but the sign NUL, which PostgreSQL refuses in a question.

    Such an address leads nowhere, on either database.
    """

    regex = r"[^/\0]+"


class LongTextConverter(TextConverter):
    """The same over several segments: names that other people gave may hold a stroke."""

    regex = r"[^\0]+"
