"""The file of the public record: what is whole agrees, and each tampering is named."""

import copy
import json
from hashlib import sha256

import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from multaqa.engines.record import verify

KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
PUBLIC = KEY.public_key().public_bytes_raw().hex()


def chained(entries, key=KEY):
    """The entries with numbers, links, digests and signatures made right."""
    previous = "0" * 64
    for number, entry in enumerate(entries, start=1):
        entry |= {"number": number, "previous": previous}
        covered = {name: entry[name] for name in entry.keys() - {"digest", "signature"}}
        entry["digest"] = previous = sha256(rfc8785.dumps(covered)).hexdigest()
        entry["signature"] = key.sign(bytes.fromhex(previous)).hex()
    return entries


def whole(count=4):
    entries = chained(
        [
            {
                "at": f"2026-05-0{day}T10:00:00+00:00",
                "kind": "forum.edition_opened",
                "subject": f"edition:{day}",
                "facts": {"edition": day, "theme": "الاقتصاد", "share": 0.5},
            }
            for day in range(1, count + 1)
        ]
    )
    return {"format": "multaqa-record/1", "public_key": PUBLIC, "entries": entries}


def codes(verification):
    return {finding.code: finding.ok for finding in verification.findings}


def test_a_whole_record_agrees():
    document = whole()
    found = verify(document, key=PUBLIC, head=document["entries"][1]["digest"])
    assert codes(found) == {
        "record.entries_agree": True,
        "record.head_stands": True,
        "evidence.key_agrees": True,
    }
    assert found.findings[1].facts == {"number": 2}


def test_what_the_file_alone_cannot_show_is_said():
    document = whole()
    found = verify(document)
    assert found.holds
    assert [finding.code for finding in found.hidden] == [
        "record.head_unknown",
        "evidence.key_unknown",
    ]
    assert found.hidden[0].facts["head"] == document["entries"][-1]["digest"]


def test_a_fingerprint_may_be_typed_in_groups():
    document = whole()
    digest = document["entries"][-1]["digest"].upper()
    grouped = " ".join(digest[at : at + 4] for at in range(0, 64, 4))
    assert codes(verify(document, head=grouped))["record.head_stands"]


def test_an_empty_record_agrees_and_holds_no_head():
    document = whole(0)
    assert verify(document).holds
    assert codes(verify(document, head="0" * 64))["record.head_missing"] is False


def edited(**change):
    return lambda entries: entries[1].update(change)


@pytest.mark.parametrize(
    ("change", "code", "number"),
    [
        (edited(facts={"edition": 9}), "digest_differs", 2),
        (edited(kind="forum.drawn"), "digest_differs", 2),
        (edited(subject="edition:9"), "digest_differs", 2),
        (edited(at="2020-01-01T00:00:00+00:00"), "digest_differs", 2),
        (edited(digest="2" * 64), "digest_differs", 2),
        (edited(previous="1" * 64), "link_differs", 2),
        (edited(number=9), "number_differs", 9),
        (edited(signature="3" * 128), "signature_differs", 2),
        (edited(digest="no digest"), "entry_malformed", 2),
        (edited(number=True), "entry_malformed", 2),
        (edited(facts=[]), "entry_malformed", 2),
        (edited(facts={"\ud800": 1}), "entry_malformed", 2),
        (edited(more=1), "entry_malformed", 2),
        (lambda entries: entries[1].pop("facts"), "entry_malformed", 2),
        (lambda entries: entries.__setitem__(1, None), "entry_malformed", 2),
        (lambda entries: entries.pop(1), "number_differs", 3),
        (lambda entries: entries.pop(0), "number_differs", 2),
        (lambda entries: entries.insert(1, dict(entries[0])), "number_differs", 1),
        (lambda entries: entries.reverse(), "number_differs", 4),
    ],
)
def test_each_tampering_is_named(change, code, number):
    document = whole()
    change(document["entries"])
    found = verify(document)
    assert not found.holds
    first = found.differing[0]
    assert (first.code, first.facts["number"]) == (f"record.{code}", number)


def test_a_chain_written_anew_without_the_key_is_not_signed():
    document = whole()
    document["entries"][0]["facts"] = {"edition": 7}
    chained(document["entries"], key=Ed25519PrivateKey.from_private_bytes(b"1" * 32))
    found = verify(document)
    assert [finding.code for finding in found.differing] == ["record.signature_differs"] * 4


def test_a_chain_written_anew_with_another_key_is_caught_by_the_key():
    document, other = whole(), Ed25519PrivateKey.from_private_bytes(b"1" * 32)
    chained(document["entries"], key=other)
    document["public_key"] = other.public_key().public_bytes_raw().hex()
    assert verify(document).holds
    found = codes(verify(document, key=PUBLIC))
    assert found["evidence.key_differs"] is False
    assert found["record.signature_differs"] is False
    assert not verify(document, key="no key").holds


def test_a_record_cut_or_written_anew_with_its_key_is_caught_by_the_head():
    document = whole()
    head = document["entries"][-1]["digest"]
    document["entries"].pop()
    assert verify(document).holds
    assert codes(verify(document, head=head))["record.head_missing"] is False
    anew = whole()
    anew["entries"][0]["facts"] = {"edition": 7}
    chained(anew["entries"])
    assert verify(anew).holds
    assert not verify(anew, head=head).holds


def test_only_the_first_few_are_told():
    document = whole(9)
    for entry in document["entries"]:
        entry["signature"] = "0" * 128
    found = verify(document)
    assert len(found.differing) == 6
    assert found.differing[-1].facts == {"count": 4}


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"format": "multaqa-record/2"}, "format"),
        ({"public_key": "short"}, "public_key"),
        ({"entries": {}}, "entries"),
        ({"more": 1}, "more"),
    ],
)
def test_what_is_no_record_is_named(change, place):
    (finding,) = verify(whole() | change).findings
    assert (finding.code, finding.facts) == ("record.malformed", {"place": place})


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**60), 2**60)
    | st.floats()
    | st.text(max_size=9)
    | st.sampled_from(["0" * 64, "f" * 128, PUBLIC]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)
NAMES = ["number", "at", "kind", "subject", "facts", "previous", "digest", "signature"]


@settings(max_examples=200, deadline=None)
@given(thing=JSON, at=st.integers(0, 3), name=st.sampled_from(NAMES))
def test_nothing_in_an_entry_breaks_the_check(thing, at, name):
    document = whole()
    before = copy.deepcopy(document)
    document["entries"][at][name] = thing
    assert verify(document).holds == (
        json.dumps(document, sort_keys=True) == json.dumps(before, sort_keys=True)
    )


@settings(max_examples=200, deadline=None)
@given(document=JSON, head=st.none() | st.text(), key=st.none() | st.text())
def test_nothing_breaks_the_check(document, head, key):
    verify(document, key=key, head=head)
    verify(whole(1) | {"entries": document}, key=key, head=head)
    verify(whole(1) | {"entries": [document, document]}, key=key, head=head)
