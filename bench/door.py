"""Devices of the door catch up at once, each with scans of its own and scans that others have too.

    python bench/door.py [--devices N] [--scans N] [--workers N]

Starts the site as an instance would (``multaqa serve``) on SQLite in a folder of its own, or on the
empty PostgreSQL database that ``DATABASE_URL`` names; makes an edition of today with a badge for
each person; and lets every device send its queue in batches of fifty, each batch twice (as a phone
does whose answer was lost), a fifth of its people read by another device too. Then it counts what
the database holds: every person in once, every scan once.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen
from uuid import uuid4

BATCH = 50


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    options.add_argument("--devices", type=int, default=10)
    options.add_argument("--scans", type=int, default=1000)
    options.add_argument("--port", type=int, default=8766)
    options.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    asked = options.parse_args()
    os.environ |= {
        "MULTAQA_MODE": "production",
        "MULTAQA_HOME": tempfile.mkdtemp(prefix="multaqa-bench-"),
        "MULTAQA_ORIGIN": f"http://127.0.0.1:{asked.port}",
        "MULTAQA_DELIVERY": "file",
    }
    multaqa = Path(sys.executable).with_name("multaqa")
    command = [multaqa, "serve", "--port", str(asked.port), "--workers", str(asked.workers)]
    with subprocess.Popen(command) as server:
        try:
            site = os.environ["MULTAQA_ORIGIN"]
            wait_for(site)
            edition, codes, keys = prepare(asked.devices, asked.scans)
            queues = dealt(codes, asked.devices)
            began = time.monotonic()
            with ThreadPoolExecutor(asked.devices) as pool:
                pairs = zip(keys, queues, strict=True)
                spent = list(pool.map(lambda pair: caught_up(site, *pair), pairs))
            report(edition, asked, queues, spent, time.monotonic() - began)
        finally:
            server.terminate()


def wait_for(site):
    for _turn in range(900):
        try:
            urlopen(site + "/sign-in/", timeout=10).read()
        except (URLError, OSError):
            time.sleep(0.2)
        else:
            return
    raise SystemExit("the site did not start")


def prepare(devices, people):
    """An edition of today, a badge for each person, and the devices with their keys."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "multaqa.portal.settings")
    import django

    django.setup()
    from django.utils import timezone

    from multaqa.apps.accounts.models import RoleKind
    from multaqa.apps.accounts.services import give_role
    from multaqa.apps.attendance import services
    from multaqa.apps.attendance.models import Badge
    from multaqa.apps.attendance.queries.codes import fresh_badge_code
    from multaqa.apps.forum.models import Edition
    from multaqa.apps.territory.models import Region

    actor = give_role(contact_text="bench@example.ma", kind=RoleKind.COORDINATOR, name="bench")
    today = timezone.localdate()
    edition = Edition.objects.create(
        number=30_000,
        name="bench",
        theme="bench",
        organiser="bench",
        place="bench",
        starts_on=today - timedelta(days=1),
        ends_on=today + timedelta(days=1),
        region=Region.objects.get(code="10"),
    )
    badges = [
        Badge(
            edition=edition,
            code=fresh_badge_code(edition.number),
            kind="participant",
            kinds=["participant"],
            name=f"شخص {number}",
            name_key=f"شخص {number}",
        )
        for number in range(people)
    ]
    Badge.objects.bulk_create(badges, batch_size=200)
    keys = []
    for number in range(devices):
        device = services.add_device(edition=edition, actor=actor, label=f"باب {number}")
        keys.append(services.pair_device(token=services.link_token(device))[1])
    return edition, [one.code for one in badges], keys


def dealt(codes, devices):
    """Each device its share of the people, and a fifth of the next one's."""
    shares = [codes[place::devices] for place in range(devices)]
    now = time.time() * 1000
    queues = []
    for place, share in enumerate(shares):
        after = shares[(place + 1) % devices] if devices > 1 else []
        mine = share + after[: len(after) // 5]
        queues.append(
            [
                {"id": str(uuid4()), "code": code, "at": round(now - 1000 * number)}
                for number, code in enumerate(mine)
            ]
        )
    return queues


def caught_up(site, key, queue):
    """The queue sent in batches, each twice; returns the seconds of each request."""
    has, spent = {}, []
    for start in range(0, len(queue), BATCH):
        for _turn in range(2):
            told = {
                "now": round(time.time() * 1000),
                "has": has,
                "waiting": len(queue) - start,
                "scans": queue[start : start + BATCH],
            }
            began = time.monotonic()
            answer = sent(site, key, told)
            spent.append(time.monotonic() - began)
            has |= {name: piece["digest"] for name, piece in answer["pieces"].items() if piece}
    return spent


def sent(site, key, told):
    for _turn in range(100):
        request = Request(site + "/door/sync/", json.dumps(told).encode())
        request.add_header("Content-Type", "application/json")
        request.add_header("X-Multaqa-Door", "1")
        request.add_header("Cookie", f"multaqa_door={key}")
        try:
            with urlopen(request, timeout=60) as answer:
                return json.load(answer)
        except (URLError, OSError):
            time.sleep(0.5)  # as a phone does
    raise SystemExit("a device never caught up")


def report(edition, asked, queues, spent, seconds):
    from django.db import connection

    from multaqa.apps.attendance.models import CheckIn, Scan

    people = {one["code"] for queue in queues for one in queue}
    scans = sum(len(queue) for queue in queues)
    came = list(CheckIn.objects.filter(edition=edition).values_list("badge__code", flat=True))
    kept = Scan.objects.filter(edition=edition).count()
    times = sorted(one for row in spent for one in row)
    print(f"\n{connection.vendor}: {asked.devices} devices, {len(people)} people, {scans} scans,")
    print(f"each sent twice in batches of {BATCH}, all in {seconds:.1f} s, {asked.workers} workers")
    print(f"one batch: median {times[len(times) // 2] * 1000:.0f} ms, longest {times[-1]:.2f} s")
    lost, doubled = len(people - set(came)), len(came) - len(set(came))
    print(f"people in: {len(set(came))}, lost: {lost}, doubled: {doubled}")
    print(f"scans kept: {kept}, lost: {scans - kept}")
    sys.exit(bool(lost or doubled or scans != kept))


if __name__ == "__main__":
    main()
