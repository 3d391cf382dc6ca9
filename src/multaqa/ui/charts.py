"""Where the ink of a chart goes, worked out on the server: lengths leave here as SVG attributes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, log10

PLOT = 180  # height of the columns, in CSS pixels
HEADROOM = 18  # above the tallest column, for its count
FOOT = 24  # below the base line, for the labels
BASE = HEADROOM + PLOT
LABELS_ON_A_PHONE = 6
COUNTS_ON_A_PHONE = 12


@dataclass(frozen=True)
class Span:
    label: str
    low: float
    high: float
    count: int


@dataclass(frozen=True)
class Bar:
    label: str
    text: str
    tone: str
    length: str
    minimum: str | None
    maximum: str | None


@dataclass(frozen=True)
class Column:
    label: str
    count: int
    x: str
    middle: str
    width: str
    y: str
    height: str
    count_y: str
    is_major: bool
    is_counted: bool


@dataclass(frozen=True)
class Tick:
    value: int
    y: str


@dataclass(frozen=True)
class Histogram:
    columns: list[Column]
    ticks: list[Tick]
    height: int = BASE + FOOT
    label_y: int = BASE + FOOT - 6


def bars_of(rows: Iterable[object]) -> list[Bar]:
    """Each row's value, and its limits, as a share of its own total."""

    def share(row: object, name: str) -> str | None:
        value, total = _amount(row, name), _amount(row, "total")
        if value is None:
            return None
        return _percent(min(max(value / total, 0), 1) if total else 0)

    return [
        Bar(
            label=_text(row, "label"),
            text=_text(row, "text"),
            tone=_text(row, "tone"),
            length=share(row, "value") or "0%",
            minimum=share(row, "minimum"),
            maximum=share(row, "maximum"),
        )
        for row in rows
    ]


def histogram_of(bins: Iterable[object]) -> Histogram:
    """Columns as high as their counts, placed by their limits, under a scale of round numbers."""
    spans = [
        Span(
            label=_text(one, "label"),
            low=_amount(one, "low") or 0,
            high=_amount(one, "high") or 0,
            count=int(_amount(one, "count") or 0),
        )
        for one in bins
    ]
    if not spans:
        return Histogram([], [])
    low, width = spans[0].low, (spans[-1].high - spans[0].low) or 1
    most = max(span.count for span in spans)
    step = _round_step(most)
    top = step * max(ceil(most / step), 1)
    every = ceil(len(spans) / LABELS_ON_A_PHONE)

    def column(place: int, span: Span) -> Column:
        start, share = (span.low - low) / width, (span.high - span.low) / width
        height = PLOT * span.count / top
        is_major = place % every == every // 2
        return Column(
            label=span.label,
            count=span.count,
            x=_percent(start + share * 0.06),
            middle=_percent(start + share / 2),
            width=_percent(share * 0.88),
            y=f"{BASE - height:.1f}",
            height=f"{height:.1f}",
            count_y=f"{BASE - height - 5:.1f}",
            is_major=is_major,
            is_counted=is_major or len(spans) <= COUNTS_ON_A_PHONE,
        )

    return Histogram(
        columns=[column(place, span) for place, span in enumerate(spans)],
        ticks=[
            Tick(value, f"{BASE - PLOT * value / top:.1f}") for value in range(0, top + 1, step)
        ],
    )


def _found(row: object, name: str) -> object:
    return row.get(name) if isinstance(row, Mapping) else getattr(row, name, None)


def _text(row: object, name: str) -> str:
    found = _found(row, name)
    return "" if found is None else str(found)


def _amount(row: object, name: str) -> float | None:
    found = _text(row, name)
    return float(Fraction(found)) if found else None


def _percent(share: float) -> str:
    # Never through a template's own number format: an SVG attribute wants a dot in every language.
    return f"{share * 100:.2f}".rstrip("0").rstrip(".") + "%"


def _round_step(most: int) -> int:
    """About five steps of 1, 2, 2.5 or 5 times a power of ten."""
    rough = max(most / 5, 1)
    power: int = 10 ** floor(log10(rough))
    steps = (
        round(step * power) for step in (1.0, 2.0, 2.5, 5.0, 10.0) if (step * power).is_integer()
    )
    return next(step for step in steps if step >= rough)
