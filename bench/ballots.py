"""Ballots sent to a real server, which is killed while people vote; receipts against ballots.

    python bench/ballots.py [--voters N] [--kills N] [--workers N] [--senders N]

Starts the site as an instance would (``multaqa serve``) on SQLite in a folder of its own, or on the
empty PostgreSQL database that ``DATABASE_URL`` names; makes a round of 84 projects, and as many
voters as asked, each signed in. Other processes then send their ballots over HTTP, as phones do:
one in ten is changed afterwards. That is measured, senders and server on the same cores: how many a
second, and how long the processors worked for each, which does not depend on what else runs here.

Then as many again vote while the server is killed (``kill -9``, the whole of it) and started again,
as often as asked. A phone that gets no answer sends the same form again. In the end every receipt
that a phone was given is looked for: among the ballots, or among those that were replaced.
"""

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from gzip import decompress
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from threading import Thread
from urllib.error import URLError
from urllib.request import urlopen

SLUG = "bench"
PROJECTS = 84
CHOSEN = 5
CHANGED_OF = 10  # one voter in so many changes the ballot
PATIENCE = 90  # seconds that a phone goes on sending
MARK = b'receipt__code" dir="ltr">'


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    options.add_argument("--voters", type=int, default=4000)
    options.add_argument("--kills", type=int, default=4)
    options.add_argument("--port", type=int, default=8767)
    options.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    options.add_argument("--senders", type=int, default=16)
    options.add_argument("--send", help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.send:
        return send_all(asked.port, asked.senders, Path(asked.send))
    home = Path(tempfile.mkdtemp(prefix="multaqa-bench-"))
    os.environ |= {
        "MULTAQA_MODE": "production",
        "MULTAQA_HOME": str(home),
        "MULTAQA_ORIGIN": f"http://127.0.0.1:{asked.port}",
        "MULTAQA_DELIVERY": "file",
    }
    server = Server(asked)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the server is stopped too
    try:
        server.start()
        calm, rough = prepare(asked.voters, home)
        spent = measured(server, asked, calm)
        senders = sending(asked, rough)
        killed = 0
        while senders.poll() is None and killed < asked.kills:
            time.sleep(1.5)
            if senders.poll() is None:
                server.kill()
                killed += 1
                server.start()
        senders.wait()
    finally:
        server.stop()
    return report(asked, calm, rough, spent, killed)


@dataclass
class Spent:
    """Seconds by the clock, and of processors: of the server, its database, and the senders."""

    clock: float
    server: float
    database: float | None
    senders: float


def measured(server, asked, phones):
    from django.db import connection

    keeper = None
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            keeper = parent_of(cursor.fetchone()[0])
    before = worked(server.processes()), worked(kept_by(keeper)), time.monotonic()
    senders = sending(asked, phones)
    usage = os.wait4(senders.pid, 0)[2]
    senders.returncode = 0
    return Spent(
        time.monotonic() - before[2],
        worked(server.processes()) - before[0],
        worked(kept_by(keeper)) - before[1] if keeper else None,
        usage.ru_utime + usage.ru_stime,
    )


def fields_of(process):
    """What Linux tells of a process, after its name: the fields of stat(5) from the third on."""
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()


def parent_of(process):
    """The process that keeps the database, where it is on this machine."""
    try:
        return int(fields_of(process)[1])
    except OSError:
        return None


def every_process():
    for path in Path("/proc").glob("[0-9]*"):
        try:
            yield int(path.name), fields_of(path.name)
        except OSError:  # it ended
            continue


def kept_by(keeper):
    return {pid: told for pid, told in every_process() if keeper in (pid, int(told[1]))}


def worked(processes):
    """Processor seconds of these processes, and of those that they saw end."""
    ticks = sum(int(one) for told in processes.values() for one in told[11:15])
    return ticks / os.sysconf("SC_CLK_TCK")


class Server:
    """``multaqa serve`` in a group of its own, so that all of it can be killed at once."""

    def __init__(self, asked):
        multaqa = Path(sys.executable).with_name("multaqa")
        self.command = [multaqa, "serve", "--port", str(asked.port)]
        self.command += ["--workers", str(asked.workers)]
        self.port, self.process = asked.port, None

    def start(self):
        for _turn in range(50):  # what was killed may take a moment to be gone
            if not self._answers():
                break
            time.sleep(0.1)
        else:
            raise SystemExit(f"another server answers on port {self.port}")
        self.process = subprocess.Popen(
            self.command, start_new_session=True, stdout=subprocess.DEVNULL
        )
        for _turn in range(900):
            try:
                urlopen(os.environ["MULTAQA_ORIGIN"] + "/budget/", timeout=10).read()
            except (URLError, OSError):
                time.sleep(0.2)
            else:
                return
        raise SystemExit("the site did not start")

    def _answers(self):
        with socket.socket() as line:
            return line.connect_ex(("127.0.0.1", self.port)) == 0

    def processes(self):
        return {pid: told for pid, told in every_process() if int(told[3]) == self.process.pid}

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self):
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.kill()


def prepare(count, home):
    """The round, and twice as many signed-in voters as asked: what each phone holds, in files."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "multaqa.portal.settings")
    import django

    django.setup()
    from datetime import timedelta

    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.contrib.sessions.models import Session
    from django.utils import timezone

    from multaqa.apps.accounts.models import User, Visit
    from multaqa.apps.accounts.services.visits import SEEN
    from multaqa.apps.budget.models import Round, RoundProject, RoundState
    from multaqa.apps.budget.views.standing import IN_SESSION
    from multaqa.apps.territory.models import Commune

    now = timezone.now()
    voting = Round.objects.create(
        slug=SLUG,
        title_ar="جولة القياس",
        organiser="القياس",
        region_id="10",
        envelope=4_200_000,
        form="some",
        most_choices=CHOSEN,
        state=RoundState.FROZEN,
        frozen_at=now,
        opens_at=now,
        closes_at=now + timedelta(days=1),
        salt=token_hex(32),
    )
    communes = list(Commune.objects.filter(province__region="10"))
    RoundProject.objects.bulk_create(
        RoundProject(
            round=voting,
            number=str(at + 1),
            title=f"مشروع الدوار رقم {at + 1}",
            cost=40_000 + 10_000 * at,
            commune=communes[at % len(communes)],
        )
        for at in range(PROJECTS)
    )
    phones = [f"+2126{at:08d}" for at in range(2 * count)]
    User.objects.bulk_create(User(phone=phone, password="!") for phone in phones)
    store, sessions, held = SessionStore(), [], []
    for at, user in enumerate(User.objects.filter(phone__in=phones).order_by("pk")):
        key, commune = token_hex(16), communes[at % len(communes)].pk
        told = {
            SESSION_KEY: str(user.pk),
            BACKEND_SESSION_KEY: "allauth.account.auth_backends.AuthenticationBackend",
            HASH_SESSION_KEY: user.get_session_auth_hash(),
            SEEN: int(time.time()),
            IN_SESSION: {str(voting.pk): ["resident", None, "", commune, token_hex(16)]},
        }
        sessions.append(
            Session(
                session_key=key,
                session_data=store.encode(told),
                expire_date=now + timedelta(days=1),
            )
        )
        held.append([user.pk, key])
    Session.objects.bulk_create(sessions, batch_size=500)
    # As signing in noted them.
    Visit.objects.bulk_create(
        (Visit(user_id=user, session_key=key) for user, key in held), batch_size=500
    )
    files = []
    for name, part in (("calm", held[:count]), ("rough", held[count:])):
        files.append(home / f"{name}.json")
        files[-1].write_text(json.dumps(part))
    return files


def sending(asked, phones):
    """A process of its own, so that what it spends is no part of the server's."""
    command = [sys.executable, __file__, "--port", str(asked.port)]
    command += ["--senders", str(asked.senders), "--send", str(phones)]
    return subprocess.Popen(command)


def send_all(port, senders, phones):
    held = json.loads(phones.read_text())
    given = [[] for _ in range(senders)]
    threads = [
        Thread(target=send_some, args=(port, held[at::senders], given[at])) for at in range(senders)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    phones.with_suffix(".given").write_text(json.dumps([one for part in given for one in part]))


def send_some(port, held, given):
    line = Line(port)
    for user, key in held:
        for version in range(2 if user % CHANGED_OF == 0 else 1):
            chosen = choices_of(user, version)
            began = time.monotonic()
            receipt, turns = line.send(key, chosen, version, f"{user}-{version}-{key}")
            given.append([user, version, receipt, turns, time.monotonic() - began])
            if receipt is None:
                break


def choices_of(user, version):
    """What somebody votes, to be found again: five projects, in the round's order."""
    start = int(sha256(f"{user}|{version}".encode()).hexdigest(), 16) % PROJECTS
    places = sorted((start + 13 * at) % PROJECTS for at in range(CHOSEN))
    return [str(place + 1) for place in places]


class Line:
    """One phone's connection: kept open, opened again when it drops."""

    def __init__(self, port):
        self.port, self.socket = port, None

    def send(self, key, chosen, seen, token):
        body = "&".join(
            [*(f"c={one}" for one in chosen), f"seen={seen}", f"token={token[:64]}", "do=send"]
        )
        csrf = "a" * 32
        body += f"&csrfmiddlewaretoken={csrf}"
        head = (
            f"POST /budget/{SLUG}/vote/send/ HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n"
            f"Cookie: sessionid={key}; csrftoken={csrf}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\nAccept-Encoding: gzip\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        asked, until, turns = (head + body).encode(), time.monotonic() + PATIENCE, 0
        while time.monotonic() < until:
            turns += 1
            try:
                answer = self._ask(asked)
            except OSError:
                self.socket = None
                time.sleep(0.2)
                continue
            if MARK in answer:
                return answer.partition(MARK)[2][:16].partition(b"<")[0].decode(), turns
            time.sleep(0.2)
        return None, turns

    def _ask(self, asked):
        if self.socket is None:
            self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=30)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.sendall(asked)
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += self._more()
        head, _, body = answer.partition(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
        while len(body) < length:
            body += self._more()
        return decompress(body) if b"content-encoding: gzip" in head.lower() else body

    def _more(self):
        part = self.socket.recv(65536)
        if not part:
            raise ConnectionResetError
        return part


def report(asked, calm, rough, spent, killed):
    from django.db import connection

    from multaqa.apps.budget import queries
    from multaqa.apps.budget.models import Ballot, Round, SupersededReceipt, Voter

    voting = Round.objects.get(slug=SLUG)
    runs = [json.loads(path.with_suffix(".given").read_text()) for path in (calm, rough)]
    given = [one for run in runs for one in run]
    ballots = {one.receipt: one for one in Ballot.objects.filter(round=voting)}
    replaced = set(SupersededReceipt.objects.filter(round=voting).values_list("receipt", flat=True))
    last = {user: (version, receipt) for user, version, receipt, *_ in given if receipt}
    lost = [one for one in given if one[2] and one[2] not in ballots and one[2] not in replaced]
    unanswered = sum(one[2] is None for one in given)
    voters = list(Voter.objects.filter(round=voting).values_list("user", flat=True))
    doubled = sum(count - 1 for count in Counter(voters).values())
    wrong = 0
    for user, (version, receipt) in last.items():
        ballot = ballots.get(receipt)
        address = queries.ballot_address(voting, f"user:{user}")
        wrong += (
            ballot is None
            or ballot.address != address
            or ballot.choices != choices_of(user, version)
        )
    waits = sorted(one[4] for one in runs[0])
    again = sum(one[3] > 1 for one in runs[1])

    def told_each(seconds):
        return "not here" if seconds is None else f"{1000 * seconds / len(runs[0]):.1f} ms"

    rows = [
        ("database", connection.vendor),
        ("processes that answer", asked.workers),
        ("ballots sent without a kill", len(runs[0])),
        ("ballots a second", f"{len(runs[0]) / spent.clock:.0f}"),
        ("processor a ballot, server", told_each(spent.server)),
        ("processor a ballot, database", told_each(spent.database)),
        ("processor a ballot, senders", told_each(spent.senders)),
        ("an answer takes, median", f"{waits[len(waits) // 2] * 1000:.0f} ms"),
        ("an answer takes, 99 of 100", f"{waits[len(waits) * 99 // 100] * 1000:.0f} ms"),
        ("ballots sent with kills", len(runs[1])),
        ("times killed (kill -9)", killed),
        ("forms sent again", again),
        ("receipts given", sum(one[2] is not None for one in given)),
        ("of them counted", sum(one[2] in ballots for one in given)),
        ("of them replaced by a later one", sum(one[2] in replaced for one in given)),
        ("receipts lost", len(lost)),
        ("voters without an answer", unanswered),
        ("voters", len(voters)),
        ("ballots", len(ballots)),
        ("voters with two ballots", doubled),
        ("ballots other than last sent", wrong),
    ]
    for name, value in rows:
        print(f"{name:<34}{value:>12}")
    is_whole = not (lost or doubled or wrong or unanswered) and len(voters) == len(ballots)
    print("reconciled: none lost, none doubled" if is_whole else "NOT RECONCILED")
    return 0 if is_whole else 1


if __name__ == "__main__":
    sys.exit(main())
