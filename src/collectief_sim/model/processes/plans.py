"""Plans to redevelop: a state of the building, not a coin tossed at each lease end; plans slip and reverse (F9, F10)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collectief_sim.model.chance import PLAN_ARISES, PLAN_WITHDRAWN, stream, uniform
from collectief_sim.model.codes import COLLECTIVE, CONSCIOUS_DEVELOPER, CONSCIOUS_INVESTOR, DEVELOPER, NO_PERMIT
from collectief_sim.model.compiling import formula, rule
from collectief_sim.model.processes.ladder import heard
from collectief_sim.model.processes.land import building_area, market_gap
from collectief_sim.model.processes.rates import chance_per_month, logistic
from collectief_sim.model.processes.terms import start_lease
from collectief_sim.model.rows import NONE, BuildingId, ids
from collectief_sim.model.tables import Building

if TYPE_CHECKING:
    from collectief_sim.model.world import World


@rule
def arise_and_lapse(world: World, now: int) -> None:
    """Landlords come to want homes instead of work, or give the idea up."""
    arises, withdrawn = stream(world.seed, PLAN_ARISES, now), stream(world.seed, PLAN_WITHDRAWN, now)
    plans = world.rules[0].plans
    most = chance_per_month(plans.hazard_per_year * max(1.0, plans.developer_factor))  # quicker than each one's own
    for b in ids(world.buildings):
        building = world.buildings[b]
        if building.site_until_month != NONE:
            continue
        if building.plan_month == NONE:
            u = uniform(arises, building.plot)
            if u < most and u < chance_per_month(hazard(world, b)):
                make_plan(building, now)
        elif uniform(withdrawn, building.plot) < chance_per_month(withdrawal(world, b)):
            drop_plan(world, b, now)


@formula
def hazard(world: World, b: BuildingId) -> float:
    """Yearly hazard that a plan arises: more where housing pays better than work, less where a collective is heard."""
    building, plans = world.buildings[b], world.rules[0].plans
    gap = market_gap(world, building)
    if gap <= 0.0 or not may_become_housing(world, b):
        return 0.0
    per_year = plans.hazard_per_year * logistic(
        plans.gap_weight * (gap - plans.gap_middle) - plans.heard_weight * heard(world, b)
    )
    return per_year * (plans.developer_factor if building.owner_kind == DEVELOPER else 1.0)


@formula
def may_become_housing(world: World, b: BuildingId) -> bool:
    """No plan where zoning, the owner or the minimum of work floor forbids it (E13, E44)."""
    building, policy, town = world.buildings[b], world.rules[0].policy, world.town[0]
    kind = building.owner_kind
    if world.plots[building.plot].floor_m2 <= 0.0 or building.housing_excluded:
        return False
    if kind in (COLLECTIVE, CONSCIOUS_INVESTOR, CONSCIOUS_DEVELOPER):
        return False
    lost = building_area(world, b, False) * (1.0 - policy.affordable_share_in_redevelopment)
    return town.work_floor_m2 - lost >= policy.work_floor_minimum_share * town.work_floor_start_m2


@formula
def withdrawal(world: World, b: BuildingId) -> float:
    """Yearly hazard that a plan is withdrawn: a base, and more when the collective stands high."""
    building, plans = world.buildings[b], world.rules[0].plans
    standing = world.collectives[building.collective].standing if building.collective != NONE else 0.0
    return plans.withdrawal_per_year * (1.0 + plans.withdrawal_by_standing * standing)


@rule
def make_plan(building: Building, now: int) -> None:
    """From now on the landlord wants to redevelop."""
    building.plan_month = now
    building.permit = NO_PERMIT


@rule
def drop_plan(world: World, b: BuildingId, now: int) -> None:
    """The plan is off: notice is withdrawn, and a building that was already emptied is let again."""
    building = world.buildings[b]
    building.plan_month, building.permit, building.permit_month = NONE, NO_PERMIT, NONE
    building.vacate_month = NONE
    c = building.promised_to
    if c != NONE and world.collectives[c].return_to == b:
        world.collectives[c].return_to = NONE  # there will be nothing new to come back to
    building.promised_to = NONE
    if not building.let:
        start_lease(world, b, now)
