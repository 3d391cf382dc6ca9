"""What is refused and told of certificates."""

from django.utils.translation import gettext_lazy as _

from multaqa.kernel.refusals import PHRASES

PHRASES |= {
    "certificate.too_early": _("Certificates are made from the last day of the forum on."),
    "certificate.not_present": _("No check-in says that this person was there."),
    "certificate.withheld": _(
        "Your certificate was revoked. Ask the organisers, who can make another."
    ),
    "certificate.revoked": _("This certificate is revoked already."),
    "certificate.no_reason": _("Say why the certificate is revoked."),
    "certificate.no_language": _("Say in which language."),
    "certificate.changed": _(
        "A certificate was made or revoked meanwhile. Make the file once more."
    ),
    "certificate.none": _("No certificate is there to be printed."),
}
