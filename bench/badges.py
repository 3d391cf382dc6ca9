"""Time the sheets of an edition's badges, and say how heavy they are.

    python bench/badges.py [BADGES]

Badges are made in memory from a fixed seed, names long and short among them: no database. A time is
printed, never judged: machines differ.
"""

import os
import sys
import time
from datetime import UTC, date, datetime

os.environ.setdefault("MULTAQA_MODE", "demonstration")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "multaqa.portal.settings")

import django

django.setup()

from multaqa.apps.attendance.models import Badge, BadgeKind, Layout
from multaqa.apps.attendance.queries.codes import SIGNS, badge_code
from multaqa.apps.attendance.services.paper import badge_sheets
from multaqa.apps.forum.models import Edition
from multaqa.engines.chance import choose

NAMES = ("خديجة بنت العيد", "محمد السالك ولد سيدي أحمد ولد الشيخ ماء العينين", "Jean de La Tour")
BODIES = ("جمعية الواحة", "تعاونية النساء القرويات لإنتاج وتسويق زيت أركان والصبار والعسل", "")


def badges(edition: Edition, count: int) -> list[Badge]:
    kinds = list(BadgeKind)
    return [
        Badge(
            edition=edition,
            code=badge_code(2, "".join(SIGNS[choose(32, "bench", place, at)] for at in range(8))),
            kind=kinds[place % len(kinds)],
            kinds=[kinds[place % len(kinds)]],
            name=NAMES[place % 3],
            body_name=BODIES[place // 3 % 3],
            sex=("female", "male", "")[place % 3],
            issued_at=datetime(2026, 11, 1, tzinfo=UTC),
        )
        for place in range(count)
    ]


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 312
    edition = Edition(
        number=2,
        name_ar="الملتقى الجهوي الثاني للمجتمع المدني",
        place_ar="دار الثقافة",
        starts_on=date(2026, 11, 6),
        ends_on=date(2026, 11, 7),
    )
    made = badges(edition, count)
    for layout in Layout:
        start = time.perf_counter()
        content = badge_sheets(edition, made, layout)
        seconds = time.perf_counter() - start
        print(f"{layout.value:>6}: {count} badges in {seconds:.2f} s, {len(content) / 1e6:.2f} MB")


main()
