"""Moving in and out: the only place where people, floor and membership change hands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collectief_sim.model.chance import ADMISSION, SEARCH, stream, uniform
from collectief_sim.model.codes import BINDER, ENGAGED, GRASSROOTS, LESS_ENGAGED, OUTSIDE, TREKKER
from collectief_sim.model.compiling import formula, rule
from collectief_sim.model.maths import exp
from collectief_sim.model.processes.land import affordable_rent, rent_paid
from collectief_sim.model.rows import (
    NONE,
    BuildingId,
    CollectiveId,
    PersonId,
    PersonNumber,
    PlotId,
    fetch_ahead,
    first_ids,
    ids,
)
from collectief_sim.model.tables import Building

if TYPE_CHECKING:
    from collectief_sim.model.world import World


SIZE_CLASSES = 40


@rule
def list_vacancies(world: World, now: int) -> None:
    """List the buildings that have room and may be let, and those a group could move to; done before people search."""
    count, least = 0, world.rules[0].firms.vacant_from_m2
    for size in range(SIZE_CLASSES):
        world.roomy[size] = NONE
    for b in ids(world.buildings):
        building = world.buildings[b]
        if not building.let or building.vacate_month != NONE:
            continue
        if room(building) >= least:
            for _ in range(building.sides):
                world.vacant[count] = b
                count += 1
        if takes_groups(building):
            size = size_class(room(building))
            building.next_roomy, world.roomy[size] = world.roomy[size], b
    world.town[0].vacancies = count


@formula
def takes_groups(building: Building) -> bool:
    """Whether a collective could move here, if there is room: it would be the only one, and could stay."""
    free = building.let and building.vacate_month == NONE
    return free and building.collective == NONE and building.plan_month == NONE


@formula
def size_class(room_m2: float) -> int:
    """Classes of room, each twice the one before: how often it can be halved down to 1 m2."""
    size = 0
    while room_m2 >= 2.0 and size < SIZE_CLASSES - 1:
        room_m2 /= 2.0
        size += 1
    return size


@formula
def room(building: Building) -> float:
    """Work floor of a building that is not in use [m2]: one floor, whatever plots it lies on."""
    return building.floor_m2 - building.occupied_m2


@rule
def find_space(world: World, row: PersonId, now: int, need_m2: float, limit_eur_m2_year: float) -> BuildingId:
    """The building with the cheapest fitting unit among a few with room, where somebody looks, or NONE; failures make space
    feel scarce.

    A unit fits if there has room for what is needed and is not, by the way the building is divided, far too large for that.
    """
    firms, town = world.rules[0].firms, world.town[0]
    luck, number = stream(world.seed, SEARCH, now), int(world.entrepreneurs[row].number)
    best, best_rent = BuildingId(NONE), limit_eur_m2_year
    for attempt in range(firms.searches if town.vacancies else 0):
        u = uniform(luck, number * 1000 + attempt)  # `searches` is a hundred at most
        candidate = world.vacant[int(u * town.vacancies)]
        building = world.buildings[candidate]
        rent = rent_paid(world, candidate)
        unit_m2 = max(need_m2, building.smallest_unit_m2)
        fits = room(building) >= unit_m2 and unit_m2 <= firms.roomiest_factor * need_m2
        if (
            building.let
            and building.vacate_month == NONE
            and fits
            and rent <= best_rent
            and admitted(world, row, candidate, now)
        ):
            best, best_rent = candidate, rent
    failed = 1.0 if best == NONE else 0.0
    usual = max(1.0, firms.usual_searches_per_month * town.present)
    weight = 1.0 / (firms.scarcity_memory_months * usual)  # of a month's memory, this search's share
    town.scarcity += weight * (failed - town.scarcity)
    return best


@formula
def admitted(world: World, row: PersonId, b: BuildingId, now: int) -> bool:
    """Collectives that decide who moves in choose people of like mind and, rather, of an activity of their own (E23)."""
    c = world.buildings[b].collective
    if c == NONE or world.collectives[c].form == GRASSROOTS:
        return True
    distance = abs(world.entrepreneurs[row].mentality - world.collectives[c].mentality)
    fit = exp(-((distance / world.rules[0].firms.admission_tolerance) ** 2))
    new = world.stocktaking[c].activities[world.entrepreneurs[row].activity] == 0
    complement = 1.0 if new else world.rules[0].firms.admission_if_not_new
    # somebody knocks at each building with luck of its own
    door = int(world.entrepreneurs[row].number) * 65536 + int(world.buildings[b].plot) % 65536
    return uniform(stream(world.seed, ADMISSION, now), door) < fit * complement


@rule
def move_in(world: World, row: PersonId, b: BuildingId, need_m2: float, now: int) -> None:
    """Take a unit; in a building run by an operator or in the hands of its members one joins their collective."""
    e, building = world.entrepreneurs[row], world.buildings[b]
    take_unit(world, row, b, max(need_m2, building.smallest_unit_m2), now)
    c = building.collective
    if c != NONE and world.collectives[c].form != GRASSROOTS and e.collective == NONE:
        join(world, row, c, now)


@rule
def take_unit(world: World, row: PersonId, b: BuildingId, area_m2: float, now: int) -> None:
    """So much floor of a building is theirs from now on, and they are a tenant of it."""
    e = world.entrepreneurs[row]
    e.building, e.since_month, e.area_m2 = b, now, area_m2
    e.plot = seen_on(world, b, e.number)
    world.buildings[b].occupied_m2 += area_m2
    enter_building(world, row)


@rule
def move_out(world: World, row: PersonId) -> None:
    """Give up a unit."""
    e = world.entrepreneurs[row]
    leave_building(world, row)
    building = world.buildings[e.building]
    building.occupied_m2 = max(0.0, building.occupied_m2 - e.area_m2)


@formula
def seen_on(world: World, b: BuildingId, number: PersonNumber) -> PlotId:
    """The plot on which somebody in a building is seen: its people are dealt out over its plots."""
    building = world.buildings[b]
    return world.plots_built[building.first_part + number % building.part_count]


@rule
def enter_building(world: World, row: PersonId) -> None:
    """Become the last of a building's tenants."""
    e = world.entrepreneurs[row]
    building = world.buildings[e.building]
    e.previous_tenant, e.next_tenant = building.last_tenant, NONE
    if building.last_tenant == NONE:
        building.first_tenant = row
    else:
        world.entrepreneurs[building.last_tenant].next_tenant = row
    building.last_tenant = row
    building.tenants += 1


@rule
def leave_building(world: World, row: PersonId) -> None:
    """Be no tenant any more: who came before is followed by who came after."""
    e = world.entrepreneurs[row]
    building = world.buildings[e.building]
    if e.previous_tenant == NONE:
        building.first_tenant = e.next_tenant
    else:
        world.entrepreneurs[e.previous_tenant].next_tenant = e.next_tenant
    if e.next_tenant == NONE:
        building.last_tenant = e.previous_tenant
    else:
        world.entrepreneurs[e.next_tenant].previous_tenant = e.previous_tenant
    building.tenants -= 1


@rule
def house(world: World, count: int) -> None:
    """Make the first entrepreneurs tenants of the buildings they are in."""
    for row in first_ids(world.entrepreneurs, count):
        enter_building(world, row)


@rule
def leave_area(world: World, row: PersonId, now: int, cause: int) -> None:
    """Give up the unit and leave the area for good."""
    e = world.entrepreneurs[row]
    role = e.role
    leave_collective(world, row, now)
    move_out(world, row)
    e.present = False
    world.town[0].present -= 1
    e.left_month, e.left_cause = now, cause
    world.town[0].left[cause] += 1
    if len(world.stays):
        keep_stay(world, row, role)


@rule
def keep_stay(world: World, row: PersonId, role: int) -> None:
    """Write down the stay of somebody who leaves: their row will be another's."""
    e = world.entrepreneurs[row]
    stay, rent = world.stays[e.number], rent_paid(world, e.building)
    stay.number, stay.was_member, stay.activity, stay.role = e.number, e.was_member, e.activity, role
    stay.area_m2, stay.rent_eur_m2_year, stay.affordable = e.area_m2, rent, rent <= affordable_rent(world)
    stay.left_cause, stay.arrival_month, stay.left_month = e.left_cause, e.arrival_month, e.left_month
    stay.mentality, stay.experience_years = e.mentality, e.experience_years


@rule
def join(world: World, row: PersonId, c: CollectiveId, now: int) -> None:
    """Become a member."""
    e, collective = world.entrepreneurs[row], world.collectives[c]
    e.collective, e.joined_month = c, now
    e.engagement = world.rules[0].founding.engagement_start
    e.leads = e.binds = False
    e.role = seen_as(world, row)
    e.was_member = True
    collective.headcount += 1
    collective.peak_size = max(collective.peak_size, collective.headcount)


@formula
def seen_as(world: World, row: PersonId) -> int:
    """The role in which a member is seen (E16)."""
    e = world.entrepreneurs[row]
    rank_and_file = ENGAGED if e.engagement >= world.rules[0].engagement.threshold else LESS_ENGAGED
    return TREKKER if e.leads else BINDER if e.binds else rank_and_file


@rule
def take_all_in(world: World, b: BuildingId, now: int) -> None:
    """Whoever rents in a building is a member of its collective from now on."""
    row = world.buildings[b].first_tenant
    while row != NONE:
        if world.entrepreneurs[row].collective == NONE:
            join(world, row, world.buildings[b].collective, now)
        row = world.entrepreneurs[row].next_tenant


@rule
def leave_collective(world: World, row: PersonId, now: int) -> None:
    """Stop being a member, and with that give up any role."""
    e = world.entrepreneurs[row]
    if e.collective != NONE:
        collective = world.collectives[e.collective]
        collective.headcount -= 1
        collective.left_this_month += 1
        forget_membership(world, row, now)


@rule
def forget_membership(world: World, row: PersonId, now: int) -> None:
    """Wipe all a person carries as a member."""
    e = world.entrepreneurs[row]
    if len(world.stays):
        world.stays[e.number].member_months += now - max(0, e.joined_month)
    e.collective, e.joined_month = NONE, NONE
    e.leads = e.binds = False
    e.role, e.engagement = OUTSIDE, 0.0


@rule
def enrol(world: World, row: PersonId) -> None:
    """Add a newcomer to the end of the roster; the next roll call gives them their place."""
    town = world.town[0]
    world.roster[town.listed] = row
    town.listed += 1
    town.present += 1
    town.arrived += 1


@rule
def call_roll(world: World) -> None:
    """List who is present, grouped by building, so that co-tenants stand together in the roster.

    A counting sort that keeps the order within a building. While people are put in their places, `start[building + 1]` is
    where the next one in a building goes: at first where the building starts, in the end where it stops, which is where the
    next one starts. With two people in building 0 and three in building 1: 0 0 2 5, and in the end 0 2 5 5.
    """
    people, start, roll = world.entrepreneurs, world.roster_start, world.seekers
    start[:] = 0
    for b in ids(world.buildings):
        start[b + 2] = world.buildings[b].tenants
    for place in range(2, len(start)):
        start[place] += start[place - 1]
    for k in range(world.town[0].listed):
        fetch_ahead(people, world.roster, k)
        row = world.roster[k]
        if people[row].present:
            here = people[row].building + 1
            roll[start[here]] = row
            world.seeker_numbers[start[here]] = people[row].number
            start[here] += 1
    world.town[0].listed = world.town[0].present
    for k in range(world.town[0].present):
        world.roster[k], world.numbers[k] = roll[k], world.seeker_numbers[k]
