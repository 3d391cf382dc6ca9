"""Several processes answer at once, on either database, and none gets another's answer."""

import os
import subprocess
from concurrent.futures import ThreadPoolExecutor
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.cli.test_serve import MULTAQA, PATIENCE, free_port, until
from tests.database import database_url

PAGES = ["/", "/fr/", "/record/", "/network/", "/fr/network/", "/forum/2/draw/", "/territory/10/"]
ASKED = 140


@pytest.fixture
def site(transactional_db, tmp_path):
    """The address of ``multaqa serve --workers 3`` on the test database."""
    port = free_port()
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "multaqa.portal.settings",
        "DATABASE_URL": database_url(),
        "MULTAQA_HOME": str(tmp_path / "home"),
        "MULTAQA_MODE": "demonstration",
    }
    command = [str(MULTAQA), "serve", "--workers", "3", "--port", str(port)]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"

    def answers():
        assert process.poll() is None, (tmp_path / "log").read_text()
        try:
            return status(f"{address}/record/")
        except (URLError, OSError):
            return None

    until(answers)
    yield address
    process.terminate()
    process.wait(timeout=PATIENCE)


def status(address):
    with urlopen(address, timeout=PATIENCE) as answer:
        return answer.status


def title(address):
    try:
        with urlopen(address, timeout=PATIENCE) as answer:
            return answer.read().decode().partition("<title>")[2].partition("</title>")[0]
    except URLError as error:
        return repr(error)


@pytest.mark.slow
def test_processes_that_answer_at_once_share_no_connection(site):
    alone = {page: title(site + page) for page in PAGES}
    asked = [PAGES[turn % len(PAGES)] for turn in range(ASKED)]
    with ThreadPoolExecutor(20) as pool:
        told = list(pool.map(lambda page: (page, title(site + page)), asked))
    assert set(told) == set(alone.items())
