"""Public bills: what the measures cost the municipality every month (E42, E43).

What is spent on an occasion is added where that happens: loans to who buys (loans.py), shortfalls of new homes (developing.py),
group moves (displacement.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from collectief_sim.model.codes import MUNICIPALITY
from collectief_sim.model.compiling import formula, rule
from collectief_sim.model.processes.homes import living
from collectief_sim.model.processes.land import market_rent, subsidy
from collectief_sim.model.rows import ids, limit
from collectief_sim.model.tables import Building

if TYPE_CHECKING:
    from collectief_sim.model.world import World


@rule
def pay_public_bills(world: World, now: int) -> None:
    """What the levers cost each month: subsidies, capped rents, programming, paid hours, the purchase fund (E42, E43)."""
    policy, town = world.rules[0].policy, world.town[0]
    present = town.present
    forgone = 0.0
    cost = policy.programming * world.rules[0].ties.programming_cost_eur_entrepreneur_year * present / 12.0
    for b in ids(world.buildings):
        building = world.buildings[b]
        if not building.let:
            continue
        in_use = world.buildings[b].occupied_m2
        missed = rent_forgone(world, building)
        forgone += missed * in_use / 12.0
        cost += (subsidy(world, building) + missed) * in_use / 12.0
    for c in living(world):
        if world.collectives[c].alive:
            cost += policy.governance_support_hours_month * world.rules[0].roles.support_cost_eur_hour
    town.public_cost_eur += cost
    world.accounts[MUNICIPALITY].forgone_eur += forgone
    paid_in = policy.purchase_fund_eur_year / 12.0
    town.purchase_fund_eur += paid_in
    town.purchase_fund_paid_in_eur += paid_in


@formula
def rent_forgone(world: World, building: Building) -> float:
    """What a municipality misses by its own cap, where that is what keeps the rent down [EUR/m2/year]."""
    cap = limit(world.rules[0].policy.rent_cap_eur_m2_year) * world.town[0].price_index
    if building.owner_kind != MUNICIPALITY or building.rent_eur_m2_year < world.rules[0].land.cap_binds_from * cap:
        return 0.0
    most = building.rent_ceiling_eur_m2_year * world.town[0].price_index
    return max(0.0, min(market_rent(world, building), most) - cap)
