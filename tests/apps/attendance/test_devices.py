"""Devices: paired once, known by their key, revoked at once."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from multaqa.apps.attendance import services
from multaqa.apps.attendance.models import Device
from multaqa.apps.attendance.queries.door import device_of_key
from multaqa.refusal import Refusal
from tests.factories.accounts import UserFactory, auditor, coordinator
from tests.factories.attendance import DeviceFactory, TodayFactory
from tests.factories.attendance_door import ago

pytestmark = pytest.mark.django_db


def added(**more):
    return services.add_device(
        edition=TodayFactory(), actor=coordinator(), label="الباب الرئيسي", **more
    )


def test_a_link_pairs_one_phone_and_the_database_holds_no_key():
    token = services.link_token(added())
    device, key = services.pair_device(token=token)
    assert device_of_key(services.key_mark(key)) == device
    assert key not in str(vars(device))
    assert token not in str(vars(device))
    with pytest.raises(Refusal, match="link_used"):
        services.pair_device(token=token)


@pytest.mark.parametrize("token", ["", "x", "0" * 32, f"{'0' * 32}:forged"])
def test_a_link_that_was_made_up_pairs_nothing(token):
    added()
    with pytest.raises(Refusal, match="link_unknown"):
        services.pair_device(token=token)


def test_a_link_pairs_nothing_after_two_days_and_another_is_given():
    device = added()
    old = services.link_token(device)
    Device.objects.update(link_until=ago(hours=1))
    with pytest.raises(Refusal, match="link_late"):
        services.pair_device(token=old)
    device = services.renew_link(device=device, actor=coordinator())
    with pytest.raises(Refusal, match="link_unknown"):
        services.pair_device(token=old)
    assert services.pair_device(token=services.link_token(device))


def test_a_paired_device_gets_no_other_link():
    with pytest.raises(Refusal, match=r"device\.paired"):
        services.renew_link(device=DeviceFactory(), actor=coordinator())


def test_a_revoked_device_is_not_paired():
    device = services.revoke_device(device=added(), actor=coordinator())
    with pytest.raises(Refusal, match=r"device\.revoked"):
        services.pair_device(token=services.link_token(device))


def test_nothing_is_paired_with_an_edition_that_is_over():
    device = added()
    past = timezone.localdate() - timedelta(days=30)
    type(device.edition).objects.update(starts_on=past, ends_on=past)
    with pytest.raises(Refusal, match=r"device\.over"):
        services.pair_device(token=services.link_token(device))


@pytest.mark.django_db(transaction=True)
def test_two_phones_that_open_one_link_at_once_are_one_device(together):
    token = services.link_token(added())
    ends = together(*(lambda: services.pair_device(token=token) for _turn in range(2)))
    assert sorted(type(one).__name__ for one in ends) == ["Refusal", "tuple"]


@pytest.mark.parametrize("who", [UserFactory, auditor])
@pytest.mark.parametrize(
    "deed",
    [
        lambda device, actor: services.add_device(edition=device.edition, actor=actor, label="x"),
        lambda device, actor: services.revoke_device(device=device, actor=actor),
        lambda device, actor: services.renew_link(device=device, actor=actor),
        lambda device, actor: services.rehearse(device=device, actor=actor, is_on=True),
        lambda device, actor: services.clear_rehearsal(device=device, actor=actor),
    ],
)
def test_devices_are_the_coordinators_alone(who, deed):
    with pytest.raises(PermissionDenied):
        deed(DeviceFactory(), who())
