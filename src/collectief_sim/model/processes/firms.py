"""Firms: earning, growing, quitting, moving and arriving (E3, E23, E27, F1, F2)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from collectief_sim.model.chance import FIRM_CLOSES, FIRM_LUCK, draw_each, stream
from collectief_sim.model.codes import BROKE, CLOSED, OUTGREW, RELOCATED
from collectief_sim.model.compiling import formula, rule
from collectief_sim.model.processes.land import rent_paid
from collectief_sim.model.processes.moving import (
    enrol,
    find_space,
    leave_area,
    leave_collective,
    move_in,
    move_out,
    room,
)
from collectief_sim.model.processes.people import appear
from collectief_sim.model.processes.rates import chance_per_month
from collectief_sim.model.processes.terms import months_bound
from collectief_sim.model.rows import NONE, BuildingId, PersonId, PersonNumber, fetch_ahead, next_id
from collectief_sim.model.tables import Entrepreneur
from collectief_sim.scenario.area import LEAST_M2

if TYPE_CHECKING:
    from collectief_sim.model.world import World


@rule
def do_business(world: World, now: int) -> None:
    """Everybody earns and pays rent; some close, go broke, outgrow their space or move on."""
    firms, town = world.rules[0].firms, world.town[0]
    present, luck, closing = world.roster_start[-1], world.luck, world.more_luck
    draw_each(luck, stream(world.seed, FIRM_LUCK, now), world.numbers, present)
    draw_each(closing, stream(world.seed, FIRM_CLOSES, now), world.numbers, present)
    closes = chance_per_month(firms.closure_per_year)
    relocates = closes + chance_per_month(firms.relocation_per_year)
    noise = firms.luck_sd_months * math.sqrt(12.0)  # a uniform number has a spread of 1/sqrt(12)
    income_level = town.price_index * town.earnings_factor
    for k in range(present):
        fetch_ahead(world.entrepreneurs, world.roster, k)
        row = world.roster[k]
        e = world.entrepreneurs[row]
        if not e.present:
            continue
        ability = e.ability_eur_m2_year * income_level
        rent = rent_paid(world, e.building)
        result = firms.margin * (ability - rent) / ability + noise * (luck[k] - 0.5)
        e.buffer_months = min(firms.buffer_limit_months, e.buffer_months + result)
        u = closing[k]
        if u < closes:
            if settled(world, row, now):
                leave_area(world, row, now, CLOSED)
        elif u < relocates:
            if can_leave(world, row, now):
                leave_area(world, row, now, RELOCATED)
        elif e.buffer_months < firms.broke_months:
            cut_costs_or_quit(world, row, now, rent)
        elif (now + e.number) % 12 == 0:  # once a year, but not everybody in the same month
            grow(world, row, now)


@formula
def settled(world: World, row: PersonId, now: int) -> bool:
    """Whether a newcomer is past the first months, in which hardly any firm gives up (F1; Brüderl and Schüssler 1990)."""
    arrived = world.entrepreneurs[row].arrival_month
    return arrived == NONE or now - arrived >= world.rules[0].firms.settling_months


@formula
def ability_to_pay(world: World, row: PersonId) -> float:
    """The rent somebody can pay at present prices and in the present economy [EUR/m2/year]."""
    return ability_of(world, world.entrepreneurs[row])


@formula
def ability_of(world: World, e: Entrepreneur) -> float:
    """The same, of a row."""
    return e.ability_eur_m2_year * world.town[0].price_index * world.town[0].earnings_factor


@rule
def cut_costs_or_quit(world: World, row: PersonId, now: int, rent: float) -> None:
    """A firm in debt moves to clearly cheaper space if it finds any (its debt is then written down), or goes broke."""
    e, firms = world.entrepreneurs[row], world.rules[0].firms
    debt = exit_cost_months(world, row, now)
    b = find_space(world, row, now, e.area_m2, min(firms.cheaper * rent, ability_to_pay(world, row)))
    if b == NONE or -debt < firms.broke_months:
        leave_area(world, row, now, BROKE)
        return
    change_building(world, row, b, e.area_m2, now)
    e.buffer_months = -debt


@rule
def change_building(world: World, row: PersonId, b: BuildingId, need_m2: float, now: int) -> None:
    """Move within the area; membership does not move along, unless the collective is at home there too."""
    e = world.entrepreneurs[row]
    if e.collective != NONE and world.buildings[b].collective != e.collective:
        leave_collective(world, row, now)
    move_out(world, row)
    move_in(world, row, b, need_m2, now)


@rule
def grow(world: World, row: PersonId, now: int) -> None:
    """Once a year the space a firm needs changes; who outgrows the building finds more in the area, or leaves (E27)."""
    e, firms = world.entrepreneurs[row], world.rules[0].firms
    e.need_m2 = max(LEAST_M2, e.need_m2 * (1.0 + e.growth_per_year))
    building = world.buildings[e.building]
    wanted = max(e.need_m2, building.smallest_unit_m2)
    if room(building) >= wanted - e.area_m2:
        building.occupied_m2 += wanted - e.area_m2
        e.area_m2 = wanted
    elif e.need_m2 > firms.outgrown_factor * e.area_m2 and can_leave(world, row, now):
        cost = exit_cost_months(world, row, now)
        larger = find_space(world, row, now, e.need_m2, ability_to_pay(world, row))
        if larger == NONE:
            leave_area(world, row, now, OUTGREW)
        else:
            e.buffer_months -= cost
            change_building(world, row, larger, e.need_m2, now)


@formula
def can_leave(world: World, row: PersonId, now: int) -> bool:
    """Whether somebody can pay what leaving now would cost; else they stay until the lease lets them go."""
    cost = exit_cost_months(world, row, now)
    return cost <= 0.0 or world.entrepreneurs[row].buffer_months >= cost


@formula
def exit_cost_months(world: World, row: PersonId, now: int) -> float:
    """What leaving costs: the rent until the lease lets a tenant go, or until somebody else is found [months of costs]."""
    b = world.entrepreneurs[row].building
    months = min(months_bound(world, world.buildings[b], now), world.rules[0].firms.reletting_months)
    return months * rent_paid(world, b) / ability_to_pay(world, row)


@rule
def arrive(world: World, now: int) -> None:
    """The newcomers of this month look for space; the queue is the same in every policy arm."""
    town = world.town[0]
    for number in range(world.queue_start[now], world.queue_start[now + 1]):
        row = next_id(world.entrepreneurs, town.places)
        appear(world, row, PersonNumber(number), now)
        b = find_space(world, row, now, world.entrepreneurs[row].need_m2, ability_to_pay(world, row))
        if b == NONE:
            town.turned_away += 1  # whoever comes next takes the row
        else:
            town.places += 1
            world.entrepreneurs[row].present = True
            move_in(world, row, b, world.entrepreneurs[row].need_m2, now)
            enrol(world, row)
