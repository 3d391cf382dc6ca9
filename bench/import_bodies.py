"""Bring 20,000 bodies in from a spreadsheet, and take them out again.

    python bench/import_bodies.py [--rows N] [--known N]

Twice: into an empty directory, and into one that holds as many other bodies. Each stage is run by a
worker in a process of its own, as ``multaqa serve`` would: its seconds, and the most memory that it
held, are printed. SQLite in a folder of its own, or the empty PostgreSQL database that
``DATABASE_URL`` names. The rows are dealt by public chance from a fixed seed: one in ten stands in
the directory already, one in twenty twice in the file, and one in twenty has a letter wrong.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from io import BytesIO
from pathlib import Path

SEED = "bench/import"
STAGES = ("read", "check", "apply", "undo")
HEADERS = [
    "اسم الهيئة",
    "الجماعة",
    "الإقليم",
    "الهاتف",
    "سنة التأسيس",
    "عدد النساء",
    "عدد الرجال",
    "مجال التدخل",
    "الفئة المستهدفة",
    "رقم الوصل",
    "العنوان",
    "البريد الإلكتروني",
]
FIELDS = ["الفلاحة", "الصناعة التقليدية", "البيئة", "الثقافة", "التربية", "محو الأمية", "التنمية"]
GROUPS = ["النساء", "الشباب", "الأطفال", "الفلاحون", "عموم الساكنة"]


def start_django():
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "multaqa.portal.settings")
    django.setup()


def word(*told):
    """A word that can be said, from a chance: many different ones, as names have."""
    from multaqa.engines.chance import choose

    consonants, vowels = "بتثجحخدذرزسشصضطعغفقكلمنهي", ["ا", "و", "ي", "", ""]
    size = 2 + choose(3, SEED, *told, "size")
    return "".join(
        consonants[choose(len(consonants), SEED, *told, turn)]
        + vowels[choose(len(vowels), SEED, *told, turn, "vowel")]
        for turn in range(size)
    )


def names(kind, count):
    """Different names of bodies, as alike as real ones: two words of their own, one of purpose."""
    from multaqa.engines.chance import choose

    purposes = ["للتنمية والتضامن", "للبيئة والماء", "لتمكين النساء", "للثقافة والتراث", "للشباب"]
    for turn in range(count):
        first = "جمعية" if choose(3, SEED, kind, turn, "kind") else "تعاونية"
        purpose = purposes[choose(len(purposes), SEED, kind, turn, "purpose")]
        own = f"{word(kind, turn, 1)} {word(kind, turn, 2)}"
        yield f"{first} {own} {purpose}"


def told(kind, count):
    from multaqa.apps.territory.models import Commune
    from multaqa.engines.chance import choose

    communes = list(
        Commune.objects.filter(province__region="10").select_related("province").order_by("code")
    )
    for turn, name in enumerate(names(kind, count)):
        commune = communes[choose(len(communes), SEED, kind, turn, "commune")]
        # Half sit in the five towns that come first, as they do.
        if choose(2, SEED, kind, turn, "town"):
            commune = communes[choose(5, SEED, kind, turn, "which")]
        number = (0 if kind == "known" else 50_000) + turn
        yield name, commune, f"0610{number:06}", f"{2000 + turn % 25}", number


def spreadsheet(rows, known):
    """The file: most rows new, some there already, some twice, some with a letter wrong."""
    from openpyxl import Workbook

    from multaqa.engines.chance import choose

    there = list(told("known", known))
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(HEADERS)
    last = None
    for turn, fresh in enumerate(told("new", rows)):
        fate, one = choose(20, SEED, "fate", turn), fresh
        if fate <= 2 and there:
            one = there[choose(len(there), SEED, "there", turn)]
        elif fate == 3 and last:
            one = last
        if fate == 2 and there:
            one = (one[0][:9] + one[0][10:], *one[1:])
        name, commune, phone, year, number = last = one
        field = FIELDS[turn % len(FIELDS)]
        group = GROUPS[turn % len(GROUPS)]
        spelt = commune.name_ar if turn % 3 else commune.name_fr
        sheet.append(
            [
                *(name, spelt, commune.province.name_ar, phone, year, turn % 60, turn % 40),
                *(field, group, f"{number}/2019", "دوار الزاوية", f"b{number}@example.ma"),
            ]
        )
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def prepare(rows, known):
    """A migrated database, a coordinator, the other bodies, and the file beside it."""
    start_django()
    from django.core.management import call_command

    from multaqa.apps.accounts.services import give_role
    from multaqa.apps.network.models import Body
    from multaqa.apps.network.services import bring_bodies

    call_command("prepare_site", verbosity=0)
    actor = give_role(contact_text="bench@example.ma", kind="coordinator", name="bench")
    if known:
        bring_bodies(
            rows=(
                {"kind": "association" if name.startswith("ج") else "cooperative"}
                | {"name_ar": name, "commune": commune, "phone": phone}
                for name, commune, phone, _year, _number in told("known", known)
            ),
            actor=actor,
            reason="bench",
        )
        print(f"  {Body.objects.count()} bodies stand in the directory already", flush=True)
    path = Path(os.environ["MULTAQA_HOME"]) / "bench.xlsx"
    path.write_bytes(spreadsheet(rows, known))
    print(f"  {path.stat().st_size / 1e6:.1f} MB of XLSX", flush=True)


def work(stage):
    """One stage, as the worker does it: in this process alone."""
    start_django()
    from django.db import connection

    from multaqa.apps.accounts.models import User
    from multaqa.apps.network.models import Body, BodyImport
    from multaqa.apps.network.queries.imports import totals_of
    from multaqa.apps.network.services import imports
    from multaqa.kernel import jobs
    from multaqa.kernel.models import Job

    actor = User.objects.get(email="bench@example.ma")
    brought = BodyImport.objects.last()
    if stage == "read":
        path = Path(os.environ["MULTAQA_HOME"]) / "bench.xlsx"
        imports.open_import(actor=actor, file_name="bench.xlsx", content=path.read_bytes())
    elif stage == "check":
        imports.confirm_columns(brought=brought, actor=actor, columns=brought.columns)
    elif stage == "apply":
        imports.decide_rows(
            brought=brought, actor=actor, decision="same", verdict="obvious", lines=()
        )
        imports.ask_application(
            brought=brought, actor=actor, gives_state="proposed", reason="bench"
        )
    else:
        imports.ask_undoing(brought=brought, actor=actor)
    del brought
    job = Job.objects.last()
    connection.close()
    before = Body.objects.count()
    began = time.perf_counter()
    jobs.run(job.pk)
    seconds = time.perf_counter() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    job.refresh_from_db()
    totals = totals_of(BodyImport.objects.last())
    print(
        f"  {stage:6} {seconds:6.1f} s  {memory:5.0f} MB  {job.state}  "
        f"bodies {before} -> {Body.objects.count()}  {totals}",
        flush=True,
    )
    print(f"SECONDS {seconds} {memory}", file=sys.stderr)


def run(rows, known):
    print(f"\n{rows} rows into a directory of {known} other bodies:", flush=True)
    own = [sys.executable, __file__, f"--rows={rows}", f"--known={known}"]
    with tempfile.TemporaryDirectory(prefix="multaqa-bench-") as home:
        place = os.environ | {"MULTAQA_HOME": home, "MULTAQA_MODE": "production"}
        subprocess.run([*own, "--prepare"], check=True, env=place)
        told_seconds, most = 0.0, 0.0
        for stage in STAGES:
            done = subprocess.run(
                [*own, f"--stage={stage}"], check=True, env=place, stderr=subprocess.PIPE, text=True
            )
            _mark, seconds, memory = done.stderr.strip().splitlines()[-1].split()
            most = max(most, float(memory))
            told_seconds += float(seconds) if stage != "undo" else 0
        print(f"  read, checked and brought in: {told_seconds:.1f} s, at most {most:.0f} MB")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--known", type=int)
    parser.add_argument("--stage", choices=STAGES)
    parser.add_argument("--prepare", action="store_true")
    told_options = parser.parse_args()
    if told_options.prepare:
        prepare(told_options.rows, told_options.known)
    elif told_options.stage:
        work(told_options.stage)
    else:
        known = [told_options.known] if told_options.known is not None else [0, told_options.rows]
        for count in known:
            run(told_options.rows, count)


main()
