import csv
from collections import Counter
from dataclasses import astuple
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from multaqa.apps.territory.queries import CommuneFinder, communes_of, population_shares
from multaqa.kernel.arabic import digits
from multaqa.portal.demonstration.applicants import (
    COLUMNS,
    HOLDER,
    NOTICE,
    WOMAN,
    YES,
    applicants,
    csv_file,
    spreadsheet,
)
from tests.factories.territory import RegionFactory

pytestmark = pytest.mark.django_db

LISTS = [("edition-3", 312), ("edition-2", 240)]


@pytest.fixture
def homes():
    finder = CommuneFinder(RegionFactory())
    return lambda rows: [finder.find(row.commune).commune for row in rows]


def _share(rows, of):
    return sum(map(of, rows)) / len(rows)


def test_applicants_are_the_same_for_the_same_seed():
    assert applicants() == applicants("edition-3", 312)
    assert applicants()[0] != applicants("edition-2", 312)[0]


@pytest.mark.parametrize(("seed", "count"), LISTS)
def test_applicants_come_from_communes_that_the_finder_recognises(homes, seed, count):
    rows = applicants(seed, count)
    assert len(rows) == count
    assert None not in homes(rows)


def test_applicants_write_communes_as_people_do():
    as_typed = {row.commune for row in applicants()}
    assert len(as_typed) > 60
    assert any(name.isascii() for name in as_typed)
    assert any(name.startswith("جماعة") for name in as_typed)


@pytest.mark.parametrize(("seed", "count"), LISTS)
def test_applicants_follow_the_associations_of_each_commune(homes, seed, count):
    sent = Counter(homes(applicants(seed, count)))
    communes = communes_of(RegionFactory())
    assert set(sent) == {commune for commune in communes if commune.non_profit_count}
    by_bodies = sorted(sent, key=lambda commune: commune.non_profit_count)
    assert [sent[commune] for commune in by_bodies] == sorted(sent.values())


@pytest.mark.parametrize(("seed", "count"), LISTS)
def test_applicants_keep_their_percentages(seed, count):
    rows = applicants(seed, count)
    assert _share(rows, lambda row: row.sex == WOMAN) == pytest.approx(0.45, abs=0.01)
    assert _share(rows, lambda row: 18 <= row.age <= 35) == pytest.approx(0.35, abs=0.01)
    assert _share(rows, lambda row: row.age >= 60) == pytest.approx(0.17, abs=0.01)
    assert _share(rows, lambda row: row.disability == YES) == pytest.approx(0.05, abs=0.01)
    assert all(18 <= row.age <= 74 for row in rows)


@pytest.mark.parametrize(("seed", "count"), LISTS)
def test_some_bodies_send_two_applicants_and_none_sends_three(homes, seed, count):
    rows = applicants(seed, count)
    senders = Counter(row.body for row in rows)
    assert Counter(senders.values())[2] == count // 15
    assert max(senders.values()) == 2
    assert len({(row.body, row.body_kind) for row in rows}) == len(senders)
    homes_of_bodies = set(zip((row.body for row in rows), homes(rows), strict=True))
    assert len(homes_of_bodies) == len(senders)
    assert all(senders[row.body] == 1 for row in rows if row.body_kind == HOLDER)


def test_no_two_applicants_of_both_editions_share_a_telephone():
    phones = [
        digits(row.phone).replace(" ", "")
        for seed, count in LISTS
        for row in applicants(seed, count)
    ]
    assert len(set(phones)) == len(phones) == 552
    assert all(phone.startswith("060000") and len(phone) == 10 for phone in phones)


@pytest.mark.parametrize(("seed", "count"), LISTS)
def test_applicants_are_named_once_and_numbered_in_order(seed, count):
    rows = applicants(seed, count)
    assert len({row.name for row in rows}) == count
    assert [row.number for row in rows] == [f"A-{place:03}" for place in range(1, count + 1)]


def test_the_pool_allows_120_seats_half_of_them_rural(homes):
    """Marginals: one seat per body, seats by province, sex and age as the population stands."""
    one_per_body = list({row.body: row for row in applicants()}.values())
    lives = homes(one_per_body)
    shares = population_shares(RegionFactory())
    seats = {code: round(120 * shares.province.of(code)) for code in shares.province.counts}
    pool = Counter((commune.province_id, commune.setting) for commune in lives)
    for code, wanted in seats.items():
        assert pool[code, "urban"] + pool[code, "rural"] >= 1.5 * wanted
    assert sum(min(pool[code, "rural"], wanted) for code, wanted in seats.items()) >= 64
    assert sum(row.sex == WOMAN for row in one_per_body) >= 1.5 * 120 * shares.sex.of("woman")
    for bracket, ages in {"18-35": range(18, 36), "60+": range(60, 99)}.items():
        aged = sum(row.age in ages for row in one_per_body)
        assert aged >= 1.5 * 120 * shares.age.of(bracket)


def test_spreadsheet_opens_from_right_to_left_and_says_that_all_is_invented():
    rows = applicants("small", 60)
    book = load_workbook(BytesIO(spreadsheet(rows)))
    sheet = book.active
    assert sheet.sheet_view.rightToLeft
    assert book.properties.description == NOTICE
    lines = list(sheet.iter_rows(values_only=True))
    assert lines[0] == tuple(COLUMNS.values())
    assert lines[1:] == [astuple(row) for row in rows]


def test_columns_are_the_fields_of_a_row():
    assert list(COLUMNS) == list(applicants("small", 60)[0].__dataclass_fields__)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1256"])
def test_csv_file_reads_back(encoding):
    rows = applicants("small", 60)
    text = csv_file(rows, encoding).decode(encoding)
    lines = list(csv.reader(StringIO(text)))
    assert lines[0] == list(COLUMNS.values())
    assert [line[1] for line in lines[1:]] == [row.name for row in rows]
    assert [digits(line[7]) for line in lines[1:]] == [digits(row.phone) for row in rows]
