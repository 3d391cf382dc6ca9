"""Pictures and papers of a project, sent and removed."""

from functools import partial
from hashlib import sha256
from pathlib import PurePath
from typing import BinaryIO

from django.core.files.base import ContentFile
from django.db import transaction

from multaqa.apps.accounts.models import User
from multaqa.apps.network.services.documents import told_name
from multaqa.apps.projects import rules
from multaqa.apps.projects.models import Attachment, Picture, Project
from multaqa.apps.projects.services.pictures import bare_picture
from multaqa.kernel import uploads
from multaqa.kernel.refusals import require
from multaqa.refusal import Refusal

MOST_PICTURES = 6
MOST_PAPERS = 8
PICTURE_BYTES = 4 * 1024 * 1024


def _held(project: Project) -> Project:
    locked = Project.objects.select_for_update(of=("self",)).select_related("holder_body")
    return locked.get(pk=project.pk)


@transaction.atomic
def keep_picture(*, project: Project, actor: User, file: BinaryIO, alt: str) -> Picture:
    """Keep a picture without what its camera wrote beside it.

    Refuses what is no JPEG or PNG, one that is too large, the same twice, more than a few, and one
    of which nothing says what it shows.
    """
    project = _held(project)
    require(rules.can_write(actor, project))
    alt = " ".join(alt.replace("\0", "").split())
    if not alt:
        raise Refusal("project.no_alt")
    try:
        sent = uploads.document(file, most=PICTURE_BYTES)
    except Refusal as refusal:
        # Of a file that is nothing it would advise a PDF, which is no picture either.
        raise (
            Refusal("project.not_a_picture") if refusal.code == "document.unknown" else refusal
        ) from None
    content, width, height = bare_picture(sent.content, sent.ending)
    digest = sha256(content).hexdigest()
    if project.pictures.filter(digest=digest).exists():
        raise Refusal("project.same_file")
    if project.pictures.count() >= MOST_PICTURES:
        raise Refusal("project.too_many_files", limit=MOST_PICTURES)
    picture = Picture(
        project=project,
        alt=alt[:200],
        ending=sent.ending,
        width=width,
        height=height,
        size=len(content),
        digest=digest,
    )
    picture.file.save("", ContentFile(content), save=False)
    picture.save()
    return picture


@transaction.atomic
def keep_attachment(*, project: Project, actor: User, file: BinaryIO, name: str) -> Attachment:
    """Keep a paper under a name of ours; a PDF that can only be read is one too."""
    project = _held(project)
    require(rules.can_write(actor, project))
    sent = uploads.document(file)
    digest = sha256(sent.content).hexdigest()
    if project.attachments.filter(digest=digest).exists():
        raise Refusal("project.same_file")
    if project.attachments.count() >= MOST_PAPERS:
        raise Refusal("project.too_many_files", limit=MOST_PAPERS)
    paper = Attachment(
        project=project,
        name=told_name(PurePath(name).name, sent.ending),
        ending=sent.ending,
        size=len(sent.content),
        digest=digest,
    )
    paper.file.save("", ContentFile(sent.content), save=False)
    paper.save()
    return paper


@transaction.atomic
def remove_file(*, one: Picture | Attachment, actor: User) -> None:
    """Remove a picture or a paper, its file with it."""
    project = _held(one.project)
    require(rules.can_write(actor, project))
    _forget(one)


def forget_files(project: Project) -> None:
    for picture in project.pictures.all():
        _forget(picture)
    for paper in project.attachments.all():
        _forget(paper)


def _forget(one: Picture | Attachment) -> None:
    file = one.file
    type(one)._default_manager.filter(pk=one.pk).delete()
    transaction.on_commit(partial(file.delete, save=False))
