import gzip
import re
from pathlib import Path

import multaqa.ui

UI = Path(multaqa.ui.__file__).parent
CSS = (UI / "static/ui/ui.css").read_text()


def test_stylesheet_is_light():
    assert len(gzip.compress(CSS.encode(), 9)) < 6 * 1024


def test_stylesheet_is_logical():
    physical = (
        r"(margin|padding|border|inset)-(left|right|top|bottom)|[\s;{](left|right|top|bottom):"
    )
    assert not re.findall(physical, CSS)
    assert not re.findall(r"[\s;{](min-|max-)?(width|height):(?![^{]*\)\s*{)", CSS)


def test_stylesheet_names_what_exists():
    files = set(re.findall(r"url\(([^)]+)\)", CSS))
    assert files
    assert all((UI / "static/ui" / name).is_file() for name in files)
    used = set(re.findall(r"var\((--[a-z0-9-]+)\)", CSS))
    assert used <= set(re.findall(r"(--[a-z0-9-]+):", CSS))


def test_every_font_comes_with_its_licence():
    for folder in (UI / "fonts", UI / "static/ui/fonts"):
        licences = {
            path.stem.removeprefix("OFL-").replace("-", "") for path in folder.glob("*.txt")
        }
        fonts = [path for path in folder.iterdir() if path.suffix in {".ttf", ".woff2"}]
        assert fonts
        for font in fonts:
            name = font.stem.lower().replace("-", "")
            assert any(name.startswith(licence) for licence in licences), font.name


def test_every_part_opens_with_its_signature():
    for path in (UI / "templates/ui").glob("*.html"):
        head = "\n".join(path.read_text().splitlines()[:2])
        assert f"{{# ui/{path.name} · " in head, path.name


def test_no_part_has_inline_style_or_script():
    for path in (UI / "templates").rglob("*.html"):
        assert not re.search(r'\sstyle="|\son[a-z]+="', path.read_text()), path.name
