"""The pages on which one reads of a round and votes, without JavaScript."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from multaqa.apps.budget import queries, services
from multaqa.apps.budget.models import (
    Ballot,
    PaperBatch,
    Round,
    RoundProject,
    SupersededReceipt,
    Voter,
)
from multaqa.apps.territory.models import Commune
from multaqa.kernel.refusals import say
from multaqa.refusal import Refusal
from tests.apps.budget.test_casting import a_round, elsewhere
from tests.apps.budget.test_closing import over
from tests.factories.accounts import UserFactory, auditor, coordinator
from tests.factories.budget import OpenRoundFactory, RoundFactory, RoundProjectFactory
from tests.factories.network import BodyFactory, acting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("spent_limits")]


def text_of(response):
    return unescape(response.content.decode())


def hidden_in(response):
    found = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', text_of(response))
    fields = {}
    for name, value in found:
        if name != "csrfmiddlewaretoken":
            fields.setdefault(name, []).append(value)
    return fields


def enters(client, voting, lives_in, user=None, **more):
    """Somebody signed in says that they live there."""
    user = user or UserFactory()
    client.force_login(user)
    told = {"right": "me", "commune": lives_in.pk, "honour": "on", **more}
    return user, client.post(reverse("budget:vote", args=[voting.slug]), told)


def chooses(client, voting, numbers, do="review", **more):
    at = reverse("budget:vote-projects", args=[voting.slug])
    hidden = hidden_in(client.get(at))
    return client.post(at, {**hidden, "c": numbers, "do": do, **more})


def sends(client, voting, page, do="send", **more):
    at = reverse("budget:vote-send", args=[voting.slug])
    return client.post(at, {**hidden_in(page), "do": do, **more})


def receipt_in(response):
    return re.search(r'receipt__code" dir="ltr">([^<]+)<', text_of(response)).group(1)


def test_citizen_votes_in_steps_and_is_given_a_receipt(client):
    voting, commune, numbers = a_round()
    user, entered = enters(client, voting, commune)
    assert entered.url == reverse("budget:vote-projects", args=[voting.slug])
    review = chooses(client, voting, numbers[:2])
    assert review.status_code == 200
    given = sends(client, voting, review)
    receipt = receipt_in(given)
    ballot = Ballot.objects.get()
    assert (ballot.choices, ballot.receipt, ballot.setting) == (numbers[:2], receipt, "rural")
    assert Voter.objects.get().user == user
    assert "no-store" in given["Cache-Control"]
    assert sends(client, voting, review).status_code == 200
    assert receipt_in(sends(client, voting, review)) == receipt
    assert Ballot.objects.count() == 1


def test_no_session_message_or_notice_holds_what_is_chosen_or_the_receipt(client):
    voting, commune, numbers = a_round()
    enters(client, voting, commune)
    review = chooses(client, voting, numbers[:2])
    receipt = receipt_in(sends(client, voting, review))
    held = str(dict(client.session.items()))
    assert receipt not in held
    assert not [cookie for cookie in client.cookies.values() if receipt in cookie.value]
    assert str(numbers[:2]) not in held
    kept = client.session["budget"][str(voting.pk)]
    assert kept[:4] == ["resident", None, "", commune.pk]
    assert len(kept) == 5


def test_ballot_is_changed_until_the_close_and_shows_what_one_chose(client):
    voting, commune, numbers = a_round()
    enters(client, voting, commune)
    first = receipt_in(sends(client, voting, chooses(client, voting, numbers[:1])))
    page = client.get(reverse("budget:vote-projects", args=[voting.slug]))
    assert f'value="{numbers[0]}" checked' in text_of(page)
    assert hidden_in(page)["seen"] == ["1"]
    second = receipt_in(sends(client, voting, chooses(client, voting, numbers[1:3])))
    assert Ballot.objects.get().receipt == second
    assert SupersededReceipt.objects.get().receipt == first


def test_who_changes_a_ballot_again_and_again_is_slowed_and_keeps_what_was_chosen(client, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"budget_vote": "2/h/key"}
    voting, commune, numbers = a_round()
    enters(client, voting, commune)
    sends(client, voting, chooses(client, voting, numbers[:1]))
    for _turn in range(2):  # few changes are not counted, however quick
        sends(client, voting, chooses(client, voting, numbers[1:2]))
    assert Voter.objects.get().version == 3
    Voter.objects.update(version=20)
    for chosen in (0, 1, 2):  # the last that is free, and two that are counted
        receipt = receipt_in(sends(client, voting, chooses(client, voting, numbers[chosen:][:1])))
    refused = sends(client, voting, chooses(client, voting, numbers[3:4]))
    assert str(say(Refusal("vote.too_many"))) in text_of(refused)
    assert f'value="{numbers[3]}" checked' in text_of(refused)
    assert (Voter.objects.get().version, Ballot.objects.get().receipt) == (23, receipt)


def test_other_device_is_asked_whether_to_replace(client):
    voting, commune, numbers = a_round()
    enters(client, voting, commune)
    slow = chooses(client, voting, numbers[:1])
    quick = sends(client, voting, chooses(client, voting, numbers[2:3]))
    asked = sends(client, voting, slow)
    assert Ballot.objects.get().receipt == receipt_in(quick)
    assert hidden_in(asked)["seen"] == ["1"]
    assert hidden_in(asked)["c"] == numbers[:1]
    replaced = sends(client, voting, asked)
    assert Ballot.objects.get().receipt == receipt_in(replaced)
    assert Ballot.objects.get().choices == numbers[:1]
    assert Voter.objects.get().version == 2


@pytest.mark.parametrize(
    ("fields", "typed", "kept"),
    [
        ({"form": "some", "most_choices": 2}, None, None),
        ({"form": "points", "points": 10}, ["7", "3", "", ""], ([0, 1], [7, 3])),
        ({"form": "ranking"}, ["2", "", "1", "٣"], ([2, 0, 3], [])),
        ({"form": "knapsack", "envelope": 250_000}, None, None),
    ],
)
def test_every_form_of_ballot_is_filled_without_a_script(client, fields, typed, kept):
    voting, commune, numbers = a_round(**fields)
    enters(client, voting, commune)
    if typed is None:
        review = chooses(client, voting, numbers[:2])
        kept = ([0, 1], [])
    else:
        keys = [one.pk for one in RoundProject.objects.order_by("pk")]
        named = {f"n{key}": text for key, text in zip(keys, typed, strict=True)}
        review = chooses(client, voting, [], **named)
    sends(client, voting, review)
    ballot = Ballot.objects.get()
    assert (ballot.choices, ballot.points) == ([numbers[at] for at in kept[0]], kept[1])
    again = text_of(client.get(reverse("budget:vote-projects", args=[voting.slug])))
    assert len(re.findall(r'checked|value="[1-9][0-9]?" autocomplete', again)) == len(kept[0])


@pytest.mark.parametrize(
    ("fields", "typed"),
    [
        ({"form": "some", "most_choices": 2}, {"c": 3}),
        ({"form": "knapsack", "envelope": 250_000}, {"c": 3}),
        ({}, {"c": 0}),
        ({"form": "points", "points": 10}, {"n": ["7", "4"]}),
        ({"form": "points", "points": 10}, {"n": ["7", "x"]}),
        ({"form": "ranking"}, {"n": ["1", "1"]}),
    ],
)
def test_ballot_over_the_limits_comes_back_with_what_was_typed(client, fields, typed):
    voting, commune, numbers = a_round(**fields)
    enters(client, voting, commune)
    keys = [one.pk for one in RoundProject.objects.order_by("pk")]
    named = {f"n{key}": text for key, text in zip(keys, typed.get("n", []), strict=False)}
    page = chooses(client, voting, numbers[: typed.get("c", 0)], **named)
    assert 'data-tone="warn"' in text_of(page)
    assert "vote/projects/" in text_of(page)
    for number in numbers[: typed.get("c", 0)]:
        assert f'value="{number}" checked' in text_of(page)
    if "x" in typed.get("n", []):  # what cannot be read is one press away, among eighty lines
        assert f'href="#n{keys[1]}"' in text_of(page)
    for text in typed.get("n", []):
        assert f'value="{text}" autocomplete' in text_of(page)
    sent = sends(client, voting, page, c=numbers[: typed.get("c", 0)], **named)
    assert sent.status_code == 200
    assert not Ballot.objects.exists()


def test_projects_stand_in_an_order_of_ones_own_that_stays(client):
    voting, commune, _numbers = a_round(12)
    orders = []
    for _ in range(3):
        enters(client, voting, commune)
        at = reverse("budget:vote-projects", args=[voting.slug])
        seen = [re.findall(r'name="c" value="([^"]+)"', text_of(client.get(at))) for _ in range(2)]
        assert seen[0] == seen[1]
        orders.append(tuple(seen[0]))
        client.logout()
    assert len({frozenset(order) for order in orders}) == 1
    assert len(set(orders)) > 1


def test_search_hides_lines_and_keeps_what_is_ticked(client):
    voting, commune, numbers = a_round()
    RoundProject.objects.filter(number=numbers[3]).update(title="بئر الدوار", setting="rural")
    enters(client, voting, commune)
    page = chooses(client, voting, numbers[:2], do="show", **{"s-q": "الدوار"})
    assert text_of(page).count('ballot__line" hidden') == 3
    assert text_of(page).count("checked") == 2


def test_code_on_paper_votes_without_an_account_and_is_left_behind(client):
    voting, _commune, numbers = a_round(may_residents=False)
    PaperBatch.objects.create(round=voting, number=2, place="كلميم", count=40)
    at = reverse("budget:vote", args=[voting.slug])
    wrong = client.post(at, {"by": "code", "code": "02007-7F3K-92QX-C"})
    assert "aria-invalid" in text_of(wrong)
    client.post(at, {"by": "code", "code": queries.paper_code(voting, 2, 7).lower()})
    given = sends(client, voting, chooses(client, voting, numbers[:1]))
    assert Voter.objects.get().code == "2:7"
    assert Ballot.objects.get().receipt == receipt_in(given)
    assert client.get(reverse("budget:vote-projects", args=[voting.slug])).status_code == 302


def test_guessing_codes_is_limited(client, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"budget_code": "2/m/ip"}
    voting, _commune, _numbers = a_round()
    at = reverse("budget:vote", args=[voting.slug])
    shown = {text_of(client.post(at, {"by": "code", "code": "x"})) for _ in range(4)}
    assert len({"دقائق" in text or "few minutes" in text for text in shown}) == 2


def test_body_votes_by_who_acts_for_it_beside_the_person(client):
    voting, commune, numbers = a_round(may_members=True)
    body = BodyFactory(state="verified", commune=commune)
    user = acting(body).user
    enters(client, voting, commune, user=user)
    sends(client, voting, chooses(client, voting, numbers[:1]))
    client.post(reverse("budget:vote", args=[voting.slug]), {"right": str(body.pk)})
    sends(client, voting, chooses(client, voting, numbers[1:2]))
    assert sorted(map(str, Voter.objects.values_list("ground", flat=True))) == [
        "member",
        "resident",
    ]
    assert Ballot.objects.count() == 2


@pytest.mark.parametrize("missing", ["commune", "honour", "other"])
def test_resident_without_commune_or_word_of_honour_is_asked_again(client, missing):
    voting, commune, _numbers = a_round()
    more = {"commune": elsewhere().pk} if missing == "other" else {missing: ""}
    _user, page = enters(client, voting, commune, **more)
    assert page.status_code == 200
    assert "data-wrong" in text_of(page)
    assert "budget" not in client.session


@pytest.mark.parametrize(
    ("who", "seen"),
    [(None, False), (UserFactory, False), (auditor, True), (coordinator, True)],
)
def test_round_being_prepared_is_seen_by_the_desk_alone(client, who, seen):
    draft = RoundFactory()
    if who:
        client.force_login(who())
    assert (client.get(draft.get_absolute_url()).status_code == 200) == seen
    listed = draft.title in text_of(client.get(reverse("budget:rounds")))
    assert listed == seen


def test_visitor_reads_all_and_is_asked_to_sign_in_to_vote(client):
    voting, _commune, numbers = a_round()
    for name, args in (
        ("rounds", []),
        ("round", [voting.slug]),
        ("project", [voting.slug, numbers[0]]),
        ("receipt", [voting.slug]),
    ):
        assert client.get(reverse(f"budget:{name}", args=args)).status_code == 200
    compared = client.get(reverse("budget:compare", args=[voting.slug]), {"p": numbers[:3]})
    assert text_of(compared).count('scope="col"') == 3
    assert "next=" in text_of(client.get(reverse("budget:vote", args=[voting.slug])))
    sent = client.post(reverse("budget:vote-send", args=[voting.slug]), {"c": numbers[:1]})
    assert sent.status_code == 302
    assert not Ballot.objects.exists()


def test_form_opened_before_the_close_is_told_that_it_is_over(client):
    voting, commune, numbers = a_round()
    enters(client, voting, commune)
    review = chooses(client, voting, numbers[:1])
    over(voting)
    answer = sends(client, voting, review)
    assert answer.status_code == 302
    assert not Voter.objects.exists()
    assert client.get(reverse("budget:vote", args=[voting.slug])).status_code == 302


@pytest.mark.parametrize("state", ["closed", "counted"])
def test_form_sent_after_the_round_was_closed_is_told_that_it_is_over(client, state):
    voting, commune, numbers = a_round()
    enters(client, voting, commune)
    review = chooses(client, voting, numbers[:1])
    Round.objects.filter(pk=voting.pk).update(state=state, salt="")
    answer = sends(client, voting, review)
    assert answer.url == voting.get_absolute_url()
    told = [str(one) for one in get_messages(answer.wsgi_request)]
    assert told == [say(Refusal("round.over"))]
    assert not Voter.objects.exists()


def test_receipt_of_one_voter_holds_nothing_of_another(client):
    """Pieces of this page are kept for all: none of them may be somebody's."""
    voting, commune, numbers = a_round()
    pages, given = [], []
    for at, who in enumerate((UserFactory(), coordinator(), UserFactory())):
        enters(client, voting, commune, user=who)
        sent = sends(client, voting, chooses(client, voting, numbers[at : at + 1]))
        pages.append(text_of(sent))
        given.append(hidden_in(sent))
    titles = [f">{voting.projects.get(number=number).title}<" for number in numbers[:3]]
    for at, shown in enumerate(pages):
        for other in {0, 1, 2} - {at}:
            assert titles[other] not in shown
            assert given[other]["receipt"][0] not in shown
            assert given[other]["signature"][0] not in shown
        assert titles[at] in shown
    desk = f'href="{reverse("forum:desk")}"'
    assert [desk in shown for shown in pages] == [False, True, False]


def look_up(client, voting, **told):
    return client.post(reverse("budget:receipt", args=[voting.slug]), told)


def test_receipt_tells_whether_it_counts_and_the_ballot_only_after_the_close(client):
    voting, commune, numbers = a_round()
    enters(client, voting, commune)
    old = receipt_in(sends(client, voting, chooses(client, voting, numbers[:1])))
    new = receipt_in(sends(client, voting, chooses(client, voting, numbers[1:2])))
    title = RoundProject.objects.get(number=numbers[1]).title
    states = {}
    for receipt in (old, new, queries.fresh_receipt()):
        page = look_up(client, voting, receipt=receipt.lower())
        states[receipt] = page.context["found"].state
        assert title not in text_of(page)
    assert list(states.values()) == ["replaced", "counted", "unknown"]
    services.close_round(voting=over(voting))
    page = look_up(client, voting, receipt=new)
    assert title in text_of(page)
    assert look_up(client, voting, receipt="zzz").context.get("found") is None


def test_forged_receipt_is_told_apart_from_one_that_was_given(client):
    voting, commune, numbers = a_round()
    enters(client, voting, commune)
    given = hidden_in(sends(client, voting, chooses(client, voting, numbers[:1])))
    told = {name: values[0] for name, values in given.items()}
    assert look_up(client, voting, **told).context["signed"] == "ours"
    forged = {**told, "receipt": queries.fresh_receipt()}
    page = look_up(client, voting, **forged)
    assert (page.context["signed"], page.context["found"].state) == ("forged", "unknown")
    Ballot.objects.all().delete()
    lost = look_up(client, voting, **told)
    assert (lost.context["signed"], lost.context["found"].state) == ("ours", "unknown")
    at = reverse("budget:receipt-file", args=[voting.slug])
    kept = client.post(at, told)
    assert told["receipt"] in text_of(kept)
    assert told["signature"] in text_of(kept)
    assert client.post(at, forged).status_code == 400
    assert client.post(at, {}).status_code == 400


def test_receipts_are_looked_up_so_often_and_no_oftener(client, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"budget_receipt": "2/m/ip"}
    voting, _commune, _numbers = a_round()
    found = [
        look_up(client, voting, receipt=queries.fresh_receipt()).context.get("found")
        for _ in range(3)
    ]
    assert [one is None for one in found] == [False, False, True]


def queries_of(client, django_assert_max_num_queries, url, most):
    with django_assert_max_num_queries(most) as counted:
        assert client.get(url).status_code == 200
    return len(counted)


@pytest.mark.parametrize("signed_in", [False, True])
def test_lists_cost_the_same_with_one_and_with_fifty(
    client, django_assert_max_num_queries, signed_in
):
    voting, commune, _numbers = a_round(1)
    if signed_in:
        enters(client, voting, commune)
    urls = [reverse("budget:rounds"), voting.get_absolute_url()]
    if signed_in:
        urls.append(reverse("budget:vote-projects", args=[voting.slug]))
    for url in urls:
        client.get(url)
    costs = [queries_of(client, django_assert_max_num_queries, url, 12) for url in urls]
    communes = list(Commune.objects.filter(province__region="10")[:49])
    for at in range(49):
        RoundProjectFactory(round=voting, commune=communes[at % len(communes)])
    OpenRoundFactory.create_batch(49, region=voting.region)
    again = [queries_of(client, django_assert_max_num_queries, url, 12) for url in urls]
    assert costs == again


@pytest.mark.parametrize("name", ["rounds", "round", "project", "compare", "vote", "receipt"])
@pytest.mark.parametrize("form", ["approval", "some", "points", "ranking", "knapsack"])
@pytest.mark.parametrize("rule", ["equal-shares", "greedy", "phragmen"])
def test_every_page_of_every_kind_of_round_is_told(client, name, form, rule):
    voting, _commune, numbers = a_round(
        form=form, rule=rule, most_choices=3 if form == "some" else None, points=10
    )
    args = {"rounds": [], "project": [voting.slug, numbers[0]]}.get(name, [voting.slug])
    for state in ("frozen", "cancelled"):
        Round.objects.filter(pk=voting.pk).update(state=state)
        response = client.get(reverse(f"budget:{name}", args=args))
        assert response.status_code in {200, 302}
    Round.objects.filter(pk=voting.pk).update(
        state="frozen", opens_at=timezone.now() + timedelta(days=1)
    )
    assert client.get(voting.get_absolute_url()).status_code == 200
