"""One spelling of each thing, however it is found."""

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from multaqa.engines.evidence import LARGEST, MANY, canonical
from multaqa.refusal import Refusal

PLAIN = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-LARGEST, LARGEST),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(exclude_categories=["Cs"])),
)
THINGS = st.recursive(
    PLAIN,
    lambda inner: st.lists(inner) | st.dictionaries(st.text('aé𝄞￮\n"', max_size=3), inner),
    max_leaves=20,
)


@given(thing=THINGS, times=st.sampled_from([1, MANY]))
def test_canonical_spells_as_rfc_8785_does(thing, times):
    for one in (thing, [thing] * times, {"ballots": [[1, [0, 2], [1, 1]], thing] * times}):
        assert canonical(one) == rfc8785.dumps(one)


@pytest.mark.parametrize("wrong", [LARGEST + 1, -LARGEST - 1, float("nan"), {1: 2}, "\ud800"])
def test_canonical_refuses_among_many_what_it_refuses_alone(wrong):
    for thing in (wrong, [1] * MANY + [wrong], {"a": [[1, [2]]] * MANY + [[wrong]]}):
        with pytest.raises(Refusal, match="not_canonical"):
            canonical(thing)


def test_canonical_refuses_a_list_that_holds_itself():
    endless = [1] * MANY
    endless.append(endless)
    with pytest.raises(Refusal, match="not_canonical"):
        canonical(endless)
