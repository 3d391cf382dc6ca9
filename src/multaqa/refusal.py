"""The one exception the house raises when it says no to what is asked."""


class Refusal(Exception):
    """A request that cannot be granted, told by a code and its facts."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts
