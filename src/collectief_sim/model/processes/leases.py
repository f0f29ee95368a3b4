"""Leases: what people can count on, what it costs to negotiate, and what happens when a term ends (E38-E41)."""

from __future__ import annotations

from collectief_sim.model.compiling import formula, rule
from collectief_sim.model.processes.displacement import vacate
from collectief_sim.model.processes.horizon import security
from collectief_sim.model.processes.land import asking_rent
from collectief_sim.model.processes.plans import drop_plan, may_become_housing
from collectief_sim.model.processes.terms import notice_months, term
from collectief_sim.model.state import COLLECTIVE, NONE, Table, World


@rule
def run_out(world: World, now: int) -> None:
    """Every building's lease moves on a month: decide in time, vacate when notice is up, reckon the horizon."""
    remember_endings(world)
    for head in world.buildings:
        plot = world.plots[head]
        if not plot.let:
            continue
        if plot.owner_kind == COLLECTIVE:
            plot.horizon_months = world.rules[0].leases.owner_horizon_months
            plot.security = security(world, plot)
            plot.negotiating_hours = 0.0
            continue
        if plot.vacate_month == NONE and plot.lease_end_month - now <= notice_months(world):
            decide(world, head, now)
        if plot.vacate_month != NONE and now >= plot.vacate_month:
            world.town[0].ended += 1.0
            vacate(world, head, now)
        else:
            renew_shadow_terms(world, plot, now)
            plot.horizon_months = secured_horizon(world, plot, now)
            plot.security = security(world, plot)
            plot.negotiating_hours = negotiating_hours(world, plot, now)


@rule
def decide(world: World, head: int, now: int) -> None:
    """The landlord says what comes after this term: notice if there is a plan (and it is still allowed), else renewal."""
    plot = world.plots[head]
    if plot.plan_month != NONE and not may_become_housing(world, head):
        drop_plan(world, head, now)
    if plot.plan_month != NONE:
        plot.vacate_month = max(plot.lease_end_month, now + notice_months(world))
        plot.vacate_month += world.rules[0].leases.stay_of_eviction_months
    else:
        plot.term_start_month = max(now, plot.lease_end_month)
        plot.lease_end_month = plot.term_start_month + term(world, plot, world.rules[0].policy.lease_renewal_months)
        world.town[0].renewed += 1.0
        if plot.term_start_month == now:
            plot.rent_eur_m2_year = asking_rent(world, plot)


@rule
def renew_shadow_terms(world: World, plot: Table, now: int) -> None:
    """The horizon and voice channels run on terms of their own; where they follow the lease they renew with it."""
    policy = world.rules[0].policy
    if plot.vacate_month != NONE:
        return
    while plot.horizon_end_month - now <= notice_months(world):
        plot.horizon_end_month = max(now, plot.horizon_end_month) + term(world, plot, policy.horizon_renewal_months)
    while plot.voice_end_month - now <= notice_months(world):
        plot.voice_end_month = max(now, plot.voice_end_month) + term(world, plot, policy.voice_renewal_months)


@rule
def remember_endings(world: World) -> None:
    """Trust is learned from how leases in the area really ended, and old endings are forgotten."""
    town, leases = world.town[0], world.rules[0].leases
    town.renewed -= town.renewed / leases.trust_memory_months
    town.ended -= town.ended / leases.trust_memory_months
    known = leases.trust_weight + town.renewed + town.ended
    town.trust = (leases.trust_start * leases.trust_weight + town.renewed) / known


@formula
def secured_horizon(world: World, plot: Table, now: int) -> float:
    """The time people count on: what remains, and a renewal as far as they trust it; after notice, no more than that."""
    leases, policy = world.rules[0].leases, world.rules[0].policy
    if plot.vacate_month != NONE:
        return max(0.0, float(plot.vacate_month - now))
    months = plot.horizon_end_month - now + leases.stay_of_eviction_months
    if not decision_pending(plot.horizon_end_month, world, now):
        months += trust(world, plot) * term(world, plot, policy.horizon_renewal_months)
    return min(leases.owner_horizon_months, months)


@formula
def decision_pending(end_month: int, world: World, now: int) -> bool:
    """Whether the landlord is deciding: it takes `decision_months` before notice would have to be given (E41)."""
    return end_month - now <= notice_months(world) + world.rules[0].policy.decision_months


@formula
def trust(world: World, plot: Table) -> float:
    """Trust in renewal in this building: the area's, more when heard on the ladder, less in doubt after a blow (E10)."""
    value = world.town[0].trust
    if plot.collective != NONE:
        collective = world.collectives[plot.collective]
        value += world.rules[0].leases.trust_per_ladder_step * max(0, collective.step - 2)
        value *= 1.0 - collective.doubt
    return min(1.0, max(0.0, value))


@formula
def negotiating_hours(world: World, plot: Table, now: int) -> float:
    """Leading time the lease takes: much under threat of a plan, little for a routine decision (E39)."""
    leases = world.rules[0].leases
    left = plot.voice_end_month - now
    if plot.vacate_month != NONE or (plot.plan_month != NONE and left <= leases.negotiating_window_months):
        return leases.negotiating_hours_month
    if decision_pending(plot.voice_end_month, world, now):
        return leases.renewal_hours_month
    return 0.0
