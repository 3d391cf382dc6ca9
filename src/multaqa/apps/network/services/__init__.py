from multaqa.apps.network.services.bodies import enter_body, revise_body
from multaqa.apps.network.services.bulk import bring_bodies
from multaqa.apps.network.services.decisions import keep_apart, refuse_body, verify_body
from multaqa.apps.network.services.leaving import forget_person
from multaqa.apps.network.services.merging import merge_bodies
from multaqa.apps.network.services.people import (
    accept_membership,
    ask_membership,
    end_membership,
    refuse_membership,
)

__all__ = [
    "accept_membership",
    "ask_membership",
    "bring_bodies",
    "end_membership",
    "enter_body",
    "forget_person",
    "keep_apart",
    "merge_bodies",
    "refuse_body",
    "refuse_membership",
    "revise_body",
    "verify_body",
]
