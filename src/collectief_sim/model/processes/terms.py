"""The terms of a lease: how long they are, and how a new one starts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collectief_sim.model.codes import CONSCIOUS_DEVELOPER, CONSCIOUS_INVESTOR
from collectief_sim.model.compiling import formula, rule
from collectief_sim.model.processes.land import asking_rent
from collectief_sim.model.rows import NONE, BuildingId
from collectief_sim.model.tables import Building

if TYPE_CHECKING:
    from collectief_sim.model.world import World


@rule
def start_lease(world: World, b: BuildingId, now: int) -> None:
    """A new first term, for people who move in as a group or for a building that is let again."""
    building, terms = world.buildings[b], world.rules[0].terms
    building.vacate_month = NONE
    building.let = True
    building.term_start_month = now
    building.rent_eur_m2_year = asking_rent(world, building)
    building.lease_end_month = now + term(world, building, terms.lease_first_months)
    building.horizon_end_month = now + term(world, building, terms.horizon_first_months)
    building.voice_end_month = now + term(world, building, terms.voice_first_months)


@formula
def term(world: World, building: Building, months: int) -> int:
    """A term as this owner gives it: conscious owners never give less than a long lease (E13)."""
    if building.owner_kind == CONSCIOUS_INVESTOR or building.owner_kind == CONSCIOUS_DEVELOPER:
        return max(months, world.rules[0].leases.long_lease_months)
    return months


@formula
def notice_months(world: World) -> int:
    """Months before the end of a term at which the landlord speaks: the notice, but never more than a whole term."""
    terms = world.rules[0].terms
    return min(world.rules[0].policy.notice_months, terms.lease_first_months, terms.lease_renewal_months)
