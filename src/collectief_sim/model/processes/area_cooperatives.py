"""Area cooperatives: federations of collectives that stand high and lie near each other (E34, E35)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from collectief_sim.model.chance import AREA_COOPERATIVE, pair, stream, uniform
from collectief_sim.model.codes import FOUNDING
from collectief_sim.model.compiling import formula, rule
from collectief_sim.model.processes.rates import chance_per_month
from collectief_sim.model.rows import NONE, CollectiveId, first_ids, next_id

if TYPE_CHECKING:
    from collectief_sim.model.world import World


@rule
def federate(world: World, now: int) -> None:
    """Two ready collectives within reach found an area cooperative, or one joins that of the other."""
    luck = stream(world.seed, AREA_COOPERATIVE, now)
    chance = chance_per_month(world.rules[0].area_cooperatives.founding_per_year)
    for one in first_ids(world.collectives, world.town[0].collectives):
        if not ready(world, one):
            continue
        for other in first_ids(world.collectives, world.town[0].collectives):
            if (
                other > one
                and ready(world, other)
                and not together(world, one, other)
                and within_reach(world, one, other)
            ):
                key = pair(world.collectives[one].founder, world.collectives[other].founder)
                if uniform(luck, key) < chance:
                    unite(world, one, other, now)


@formula
def ready(world: World, c: CollectiveId) -> bool:
    """Stable or area-active, and of standing."""
    collective = world.collectives[c]
    standing = world.rules[0].area_cooperatives.standing
    return collective.alive and collective.phase != FOUNDING and collective.standing >= standing


@formula
def together(world: World, one: CollectiveId, other: CollectiveId) -> bool:
    """Whether nothing is left to found: both are in an area cooperative already, the same or another."""
    return world.collectives[one].area_cooperative != NONE and world.collectives[other].area_cooperative != NONE


@formula
def within_reach(world: World, one: CollectiveId, other: CollectiveId) -> bool:
    """Whether two collectives are near enough to do things together."""
    here = world.plots[world.buildings[world.collectives[one].home].plot]
    there = world.plots[world.buildings[world.collectives[other].home].plot]
    return math.hypot(here.x - there.x, here.y - there.y) <= world.rules[0].area_cooperatives.reach_plots


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
