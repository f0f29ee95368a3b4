"""Collectives buying their building (E8, E14, E36, E43, F8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collectief_sim.model.chance import PURCHASE, stream, uniform
from collectief_sim.model.codes import COLLECTIVE, FOUNDING, MUNICIPALITY, OWNER
from collectief_sim.model.compiling import rule
from collectief_sim.model.processes.homes import living
from collectief_sim.model.processes.land import asking_rent, building_area, market_rent
from collectief_sim.model.processes.plans import drop_plan
from collectief_sim.model.processes.rates import chance_per_month
from collectief_sim.model.rows import NONE, BuildingId

if TYPE_CHECKING:
    from collectief_sim.model.world import World


@rule
def save_and_buy(world: World, now: int) -> None:
    """Members pay into a reserve fund; a municipality may sell or lease its land long-term to a collective that is ready."""
    rules = world.rules[0].ownership
    luck = stream(world.seed, PURCHASE, now)
    sells = chance_per_month(rules.municipal_sale_per_year * world.town[0].openness)
    for c in living(world):
        collective = world.collectives[c]
        if not collective.alive:
            continue
        collective.reserve_eur += rules.contribution_eur_m2_year * collective.area_m2 / 12.0
        home = collective.home
        if world.buildings[home].owner_kind == MUNICIPALITY and uniform(luck, collective.founder) < sells:
            buy_if_able(world, home, now)


@rule
def collective_buys_first(world: World, b: BuildingId, now: int) -> bool:
    """When a private owner sells: a collective with a first right is asked before the developer, others sometimes."""
    c = world.buildings[b].collective
    if c == NONE:
        return False
    asked = world.rules[0].policy.first_right_to_buy
    if not asked:
        luck = uniform(stream(world.seed, PURCHASE, now), world.collectives[c].founder)
        asked = luck < world.rules[0].ownership.asked_anyway
    return asked and buy_if_able(world, b, now)


@rule
def buy_if_able(world: World, b: BuildingId, now: int) -> bool:
    """Buy if the collective is stable and heard, equity and public fund suffice, and rent at cost is no higher
    than what they pay or would have to pay.
    """
    rules, town, building = world.rules[0].ownership, world.town[0], world.buildings[b]
    collective = world.collectives[building.collective]
    floor = building_area(world, b, False)
    price = floor * market_rent(world, building) * world.rules[0].land.price_years
    equity = rules.equity_share * price
    cost_rent = price * (1.0 - rules.equity_share) * rules.interest_and_upkeep_per_year / max(1.0, floor)
    if collective.phase == FOUNDING or collective.step < rules.ladder_step:
        return False
    if collective.reserve_eur + town.purchase_fund_eur < equity:
        return False
    if cost_rent > max(building.rent_eur_m2_year, asking_rent(world, building)):
        return False
    own = min(collective.reserve_eur, equity)
    collective.reserve_eur -= own
    town.purchase_fund_eur -= equity - own
    town.public_cost_eur += equity - own
    take_over(world, b, cost_rent, now)
    return True


@rule
def take_over(world: World, b: BuildingId, cost_rent_eur_m2_year: float, now: int) -> None:
    """From now on the collective owns its building: no lease, no notice, rent at cost."""
    building = world.buildings[b]
    if building.plan_month != NONE:
        drop_plan(world, b, now)
    building.owner_kind, building.owner = COLLECTIVE, building.collective
    building.rent_eur_m2_year = cost_rent_eur_m2_year
    building.operated = False
    world.collectives[building.collective].form = OWNER
