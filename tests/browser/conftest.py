"""A browser for the tests that need one: visits, weighs, and asks axe."""

import gzip
import os
import shutil
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from urllib.parse import urljoin

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, Response, sync_playwright

from multaqa.apps.accounts.models import DEMONSTRATION_PEOPLE, Role, User
from multaqa.apps.accounts.services import contact
from multaqa.portal.demonstration import village
from tests.rows import put_back, taken_rows

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text()
# Without a window to draw, the same engine takes half the work.
CHROMIUM = (
    os.environ.get("CHROMIUM")
    or shutil.which("chromium-headless-shell")
    or shutil.which("chromium")
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
BROWSER = pytest.StashKey[Browser]()
VILLAGE = pytest.StashKey[dict]()
KB = 1024


@dataclass
class Weight:
    """Bytes on the wire, by kind; text counts as gzipped, fonts and pictures as they are."""

    kinds: dict[str, int] = field(default_factory=dict)

    @property
    def without_fonts(self):
        return sum(self.kinds.get(kind, 0) for kind in ("document", "stylesheet", "script"))

    @property
    def in_all(self):
        return sum(self.kinds.values())

    def add(self, response: Response):
        body, kind = response.body(), response.request.resource_type
        is_packed = response.url.endswith((".woff2", ".png", ".jpg", ".webp"))
        size = len(body) if is_packed else len(gzip.compress(body, 9))
        self.kinds[kind] = self.kinds.get(kind, 0) + size


@pytest.fixture
def people(settings):
    """Those whom the page of the sign-ins names, by one press; wanted before what they hold."""
    settings.DEMONSTRATION = True
    for person in DEMONSTRATION_PEOPLE:
        email, phone = contact(person.contact)
        user = User.objects.create_user(email=email, phone=phone, name=person.name)
        if person.role:
            Role.objects.create(user=user, kind=person.role)


@pytest.fixture
def built_village(transactional_db, request):
    """The demonstration: built once in a run, and the same rows in each test that wants it."""
    stash = request.config.stash
    if VILLAGE in stash:
        put_back(stash[VILLAGE])
    else:
        village.build_if_empty()
        stash[VILLAGE] = taken_rows()


@pytest.fixture(scope="session")
def chromium(request):
    """One browser for the whole run, whichever folders ask for it."""
    stash = request.config.stash
    if BROWSER not in stash:
        # Playwright keeps a loop in this thread; the tests use the ORM around it, never inside it.
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
        playwright = sync_playwright().start()
        request.config.add_cleanup(playwright.stop)
        stash[BROWSER] = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        request.config.add_cleanup(stash[BROWSER].close)
    return stash[BROWSER]


@pytest.fixture(scope="session", autouse=True)
def static_folder():
    """WhiteNoise warns when its folder is not there, and here a warning is an error."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture
def site(live_server):
    """The address of the running site."""
    return live_server.url


@pytest.fixture
def visitor(chromium, site):
    """Makes a visitor: ``visitor(width=390)`` is a browser context with nothing in its cache."""
    contexts: list[BrowserContext] = []

    def arrive(*, width=1280, height=900, **options) -> BrowserContext:
        options = {"base_url": site, "reduced_motion": "reduce"} | options
        context = chromium.new_context(viewport={"width": width, "height": height}, **options)
        context.set_default_timeout(15_000)
        contexts.append(context)
        return context

    yield arrive
    for context in contexts:
        context.close()


@pytest.fixture
def visit(visitor):
    """Opens one page for one new visitor: ``visit("/parts/", width=390)``."""

    def open_page(address: str, **options) -> Page:
        page = visitor(**options).new_page()
        page.goto(address)
        page.evaluate("document.fonts.ready")
        return page

    return open_page


@pytest.fixture
def faults(visit):
    """What axe finds on a page; the content policy is lifted, or it would keep axe out."""

    def ask(address: str, **options) -> list[str]:
        page = visit(address, bypass_csp=True, **options)
        page.evaluate(AXE)
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [
            f"{rule['id']}: {node['target']} {node['failureSummary']}"
            for rule in found["violations"]
            for node in rule["nodes"]
        ]

    return ask


@pytest.fixture
def weigh(visitor, site):
    """The weight of a first visit, then of each next page: ``first, then = weigh("/", "/b/")``."""

    def walk(*addresses: str, **options) -> list[Weight]:
        page, seen, weights = visitor(**options).new_page(), set(), []
        for address in addresses:
            responses: list[Response] = []

            def keep(response: Response, kept=responses):
                kept.append(response)

            page.on("response", keep)
            page.goto(urljoin(site, address), wait_until="networkidle")
            page.evaluate("document.fonts.ready")
            page.remove_listener("response", keep)
            weight = Weight()
            for response in responses:
                if response.ok and response.url not in seen:
                    weight.add(response)
                    seen.add(response.url)
            weights.append(weight)
        return weights

    return walk


def overflow(page: Page) -> int:
    """How many pixels a page is wider than its window: 0 when nothing scrolls sideways."""
    page.wait_for_load_state("domcontentloaded")  # a slow machine is still between two pages
    return page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )


def clean(page: Page) -> None:
    """Nothing sideways, and nothing that axe finds; the page's context lifts the content policy."""
    assert overflow(page) == 0, page.url
    page.evaluate(AXE)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert [
        (rule["id"], node["html"]) for rule in found["violations"] for node in rule["nodes"]
    ] == [], page.url


def enter(visitor, role="coordinator", **options) -> Page:
    """A new page of somebody of the demonstration, come in by one click."""
    page = visitor(**({"bypass_csp": True} | options)).new_page()
    page.goto("/sign-in/")
    page.click(f"form[action*='{role}'] button")
    page.wait_for_url(lambda address: "/sign-in/" not in address)
    return page


def press(page: Page, selector: str) -> None:
    """Press what leads on, and wait until its page has come: nothing is under way any more."""
    with page.expect_navigation():
        page.click(selector)
