"""Balanced lottery: chance decides who sits, within quotas, as evenly as the quotas allow."""

from multaqa.engines.lottery.check import check
from multaqa.engines.lottery.feasibility import Alternative, Change, Feasibility, feasibility
from multaqa.engines.lottery.figures import Achieved, Bar, achieved, histogram
from multaqa.engines.lottery.lottery import VERSION, Lottery, QuotaCost, Unseatable, compute
from multaqa.engines.lottery.problem import Method, Person, Problem, Quota

__all__ = [
    "VERSION",
    "Achieved",
    "Alternative",
    "Bar",
    "Change",
    "Feasibility",
    "Lottery",
    "Method",
    "Person",
    "Problem",
    "Quota",
    "QuotaCost",
    "Unseatable",
    "achieved",
    "check",
    "compute",
    "feasibility",
    "histogram",
]
