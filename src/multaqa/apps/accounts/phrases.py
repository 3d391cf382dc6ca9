from django.utils.translation import gettext_lazy as _

from multaqa.kernel.refusals import PHRASES

PHRASES |= {
    "accounts.bad_contact": _(
        "This is neither a phone number nor an e-mail address. Write for example 06 61 23 45 67."
    ),
    "accounts.bad_email": _("This e-mail address is not complete. Write it as name@example.ma."),
    "accounts.bad_phone": _(
        "This phone number is not complete: 10 digits are expected and you wrote %(digits)d."
    ),
    "accounts.too_many_codes": _(
        "Too many codes were asked for. Wait a few minutes, then ask again."
    ),
    "accounts.no_phone_delivery": _(
        "This site cannot send text messages yet. Sign in with your e-mail address."
    ),
}
