"""Which collectives there are, and in which buildings each is at home."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collectief_sim.model.compiling import formula, rule
from collectief_sim.model.rows import NONE, BuildingId, CollectiveId, Ids

if TYPE_CHECKING:
    from collectief_sim.model.world import World


@formula
def living(world: World) -> Ids[CollectiveId]:
    """All collectives that are alive, in order of founding; those that ended since the month began are still among them."""
    return world.living[: world.town[0].living]


@rule
def enter(world: World, c: CollectiveId) -> None:
    """Put a new collective on the list."""
    world.living[world.town[0].living] = c
    world.town[0].living += 1


@rule
def strike_off_the_ended(world: World, now: int) -> None:
    """Take collectives that ended this month off the list."""
    left = 0
    for c in living(world):
        if world.collectives[c].alive:
            world.living[left] = c
            left += 1
    world.town[0].living = left


@rule
def make_home(world: World, c: CollectiveId, b: BuildingId) -> None:
    """From now on a collective is at home in a building; its buildings are linked in the order of their rows."""
    world.buildings[b].collective = c
    before, after = BuildingId(NONE), world.collectives[c].first_of_homes
    while after != NONE and after < b:
        before, after = after, world.buildings[after].next_home
    world.buildings[b].next_home = after
    if before == NONE:
        world.collectives[c].first_of_homes = b
    else:
        world.buildings[before].next_home = b


@rule
def leave_home(world: World, b: BuildingId) -> None:
    """The collective that is at home in a building is so no longer."""
    building = world.buildings[b]
    c, after = building.collective, building.next_home
    building.collective, building.next_home = NONE, NONE
    here = world.collectives[c].first_of_homes
    if here == b:
        world.collectives[c].first_of_homes = after
        return
    while world.buildings[here].next_home != b:
        here = world.buildings[here].next_home
    world.buildings[here].next_home = after
