"""What the demonstration leaves waiting for its coordinator."""

from datetime import timedelta

import pytest
from django.utils import timezone

from multaqa.apps.network import queries
from multaqa.apps.network.models import Body, BodyDocument, BodyState, Claim
from multaqa.apps.territory.models import Commune
from multaqa.portal.demonstration.bodies import COUNT, ice
from multaqa.portal.demonstration.waiting import keep_waiting
from tests.factories.accounts import coordinator
from tests.factories.network import BodyFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def filled(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    BodyFactory(
        name_ar="تعاونية واحة السنابل للتمور", commune=Commune.objects.get(pk="10.261.03.11")
    )
    unclaimed = BodyFactory(
        kind="association",
        commune=Commune.objects.get(pk="10.521.01.01"),
        confirmed_at=timezone.now() - timedelta(days=500),
    )
    keep_waiting(coordinator())
    return unclaimed


def test_each_list_of_the_coordinator_has_something_to_show(filled):
    waiting = Body.objects.filter(state=BodyState.PROPOSED)
    assert waiting.count() == 6
    assert waiting.filter(is_mending=True).count() == 1
    assert waiting.filter(is_ice_overruled=True).count() == 1
    assert waiting.exclude(resembles=None).count() == 1
    assert Body.objects.filter(state=BodyState.REFUSED).count() == 1
    assert set(
        Body.objects.filter(
            state=BodyState.VERIFIED, verifications__outcome="verified"
        ).values_list("verifications__ground", flat=True)
    ) == {"register", "receipt"}
    assert {one.kind for one in BodyDocument.objects.all()} >= {"receipt", "board", "register"}
    assert Claim.objects.get().body == filled
    assert queries.stale_bodies().get().called


def test_every_invented_ice_fits_its_own_digits():
    for place in (301, 4000, 4000 + COUNT):
        said = queries.read_ice(ice(place))
        assert said is not None
        assert said.is_sure
        assert said.is_of_seat
