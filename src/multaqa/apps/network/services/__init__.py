from multaqa.apps.network.services.accepting import accept_invitation, decline_invitation
from multaqa.apps.network.services.bodies import enter_body, revise_body
from multaqa.apps.network.services.bulk import bring_bodies
from multaqa.apps.network.services.claims import (
    MOST_REFUSED,
    answer_claim,
    claim_body,
    first_word_until,
    object_to_claim,
    recognise_claim,
    wipe_old_proofs,
    withdraw_claim,
)
from multaqa.apps.network.services.confirming import (
    ask_confirmations,
    confirm_body,
    confirm_by_phone,
    keep_up,
    note_call,
)
from multaqa.apps.network.services.decisions import (
    keep_apart,
    refuse_body,
    send_back_body,
    verify_body,
)
from multaqa.apps.network.services.documents import keep_document, remove_document
from multaqa.apps.network.services.handovers import (
    Newcomer,
    close_due_handovers,
    contest_handover,
    hand_over,
    uphold_handover,
    withdraw_handover,
)
from multaqa.apps.network.services.invitations import (
    deliver_invitations,
    invite,
    wipe_over,
    withdraw_invitation,
)
from multaqa.apps.network.services.leaving import forget_person
from multaqa.apps.network.services.merging import merge_bodies
from multaqa.apps.network.services.papers import begin_paper, drop_paper, make_paper, save_paper
from multaqa.apps.network.services.people import (
    accept_membership,
    ask_membership,
    change_role,
    end_membership,
    refuse_membership,
)

__all__ = [
    "MOST_REFUSED",
    "Newcomer",
    "accept_invitation",
    "accept_membership",
    "answer_claim",
    "ask_confirmations",
    "ask_membership",
    "begin_paper",
    "bring_bodies",
    "change_role",
    "claim_body",
    "close_due_handovers",
    "confirm_body",
    "confirm_by_phone",
    "contest_handover",
    "decline_invitation",
    "deliver_invitations",
    "drop_paper",
    "end_membership",
    "enter_body",
    "first_word_until",
    "forget_person",
    "hand_over",
    "invite",
    "keep_apart",
    "keep_document",
    "keep_up",
    "make_paper",
    "merge_bodies",
    "note_call",
    "object_to_claim",
    "recognise_claim",
    "refuse_body",
    "refuse_membership",
    "remove_document",
    "revise_body",
    "save_paper",
    "send_back_body",
    "uphold_handover",
    "verify_body",
    "wipe_old_proofs",
    "wipe_over",
    "withdraw_claim",
    "withdraw_handover",
    "withdraw_invitation",
]
