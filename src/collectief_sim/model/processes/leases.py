"""Leases: what people can count on, what it costs to negotiate, and what happens when a term ends (E38-E41)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from collectief_sim.model.chance import NOTICE_WAITS, stream, uniform
from collectief_sim.model.codes import COLLECTIVE, GRANTED, HOMES, MUNICIPALITY
from collectief_sim.model.compiling import formula, rule
from collectief_sim.model.maths import exp
from collectief_sim.model.processes.displacement import vacate
from collectief_sim.model.processes.firms import ability_to_pay
from collectief_sim.model.processes.horizon import EXPECTED_STAY, RUNNING_TERM, security
from collectief_sim.model.processes.ladder import ear_for
from collectief_sim.model.processes.land import asking_rent, market_gap, market_rent
from collectief_sim.model.processes.plans import drop_plan, may_become_housing
from collectief_sim.model.processes.terms import agree_on_breaks, landlord_of
from collectief_sim.model.rows import NONE, BuildingId, code, ids
from collectief_sim.model.tables import Building

if TYPE_CHECKING:
    from collectief_sim.model.world import World


@rule
def advance(world: World, now: int) -> None:
    """Every building's lease moves on a month: decide in time, vacate when notice is up, reckon the horizon."""
    learn_of_landlords(world)
    for b in ids(world.buildings):
        building = world.buildings[b]
        if not building.let:
            continue
        if building.owner_kind == COLLECTIVE:
            building.horizon_months = world.rules[0].leases.owner_horizon_months
            building.security = security(world, building)
            building.negotiating_hours = 0.0
            continue
        landlord = landlord_of(world, building)
        landlord.years += 1.0 / 12.0
        if building.vacate_month == NONE:
            end_or_renew(world, b, now)
        if building.vacate_month != NONE and now >= building.vacate_month:
            landlord.ended += 1.0
            vacate(world, b, now)
        else:
            renew_shadow_terms(world, building, now)
            building.horizon_months = secured_horizon(world, building, now)
            building.security = security(world, building)
            building.negotiating_hours = negotiating_hours(world, building, now)


@rule
def end_or_renew(world: World, b: BuildingId, now: int) -> None:
    """The landlord ends a lease when it may and wants to, and else renews it when its term is up."""
    building = world.buildings[b]
    landlord = landlord_of(world, building)
    if building.lease_end_month - now <= landlord.notice_months:
        decide(world, b, now)
    elif building.stage == GRANTED:
        end = earliest_end(world, building, now)
        if end > now + landlord.notice_months and worth_buying_out(world, building):
            buy_out(world, b, now)
        elif end < building.lease_end_month:
            give_notice(world, building, now, end)


@rule
def decide(world: World, b: BuildingId, now: int) -> None:
    """The landlord says what comes after this term: notice if a plan that is known needs the building, a temporary lease if
    the landlord waits for a permit, else renewal.
    """
    building = world.buildings[b]
    landlord = landlord_of(world, building)
    if building.announced_month != NONE and building.aim == HOMES and not may_become_housing(world, b):
        drop_plan(world, b, now)
    if needs_it_empty(world, building):
        give_notice(world, building, now, building.lease_end_month)
        return
    term = landlord.lease_renewal_months
    if building.announced_month != NONE:
        term = min(term, world.rules[0].leases.temporary_months)
    building.term_start_month = max(now, building.lease_end_month)
    building.lease_end_month = building.term_start_month + term
    building.temporary = building.announced_month != NONE
    agree_on_breaks(world, building)
    if building.term_start_month == now:
        building.rent_eur_m2_year = asking_rent(world, building)


@formula
def needs_it_empty(world: World, building: Building) -> bool:
    """Whether a landlord with a known plan gives notice now: some do in time for the date that they announced, permit or not,
    some wait for the permit (F36 and F38, F37 and F90). Luck of the plan, so that arms are alike. A date that was fixed for a
    place is not brought forward by a permit that comes early (F90).
    """
    if building.announced_month == NONE:
        return False
    last = building.lease_end_month + world.rules[0].leases.temporary_months > building.announced_month
    if building.stage == GRANTED:
        return last or not building.listed
    if building.barred > 0 and building.aim == HOMES and not building.listed:
        return False  # nobody empties a building for homes that may not come yet
    waits = uniform(stream(world.seed, NOTICE_WAITS, int(building.plans)), building.plot)
    return last and waits >= landlord_of(world, building).waits_share


@rule
def give_notice(world: World, building: Building, now: int, end_month: int) -> None:
    """Tenants must be out when the term is over, or broken off, and the legal stay as well (F7)."""
    notice = landlord_of(world, building).notice_months
    building.vacate_month = max(end_month, now + notice) + world.rules[0].leases.stay_of_eviction_months


@formula
def earliest_end(world: World, building: Building, now: int) -> int:
    """When the landlord could end the running term for a plan with a permit: at its end, or by a break that was agreed."""
    if math.isinf(building.break_months) or building.temporary:
        return building.lease_end_month
    first = building.term_start_month + int(building.break_months)
    return min(building.lease_end_month, max(first, now + landlord_of(world, building).notice_months))


@formula
def worth_buying_out(world: World, building: Building) -> bool:
    """Whether what homes bring more than work, each year, is more than what tenants must be paid for a year that is left."""
    price = landlord_of(world, building).buy_out_eur_m2_year * world.town[0].price_index
    return building.aim == HOMES and price < market_gap(world, building) * market_rent(world, building)


@rule
def buy_out(world: World, b: BuildingId, now: int) -> None:
    """Tenants are paid for what is left until the landlord could end the term for nothing, and get notice; a municipality pays
    from the public purse.
    """
    building = world.buildings[b]
    landlord = landlord_of(world, building)
    years = (earliest_end(world, building, now) - now - landlord.notice_months) / 12.0
    paid = landlord.buy_out_eur_m2_year * world.town[0].price_index * years
    if building.owner_kind == MUNICIPALITY:
        world.town[0].public_cost_eur += paid * building.occupied_m2
    world.accounts[building.owner_kind].bought_out_eur += paid * building.occupied_m2
    row = building.first_tenant
    while row != NONE:
        e = world.entrepreneurs[row]
        e.buffer_months += 12.0 * paid / max(1.0, ability_to_pay(world, row))  # years of rent, in months of costs
        row = e.next_tenant
    give_notice(world, building, now, now + landlord.notice_months)


@rule
def renew_shadow_terms(world: World, building: Building, now: int) -> None:
    """The horizon and voice channels run on terms of their own; where they follow the lease they renew with it."""
    landlord = landlord_of(world, building)
    if building.vacate_month != NONE:
        return
    if building.temporary:  # a temporary lease is what it says, in every channel
        building.horizon_end_month = building.voice_end_month = building.lease_end_month
        return
    while building.horizon_end_month - now <= landlord.notice_months:
        building.horizon_end_month = max(now, building.horizon_end_month) + landlord.horizon_renewal_months
    while building.voice_end_month - now <= landlord.notice_months:
        building.voice_end_month = max(now, building.voice_end_month) + landlord.voice_renewal_months


@rule
def learn_of_landlords(world: World) -> None:
    """How often each kind of owner takes a building away is learned per year that buildings were let, whatever the terms
    were, and old experience is forgotten.
    """
    leases = world.rules[0].leases
    kept = 1.0 - 1.0 / leases.hazard_memory_months
    for kind in range(len(world.landlords)):
        landlord = world.landlords[kind]
        landlord.years *= kept
        landlord.ended *= kept
        known = leases.hazard_start_years + landlord.years
        landlord.hazard_per_year = (leases.hazard_start_per_year * leases.hazard_start_years + landlord.ended) / known


@formula
def secured_horizon(world: World, building: Building, now: int) -> float:
    """The time people count on: what remains and what they expect beyond it, but no longer than until an announced end,
    and no shorter than what nobody can break; after notice, no more than that (E38).
    """
    leases = world.rules[0].leases
    if building.vacate_month != NONE:
        return max(0.0, float(building.vacate_month - now))
    months = running_term(world, building, now)
    if not decision_pending(world, building, building.horizon_end_month, now):
        months += expected_beyond(world, building)
    if building.announced_month != NONE:
        firm = float(unbreakable_until(building) - now)
        months = max(firm, min(months, float(building.announced_month - now)))
    return min(leases.owner_horizon_months, max(0.0, months) + leases.stay_of_eviction_months)


@formula
def unbreakable_until(building: Building) -> int:
    """Until when the landlord cannot end the term that people count on, whatever plan there is."""
    if math.isinf(building.break_months) or building.temporary:
        return building.horizon_end_month
    return min(building.horizon_end_month, building.term_start_month + int(building.break_months))


@formula
def running_term(world: World, building: Building, now: int) -> float:
    """What remains of the term as people count on it; what lies after a landlord's break, as far as it is likely [months]."""
    left = float(building.horizon_end_month - now)
    firm = min(left, max(0.0, float(unbreakable_until(building) - now)))
    return firm + (left - firm) * exp(-hazard_per_year(world, building) * (left - firm) / 12.0)


@formula
def expected_beyond(world: World, building: Building) -> float:
    """What people expect beyond the running term, by the rule that says how far they look [months] (E38).

    Doubt after a blow makes them count on less of it.
    """
    rule_, hazard = code(world.rules[0].horizon.rule), hazard_per_year(world, building)
    if rule_ == RUNNING_TERM:
        return 0.0
    if rule_ == EXPECTED_STAY:
        months = 12.0 / max(hazard, 1e-9)
    else:
        renewal = landlord_of(world, building).horizon_renewal_months
        months = renewal * exp(-hazard * renewal / 12.0)
    c = building.collective
    return months * (1.0 - world.collectives[c].doubt) if c != NONE else months


@formula
def hazard_per_year(world: World, building: Building) -> float:
    """The hazard of losing this building that its tenants reckon with: its owner's, less for who is heard (E40)."""
    hazard, c = landlord_of(world, building).hazard_per_year, building.collective
    if c == NONE:
        return hazard
    return hazard * max(0.0, 1.0 - world.rules[0].leases.hazard_less_if_heard * ear_for(world, c))


@formula
def decision_pending(world: World, building: Building, end_month: int, now: int) -> bool:
    """Whether the landlord is deciding: it takes `decision_months` before notice would have to be given (E41)."""
    return end_month - now <= landlord_of(world, building).notice_months + world.rules[0].policy.decision_months


@formula
def negotiating_hours(world: World, building: Building, now: int) -> float:
    """Leading time the lease takes: much under threat of a plan, little for a routine decision (E39)."""
    leases = world.rules[0].leases
    if not world.rules[0].horizon.through_voice:
        return 0.0
    left = building.voice_end_month - now
    if building.vacate_month != NONE or (building.plan_month != NONE and left <= leases.negotiating_window_months):
        return leases.negotiating_hours_month
    if decision_pending(world, building, building.voice_end_month, now):
        return leases.renewal_hours_month
    return 0.0
