"""Ways to change evidence, as an error would and as a forger would."""

import copy

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from multaqa.engines.evidence import seal_of
from multaqa.engines.lottery.draw import with_draw
from multaqa.engines.lottery.opening import chances_commitment, panel_commitment
from multaqa.engines.lottery.verification import verify
from tests.engines.lottery.villages import sealed_village

DISABILITY = frozenset({"disability"})
texts = st.text(max_size=6)
things = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 2**60) | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)


def found(verification):
    return {finding.code: finding for finding in verification.findings}


def differing(document, opened=None, **known):
    return {finding.code: finding.facts for finding in verify(document, opened, **known).differing}


def sealed_again(document):
    """What a forger does after an edit: a new seal, and the draw that follows from it."""
    fresh = document | {"seal": seal_of(document["sealed"]), "drawn": None}
    return with_draw(fresh, document["drawn"]["public_value"])


def committed_again(document, opening):
    """What a forger of a veiled lottery does: new commitments of the panels and chances too."""
    sealed = document["sealed"]
    ids = sealed["people"]["ids"]
    sealed["panel_commitments"] = [
        panel_commitment(number, one["salt"], [ids[person] for person in one["people"]])
        for number, one in enumerate(opening["panels"], start=1)
    ]
    chances = opening["chances"]
    sealed["chances_commitment"] = chances_commitment(chances["salt"], chances["values"])
    opening["seal"] = seal_of(sealed)
    fresh = document | {"seal": opening["seal"], "drawn": None}
    return with_draw(fresh, document["drawn"]["public_value"], opening)


def paths_of(thing, path=()):
    """Every place of a document that holds something."""
    yield path
    items = thing.items() if isinstance(thing, dict) else enumerate(thing)
    for key, inner in items:
        if isinstance(inner, dict | list) and not (path[-1:] == ("panels",) and key > 3):
            yield from paths_of(inner, (*path, key))
        else:
            yield (*path, key)


VALID, OPENING = sealed_village(sensitive=DISABILITY, panels=40)
PATHS = sorted(paths_of(VALID), key=repr)
OPENING_PATHS = sorted(paths_of(OPENING), key=repr)
HOSTILE = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def changed(document, path, thing):
    document = copy.deepcopy(document)
    if not path:
        return thing
    place = document
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = thing
    return document
