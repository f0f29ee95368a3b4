"""Cohesion, phases and endings of collectives (E19-E23, E26)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collectief_sim.model.chance import SMALL_GROUP, stream, uniform
from collectief_sim.model.codes import COLLECTIVE, FELL_APART, FOUNDING, INVESTOR, STABLE, TOO_SMALL
from collectief_sim.model.compiling import formula, rule
from collectief_sim.model.maths import exp
from collectief_sim.model.processes.homes import leave_home, living
from collectief_sim.model.processes.moving import forget_membership
from collectief_sim.model.processes.ownership import let_go
from collectief_sim.model.processes.rates import approach, chance_per_month, logistic
from collectief_sim.model.processes.terms import start_lease
from collectief_sim.model.rows import NONE, BuildingId, CollectiveId
from collectief_sim.model.tables import Collective

if TYPE_CHECKING:
    from collectief_sim.model.world import World

A_GROUP = 2  # members: who is alone is no group


@rule
def cohere(world: World, now: int) -> None:
    """Cohesion moves; collectives become stable, come apart, or turn out too small to go on."""
    rules, luck = world.rules[0].cohesion, stream(world.seed, SMALL_GROUP, now)
    for c in living(world):
        collective = world.collectives[c]
        if not collective.alive:
            continue
        feel_turnover_and_setbacks(world, collective, now)
        target = logistic(pull_together(world, collective))
        collective.cohesion = approach(collective.cohesion, target, rules.inertia_months)
        grow_stable(world, collective, now)
        collective.months_weak = collective.months_weak + 1 if collective.cohesion < rules.weak_cohesion else 0
        if collective.headcount < A_GROUP or uniform(luck, collective.founder) < too_small(world, collective):
            end_collective(world, c, now, TOO_SMALL)
        elif collective.months_weak >= rules.weak_months:
            end_collective(world, c, now, FELL_APART)


@rule
def feel_turnover_and_setbacks(world: World, collective: Collective, now: int) -> None:
    """Members lost and blows suffered are felt for a while, then forgotten."""
    rules, leases = world.rules[0].cohesion, world.rules[0].leases
    lost = collective.left_this_month / max(1, collective.headcount + collective.left_this_month)
    collective.left_this_month = 0
    collective.turnover_per_year += lost - collective.turnover_per_year / 12.0
    collective.setback -= collective.setback / rules.setback_memory_months
    collective.doubt -= collective.doubt / leases.doubt_memory_months
    if collective.setback_due_month != NONE and now >= collective.setback_due_month:
        collective.setback += world.rules[0].shocks.setback
        collective.setback_due_month = NONE


@formula
def pull_together(world: World, collective: Collective) -> float:
    """What holds a group together, and what pulls it apart (logit)."""
    rules = world.rules[0].cohesion
    bound = min(rules.binding_limit, collective.binding_given / max(1e-9, collective.binding_asked))
    short = max(0.0, 1.0 - collective.leading_given / max(1e-9, collective.leading_asked))
    turnover = collective.turnover_per_year * (rules.stable_turnover_factor if collective.phase >= STABLE else 1.0)
    value = rules.constant + rules.binding_weight * bound
    value += rules.homogeneity_weight * collective.homogeneity + rules.diversity_weight * collective.diversity
    value += rules.engagement_weight * (collective.engagement - rules.engagement_neutral)
    value -= rules.shortage_weight * short + rules.turnover_weight * turnover
    return value - rules.setback_weight * collective.setback


@rule
def grow_stable(world: World, collective: Collective, now: int) -> None:
    """Stable after a year of cohesion with the core roles filled (E19, E22)."""
    rules = world.rules[0].cohesion
    roles_filled = collective.trekkers + collective.binders
    steady = collective.cohesion > rules.stable_cohesion and roles_filled >= rules.stable_core_roles
    collective.months_steady = collective.months_steady + 1 if steady else 0
    if collective.phase == FOUNDING and collective.months_steady >= rules.stable_months:
        collective.phase = STABLE
        if collective.stable_month == NONE:
            collective.stable_month = now


@formula
def too_small(world: World, collective: Collective) -> float:
    """The chance that a group turns out too small to go on this month: the smaller, the more (E26)."""
    rules = world.rules[0].cohesion
    return chance_per_month(rules.too_small_per_year * exp((A_GROUP - collective.headcount) / rules.too_small_members))


@rule
def end_collective(world: World, c: CollectiveId, now: int, ending: int) -> None:
    """A collective ends: its members go on as neighbours who are not organised."""
    collective = world.collectives[c]
    collective.alive = False
    collective.ended_month, collective.ending = now, ending
    collective.size_at_end, collective.headcount = collective.headcount, 0
    while collective.first_of_homes != NONE:
        dismiss_members(world, collective.first_of_homes, now)
        give_up_building(world, collective.first_of_homes, now)
    leave_area_cooperative(world, collective)


@rule
def dismiss_members(world: World, b: BuildingId, now: int) -> None:
    """Whoever in a building is a member is so no longer."""
    row = world.buildings[b].first_tenant
    while row != NONE:
        if world.entrepreneurs[row].collective == world.buildings[b].collective:
            forget_membership(world, row, now)
        row = world.entrepreneurs[row].next_tenant


@rule
def give_up_building(world: World, b: BuildingId, now: int) -> None:
    """A collective is no longer at home in a building; one of its own is sold, and its tenants get a lease."""
    building = world.buildings[b]
    let_go(world, b, now)
    leave_home(world, b)
    if building.owner_kind == COLLECTIVE:
        building.owner_kind, building.owner = INVESTOR, NONE
        if building.let:
            start_lease(world, b, now)


@rule
def leave_area_cooperative(world: World, collective: Collective) -> None:
    """A federation with fewer than two collectives left is no federation."""
    a = collective.area_cooperative
    if a == NONE:
        return
    collective.area_cooperative = NONE
    world.area_cooperatives[a].members -= 1
    if world.area_cooperatives[a].members < 2:
        world.area_cooperatives[a].alive = False
        world.area_cooperatives[a].members = 0
        for other in living(world):
            if world.collectives[other].area_cooperative == a:
                world.collectives[other].area_cooperative = NONE
