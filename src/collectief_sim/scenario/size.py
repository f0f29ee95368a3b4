"""How much memory a run of a scenario needs, so that one that cannot be run is refused before a machine is brought down."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collectief_sim.scenario.area import LegendEntry
    from collectief_sim.scenario.people import People
    from collectief_sim.scenario.spec import Scenario

MOST_PLOTS = 10_000_000
MOST_PEOPLE = 100_000_000  # who are ever in the area, or look for space there
# about: a person's row and lists, twice while rows are sorted; and what is kept of each stay
_BYTES_PER_PLOT, _BYTES_PER_PERSON, _BYTES_PER_STAY = 600, 500, 56


def people_ever(spec: Scenario) -> float:
    """About how many entrepreneurs are ever in the area or look for space there."""
    return first_tenants(spec) * (1 + spec.market.arrivals_per_year_share * spec.months / 12)


def first_tenants(spec: Scenario) -> float:
    """About how many entrepreneurs there are at the start."""
    drawn, times = "".join(spec.area.drawn()), spec.area.tiles**2
    first = 0.0
    for symbol, entry in spec.area.legend.items():
        buildings = 1 if entry.one_building else times * drawn.count(symbol)
        first += buildings * _tenants(entry, spec.people)
    return first


def _tenants(entry: LegendEntry, people: People) -> float:
    """Expected first tenants of one building."""
    if (given := entry.first_tenants()) is not None:
        return given
    mean_area = people.area_median_m2 * math.exp(people.area_sigma**2 / 2)
    return entry.floor_m2 * math.exp(entry.floor_sigma**2 / 2) * entry.let_share() / mean_area


def plots_of(spec: Scenario) -> int:
    """Plots of the map, tiles laid out."""
    return sum(map(len, spec.area.drawn())) * spec.area.tiles**2


def bytes_needed(spec: Scenario) -> float:
    """About how much memory a run takes."""
    at_a_time = first_tenants(spec) * (1 + spec.market.arrivals_per_year_share)  # there is room for a year's newcomers
    return plots_of(spec) * _BYTES_PER_PLOT + at_a_time * _BYTES_PER_PERSON + people_ever(spec) * _BYTES_PER_STAY
