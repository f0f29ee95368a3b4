"""From a scenario and a seed to the world of month 0; and what a change of policy does to a world on its way."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from collectief_sim.model import chance
from collectief_sim.model.build.collectives import gather_first_collectives
from collectief_sim.model.build.forms import forms_of
from collectief_sim.model.build.land import lay_out_plots, put_up_buildings, zone
from collectief_sim.model.build.luck import luck_of
from collectief_sim.model.build.people import count_tenants, move_first_tenants_in, queue_up
from collectief_sim.model.codes import (
    COALITION_EVENT,
    CONSCIOUS_DEVELOPER,
    DEVELOPER,
    FIRE_EVENT,
    KINDS_OF_FACT,
    MUNICIPALITY,
    OWNERS,
    SLUMP_EVENT,
)
from collectief_sim.model.compiling.packing import pack
from collectief_sim.model.processes.accounts import Account, MakersAccount
from collectief_sim.model.processes.moving import SIZE_CLASSES, call_roll, house
from collectief_sim.model.processes.ties import grow_in
from collectief_sim.model.rows import (
    NONE,
    BuildingId,
    CollectiveId,
    FederationId,
    PersonId,
    PlotId,
    Records,
    columns,
    layout,
    table,
)
from collectief_sim.model.sorting import lists_of_people, rows_needed
from collectief_sim.model.tables import DatedFact, Developer, Event, Landlord, Month, Stay, Town
from collectief_sim.model.world import World, tables_by
from collectief_sim.scenario.facts import Fact
from collectief_sim.scenario.shocks import Coalition, Fire, Shock, Slump
from collectief_sim.scenario.spec import Scenario


def build_world(spec: Scenario, seed: int, stays: bool = True) -> World:
    """The world of a scenario at month 0; a pure function of both. With `stays`, it will keep those of all who leave.

    Raises
    ------
    ValueError
        If the seed is negative or beyond 63 bits.
    """
    if not hasattr(seed, "__index__") or not 0 <= seed < 2**63:
        raise ValueError(f"seed must be a whole number from 0 to 2**63 - 1, not {seed}")
    plots = lay_out_plots(spec)
    buildings, plots_built = put_up_buildings(spec, seed, plots)
    tenants = count_tenants(spec, buildings)
    queue_start = queue_up(spec, seed, int(tenants.sum()))
    people = rows_needed(queue_start, 0, int(tenants.sum()))
    tables: dict[str, Any] = {
        "rules": rules_of(spec),
        "town": open_town(spec, buildings),
        "plots": plots,
        "buildings": buildings,
        "plots_built": plots_built,
        "neighbours": neighbours_of(spec.area.ground.width, spec.area.ground.height),
        "landlords": landlords_of(spec),
        "accounts": table(Account, len(OWNERS)),
        "makers_account": table(MakersAccount, 1),
        "developers": establish_developers(spec, buildings),
        "events": date_events(spec),
        "facts": date_facts(spec),
        **forms_of(spec, len(buildings)),
        "series": table(Month, spec.months),
        "stays": np.zeros(int(queue_start[-1]) if stays else 0, layout(Stay)).view(Records),
        "queue_start": queue_start,
    }
    tables |= lists_of_buildings(len(buildings), int(buildings.sides.sum())) | lists_of_people(people)
    world = World(seed, **tables | blank_tables(tables, len(plots), len(buildings), people))
    move_first_tenants_in(spec, world, tenants)
    settle(world)
    gather_first_collectives(spec, world)
    grow_in(pack(world), spec.people.grown_in_months)
    return world


def lists_of_buildings(buildings: int, sides: int) -> dict[str, Any]:
    """Lists of what is built, and of who is at home there."""
    return {
        "roster_start": np.zeros(buildings + 2, np.int64),
        "living": np.zeros(2 * buildings + 1, np.int64),  # one to a building, and those that end in a month
        "vacant": np.zeros(sides, np.int64),
        "roomy": np.full(SIZE_CLASSES, NONE, np.int64),
    }


def blank_tables(there: dict[str, Any], plots: int, buildings: int, people: int) -> dict[str, Any]:
    """All tables that nothing was written into yet, by whose ids their rows go; those of single processes among them."""
    room = 64 + buildings
    rows = {CollectiveId: room, FederationId: room, BuildingId: buildings, PlotId: plots, PersonId: people}
    kinds = ((name, kind, count) for of, count in rows.items() for name, kind in tables_by(of).items())
    return {name: table(kind, count) for name, kind, count in kinds if name not in there}


def rules_of(spec: Scenario) -> Any:
    """Every number of a scenario in one record, a copy of this run's own: policy may change on the way."""
    return spec.record.copy().view(Records)


def settle(world: World) -> None:
    """Call the roll for the first time: everybody present is a first tenant."""
    first, town = int(world.queue_start[0]), world.town[0]
    town.present = town.listed = town.places = first
    house(world, first)
    call_roll(world)


@lru_cache(maxsize=8)
def neighbours_of(width: int, height: int) -> np.ndarray[Any, Any]:
    """The eight plots around each plot (NONE beyond the edge): shape (width * height, 8), read-only."""
    y, x = np.divmod(np.arange(width * height), width)
    around = np.full((width * height, 8), NONE, np.int64)
    steps = [(dy, dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1) if (dy, dx) != (0, 0)]
    for column, (dy, dx) in enumerate(steps):
        inside = (y + dy >= 0) & (y + dy < height) & (x + dx >= 0) & (x + dx < width)
        around[inside, column] = ((y + dy) * width + x + dx)[inside]
    around.flags.writeable = False
    return around


def enact(world: World, before: Scenario, after: Scenario) -> None:
    """From now on another policy holds. Leases that run keep their terms, buildings their owners, plans their permits.

    A wider zoning takes in the buildings that it would have taken in from the start, and leaves those that were there.
    """
    columns(world.rules)[:] = rules_of(after)
    set_terms(columns(world.landlords), after)
    if after.policy.openness != before.policy.openness:
        world.town[0].openness = after.policy.openness
    world.town[0].covenant_months = after.policy.contract_months
    plots = len(world.plots)
    luck = {name: luck_of(world.seed, getattr(chance, name), plots) for name in ("PLOT_ZONING", "PLOT_SUBSIDY")}
    for place in after.area.ground.zones:
        zone(after, columns(world.buildings), place, luck)


def landlords_of(spec: Scenario) -> Any:
    """Every kind of owner with the terms it lets on; nobody has learned anything of them yet."""
    landlords = table(Landlord, len(OWNERS))
    set_terms(landlords, spec)
    landlords.rent_share = 1.0
    for name, form in spec.forms.holders().items():
        landlords[OWNERS.index(name)].rent_share = form.rent_share
    landlords.hazard_per_year = spec.behaviour.leases.hazard_start_per_year
    return landlords


def set_terms(landlords: Records, spec: Scenario) -> None:
    """The terms of a scenario, at whose end a landlord speaks: never more than a whole term before."""
    for row, terms in zip(landlords, spec.landlord_terms().values(), strict=True):
        for name, months in terms.items():
            row[name] = months
        row.notice_months = min(row.notice_months, row.lease_first_months, row.lease_renewal_months)


def open_town(spec: Scenario, buildings: Records) -> Any:
    """The municipality at the start."""
    town = table(Town, 1)
    town.openness = spec.policy.openness
    town.earnings_factor = town.housing_factor = town.price_index = 1.0
    town.work_floor_m2 = town.work_floor_start_m2 = buildings.floor_m2.sum()
    town.municipal_floor_start_m2 = buildings.floor_m2[buildings.owner_kind == MUNICIPALITY].sum()
    town.ground_lease_months = 12 * spec.area.ground_lease_years
    town.covenant_months = spec.policy.contract_months
    town.open_selection_month = spec.month_of(spec.behaviour.ownership.open_selection_from)
    town.building_budget_eur = spec.behaviour.developing.public_budget_eur_year
    return town


def establish_developers(spec: Scenario, buildings: Records) -> Any:
    """Conventional developers first, then conscious ones."""
    developers = table(Developer, spec.area.developers + spec.area.conscious_developers)
    developers.conscious[spec.area.developers :] = True
    developers.capital_eur = spec.behaviour.developing.capital_start_eur
    theirs = np.isin(buildings.owner_kind, (DEVELOPER, CONSCIOUS_DEVELOPER)) & (buildings.owner != NONE)
    developers.buildings = np.bincount(buildings.owner[theirs], minlength=len(developers))
    return developers


def places_of(spec: Scenario, fact: Fact) -> list[int]:
    """The kinds of building that a fact is about, as rows of Area.zones."""
    zones = enumerate(spec.area.ground.zones)
    return [row for row, zone in zones if len(zone.buildings) and (not fact.place or zone.name in fact.place)]


def date_facts(spec: Scenario) -> Any:
    """The facts that hold, a row for each place, by month; their luck goes by kind, month and place."""
    rows = [
        (which, fact, places_of(spec, fact)[0], place)
        for which, fact in enumerate(spec.facts.values())
        if fact.on
        for place in places_of(spec, fact)
    ]
    facts = table(DatedFact, len(rows))
    for row, (which, fact, first, place) in zip(facts, rows, strict=True):
        kind, month = KINDS_OF_FACT.index(fact.kind), spec.month_of(fact.date)
        row.number, row.kind, row.from_month, row.zone = which, kind, month, place
        row.until_month = NONE if fact.until is None else spec.month_of(fact.until)
        row.reversed_per_year = fact.reversed_per_year
        row.key = (month * 1000 + first) * 10 + kind
    return facts


def date_events(spec: Scenario) -> Any:
    """The shocks that are switched on, by month."""
    shocks = [(shock, b) for shock in spec.shocks.values() if shock.on for b in _struck(spec, shock)]
    events = table(Event, len(shocks))
    for event, (shock, b) in zip(events, shocks, strict=True):
        event.month = spec.month_of(shock.date)
        if isinstance(shock, Fire):
            event.kind = FIRE_EVENT
            event.building = b
        elif isinstance(shock, Slump):
            event.kind = SLUMP_EVENT
            event.lasts_months = shock.lasts_months
            event.earnings_factor, event.housing_factor = shock.earnings_factor, shock.housing_factor
        elif isinstance(shock, Coalition):
            event.kind = COALITION_EVENT
            event.openness = shock.openness
    return events


def _struck(spec: Scenario, shock: Shock) -> list[int]:
    """The building that burns, in every copy of the map; once what strikes the whole area."""
    return [int(b) for b in spec.area.ground.zone(shock.building).buildings] if isinstance(shock, Fire) else [NONE]
