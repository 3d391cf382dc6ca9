"""A sensitive answer, from the field to the close of the replacements: then it is nowhere."""

import io
import json
import logging
import logging.config
import re

import pytest
from django.conf import settings as site
from django.db import connection
from django.db.models.signals import pre_save
from django.urls import reverse

from multaqa.apps.forum import services
from multaqa.apps.forum.models import Draw, Registration
from multaqa.kernel import jobs, leftovers
from multaqa.kernel.faults import PlacesOnly
from multaqa.kernel.models import Job
from multaqa.portal import copies
from tests.factories.accounts import UserFactory, coordinator
from tests.factories.forum import college_with_a_sensitive_quota
from tests.factories.forum_registrations import CallFactory, written
from tests.factories.forum_seats import drawn_today, registered
from tests.traces import columns_holding, database_files_holding, files_holding

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("spent_limits")]

SECRET = "إعاقة بصرية منذ الطفولة 8317"
OTHER = "مرض نادر لم يعرف اسمه 5529"


@pytest.fixture
def log():
    """All that the instance's own handler would write, of every logger, as it would write it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    hides = site.LOGGING["formatters"]["plain"]["hides"]
    handler.setFormatter(PlacesOnly("%(levelname)s %(name)s %(message)s", hides=hides))
    root = logging.getLogger()
    root.addHandler(handler)
    yield stream
    root.removeHandler(handler)


def fails_with_the_answer(instance, **_):
    if OTHER in str(instance.sensitive):
        raise ValueError(f"cannot save {instance.sensitive}")


def answered(client, college, user):
    """The answer, typed on its page by whose it is."""
    edition = college.edition
    asked = edition.questions.create(kind="long", label_ar="هل لك حاجة خاصة؟", is_sensitive=True)
    draft = services.start_registration(edition=edition, actor=user)
    draft = written(draft, user)
    step = reverse("forum:register", args=[edition.number, draft.token, "sensitive"])
    client.force_login(user)
    assert client.post(step, {asked.key: SECRET}).url.endswith("/review/")
    return draft, step, asked.key


def test_it_is_gone_from_every_column_and_file_and_was_never_in_a_log(
    client, log, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path / "files"
    college, actor = registered(college_with_a_sensitive_quota()), coordinator()
    CallFactory(edition=college.edition)
    user = UserFactory(phone="+212661234567")
    draft, step, key = answered(client, college, user)

    # What fails with the answer in its own words is told by its places alone.
    pre_save.connect(fails_with_the_answer, sender=Registration)
    try:
        client.raise_request_exception = False
        assert client.post(step, {key: OTHER}).status_code == 500
        too_long = client.post(step, {key: SECRET * 4000})
        assert too_long.status_code == 200
    finally:
        pre_save.disconnect(fails_with_the_answer, sender=Registration)
    client.post(step, {key: SECRET})
    assert "ValueError" in log.getvalue()

    sent = services.send_registration(registration=draft, actor=user)
    services.refuse_registration(registration=sent, actor=actor, reason="خارج المجال")
    draw = drawn_today(college, actor)
    opening = Draw.objects.get(pk=draw.pk).opening
    salts = sorted(set(re.findall(r"\b[0-9a-f]{32,64}\b", opening)) - public_words(draw))
    assert len(salts) > 10
    assert "forum_registration.sensitive" in columns_holding(SECRET)
    leftovers.wipe()
    if connection.vendor == "sqlite":
        assert database_files_holding(SECRET) == {"test.sqlite3"}

    services.close_replacements(draw=draw, actor=actor)
    assert columns_holding(SECRET, OTHER) == set()
    assert columns_holding(*salts) == set()
    assert database_files_holding(SECRET, OTHER) == set()
    assert files_holding(SECRET, OTHER) == set()
    written_down = log.getvalue()
    for word in (SECRET, OTHER, json.dumps(SECRET)[1:-1], json.dumps(OTHER)[1:-1]):
        assert word not in written_down
    assert key not in written_down


def public_words(draw):
    """What stands in the public evidence: no secret, whatever it looks like."""
    return set(re.findall(r"\b[0-9a-f]{32,64}\b", draw.evidence.document))


def test_a_copy_of_ones_data_made_before_is_the_persons_and_ends(client, settings, tmp_path):
    """The archive that they took along holds it, as it should; ours is gone within days."""
    settings.MEDIA_ROOT = tmp_path / "files"
    college = registered(college_with_a_sensitive_quota())
    CallFactory(edition=college.edition)
    user = UserFactory(phone="+212661234567")
    answered(client, college, user)
    copy = copies.ask_copy(user=user)
    jobs.run(Job.objects.get(about=copy.about).pk)
    other = UserFactory()
    told = json.dumps([export_of(other) for export_of in copies.me.EXPORTS], ensure_ascii=False)
    assert SECRET not in told
    mine = json.dumps([export_of(user) for export_of in copies.me.EXPORTS], ensure_ascii=False)
    assert SECRET in mine
    settings.COPY_DAYS = 0
    copies.forget_old()
    assert not list(copies.folder().iterdir())
