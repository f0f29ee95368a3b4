"""The terms of a lease: those of its landlord, and how a new one starts."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from collectief_sim.model.codes import COLLECTIVE
from collectief_sim.model.compiling import formula, rule
from collectief_sim.model.processes.land import asking_rent
from collectief_sim.model.rows import NONE, BuildingId
from collectief_sim.model.tables import Building, Landlord

if TYPE_CHECKING:
    from collectief_sim.model.world import World


@rule
def start_lease(world: World, b: BuildingId, now: int) -> None:
    """A new first term, for people who move in as a group or for a building that is let again; only for the time being where
    tenants know of a plan.
    """
    building = world.buildings[b]
    landlord = landlord_of(world, building)
    building.vacate_month = NONE
    building.let = True
    building.term_start_month = now
    building.rent_eur_m2_year = asking_rent(world, building)
    building.lease_end_month = now + landlord.lease_first_months
    building.horizon_end_month = now + landlord.horizon_first_months
    building.voice_end_month = now + landlord.voice_first_months
    building.temporary = building.announced_month != NONE
    agree_on_breaks(world, building)
    if building.temporary:
        until = now + min(landlord.lease_first_months, world.rules[0].leases.temporary_months)
        building.lease_end_month = building.horizon_end_month = building.voice_end_month = until


@rule
def agree_on_breaks(world: World, building: Building) -> None:
    """Breaks are part of a lease: they are those of its landlord when the term was agreed, whoever buys the building and
    whatever a municipality decides meanwhile.
    """
    landlord = landlord_of(world, building)
    building.break_months = landlord.break_months
    building.tenant_break_months = landlord.tenant_break_months


@formula
def landlord_of(world: World, building: Building) -> Landlord:
    """Who lets a building: what its kind of owner lets on."""
    return world.landlords[building.owner_kind]


@formula
def in_own_hands(building: Building) -> bool:
    """Whether the people of a building own it together, or rent it as a whole."""
    return building.owner_kind == COLLECTIVE or building.head_tenant != NONE


@formula
def months_bound(world: World, building: Building, now: int) -> float:
    """How long a tenant is bound: until the term ends or may be broken; who is too late to give notice before a break waits for
    the next one or the end (F86). Who rents from an operator or a collective, which bears the lease, is free at short notice;
    and who was given notice may go at once.
    """
    leases = world.rules[0].leases
    if building.vacate_month != NONE:
        return 0.0
    if building.operated or in_own_hands(building):
        return float(leases.subtenant_notice_months)
    left = max(0.0, float(building.lease_end_month - now))
    every = building.tenant_break_months
    if math.isinf(every):
        return left
    passed = float(now - building.term_start_month)  # below nought where the next term was agreed ahead of its start
    # the start of a term, which is the end of the one before, is a break too
    told = max(0.0, passed + leases.tenant_notice_months)
    return min(left, every * math.ceil(told / every) - passed)
