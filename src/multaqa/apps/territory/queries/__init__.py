"""What is asked of the territory: who lives there, where it lies, which commune was meant."""

from multaqa.apps.territory.queries.figures import (
    CREDIT_OF_BOTH,
    FOCUS,
    Figures,
    figures_by,
    focus_code,
    rates_of,
    summed,
    unit_of,
)
from multaqa.apps.territory.queries.finder import Answer, CommuneFinder, commune_named
from multaqa.apps.territory.queries.menu import Place, communes_menu, forget_places, places_of
from multaqa.apps.territory.queries.outlines import OUTLINES_CREDIT, Outline, outlines
from multaqa.apps.territory.queries.shares import (
    CREDIT,
    PopulationShares,
    Shares,
    Territory,
    apportion,
    communes_of,
    population_shares,
    provinces_of,
)

__all__ = [
    "CREDIT",
    "CREDIT_OF_BOTH",
    "FOCUS",
    "OUTLINES_CREDIT",
    "Answer",
    "CommuneFinder",
    "Figures",
    "Outline",
    "Place",
    "PopulationShares",
    "Shares",
    "Territory",
    "apportion",
    "commune_named",
    "communes_menu",
    "communes_of",
    "figures_by",
    "focus_code",
    "forget_places",
    "outlines",
    "places_of",
    "population_shares",
    "provinces_of",
    "rates_of",
    "summed",
    "unit_of",
]
