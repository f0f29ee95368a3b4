"""Plots and buildings of month 0: floor, owners, zoning, values and leases."""

from __future__ import annotations

import numpy as np

from collectief_sim.model import chance
from collectief_sim.model.build.luck import Array, lognormal, luck_of
from collectief_sim.model.codes import (
    COLLECTIVE,
    CONSCIOUS_DEVELOPER,
    DEVELOPER,
    MUNICIPALITY,
    OWNERS,
    USES,
)
from collectief_sim.model.rows import NONE, IntArray, Records, table
from collectief_sim.model.tables import Building, Plot
from collectief_sim.scenario.ground import Zone, steps_to
from collectief_sim.scenario.spec import Scenario

SIDE_HECTARES = 0.25  # ground of a building that people looking for space come by as often as by one more building

_LUCK = (
    *("PLOT_FLOOR", "PLOT_ADAPTABILITY", "PLOT_ZONING", "PLOT_SUBSIDY", "PLOT_OWNER"),
    *("PLOT_LEASE_PHASE", "GROUND_LEASE", "GROUND_LEASE_ENDS"),
)


def lay_out_plots(spec: Scenario) -> Records:
    """Plots with their use and values; what is built on them has a row of its own."""
    ground = spec.area.ground
    plots: Records = table(Plot, len(ground.zone_of_plot))
    plots.y, plots.x = np.divmod(np.arange(len(plots)), ground.width)
    plots.zone, plots.building = ground.zone_of_plot, ground.building_of_plot
    set_values(spec, plots)
    for zone in ground.zones:
        plots.use[zone.plots] = USES.index(zone.entry.use)
    return plots


def set_values(spec: Scenario, plots: Records) -> None:
    """Market rents and housing values rise towards what the scenario names; as told on the average of built plots."""
    tilt = 1 + spec.market.value_gradient * nearness(spec)
    plots.market_rent_eur_m2_year = spec.market.work_rent_eur_m2_year * tilt
    plots.housing_value_eur_m2_year = plots.market_rent_eur_m2_year * spec.market.housing_value_ratio * tilt


def nearness(spec: Scenario) -> Array:
    """How near each plot is to where values are highest, against the average built plot, in the farthest plot's distance."""
    ground = spec.area.ground
    steps = steps_to(ground, spec.market.value_towards)
    if steps is None:
        return np.zeros(len(ground.zone_of_plot))
    built = ground.building_of_plot != NONE
    usual = float(steps[built].mean()) if built.any() else 0.0
    return (usual - steps) / max(1, int(steps.max()))


def put_up_buildings(spec: Scenario, seed: int, plots: Records) -> tuple[Records, IntArray]:
    """The buildings, and the plots they stand on, grouped by building."""
    ground = spec.area.ground
    buildings: Records = table(Building, len(ground.first_plot))
    buildings.plot, buildings.zone = ground.first_plot, ground.zone_of_building
    buildings.rent_ceiling_eur_m2_year = np.inf
    luck = {name: luck_of(seed, getattr(chance, name), len(plots)) for name in _LUCK}
    for zone in ground.zones:
        if len(zone.buildings):
            endow(spec, plots, buildings, zone, luck)
    built = np.flatnonzero(plots.building != NONE)
    built = built[np.argsort(plots.building[built], kind="stable")].astype(np.int64)
    rows, of_building = np.arange(len(buildings)), plots.building[built]
    buildings.first_part = np.searchsorted(of_building, rows)
    buildings.part_count = np.searchsorted(of_building, rows, side="right") - buildings.first_part
    measure_ground(spec, buildings)
    return buildings, built


def measure_ground(spec: Scenario, buildings: Records) -> None:
    """How many homes would fit on the ground of each building, and from how many sides it is seen."""
    usual = spec.behaviour.developing.homes_per_hectare
    own = (zone.entry.homes_per_hectare for zone in spec.area.ground.zones)
    densities = np.array([usual if density is None else density for density in own])
    hectares = buildings.part_count * spec.area.cell_m**2 / 10_000
    buildings.homes_that_fit = densities[buildings.zone] * hectares
    buildings.sides = np.maximum(1, np.rint(hectares / SIDE_HECTARES))


def endow(spec: Scenario, plots: Records, buildings: Records, place: Zone, luck: dict[str, Array]) -> None:
    """Owner, zoning, rent and lease of the buildings of one zone."""
    some, entry = place.buildings, place.entry
    keys = buildings.plot[some]
    buildings.floor_m2[some] = entry.floor_m2 * lognormal(luck["PLOT_FLOOR"][keys], entry.floor_sigma)
    spread = entry.adaptability_spread * (2 * luck["PLOT_ADAPTABILITY"][keys] - 1)
    buildings.adaptability[some] = np.clip(entry.adaptability + spread, 0, 1)
    zone(spec, buildings, place, luck)
    buildings.smallest_unit_m2[some] = entry.smallest_unit_m2
    buildings.operated[some] = entry.operator != ""
    buildings.let[some] = True
    kinds = [OWNERS.index(kind) for kind in entry.owners()]
    steps = np.cumsum(list(entry.owners().values()))
    drawn = np.searchsorted(steps, luck["PLOT_OWNER"][keys] * steps[-1], side="right")
    buildings.owner_kind[some] = np.array(kinds)[np.minimum(drawn, len(kinds) - 1)]
    assign_developers(spec, buildings, some)
    sign_leases(spec, plots, buildings, place, luck["PLOT_LEASE_PHASE"][keys])
    lease_land(spec, buildings, some, luck)


def lease_land(spec: Scenario, buildings: Records, some: IntArray, luck: dict[str, Array]) -> None:
    """Some private buildings stand on municipal land, somewhere in the term of its lease."""
    keys = buildings.plot[some]
    private = ~np.isin(buildings.owner_kind[some], (MUNICIPALITY, COLLECTIVE))
    leased = private & (luck["GROUND_LEASE"][keys] < spec.area.ground_lease_share)
    ends = np.floor(luck["GROUND_LEASE_ENDS"][keys] * 12 * spec.area.ground_lease_years)
    buildings.ground_lease_month[some] = np.where(leased, ends, NONE)


def zone(spec: Scenario, buildings: Records, place: Zone, luck: dict[str, Array]) -> None:
    """Which buildings of one zone are zoned for work, and which are subsidised."""
    some, keys = place.buildings, buildings.plot[place.buildings]
    zoned = luck["PLOT_ZONING"][keys] < spec.policy.work_zoning_share
    buildings.housing_excluded[some] = place.entry.housing_excluded | zoned
    buildings.subsidised[some] = luck["PLOT_SUBSIDY"][keys] < spec.policy.subsidy_share


def assign_developers(spec: Scenario, buildings: Records, some: IntArray) -> None:
    """Buildings of developers are dealt out over the developers there are."""
    first = 0
    for kind, count in ((DEVELOPER, spec.area.developers), (CONSCIOUS_DEVELOPER, spec.area.conscious_developers)):
        mine = some[buildings.owner_kind[some] == kind]
        buildings.owner[mine] = first + buildings.plot[mine] % max(1, count)
        first += count


def sign_leases(spec: Scenario, plots: Records, buildings: Records, place: Zone, phase: Array) -> None:
    """Running leases at the start: somewhere in their term (the same share of it in every arm), at an older rent."""
    terms, some, entry = spec.landlord_terms(), place.buildings, place.entry
    kinds = buildings.owner_kind[some]
    for channel, field in (("lease", "lease_end"), ("horizon", "horizon_end"), ("voice", "voice_end")):
        months = np.array([one[f"{channel}_first_months"] for one in terms.values()])[kinds]
        left = np.ceil(months * (1 - phase))
        if entry.lease_ends_after_months is not None:
            left = np.full(len(some), entry.lease_ends_after_months)
        buildings[f"{field}_month"][some] = left
        if channel == "lease":
            buildings.term_start_month[some] = np.minimum(left - months, 0)
    for name in ("break_months", "tenant_break_months"):
        buildings[name][some] = np.array([one[name] for one in terms.values()])[kinds]
    rent = plots.market_rent_eur_m2_year[buildings.plot[some]] * spec.market.contract_rent_share
    if entry.rent_eur_m2_year is not None:
        rent = np.full(len(some), entry.rent_eur_m2_year)
    cap = spec.policy.rent_cap_eur_m2_year
    if cap is not None:
        rent = np.where(kinds == MUNICIPALITY, np.minimum(rent, cap), rent)
    buildings.rent_eur_m2_year[some] = rent
    buildings.head_reserve_eur[some] = np.where(buildings.operated[some], first_reserve(spec, buildings[some]), 0.0)


def first_reserve(spec: Scenario, rented: Records) -> Array:
    """What whoever rents buildings as a whole has for each at the start, to bear empty floor from [EUR]."""
    reserve: Array = spec.behaviour.head_leases.reserve_start_months / 12 * rented.rent_eur_m2_year * rented.floor_m2
    return reserve
