"""Registered by another: what who entered it may, what the person named may, and nobody else."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from multaqa.apps.forum import queries, rules, services
from tests.factories.accounts import UserFactory
from tests.factories.forum_registrations import (
    CallFactory,
    RegistrationFactory,
    open_call,
    written,
)

pytestmark = pytest.mark.django_db

PHONE = "+212661234567"


def entered(college, clerk, **more):
    """Sent by a clerk for somebody present."""
    draft = services.start_registration(edition=college.edition, actor=clerk, consent="spoken")
    draft = written(draft, clerk, **({"phone": PHONE} | more))
    return services.send_registration(registration=draft, actor=clerk)


def with_sensitive_question():
    college = open_call()
    edition = college.edition
    edition.authorisation_number, edition.authorisation_on = "D-W-1/2026", "2026-01-01"
    edition.save()
    return college, edition.questions.create(
        kind="yes_no", label_ar="وضعية إعاقة", is_sensitive=True
    )


def _step(registration, step):
    place = [registration.edition.number, registration.token, step]
    return reverse("forum:register", args=place)


# What is sensitive.


def test_who_entered_it_neither_reads_nor_writes_what_the_person_answers_later(client):
    college, question = with_sensitive_question()
    clerk, person = UserFactory(), UserFactory(phone=PHONE)
    one = entered(college, clerk)
    step = _step(one, "sensitive")
    client.force_login(person)
    assert client.post(step, {question.key: "yes"}).status_code == 302
    one.refresh_from_db()
    assert one.sensitive == {question.key: "yes"}
    client.force_login(clerk)
    assert client.get(step).status_code == 404
    assert client.post(step, {question.key: "no"}).status_code == 404
    assert step not in client.get(one.get_absolute_url()).content.decode()
    with pytest.raises(PermissionDenied):
        services.save_registration(registration=one, actor=clerk, sensitive={question.key: "no"})
    one.refresh_from_db()
    assert one.sensitive == {question.key: "yes"}
    client.force_login(person)
    assert 'value="yes"' in client.get(step).content.decode()


def test_sensitive_answers_are_seen_by_whose_they_are_and_while_writing_by_who_enters_them():
    college, clerk, person = open_call(), UserFactory(), UserFactory(phone=PHONE)
    draft = services.start_registration(edition=college.edition, actor=clerk, consent="spoken")
    draft = written(draft, clerk, phone=PHONE)
    assert rules.can_see_sensitive(clerk, draft)
    assert not rules.can_see_sensitive(person, draft)
    one = services.send_registration(registration=draft, actor=clerk)
    assert not rules.can_see_sensitive(clerk, one)
    assert rules.can_see_sensitive(person, one)
    assert not rules.can_see_sensitive(UserFactory(phone="+212661234568"), one)
    own = RegistrationFactory()
    assert rules.can_see_sensitive(own.user, own)
    own.user.is_active = False
    assert not rules.can_see_sensitive(own.user, own)


# Whose contact it is.


def test_a_number_mistyped_in_ones_own_opens_it_to_nobody(client):
    one = RegistrationFactory(sensitive={"q1": "yes"}, email="b@example.ma")
    CallFactory(edition=one.edition)
    services.messages.tell(registration=one, title="x", text=one.name)
    for stranger in (UserFactory(phone=one.phone), UserFactory(email=one.email)):
        client.force_login(stranger)
        assert client.get(one.get_absolute_url()).status_code == 404
        assert one.number not in client.get("/me/").content.decode()
        assert not queries.messages_of(stranger).exists()
        assert queries.kept_of(stranger) == []
        with pytest.raises(PermissionDenied):
            services.withdraw_registration(registration=one, actor=stranger)
        assert not rules.can_see_sensitive(stranger, one)
        assert not rules.can_object(stranger, one)
    one.refresh_from_db()
    assert one.state == "sent"
