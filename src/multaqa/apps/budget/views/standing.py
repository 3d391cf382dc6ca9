"""By what right one votes, kept in the session from one step to the next.

The session holds the right, the commune declared and the secret that shuffles the projects: never
what is chosen. Choices travel in the form itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from secrets import token_hex

from django.http import HttpRequest

from multaqa.apps.accounts.models import User
from multaqa.apps.budget.models import Ground, Round
from multaqa.apps.budget.queries import Right, VoterKey
from multaqa.apps.territory.models import Commune

IN_SESSION = "budget"
HELPED = "budget_helped"


@dataclass(frozen=True, slots=True)
class Standing:
    key: VoterKey
    commune: str
    secret: str

    @property
    def mark(self) -> str:
        """Names this voter's form in their own browser, and tells nothing of them."""
        return sha256(self.secret.encode()).hexdigest()[:16]

    def declared(self, known: Mapping[str, Commune]) -> Commune | None:
        """The commune they said that they live in; ``known`` are the round's, by their codes."""
        if not self.commune:
            return None
        return known.get(self.commune) or Commune.objects.filter(pk=self.commune).first()


def stand(request: HttpRequest, voting: Round, key: VoterKey, commune: str = "") -> None:
    """From here on one votes by this right in this browser; the projects keep their order."""
    kept = dict(request.session.get(IN_SESSION, {}))
    before = kept.get(str(voting.pk))
    told = [str(key.ground), key.body, key.code, commune]
    if before and before[:4] == told:
        return
    kept[str(voting.pk)] = [*told, token_hex(16)]
    request.session[IN_SESSION] = kept


def stand_by(request: HttpRequest, voting: Round, right: Right, commune: str = "") -> None:
    stand(request, voting, right.key, commune)


def standing_in(request: HttpRequest, voting: Round) -> Standing | None:
    """The right chosen in this browser, if one was, and its person is still signed in."""
    kept = request.session.get(IN_SESSION, {}).get(str(voting.pk))
    if not kept:
        return None
    ground, body, code, commune, secret = kept
    if code:
        return Standing(VoterKey(Ground.CODE, code=code), commune, secret)
    if not request.user.is_authenticated:
        return None
    user = request.user
    person = user if isinstance(user, User) else None
    key = VoterKey(Ground(ground), user=user.pk, body=body, person=person)
    return Standing(key, commune, secret)


def be_helped(request: HttpRequest, voting: Round, key: VoterKey) -> None:
    """Somebody at the desk opened this vote for who is present with that code."""
    kept = dict(request.session.get(HELPED, {}))
    kept[str(voting.pk)] = key.code
    request.session[HELPED] = kept


def is_helped(request: HttpRequest, voting: Round, standing: Standing) -> bool:
    """Whether this very vote was opened by somebody at the desk."""
    helped = request.session.get(HELPED, {}).get(str(voting.pk))
    return bool(standing.key.code) and helped == standing.key.code


def leave(request: HttpRequest, voting: Round) -> None:
    """Somebody else may vote in this browser: a code's ballot is not theirs to see."""
    helped = dict(request.session.get(HELPED, {}))
    if helped.pop(str(voting.pk), None) is not None:
        request.session[HELPED] = helped
    kept = dict(request.session.get(IN_SESSION, {}))
    if kept.pop(str(voting.pk), None) is not None:
        request.session[IN_SESSION] = kept
