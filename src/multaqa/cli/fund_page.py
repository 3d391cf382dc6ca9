"""The report of a count: what was bought, why the rest was not, and how to count again."""

from collections.abc import Iterator, Mapping
from html import escape

from multaqa.cli.fund_bars import bar_of_bought, bar_of_lost
from multaqa.cli.fund_story import Story, money_told
from multaqa.cli.language import Language
from multaqa.cli.page import table_of, whole_page
from multaqa.engines.budgeting.election import Project
from multaqa.engines.budgeting.outcome import (
    BoundKind,
    BoundTold,
    Completion,
    Reason,
    Rule,
    Settings,
    Utility,
)
from multaqa.kernel.engine_phrases import _

RULES = {
    Rule.EQUAL_SHARES: _("method of equal shares"),
    Rule.GREEDY: _("most votes first"),
    Rule.PHRAGMEN: _("Phragmén: the heaviest burden as light as can be"),
}
UTILITIES = {
    Utility.COST: _("A project is worth its cost to who supports it."),
    Utility.CARDINALITY: _("Every project is worth one to who supports it."),
    Utility.POINTS: _("A project is worth the points that a voter gave it."),
    Utility.BORDA: _("A project is worth as many as its voter placed behind it."),
}
BOUNDS = {BoundKind.FLOOR: _("at least"), BoundKind.CAP: _("at most")}
COMPLETIONS = {
    Completion.ADD1: _("Every share was raised by one unit of the currency as long as it fitted."),
    Completion.GREEDY: _("What was left went to the most votes for the money."),
}


def fund_page(story: Story, seal: str, language: Language) -> str:
    """The whole page, in the reader's language."""
    sections = [
        _head(story, language),
        _bought(story, language),
        _ties(story, language),
        _bounds(story, language),
        _lost(story, language),
        _removed(story, language),
        _compared(story, language),
        _forgiven(story, language),
        _check(seal, language),
    ]
    title = language.word(_("Report on a participatory budget"))
    return whole_page(title, [section for section in sections if section], language)


def _section(heading: str, inside: str) -> str:
    return f"<section>\n<h2>{escape(heading)}</h2>\n{inside}\n</section>"


def _head(story: Story, language: Language) -> str:
    election, outcome = story.election, story.outcome
    place = " · ".join(
        election.facts[key]
        for key in ("description", "unit", "instance")
        if election.facts.get(key)
    )
    lines = [
        language.word(
            _("Ballots: %(ballots)s. Projects: %(projects)s. Envelope: %(envelope)s."),
            ballots=language.number(election.ballots.people),
            projects=language.number(len(election.projects)),
            envelope=money_told(story, election.budget, language),
        ),
        language.word(
            _("Spent: %(spent)s. Left: %(left)s."),
            spent=money_told(story, outcome.spent, language),
            left=money_told(story, election.budget - outcome.spent, language),
        ),
        " ".join(_rule_told(outcome.settings, language)),
    ]
    named = f'<p><bdi>{escape(place)}</bdi> <code dir="auto">{escape(story.file)}</code></p>\n'
    return named + "\n".join(f"<p>{escape(line)}</p>" for line in lines)


def _rule_told(settings: Settings, language: Language) -> Iterator[str]:
    yield language.word(_("Rule: %(rule)s."), rule=language.word(RULES[settings.rule]))
    yield language.word(UTILITIES[settings.utility])
    for one in settings.completion:
        yield language.word(COMPLETIONS[one])


def _bought(story: Story, language: Language) -> str:
    word, outcome = language.word, story.outcome
    heading = word(_("Bought, in this order"))
    if not outcome.steps:
        return _section(heading, f"<p>{escape(word(_('Nothing could be bought.')))}</p>")
    projects = {one.id: one for one in story.election.projects}
    reasons = {one.project: one for one in outcome.reasons}
    is_shared = outcome.settings.rule is Rule.EQUAL_SHARES
    heads = [word(_("purchase")), word(_("project")), word(_("cost")), word(_("supporters"))]
    if is_shared:
        heads += [word(_("paid in full")), word(_("gave all they had left"))]
    rows = []
    for number, step in enumerate(outcome.steps, 1):
        row = [
            language.number(number),
            _name(projects[step.project]),
            money_told(story, step.cost, language),
            language.number(reasons[step.project].supporters),
        ]
        if is_shared and step.by == Rule.EQUAL_SHARES:
            row += [language.number(step.payers), language.number(step.emptied)]
        elif is_shared:
            row += ["—", "—"]
        rows.append(tuple(row))
    table = table_of(heading, heads, rows, numbers=tuple(n for n in range(len(heads)) if n != 1))
    return _section(heading, f"{table}\n{_payers(story, projects, language)}")


def _payers(story: Story, projects: Mapping[str, Project], language: Language) -> str:
    """Who paid for each, one picture after the other; greedy asks nobody to pay."""
    lines = []
    for step in story.outcome.steps:
        bar = bar_of_bought(story, step, language)
        floor = ""
        if step.floor:
            told = _("Bought with the money that the floor of “%(name)s” set aside.")
            floor = f"<br>{escape(language.word(told, name=step.floor))}"
        if bar or floor:
            name = escape(_name(projects[step.project]))
            lines.append(f"<li><b><bdi>{name}</bdi></b>{floor}{bar}</li>")
    if not lines:
        return ""
    return f"<h3>{escape(language.word(_('Who paid')))}</h3>\n<ol>{''.join(lines)}</ol>"


def _name(project: Project) -> str:
    return f"{project.id} · {project.name}" if project.name else project.id


def _ties(story: Story, language: Language) -> str:
    word = language.word
    heading = word(_("Ties"))
    if not story.outcome.ties:
        told = word(_("No two projects ever stood equal."))
        return _section(heading, f"<p>{escape(told)}</p>")
    rule = word(_("Where projects stood equal, the first project number was taken."))
    heads = (word(_("purchase")), word(_("stood equal")), word(_("taken")))
    rows = [
        (language.number(tie.step + 1), language.comma.join(tie.projects), tie.taken)
        for tie in story.outcome.ties
    ]
    return _section(heading, f"<p>{escape(rule)}</p>\n{table_of(heading, heads, rows)}")


def _bounds(story: Story, language: Language) -> str:
    """What each floor and cap asked, what its projects got, and whether it changed anything."""
    word = language.word
    if not story.outcome.bounds:
        return ""
    heading = word(_("Floors and caps"))
    heads = (
        word(_("floor or cap")),
        word(_("projects of")),
        word(_("amount")),
        word(_("money spent")),
        word(_("what it did")),
    )
    rows = [
        (
            word(BOUNDS[one.bound.kind]),
            one.bound.name,
            money_told(story, one.bound.amount, language),
            money_told(story, one.spent, language),
            word(_bound_did(one)),
        )
        for one in story.outcome.bounds
    ]
    return _section(heading, table_of(heading, heads, rows, numbers=(2, 3)))


def _bound_did(one: BoundTold) -> str:
    if not one.is_met:
        return _("It could not be reached: no other project of its kind fitted.")
    if not one.stepped_in:
        return _("Kept without changing anything.")
    return _("It changed what was bought.")


def _lost(story: Story, language: Language) -> str:
    """A list, not a table: on a phone a column of sentences would be a column of words."""
    lost = [
        (project, reason)
        for project, reason in zip(story.election.projects, story.outcome.reasons, strict=True)
        if reason.code != "removed" and not reason.code.startswith("bought")
    ]
    if not lost:
        return ""
    lost.sort(key=lambda one: -one[1].supporters)
    lines = []
    for project, reason in lost:
        facts = language.word(
            _("Cost: %(cost)s. Supporters: %(supporters)s."),
            cost=money_told(story, project.cost, language),
            supporters=language.number(reason.supporters),
        )
        why = " ".join((facts, *_why(story, project, reason, language)))
        bar = bar_of_lost(story, project, reason, language)
        name = escape(_name(project))
        lines.append(f"<li><b><bdi>{name}</bdi></b><br>{escape(why)}{bar}</li>")
    return _section(language.word(_("Not bought, and why")), f"<ul>{''.join(lines)}</ul>")


def _why(story: Story, project: Project, reason: Reason, language: Language) -> Iterator[str]:
    """What was missing, and what would have changed it."""
    facts = {
        "place": language.number(reason.fell_at or 0),
        "had": money_told(story, reason.held or 0, language),
        "missing": money_told(story, reason.missing or 0, language),
    }
    if reason.code == "no_supporter":
        yield language.word(_("Nobody chose it."))
    elif project.cost > story.election.budget:
        yield language.word(_("It costs more than the whole envelope."))
    elif reason.code == "capped":
        told = _("The cap of “%(name)s” stood against it: too little of it was left.")
        yield language.word(told, name=reason.cap)
    elif reason.code == "too_little_left" and not reason.fell_at:
        told = _(
            "From the beginning those who chose it had only %(had)s together: %(missing)s were "
            "missing."
        )
        yield language.word(told, **facts)
    elif reason.code == "too_little_left":
        told = _(
            "After purchase No. %(place)s those who chose it had %(had)s left together: "
            "%(missing)s were missing, and it could no longer be bought."
        )
        yield language.word(told, **facts)
    elif reason.missing:
        told = _("When its turn came, %(missing)s were missing in the envelope.")
        yield language.word(told, **facts)
    else:
        yield language.word(_("The count ended before its turn came."))
    if reason.cost_that_wins:
        cost = money_told(story, reason.cost_that_wins, language)
        yield language.word(_("At a cost of %(cost)s it would have been bought."), cost=cost)


def _removed(story: Story, language: Language) -> str:
    names = [
        f"<li><bdi>{escape(_name(project))}</bdi></li>"
        for project in story.election.projects
        if not project.cost
    ]
    if not names:
        return ""
    told = language.word(
        _("A cost of 0 stands for a project that was withdrawn: it is not bought.")
    )
    heading = language.word(_("Withdrawn"))
    return _section(heading, f"<p>{escape(told)}</p>\n<ul>{''.join(names)}</ul>")


def _compared(story: Story, language: Language) -> str:
    word = language.word
    heading = word(_("Another rule, on the same ballots"))
    heads = (
        word(_("rule")),
        word(_("bought, in order")),
        word(_("money spent")),
        word(_("voters left with nothing")),
    )
    rows = [
        (
            _rule_named(story, one.outcome.settings, language),
            language.comma.join(one.outcome.winners) or "—",
            money_told(story, one.outcome.spent, language),
            language.number(one.without),
        )
        for one in story.compared
    ]
    return _section(heading, table_of(heading, heads, rows, numbers=(2, 3)))


def _rule_named(story: Story, settings: Settings, language: Language) -> str:
    rule = language.word(RULES[settings.rule])
    if story.outcome.settings.bounds and not settings.bounds:
        return language.word(_("%(rule)s, without floors and caps"), rule=rule)
    return rule


def _forgiven(story: Story, language: Language) -> str:
    if not story.forgiven:
        return ""
    heading = language.word(_("What was forgiven in the file"))
    lines = "".join(
        f"<li>{escape(language.phrase(one.code, {'line': one.line, **one.facts}))}</li>"
        for one in story.forgiven
    )
    count = language.word(_("Forgiven: %(count)s."), count=language.number(story.forgiven_count))
    return _section(heading, f"<p>{count}</p><ul>{lines}</ul>")


def _check(seal: str, language: Language) -> str:
    word = language.word
    told = word(_("Digital fingerprint of the sealed count (SHA-256):"))
    how = word(_("With the file evidence.json, anyone can decide all of it again:"))
    command = f"multaqa verify evidence.json --seal {seal}"
    return _section(
        word(_("Check it yourself")),
        f'<p>{escape(told)} <code dir="ltr">{escape(seal)}</code></p>\n'
        f'<p>{escape(how)}</p>\n<p><code dir="ltr">{escape(command)}</code></p>',
    )
