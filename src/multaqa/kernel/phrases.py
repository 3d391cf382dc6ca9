"""The kernel's refusals, and the engines' own in the reader's language."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from django_stubs_ext import StrOrPromise

from multaqa.kernel import engine_phrases
from multaqa.kernel.engine_phrases import Phrase, Plural
from multaqa.kernel.refusals import PHRASES

PHRASES |= {
    "job.already_running": _("This work is already under way. Wait for it, or cancel it first."),
    "job.fault": _(
        "Something went wrong on our side and the work stopped. Nothing was published; try again."
    ),
    "job.died": _(
        "The work stopped three times before its end. Nothing was published; ask the "
        "administrator to look at the server's memory."
    ),
    "delivery.failed": _("The message could not be sent. Try again in a few minutes."),
    "delivery.no_phones": _("This site cannot send text messages yet."),
    "document.too_large": _(
        "The document weighs more than %(limit)d MB. Send a photograph of it, or a lighter scan."
    ),
    "document.too_many_pixels": _(
        "The picture is too large to be opened: %(width)d by %(height)d points. Photograph the "
        "paper anew, or send a smaller scan."
    ),
    "document.locked": _(
        "The PDF is locked by a password. Save it without one, or photograph the paper."
    ),
    "document.active": _(
        "The PDF holds a program, a form or another file. Print it to PDF anew, or photograph the "
        "paper."
    ),
    "document.empty": _("The document is empty. Choose the file again."),
    "document.unknown": _(
        "This file is no PDF, JPEG or PNG that can be read, whatever its name says. Photograph "
        "the paper, or save it as PDF."
    ),
    "table.empty": _("The file is empty. Choose the file that holds the list."),
    "table.no_rows": _("The file has headers but no row below them."),
    "table.other_kind": _(
        "This is not a spreadsheet we can read. Save it as XLSX, or as CSV UTF-8, and try again."
    ),
    "table.not_csv": _("Line %(line)d cannot be read: a quotation mark is never closed."),
    "table.header_twice": _(
        "Two columns are headed “%(header)s” (columns %(first)d and %(second)d). Rename one."
    ),
    "table.row_too_wide": _(
        "Line %(line)d has more cells than there are headers (%(headers)d): look for a separator "
        "inside a cell, and put that cell between quotation marks."
    ),
    "table.too_many_rows": _(
        "The file has %(rows)d rows and at most %(limit)d can be brought in at once. Split it."
    ),
    "table.unpacks_to_too_much": _(
        "This file unpacks to far more than a list would. Save the list alone in a new file."
    ),
    "table.too_heavy": _(
        "The file weighs %(megabytes)d MB and at most %(limit)d MB can be brought in."
    ),
}


def _lazily(phrase: Phrase) -> StrOrPromise:
    """The same sentence in the reader's language; it is marked where it is written."""
    if isinstance(phrase, Plural):
        return ngettext_lazy(phrase.singular, phrase.plural, phrase.fact)
    return _(phrase)


PHRASES |= {code: _lazily(phrase) for code, phrase in engine_phrases.REFUSALS.items()}
