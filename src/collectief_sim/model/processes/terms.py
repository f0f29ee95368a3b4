"""The terms of a lease: how long they are, and how a new one starts."""

from __future__ import annotations

from collectief_sim.model.compiling import formula, rule
from collectief_sim.model.processes.land import asking_rent
from collectief_sim.model.state import CONSCIOUS_DEVELOPER, CONSCIOUS_INVESTOR, NONE, Table, World


@rule
def start_lease(world: World, head: int, now: int) -> None:
    """A new first term, for people who move in as a group or for a building that is let again."""
    plot, policy = world.plots[head], world.rules[0].policy
    plot.vacate_month = NONE
    plot.let = True
    plot.term_start_month = now
    plot.rent_eur_m2_year = asking_rent(world, plot)
    plot.lease_end_month = now + term(world, plot, policy.lease_first_months)
    plot.horizon_end_month = now + term(world, plot, policy.horizon_first_months)
    plot.voice_end_month = now + term(world, plot, policy.voice_first_months)


@formula
def term(world: World, plot: Table, months: int) -> int:
    """A term as this owner gives it: conscious owners never give less than a long lease (E13)."""
    if plot.owner_kind == CONSCIOUS_INVESTOR or plot.owner_kind == CONSCIOUS_DEVELOPER:
        return max(months, world.rules[0].leases.long_lease_months)
    return months


@formula
def notice_months(world: World) -> int:
    """Months before the end of a term at which the landlord speaks: the notice, but never more than a whole term."""
    policy = world.rules[0].policy
    return min(policy.notice_months, policy.lease_first_months, policy.lease_renewal_months)
