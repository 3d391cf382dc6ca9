"""Tables that a spreadsheet program opens without harm."""

import csv
import io

import pytest

from multaqa.kernel.sheets import harmless, sheet


@pytest.mark.parametrize("sign", [*"=+-@\t\r\n", *"＝＋－＠", *"﹦﹢﹣﹫"])
def test_what_a_spreadsheet_would_run_is_told_as_text(sign):
    assert harmless(f"{sign}1+1") == f"'{sign}1+1"
    text = sheet(["اسم"], [[f"{sign}1+1"]], "names.csv").content.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text, newline="")))[1] == [f"'{sign}1+1"]


@pytest.mark.parametrize("cell", ["+212661234567", "فاطمة = عائشة", "", -3, None])
def test_what_it_would_not_run_stays_as_it_is(cell):
    assert harmless(cell) is cell
