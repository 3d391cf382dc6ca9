"""What changes the programme."""

from multaqa.apps.programme.services.bringing import (
    COLUMNS,
    Brought,
    Fault,
    bring_sessions,
    copy_programme,
    read_sessions,
)
from multaqa.apps.programme.services.forgetting import forget_person
from multaqa.apps.programme.services.frame import (
    frame_slots,
    remove_piece,
    save_interpreter,
    save_room,
    save_slot,
    save_speaker,
    save_track,
    set_walk,
)
from multaqa.apps.programme.services.planning import (
    add_session,
    cancel_session,
    place_session,
    put_back_session,
    remove_session,
    revise_session,
    set_people,
)
from multaqa.apps.programme.services.publishing import publish_version
from multaqa.apps.programme.services.queue import settle, settle_all
from multaqa.apps.programme.services.signing_up import (
    add_at_desk,
    ask_group_place,
    ask_place,
    leave_place,
    make_link,
    renew_link,
    set_group,
    set_star,
)

__all__ = [
    "COLUMNS",
    "Brought",
    "Fault",
    "add_at_desk",
    "add_session",
    "ask_group_place",
    "ask_place",
    "bring_sessions",
    "cancel_session",
    "copy_programme",
    "forget_person",
    "frame_slots",
    "leave_place",
    "make_link",
    "place_session",
    "publish_version",
    "put_back_session",
    "read_sessions",
    "remove_piece",
    "remove_session",
    "renew_link",
    "revise_session",
    "save_interpreter",
    "save_room",
    "save_slot",
    "save_speaker",
    "save_track",
    "set_group",
    "set_people",
    "set_star",
    "set_walk",
    "settle",
    "settle_all",
]
