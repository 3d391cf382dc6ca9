"""One picture for each project: how much of its cost was there, and who paid it."""

from fractions import Fraction
from html import escape

from multaqa.cli.fund_story import Story, money_told
from multaqa.cli.language import Language
from multaqa.engines.budgeting.election import Project
from multaqa.engines.budgeting.outcome import Reason, Rule, Step, Utility
from multaqa.kernel.engine_phrases import _

LABELS = {
    "paid": _("paid by those who chose it"),
    "full": _("paid by who paid the full share"),
    "all": _("paid by who gave all they had left"),
    "left": _("paid from what the envelope had left"),
    "there": _("what was there when it fell"),
    "missing": _("what was missing"),
}
EQUAL_UNITS = (Utility.COST, Utility.CARDINALITY)
Parts = list[tuple[str, Fraction]]


def bar_of_bought(story: Story, step: Step, language: Language) -> str:
    """The bar of a project that was bought, by who paid it."""
    settings = story.outcome.settings
    if step.by == Rule.EQUAL_SHARES and settings.utility in EQUAL_UNITS:
        full = step.payers * step.price
        parts = [("full", full), ("all", step.cost - full)]
    elif step.by == Rule.GREEDY and settings.rule is Rule.EQUAL_SHARES:
        parts = [("left", Fraction(step.cost))]
    elif step.by == Rule.GREEDY:
        return ""
    else:
        parts = [("paid", Fraction(step.cost))]
    return _bar(story, parts, language)


def bar_of_lost(story: Story, project: Project, reason: Reason, language: Language) -> str:
    """The bar of a project that was not bought: what was there, and what was missing."""
    if not reason.missing or project.cost > story.election.budget:
        return ""
    missing = min(reason.missing, Fraction(project.cost))
    return _bar(story, [("there", project.cost - missing), ("missing", missing)], language)


def _bar(story: Story, parts: Parts, language: Language) -> str:
    """Each part as long as its share of the cost, told in words above."""
    parts = [(tone, amount) for tone, amount in parts if amount > 0]
    cost = sum(amount for _tone, amount in parts)
    told = " · ".join(
        f"{language.word(LABELS[tone])}: {money_told(story, amount, language)}"
        for tone, amount in parts
    )
    drawn, start = [], Fraction(0)
    for tone, amount in parts:
        place, width = (f"{float(one / cost * 100):.2f}" for one in (start, amount))
        drawn.append(f'<rect data-tone="{tone}" x="{place}" y="0" width="{width}" height="4"/>')
        start += amount
    return (
        f'<figure><figcaption>{escape(told)}</figcaption><svg class="bar" viewBox="0 0 100 4" '
        f'preserveAspectRatio="none" aria-hidden="true">{"".join(drawn)}</svg></figure>'
    )
