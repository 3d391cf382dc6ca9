"""What is wrong in a file of ballots, and what becomes of it where it is forgiven."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from multaqa.refusal import Refusal

MOST_KEPT = 10_000  # faults that are told each with its line: of more, their number alone


@dataclass(frozen=True, slots=True)
class Forgiven:
    """A fault that was forgiven: its line (of several alike the first), its code, its facts."""

    line: int
    code: str
    facts: Mapping[str, object] = field(default_factory=dict)


class Faults:
    """Refuses a fault, or forgives and keeps it."""

    def __init__(self, is_strict: bool) -> None:
        self.is_strict = is_strict
        self._forgiven: list[Forgiven] = []
        self.count = 0

    def add(self, line: int, code: str, **facts: object) -> None:
        if self.is_strict:
            raise Refusal(code, line=line, **facts)
        self.count += 1
        if self.count <= MOST_KEPT:
            self._forgiven.append(Forgiven(line, code, facts))

    def forget(self) -> None:
        """Begin anew: the file is read in another way."""
        self._forgiven.clear()
        self.count = 0

    @property
    def forgiven(self) -> tuple[Forgiven, ...]:
        return tuple(sorted(self._forgiven, key=lambda one: one.line))
