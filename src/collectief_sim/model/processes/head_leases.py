"""Head leases: who rents a building as a whole, an operator or its collective, bears what stands empty and may fail (E29, E14,
E9, F36, F48, F68).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from collectief_sim.model.chance import OPERATOR_STOPS, TAKEN_OVER, stream, uniform
from collectief_sim.model.codes import GRASSROOTS, HEAD_TENANT, OPERATOR_LED, OWNER, RENOVATION, STUDY
from collectief_sim.model.compiling import formula, rule
from collectief_sim.model.processes.leases import give_notice
from collectief_sim.model.processes.rates import chance_per_month
from collectief_sim.model.processes.stages import start_plan, start_stage
from collectief_sim.model.processes.terms import start_lease
from collectief_sim.model.rows import NONE, BuildingId, ids
from collectief_sim.model.tables import Building

if TYPE_CHECKING:
    from collectief_sim.model.world import World


@rule
def run_buildings(world: World, now: int) -> None:
    """Head tenants live on what they add to the rent and pay for what stands empty; some fail, and some operators stop."""
    luck = stream(world.seed, OPERATOR_STOPS, now)
    stops = chance_per_month(world.rules[0].head_leases.stops_per_year)
    for b in ids(world.buildings):
        building = world.buildings[b]
        if building.head_tenant != NONE and not still_holds(world, b):
            hand_back(world, b, now)
        elif building.let and (building.operated or building.head_tenant != NONE):
            settle_the_month(world, building)
            stops_by_chance = building.operated and uniform(luck, building.plot) < stops
            if building.head_reserve_eur < 0.0 or stops_by_chance:
                stop(world, b, now)


@rule
def settle_the_month(world: World, building: Building) -> None:
    """Empty floor is paid from what the head lease brought in before; a collective whose head lease has nothing left pays from
    its fund.
    """
    rules = world.rules[0].head_leases
    rent, used = building.rent_eur_m2_year / 12.0, building.occupied_m2
    empty = building.floor_m2 - used
    most = rules.reserve_limit_months * rent * building.floor_m2
    building.head_reserve_eur += rent * (rules.margin_share * used - empty)
    building.head_reserve_eur = min(building.head_reserve_eur, most)
    if building.head_tenant != NONE and building.head_reserve_eur < 0.0:
        collective = world.collectives[building.head_tenant]
        paid = min(collective.reserve_eur, -building.head_reserve_eur)
        collective.reserve_eur -= paid
        building.head_reserve_eur += paid


@formula
def still_holds(world: World, b: BuildingId) -> bool:
    """Whether the collective that rents a building as a whole is there, and still rents as one: who has bought its home may
    go on renting another building.
    """
    building = world.buildings[b]
    form = world.collectives[building.head_tenant].form
    return building.let and building.collective == building.head_tenant and form in (HEAD_TENANT, OWNER)


@rule
def hand_back(world: World, b: BuildingId, now: int) -> None:
    """A collective that is gone, has moved or cannot go on holds the head lease no longer; what it had put by is its own."""
    building = world.buildings[b]
    if world.collectives[building.head_tenant].alive:
        world.collectives[building.head_tenant].reserve_eur += building.head_reserve_eur
    if building.let:
        stop(world, b, now)
    building.head_tenant = NONE
    building.head_reserve_eur = 0.0


@rule
def stop(world: World, b: BuildingId, now: int) -> None:
    """Without the head lease who rents under it has no right to stay: the owner goes on with them, or gives notice."""
    building, c = world.buildings[b], world.buildings[b].collective
    building.operated = False
    building.head_tenant = NONE
    building.head_reserve_eur = 0.0
    if c != NONE and world.collectives[c].form in (OPERATOR_LED, HEAD_TENANT):
        world.collectives[c].form = GRASSROOTS
    if building.vacate_month != NONE:
        return
    if uniform(stream(world.seed, TAKEN_OVER, now), building.plot) < world.rules[0].head_leases.taken_over_share:
        start_lease(world, b, now)
    else:
        if building.plan_month == NONE:
            start_plan(world, b, RENOVATION, now)
            start_stage(world, b, STUDY, now)
        give_notice(world, building, now, now)
