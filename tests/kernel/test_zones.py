"""A machine with an old table of time zones tells the hour that the country has."""

import zoneinfo
from datetime import UTC, datetime, timedelta

import pytest

from multaqa.kernel import zones

WINTER = datetime(2026, 11, 26, 12, tzinfo=UTC)
SUMMER = datetime(2027, 7, 1, 12, tzinfo=UTC)


def offset(moment: datetime) -> timedelta | None:
    return moment.astimezone(zoneinfo.ZoneInfo("Africa/Casablanca")).utcoffset()


@pytest.fixture
def table(tmp_path):
    """A system's folder of a given edition, in which Casablanca is where Tokyo is."""
    before = zoneinfo.TZPATH

    def write(edition: str) -> str:
        (tmp_path / "tzdata.zi").write_text(f"# version {edition}\n# ddeps\n", encoding="ascii")
        (tmp_path / "Africa").mkdir()
        (tmp_path / "Africa" / "Casablanca").write_bytes(
            (zones.OURS / "Asia" / "Tokyo").read_bytes()
        )
        return str(tmp_path)

    yield write
    zoneinfo.reset_tzpath(to=before)
    zoneinfo.ZoneInfo.clear_cache()


def test_our_own_table_says_its_edition():
    assert zones.edition_of(zones.OURS) >= "2026f"


def test_the_instance_knows_that_the_summer_hour_is_gone():
    assert offset(WINTER) == offset(SUMMER) == timedelta(0)
    assert offset(datetime(2026, 7, 1, tzinfo=UTC)) == timedelta(hours=1)


def test_an_older_table_of_the_system_is_not_read(table):
    zones.read_the_newest([table("2025b")])
    assert offset(WINTER) == timedelta(0)


def test_a_newer_table_of_the_system_is_read(table):
    zones.read_the_newest([table("2099a"), "/nowhere"])
    assert offset(WINTER) == timedelta(hours=9)


@pytest.mark.parametrize("first_line", ["", "# changed by hand", "zzzz", "# version"])
def test_a_table_that_does_not_say_its_edition_is_not_trusted(table, first_line, tmp_path):
    folder = table("2099a")
    (tmp_path / "tzdata.zi").write_text(first_line + "\n", encoding="ascii")
    zones.read_the_newest([folder])
    assert offset(WINTER) == timedelta(0)
