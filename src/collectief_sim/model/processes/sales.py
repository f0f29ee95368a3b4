"""Buildings are sold over the heads of their tenants: leases that run bind the buyer, what comes after does not (F50, F112,
F118).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from collectief_sim.model.chance import BUYER_CLEARS, SOLD, stream, uniform
from collectief_sim.model.codes import INVESTOR, MUNICIPALITY, RENOVATION
from collectief_sim.model.compiling import rule
from collectief_sim.model.processes.covenants import agree_on_use
from collectief_sim.model.processes.holders import holder_buys
from collectief_sim.model.processes.ownership import collective_buys_first
from collectief_sim.model.processes.rates import chance_per_month
from collectief_sim.model.processes.stages import start_plan
from collectief_sim.model.rows import NONE, BuildingId, ids

if TYPE_CHECKING:
    from collectief_sim.model.world import World


@rule
def sell(world: World, now: int) -> None:
    """A municipality sells some of its buildings, and investors theirs; their collective may be first."""
    rules, luck = world.rules[0].sales, stream(world.seed, SOLD, now)
    by_municipality = chance_per_month(rules.municipal_per_year)
    by_investor = chance_per_month(rules.investor_per_year)
    for b in ids(world.buildings):
        building = world.buildings[b]
        sells = by_municipality if building.owner_kind == MUNICIPALITY else by_investor
        for_sale = building.owner_kind in (MUNICIPALITY, INVESTOR) and building.let and building.vacate_month == NONE
        if for_sale and uniform(luck, building.plot) < sells and not collective_buys_first(world, b, now):
            change_hands(world, b, now)


@rule
def change_hands(world: World, b: BuildingId, now: int) -> None:
    """An investor is the owner from now on, if nobody who keeps it for work buys; some want the building empty, to renovate it
    for others or for themselves.
    """
    building, rules = world.buildings[b], world.rules[0].sales
    if holder_buys(world, b, now):
        return
    building.owner_kind, building.owner = INVESTOR, NONE
    agree_on_use(world, b, now)
    clears = uniform(stream(world.seed, BUYER_CLEARS, now), building.plot) < rules.buyer_clears_share
    if clears and building.plan_month == NONE:
        start_plan(world, b, RENOVATION, now)
