"""A page that a command leaves: it stands alone, without script or outside file."""

from collections.abc import Sequence
from html import escape

from multaqa.cli.language import Language

STYLE = """
:root { color-scheme: light dark; --ink: #1c2b2a; --paper: #fdfcf9; --line: #b9c4c0;
        --bar: #0b6b5d; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e9efec; --paper: #14201f; --line: #4c5c59; --bar: #5cc4b2; }
}
body { max-inline-size: 60rem; margin-inline: auto; padding: 1.5rem; color: var(--ink);
       background: var(--paper); font: 1.05rem/1.7 system-ui, "Noto Sans Arabic", sans-serif; }
h1, h2 { line-height: 1.3; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; inline-size: 100%; margin-block: 1rem; }
caption { text-align: start; font-weight: 600; padding-block: .4rem; }
th, td { text-align: start; padding: .35rem .7rem; border-block-end: 1px solid var(--line); }
.number { text-align: end; font-variant-numeric: tabular-nums; }
code { overflow-wrap: anywhere; }
svg { inline-size: 100%; block-size: auto; }
svg rect { fill: var(--bar); }
svg.bar { block-size: .8rem; display: block; border: 1px solid var(--line); }
[dir="rtl"] svg.bar { transform: scaleX(-1); }
svg rect[data-tone="all"], svg rect[data-tone="left"] { fill-opacity: .55; }
svg rect[data-tone="missing"] { fill-opacity: 0; }
figure { margin: .2rem 0 .9rem; }
figcaption { font-size: .95rem; }
svg text { fill: currentColor; font-size: 13px; }
""".strip()

NUMBER = ' class="number"'


def whole_page(title: str, sections: Sequence[str], language: Language) -> str:
    """The page, in the reader's language, readable by eye, by keyboard and by screen reader."""
    return (
        f'<!doctype html>\n<html lang="{language.code}" dir="{language.direction}">\n<head>\n'
        '<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>\n{STYLE}\n</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{escape(title)}</h1>\n" + "\n".join(sections) + "\n</main>\n</body>\n</html>\n"
    )


def table_of(
    name: str,
    heads: Sequence[str],
    rows: Sequence[tuple[str, ...]],
    *,
    numbers: tuple[int, ...] = (),
    has_caption: bool = False,
) -> str:
    """A table named for who hears the page; captioned where no heading stands just above it."""
    head = "".join(
        f'<th scope="col"{NUMBER if at in numbers else ""}>{escape(word)}</th>'
        for at, word in enumerate(heads)
    )
    lines = []
    for row in rows:
        cells = [
            f"<td{NUMBER}>{escape(cell)}</td>"
            if at in numbers
            else f"<td><bdi>{escape(cell)}</bdi></td>"
            for at, cell in enumerate(row)
        ]
        lines.append(f"<tr>{''.join(cells)}</tr>")
    caption = f"<caption>{escape(name)}</caption>" if has_caption else ""
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(name)}">'
        f"<table>{caption}<thead><tr>{head}</tr></thead>"
        f"<tbody>{''.join(lines)}</tbody></table></div>"
    )
