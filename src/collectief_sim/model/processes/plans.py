"""Plans to redevelop: a state of the building, not a coin tossed at each lease end; what makes them arise (F9, F10)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collectief_sim.model.chance import PLAN_ARISES, RENOVATION_ARISES, stream, uniform
from collectief_sim.model.codes import (
    COLLECTIVE,
    CONSCIOUS_DEVELOPER,
    CONSCIOUS_INVESTOR,
    DEVELOPER,
    DEVELOPMENT_COMPANY,
    HOMES,
    LAND_TRUST,
    RENOVATION,
)
from collectief_sim.model.compiling import formula, rule
from collectief_sim.model.processes.ladder import heard
from collectief_sim.model.processes.land import market_gap
from collectief_sim.model.processes.rates import chance_per_month, logistic
from collectief_sim.model.processes.stages import forget_plan, start_plan
from collectief_sim.model.processes.terms import start_lease
from collectief_sim.model.rows import NONE, BuildingId, ids

if TYPE_CHECKING:
    from collectief_sim.model.world import World


@rule
def arise(world: World, now: int) -> None:
    """Landlords come to want homes instead of work, or have to renovate what was not kept up."""
    luck, wear = stream(world.seed, PLAN_ARISES, now), stream(world.seed, RENOVATION_ARISES, now)
    plans = world.rules[0].plans
    most = chance_per_month(plans.hazard_per_year * max(1.0, plans.developer_factor))  # quicker than each one's own
    for b in ids(world.buildings):
        building = world.buildings[b]
        if building.site_until_month != NONE:
            continue
        neglect(world, b)
        if building.plan_month == NONE:
            u = uniform(luck, building.plot)
            if u < most and u < chance_per_month(hazard(world, b)):
                start_plan(world, b, HOMES, now)
            elif uniform(wear, building.plot) < chance_per_month(renovation_hazard(world, b)):
                start_plan(world, b, RENOVATION, now)


@rule
def neglect(world: World, b: BuildingId) -> None:
    """Nobody maintains a building that is to go: once a plan is known, years of neglect add up (F36)."""
    building = world.buildings[b]
    if building.announced_month != NONE:
        building.neglected_months += 1


@formula
def renovation_hazard(world: World, b: BuildingId) -> float:
    """Yearly hazard that a building must be renovated, for which it has to be empty; more after years of neglect (F36)."""
    building, plans = world.buildings[b], world.rules[0].plans
    if building.owner_kind == COLLECTIVE or not building.let:
        return 0.0
    return plans.renovation_per_year + plans.renovation_per_neglected_year * building.neglected_months / 12.0


@formula
def hazard(world: World, b: BuildingId) -> float:
    """Yearly hazard that a plan for homes arises: more where housing pays better than work, less where a collective is
    heard.
    """
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
    if building.floor_m2 <= 0.0 or building.housing_excluded:
        return False
    if kind in (COLLECTIVE, CONSCIOUS_INVESTOR, CONSCIOUS_DEVELOPER, LAND_TRUST, DEVELOPMENT_COMPANY):
        return False
    lost = building.floor_m2 * (1.0 - policy.affordable_share_in_redevelopment)
    return town.work_floor_m2 - lost >= policy.work_floor_minimum_share * town.work_floor_start_m2


@rule
def drop_plan(world: World, b: BuildingId, now: int) -> None:
    """The plan is off: notice is withdrawn, and a building that was already emptied is let again."""
    building = world.buildings[b]
    world.town[0].plans_dropped += building.plan_month != NONE and building.aim == HOMES
    forget_plan(building)
    building.vacate_month = NONE
    c = building.promised_to
    if c != NONE and world.collectives[c].return_to == b:
        world.collectives[c].return_to = NONE  # there will be nothing new to come back to
    building.promised_to = NONE
    if not building.let and building.site_until_month == NONE:  # a burnt one is let when it stands again
        start_lease(world, b, now)
