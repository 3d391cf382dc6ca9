"""The demonstration's councils, where and as they are called."""

import pytest

from multaqa.apps.territory.models import Region
from multaqa.apps.territory.queries import communes_of
from multaqa.portal.demonstration.bodies import _councils

pytestmark = pytest.mark.django_db


def test_a_council_sits_in_its_capital_and_its_french_name_elides():
    communes = list(communes_of(Region.objects.get(code="10")).order_by("code"))
    seats = {row["name_fr"]: row["commune"].name_fr for row in _councils(communes)}
    assert seats["Conseil provincial de Guelmim"] == "Guelmim"
    assert seats["Conseil provincial d’Assa-Zag"] == "Assa"
    assert seats["Conseil provincial de Sidi Ifni"] == "Sidi Ifni"
    assert seats["Conseil communal d’Abaynou"] == "Abaynou"
    assert not [name for name in seats if " de A" in name]
