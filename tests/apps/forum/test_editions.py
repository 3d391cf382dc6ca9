"""An edition opened and revised: what the record names stays named so."""

import pytest

from multaqa.apps.forum import services
from multaqa.apps.forum.models import RegistrationState
from multaqa.apps.territory.models import Region
from multaqa.kernel import record
from multaqa.refusal import Refusal
from tests.factories.accounts import auditor, coordinator
from tests.factories.forum import (
    ApplicantFactory,
    CollegeFactory,
    EditionFactory,
    college_with_people,
    sealed,
)
from tests.factories.forum_registrations import RegistrationFactory

pytestmark = pytest.mark.django_db


def revise(edition, **fields):
    return services.revise_edition(edition=edition, actor=coordinator(), **fields)


def test_an_editions_number_stands_in_the_record_and_never_changes():
    edition = EditionFactory()
    with pytest.raises(Refusal, match="number_stands"):
        revise(edition, number=edition.number + 1)


def test_the_territory_stays_while_people_are_in_the_list():
    edition = EditionFactory()
    revise(edition, region=Region.objects.get(code="09"))
    ApplicantFactory(college=CollegeFactory(edition=edition))
    with pytest.raises(Refusal, match="territory_in_use"):
        revise(edition, region=Region.objects.get(code="10"))


@pytest.mark.parametrize("state", RegistrationState.values)
def test_the_territory_stays_once_somebody_asked_for_a_seat(state):
    one = RegistrationFactory(state=state, reason="x")
    other = Region.objects.get(code="09")
    if state in {"draft", "withdrawn"}:
        assert revise(one.edition, region=other).region == other
        return
    with pytest.raises(Refusal, match="territory_in_use"):
        revise(one.edition, region=other)


def test_showing_and_hiding_enter_the_record_and_a_sealed_edition_is_not_hidden():
    college = college_with_people()
    edition = college.edition
    revise(edition, is_public=False)
    assert record.head().kind == "forum.edition_hidden"
    edition = revise(edition, is_public=True)
    assert record.head().kind == "forum.edition_shown"
    sealed(college)
    with pytest.raises(Refusal, match="sealed_stays_public"):
        revise(edition, is_public=False)


def test_the_authorisation_stays_while_sensitive_answers_are_held():
    edition = EditionFactory(authorisation_number="D-1", authorisation_on="2026-01-01")
    ApplicantFactory(college=CollegeFactory(edition=edition), sensitive={"disability": "yes"})
    with pytest.raises(Refusal, match="sensitive_held"):
        revise(edition, authorisation_number="", authorisation_on=None)


def test_only_a_coordinator_opens_and_revises():
    from django.core.exceptions import PermissionDenied

    with pytest.raises(PermissionDenied):
        services.revise_edition(edition=EditionFactory(), actor=auditor(), name_ar="x")
