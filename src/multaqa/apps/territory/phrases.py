"""The territory's words."""

from django.utils.translation import gettext_lazy as _

# The rates that both censuses asked alike, each with its unit.
RATES = {
    "illiterate": (_("cannot read and write, aged 10 and over"), "%"),
    "active": (_("are active on the labour market"), "%"),
    "unemployed": (_("of the active are unemployed"), "%"),
    "electricity": (_("of households have electricity"), "%"),
    "water": (_("of households have running water"), "%"),
    "paved_road": (_("mean distance of rural households to a paved road"), _("km")),
}
