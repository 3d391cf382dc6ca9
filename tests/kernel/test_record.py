import ast
import hashlib
from datetime import UTC
from pathlib import Path

import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import connection, transaction
from django.utils import translation

import multaqa
from multaqa.kernel import keys, record
from multaqa.kernel.models import RecordEntry


@pytest.fixture(autouse=True)
def told(monkeypatch):
    monkeypatch.setitem(record.SENTENCES, "tests.counted", "Counted %(count)d")


def counted(count, subject="edition:1"):
    return record.append(kind="tests.counted", subject=subject, facts={"count": count})


def test_append_chains_each_entry_to_the_one_before(db):
    entries = [counted(count) for count in range(3)]
    assert [entry.number for entry in entries] == [1, 2, 3]
    assert [entry.previous for entry in entries] == [
        "0" * 64,
        entries[0].digest,
        entries[1].digest,
    ]
    assert record.head() == entries[2]
    assert record.first_break() is None


def test_digest_and_signature_are_those_anyone_computes(db):
    """As documented: SHA-256 of the canonical JSON, Ed25519 over the digest's bytes."""
    counted(0)
    record.append(
        kind="tests.counted", subject="دورة", facts={"count": 2, "ب": ["١", None, True], "a": "é"}
    )
    entry = RecordEntry.objects.get(number=2)
    covered = {
        "number": 2,
        "at": entry.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+00:00"),
        "kind": "tests.counted",
        "subject": "دورة",
        "facts": {"count": 2, "ب": ["١", None, True], "a": "é"},
        "previous": RecordEntry.objects.get(number=1).digest,
    }
    assert entry.digest == hashlib.sha256(rfc8785.dumps(covered)).hexdigest()
    public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(keys.public_key()))
    public.verify(bytes.fromhex(entry.signature), bytes.fromhex(entry.digest))


@pytest.mark.parametrize(
    "change",
    [
        {"facts": {"count": 9}},
        {"facts": {"count": 10**30}},
        {"kind": "tests.other"},
        {"subject": "edition:2"},
        {"at": "2020-01-01T00:00:00Z"},
        {"number": 9},
        {"previous": "1" * 64},
        {"digest": "2" * 64},
        {"digest": "no digest"},
        {"signature": "3" * 128},
        {"signature": "no signature"},
    ],
    ids=str,
)
def test_first_break_finds_what_was_changed(db, change):
    for count in range(4):
        counted(count)
    RecordEntry.objects.filter(number=2).update(**change)
    found = record.first_break()
    assert found.number == (3 if "number" in change else 2)


def test_first_break_finds_what_was_taken_out(db):
    for count in range(4):
        counted(count)
    RecordEntry.objects.filter(number=2).delete()
    assert record.first_break().number == 3


def test_first_break_finds_a_chain_written_anew_without_the_key(db):
    """Whoever holds the database can make every digest right again, but no signature."""
    for count in range(3):
        counted(count)
    previous = record.GENESIS
    for entry in RecordEntry.objects.order_by("number"):
        entry.facts, entry.previous = {"count": 7}, previous
        previous = entry.digest = record.digest_of(entry)
        entry.save()
    assert record.first_break().number == 1


def test_append_by_eight_threads_makes_one_chain(together):
    def five(thread):
        for count in range(5):
            counted(count, subject=f"edition:{thread}")

    assert together(*[lambda thread=n: five(thread) for n in range(8)]) == [None] * 8
    entries = RecordEntry.objects.order_by("number")
    assert [entry.number for entry in entries] == list(range(1, 41))
    assert record.first_break() is None
    assert all(len(list(record.about(f"edition:{n}"))) == 5 for n in range(8))


def test_append_goes_with_the_transaction_of_what_it_tells(transactional_db):
    counted(1)
    with transaction.atomic():
        counted(2)
        transaction.set_rollback(True)
    assert counted(3).number == 2
    assert record.first_break() is None


def test_append_refuses_an_unknown_kind(db):
    with pytest.raises(LookupError, match=r"tests\.unheard"):
        record.append(kind="tests.unheard", subject="edition:1", facts={})
    assert record.head() is None


@pytest.mark.parametrize("fact", [10**40, 1e22, float("nan"), object()], ids=str)
def test_append_refuses_what_cannot_be_given_back_as_signed(db, fact):
    if fact == 1e22 and connection.vendor == "sqlite":
        pytest.skip("SQLite gives this one back")
    with pytest.raises((ValueError, rfc8785.CanonicalizationError)), transaction.atomic():
        counted(fact)
    assert record.head() is None


def test_sentence_speaks_the_readers_language(db):
    entry = counted(4)
    with translation.override("en"):
        assert record.sentence(entry) == "Counted 4"


@pytest.mark.parametrize("name", ["name", "phone", "email", "cin"])
def test_a_fact_that_tells_of_a_person_is_refused(db, name):
    with pytest.raises(ValueError, match=name):
        record.append(kind="tests.counted", subject="tests", facts={"count": 1, name: "0"})
    assert record.head() is None


def test_no_entry_of_the_house_tells_of_a_person():
    """No literal name among the facts that the source gives to append is a person's."""
    seen = 0
    for path in Path(multaqa.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if not (isinstance(node, ast.Call) and ast.unparse(node.func) == "record.append"):
                continue
            facts = next(word.value for word in node.keywords if word.arg == "facts")
            literals = [part for part in ast.walk(facts) if isinstance(part, ast.Dict)]
            keys = [key for one in literals for key in one.keys]
            names = {key.value for key in keys if isinstance(key, ast.Constant)}
            assert len(names) == len(keys), path
            assert not names & record.PERSONAL, path
            seen += len(names)
    assert seen
