"""The server is killed while devices catch up: what is sent again comes in once, and all of it."""

import json
import os
import signal
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from threading import Barrier
from urllib.request import Request, urlopen
from uuid import UUID, uuid4

import pytest

from multaqa.apps.attendance.models import CheckIn, Scan
from tests.cli.test_serve import MULTAQA, PATIENCE, free_port, until
from tests.database import database_url
from tests.factories.attendance import BadgeFactory, DeviceFactory, TodayFactory

PEOPLE = 160
BATCH = 10
KEYS = ("the-key-of-one", "the-key-of-another")


class Server:
    """``multaqa serve`` in a group of processes of its own, so that all of it dies at once."""

    def __init__(self, folder):
        self.port, self.folder, self.process = free_port(), folder, None
        self.site = f"http://127.0.0.1:{self.port}"

    def start(self):
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "multaqa.portal.settings",
            "DATABASE_URL": database_url(),
            "MULTAQA_HOME": str(self.folder / "home"),
            "MULTAQA_MODE": "production",
            "MULTAQA_ORIGIN": self.site,
            "MULTAQA_DELIVERY": "file",
        }
        command = [str(MULTAQA), "serve", "--workers", "2", "--port", str(self.port)]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                command, env=environment, stdout=log, stderr=log, start_new_session=True
            )
        until(self.answers)

    def answers(self):
        assert self.process.poll() is None, (self.folder / "log").read_text()
        try:
            with urlopen(f"{self.site}/sign-in/", timeout=PATIENCE) as answer:
                return answer.status == 200
        except OSError:
            return False

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=PATIENCE)


@pytest.fixture
def server(transactional_db, tmp_path):
    server = Server(tmp_path)
    server.start()
    yield server
    server.kill()


def sent(site, key, scans, waiting):
    """What the server answered to a batch; nothing where it did not."""
    told = {"now": round(time.time() * 1000), "has": {}, "waiting": waiting, "scans": scans}
    request = Request(f"{site}/door/sync/", json.dumps(told).encode())
    request.add_header("Content-Type", "application/json")
    request.add_header("X-Multaqa-Door", "1")
    request.add_header("Cookie", f"multaqa_door={key}")
    try:
        with urlopen(request, timeout=PATIENCE) as answer:
            return json.load(answer)
    except (OSError, HTTPException, json.JSONDecodeError):
        return None


def until_it_dies(site, key, queue, begun):
    """Batch after batch, until one has no answer: the scans that were answered."""
    answered = []
    for start in range(0, len(queue), BATCH):
        batch = queue[start : start + BATCH]
        if start == 2 * BATCH:
            begun.wait(timeout=PATIENCE)
        if sent(site, key, batch, len(queue) - start) is None:
            break
        answered += batch
    return answered


@pytest.mark.slow
def test_killed_in_the_middle_nothing_is_lost_and_nothing_doubled(server):
    edition = TodayFactory()
    badges = BadgeFactory.create_batch(PEOPLE, edition=edition)
    for key in KEYS:
        DeviceFactory(edition=edition, key=key)
    now = round(time.time() * 1000)
    queues = [
        [{"id": str(uuid4()), "code": badge.code, "at": now - place} for badge in badges]
        for place in range(2)
    ]
    begun = Barrier(3)
    with ThreadPoolExecutor(2) as pool:
        sending = [
            pool.submit(until_it_dies, server.site, key, queue, begun)
            for key, queue in zip(KEYS, queues, strict=True)
        ]
        begun.wait(timeout=PATIENCE)  # each is at its third batch
        server.kill()
        answered = [one for each in sending for one in each.result()]
    assert 4 * BATCH <= len(answered) < 2 * PEOPLE
    kept = set(Scan.objects.values_list("uuid", flat=True))
    assert {UUID(one["id"]) for one in answered} <= kept

    server.start()
    for key, queue in zip(KEYS, queues, strict=True):
        for start in range(0, len(queue), BATCH):
            assert sent(server.site, key, queue[start : start + BATCH], 0)
    wanted = {one["id"] for queue in queues for one in queue}
    assert sorted(str(one.uuid) for one in Scan.objects.all()) == sorted(wanted)
    came = sorted(CheckIn.objects.values_list("badge", flat=True))
    assert came == sorted(badge.pk for badge in badges)
