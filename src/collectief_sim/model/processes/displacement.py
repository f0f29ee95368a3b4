"""Losing a building: a collective may move as a group, others look for space one by one or leave the area (E3, E10)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collectief_sim.model.chance import ELSEWHERE, RELOCATION, stream, uniform
from collectief_sim.model.codes import DISPLACED, FIRE, GRASSROOTS, HEAD_TENANT, LOST_BUILDING, OWNER
from collectief_sim.model.compiling import formula, rule
from collectief_sim.model.processes.accounts import lose_fit_out, pay_for_move
from collectief_sim.model.processes.cohesion import A_GROUP, end_collective, give_up_building
from collectief_sim.model.processes.firms import ability_to_pay, change_building
from collectief_sim.model.processes.homes import make_home
from collectief_sim.model.processes.ladder import co_decides, ear_for
from collectief_sim.model.processes.land import market_rent, rent_paid
from collectief_sim.model.processes.moving import (
    SIZE_CLASSES,
    find_space,
    leave_area,
    leave_collective,
    move_out,
    room,
    size_class,
    take_unit,
    takes_groups,
)
from collectief_sim.model.processes.terms import start_lease
from collectief_sim.model.rows import NONE, BuildingId, CollectiveId, PersonId

if TYPE_CHECKING:
    from collectief_sim.model.world import World


@rule
def vacate(world: World, b: BuildingId, now: int) -> None:
    """Everybody must leave a building that will be redeveloped; it then stands empty until the permit and the money are there."""
    building = world.buildings[b]
    building.let = False
    building.vacate_month = NONE
    lose_building(world, b, now, DISPLACED)


@rule
def lose_building(world: World, b: BuildingId, now: int, cause: int) -> None:
    """The people of a building go: as a group where that works out, else each for themselves, who came first goes first."""
    c = world.buildings[b].collective
    if cause == DISPLACED:
        lose_fit_out(world, b, now)
    if c != NONE:
        carry_on_or_end(world, c, b, now, cause)
    while world.buildings[b].first_tenant != NONE:
        disperse(world, world.buildings[b].first_tenant, now, cause)
    world.buildings[b].occupied_m2 = 0.0


@rule
def carry_on_or_end(world: World, c: CollectiveId, b: BuildingId, now: int, cause: int) -> None:
    """A collective goes on in another building of its own, or moves as a group; else losing its building is its end."""
    collective = world.collectives[c]
    other = other_building(world, c, b)
    if other != NONE:
        give_up_building(world, b, now)
        collective.home = other
        return
    target = group_target(world, c, b)
    luck = uniform(stream(world.seed, RELOCATION, now), collective.founder)
    if target != NONE and luck < group_chance(world, c, b, cause):
        collective.return_to = b if cause == DISPLACED and may_come_back(world, c, b) else NONE
        if collective.return_to == b:
            world.buildings[b].promised_to = c
        relocate(world, c, target, now)
        if collective.headcount < A_GROUP:
            end_collective(world, c, now, LOST_BUILDING)  # hardly anybody could come along
    else:
        end_collective(world, c, now, LOST_BUILDING)


@formula
def other_building(world: World, c: CollectiveId, lost: BuildingId) -> BuildingId:
    """Another building that a collective is at home in, or NONE."""
    b = world.collectives[c].first_of_homes
    while b != NONE and (b == lost or not world.buildings[b].let):
        b = world.buildings[b].next_home
    return b


@rule
def disperse(world: World, row: PersonId, now: int, cause: int) -> None:
    """Find affordable space in the area, or leave it as a displaced entrepreneur."""
    e = world.entrepreneurs[row]
    b = find_space(world, row, now, e.area_m2, ability_to_pay(world, row))
    if b == NONE:
        look_elsewhere(world, row, now)
        leave_area(world, row, now, cause)
        return
    pay_for_move(world, row)
    change_building(world, row, b, e.area_m2, now)
    world.town[0].rehoused += 1


@rule
def look_elsewhere(world: World, row: PersonId, now: int) -> None:
    """Other space in the city is scarce and dearer, or the municipality has prepared some, at its cost (F42, F90, F91)."""
    e, firms = world.entrepreneurs[row], world.rules[0].firms
    u = uniform(stream(world.seed, ELSEWHERE, now), e.number)
    rent = firms.elsewhere_rent_factor * market_rent(world, world.buildings[e.building])
    alone = firms.elsewhere_chance if rent <= ability_to_pay(world, row) else 0.0
    prepared = world.rules[0].policy.relocation_support * max(0.0, firms.prepared_chance - alone)
    if u < alone + prepared:
        world.town[0].resettled += 1
    if alone <= u < alone + prepared:
        world.town[0].public_cost_eur += world.rules[0].leases.relocation_cost_eur_m2 * e.area_m2
    else:
        pay_for_move(world, row)


@formula
def promised_return(world: World, c: CollectiveId) -> bool:
    """Whether the right to come back is secured: by policy, or by co-deciding (E37, E45)."""
    return world.rules[0].policy.right_of_return or co_decides(world, c)


@formula
def may_come_back(world: World, c: CollectiveId, b: BuildingId) -> bool:
    """Whether a collective that must leave a building has that right: once it is agreed it holds, whoever is heard later."""
    return world.buildings[b].return_agreed or promised_return(world, c)


@formula
def group_chance(world: World, c: CollectiveId, b: BuildingId, cause: int) -> float:
    """Chance that a group move works out: support, and how far the collective is heard; certain with a right of return."""
    leases = world.rules[0].leases
    if cause == FIRE:
        return world.rules[0].shocks.rehousing_chance
    if may_come_back(world, c, b):
        return 1.0
    heard = leases.relocation_base + leases.relocation_if_heard * ear_for(world, c)
    return world.rules[0].policy.relocation_support * min(1.0, heard)


@rule
def group_target(world: World, c: CollectiveId, home: BuildingId) -> BuildingId:
    """The building with most room that could take enough of a collective, without one of its own; or NONE."""
    best, most = BuildingId(NONE), world.rules[0].leases.relocation_share * world.collectives[c].area_m2
    size, least = SIZE_CLASSES - 1, size_class(most)
    while size >= least and best == NONE:
        b = world.roomy[size]
        while b != NONE:
            if b != home and takes_groups(world.buildings[b]) and room(world.buildings[b]) > most:
                best, most = b, room(world.buildings[b])
            b = world.buildings[b].next_roomy
        size -= 1
    return best


@rule
def relocate(world: World, c: CollectiveId, target: BuildingId, now: int) -> None:
    """Move a collective to another building; whoever finds no room there, or cannot pay for it, is no longer a member."""
    collective, leases = world.collectives[c], world.rules[0].leases
    home = collective.home
    start_lease(world, target, now)
    give_up_building(world, home, now)
    if collective.form in (OWNER, HEAD_TENANT):
        collective.form = GRASSROOTS  # it rents as others do, beside those who are there already
    make_home(world, c, target)
    collective.home = target
    collective.doubt = max(collective.doubt, leases.doubt_after_move)
    collective.setback += leases.doubt_after_move
    moved_m2 = 0.0
    row = world.buildings[home].first_tenant
    while row != NONE:
        after = world.entrepreneurs[row].next_tenant
        if world.entrepreneurs[row].collective == c:
            moved_m2 += follow(world, row, target, now)
        row = after
    world.town[0].public_cost_eur += leases.relocation_cost_eur_m2 * moved_m2


@rule
def follow(world: World, row: PersonId, target: BuildingId, now: int) -> float:
    """A member moves along with the collective, or leaves it; the floor moved [m2]."""
    area = world.entrepreneurs[row].area_m2
    if room(world.buildings[target]) < area or rent_paid(world, target) > ability_to_pay(world, row):
        leave_collective(world, row, now)
        return 0.0
    move_out(world, row)
    take_unit(world, row, target, area, now)
    return area
