"""The territory always exists: these fetch a row of it, and never invent one."""

import factory
from factory.django import DjangoModelFactory

from multaqa.apps.territory.models import Commune, Province, Region


class RegionFactory(DjangoModelFactory):
    class Meta:
        model = Region
        django_get_or_create = ("code",)

    code = "10"


class ProvinceFactory(DjangoModelFactory):
    class Meta:
        model = Province
        django_get_or_create = ("code",)

    code = "10.261"


class CommuneFactory(DjangoModelFactory):
    """Guelmim; or Asrir, when ``is_rural``."""

    class Meta:
        model = Commune
        django_get_or_create = ("code",)

    class Params:
        is_rural = factory.Trait(code="10.261.05.05")

    code = "10.261.01.03"
