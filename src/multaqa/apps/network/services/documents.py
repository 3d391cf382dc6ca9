"""Documents of a body, sent and removed."""

import re
from functools import partial
from hashlib import sha256
from pathlib import PurePath
from typing import BinaryIO

from django.core.files.base import ContentFile
from django.db import transaction

from multaqa.apps.accounts.models import User
from multaqa.apps.network import rules
from multaqa.apps.network.models import Body, BodyDocument
from multaqa.apps.network.services.decisions import held
from multaqa.kernel import arabic, uploads
from multaqa.kernel.refusals import require
from multaqa.refusal import Refusal

MOST_DOCUMENTS = 12
LONGEST_NAME = 120
UNSAID = re.compile(r"[\x00-\x1f\x7f<>:\"|?*\\/\u200e\u200f\u202a-\u202e\u2066-\u2069]+")


@transaction.atomic
def keep_document(*, body: Body, actor: User, kind: str, file: BinaryIO, name: str) -> BodyDocument:
    """Keep a document of a body under a name of ours, with the digital fingerprint of its bytes.

    A body that was to mend something waits for the coordinator again. Refuses what is no PDF, JPEG
    or PNG that can only be read, the same document twice, and more than a few.
    """
    body = held(body)
    require(rules.can_keep_documents(actor, body))
    sent = uploads.document(file)
    digest = sha256(sent.content).hexdigest()
    if body.documents.filter(digest=digest).exists():
        raise Refusal("document.already_there")
    if body.documents.count() >= MOST_DOCUMENTS:
        raise Refusal("document.too_many", limit=MOST_DOCUMENTS)
    document = BodyDocument(
        body=body,
        kind=kind,
        name=told_name(name, sent.ending),
        ending=sent.ending,
        size=len(sent.content),
        digest=digest,
        sent_by=actor,
    )
    document.file.save("", ContentFile(sent.content), save=False)
    document.save()
    if body.is_mending and not rules.can_verify(actor):
        body.is_mending = False
        body.save()
    return document


@transaction.atomic
def remove_document(*, document: BodyDocument, actor: User) -> None:
    """Remove a document, its file with it."""
    body = held(document.body)
    require(rules.can_keep_documents(actor, body))
    file = document.file
    BodyDocument.objects.filter(pk=document.pk).delete()
    transaction.on_commit(partial(file.delete, save=False))


def told_name(name: str, ending: str) -> str:
    """The sender's name for it, on one line, without a path, under the ending that it has."""
    stem = PurePath(name.replace("\\", "/")).name
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", UNSAID.sub(" ", stem))
    stem = " ".join(stem.split()).strip(". ")[: LONGEST_NAME - 5].strip()
    return f"{stem if arabic.fold(stem) else 'document'}.{ending}"
