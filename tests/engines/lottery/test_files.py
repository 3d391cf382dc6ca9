import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from multaqa.engines.lottery.problem import Quota
from multaqa.engines.lottery.spreadsheet import read_ids, read_people, read_quotas, read_table
from multaqa.refusal import Refusal

QUOTAS = (
    Quota("gender", "woman", 1, 2),
    Quota("gender", "man", 1, 2),
    Quota("setting", "rural", 0, 1),
    Quota("setting", "urban", 1, 3),
)
QUOTAS_CSV = """feature,value,min,max
gender,woman,1,2
gender,man,1,2
setting,rural,0,1
setting,urban,1,3
"""
PEOPLE_CSV = """id,gender,setting,village
p1,woman,rural,Asrir
p2,man,urban,Guelmim
"""


def people_of(text, **options):
    content = text if isinstance(text, bytes) else text.encode()
    return read_people(content, name="people.csv", quotas=QUOTAS, **options).people


def refusal_of(read, text, **options):
    content = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(Refusal) as caught:
        read(content, name="file.csv", **options)
    return caught.value.code.removeprefix("lottery."), caught.value.facts


def test_read_quotas_reads_the_field_s_file():
    assert read_quotas(QUOTAS_CSV.encode(), name="q.csv") == QUOTAS


def test_read_quotas_takes_the_older_names_and_leaves_other_columns():
    text = "category,name,min,max,min_flex,max_flex\ngender,woman,1,2,0,9\ngender,man,1,2,0,9\n"

    assert read_quotas(text.encode(), name="q.csv") == QUOTAS[:2]


def test_read_people_matches_columns_and_values_without_case():
    text = " ID ,GENDER, Setting \n p1 ,  WOMAN ,Rural\n"

    (person,) = people_of(text)
    assert (person.id, person.values, person.group) == ("p1", ("woman", "rural"), "")


def test_read_people_takes_the_first_column_for_an_id_or_the_one_named():
    text = "ticket,number,gender,setting\na,1,woman,rural\nb,2,man,urban\n"

    assert [person.id for person in people_of(text)] == ["a", "b"]
    assert [person.id for person in people_of(text, id_column="Number")] == ["1", "2"]


def test_read_people_reads_groups_and_leaves_who_has_none_alone():
    text = "id,gender,setting,house\na,woman,rural,H1\nb,man,urban, h1 \nc,man,urban,\n"

    assert [person.group for person in people_of(text, group_column="house")] == ["h1", "h1", ""]


@pytest.mark.parametrize("separator", [";", "\t"])
def test_read_people_takes_other_separators(separator):
    assert people_of(PEOPLE_CSV.replace(",", separator)) == people_of(PEOPLE_CSV)


@pytest.mark.parametrize(
    "content",
    [
        codecs.BOM_UTF8 + PEOPLE_CSV.encode(),
        PEOPLE_CSV.encode("utf-16"),
        codecs.BOM_UTF16_BE + PEOPLE_CSV.encode("utf-16-be"),
        PEOPLE_CSV.replace("\n", "\r\n").encode(),
        (PEOPLE_CSV + "\n,,,\n\n").encode(),
    ],
)
def test_read_people_takes_the_encodings_that_say_their_name(content):
    assert people_of(content) == people_of(PEOPLE_CSV)


def test_read_people_reads_cp1256_when_told_so_and_says_where_it_is_not_utf8():
    text = "id,gender,setting,village\np1,woman,rural,أسرير\n"
    code, facts = refusal_of(read_people, text.encode("cp1256"), quotas=QUOTAS)

    assert code == "file_not_utf8"
    assert (facts["line"], facts["byte"]) == (2, "0xC3")
    assert people_of(text.encode("cp1256"), encoding="cp1256") == people_of(text)


def test_read_people_keeps_quoted_separators_and_lines():
    text = 'id,gender,setting,note\np1,woman,rural,"a, b\nc"\np2,man,lunar,x\n'
    code, facts = refusal_of(read_people, text, quotas=QUOTAS)

    assert (code, facts["line"]) == ("file_value_unknown", 4)


@pytest.mark.parametrize(
    ("text", "code", "facts"),
    [
        ("", "file_empty", {}),
        ("\n \n", "file_empty", {}),
        ("id,gender,setting\n", "file_without_rows", {}),
        ("id,gender\np1,woman\n", "file_column_missing", {"column": "setting"}),
        (
            "id,gender,Gender,setting\np1,woman,man,rural\n",
            "file_column_twice",
            {"column": "Gender"},
        ),
        (
            "id,gender,setting\np1,woman,rural\np2,man,urban\np1,man,urban\n",
            "file_person_twice",
            {"id": "p1", "first": 2, "line": 4},
        ),
        ("id,gender,setting\n,woman,rural\n", "file_cell_empty", {"line": 2, "column": "id"}),
        ("id,gender,setting\np1,woman\n", "file_cell_empty", {"line": 2, "column": "setting"}),
        (
            "id,gender,setting\np1,womman,rural\n",
            "file_value_misspelt",
            {"line": 2, "column": "gender", "value": "womman", "nearest": "woman"},
        ),
        (
            "id,gender,setting\np1,woman,lunar\n",
            "file_value_unknown",
            {"line": 2, "column": "setting", "value": "lunar", "known": "rural, urban"},
        ),
        ("id,gender,setting\np1,woman,rural,extra\n", "file_row_too_long", {"line": 2, "cells": 4}),
        ('id,gender,setting\np1,"woman,rural\n', "file_bad_quotes", {"line": 2}),
        (b"PK\x03\x04rest", "file_is_workbook", {}),
        ("id\0,gender", "file_not_text", {}),
    ],
)
def test_read_people_refuses_with_the_place(text, code, facts):
    found, told = refusal_of(read_people, text, quotas=QUOTAS)

    assert found == code
    assert facts.items() <= told.items()


@pytest.mark.parametrize(
    ("text", "code", "facts"),
    [
        ("value,min,max\nwoman,1,2\n", "file_column_missing", {"column": "feature"}),
        ("feature,value,min\nx,y,1\n", "file_column_missing", {"column": "max"}),
        ("feature,value,min,max\nx,y,3,2\n", "file_bounds_crossed", {"line": 2, "minimum": 3}),
        ("feature,value,min,max\nx,y,1,two\n", "file_not_whole", {"line": 2, "text": "two"}),
        ("feature,value,min,max\nx,y,1.5,2\n", "file_not_whole", {"column": "min"}),
        ("feature,value,min,max\nx,y,-1,2\n", "file_not_whole", {"text": "-1"}),
        ("feature,value,min,max\nx,y,1,2\nX,Y,1,2\n", "file_quota_twice", {"first": 2, "line": 3}),
        ("feature,value,min,max\n,y,1,2\n", "file_cell_empty", {"line": 2}),
    ],
)
def test_read_quotas_refuses_with_the_place(text, code, facts):
    found, told = refusal_of(read_quotas, text)

    assert found == code
    assert facts.items() <= told.items()


@pytest.mark.parametrize(
    ("encoding", "code"), [("klingon", "encoding_unknown"), ("ascii", "file_not_in_encoding")]
)
def test_read_table_refuses_an_encoding_that_does_not_fit(encoding, code):
    found, _ = refusal_of(read_table, "id\nأ\n", encoding=encoding)

    assert found == code


def test_read_people_reads_many_rows():
    rows = "".join(f"p{number},woman,urban\n" for number in range(50_000))

    assert len(people_of("id,gender,setting\n" + rows)) == 50_000


def test_read_ids_passes_over_a_header():
    assert read_ids(b"id\np1\n\np2,x\n", name="ids") == ("p1", "p2")
    assert read_ids(b"p1\np2\n", name="ids") == ("p1", "p2")


@given(
    st.binary(max_size=80) | st.text(max_size=80).map(lambda text: text.encode("utf-8", "replace"))
)
def test_reading_never_falls_over_a_hostile_file(content):
    for encoding in ("", "cp1256", "utf-16"):
        try:
            read_people(content, name="x", quotas=QUOTAS, encoding=encoding)
            read_quotas(content, name="x", encoding=encoding)
        except Refusal:
            continue
