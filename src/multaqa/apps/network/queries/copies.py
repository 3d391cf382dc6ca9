"""All that the network holds of a person, for the copy that they take along."""

from collections.abc import Iterator
from pathlib import Path

from multaqa.apps.accounts.models import User
from multaqa.apps.network.models import BodyDocument
from multaqa.apps.network.queries.kept import invitations_to
from multaqa.kernel.copies import Tables, rows_of, tables_of


def export_of(user: User) -> Tables:
    """Their places in bodies whole; of bodies, and of decisions about them, that it was they."""
    sent = rows_of(invitations_to(user), user_id=user.pk, without={"link"})
    return tables_of("network", user.pk) | {"invitation_sent_to_you": sent}


def files_of(user: User) -> Iterator[tuple[str, Path]]:
    """What they sent, as long as it is kept: proofs of their claims, documents of bodies."""
    for claim in user.claims.exclude(document="").order_by("pk"):
        path = Path(claim.document.path)
        yield f"network/claim-{claim.pk}{path.suffix}", path
    for sent in BodyDocument.objects.filter(sent_by=user).order_by("pk"):
        yield f"network/document-{sent.pk}.{sent.ending}", Path(sent.file.path)
