"""The desk of lists: who reads it, what it says, and what it costs."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from multaqa.apps.network.models import Body, BodyImport
from multaqa.kernel import jobs
from multaqa.kernel.models import JobState
from tests.factories.accounts import UserFactory, auditor, coordinator
from tests.factories.network import BodyFactory, president_of
from tests.factories.network_imports import applied, checked, opened, row_of, worked, written

pytestmark = pytest.mark.django_db

NEW = ["جمعية النور للتنمية", "كلميم", "0661234567", "12/2019"]
FAULTY = ["جمعية الوفاق للبيئ", "كليميم", "06 12", ""]
PAGES = ["new", "same", "double", "obvious", "near", "decided", "faulty", "out", "created"]


def at(name, *arguments):
    return reverse(f"network:{name}", args=arguments)


def addresses(brought):
    return [
        at("desk-imports"),
        at("desk-import", brought.pk),
        at("desk-import-columns", brought.pk),
        at("desk-import-progress", brought.pk),
        at("desk-import-row", brought.pk, 2),
        at("desk-import-faults-csv", brought.pk),
        at("desk-import-faults-xlsx", brought.pk),
        *(at("desk-import-rows", brought.pk, which) for which in PAGES),
    ]


@pytest.mark.parametrize(
    ("person", "status"),
    [
        (lambda: None, 302),
        (UserFactory, 403),
        (lambda: president_of(BodyFactory()), 403),
        (auditor, 403),
        (coordinator, 200),
    ],
    ids=["visitor", "another", "president", "auditor", "coordinator"],
)
def test_lists_are_the_coordinators_alone(client, person, status):
    brought = checked(written([NEW, FAULTY]))
    if user := person():
        client.force_login(user)
    for address in addresses(brought):
        told = client.get(address).status_code
        assert told == status or (status == 200 and told == 302 and "progress" in address), address
    if status != 200:
        for name in ("desk-import-bring", "desk-import-change", "desk-import-correct"):
            assert client.post(at(name, brought.pk), {"action": "drop"}).status_code == status
        assert BodyImport.objects.get().state == "checked"


def sent(client, content, name="list.csv"):
    return client.post(at("desk-imports"), {"file": SimpleUploadedFile(name, content)})


def test_a_file_is_sent_read_mapped_checked_and_brought_in(client):
    client.force_login(coordinator())
    answer = sent(client, written([NEW, FAULTY]))
    brought = BodyImport.objects.get()
    assert answer.url == brought.get_absolute_url()
    assert 'id="progress"' in client.get(answer.url).content.decode()
    worked(brought.about)
    answer = client.get(answer.url)
    assert answer.url == at("desk-import-columns", brought.pk)
    page = client.get(answer.url).content.decode()
    assert "جمعية النور للتنمية" in page
    told = {f"column_{place}": one for place, one in enumerate(["name", "commune", "phone"])}
    answer = client.post(answer.url, told | {"column_3": "register"})
    worked(brought.about)
    client.post(at("desk-import-bring", brought.pk), {"gives_state": "verified", "reason": "لائحة"})
    worked(brought.about)
    assert Body.objects.get().name_ar == NEW[0]
    page = client.get(at("desk-body", Body.objects.get().slug)).content.decode()
    assert "list.csv" in page
    client.post(at("desk-import-change", brought.pk), {"action": "undo"})
    worked(brought.about)
    assert not Body.objects.exists()


def test_a_file_too_heavy_is_told_beside_its_field(client):
    client.force_login(coordinator())
    answer = sent(client, b"x" * (60 * 1024 * 1024), "big.xlsx")
    assert answer.status_code == 200
    assert "63" in answer.context["form"].errors["file"][0]
    assert not BodyImport.objects.exists()
    for content in (b"", b"  \n"):
        assert sent(client, content).context["form"].errors["file"]


def test_a_file_that_cannot_be_read_says_why_and_offers_another(client):
    client.force_login(coordinator())
    sent(client, b"PK\x03\x04 no workbook", "bomb.xlsx")
    brought = BodyImport.objects.get()
    assert worked(brought.about).state == JobState.FAILED
    page = client.get(brought.get_absolute_url()).content.decode()
    assert at("desk-imports") in page


def test_faults_are_told_beside_their_cell_and_put_right(client):
    brought = checked(written([FAULTY, [*FAULTY[:2], "", ""], NEW]))
    client.force_login(coordinator())
    page = client.get(at("desk-import-rows", brought.pk, "faulty")).content.decode()
    assert 'name="cell-2-1"' in page
    assert 'name="cell-2-2"' in page
    told = {"place": "1", "value": "كليميم", "text": "كلميم"}
    client.post(at("desk-import-replace", brought.pk), told)
    assert row_of(brought, 3).verdict == "new"
    told = {"cell-2-2": "0661111111", "was-2-2": "06 12"}
    client.post(at("desk-import-correct", brought.pk), told)
    assert row_of(brought, 2).verdict != "faulty"


def test_faulty_rows_are_handed_out_harmless_and_come_back(client):
    name = '=HYPERLINK("http://example.invalid")'
    brought = checked(written([[name, "كليميم", "", ""]]))
    client.force_login(coordinator())
    book = client.get(at("desk-import-faults-xlsx", brought.pk)).content
    sheet = openpyxl.load_workbook(io.BytesIO(book)).active
    assert (sheet["A2"].value, sheet["A2"].data_type) == (name, "s")
    told = client.get(at("desk-import-faults-csv", brought.pk)).content
    assert f"'{name[:4]}" in told.decode("utf-8-sig")
    again = opened(told)
    assert again.columns[-1] == "ignore"
    assert again.columns[:2] == ["name", "commune"]
    fixed = checked(told.replace("كليميم".encode(), "كلميم".encode()), default_kind="association")
    applied(fixed)
    assert Body.objects.get().name_ar == name


def test_rows_are_decided_together_and_one_by_one(client):
    known = BodyFactory(kind="association", name_ar="جمعية الوفاق للبيئة")
    brought = checked(
        written(
            [["جمعية الوفاق للبيئ", "كلميم", "0661000000", ""], ["جمعية الوفاق للبيه", "كلميم"]]
        )
    )
    client.force_login(coordinator())
    page = client.get(at("desk-import-row", brought.pk, 2)).content.decode()
    assert known.name_ar in page
    told = {"decision": "same", "candidate": "0", "name_ar": "both"}
    client.post(at("desk-import-row", brought.pk, 2), told)
    assert row_of(brought, 2).decision == "same"
    told = {"decision": "apart", "line": ["3"]}
    client.post(at("desk-import-decide", brought.pk, "near"), told)
    assert row_of(brought, 3).decision == "apart"
    client.post(at("desk-import-decide", brought.pk, "decided"), {"decision": "back", "line": "3"})
    assert row_of(brought, 3).decision == ""


def test_a_word_on_one_row_leads_to_the_next_that_waits(client):
    BodyFactory(kind="association", name_ar="جمعية الوفاق للبيئة")
    client.force_login(coordinator())
    near = ["جمعية الوفاق للبيئ", "كلميم", "", ""]
    other = ["جمعية الفاق للبيئة", "كلميم", "", ""]
    brought = checked(written([near, NEW, other]))
    lines = list(brought.rows.filter(verdict="near").values_list("line", flat=True))
    assert lines == [2, 4]
    first = at("desk-import-row", brought.pk, 2)
    assert at("desk-import-rows", brought.pk, "near") in client.get(first).content.decode()
    for decided, following in zip(lines, [*lines[1:], None], strict=True):
        answer = client.post(
            at("desk-import-row", brought.pk, decided), {"decision": "apart", "candidate": "0"}
        )
        assert answer.url == (
            at("desk-import-row", brought.pk, following)
            if following
            else at("desk-import-rows", brought.pk, "near")
        )


def test_the_work_is_stopped_from_the_page(client):
    client.force_login(coordinator())
    sent(client, written([NEW]))
    brought = BodyImport.objects.get()
    client.post(at("desk-import-change", brought.pk), {"action": "cancel"})
    assert jobs.last_about(brought.about).state == JobState.CANCELLED
    client.post(at("desk-import-change", brought.pk), {"action": "read"})
    assert worked(brought.about).state == JobState.DONE


@pytest.mark.parametrize("which", ["new", "near", "faulty"])
def test_pages_of_rows_cost_the_same_for_many(client, which, django_assert_max_num_queries):
    BodyFactory(kind="association", name_ar="جمعية الوفاق للبيئة")
    rows = {
        "new": ["جمعية {} للتنمية", "كلميم", "", ""],
        "near": ["جمعية الوفاق للبيئ{}", "كلميم", "", ""],
        "faulty": ["جمعية {}", "كليميم", "", ""],
    }[which]
    letters = "بتثجحخدذرزسشصضطظعغفق"
    content = [[rows[0].format(one * 3 if which != "near" else one), *rows[1:]] for one in letters]
    client.force_login(coordinator())
    counts = []
    for size in (1, len(content)):
        brought = checked(written(content[:size]))
        with django_assert_max_num_queries(30) as told:
            assert client.get(at("desk-import-rows", brought.pk, which)).status_code == 200
        counts.append(len(told.captured_queries))
    assert counts[0] >= counts[1] - 1


def test_the_demonstration_hands_out_its_messy_lists(client):
    for ending, begins in (("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf")):
        answer = client.get(reverse("demonstration-bodies", args=[ending]))
        assert answer.content.startswith(begins)
    client.force_login(coordinator())
    assert (
        reverse("demonstration-bodies", args=["csv"])
        in client.get(at("desk-imports")).content.decode()
    )
