"""Leases: what people can count on, what it costs to negotiate, and what happens when a term ends (E38-E41)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collectief_sim.model.codes import COLLECTIVE
from collectief_sim.model.compiling import formula, rule
from collectief_sim.model.processes.displacement import vacate
from collectief_sim.model.processes.horizon import security
from collectief_sim.model.processes.land import asking_rent
from collectief_sim.model.processes.plans import drop_plan, may_become_housing
from collectief_sim.model.processes.terms import notice_months, term
from collectief_sim.model.rows import NONE, BuildingId, ids
from collectief_sim.model.tables import Building

if TYPE_CHECKING:
    from collectief_sim.model.world import World


@rule
def advance(world: World, now: int) -> None:
    """Every building's lease moves on a month: decide in time, vacate when notice is up, reckon the horizon."""
    remember_endings(world)
    for b in ids(world.buildings):
        building = world.buildings[b]
        if not building.let:
            continue
        if building.owner_kind == COLLECTIVE:
            building.horizon_months = world.rules[0].leases.owner_horizon_months
            building.security = security(world, building)
            building.negotiating_hours = 0.0
            continue
        if building.vacate_month == NONE and building.lease_end_month - now <= notice_months(world):
            decide(world, b, now)
        if building.vacate_month != NONE and now >= building.vacate_month:
            world.town[0].ended += 1.0
            vacate(world, b, now)
        else:
            renew_shadow_terms(world, building, now)
            building.horizon_months = secured_horizon(world, building, now)
            building.security = security(world, building)
            building.negotiating_hours = negotiating_hours(world, building, now)


@rule
def decide(world: World, b: BuildingId, now: int) -> None:
    """The landlord says what comes after this term: notice if there is a plan (and it is still allowed), else renewal."""
    building = world.buildings[b]
    if building.plan_month != NONE and not may_become_housing(world, b):
        drop_plan(world, b, now)
    if building.plan_month != NONE:
        building.vacate_month = max(building.lease_end_month, now + notice_months(world))
        building.vacate_month += world.rules[0].leases.stay_of_eviction_months
    else:
        building.term_start_month = max(now, building.lease_end_month)
        building.lease_end_month = building.term_start_month + term(
            world, building, world.rules[0].terms.lease_renewal_months
        )
        world.town[0].renewed += 1.0
        if building.term_start_month == now:
            building.rent_eur_m2_year = asking_rent(world, building)


@rule
def renew_shadow_terms(world: World, building: Building, now: int) -> None:
    """The horizon and voice channels run on terms of their own; where they follow the lease they renew with it."""
    terms = world.rules[0].terms
    if building.vacate_month != NONE:
        return
    while building.horizon_end_month - now <= notice_months(world):
        building.horizon_end_month = max(now, building.horizon_end_month) + term(
            world, building, terms.horizon_renewal_months
        )
    while building.voice_end_month - now <= notice_months(world):
        building.voice_end_month = max(now, building.voice_end_month) + term(
            world, building, terms.voice_renewal_months
        )


@rule
def remember_endings(world: World) -> None:
    """Trust is learned from how leases in the area really ended, and old endings are forgotten."""
    town, leases = world.town[0], world.rules[0].leases
    town.renewed -= town.renewed / leases.trust_memory_months
    town.ended -= town.ended / leases.trust_memory_months
    known = leases.trust_weight + town.renewed + town.ended
    town.trust = (leases.trust_start * leases.trust_weight + town.renewed) / known


@formula
def secured_horizon(world: World, building: Building, now: int) -> float:
    """The time people count on: what remains, and a renewal as far as they trust it; after notice, no more than that."""
    leases, terms = world.rules[0].leases, world.rules[0].terms
    if building.vacate_month != NONE:
        return max(0.0, float(building.vacate_month - now))
    months = float(building.horizon_end_month - now + leases.stay_of_eviction_months)
    if not decision_pending(building.horizon_end_month, world, now):
        months += trust(world, building) * term(world, building, terms.horizon_renewal_months)
    return min(leases.owner_horizon_months, months)


@formula
def decision_pending(end_month: int, world: World, now: int) -> bool:
    """Whether the landlord is deciding: it takes `decision_months` before notice would have to be given (E41)."""
    return end_month - now <= notice_months(world) + world.rules[0].policy.decision_months


@formula
def trust(world: World, building: Building) -> float:
    """Trust in renewal in this building: the area's, more when heard on the ladder, less in doubt after a blow (E10)."""
    value = world.town[0].trust
    if building.collective != NONE:
        collective = world.collectives[building.collective]
        value += world.rules[0].leases.trust_per_ladder_step * max(0, collective.step - 2)
        value *= 1.0 - collective.doubt
    return min(1.0, max(0.0, value))


@formula
def negotiating_hours(world: World, building: Building, now: int) -> float:
    """Leading time the lease takes: much under threat of a plan, little for a routine decision (E39)."""
    leases = world.rules[0].leases
    left = building.voice_end_month - now
    if building.vacate_month != NONE or (building.plan_month != NONE and left <= leases.negotiating_window_months):
        return leases.negotiating_hours_month
    if decision_pending(building.voice_end_month, world, now):
        return leases.renewal_hours_month
    return 0.0
