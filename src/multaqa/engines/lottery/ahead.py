"""Alternates named ahead: the words they are drawn by, and what a file shows of them.

Ordinarily the words are the seal and the public value, and the list is public. Behind a veil both
would tell hidden values: with public words anyone could try which values give those who were
called, and a place on the list tells whom the quotas passed over. There the words are mixed with
the salt of the chances, which is secret, and was fixed by its commitment before the value was
known; and the list is one commitment per alternate asked for, the SHA-256 of the canonical bytes of
``["alternate", salt, id]``, sorted, with an empty id where nobody else fitted. The salts follow
from the same words, so the opening of the draw is all that an auditor needs.
"""

from collections.abc import Collection, Sequence

from multaqa.engines.evidence import seal_of
from multaqa.engines.lottery.after import choose_alternates
from multaqa.engines.lottery.opening import Opening
from multaqa.engines.lottery.problem import Problem
from multaqa.engines.lottery.steps import KIND, Drawn, Followed


def words_of(draw: Drawn, opening: Opening | None) -> str:
    """The words that alternates are drawn by: nobody knew them when the panels were sealed."""
    value = draw.document["drawn"]["public_value"]
    if opening is None:
        return f"{draw.seal}:{value}"
    return seal_of([KIND, opening.chances[0], draw.seal, value])


def list_ahead(
    draw: Drawn, problem: Problem, opening: Opening | None, *, count: int, away: Collection[str]
) -> tuple[str, ...]:
    """The alternates of a draw in their order."""
    words = words_of(draw, opening)
    named = choose_alternates(problem, draw.panel, seed=words, count=count, away=away)
    return named.people


def listed_in(
    followed: Followed, problem: Problem, opening: Opening | None
) -> tuple[str, ...] | None:
    """The list that was named, as it is shown or as the opening gives it; None when hidden."""
    naming = followed.naming
    if naming is None:
        return ()
    if naming.people is not None:
        return naming.people
    if opening is None:
        return None
    return list_ahead(followed.draw, problem, opening, count=naming.count, away=naming.away)


def alternate_salt(words: str, place: int) -> str:
    return seal_of(["alternate", words, place])


def alternate_commitment(salt: str, name: str) -> str:
    return seal_of(["alternate", salt, name])


def commitments_of(words: str, people: Sequence[str], count: int) -> tuple[str, ...]:
    """What stands for a hidden list: as many commitments as were asked for, in their own order."""
    names = [*people, *[""] * (count - len(people))]
    return tuple(
        sorted(
            alternate_commitment(alternate_salt(words, place), name)
            for place, name in enumerate(names)
        )
    )
