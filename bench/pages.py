"""Weigh and time the demonstration's pages beside a bare Django list of the same rows.

    python bench/pages.py [--rounds N]

Builds the demonstration in a folder of its own, then asks each page through the site's own WSGI
application and middleware: gzipped bytes of a first visit (page, stylesheet and scripts) and of the
next, database queries, and CPU milliseconds per request (median of the rounds, warmed up). The bare
view beside it lists the same rows in the plainest template there is, behind the same middleware, in
the same run. Numbers are printed, never judged: machines differ. Goals: at most 12 queries, at most
36 KB first and 15 KB next, at most three times the bare view's CPU or 10 ms.
"""

import argparse
import gzip
import os
import re
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("MULTAQA_MODE", "demonstration")
os.environ.setdefault("MULTAQA_HOME", tempfile.mkdtemp(prefix="multaqa-bench-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "multaqa.portal.settings")

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.http import HttpResponse
from django.template import Context, Template
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import path

from multaqa.apps.accounts.models import DEMONSTRATION_PEOPLE, User
from multaqa.apps.budget.models import Round
from multaqa.apps.budget.services import count_about
from multaqa.apps.forum.models import Applicant, Edition, Registration
from multaqa.apps.forum.services import start_registration
from multaqa.apps.network.models import Body, BodyState
from multaqa.apps.programme.models import Session
from multaqa.apps.territory.models import Commune, Region
from multaqa.kernel import jobs
from multaqa.portal import urls as site

KB = 1024
BARE = Template("<!doctype html><ul>{% for row in rows %}<li>{{ row }}</li>{% endfor %}</ul>")
ASSETS = re.compile(r'(?:href|src)="(/static/[^"]+\.(?:css|js))"')


@dataclass(frozen=True)
class Case:
    """A page, and the rows that it shows."""

    name: str
    address: str
    rows: Callable[[], Iterable[object]]


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    options.add_argument("--rounds", type=int, default=60)
    asked = options.parse_args()
    call_command("prepare_site")
    client, cases = visitor(), list(pages())
    for place, case in enumerate(cases):
        site.urlpatterns.append(path(f"bare/{place}/", bare_view(case.rows)))
    print(
        f"\nDatabase: {connection.vendor}. {asked.rounds} rounds. Bytes gzipped, without fonts.\n"
    )
    heads = ("first KB", "next KB", "queries", "CPU ms", "bare ms")
    print(f"{'page':<26}" + "".join(f"{head:>9}" for head in heads) + f"{'x':>7}")
    for place, case in enumerate(cases):
        first, after = weight(client, case.address)
        queries = queries_of(client, case.address)
        ours, theirs = cpu(client, (case.address, f"/bare/{place}/"), asked.rounds)
        print(
            f"{case.name:<26}{first / KB:>9.1f}{after / KB:>9.1f}{queries:>9}"
            f"{ours:>9.2f}{theirs:>9.2f}{ours / theirs:>7.1f}"
        )


def visitor() -> Client:
    """The demonstration's president, whose registration is begun."""
    client = Client(HTTP_HOST="127.0.0.1", HTTP_ACCEPT_ENCODING="gzip")
    person = next(one for one in DEMONSTRATION_PEOPLE if one.key == "president")
    user = User.objects.get(phone=person.contact)
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def pages() -> Iterable[Case]:
    edition = Edition.objects.get(number=3)
    president = next(one for one in DEMONSTRATION_PEOPLE if one.key == "president")
    user = User.objects.get(phone=president.contact)
    draft = start_registration(edition=edition, actor=user)
    body = Body.objects.filter(state=BodyState.VERIFIED).order_by("pk").first()
    verified = Body.objects.filter(state=BodyState.VERIFIED)
    yield Case("home", "/", lambda: Edition.objects.select_related("region"))
    yield Case("directory", "/network/", lambda: verified.select_related("commune")[:30])
    yield Case("directory: map", "/network/?map=1", lambda: verified.select_related("commune")[:30])
    yield Case(
        "directory: province",
        "/network/?map=1&territory=10.261&of=seat",
        lambda: verified.filter(commune__province="10.261").select_related("commune")[:30],
    )
    yield Case(
        "directory: misspelt",
        "/network/?q=تعاونيه تغحيجت",
        lambda: verified.filter(search_text__contains="تغجيجت").select_related("commune")[:30],
    )
    yield Case("body", body.get_absolute_url(), lambda: verified.select_related("commune")[:1])
    yield Case("territory: region", "/territory/10/", region_rows)
    yield Case("territory: commune", "/territory/10.261.03.11/", lambda: region_rows()[:12])
    yield Case("call", "/forum/3/call/", lambda: Edition.objects.select_related("region")[:1])
    for step in ("who", "body", "needs", "review"):
        yield Case(
            f"registration: {step}",
            f"/forum/3/register/{draft.token}/{step}/",
            lambda: Registration.objects.filter(pk=draft.pk),
        )
    held = Session.objects.filter(edition=edition).select_related("room", "track")
    yield Case("programme", "/forum/3/programme/", lambda: held)
    yield Case("programme: search", "/forum/3/programme/?q=تعاونية", lambda: held)
    yield Case("programme: now", "/forum/3/programme/now/", lambda: held[:4])
    workshop = held.filter(kind="workshop").first()
    yield Case("session", f"/forum/3/programme/{workshop.number}/", lambda: held[:1])
    yield Case("speakers", "/forum/3/programme/speakers/", edition.speakers.all)
    yield Case("what changed", "/forum/3/programme/changes/", edition.versions.all)
    yield Case("certificates", "/certificates/", lambda: held[:1])
    yield Case("door", "/door/", lambda: held[:1])
    yield Case("my space", "/me/", lambda: Registration.objects.filter(pk=draft.pk))
    voting = counted_round()
    put = voting.projects.select_related("commune")
    yield Case("budget: how", "/budget/how/", lambda: put[:1])
    yield Case("budget: result", f"/budget/{voting.slug}/result/", lambda: put)
    yield Case("budget: turnout", f"/budget/{voting.slug}/result/turnout/", region_rows)
    winner = voting.result.explanation["winners"][0]
    yield Case(
        "budget: a project", f"/budget/{voting.slug}/result/project/{winner}/", lambda: put[:1]
    )
    yield Case("draw", "/forum/2/draw/", lambda: drawn()[:90])
    yield Case("chances", "/forum/2/draw/all/chances/", lambda: drawn()[:60])


def counted_round() -> Round:
    """The demonstration's closed round, counted here and now: no worker runs beside a bench."""
    voting = Round.objects.get(slug="budget-2")
    job = jobs.last_about(count_about(voting))
    jobs.run(job.pk)
    return Round.objects.select_related("result").get(pk=voting.pk)


def region_rows():
    return Commune.objects.filter(province__region=Region.objects.get(code="10"))


def drawn():
    return Applicant.objects.filter(college__edition__number=2)


def bare_view(rows: Callable[[], Iterable[object]]):
    def view(_request):
        return HttpResponse(BARE.render(Context({"rows": rows()})))

    return view


def weight(client: Client, address: str) -> tuple[int, int]:
    """Bytes of a first visit and of the next page, as they go over the wire."""
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    after = len(response.content)
    html = gzip.decompress(response.content).decode()
    return after + sum(asset(found) for found in set(ASSETS.findall(html))), after


def asset(address: str) -> int:
    file = Path(settings.STATIC_ROOT) / address.removeprefix(settings.STATIC_URL)
    packed = file.with_name(f"{file.name}.gz")
    return (packed if packed.exists() else file).stat().st_size


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)


def cpu(client: Client, addresses: tuple[str, str], rounds: int) -> list[float]:
    """The median CPU milliseconds of each address, asked in turn; the first ten warm them up.

    In turn, so that a moment in which the machine is slow falls on both.
    """
    spent: dict[str, list[float]] = {address: [] for address in addresses}
    for turn in range(rounds + 10):
        for address in addresses:
            began = time.process_time()
            client.get(address)
            if turn >= 10:
                spent[address].append((time.process_time() - began) * 1000)
    return [statistics.median(times) for times in spent.values()]


if __name__ == "__main__":
    main()
