"""`multaqa serve` for real: a site that answers, and a worker that comes back when it is killed."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

MULTAQA = Path(sys.executable).with_name("multaqa")
PATIENCE = 60  # seconds before a machine is held to be broken; nothing is measured


def free_port():
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]


def until(found):
    """Wait until ``found()`` is true, and return it."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if thing := found():
            return thing
        time.sleep(0.2)
    raise AssertionError("waited in vain")


def workers_of(pid):
    """The worker processes that a serve process keeps, as the kernel lists them."""
    children = Path(f"/proc/{pid}/task").glob("*/children")
    pids = [int(child) for file in children for child in file.read_text().split()]
    return [child for child in pids if b"run_jobs" in Path(f"/proc/{child}/cmdline").read_bytes()]


@pytest.fixture
def served(tmp_path):
    port = free_port()
    settings = {
        "MULTAQA_MODE": "demonstration",
        "MULTAQA_HOME": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "multaqa.portal.settings",
    }
    environment = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("MULTAQA_", "DATABASE_URL"))
    } | settings
    command = [str(MULTAQA), "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    address = f"http://127.0.0.1:{port}"

    def answers():
        assert process.poll() is None, process.stdout.read()
        try:
            with urllib.request.urlopen(f"{address}/", timeout=5) as answer:
                return answer.read().decode()
        except OSError:
            return None

    until(answers)
    yield process, address
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=PATIENCE)


def fetch(address):
    with urllib.request.urlopen(address, timeout=20) as answer:
        return answer.headers, answer.read()


@pytest.mark.slow
def test_serve_answers_and_its_worker_comes_back(served):
    process, address = served
    _, home = fetch(f"{address}/")
    page = home.decode()
    style = re.search(r'href="(/static/ui/ui\.[0-9a-f]+\.css)"', page)
    headers, _ = fetch(address + style[1])
    assert "immutable" in headers["Cache-Control"]
    _, evidence = fetch(f"{address}/forum/2/draw/evidence.json")
    assert json.loads(evidence)["drawn"]["number"]

    (first,) = until(lambda: workers_of(process.pid))
    os.kill(first, signal.SIGKILL)
    (second,) = until(lambda: [pid for pid in workers_of(process.pid) if pid != first])
    assert second != first
