"""Who holds floor to keep it for work: what they buy, on what terms they let, to whom they sell, and when they must (E36,
F72-F79).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from collectief_sim.model.chance import EMPTIED_SOLD, HOLDER_CHOSEN, pair, stream, uniform
from collectief_sim.model.codes import INVESTOR, MUNICIPALITY, SOLD_BY_NEED
from collectief_sim.model.compiling import formula, rule
from collectief_sim.model.processes.holdings import acquire, holds, keep_books, part_with, wants
from collectief_sim.model.processes.homes import living
from collectief_sim.model.processes.hours import settled
from collectief_sim.model.processes.ladder import heard, outreach_seen
from collectief_sim.model.processes.loans import value_of
from collectief_sim.model.processes.ownership import chosen_over
from collectief_sim.model.processes.rates import chance_per_month
from collectief_sim.model.rows import NONE, BuildingId, ids

if TYPE_CHECKING:
    from collectief_sim.model.world import World


@rule
def hold_floor(world: World, now: int) -> None:
    """Holders gather capital, take rents and pay for what they hold, take on what stands empty, and sell what they must."""
    for i in range(len(world.holders)):
        holder = world.holders[i]
        if now < holder.since_month:
            continue
        gather_capital(world, i, now)
        keep_books(world, i)
        if holder.months_behind >= world.rules[0].ownership.bank_patience_months:
            sell_by_need(world, i, now)
        elif holder.takes_empty:
            take_on_the_empty(world, i, now)


@rule
def gather_capital(world: World, i: int, now: int) -> None:
    """What is paid in at first; a crowd brings more for each purchase, sooner as it sees what collectives do (F72)."""
    holder, brought = world.holders[i], 0.0
    if holder.purse_eur < holder.crowd_eur:
        a_month = holder.crowd_eur * seen_by_a_crowd(world) / holder.preparing_months
        brought = min(a_month, holder.crowd_eur - holder.purse_eur)
    if now == holder.since_month:
        brought += holder.capital_eur
        if holder.public:
            world.town[0].public_cost_eur += holder.capital_eur
    holder.purse_eur += brought
    holder.paid_in_eur += brought


@formula
def seen_by_a_crowd(world: World) -> float:
    """What people see collectives do for others: that of the settled one that does most, 0-1."""
    most = 0.0
    for c in living(world):
        collective = world.collectives[c]
        if settled(collective):
            most = max(most, outreach_seen(world, collective))
    return most


# ---- buying ----


@rule
def holder_buys(world: World, b: BuildingId, now: int) -> bool:
    """A building changes hands: whether one of those who hold floor buys it."""
    for i in range(len(world.holders)):
        if wants(world, i, b, now) and gets_it(world, i, b, now):
            acquire(world, i, b, now)
            return True
    return False


@formula
def gets_it(world: World, i: int, b: BuildingId, now: int) -> bool:
    """A private owner sells to who is in time; a municipality has to choose, by plan and by how far it hears those who are there
    (F75).
    """
    holder, building, weight = world.holders[i], world.buildings[b], world.rules[0].ownership.plan_weight
    luck = uniform(stream(world.seed, HOLDER_CHOSEN, now), pair(building.plot, holder.key))
    if building.owner_kind != MUNICIPALITY:
        return luck < holder.in_time_share
    case = weight * holder.case + (1.0 - weight) * heard(world, b)
    first_right = world.rules[0].policy.first_right_to_buy and holder.needs_collective  # it is the collective's
    return luck >= chosen_over(world, case, first_right, now)


@rule
def take_on_the_empty(world: World, i: int, now: int) -> None:
    """Some investors sell a building that they emptied and did nothing with; it is fitted out and let again (F77)."""
    luck = stream(world.seed, EMPTIED_SOLD, now)
    sells = chance_per_month(world.rules[0].sales.investor_per_year)
    for b in ids(world.buildings):
        building = world.buildings[b]
        empty = building.owner_kind == INVESTOR and not building.let and building.site_until_month == NONE
        if empty and uniform(luck, building.plot) < sells and wants(world, i, b, now):
            acquire(world, i, b, now)


# ---- when rents do not pay for it ----


@rule
def sell_by_need(world: World, i: int, now: int) -> None:
    """Who is behind with a bank for too long has to sell what leaves most after its loan, to an investor; leases run on."""
    best, most = BuildingId(NONE), 0.0
    for b in ids(world.buildings):
        if holds(world, i, b):
            left = forced_price(world, b) - world.holdings[b].loan_eur
            if best == NONE or left > most:
                best, most = b, left
    if best == NONE:
        return
    part_with(world, best, forced_price(world, best), SOLD_BY_NEED, now)
    world.buildings[best].owner_kind, world.buildings[best].owner = INVESTOR, NONE
    world.holders[i].months_behind = 0


@formula
def forced_price(world: World, b: BuildingId) -> float:
    """What a building brings when it must be sold [EUR]."""
    return world.rules[0].ownership.forced_sale_share * value_of(world, b)
