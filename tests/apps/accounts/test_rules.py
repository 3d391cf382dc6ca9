import pytest
from django.contrib.auth.models import AnonymousUser

from multaqa.apps.accounts import rules
from tests.factories.accounts import UserFactory, auditor, coordinator


def closed(user):
    user.is_active = False
    user.save()
    return user


@pytest.mark.parametrize(
    ("who", "runs", "audits", "enters"),
    [
        (AnonymousUser, False, False, False),
        (UserFactory, False, False, False),
        (coordinator, True, False, True),
        (auditor, False, True, True),
        (lambda: closed(coordinator()), False, False, False),
        (lambda: closed(auditor()), False, False, False),
    ],
    ids=["visitor", "no-role", "coordinator", "auditor", "closed-coordinator", "closed-auditor"],
)
def test_rules_by_role(db, who, runs, audits, enters):
    user = who()
    assert rules.is_coordinator(user) is runs
    assert rules.is_auditor(user) is audits
    assert rules.can_enter_desk(user) is enters


def test_rules_ask_the_database_once(db, django_assert_num_queries):
    user = coordinator()
    with django_assert_num_queries(1):
        assert rules.can_enter_desk(user)
        assert not rules.is_auditor(user)
