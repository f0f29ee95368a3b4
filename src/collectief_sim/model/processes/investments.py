"""Investments: what a collective puts into its building, which pays back if it may stay, and is left behind if not (E36,
F63-F66, F68, F94).

What it puts in comes from its reserve, its members and lenders. What it yields goes to lenders first, then to members, for whom
space gets cheaper. In money, for each collective and form: invested = outstanding + paid back + left behind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import numpy as np

from collectief_sim.model.chance import GOES_AHEAD, OWNER_ALLOWS, THINKS_OF_INVESTING, pair, stream, uniform
from collectief_sim.model.codes import (
    COLLECTIVE,
    CONSCIOUS_DEVELOPER,
    CONSCIOUS_INVESTOR,
    DEVELOPMENT_COMPANY,
    FOUNDING,
    GIVEN_UP,
    INVESTED,
    INVESTOR,
    LAND_TRUST,
    LEFT_BEHIND,
    MUNICIPALITY,
    PAID_BACK,
    REFUSED_BY_OWNER,
    TAKEN_ALONG,
)
from collectief_sim.model.compiling import formula, rule
from collectief_sim.model.processes.firms import ability_to_pay
from collectief_sim.model.processes.happenings import note
from collectief_sim.model.processes.horizon import appetite
from collectief_sim.model.processes.hours import to_spare
from collectief_sim.model.processes.ladder import outreach_seen
from collectief_sim.model.processes.loans import A_CENT, instalment
from collectief_sim.model.processes.rates import chance_per_month, unit
from collectief_sim.model.rows import (
    NONE,
    NOT_YET,
    BuildingId,
    Code,
    CollectiveId,
    Count,
    Flag,
    FloatArray,
    Ids,
    IntArray,
    Number,
    PersonId,
    first_ids,
)
from collectief_sim.model.tables import Building

if TYPE_CHECKING:
    from collectief_sim.model.world import World

MOST_KINDS = 4  # forms on this mechanism that can exist at once

_Amounts = Annotated[FloatArray, np.float64]
_Months = Annotated[IntArray, np.int32, NOT_YET]
_Counts = Annotated[IntArray, np.int64]
_Buildings = Annotated[Ids[BuildingId], np.int32, NOT_YET]


class Investment:
    """A kind of investment: what its form declares."""

    form: Annotated[Code, "which form it is (FORM_NAMES)"]
    key: Annotated[Count, "what its luck goes by"]
    since_month: Annotated[Count, "month from which it may come about"]
    cost_eur_m2: Annotated[Number, "at the start's prices [EUR/m2]"]
    payback_months: Annotated[Count, "without homes [months]"]
    life_months: Annotated[Count, "how long it lasts [months]"]
    floor_share: Annotated[Number, "m2 that fit, per m2 of floor"]
    by_adaptability: Annotated[Flag, "as far as tenants can change the building"]
    member_m2: Annotated[Number, "at most for each engaged member; 0 if their own floor sets it [m2]"]
    least_m2: Annotated[Number, "smallest [m2]"]
    most_m2: Annotated[Number, "largest [m2]"]
    member_eur: Annotated[Number, "what a fully engaged member puts in, at the start's prices [EUR]"]
    loan_share: Annotated[Number, "part of the cost that a bank lends"]
    crowd_share: Annotated[Number, "part of it that others lend, at full outreach"]
    loan_months: Annotated[Count, "time in which loans are paid back [months]"]
    interest_per_year: Annotated[Number, "of loans [1/year]"]
    movable_share: Annotated[Number, "part that can come along to another building"]
    homes_revenue_eur_home_year: Annotated[Number, "from each home built [EUR/home/year]"]
    homes_limit: Annotated[Number, "most that homes add to the yield, as a share of it"]
    thought_of_per_year: Annotated[Number, "how often a settled collective thinks of it [1/year]"]
    preparing_months: Annotated[Count, "least time to prepare [months]"]
    preparing_hours: Annotated[Number, "leading hours that takes [hours]"]
    patience_months: Annotated[Count, "after which it is given up [months]"]
    wait_months: Annotated[Count, "rest after that, or after a refusal [months]"]
    reserve_share: Annotated[Number, "part of the reserve that is put in at most"]
    allowed_municipality: Annotated[Number, "chance that a municipality allows it"]
    allowed_conscious: Annotated[Number, "chance that a conscious owner does"]
    allowed_investor: Annotated[Number, "chance that an investor does"]
    allowed_developer: Annotated[Number, "chance that a developer does"]
    running: Annotated[Count, "how many are in use this month"]


class Stake:
    """What a collective has at stake, for each kind of investment (row of World.investments)."""

    building: Annotated[_Buildings, MOST_KINDS, "where it is, or is prepared for; NONE if neither"]
    since_month: Annotated[_Months, MOST_KINDS, "month it began to prepare; NONE once that is over"]
    until_month: Annotated[_Months, MOST_KINDS, "month it is worn out; NONE if nothing is in use"]
    again_month: Annotated[_Counts, MOST_KINDS, "month from which it may be thought of again"]
    wanted: Annotated[_Amounts, MOST_KINDS, "appetite when it began to prepare, 0-1"]
    prepared_hours: Annotated[_Amounts, MOST_KINDS, "leading hours put into it so far [hours]"]
    yield_eur_month: Annotated[_Amounts, MOST_KINDS, "what it yields, without homes [EUR/month]"]
    loan_eur: Annotated[_Amounts, MOST_KINDS, "owed for it [EUR]"]
    due_eur_month: Annotated[_Amounts, MOST_KINDS, "instalment of that [EUR/month]"]
    outstanding_eur: Annotated[_Amounts, MOST_KINDS, "put in and neither paid back nor lost [EUR]"]
    invested_eur: Annotated[_Amounts, MOST_KINDS, "put in so far [EUR]"]
    paid_back_eur: Annotated[_Amounts, MOST_KINDS, "of that paid back so far by what it yields [EUR]"]
    left_behind_eur: Annotated[_Amounts, MOST_KINDS, "of that lost so far [EUR]"]
    lent_eur: Annotated[_Amounts, MOST_KINDS, "of what was put in, lent by others [EUR]"]
    repaid_eur: Annotated[_Amounts, MOST_KINDS, "of that given back so far [EUR]"]
    lenders_lost_eur: Annotated[_Amounts, MOST_KINDS, "of that lost to those who lent it [EUR]"]
    interest_eur: Annotated[_Amounts, MOST_KINDS, "paid to them for it so far [EUR]"]
    saved_eur: Annotated[_Amounts, MOST_KINDS, "what members saved so far on what space costs [EUR]"]
    borne_eur: Annotated[_Amounts, MOST_KINDS, "what members paid so far on loans for what they left behind [EUR]"]


@rule
def invest_and_earn(world: World, now: int) -> None:
    """Investments are thought of, prepared and made, yield, wear out, or are left behind."""
    if len(world.investments) == 0:
        return
    count_running(world)
    for c in first_ids(world.stakes, world.town[0].collectives):
        for i in range(len(world.investments)):
            if world.stakes[c].until_month[i] != NONE:
                earn(world, c, i, now)
            elif world.collectives[c].alive and now >= world.investments[i].since_month:
                if world.stakes[c].since_month[i] != NONE:
                    prepare(world, c, i, now)
                else:
                    think_of_it(world, c, i, now)


@rule
def count_running(world: World) -> None:
    """How many of each kind share what homes pay."""
    for i in range(len(world.investments)):
        world.investments[i].running = 0
    for c in first_ids(world.stakes, world.town[0].collectives):
        for i in range(len(world.investments)):
            world.investments[i].running += world.stakes[c].until_month[i] != NONE


# ---- an idea, and whether it goes ahead ----


@rule
def think_of_it(world: World, c: CollectiveId, i: int, now: int) -> None:
    """Now and then a settled collective thinks of it, and asks the owner if it seems worth it and within its means."""
    kind, collective, stake = world.investments[i], world.collectives[c], world.stakes[c]
    if collective.phase == FOUNDING or now < stake.again_month[i]:
        return
    idea = uniform(stream(world.seed, THINKS_OF_INVESTING, now), luck_of(world, c, i))
    thought_of = chance_per_month(kind.thought_of_per_year)
    if idea >= thought_of:
        return
    wanted = keenness(world, c, i)
    if idea >= thought_of * wanted * means(world, c, i):
        return
    asked = uniform(stream(world.seed, OWNER_ALLOWS, now), luck_of(world, c, i))
    if asked >= allowance(world, world.buildings[collective.home], i):
        stake.again_month[i] = now + kind.wait_months
        note(world, REFUSED_BY_OWNER, kind.form, c, collective.home, 0.0, now)
        return
    stake.building[i], stake.since_month[i], stake.wanted[i] = collective.home, now, wanted
    stake.prepared_hours[i] = 0.0


@formula
def luck_of(world: World, c: CollectiveId, i: int) -> int:
    """Whose luck it is: that of a founder, for one form."""
    return pair(world.investments[i].key, world.collectives[c].founder)


@formula
def keenness(world: World, c: CollectiveId, i: int) -> float:
    """How willing a collective is to wait until it pays back, 0-1: sooner where homes nearby buy what it makes."""
    kind = world.investments[i]
    cost = wanted_m2(world, c, i) * cost_of_m2(world, i)
    if cost <= 0.0:
        return 0.0
    payback = kind.payback_months / (1.0 + from_homes(world, i, cost / kind.payback_months, 1))
    return appetite(world, world.collectives[c], payback, world.rules[0].horizon.through_investment)


@formula
def means(world: World, c: CollectiveId, i: int) -> float:
    """How much of what lenders leave to pay a collective could pay now, 0-1."""
    rest = (1.0 - lent_share(world, c, i)) * wanted_m2(world, c, i) * cost_of_m2(world, i)
    return unit(own_money(world, c, i) / max(1.0, rest))


@formula
def allowance(world: World, building: Building, i: int) -> float:
    """The chance that the owner of a building allows it, 0-1: not once there is a plan that is known."""
    kind, owner = world.investments[i], building.owner_kind
    if owner == COLLECTIVE:
        return 1.0
    if building.announced_month != NONE or building.vacate_month != NONE or not building.let:
        return 0.0
    if owner == MUNICIPALITY:
        return kind.allowed_municipality
    if owner in (CONSCIOUS_INVESTOR, CONSCIOUS_DEVELOPER, LAND_TRUST, DEVELOPMENT_COMPANY):
        return kind.allowed_conscious
    return kind.allowed_investor if owner == INVESTOR else kind.allowed_developer


# ---- how much, and from whom ----


@formula
def wanted_m2(world: World, c: CollectiveId, i: int) -> float:
    """How much would be done: what fits in or on the building, as far as engaged members carry it [m2]."""
    kind, collective = world.investments[i], world.collectives[c]
    building = world.buildings[collective.home]
    fits = kind.floor_share * building.floor_m2 * (building.adaptability if kind.by_adaptability else 1.0)
    theirs = kind.member_m2 * collective.headcount if kind.member_m2 > 0.0 else collective.area_m2
    return min(kind.most_m2, fits, collective.engagement * theirs)


@formula
def cost_of_m2(world: World, i: int) -> float:
    """What a m2 costs now [EUR]."""
    return world.investments[i].cost_eur_m2 * world.town[0].price_index


@formula
def lent_share(world: World, c: CollectiveId, i: int) -> float:
    """The part of the cost that others lend, 0-1: a bank, and those for whom the collective does something."""
    kind = world.investments[i]
    return min(1.0, kind.loan_share + kind.crowd_share * outreach_seen(world, world.collectives[c]))


@formula
def own_money(world: World, c: CollectiveId, i: int) -> float:
    """What a collective can put in itself: part of its reserve, and what members would bring in [EUR]."""
    return world.investments[i].reserve_share * world.collectives[c].reserve_eur + members_money(world, c, i)


@formula
def members_money(world: World, c: CollectiveId, i: int) -> float:
    """What members would bring in: as they are engaged, as far as they have it [EUR]."""
    total, b = 0.0, world.collectives[c].first_of_homes
    while b != NONE:
        for k in range(world.roster_start[b], world.roster_start[b + 1]):
            if world.entrepreneurs[world.roster[k]].collective == c:
                total += brings_in(world, world.roster[k], i)
        b = world.buildings[b].next_home
    return total


@formula
def brings_in(world: World, row: PersonId, i: int) -> float:
    """What one member would bring in [EUR]."""
    e = world.entrepreneurs[row]
    asked = world.investments[i].member_eur * world.town[0].price_index * e.engagement
    return min(asked, max(0.0, e.buffer_months) * costs_of(world, row))


@formula
def costs_of(world: World, row: PersonId) -> float:
    """What a month of costs is to a member, by which buffers are counted [EUR]."""
    return max(1.0, world.entrepreneurs[row].area_m2 * ability_to_pay(world, row)) / 12.0


# ---- preparing, and putting in ----


@rule
def prepare(world: World, c: CollectiveId, i: int, now: int) -> None:
    """Put hours into it, as far as there are any to spare, until it is decided; or give it up when the place is in doubt."""
    kind, collective, stake = world.investments[i], world.collectives[c], world.stakes[c]
    waited = now - stake.since_month[i]
    lost = collective.home != stake.building[i] or allowance(world, world.buildings[collective.home], i) <= 0.0
    if lost or waited >= kind.patience_months:
        stop_preparing(world, c, i, now)
        return
    wanted = min(kind.preparing_hours / kind.preparing_months, kind.preparing_hours - stake.prepared_hours[i])
    taken = min(wanted, to_spare(collective))
    collective.zone_hours -= taken
    stake.prepared_hours[i] += taken
    if waited >= kind.preparing_months and stake.prepared_hours[i] >= kind.preparing_hours - A_CENT:
        decide(world, c, i, now)


@rule
def stop_preparing(world: World, c: CollectiveId, i: int, now: int) -> None:
    """Nothing comes of it, and the hours are gone."""
    stake = world.stakes[c]
    note(world, GIVEN_UP, world.investments[i].form, c, stake.building[i], 0.0, now)
    stake.again_month[i] = now + world.investments[i].wait_months
    stake.building[i] = stake.since_month[i] = NONE


@rule
def decide(world: World, c: CollectiveId, i: int, now: int) -> None:
    """Whoever is less sure of the time than when they began may still stop (F63); what the money is too short for is made
    smaller.
    """
    kind, stake = world.investments[i], world.stakes[c]
    still = keenness(world, c, i) / max(1e-9, stake.wanted[i])
    own, lent = own_money(world, c, i), lent_share(world, c, i)
    m2 = min(wanted_m2(world, c, i), own / max(1e-9, 1.0 - lent) / cost_of_m2(world, i))
    goes_on = uniform(stream(world.seed, GOES_AHEAD, now), luck_of(world, c, i)) < still
    if goes_on and m2 >= kind.least_m2:
        put_in(world, c, i, m2 * cost_of_m2(world, i), now)
    else:
        stop_preparing(world, c, i, now)


@rule
def put_in(world: World, c: CollectiveId, i: int, cost: float, now: int) -> None:
    """Pay: what is lent, then from the reserve, then members as much each as they are engaged."""
    kind, collective, stake = world.investments[i], world.collectives[c], world.stakes[c]
    lent = lent_share(world, c, i) * cost
    from_reserve = min(kind.reserve_share * collective.reserve_eur, cost - lent)
    collect_from_members(world, c, i, cost - lent - from_reserve)
    collective.reserve_eur -= from_reserve
    stake.since_month[i], stake.until_month[i] = NONE, now + kind.life_months
    stake.yield_eur_month[i] = cost / kind.payback_months
    stake.loan_eur[i] = lent
    stake.lent_eur[i] += lent
    stake.due_eur_month[i] = instalment(lent, kind.interest_per_year, float(kind.loan_months))
    stake.outstanding_eur[i] = cost
    stake.invested_eur[i] += cost
    note(world, INVESTED, kind.form, c, stake.building[i], cost, now)


@rule
def collect_from_members(world: World, c: CollectiveId, i: int, asked: float) -> None:
    """Members bring in so much together, out of their buffers."""
    part = unit(asked / max(1e-9, members_money(world, c, i)))
    b = world.collectives[c].first_of_homes
    while b != NONE:
        for k in range(world.roster_start[b], world.roster_start[b + 1]):
            row = world.roster[k]
            if world.entrepreneurs[row].collective == c:
                world.entrepreneurs[row].buffer_months -= part * brings_in(world, row, i) / costs_of(world, row)
        b = world.buildings[b].next_home


# ---- what it yields ----


@formula
def from_homes(world: World, i: int, yield_eur_month: float, more: int) -> float:
    """What homes that were built nearby add to a yield, as a share of it: they are divided over those who sell to them."""
    kind = world.investments[i]
    sellers = max(1, int(kind.running) + more)
    revenue = kind.homes_revenue_eur_home_year / 12.0 * world.town[0].homes / sellers
    return min(kind.homes_limit, revenue / max(A_CENT, yield_eur_month))


@rule
def earn(world: World, c: CollectiveId, i: int, now: int) -> None:
    """A month of use: lenders get what is due, members the rest; if the place is lost, so is what has not been paid back."""
    stake = world.stakes[c]
    if not still_there(world, c, i):
        leave_behind(world, c, i, now)
    if stake.until_month[i] == NONE:
        return
    gross = stake.yield_eur_month[i] * (1.0 + from_homes(world, i, stake.yield_eur_month[i], 0))
    rest = gross - pay_lenders(world, c, i, gross)
    give_to_members(world, c, rest)
    stake.saved_eur[i] += rest
    back_to_nought(world, c, i, gross, now)
    if now >= stake.until_month[i]:
        settle_loan(world, c, i, stake.loan_eur[i])
        wear_out(world, c, i)


@formula
def still_there(world: World, c: CollectiveId, i: int) -> bool:
    """Whether a collective still is where it put the money in."""
    building = world.buildings[world.stakes[c].building[i]]
    return world.collectives[c].alive and building.collective == c and building.let


@rule
def pay_lenders(world: World, c: CollectiveId, i: int, gross: float) -> float:
    """Lenders get interest and an instalment, as far as the yield goes; what they get [EUR]."""
    stake = world.stakes[c]
    asked = stake.loan_eur[i] * world.investments[i].interest_per_year / 12.0
    interest = min(gross, asked)
    back = min(gross - interest, max(0.0, stake.due_eur_month[i] - asked), stake.loan_eur[i])
    stake.loan_eur[i] -= back
    stake.repaid_eur[i] += back
    stake.interest_eur[i] += interest
    return interest + back


@rule
def back_to_nought(world: World, c: CollectiveId, i: int, gross: float, now: int) -> None:
    """Count what is paid back, to the last cent."""
    stake = world.stakes[c]
    if stake.outstanding_eur[i] <= 0.0:
        return
    back = stake.outstanding_eur[i] if gross >= stake.outstanding_eur[i] - A_CENT else gross
    stake.outstanding_eur[i] -= back
    stake.paid_back_eur[i] += back
    if stake.outstanding_eur[i] <= 0.0:
        kind = world.investments[i]
        note(world, PAID_BACK, kind.form, c, stake.building[i], stake.yield_eur_month[i] * kind.payback_months, now)


@rule
def give_to_members(world: World, c: CollectiveId, eur: float) -> None:
    """So much less members pay for space together, each by the floor they use; more if it is below nought."""
    eur_m2 = eur / max(1.0, members_area(world, c))
    b = world.collectives[c].first_of_homes
    while b != NONE:
        for k in range(world.roster_start[b], world.roster_start[b + 1]):
            row = world.roster[k]
            e = world.entrepreneurs[row]
            if e.collective == c:
                e.buffer_months += eur_m2 * e.area_m2 / costs_of(world, row)
        b = world.buildings[b].next_home


@formula
def members_area(world: World, c: CollectiveId) -> float:
    """Floor that members use now [m2]."""
    total, b = 0.0, world.collectives[c].first_of_homes
    while b != NONE:
        for k in range(world.roster_start[b], world.roster_start[b + 1]):
            e = world.entrepreneurs[world.roster[k]]
            total += e.area_m2 if e.collective == c else 0.0
        b = world.buildings[b].next_home
    return total


@rule
def wear_out(world: World, c: CollectiveId, i: int) -> None:
    """It is worn out or gone: nothing is in use any more."""
    stake = world.stakes[c]
    stake.building[i] = stake.until_month[i] = NONE
    stake.yield_eur_month[i] = stake.due_eur_month[i] = 0.0


# ---- what is lost ----


@rule
def leave_behind(world: World, c: CollectiveId, i: int, now: int) -> None:
    """What cannot come along is lost, and its part of the loan must be paid at once."""
    kind, collective, stake = world.investments[i], world.collectives[c], world.stakes[c]
    b = stake.building[i]
    kept = kind.movable_share if collective.alive else 0.0
    lost = (1.0 - kept) * stake.outstanding_eur[i]
    settle_loan(world, c, i, (1.0 - kept) * stake.loan_eur[i])
    stake.outstanding_eur[i] -= lost
    stake.left_behind_eur[i] += lost
    stake.yield_eur_month[i] *= kept
    stake.due_eur_month[i] *= kept
    if lost > 0.0:
        note(world, LEFT_BEHIND, kind.form, c, b, lost, now)
    if kept > 0.0:
        stake.building[i] = collective.home
        note(world, TAKEN_ALONG, kind.form, c, collective.home, stake.outstanding_eur[i], now)
    else:
        wear_out(world, c, i)


@rule
def settle_loan(world: World, c: CollectiveId, i: int, due: float) -> None:
    """A loan for what is of no more use: from the reserve, then from members of a group that goes on; if it has ended, lenders
    lose the rest, as members of a cooperative owe no more than they put in.
    """
    collective, stake = world.collectives[c], world.stakes[c]
    paid = min(due, max(0.0, collective.reserve_eur))
    collective.reserve_eur -= paid
    if collective.alive:
        give_to_members(world, c, paid - due)
        stake.borne_eur[i] += due - paid
        paid = due
    stake.loan_eur[i] -= due
    stake.repaid_eur[i] += paid
    stake.lenders_lost_eur[i] += due - paid
