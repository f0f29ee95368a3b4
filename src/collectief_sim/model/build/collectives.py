"""Collectives that exist at the start, with the people of their buildings."""

from __future__ import annotations

from typing import Any

import numpy as np

from collectief_sim.model.build.land import first_reserve
from collectief_sim.model.codes import COLLECTIVE, FORMS
from collectief_sim.model.processes.founding import start_with
from collectief_sim.model.processes.homes import make_home
from collectief_sim.model.rows import NONE, BuildingId, CollectiveId, IntArray, columns
from collectief_sim.model.world import World
from collectief_sim.scenario.area import FirstCollective
from collectief_sim.scenario.spec import Scenario


def gather_first_collectives(spec: Scenario, world: World) -> None:
    """Each has its zone's building for a home, and the buildings that are part of it."""
    ground = spec.area.ground
    for zone in ground.zones:
        if zone.entry.collective is None:
            continue
        founded = spec.month_of(zone.entry.collective.founded) if zone.entry.collective.founded else 0
        parts = ground.homes_of(zone)
        for home in zone.buildings:
            homes = np.array([home]) if len(parts) == len(zone.buildings) else parts
            gather(world, home, homes, zone.entry.collective, founded)
            if zone.entry.collective.form == "head_tenant":
                sign_head_leases(spec, world, home, homes)


def sign_head_leases(spec: Scenario, world: World, home: BuildingId, homes: IntArray) -> None:
    """A collective rents the buildings it is at home in as a whole, each with a reserve to bear empty floor from."""
    buildings = columns(world.buildings)
    if buildings.collective[home] == NONE:
        return
    buildings.head_tenant[homes] = buildings.collective[home]
    buildings.head_reserve_eur[homes] = first_reserve(spec, buildings[homes])


def gather(world: World, home: BuildingId, homes: IntArray, first: FirstCollective, founded: int) -> None:
    """One collective of the people in some buildings."""
    roster, start = columns(world.roster), world.roster_start
    rows: Any = np.concatenate([roster[start[b] : start[b + 1]] for b in homes])[: first.members]
    if len(rows) == 0:
        return
    start_with(world, rows, FORMS.index(first.form), founded, first.cohesion)
    c = CollectiveId(world.town[0].collectives - 1)
    world.collectives[c].picked_for_others = first.picked_for_others
    world.collectives[c].members_only = first.members_only
    world.collectives[c].home = world.collectives[c].first_home = home
    for b in homes:
        if world.buildings[b].collective != c:
            make_home(world, c, b)
    if world.buildings[home].owner_kind == COLLECTIVE:
        world.buildings[home].owner = c
