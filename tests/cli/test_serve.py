"""`multaqa serve` for real: a site that answers, and a worker that comes back when it is killed."""

import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

MULTAQA = Path(sys.executable).with_name("multaqa")
PATIENCE = 180  # seconds before a machine is held to be broken; nothing is measured


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


def children_of(pid):
    children = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for file in children for child in file.read_text().split()]


def workers_of(pid):
    """The worker processes that a serve process keeps, as the kernel lists them."""
    return [
        child
        for child in children_of(pid)
        if b"run_jobs" in Path(f"/proc/{child}/cmdline").read_bytes()
    ]


def environment(home):
    settings = {
        "MULTAQA_MODE": "demonstration",
        "MULTAQA_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "multaqa.portal.settings",
    }
    return {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("MULTAQA_", "DATABASE_URL"))
    } | settings


@pytest.fixture
def served(tmp_path):
    port = free_port()
    command = [str(MULTAQA), "serve", "--port", str(port)]
    process = subprocess.Popen(
        command, env=environment(tmp_path), umask=0o022, stdout=subprocess.PIPE, text=True
    )
    address = f"http://127.0.0.1:{port}"

    def answers():
        assert process.poll() is None, process.stdout.read()
        try:
            with urllib.request.urlopen(f"{address}/", timeout=5) as answer:
                return answer.read().decode()
        except OSError:
            return None

    until(answers)
    yield process, address, tmp_path
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=PATIENCE)


def prepare(home):
    done = subprocess.run(
        [str(MULTAQA), "serve", "--prepare-only"],
        env=environment(home),
        umask=0o022,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def fetch(address):
    with urllib.request.urlopen(address, timeout=20) as answer:
        return answer.headers, answer.read()


def open_to_others(home):
    """Whatever in the folder, and the folder itself, somebody else on the machine could open."""
    return {
        str(path.relative_to(home))
        for path in (home, *home.rglob("*"))
        if stat.S_IMODE(path.stat().st_mode) & 0o077
    }


@pytest.mark.slow
def test_serve_answers_and_its_worker_comes_back(served):
    process, address, home_folder = served
    _, home = fetch(f"{address}/")
    page = home.decode()
    style = re.search(r'href="(/static/ui/ui\.[0-9a-f]+\.css)"', page)
    headers, _ = fetch(address + style[1])
    assert "immutable" in headers["Cache-Control"]
    _, evidence = fetch(f"{address}/forum/2/draw/all/evidence.json")
    assert json.loads(evidence)["drawn"]["number"]
    # The demonstration that was just built holds papers, and those who answer still make theirs.
    _, paper = fetch(f"{address}/forum/2/programme/programme.pdf")
    assert paper.startswith(b"%PDF")

    (first,) = until(lambda: workers_of(process.pid))
    os.kill(first, signal.SIGKILL)
    (second,) = until(lambda: [pid for pid in workers_of(process.pid) if pid != first])
    assert second != first
    assert open_to_others(home_folder) == set()
    for pid in (process.pid, *children_of(process.pid)):
        assert "Umask:\t0077" in Path(f"/proc/{pid}/status").read_text()


@pytest.mark.slow
def test_prepare_leaves_the_folder_to_its_owner(tmp_path):
    home = tmp_path / "srv" / "multaqa"
    prepare(home)
    assert (home / "multaqa.sqlite3").stat().st_size
    assert list((home / "static").rglob("*.css"))
    assert open_to_others(home) == set()

    # One of the time when it was open to all is shut, and its database too.
    home.chmod(0o755)
    (home / "multaqa.sqlite3").chmod(0o644)
    assert open_to_others(home) == {".", "multaqa.sqlite3"}
    prepare(home)
    assert open_to_others(home) == set()
