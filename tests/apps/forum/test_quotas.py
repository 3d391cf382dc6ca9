"""Quotas: proposed, edited, explained when they contradict each other."""

from fractions import Fraction

import pytest
from django.urls import reverse
from django.utils.translation import gettext as _
from hypothesis import given, settings
from hypothesis import strategies as st

from multaqa.apps.forum import queries, services
from multaqa.apps.forum.models import Applicant, Category, Quota, Standing
from multaqa.apps.forum.services.quotas import (
    Holders,
    census_shares,
    proposed_bounds,
    seats_of,
    set_category,
    try_out,
)
from multaqa.apps.territory.models import Commune, Region
from multaqa.engines import lottery
from multaqa.refusal import Refusal
from tests.factories.accounts import auditor, coordinator
from tests.factories.forum import (
    CollegeFactory,
    college_with_a_sensitive_quota,
    college_with_people,
    computed,
    sealed,
)

pytestmark = pytest.mark.django_db


HOLDERS = st.lists(
    st.builds(
        Holders,
        weight=st.just(Fraction(0)) | st.fractions(min_value=0, max_value=1, max_denominator=5000),
        available=st.just(0) | st.integers(0, 400),
    ),
    min_size=1,
    max_size=9,
)


@settings(deadline=None)
@given(category=HOLDERS, seats=st.integers(1, 500))
def test_proposed_bounds_can_be_met_by_their_category_alone(category, seats):
    bounds = proposed_bounds(category, seats)
    told = list(zip(category, bounds, strict=True))
    assert all(0 <= low <= high <= seats and low <= one.available for one, (low, high) in told)
    assert sum(low for low, _ in bounds) <= seats
    can_sit = sum(min(high, one.available) for one, (_, high) in told)
    assert can_sit >= min(seats, sum(one.available for one in category))


@settings(deadline=None)
@given(category=HOLDERS, seats=st.integers(1, 500))
def test_seats_of_a_category_are_dealt_whole_and_in_proportion(category, seats):
    dealt = seats_of(category, seats)
    assert sum(dealt) == min(seats, sum(one.available for one in category))
    free = [
        exact / one.weight
        for one, exact in zip(category, dealt, strict=True)
        if one.weight and exact < one.available
    ]
    assert len(set(free)) <= 1


def test_proposed_bounds_raise_the_others_where_people_are_missing():
    """Nine women for the fifty seats of their share: the men's maximum must make room."""
    half = Fraction(1, 2)
    bounds = proposed_bounds([Holders(half, 9), Holders(half, 200)], 100)
    assert bounds == [(6, 12), (88, 94)]


def test_proposed_bounds_make_room_for_who_sits_in_any_case():
    half = Fraction(1, 2)
    bounds = proposed_bounds([Holders(half, 90, included=80), Holders(half, 90)], 100)
    assert bounds[0][1] >= 80
    assert bounds[1][0] <= 20


def test_census_shares_use_the_municipal_population():
    shares = census_shares(CollegeFactory().edition)
    assert shares["setting", "rural"] == Fraction(128_701, 417_663)
    assert sum(share for (key, _), share in shares.items() if key == "province") == 1


def test_propose_quotas_covers_every_value_of_each_category():
    college = college_with_people()
    services.propose_quotas(college=college, actor=coordinator())
    bounds = {one.value: (one.minimum, one.maximum) for one in queries.quotas_of(college)}
    assert bounds == {"female": (1, 3), "male": (1, 3)}


def test_save_quotas_keeps_seats_and_bounds():
    college = college_with_people()
    ids = {one.value: one.pk for one in queries.quotas_of(college)}
    services.save_quotas(
        college=college,
        actor=coordinator(),
        seats=6,
        bounds={ids["female"]: (3, 4), ids["male"]: (2, 3)},
    )
    college.draw.refresh_from_db()
    assert college.draw.seats == 6
    assert Quota.objects.get(pk=ids["female"]).maximum == 4


def test_save_quotas_refuses_crossed_bounds_and_keeps_the_old():
    college = college_with_people()
    quota = queries.quotas_of(college).first()
    with pytest.raises(Refusal, match="bounds_crossed"):
        services.save_quotas(
            college=college, actor=coordinator(), seats=6, bounds={quota.pk: (4, 3)}
        )
    assert Quota.objects.get(pk=quota.pk).minimum == 2


def test_nothing_changes_once_sealed():
    college = college_with_people()
    sealed(college)
    for deed in (
        lambda: services.propose_quotas(college=college, actor=coordinator()),
        lambda: services.save_quotas(college=college, actor=coordinator(), seats=5, bounds={}),
        lambda: services.bring_quotas(
            college=college, actor=coordinator(), content=b"feature,value,min,max\nsex,male,1,2\n"
        ),
    ):
        with pytest.raises(Refusal, match="frozen"):
            deed()


def test_contradicting_quotas_are_explained():
    college = college_with_people(women=3, men=6, quotas=((4, 4), (0, 0)))
    wanted = [
        lottery.Quota(one.category.key, one.value, one.minimum, one.maximum)
        for one in queries.quotas_of(college)
    ]
    found = try_out(college.draw, wanted, 4)
    assert not found.is_feasible
    assert found.alternatives[0].price == 2  # one woman fewer asked, one man more allowed


def test_bring_quotas_reads_the_fields_own_file():
    college = college_with_people()
    content = "﻿feature,value,min,max\nsex,Female,1,3\nsex,male,1,3\n".encode()
    assert services.bring_quotas(college=college, actor=coordinator(), content=content) == 2
    assert {(one.minimum, one.maximum) for one in queries.quotas_of(college)} == {(1, 3)}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("feature,value,min\nsex,male,1", "columns_missing"),
        ("feature,value,min,max\ncolour,red,1,2", "unknown_category"),
        ("feature,value,min,max\nsex,other,1,2", "unknown_value"),
        ("feature,value,min,max\nsex,male,one,2", "not_a_number"),
        ("feature,value,min,max\nsex,male,3,2", "bounds_crossed_at"),
        ("feature,value,min,max\nsex,male,1,2\nsex,male,1,2", "twice"),
    ],
)
def test_bring_quotas_names_the_line_and_keeps_the_old(text, code):
    college = college_with_people()
    with pytest.raises(Refusal, match=code):
        services.bring_quotas(college=college, actor=coordinator(), content=text.encode())
    assert queries.quotas_of(college).count() == 2


def test_a_change_of_quotas_forgets_the_computation():
    college = college_with_people()
    draw = computed(college)
    services.propose_quotas(college=college, actor=coordinator())
    draw.refresh_from_db()
    assert draw.state == "open"
    assert college.applicants.filter(chance__isnull=False).count() == 0


def test_only_a_coordinator_sets_quotas():
    from django.core.exceptions import PermissionDenied

    college = college_with_people()
    with pytest.raises(PermissionDenied):
        services.propose_quotas(college=college, actor=auditor())


def even_list(region, each, seats=100):
    """``each`` applicants of every commune of a region, alike in all else."""
    college = CollegeFactory(edition__region=region, draw__seats=seats)
    people = [
        Applicant(
            college=college,
            source_id=f"{commune.code} {turn}",
            ticket=f"{place * each + turn:05d}",
            commune=commune,
            values={
                "setting": commune.setting,
                "province": commune.province.name_fr,
                "sex": ("female", "male")[(place + turn) % 2],
                "age": ("18-35", "36-59", "60+")[(place + turn) % 3],
            },
        )
        for place, commune in enumerate(
            Commune.objects.filter(province__region=region).select_related("province")
        )
        for turn in range(each)
    ]
    Applicant.objects.bulk_create(people)
    for position, key in enumerate(("setting", "province", "sex", "age")):
        values = sorted({one.values[key] for one in people})
        Category.objects.create(college=college, key=key, position=position, values=values)
    return college


def proposed(college):
    services.propose_quotas(college=college, actor=coordinator())
    college.draw.refresh_from_db()
    quotas = [
        lottery.Quota(one.category.key, one.value, one.minimum, one.maximum)
        for one in queries.quotas_of(college)
    ]
    return try_out(college.draw, quotas, college.draw.seats)


@pytest.mark.parametrize(("each", "seats"), [(2, 10), (5, 30)])
@pytest.mark.parametrize("code", [f"{number:02d}" for number in range(1, 13)])
def test_a_proposal_for_an_even_list_can_be_met_in_every_region(code, each, seats):
    """Also where categories meet in the same people, as provinces with few rural communes do."""
    college = even_list(Region.objects.get(code=code), each, seats)
    assert proposed(college).is_feasible


def free_category(college, key, values):
    people = list(college.applicants.order_by("ticket"))
    for place, one in enumerate(people):
        one.values[key] = values[place % len(values)]
    Applicant.objects.bulk_update(people, ["values"])
    return Category.objects.create(college=college, key=key, position=5, values=values)


def test_propose_quotas_leaves_free_categories_to_the_desk():
    college = college_with_people()
    field = free_category(college, "مجال العمل", ["ماء", "أرض"])
    services.propose_quotas(college=college, actor=coordinator())
    assert {one.category.key for one in queries.quotas_of(college)} == {"sex"}
    set_category(college=college, actor=coordinator(), category=field, is_balanced=True)
    services.propose_quotas(college=college, actor=coordinator())
    assert field.quotas.count() == 2


def test_propose_quotas_counts_a_body_once_if_it_sends_one_person():
    """Six women of one body can fill one seat: the men's maximum makes room for the others."""
    college = college_with_people(women=6, men=6, seats=6)
    college.applicants.filter(values__sex="female").update(body_key="واحدة")
    assert proposed(college).is_feasible
    bounds = {one.value: one.minimum for one in queries.quotas_of(college)}
    assert bounds["female"] <= 1


AWKWARD = ["<1000", ">1000", "1000", "-5", "=1+1", "@x", "'q'", "Oui", "18–35"]


def test_our_own_file_of_quotas_comes_in_again(client):
    college = college_with_people(women=30, men=30)
    for key in ("=الفئة", "age (2)", "Age"):
        field = free_category(college, key, AWKWARD)
        for place, value in enumerate(AWKWARD):
            Quota.objects.create(
                category=field, value=value, position=place, minimum=0, maximum=place + 1
            )
    client.force_login(coordinator())
    content = client.get(f"/desk/{college.edition.number}/all/quotas.csv").content
    before = list(queries.quotas_of(college).values_list("category", "value", "maximum"))
    assert "'=الفئة".encode() in content
    count = services.bring_quotas(college=college, actor=coordinator(), content=content)
    assert count == len(before) == 2 + 3 * len(AWKWARD)
    after = queries.quotas_of(college).values_list("category", "value", "maximum")
    assert list(after) == before


def test_bring_quotas_takes_a_spelling_alike_only_if_it_is_the_only_one():
    college = college_with_people()
    free_category(college, "الدخل", ["<1000", ">1000", "لا أعرف"])
    head = "feature,value,min,max\n"

    def bring(line):
        content = (head + line).encode()
        services.bring_quotas(college=college, actor=coordinator(), content=content)
        return [one.value for one in queries.quotas_of(college) if one.maximum == 3]

    assert bring("الدخل,>1000,1,3") == [">1000"]
    assert bring("الدَّخل,لا اعرف,1,3") == ["لا أعرف"]
    with pytest.raises(Refusal, match="ambiguous"):
        bring("الدخل,1000,1,3")


def test_bring_quotas_knows_our_values_and_a_column_called_like_ours():
    college = college_with_people()
    free_category(college, "age (2)", ["16-29", "30+"])
    content = "feature,value,min,max\nsex,أنثى,1,3\nage,16-29,1,3\n".encode()
    services.bring_quotas(college=college, actor=coordinator(), content=content)
    bounds = {one.value: one.maximum for one in queries.quotas_of(college)}
    assert bounds == {"female": 3, "male": 4, "16-29": 3, "30+": 4}


def test_the_desk_answers_not_found_to_what_is_no_category(client):
    college = college_with_people()
    client.force_login(coordinator())
    for category in ("abc", "", "9" * 30, "-1", "1\0"):
        posted = {"action": "balance", "category": category}
        assert (
            client.post(f"/desk/{college.edition.number}/all/quotas/change/", posted).status_code
            == 404
        )


def test_nobodys_sensitive_value_is_told_by_leaving_them_out(client):
    """Two hold the value: the table says the same whoever of the twelve is left out."""
    college, actor = college_with_a_sensitive_quota(), coordinator()
    client.force_login(actor)
    address = reverse("forum:desk-quotas", args=college.place)
    quotas = {one.value: one for one in queries.quotas_of(college)}
    wanted = {f"minimum_{quotas['نعم'].pk}": "3", f"maximum_{quotas['نعم'].pk}": "4"}

    def read():
        """What the table and the verdict say of the sensitive category."""
        page = client.post(address, wanted | {"check": "1"})
        group = next(one for one in page.context["groups"] if one["category"].is_sensitive)
        rows = page.content.decode().split('<tr class="group">')[-1].split("</tbody>")[0]
        line = group["lines"][-1]
        assert (line.is_short, line.wrong) == (True, str(_("not enough people")))
        assert page.context["is_sensitive_tight"]
        assert page.context["alternatives"] == []
        return rows, [one.available for one in group["lines"]]

    before = read()
    assert "<td>—</td>" in before[0]
    holder = next(one for one in college.applicants.all() if "نعم" in one.sensitive.values())
    services.set_standing(applicant=holder, actor=actor, standing=Standing.EXCLUDED, reason="x")
    assert read() == before
    cells = queries.available(college)
    assert cells["sex", "female"] + cells["sex", "male"] == 11
