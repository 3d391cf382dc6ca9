"""What the door says, on a phone with a script and on one without: the same words."""

from django.utils.translation import gettext as _

from multaqa.apps.attendance.models import BadgeKind, CancelReason


def words() -> dict[str, str]:
    """By name; ``{time}`` and the like are filled in where it is said."""
    return {
        **_answers(),
        **_screen(),
        **{f"kind_{kind.value}": str(kind.label) for kind in BadgeKind},
        **{f"why_{reason.value}": str(reason.label) for reason in CancelReason},
    }


def _answers() -> dict[str, str]:
    return {
        "in": _("Welcome"),
        "again": _("Already in"),
        "again_more": _("Since {time}, by: {door}."),
        "unknown": _("Unknown badge"),
        "unknown_more": _("No badge on the list has this code: send the person to the desk."),
        "mistyped": _("A sign is wrong"),
        "mistyped_more": _("The code was mistyped: look at it again, sign by sign."),
        "unreadable": _("Not a badge"),
        "unreadable_more": _("This is no badge's code: scan the badge itself, or type its code."),
        "other_edition": _("Badge of another edition"),
        "other_edition_more": _("It is of edition {number}; this door is of edition {here}."),
        "cancelled": _("Cancelled badge"),
        "cancelled_more": _("Reason: {why}. Send the person to the desk."),
        "cancelled_next": _("Reason: {why}. The badge that counts now: {next}"),
        "certificate": _("A certificate"),
        "certificate_more": _(
            "It says that somebody was there, and opens no door: ask for a badge."
        ),
        "unlisted": _("Not on the list"),
        "unlisted_more": _("This person asked for no place in this session."),
        "waiting": _("On the waiting list"),
        "waiting_more": _("Let in if there is room once those who hold a place are seated."),
        "full": _("The room is full"),
        "full_more": _("All {size} places are taken."),
        "no_session": _("No session here"),
        "no_session_more": _("No session is planned in this room: choose one, or ask the desk."),
        "not_kept": _("Not written down"),
        "not_kept_more": _("The phone's memory is full: free some, or use another phone."),
        "no_camera": _("No camera"),
        "no_camera_more": _("Allow the camera for this page, or type the code under the QR."),
        "undone": _("Undone"),
        "undone_more": _("This check-in is as if it had not been."),
        "let_in": _("Let in all the same"),
        "undo": _("Undo"),
        "rehearsal": _("Rehearsal: not counted"),
        "no_match": _("Nobody on the list has this name."),
        "more_matches": _("There are more: write another word of the name."),
    }


def _screen() -> dict[str, str]:
    return {
        "line_up": _("Line up"),
        "line_down": _("No line: goes on by itself"),
        "line_trouble": _("The site does not answer: goes on by itself"),
        "to_send": _("Waiting to be sent: {count}"),
        "all_sent": _("Everything is sent"),
        "caught_up": _("Caught up at {time}"),
        "never_caught": _("The list has not come yet"),
        "in_door": _("In today: {count} of {all}"),
        "in_session": _("In this session: {count}"),
        "in_session_of": _("In this session: {count} of {size}"),
        "desk": _("the desk"),
        "camera_on": _("Scan with the camera"),
        "camera_off": _("Stop the camera"),
        "told_again": _("{name}, read here at {time}: was already in since {first}, by: {door}."),
        "told_cancelled": _("{name}, let in here at {time}: the badge had been cancelled."),
        "told_unknown": _("{name}, let in here at {time}: no badge has this code."),
        "told_undo_late": _(
            "{name}, read here at {time}: undone too late, and still in. The coordinator decides."
        ),
        "told_not_taken": _(
            "{name}, read at {time} before this phone was paired anew: not taken. Tell the "
            "coordinator."
        ),
        "shut_revoked": _(
            "The coordinator revoked this device. Its list is wiped from this phone."
        ),
        "shut_unknown": _("This phone is not paired any more. Its list was wiped from it."),
        "shut_over": _("This edition is over. The list was wiped from this phone."),
        "shut_left": _("Read and not sent yet: {count}. Tell the coordinator."),
    }
