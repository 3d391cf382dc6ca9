import json
import re

import pytest

from multaqa.engines.evidence import canonical, read
from tests.cli.cases import QUOTAS, case, multaqa, rows, village


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("example_small_20", 0.1),
        ("fixture_150_22", 1 / 11),
        ("like_hd_30", 0.009346),
        ("syn_1k_50", 0.0269),
    ],
)
def test_draw_reaches_the_known_optimum_of_real_cases(tmp_path, name, least):
    folder = case(name)
    seats = int((folder / "k").read_text())
    options = ["--people", folder / "people.csv", "--quotas", folder / "features.csv"]

    drawn = multaqa(
        "draw", *options, "--seats", seats, "--public-value", "07 12 23", "--out", tmp_path
    )
    checked = multaqa("verify", tmp_path / "evidence.json")
    chances = [float(row["chance"]) for row in rows(tmp_path / "chances.csv")]

    assert drawn.exit_code == 0, drawn.output
    assert checked.exit_code == 0, checked.output
    assert min(chance for chance in chances if chance > 0) == pytest.approx(least, abs=5e-5)
    assert len(rows(tmp_path / "panel.csv")) == seats


def test_draw_seals_first_and_draws_later_under_the_same_seal(tmp_path):
    before, after = tmp_path / "before", tmp_path / "after"
    sealed = multaqa(*village(tmp_path), "--out", before)
    assert sealed.exit_code == 0, sealed.output
    assert not (before / "panel.csv").exists()

    drawn = multaqa(
        "draw",
        *("--sealed", before / "evidence.json", "--people", tmp_path / "people.csv"),
        *("--public-value", " 907 ", "--out", after),
    )
    seals = [read((out / "evidence.json").read_bytes())["seal"] for out in (before, after)]

    assert drawn.exit_code == 0, drawn.output
    assert seals[0] == seals[1]
    assert "اسم" in (after / "panel.csv").read_text(encoding="utf-8")
    assert multaqa("verify", after / "evidence.json", "--seal", seals[0]).exit_code == 0


def test_draw_writes_files_that_agree_with_one_another(tmp_path):
    multaqa(*village(tmp_path), "--public-value", "907", "--panels", "200", "--out", tmp_path)
    document = read((tmp_path / "evidence.json").read_bytes())
    panels = rows(tmp_path / "panels.csv")
    drawn = [row["id"] for row in rows(tmp_path / "panel.csv")]

    assert (tmp_path / "evidence.json").read_bytes() == canonical(document)
    assert [row["panel"] for row in panels] == [str(number) for number in range(1, 201)]
    picked = panels[document["drawn"]["number"] - 1]
    assert [name for key, name in picked.items() if key != "panel"] == drawn
    for row in rows(tmp_path / "chances.csv"):
        count = sum(row["id"] in panel.values() for panel in panels)
        assert int(row["panels"]) == count
        assert abs(count - 200 * float(row["chance"])) < 3


def test_draw_says_the_same_for_the_same_files(tmp_path):
    for out in ("first", "second"):
        multaqa(*village(tmp_path), "--public-value", "907", "--out", tmp_path / out)

    first, second = ((tmp_path / out / "evidence.json") for out in ("first", "second"))
    assert first.read_bytes() == second.read_bytes()


def test_draw_announces_the_public_value_and_dates_the_seal(tmp_path):
    told = ["--source", "Lottery of May", "--known-at", "2199-05-09T20:00:00+01:00"]
    told += ["--form", "3 whole numbers"]
    result = multaqa(*village(tmp_path), *told, "--out", tmp_path)
    sealed = read((tmp_path / "evidence.json").read_bytes())["sealed"]

    assert result.exit_code == 0, result.output
    assert sealed["public_value"]["source"] == "Lottery of May"
    assert sealed["public_value"]["form"] == "3 whole numbers"
    assert sealed["sealed_at"]
    checked = multaqa("verify", tmp_path / "evidence.json").output
    assert "before anyone could know" in checked
    assert "Lottery of May · 3 whole numbers" in checked
    assert "The seal is older than the value. Days: " in checked


def test_draw_seats_one_per_column_and_who_must_sit(tmp_path):
    ids = tmp_path / "ids.txt"
    ids.write_text("id\np03\n")
    options = ["--one-per", "House", "--must-include", ids, "--must-include", "p10"]
    result = multaqa(*village(tmp_path), *options, "--public-value", "907", "--out", tmp_path)
    drawn = rows(tmp_path / "panel.csv")

    assert result.exit_code == 0, result.output
    assert {"p03", "p10"} <= {row["id"] for row in drawn}
    assert len({row["house"] for row in drawn}) == len(drawn)
    assert multaqa("verify", tmp_path / "evidence.json").exit_code == 0


def test_draw_keeps_a_sensitive_column_for_the_auditor(tmp_path):
    options = ["--sensitive", "Setting", "--public-value", "907", "--out", tmp_path]
    result = multaqa(*village(tmp_path), *options)
    evidence = tmp_path / "evidence.json"
    public = multaqa("verify", evidence)
    opened = multaqa("verify", evidence, "--opened", tmp_path / "opening.json")

    assert result.exit_code == 0, result.output
    assert "setting" not in rows(tmp_path / "panel.csv")[0]
    assert public.exit_code == opened.exit_code == 0
    assert "cannot be shown without the opening" in public.output
    assert "The drawn panel" in public.output
    assert "Computed again" in opened.output
    assert "Computed again" not in public.output
    assert "Not for publication" in result.output
    assert "opening.json, chances.csv, panels.csv" in result.output


def test_draw_of_a_sealed_lottery_with_a_sensitive_column_takes_its_opening(tmp_path):
    before = tmp_path / "before"
    multaqa(*village(tmp_path), "--sensitive", "setting", "--out", before)
    evidence, opening = before / "evidence.json", before / "opening.json"
    again = ("draw", "--sealed", evidence, "--public-value", "907", "--out")

    beside = multaqa(*again, tmp_path / "beside")
    kept = opening.rename(tmp_path / "kept.json")
    without = multaqa(*again, tmp_path / "without")
    named = multaqa(*again, tmp_path / "named", "--opened", kept)
    kept.write_bytes(kept.read_bytes().replace(b"rural", b"urban"))
    edited = multaqa(*again, tmp_path / "edited", "--opened", kept)

    assert beside.exit_code == named.exit_code == 0, named.output
    assert multaqa("verify", tmp_path / "named" / "evidence.json").exit_code == 0
    assert (without.exit_code, edited.exit_code) == (2, 2)
    assert "give its opening, opening.json (--opened)" in without.output
    assert "does not answer to what was sealed" in edited.output
    assert not (tmp_path / "edited").exists()


def test_draw_keeps_chances_off_the_page_of_a_lottery_with_a_sensitive_column(tmp_path):
    """Neither chances nor reasons: both would tell hidden values beside a ticket."""
    quotas = QUOTAS.replace("setting,urban,3,4", "setting,urban,6,6")
    quotas = quotas.replace("setting,rural,2,3", "setting,rural,0,0")
    command = [*village(tmp_path, quotas=quotas), "--public-value", "907", "--out"]
    multaqa(*command, tmp_path / "open")
    multaqa(*command, tmp_path / "veiled", "--sensitive", "setting")
    shown, hidden = (
        (tmp_path / out / "report.html").read_text(encoding="utf-8") for out in ("open", "veiled")
    )

    assert "Who is on no panel" in shown
    assert "<svg" in shown
    assert "Who is on no panel" not in hidden
    assert "What each quota costs" not in hidden
    assert "<svg" not in hidden
    assert "Chances would tell their values" in hidden


def test_draw_refuses_to_write_over_another_seal_or_another_draw(tmp_path):
    command = village(tmp_path)
    assert multaqa(*command, "--public-value", "907", "--out", tmp_path).exit_code == 0
    assert multaqa(*command, "--public-value", "907", "--out", tmp_path).exit_code == 0

    other = multaqa(*command, "--public-value", "908", "--out", tmp_path)
    another = multaqa(*command, "--panels", "10", "--out", tmp_path)

    assert (other.exit_code, another.exit_code) == (2, 2)
    assert "already been drawn" in other.output
    assert "evidence of another seal" in another.output


@pytest.mark.parametrize("lang", ["ar", "fr", "en"])
def test_draw_reports_on_a_page_that_stands_alone(tmp_path, lang):
    multaqa(*village(tmp_path), "--public-value", "907", "--out", tmp_path, "--lang", lang)
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    seal = read((tmp_path / "evidence.json").read_bytes())["seal"]

    assert f'<html lang="{lang}" dir="{"rtl" if lang == "ar" else "ltr"}">' in page
    assert f"multaqa verify evidence.json --seal {seal}" in page
    assert "<svg" in page
    assert "<caption>" in page
    assert not re.search(r"<script|\son\w+=|\sstyle=|https?://|<link|<img", page)


def test_draw_escapes_what_files_say_on_the_page(tmp_path):
    command = village(tmp_path, quotas=QUOTAS.replace("rural", "<b>rural</b>"))
    people = tmp_path / "people.csv"
    people.write_text(people.read_text(encoding="utf-8").replace("rural", "<b>rural</b>"))
    result = multaqa(*command, "--out", tmp_path)

    assert result.exit_code == 0, result.output
    assert "<b>" not in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_draw_tells_what_would_make_contradictory_quotas_possible(tmp_path):
    quotas = QUOTAS.replace("setting,rural,2,3", "setting,rural,4,5")
    result = multaqa(*village(tmp_path, quotas=quotas), "--out", tmp_path)

    assert result.exit_code == 2
    assert "  • setting: rural at least 4 → 3" in result.output
    assert "Alternative(" not in result.output
    assert not (tmp_path / "evidence.json").exists()


def test_draw_says_when_no_change_of_quotas_would_help(tmp_path):
    command = village(tmp_path)
    people = tmp_path / "people.csv"
    people.write_text(re.sub(r"h\d+", "h1", people.read_text(encoding="utf-8")), encoding="utf-8")
    result = multaqa(*command, "--one-per", "house", "--out", tmp_path)

    assert result.exit_code == 2
    assert "No change of quotas would help." in result.output


def _edited(command, old, new, file="people.csv"):
    path = next(word for word in command if str(word).endswith(file))
    path.write_bytes(path.read_bytes().replace(old, new))
    return command


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (lambda command: [*command, "--seats", 41], "40 people cannot fill 41 seats"),
        (lambda command: [*command, "--seats", 0], "at least one seat, not 0"),
        (lambda command: [*command, "--people", "nowhere.csv"], "There is no file “nowhere.csv”"),
        (lambda command: [*command, "--encoding", "klingon"], "No encoding is called “klingon”"),
        (lambda command: [*command, "--must-include", "p77"], "“p77” must sit, but is not"),
        (lambda command: [*command, "--must-include", "x" * 5000], "must sit, but is not"),
        (lambda command: [*command, "--id-column", "ticket"], "there is no column “ticket”"),
        (lambda command: [*command, "--one-per", "street"], "there is no column “street”"),
        (lambda command: [*command, "--source", "x"], "The option --known-at is needed"),
        (lambda command: [*command, "--public-value", " "], "The public value is empty"),
        (lambda command: [*command, "--sensitive", "tribe"], "“tribe” has no quota"),
        (lambda command: command[:3], "The option --quotas is needed"),
        (
            lambda command: _edited(command, b"p01,", b"p00,"),
            "the id “p00” stands on lines 2 and 3",
        ),
        (
            lambda command: _edited(command, b"rural", b"ruraal"),
            "line 2, column “setting”: no quota knows the value “ruraal”. Is “rural” meant?",
        ),
        (
            lambda command: _edited(command, "اسم 1,".encode(), "اسم,".encode("cp1256")),
            "line 3: byte 0xC7 is not UTF-8. Save the file as “CSV UTF-8”, or name its encoding",
        ),
        (
            lambda command: _edited(command, b"woman,3,3", b"woman,4,3", "quotas.csv"),
            "line 2: the minimum 4 is above the maximum 3",
        ),
        (
            lambda command: _edited(command, b"woman,3,3", b"woman,many,3", "quotas.csv"),
            "line 2, column “min”: “many” is no whole number",
        ),
    ],
)
def test_draw_refuses_bad_input_in_one_sentence(tmp_path, edit, words):
    result = multaqa(*edit(village(tmp_path)), "--out", tmp_path / "out")

    assert result.exit_code == 2, result.output
    assert words in result.output
    assert "Traceback" not in result.output
    assert not (tmp_path / "out").exists()


def test_draw_refuses_a_sealed_file_that_was_changed(tmp_path):
    multaqa(*village(tmp_path), "--out", tmp_path)
    path = tmp_path / "evidence.json"
    document = json.loads(path.read_bytes())
    document["sealed"]["seats"] = 7
    path.write_text(json.dumps(document))

    result = multaqa("draw", "--sealed", path, "--public-value", "1", "--out", tmp_path / "x")

    assert result.exit_code == 2
    assert "The content was changed" in result.output


def test_draw_refuses_a_folder_that_is_a_file(tmp_path):
    command = village(tmp_path)
    for out in (tmp_path / "people.csv" / "out", tmp_path / ("x" * 5000)):
        result = multaqa(*command, "--out", out)

        assert result.exit_code == 2
        assert "cannot be written" in result.output


def test_draw_tells_control_sequences_apart_from_text(tmp_path):
    command = _edited(village(tmp_path), b"rural", b"\x1b[31mred")
    result = multaqa(*command, "--out", tmp_path / "out")

    assert result.exit_code == 2
    assert "\x1b[31mred" not in result.output
