import pytest

from tests.browser.conftest import KB, overflow

pytestmark = pytest.mark.browser

EVERYWHERE = pytest.mark.parametrize("width", [390, 1280])
PAGES = pytest.mark.parametrize("address", ["/parts/", "/fr/parts/", "/desk/", "/fr/desk/", "/"])


@EVERYWHERE
@PAGES
def test_page_fits_its_window(visit, address, width):
    assert overflow(visit(address, width=width)) == 0


@EVERYWHERE
@PAGES
def test_axe_finds_nothing(faults, address, width):
    assert faults(address, width=width) == []


def test_page_obeys_its_own_content_policy(visitor):
    page, complaints = visitor().new_page(), []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto("/parts/", wait_until="networkidle")
    assert complaints == []
    assert page.evaluate("htmx.config.allowEval") is False


def test_htmx_posts_outside_a_form_with_the_token_of_the_page(visit):
    page = visit("/fr/swap/")
    page.click("#swap")
    page.wait_for_selector("#swapped")
    assert page.text_content("#swapped") == "POST"


@EVERYWHERE
@pytest.mark.parametrize(("address", "from_the_right"), [("/parts/", True), ("/fr/parts/", False)])
def test_bars_grow_from_the_side_where_reading_starts(visit, address, from_the_right, width):
    page = visit(address, width=width)
    track, bar = (
        page.locator(f".bars__{piece}").last.bounding_box() for piece in ("track", "length")
    )
    gap_at_the_left = bar["x"] - track["x"]
    assert (gap_at_the_left > 20) == from_the_right


@EVERYWHERE
def test_days_of_a_range_read_from_left_to_right_in_arabic(visit, width):
    places = visit("/parts/", width=width).evaluate(
        """() => {
          const fact = document.querySelector('.facts li').lastChild;
          return ['14', '15', 'دجنبر'].map(text => {
            const range = document.createRange();
            range.setStart(fact, fact.data.indexOf(text));
            range.setEnd(fact, fact.data.indexOf(text) + text.length);
            return range.getBoundingClientRect().x;
          });
        }"""
    )
    fourteen, fifteen, december = places
    assert december < fourteen < fifteen


@pytest.mark.parametrize("address", ["/parts/", "/fr/parts/", "/desk/"])
def test_thumbs_reach_every_target(visit, address):
    small = visit(address, width=390).evaluate(
        """() => [...document.querySelectorAll(
             'button, .button, .nav__link, .desk__link, .tools__link, .paging__link, summary,'
             + '.choices__choice, .field > input, select, textarea'
           )].filter(one => one.getBoundingClientRect().height < 44 && one.offsetParent)
            .map(one => one.outerHTML)"""
    )
    assert small == []


def test_keyboard_skips_to_the_content(visit):
    page = visit("/parts/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.locator(".skip").bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main"


@pytest.mark.parametrize(
    ("address", "family"), [("/parts/", "Reem Kufi"), ("/fr/parts/", "Readex Pro")]
)
def test_page_brings_its_own_fonts(visit, address, family):
    loaded = visit(address).evaluate(
        "[...document.fonts].filter(face => face.status == 'loaded').map(face => face.family)"
    )
    assert any(family in name for name in loaded)
    assert not any("Tifinagh" in name for name in loaded)


@pytest.mark.parametrize("language", ["", "/fr"])
def test_pages_are_light(weigh, language):
    first, then = weigh(f"{language}/parts/", f"{language}/desk/")
    assert first.without_fonts <= 36 * KB
    assert first.in_all <= 100 * KB
    assert then.in_all <= 15 * KB
