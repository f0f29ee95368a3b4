"""Area cooperatives: federations of collectives that stand high and lie near each other (E34, E35)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from collectief_sim.model.chance import AREA_COOPERATIVE, pair, stream, uniform
from collectief_sim.model.codes import FOUNDING
from collectief_sim.model.compiling import formula, rule
from collectief_sim.model.processes.homes import living
from collectief_sim.model.processes.rates import chance_per_month
from collectief_sim.model.rows import NONE, CollectiveId, PlotId, next_id

if TYPE_CHECKING:
    from collectief_sim.model.world import World


@rule
def federate(world: World, now: int) -> None:
    """Two ready collectives within reach found an area cooperative, or one joins that of the other."""
    luck = stream(world.seed, AREA_COOPERATIVE, now)
    for one in living(world):
        if ready(world, one) and world.collectives[one].area_cooperative == NONE:
            look_around(world, one, luck, now)


@rule
def look_around(world: World, one: CollectiveId, luck: int, now: int) -> None:
    """A collective that is in no area cooperative looks for company within reach, plot by plot."""
    rules, home = world.rules[0].area_cooperatives, world.plots[world.buildings[world.collectives[one].home].plot]
    chance, reach = chance_per_month(rules.founding_per_year), int(rules.reach_m / world.rules[0].area.cell_m)
    last = world.plots[PlotId(len(world.plots) - 1)]
    for y in range(max(0, home.y - reach), min(last.y, home.y + reach) + 1):
        for x in range(max(0, home.x - reach), min(last.x, home.x + reach) + 1):
            other = at_home_on(world, PlotId(y * (last.x + 1) + x))
            if other in (NONE, one) or not ready(world, other) or not to_be_asked(world, one, other):
                continue
            if within_reach(world, one, other):
                key = pair(world.collectives[one].founder, world.collectives[other].founder)
                if uniform(luck, key) < chance:
                    unite(world, one, other, now)


@formula
def at_home_on(world: World, plot: PlotId) -> CollectiveId:
    """The collective whose home is looked up on this plot, or NONE."""
    b = world.plots[plot].building
    if b == NONE or world.buildings[b].plot != plot:
        return CollectiveId(NONE)
    c = world.buildings[b].collective
    return c if c != NONE and world.collectives[c].home == b else CollectiveId(NONE)


@formula
def to_be_asked(world: World, one: CollectiveId, other: CollectiveId) -> bool:
    """Whether there is something to found, and this is the one of the two that asks."""
    if world.collectives[other].area_cooperative != NONE:
        return world.collectives[one].area_cooperative == NONE
    return other > one


@formula
def ready(world: World, c: CollectiveId) -> bool:
    """Stable or area-active, and of standing."""
    collective = world.collectives[c]
    standing = world.rules[0].area_cooperatives.standing
    return collective.alive and collective.phase != FOUNDING and collective.standing >= standing


@formula
def within_reach(world: World, one: CollectiveId, other: CollectiveId) -> bool:
    """Whether two collectives are near enough to do things together."""
    here = world.plots[world.buildings[world.collectives[one].home].plot]
    there = world.plots[world.buildings[world.collectives[other].home].plot]
    distance_m = world.rules[0].area.cell_m * math.hypot(here.x - there.x, here.y - there.y)
    return distance_m <= world.rules[0].area_cooperatives.reach_m


@rule
def unite(world: World, one: CollectiveId, other: CollectiveId, now: int) -> None:
    """Found an area cooperative, or let the one that is not in any join."""
    collectives, town = world.collectives, world.town[0]
    a = max(collectives[one].area_cooperative, collectives[other].area_cooperative)
    if a == NONE:
        a = next_id(world.area_cooperatives, town.area_cooperatives)
        town.area_cooperatives += 1
        world.area_cooperatives[a].alive = True
        world.area_cooperatives[a].founded_month = now
    for c in (one, other):
        if collectives[c].area_cooperative == NONE:
            collectives[c].area_cooperative = a
            world.area_cooperatives[a].members += 1
