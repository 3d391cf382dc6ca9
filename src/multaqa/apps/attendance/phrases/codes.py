"""What is refused of a code that somebody typed or scanned."""

from django.utils.translation import gettext_lazy as _

from multaqa.kernel.refusals import PHRASES

PHRASES |= {
    "code.unreadable": _("This is neither the code of a badge nor the number of a certificate."),
    "code.mistyped": _("A sign of this code is wrong: look at it again, sign by sign."),
}
