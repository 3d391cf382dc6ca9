import csv
from collections import Counter
from dataclasses import astuple
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from multaqa.apps.territory.queries import CommuneFinder, apportion, communes_of, population_shares
from multaqa.engines.lottery.feasibility import feasibility
from multaqa.engines.lottery.problem import Person, Problem, Quota
from multaqa.kernel.arabic import digits
from multaqa.portal.demonstration.applicants import (
    COLUMNS,
    HOLDER,
    KINDS,
    MAN,
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


def _bracket(age):
    return "18-35" if age <= 35 else "36-59" if age <= 59 else "60+"


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


@pytest.mark.parametrize(
    ("seed", "count", "seats"), [("edition-3", 312, 120), ("edition-2", 240, 100)]
)
@pytest.mark.parametrize(
    "setting", [None, {"urban": 1, "rural": 1}], ids=["as_people_live", "half"]
)
def test_the_pool_allows_exact_quotas_of_the_population(homes, seed, count, seats, setting):
    rows = applicants(seed, count)
    shares = population_shares(RegionFactory())
    wanted = {
        "setting": setting or shares.commune_setting.counts,
        "province": shares.province.counts,
        "sex": {WOMAN: shares.sex.counts["woman"], MAN: shares.sex.counts["man"]},
        "age": shares.age.counts,
        "kind": KINDS,
    }
    people = tuple(
        Person(
            row.number,
            (home.setting, home.province_id, row.sex, _bracket(row.age), row.body_kind),
            group=row.body,
        )
        for row, home in zip(rows, homes(rows), strict=True)
    )
    quotas = tuple(
        Quota(category, value, minimum=dealt, maximum=dealt)
        for category, weights in wanted.items()
        for value, dealt in apportion(weights, seats).items()
    )
    assert feasibility(Problem(tuple(wanted), people, quotas, seats)).is_feasible


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
