"""From a scenario and a seed to the world of month 0: plots, owners, leases, people and the queue of newcomers."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from collectief_sim.model import chance
from collectief_sim.model.maths import exp, exp_each, log_each, normal_each, poisson_table
from collectief_sim.model.processes.founding import start_with
from collectief_sim.model.processes.moving import call_roll
from collectief_sim.model.processes.roles import SUMS
from collectief_sim.model.state import (
    ACTIVITIES,
    COALITION_EVENT,
    COLLECTIVE,
    CONSCIOUS_DEVELOPER,
    CONSCIOUS_INVESTOR,
    DEVELOPER,
    FIRE_EVENT,
    FORMS,
    MUNICIPALITY,
    NONE,
    OWNERS,
    SLUMP_EVENT,
    TIES,
    USES,
    AreaCooperative,
    Collective,
    Developer,
    Entrepreneur,
    Event,
    IntArray,
    Month,
    Plot,
    Records,
    Table,
    Town,
    World,
    table,
)
from collectief_sim.scenario.area import LEAST_M2, LegendEntry
from collectief_sim.scenario.shocks import Coalition, Fire, Slump
from collectief_sim.scenario.spec import Scenario

type Array = np.ndarray[Any, Any]

SETUP = -1  # the month of all draws made before the start


def build_world(spec: Scenario, seed: int) -> World:
    """The world of a scenario at month 0; a pure function of both.

    Raises
    ------
    ValueError
        If the seed is negative or beyond 63 bits.
    """
    if not 0 <= seed < 2**63:
        raise ValueError(f"seed must be a whole number from 0 to 2**63 - 1, not {seed}")
    plots = lay_out_plots(spec, seed)
    buildings = np.flatnonzero(plots.head == np.arange(len(plots))).astype(np.int64)
    plots_built = link_parts(plots, buildings)
    people, queue_start = draw_people(spec, seed, plots, buildings)
    room = 64 + len(buildings)
    world = World(
        seed=seed,
        rules=rules_of(spec),
        town=open_town(spec, plots),
        entrepreneurs=people,
        contacts=np.full((len(people), TIES), NONE, np.int32),
        bonds=np.zeros((len(people), TIES), np.int32),
        plots=plots,
        collectives=table(Collective, room),
        developers=establish_developers(spec, plots),
        area_cooperatives=table(AreaCooperative, room),
        events=date_events(spec, plots),
        queue_start=queue_start,
        buildings=buildings,
        plots_built=plots_built,
        roster=np.arange(len(people), dtype=np.int64),
        roster_start=np.zeros(len(plots) + 2, np.int64),
        scratch_people=np.zeros((2, len(people)), np.int64),
        activity_count=np.zeros((room, len(ACTIVITIES)), np.int64),
        vacant=np.zeros(len(plots), np.int64),
        neighbours=neighbours_of(int(plots.x.max()) + 1, int(plots.y.max()) + 1),
        scratch_luck=np.zeros((2, len(people))),
        scratch_plots=np.zeros((4, len(plots))),
        scratch_collectives=np.zeros((room, SUMS)),
        series=table(Month, spec.months),
    )
    settle(world)
    gather_first_collectives(spec, world)
    return world


def rules_of(spec: Scenario) -> Table:
    """Every number of a scenario in one record, a copy of this run's own: policy may change on the way."""
    return spec.record.copy().view(Records)


# ---- plots -----------------------------------------------------------------------------------------------------------


def luck_of(seed: int, decision: int, count: int) -> Array:
    """One set-up draw for each of the first `count` entities."""
    numbers = np.empty(count)
    chance.fill_uniforms(numbers, seed, decision, SETUP)
    return numbers


def lay_out_plots(spec: Scenario, seed: int) -> Table:
    """Plots as drawn on the map, with floor, owners, zoning, values and leases."""
    rows = spec.area.rows()
    symbols = np.array([[ord(symbol) for symbol in row] for row in rows], np.int64)
    plots = table(Plot, symbols.size)
    plots.y, plots.x = (index.ravel() for index in np.indices(symbols.shape))
    plots.symbol = symbols.ravel()
    plots.rent_ceiling_eur_m2_year = np.inf
    set_values(spec, plots)
    luck = {
        name: luck_of(seed, getattr(chance, name), len(plots))
        for name in ("PLOT_FLOOR", "PLOT_ADAPTABILITY", "PLOT_ZONING", "PLOT_SUBSIDY", "PLOT_OWNER", "PLOT_LEASE_PHASE")
    }
    for symbol, entry in spec.area.legend.items():
        where = np.flatnonzero(plots.symbol == ord(symbol))
        plots.use[where] = USES.index(entry.use)
        if entry.use not in ("work", "mixed"):
            continue
        plots.head[where] = where[0] if entry.one_building else where
        share = len(where) if entry.one_building else 1
        plots.floor_m2[where] = entry.floor_m2 / share * lognormal(luck["PLOT_FLOOR"][where], entry.floor_sigma)
        endow(spec, plots, where[:1] if entry.one_building else where, entry, luck)
    return plots


def set_values(spec: Scenario, plots: Table) -> None:
    """Market rents and housing values rise from the middle of the map to its edges, where the city is."""
    middle_x, middle_y = plots.x.max() / 2, plots.y.max() / 2
    distance = np.hypot(plots.x - middle_x, plots.y - middle_y)
    tilt = 1 + spec.market.value_gradient * (distance / max(1.0, distance.max()) - 0.5)
    plots.market_rent_eur_m2_year = spec.market.work_rent_eur_m2_year * tilt
    plots.housing_value_eur_m2_year = plots.market_rent_eur_m2_year * spec.market.housing_value_ratio * tilt


def endow(spec: Scenario, plots: Table, heads: Array, entry: LegendEntry, luck: dict[str, Array]) -> None:
    """Owner, zoning, rent and lease of the buildings of one legend entry."""
    spread = entry.adaptability_spread * (2 * luck["PLOT_ADAPTABILITY"][heads] - 1)
    plots.adaptability[heads] = np.clip(entry.adaptability + spread, 0, 1)
    zone(spec, plots, heads, entry, luck)
    plots.smallest_unit_m2[heads] = entry.smallest_unit_m2
    plots.operated[heads] = entry.operator != ""
    plots.let[heads] = True
    kinds = [OWNERS.index(kind) for kind in entry.owners()]
    steps = np.cumsum(list(entry.owners().values()))
    drawn = np.searchsorted(steps, luck["PLOT_OWNER"][heads] * steps[-1], side="right")
    plots.owner_kind[heads] = np.array(kinds)[np.minimum(drawn, len(kinds) - 1)]
    assign_developers(spec, plots, heads)
    sign_leases(spec, plots, heads, entry, luck["PLOT_LEASE_PHASE"][heads])


def zone(spec: Scenario, plots: Table, heads: Array, entry: LegendEntry, luck: dict[str, Array]) -> None:
    """Which buildings of one legend entry are zoned for work, and which are subsidised."""
    zoned = luck["PLOT_ZONING"][heads] < spec.policy.work_zoning_share
    plots.housing_excluded[heads] = entry.housing_excluded | zoned
    plots.subsidised[heads] = luck["PLOT_SUBSIDY"][heads] < spec.policy.subsidy_share


def assign_developers(spec: Scenario, plots: Table, heads: Array) -> None:
    """Buildings of developers are dealt out over the developers there are."""
    first = 0
    for kind, count in ((DEVELOPER, spec.area.developers), (CONSCIOUS_DEVELOPER, spec.area.conscious_developers)):
        mine = heads[plots.owner_kind[heads] == kind]
        plots.owner[mine] = first + mine % max(1, count)
        first += count


def sign_leases(spec: Scenario, plots: Table, heads: Array, entry: LegendEntry, phase: Array) -> None:
    """Running leases at the start: somewhere in their term (the same share of it in every arm), at an older rent."""
    terms = spec.policy.terms()
    kinds = plots.owner_kind[heads]
    conscious = (kinds == CONSCIOUS_INVESTOR) | (kinds == CONSCIOUS_DEVELOPER)
    for channel, field in (("lease", "lease_end"), ("horizon", "horizon_end"), ("voice", "voice_end")):
        months = np.full(len(heads), terms[f"{channel}_first_months"])
        months[conscious] = np.maximum(months[conscious], spec.behaviour.leases.long_lease_months)
        left = np.ceil(months * (1 - phase))
        if entry.lease_ends_after_months is not None:
            left = np.full(len(heads), entry.lease_ends_after_months)
        plots[f"{field}_month"][heads] = left
        if channel == "lease":
            plots.term_start_month[heads] = np.minimum(left - months, -1)
    rent = plots.market_rent_eur_m2_year[heads] * spec.market.contract_rent_share
    if entry.rent_eur_m2_year is not None:
        rent = np.full(len(heads), entry.rent_eur_m2_year)
    cap = spec.policy.rent_cap_eur_m2_year
    if cap is not None:
        rent = np.where(plots.owner_kind[heads] == MUNICIPALITY, np.minimum(rent, cap), rent)
    plots.rent_eur_m2_year[heads] = rent


def link_parts(plots: Table, buildings: IntArray) -> IntArray:
    """All built plots grouped by building, and in each head plot where its own are."""
    built = plots_of_buildings(plots)
    heads = plots.head[built]
    plots.first_part[buildings] = np.searchsorted(heads, buildings)
    plots.part_count[buildings] = np.searchsorted(heads, buildings, side="right") - plots.first_part[buildings]
    return built


def plots_of_buildings(plots: Table) -> IntArray:
    """All built plots, grouped by building."""
    built = np.flatnonzero(plots.head != NONE)
    return built[np.argsort(plots.head[built], kind="stable")].astype(np.int64)


@lru_cache(maxsize=8)
def neighbours_of(width: int, height: int) -> IntArray:
    """The eight plots around each plot (NONE beyond the edge): shape (width * height, 8), read-only."""
    y, x = np.divmod(np.arange(width * height), width)
    around = np.full((width * height, 8), NONE, np.int64)
    steps = [(dy, dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1) if (dy, dx) != (0, 0)]
    for column, (dy, dx) in enumerate(steps):
        inside = (y + dy >= 0) & (y + dy < height) & (x + dx >= 0) & (x + dx < width)
        around[inside, column] = ((y + dy) * width + x + dx)[inside]
    around.flags.writeable = False
    return around


# ---- people ----------------------------------------------------------------------------------------------------------


def draw_people(spec: Scenario, seed: int, plots: Table, buildings: IntArray) -> tuple[Table, IntArray]:
    """First tenants and everybody who will ever look for space, with all their traits; ids in order of arrival."""
    tenants = count_tenants(spec, plots, buildings)
    first = int(tenants.sum())
    mean = spec.market.arrivals_per_year_share * first / 12
    arrivals = poisson(luck_of(seed, chance.NEWCOMERS, spec.months), mean)
    queue_start = np.concatenate([[first], first + np.cumsum(arrivals)]).astype(np.int64)
    people = table(Entrepreneur, int(queue_start[-1]))
    people.arrival_month[first:] = np.repeat(np.arange(spec.months), arrivals)
    draw_traits(spec, seed, people)
    place_first_tenants(spec, seed, plots, people, np.repeat(buildings, tenants))
    return people, queue_start


def count_tenants(spec: Scenario, plots: Table, buildings: IntArray) -> IntArray:
    """First tenants per building: as the scenario says, else from floor and mean floor per entrepreneur."""
    people = spec.people
    mean_area = people.area_median_m2 * exp(people.area_sigma**2 / 2)
    floor = np.zeros(len(plots))
    np.add.at(floor, plots.head[plots.head != NONE], plots.floor_m2[plots.head != NONE])
    counts = np.zeros(len(buildings), np.int64)
    for symbol, entry in spec.area.legend.items():
        mine = plots.symbol[buildings] == ord(symbol)
        guess = np.round(floor[buildings[mine]] * entry.occupied_share / mean_area)
        counts[mine] = guess if entry.tenants is None else entry.tenants
    return counts


def draw_traits(spec: Scenario, seed: int, people: Table) -> None:
    """Traits of everybody, from their own luck alone."""
    settings, count = spec.people, len(people)
    luck = {
        name.removeprefix("PERSON_"): luck_of(seed, getattr(chance, name), count)
        for name in dir(chance)
        if name.startswith("PERSON_")
    }
    people.activity = (luck["ACTIVITY"] * len(ACTIVITIES)).astype(np.int8)
    people.mentality = np.clip(settings.mentality_mean + settings.mentality_sd * normal_each(luck["MENTALITY"]), 0, 1)
    people.initiative, people.sociability = luck["INITIATIVE"], luck["SOCIABILITY"]
    people.experience_years = -settings.experience_mean_years * log_each(1.0 - luck["EXPERIENCE"])
    people.ability_eur_m2_year = settings.ability_median_eur_m2_year * lognormal(
        luck["ABILITY"], settings.ability_sigma
    )
    people.need_m2 = np.maximum(LEAST_M2, settings.area_median_m2 * lognormal(luck["AREA"], settings.area_sigma))
    people.growth_per_year = settings.growth_mean_per_year + settings.growth_sd_per_year * normal_each(luck["GROWTH"])
    people.buffer_months = settings.buffer_start_months * (0.5 + luck["BUFFER"])
    people.patience = lognormal(luck["PATIENCE"], settings.patience_sigma)


def poisson(u: Array, mean: float) -> IntArray:
    """Quantiles of a Poisson number; the table ends where no draw can reach."""
    length = int(20 + 2 * mean + 10 * np.sqrt(mean))
    return np.searchsorted(poisson_table(mean, length), u, side="right").astype(np.int64)


def lognormal(u: Array, sigma: float) -> Array:
    """Lognormal quantiles around a median of 1."""
    return exp_each(sigma * normal_each(u))


def place_first_tenants(spec: Scenario, seed: int, plots: Table, people: Table, homes: IntArray) -> None:
    """Put first tenants into their buildings: alike in mentality, known for one activity, filling the let floor."""
    first = people[: len(homes)]
    settings = spec.people
    z = normal_each(luck_of(seed, chance.PLOT_MENTALITY, len(plots)))[homes]
    own = (first.mentality - settings.mentality_mean) / max(settings.mentality_sd, 1e-9)
    sorting = settings.mentality_sorting
    alike = settings.mentality_mean + settings.mentality_sd * (sorting * z + np.sqrt(1 - sorting**2) * own)
    first.mentality = np.clip(alike, 0, 1)
    speciality = (luck_of(seed, chance.PLOT_ACTIVITY, len(plots))[homes] * len(ACTIVITIES)).astype(np.int8)
    follows = luck_of(seed, chance.PLOT_OCCUPANCY, len(homes)) < settings.sorting_by_activity
    first.activity = np.where(follows, speciality, first.activity)
    first.present = True
    fill_buildings(spec, plots, first, homes)


def fill_buildings(spec: Scenario, plots: Table, people: Table, homes: IntArray) -> None:
    """Scale areas so that each building's people use the share of its floor that is let, and spread them over its plots."""
    let_share = np.zeros(len(plots))
    for symbol, entry in spec.area.legend.items():
        let_share[plots.symbol == ord(symbol)] = entry.occupied_share
    let_share = let_share[homes]
    floor = np.bincount(plots.head[plots.head != NONE], plots.floor_m2[plots.head != NONE], len(plots))
    wanted = np.bincount(homes, people.need_m2, len(plots))
    need = people.need_m2 * floor[homes] * let_share / np.maximum(wanted[homes], 1e-9)
    upto = np.cumsum(need)
    before_building = np.concatenate([[0.0], upto])[np.searchsorted(homes, homes)]
    middle = (upto - need / 2 - before_building) / np.maximum(floor * 1.0, 1e-9)[homes] / np.maximum(let_share, 1e-9)
    part = np.minimum((middle * plots.part_count[homes]).astype(int), plots.part_count[homes] - 1)
    people.plot = plots_of_buildings(plots)[plots.first_part[homes] + part]
    crowding = np.bincount(people.plot, need, len(plots)) / np.maximum(plots.floor_m2, 1e-9)
    people.building = homes
    people.area_m2 = need / np.maximum(
        1.0, crowding[people.plot]
    )  # who stands across two plots gets what room there is
    people.need_m2 = people.area_m2
    plots.occupied_m2 = np.bincount(people.plot, people.area_m2, len(plots))


def settle(world: World) -> None:
    """Call the roll for the first time: everybody present is a first tenant."""
    first = world.queue_start[0]
    world.town.present = world.town.listed = first
    world.plots.tenants = np.bincount(world.entrepreneurs.building[:first], minlength=len(world.plots))
    call_roll(world)


def gather_first_collectives(spec: Scenario, world: World) -> None:
    """Collectives that exist at the start, with the people of their buildings."""
    for symbol, entry in spec.area.legend.items():
        if entry.collective is None:
            continue
        homes = [ord(symbol)] + [ord(s) for s, other in spec.area.legend.items() if other.part_of == symbol]
        founded = spec.month_of(entry.collective.founded) if entry.collective.founded else 0
        for head in world.buildings[world.plots.symbol[world.buildings] == ord(symbol)]:
            heads = [head] if len(homes) == 1 else world.buildings[np.isin(world.plots.symbol[world.buildings], homes)]
            rows = np.concatenate([world.roster[world.roster_start[h] : world.roster_start[h + 1]] for h in heads])
            rows = rows[: entry.collective.members]
            if len(rows) == 0:
                continue
            start_with(world, rows, FORMS.index(entry.collective.form), founded, entry.collective.cohesion)
            c = world.town[0].collectives - 1
            world.collectives[c].home = world.collectives[c].first_home = head
            world.plots.collective[heads] = c
            if world.plots.owner_kind[head] == COLLECTIVE:
                world.plots.owner[head] = c


# ---- a change of policy ----------------------------------------------------------------------------------------------


def enact(world: World, before: Scenario, after: Scenario) -> None:
    """From now on another policy holds. Leases that run keep their terms, buildings their owners, plans their permits.

    A wider zoning takes in the buildings that it would have taken in from the start, and leaves those that were there.
    """
    world.rules[:] = rules_of(after)
    if after.policy.openness != before.policy.openness:
        world.town.openness = after.policy.openness
    plots = world.plots
    luck = {name: luck_of(world.seed, getattr(chance, name), len(plots)) for name in ("PLOT_ZONING", "PLOT_SUBSIDY")}
    for symbol, entry in after.area.legend.items():
        mine = world.buildings[plots.symbol[world.buildings] == ord(symbol)]
        zone(after, plots, mine, entry, luck)


# ---- town, developers, events ----------------------------------------------------------------------------------------


def open_town(spec: Scenario, plots: Table) -> Table:
    """The municipality at the start."""
    town = table(Town, 1)
    town.openness = spec.policy.openness
    town.earnings_factor = town.housing_factor = town.price_index = 1.0
    town.trust = spec.behaviour.leases.trust_start
    town.work_floor_m2 = town.work_floor_start_m2 = plots.floor_m2.sum()
    town.building_budget_eur = spec.behaviour.developing.public_budget_eur_year
    return town


def establish_developers(spec: Scenario, plots: Table) -> Table:
    """Conventional developers first, then conscious ones."""
    developers = table(Developer, spec.area.developers + spec.area.conscious_developers)
    developers.conscious[spec.area.developers :] = True
    developers.capital_eur = spec.behaviour.developing.capital_start_eur
    theirs = ((plots.owner_kind == DEVELOPER) | (plots.owner_kind == CONSCIOUS_DEVELOPER)) & (plots.owner != NONE)
    developers.buildings = np.bincount(plots.owner[theirs], minlength=len(developers))
    return developers


def date_events(spec: Scenario, plots: Table) -> Table:
    """The shocks that are switched on, by month."""
    shocks = [shock for shock in spec.shocks.values() if shock.on]
    events = table(Event, len(shocks))
    for event, shock in zip(events, shocks, strict=True):
        event.month = spec.month_of(shock.date)
        if isinstance(shock, Fire):
            event.kind = FIRE_EVENT
            event.plot = plots.head[plots.symbol == ord(shock.building)][0]
        elif isinstance(shock, Slump):
            event.kind = SLUMP_EVENT
            event.lasts_months = shock.lasts_months
            event.earnings_factor, event.housing_factor = shock.earnings_factor, shock.housing_factor
        elif isinstance(shock, Coalition):
            event.kind = COALITION_EVENT
            event.openness = shock.openness
    return events
