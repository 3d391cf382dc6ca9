"""What is refused of devices, and of people at the door."""

from django.utils.translation import gettext_lazy as _

from multaqa.kernel.refusals import PHRASES

PHRASES |= {
    "device.link_unknown": _("This link is not whole, or was never given: ask for it again."),
    "device.link_used": _(
        "This link was used already, and works once. If it was not you, tell the coordinator: they "
        "revoke the device and give another link."
    ),
    "device.link_late": _("This link is too old: the coordinator gives a new one in a moment."),
    "device.revoked": _(
        "This device was revoked by the coordinator: it checks nobody in any more."
    ),
    "device.over": _("This edition is over: the device has nothing to check in any more."),
    "device.unknown": _("This phone is not paired with any door."),
    "device.paired": _("This device is paired: revoke it, and add another."),
    "device.room_elsewhere": _("This room is not one of this edition."),
    "scan.not_found": _("Nothing was read that could be undone."),
    "scan.undo_late": _("A check-in is undone within a minute: later only the coordinator does."),
}
