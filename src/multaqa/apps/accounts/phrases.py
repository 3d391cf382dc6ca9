from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from multaqa.kernel.refusals import PHRASES

PHRASES |= {
    "accounts.bad_contact": _(
        "This is neither a phone number nor an e-mail address. Write for example 06 61 23 45 67."
    ),
    "accounts.bad_email": _("This e-mail address is not complete. Write it as name@example.ma."),
    "accounts.bad_phone": ngettext_lazy(
        "A Moroccan phone number has 10 digits; %(digits)d digit was typed.",
        "A Moroccan phone number has 10 digits; %(digits)d digits were typed.",
        "digits",
    ),
    "accounts.not_mobile": _(
        "No text message reaches this number. Write a mobile number (06 or 07) or an e-mail "
        "address."
    ),
    "accounts.phone_abroad": _(
        "This site sends no text messages to numbers that begin with %(beginning)s. Write an "
        "e-mail address instead."
    ),
    "accounts.no_phone_delivery": _(
        "This site cannot send text messages yet. Sign in with your e-mail address."
    ),
    "accounts.too_many_codes": _(
        "Too many codes were asked for. Wait a few minutes, then ask again."
    ),
    "accounts.too_many_from_here": _(
        "Too many codes were asked for from this connection, which many people may share: a "
        "café's, or that of a telephone operator. Ask again in an hour, or from another network."
    ),
    "accounts.wrong_password": _(
        "This password does not go with this number or address. Try again, or sign in by a code."
    ),
    "accounts.too_many_passwords": _(
        "Too many wrong passwords were written. Wait a few minutes, or sign in by a code."
    ),
    "accounts.passwords_differ": _("The two passwords are not the same. Write them again."),
    "accounts.password_too_short": ngettext_lazy(
        "This password is too short: write at least %(least)d sign.",
        "This password is too short: write at least %(least)d signs.",
        "least",
    ),
    "accounts.password_too_common": _(
        "Many people use this password, so it is soon guessed. Choose another one."
    ),
    "accounts.password_only_digits": _("Digits alone are soon guessed. Add letters to them."),
    "accounts.password_too_similar": _(
        "This password is too near to your name, number or address. Choose another one."
    ),
    "accounts.password_changed_too_often": _(
        "The password was changed several times already. Wait an hour, then try again."
    ),
}
PHRASES |= {
    "accounts.nobody": _("Nobody is known by this number or address."),
    "accounts.last_coordinator": _(
        "You are the only coordinator. Name another one first: without one nobody could run the "
        "forum."
    ),
    "accounts.others_leave": _(
        "The other coordinators asked to leave before you. Name another one first: without one "
        "nobody could run the forum."
    ),
    "accounts.erasure_word": _("Write the word exactly as it stands above."),
    "code.too_old": _("That code is too old. Ask for another one."),
    "code.too_many": _("Five wrong codes were written. Ask for another one."),
    "code.wrong": _("This is not the code that was sent. Look at its six digits again."),
    "contact.same": _("Your account is known by it already."),
    "contact.phone_taken": _(
        "This number opens another account. Sign in with it to see what is there: you can erase "
        "that account, or give it another number, and then come back."
    ),
    "contact.email_taken": _(
        "This e-mail address opens another account. Sign in with it to see what is there: you can "
        "erase that account, or give it another address, and then come back."
    ),
    "contact.none": _("There is nothing to take out."),
    "contact.last": _(
        "It is the only way we know you by. Add the other one first, a number or an address."
    ),
    "contact.not_phone": _("Write a phone number here, for example 06 61 23 45 67."),
    "contact.not_email": _("Write an e-mail address here, for example name@example.ma."),
    "contact.too_often": _(
        "The contact was changed several times already. Wait an hour, then try again."
    ),
    "contact.undone": _("This change was undone already."),
    "copy.too_often": _("You asked for five copies today. Ask for another one tomorrow."),
    "second.has_authenticator": _(
        "Your account has an authenticator already. Remove it first to set up another one."
    ),
    "second.wrong_first_code": _(
        "This is not the code that the application shows now. Look at it again, and see that the "
        "clock of the telephone is right."
    ),
    "second.none": _("Set up an authenticator or a passkey first."),
    "second.too_many": _("Five wrong codes were written. Wait twenty minutes, then try again."),
    "second.wrong_code": _(
        "This code is not right, or it was used already. Wait for the next one to show."
    ),
    "second.wrong_passkey": _(
        "The passkey was not recognised. Try again, or use another way to sign in."
    ),
    "switch.not_there": _("What you chose is not among what can be switched here."),
}
