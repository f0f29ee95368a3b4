"""What those who hold floor buy, and their books: what a building cost them, who lent for it, and what comes of it in the end
(F71, F72, F76-F79, F84).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from collectief_sim.model.codes import BOUGHT, FOUNDING, SOLD_ON
from collectief_sim.model.compiling import formula, rule
from collectief_sim.model.processes.covenants import agree_on_use
from collectief_sim.model.processes.happenings import note
from collectief_sim.model.processes.loans import A_CENT, instalment, price_of, upkeep
from collectief_sim.model.processes.plans import drop_plan
from collectief_sim.model.processes.rates import unit
from collectief_sim.model.processes.terms import start_lease
from collectief_sim.model.rows import NONE, BuildingId, Code, Count, Flag, Number, ids

if TYPE_CHECKING:
    from collectief_sim.model.world import World


class Holder:
    """A holder of floor: what its form declares, and how it stands."""

    form: Annotated[Code, "which form it is (FORM_NAMES)"]
    key: Annotated[Count, "what its luck goes by"]
    kind: Annotated[Code, "what kind of owner that makes it (OWNERS)"]
    since_month: Annotated[Count, "month from which it exists"]
    capital_eur: Annotated[Number, "money it starts with [EUR]"]
    public: Annotated[Flag, "that is public money"]
    crowd_eur: Annotated[Number, "most that a crowd brings for a purchase [EUR]"]
    preparing_months: Annotated[Count, "time before a first purchase [months]"]
    loan_share: Annotated[Number, "of a price, lent by a bank"]
    running_per_year: Annotated[Number, "cost of running it, per euro put in [1/year]"]
    needs_collective: Annotated[Flag, "buys only where a settled collective is at home, and gives it a new lease"]
    takes_empty: Annotated[Flag, "also buys what was emptied and stands empty"]
    sells_per_year: Annotated[Number, "how often it would sell to the collective in a building [1/year]"]
    in_time_share: Annotated[Number, "private sales for which it is in time"]
    case: Annotated[Number, "quality of its plan where a municipality selects, 0-1"]
    repair_eur_m2: Annotated[Number, "fitting out a building that stands empty [EUR/m2]"]
    months_behind: Annotated[Count, "months in a row it could not pay the bank in full"]
    buildings: Annotated[Count, "buildings it holds"]
    purse_eur: Annotated[Number, "money in hand [EUR]"]
    paid_in_eur: Annotated[Number, "capital put in so far, public or by a crowd [EUR]"]
    rents_eur: Annotated[Number, "rents that came in so far [EUR]"]
    own_eur: Annotated[Number, "own money that went into buildings so far [EUR]"]
    sold_eur: Annotated[Number, "what sales left it after loans, so far [EUR]"]
    costs_eur: Annotated[Number, "paid so far to banks, for upkeep and for running it [EUR]"]
    borrowed_eur: Annotated[Number, "loans taken so far, with interest that was not paid [EUR]"]
    repaid_eur: Annotated[Number, "of them paid back [EUR]"]
    lost_eur: Annotated[Number, "of them lost by banks [EUR]"]


class Holding:
    """A building in the books of who holds it; all nought in those of others."""

    price_eur: Annotated[Number, "what was paid for it [EUR]"]
    lent_eur: Annotated[Number, "of that, lent by a bank [EUR]"]
    loan_eur: Annotated[Number, "still owed for it [EUR]"]
    due_eur_month: Annotated[Number, "what is paid on that [EUR/month]"]


@formula
def holds(world: World, i: int, b: BuildingId) -> bool:
    """Whether a building belongs to a holder."""
    building = world.buildings[b]
    return building.owner_kind == world.holders[i].kind and building.owner == i


@formula
def held(world: World, b: BuildingId) -> bool:
    """Whether a building belongs to any of them."""
    return world.holdings[b].price_eur > 0.0


# ---- buying and selling ----


@formula
def own_part(world: World, i: int, b: BuildingId) -> float:
    """Own money that a building asks for: what no bank lends, and fitting out if it stands empty [EUR]."""
    holder, building = world.holders[i], world.buildings[b]
    repairs = 0.0 if building.let else holder.repair_eur_m2 * building.floor_m2 * world.town[0].price_index
    return (1.0 - holder.loan_share) * price_of(world, b) + repairs


@formula
def wants(world: World, i: int, b: BuildingId, now: int) -> bool:
    """Whether a building is for a holder, who can pay for it: none that is on a list to be demolished or renovated."""
    holder, building = world.holders[i], world.buildings[b]
    if now < holder.since_month + holder.preparing_months or building.listed or building.floor_m2 <= 0.0:
        return False
    if holder.needs_collective and not settled(world, b):
        return False
    return own_part(world, i, b) <= holder.purse_eur


@formula
def settled(world: World, b: BuildingId) -> bool:
    """Whether a collective past its founding is at home in a building."""
    c = world.buildings[b].collective
    return c != NONE and world.collectives[c].phase != FOUNDING


@formula
def backing(world: World, b: BuildingId, now: int) -> float:
    """How much of what a building asks those have who buy for collectives, 0-1."""
    most = 0.0
    for i in range(len(world.holders)):
        holder = world.holders[i]
        if holder.needs_collective and settled(world, b) and now >= holder.since_month + holder.preparing_months:
            most = max(most, unit(holder.purse_eur / max(1.0, own_part(world, i, b))))
    return most


@rule
def step_in(world: World, b: BuildingId, now: int) -> None:
    """A collective prepared to buy, and cannot: whoever buys for collectives may do it instead (F72)."""
    for i in range(len(world.holders)):
        if world.holders[i].needs_collective and not holds(world, i, b) and wants(world, i, b, now):
            acquire(world, i, b, now)
            return


@rule
def acquire(world: World, i: int, b: BuildingId, now: int) -> None:
    """From now on it is kept for work: no plan, and a new lease for a collective that it was bought for; other leases run on."""
    building, holder = world.buildings[b], world.holders[i]
    if held(world, b):
        part_with(world, b, price_of(world, b), SOLD_ON, now)
    price = pay_for(world, i, b)
    building.owner_kind, building.owner = holder.kind, i
    agree_on_use(world, b, now)
    if building.plan_month != NONE:
        drop_plan(world, b, now)  # what was emptied is let again
    if holder.needs_collective:
        start_lease(world, b, now)
    note(world, BOUGHT, holder.form, building.collective, b, price, now)


@rule
def pay_for(world: World, i: int, b: BuildingId) -> float:
    """Pay a building with own money and a loan; the price [EUR]."""
    holder, holding, rules = world.holders[i], world.holdings[b], world.rules[0].ownership
    price, own = price_of(world, b), own_part(world, i, b)
    loan = holder.loan_share * price
    holding.price_eur, holding.lent_eur, holding.loan_eur = price, loan, loan
    holding.due_eur_month = instalment(loan, rules.loan_interest_per_year, rules.loan_months)
    holder.borrowed_eur += loan
    holder.purse_eur -= own
    holder.own_eur += own
    holder.buildings += 1
    return price


@rule
def part_with(world: World, b: BuildingId, price: float, what: int, now: int) -> None:
    """A building is sold: the bank first, the rest can buy another."""
    building, holding = world.buildings[b], world.holdings[b]
    holder = world.holders[int(building.owner)]
    repaid = min(price, holding.loan_eur)
    holder.repaid_eur += repaid
    holder.lost_eur += holding.loan_eur - repaid
    holder.purse_eur += price - repaid
    holder.sold_eur += price - repaid
    holder.buildings -= 1
    holding.price_eur = holding.lent_eur = holding.loan_eur = holding.due_eur_month = 0.0
    note(world, what, holder.form, building.collective, b, price, now)


# ---- every month ----


@rule
def keep_books(world: World, i: int) -> None:
    """Rents come in; banks are paid first, then upkeep, then those who run it, each as far as there is money."""
    take_rents(world, i)
    behind = False
    for b in ids(world.buildings):
        if holds(world, i, b):
            behind |= pay_bank(world, i, b)
    for b in ids(world.buildings):
        if holds(world, i, b):
            keep_up(world, i, b)
    holder = world.holders[i]
    pay(world, i, holder.running_per_year * holder.paid_in_eur * world.town[0].price_index / 12.0)
    holder.months_behind = holder.months_behind + 1 if behind else 0


@rule
def take_rents(world: World, i: int) -> None:
    """Whoever rents pays; who holds a head lease for the whole building."""
    for b in ids(world.buildings):
        building = world.buildings[b]
        if holds(world, i, b) and building.let:
            as_one = building.operated or building.head_tenant != NONE
            floor = building.floor_m2 if as_one else building.occupied_m2
            rent = building.rent_eur_m2_year * floor / 12.0
            world.holders[i].purse_eur += rent
            world.holders[i].rents_eur += rent


@rule
def pay_bank(world: World, i: int, b: BuildingId) -> bool:
    """Interest and part of the loan; whether it is behind with that."""
    holder, holding = world.holders[i], world.holdings[b]
    interest = holding.loan_eur * world.rules[0].ownership.loan_interest_per_year / 12.0
    asked = min(holding.due_eur_month, holding.loan_eur + interest)
    paid = pay(world, i, asked)
    repaid = min(paid - interest, holding.loan_eur)
    holding.loan_eur -= repaid
    holder.repaid_eur += max(0.0, repaid)
    holder.borrowed_eur += max(0.0, -repaid)  # interest that was not paid is owed as well
    return paid < asked - A_CENT


@rule
def keep_up(world: World, i: int, b: BuildingId) -> None:
    """Upkeep; what is not kept up for want of money is neglected (F36)."""
    asked = upkeep(world, b) * world.town[0].price_index
    if pay(world, i, asked) < asked - A_CENT:
        world.buildings[b].neglected_months += 1


@rule
def pay(world: World, i: int, asked: float) -> float:
    """Pay what is asked as far as there is money [EUR]."""
    holder = world.holders[i]
    paid = max(0.0, min(holder.purse_eur, asked))
    holder.purse_eur -= paid
    holder.costs_eur += paid
    return paid
