"""How projects say no, and what the public record tells of them."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from multaqa.kernel.record import SENTENCES
from multaqa.kernel.refusals import PHRASES

PHRASES |= {
    "project.changed_elsewhere": _(
        "This was changed meanwhile, on another device or by another person: both are shown."
    ),
    "project.incomplete": ngettext_lazy(
        "%(count)d thing is missing: it is listed below.",
        "%(count)d things are missing: they are listed below.",
        "count",
    ),
    "project.no_title": _("Write a title."),
    "project.no_reason": _("Write the reason: its holder reads it."),
    "project.reason_too_long": _("Keep the reason under %(limit)s signs."),
    "project.no_alt": _("Say what the picture shows: who does not see it hears this."),
    "project.not_a_picture": _("This is no picture that can be read. Choose a JPEG or a PNG."),
    "project.not_at_that_step": _("The project has moved on meanwhile. It is now: %(state)s."),
    "project.not_public": _("Only a public project can be a model."),
    "project.nothing_to_reuse": _("Write what others can reuse of it."),
    "project.same_file": _("This file is among the project's already."),
    "project.too_dear": _("The budget goes beyond %(limit)s dirhams: look at the amounts again."),
    "project.too_many_communes": _("Choose at most %(limit)s communes, or tick the whole region."),
    "project.too_many_files": _("No more than %(limit)s of them: remove one first."),
    "project.too_many_rows": _("No more than %(limit)s lines: bring some together."),
    "project.too_many_today": _(
        "You have begun %(limit)s projects within a day. Go on with one of them, or come back "
        "tomorrow."
    ),
}

SENTENCES |= {
    "projects.published": _(
        "Project No. %(number)s is published: it asks for %(asked)s dirhams of the envelope."
    ),
    "projects.refused": _(
        "A project was refused after it was checked (%(reference)s); its holder was told why."
    ),
}
