"""Covenants: what a municipality can ask of land that it leases out, when that lease is issued or renewed (F74, F115).

They set the use of the land. On what terms its owner lets to others they do not say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from collectief_sim.model.codes import MUNICIPALITY
from collectief_sim.model.compiling import rule
from collectief_sim.model.rows import NONE, BuildingId, code, ids

if TYPE_CHECKING:
    from collectief_sim.model.world import World

MUNICIPAL, AGREEMENTS, ALL = 0, 1, 2  # how far policy reaches, in the order in which the scenario names them


@rule
def come_and_go(world: World, now: int) -> None:
    """Leases of land are renewed when their term is up, and covenants end."""
    for b in ids(world.buildings):
        building = world.buildings[b]
        if building.covenant_until_month == now:
            building.covenant_until_month = NONE
            building.barred -= 1
        if building.ground_lease_month == now:
            agree_on_use(world, b, now)
            building.ground_lease_month = now + world.town[0].ground_lease_months


@rule
def agree_on_use(world: World, b: BuildingId, now: int) -> None:
    """Land that is leased from the municipality changes hands or is leased anew: if policy reaches so far, it stays for work
    as long as a first lease runs, whatever plan there is.
    """
    building = world.buildings[b]
    leased = building.ground_lease_month != NONE and building.owner_kind != MUNICIPALITY
    if not leased or code(world.rules[0].policy.reach) != AGREEMENTS:
        return
    if building.covenant_until_month == NONE:
        building.barred += 1
    building.covenant_until_month = now + world.town[0].covenant_months
