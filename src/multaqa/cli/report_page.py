"""The report: one page that stands alone, readable by eye, by keyboard and by screen reader."""

from html import escape

from multaqa.cli.language import Language
from multaqa.cli.page import table_of, whole_page
from multaqa.engines.lottery.report import Balance, Outside, Report
from multaqa.kernel.engine_phrases import _

METHODS = {
    "leximin": _("the smallest chance is as large as can be, then the next smallest, and so on"),
    "maximin": _("the smallest chance is as large as can be"),
    "nash": _("the product of all chances is as large as can be"),
}
BOUNDS = {"minimum": _("at least"), "maximum": _("at most")}
WHY = {
    "quotas": _("No panel that keeps every quota has a place for them."),
    "group": _("Another of their group must sit."),
    "seats": _("Those who must sit leave no seat for them."),
}
HEIGHT, WIDTH, STEP = 200, 640, 64
MOST_LISTED = 200


def report_page(report: Report, language: Language) -> str:
    """The whole page, in the reader's language, without script or outside file."""
    word = language.word
    title = word(_("Report on a balanced draw"))
    sections = [
        _head(report, language),
        _chances(report, language),
        _quotas(report, language),
        _costs(report, language),
        _outside(report, language),
        _drawn(report, language),
        _check(report, language),
    ]
    return whole_page(title, [section for section in sections if section], language)


def _head(report: Report, language: Language) -> str:
    counted = language.word(
        _("People in the pool: %(people)s. Seats: %(seats)s. Numbered panels: %(panels)s."),
        people=language.number(report.people),
        seats=language.number(report.seats),
        panels=language.number(report.panels),
    )
    rule = language.word(_("Rule: %(rule)s."), rule=language.word(METHODS[report.method]))
    return f"<p>{escape(counted)}</p>\n<p>{escape(rule)}</p>"


def chance_rows(report: Report, language: Language) -> list[tuple[str, str]]:
    """The figures on chances by name; none where a veiled lottery shows none."""
    shares = (
        (_("smallest chance"), report.least),
        (_("mean chance"), report.mean),
        (_("largest chance"), report.most),
    )
    rows = [
        (language.word(name), language.percent(share))
        for name, share in shares
        if share is not None
    ]
    if report.without_chance is not None:
        rows.append((language.word(_("on no panel")), language.number(report.without_chance)))
    return rows


def _chances(report: Report, language: Language) -> str:
    heading = language.word(_("Chance of being drawn"))
    rows = chance_rows(report, language)
    if not rows:
        told = language.word(
            _("Some columns are sensitive. Chances would tell their values: they are not shown.")
        )
        return f"<section>\n<h2>{escape(heading)}</h2>\n<p>{escape(told)}</p>\n</section>"
    listed = "".join(
        f'<tr><th scope="row">{escape(name)}</th><td class="number">{escape(value)}</td></tr>'
        for name, value in rows
    )
    return (
        f"<section>\n<h2>{escape(heading)}</h2>\n<table>"
        f"<tbody>{listed}</tbody></table>\n{_histogram(report, language)}\n</section>"
    )


def _histogram(report: Report, language: Language) -> str:
    """Bars of people per chance, and the same in a table for who does not see them."""
    title = language.word(_("How many people have which chance"))
    tallest = max(one.people for one in report.bars)
    bars, rows = [], []
    for at, one in enumerate(report.bars):
        height = round((HEIGHT - 40) * one.people / tallest) if one.people else 0
        start, middle = at * STEP + 6, at * STEP + STEP // 2
        top = HEIGHT - 20 - height
        bars.append(
            f'<rect x="{start}" y="{top}" width="{STEP - 12}" height="{height}"/>'
            f'<text x="{middle}" y="{top - 4}" text-anchor="middle">{one.people}</text>'
            f'<text x="{middle}" y="{HEIGHT - 4}" text-anchor="middle">'
            f"{escape(language.number(100 * one.low, 2))}</text>"
        )
        rows.append(
            (
                language.percent(one.low),
                language.percent(one.high),
                language.number(one.people),
            )
        )
    heads = [language.word(text) for text in (_("chance from"), _("chance up to"), _("people"))]
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(title)}" '
        f'direction="ltr">{"".join(bars)}</svg>\n'
        + table_of(title, heads, rows, numbers=(0, 1, 2), has_caption=True)
    )


def _quotas(report: Report, language: Language) -> str:
    word = language.word
    heading = word(_("Achieved against wanted"))
    heads = (
        word(_("category")),
        word(_("value")),
        word(_("at least")),
        word(_("at most")),
        word(_("in the pool")),
        word(_("seats on an average panel")),
        word(_("seats on the drawn panel")),
    )
    rows = [_quota_row(one, language) for one in report.quotas]
    table = table_of(heading, heads, rows, numbers=(2, 3, 4, 5, 6))
    return f"<section>\n<h2>{escape(heading)}</h2>\n{table}\n</section>"


def _quota_row(one: Balance, language: Language) -> tuple[str, ...]:
    hidden = language.word(_("hidden"))
    seats = hidden if one.people is None else "—"
    return (
        one.category,
        one.value,
        language.number(one.minimum),
        language.number(one.maximum),
        hidden if one.people is None else language.number(one.people),
        hidden if one.average is None else language.number(one.average, 2),
        seats if one.seats is None else language.number(one.seats),
    )


def _costs(report: Report, language: Language) -> str:
    if not report.costs:
        return ""
    word = language.word
    heading = word(_("What each quota costs whoever has the smallest chance"))
    heads = (
        word(_("category")),
        word(_("value")),
        word(_("bound")),
        word(_("gain in chance")),
    )
    told = word(_("Were one of these bounds looser by one seat, the smallest chance would gain:"))
    rows = [
        (one.category, one.value, word(BOUNDS[one.bound]), language.percent(one.gain))
        for one in report.costs
    ]
    table = table_of(heading, heads, rows, numbers=(3,))
    return f"<section>\n<h2>{escape(heading)}</h2>\n<p>{escape(told)}</p>\n{table}\n</section>"


def _outside(report: Report, language: Language) -> str:
    word = language.word
    if not report.outside:
        return ""
    heading = word(_("Who is on no panel, and why"))
    heads = (word(_("person")), word(_("why")))
    rows = [(one.id, _why(one, language)) for one in report.outside[:MOST_LISTED]]
    told = word(
        _("People whom no panel that keeps every quota can hold: %(people)s."),
        people=language.number(len(report.outside)),
    )
    return (
        f"<section>\n<h2>{escape(heading)}</h2>\n<p>{escape(told)}</p>\n"
        f"{table_of(heading, heads, rows)}\n</section>"
    )


def _why(one: Outside, language: Language) -> str:
    """The least change of quotas that would seat them, or the rule that leaves them no seat."""
    if one.reason.changes:
        changes = language.comma.join(map(language.change, one.reason.changes))
        return language.word(_("This would seat them: %(changes)s."), changes=changes)
    return language.word(WHY[one.reason.why])


def _drawn(report: Report, language: Language) -> str:
    word = language.word
    heading = word(_("The draw"))
    if not report.drawn:
        waits = word(_("Not drawn yet: the public value will pick one of the panels."))
        return f"<section>\n<h2>{escape(heading)}</h2>\n<p>{escape(waits)}</p>\n</section>"
    told = word(_("Panel drawn: %(number)s."), number=language.number(report.number))
    value = word(_("Public value:"))
    ids = "".join(f"<li><bdi>{escape(name)}</bdi></li>" for name in report.drawn)
    return (
        f"<section>\n<h2>{escape(heading)}</h2>\n"
        f'<p>{escape(value)} <code dir="auto">{escape(report.value)}</code></p>\n'
        f"<p>{escape(told)}</p>\n<ol>{ids}</ol>\n</section>"
    )


def _check(report: Report, language: Language) -> str:
    word = language.word
    heading = word(_("Check it yourself"))
    seal = word(_("Digital fingerprint of the sealed lottery (SHA-256):"))
    how = word(_("With the file evidence.json, anyone can decide all of it again:"))
    command = f"multaqa verify evidence.json --seal {report.seal}"
    return (
        f"<section>\n<h2>{escape(heading)}</h2>\n"
        f'<p>{escape(seal)} <code dir="ltr">{escape(report.seal)}</code></p>\n'
        f'<p>{escape(how)}</p>\n<p><code dir="ltr">{escape(command)}</code></p>\n</section>'
    )
