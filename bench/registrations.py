"""Register many people in the same minute, over HTTP, each as a browser of their own.

    python bench/registrations.py [--people N] [--workers N]

Starts the site as an instance would (``multaqa serve``, demonstration, a worker for each core) on
SQLite in a folder of its own, or on the empty PostgreSQL database that ``DATABASE_URL`` names, and
lets N people at once sign up by phone, read their code from the outbox, fill every page and send
the form twice. Then it counts what the database holds: everyone once, nobody twice, each with a
number and a receipt of their own.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
CODE = re.compile(r"\b\d{6}\b")
HOLDERS = re.compile(r'name="college" value="(\d+)"[^>]*>(?:(?!</label>).)*حامل', re.DOTALL)
GUELMIM = "10.261.01.03"
CHOICE = re.compile(r'<input type="radio" name="([^"]+)" value="([^"]+)"')
READ: set[str] = set()  # the outbox's files that were read, and the codes in them
CODES: dict[str, str] = {}
AT_ONCE = 300  # browsers under way at the same moment


class Browser:
    """One person's: cookies, the address that the site sees, and the page that lies open."""

    def __init__(self, site, number):
        self.site, self.number = site, number
        self.open = build_opener(HTTPCookieProcessor(CookieJar())).open
        self.address = f"10.{number // 65536 % 256}.{number // 256 % 256}.{number % 256}"
        self.page = self.where = ""

    def go(self, path, **fields):
        """Open a page, or send fields to it, and follow where it leads."""
        body = urlencode(fields).encode() if fields else None
        request = Request(path if "//" in path else self.site + path, body)
        request.add_header("X-Forwarded-For", self.address)
        request.add_header("Referer", self.site)
        with self.open(request, timeout=300) as answer:
            self.page, self.where = answer.read().decode(), answer.geturl()

    def send(self, path="", **fields):
        """Send the form of the page that lies open."""
        self.go(path or self.where, csrfmiddlewaretoken=TOKEN.search(self.page)[1], **fields)


def register(site, outbox, number):
    """Sign up, write, send twice; returns the seconds it took."""
    began = time.monotonic()
    browser, phone = Browser(site, number), f"06110{number:05}"
    browser.go("/sign-in/?next=/forum/3/register/")
    browser.send(contact=phone, next="/forum/3/register/")
    code = code_for(outbox, f"+212{phone[1:]}")
    browser.send("/sign-in/code/", code=code, action="verify", next="/forum/3/register/")
    browser.send("/forum/3/register/")
    typed = {"name": f"شخص {number}", "sex": "female", "birth_year": "1990", "language": "ar"}
    browser.send(contact=phone, **typed)
    college = HOLDERS.search(browser.page)
    fields = {"coming_for": "project", "project": f"مشروع {number}", "commune": GUELMIM}
    browser.send(**fields, **({"college": college[1]} if college else {}))
    browser.send(children_count="0")
    if browser.where.endswith("/questions/"):
        browser.send(**dict(CHOICE.findall(browser.page)))
    review, page = browser.where, browser.page
    for _turn in range(2):
        browser.page = page
        browser.send(review, sent="1")
    return time.monotonic() - began


def code_for(outbox, phone):
    for _turn in range(600):
        for file in os.scandir(outbox) if outbox.is_dir() else ():
            if file.name.endswith("-sms.log") and file.name not in READ:
                is_whole = time.time() - file.stat().st_mtime > 1  # else it may be half written
                head, _, text = Path(file.path).read_text().partition("\n\n")
                if (code := CODE.search(text)) and head.startswith("To: +2126110"):
                    CODES[head.split("\n")[0].removeprefix("To: ")] = code[0]
                    is_whole = True
                if is_whole:
                    READ.add(file.name)
        if phone in CODES:
            return CODES[phone]
        time.sleep(0.1)
    raise LookupError("no code came")


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    options.add_argument("--people", type=int, default=300)
    options.add_argument("--port", type=int, default=8765)
    options.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    asked = options.parse_args()
    home = Path(tempfile.mkdtemp(prefix="multaqa-bench-"))
    settings = {
        "MULTAQA_MODE": "demonstration",
        "MULTAQA_HOME": str(home),
        "MULTAQA_PROXIES": "1",
        "MULTAQA_ORIGIN": f"http://127.0.0.1:{asked.port}",
    }
    os.environ |= settings
    multaqa = Path(sys.executable).with_name("multaqa")
    command = [multaqa, "serve", "--port", str(asked.port), "--workers", str(asked.workers)]
    with subprocess.Popen(command) as server:
        try:
            site = settings["MULTAQA_ORIGIN"]
            wait_for(site)
            before = counted()
            began = time.monotonic()
            with ThreadPoolExecutor(AT_ONCE) as pool:
                spent = list(
                    pool.map(lambda n: tried(site, home / "outbox", n), range(asked.people))
                )
            report(asked.people, spent, time.monotonic() - began, before)
        finally:
            server.terminate()


def tried(site, outbox, number):
    try:
        return register(site, outbox, number)
    except (HTTPError, URLError, LookupError, TypeError, OSError) as error:
        return error


def wait_for(site):
    for _turn in range(600):
        try:
            Browser(site, 0).go("/")
        except (URLError, OSError):
            time.sleep(0.2)
        else:
            return
    raise SystemExit("the site did not start")


def counted():
    """How many registrations were sent, by phone and by number."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "multaqa.portal.settings")
    import django

    django.setup()
    from multaqa.apps.forum.models import Message, Registration

    ours = Registration.objects.filter(state="sent", phone__startswith="+2126110")
    return {
        "sent": ours.count(),
        "phones": len(set(ours.values_list("phone", flat=True))),
        "numbers": len(set(ours.values_list("number", flat=True))),
        "receipts": Message.objects.filter(registration__in=ours).count(),
    }


def report(people, spent, seconds, before):
    from django.db import connection

    after = counted()
    came = {name: after[name] - before[name] for name in after}
    times = sorted(one for one in spent if isinstance(one, float))
    faults = Counter(repr(one)[:100] for one in spent if not isinstance(one, float))
    print(f"\n{connection.vendor}: {people} people, {AT_ONCE} at a time, {seconds:.1f} s in all")
    if times:
        print(f"one person: median {times[len(times) // 2]:.1f} s, longest {times[-1]:.1f} s")
    print(f"in the database: {came}")
    for fault, count in faults.items():
        print(f"  {count} x {fault}")
    lost, doubled = people - came["phones"], came["sent"] - came["phones"]
    print(f"lost: {lost}, doubled: {doubled}")
    sys.exit(bool(lost or doubled))


if __name__ == "__main__":
    main()
