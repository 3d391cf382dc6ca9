"""`multaqa verify record.json`: the public record, checked by whoever downloaded it."""

import json

import pytest
from django.urls import reverse

from multaqa.kernel import record
from tests.cli.cases import multaqa
from tests.factories.forum import EditionFactory


@pytest.fixture
def file(client, db, tmp_path):
    for number in (1, 2, 3):
        record.append(
            kind="forum.edition_opened",
            subject=EditionFactory().subject,
            facts={"edition": number, "region": "10"},
        )
    path = tmp_path / "record.json"
    path.write_bytes(client.get(reverse("record-file")).content)
    return path


def test_the_sites_own_record_agrees(file):
    document = json.loads(file.read_bytes())
    bare = multaqa("verify", file)
    assert bare.exit_code == 0, bare.output
    assert "--head" in bare.output
    known = ["--key", document["public_key"], "--head", document["entries"][1]["digest"]]
    result = multaqa("verify", file, *known)
    assert result.exit_code == 0
    assert "3 entries: all in their places" in result.output
    assert "that of entry 2" in result.output
    assert "All agrees" in result.output


def test_a_changed_entry_is_named(file):
    document = json.loads(file.read_bytes())
    document["entries"][1]["facts"]["region"] = "11"
    file.write_text(json.dumps(document))
    result = multaqa("verify", file)
    assert result.exit_code == 1
    assert "Entry 2 was changed" in result.output


def test_a_record_cut_short_is_caught_by_a_head_noted_before(file):
    document = json.loads(file.read_bytes())
    head = document["entries"].pop()["digest"]
    file.write_text(json.dumps(document))
    assert multaqa("verify", file).exit_code == 0
    assert multaqa("verify", file, "--head", head).exit_code == 1
