"""What a building of one's own costs: who lends how much for it, what that asks every month, and what is left when it must
be sold (E14, F70, F71, F84, F114).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from collectief_sim.model.codes import COLLECTIVE, LOAN_GIVEN, LOAN_LOST, LOAN_REPAID, MUNICIPALITY
from collectief_sim.model.compiling import formula, rule
from collectief_sim.model.maths import power
from collectief_sim.model.processes.ladder import outreach_seen
from collectief_sim.model.processes.land import market_rent
from collectief_sim.model.processes.makers_funds import tell_of_loan
from collectief_sim.model.rows import NONE, BuildingId, CollectiveId

if TYPE_CHECKING:
    from collectief_sim.model.world import World

A_CENT = 0.01  # what somebody may pay too little without being behind


@formula
def value_of(world: World, b: BuildingId) -> float:
    """What a building is worth once works are done and new terms begin, in years of market rent [EUR]."""
    return value_of_floor(world, b, world.buildings[b].floor_m2)


@formula
def value_of_floor(world: World, b: BuildingId, area_m2: float) -> float:
    """What so much floor of a building is worth, in years of market rent [EUR]."""
    return area_m2 * market_rent(world, world.buildings[b]) * world.rules[0].land.price_years


@formula
def price_of(world: World, b: BuildingId) -> float:
    """What an owner asks: its worth, and a municipality the valuation as it stands, without what its tenants have made of it or
    still will by their own work, which a building allows as far as they can change it (E9, E14, F112) [EUR].
    """
    building = world.buildings[b]
    if building.owner_kind != MUNICIPALITY:
        return value_of(world, b)
    return value_of(world, b) * (1.0 - world.rules[0].ownership.own_works_share * building.adaptability)


@formula
def borrowed(world: World, c: CollectiveId, b: BuildingId, price: float) -> float:
    """What a bank lends on the value after works, and others for bonds: those for whom the collective does something (F71,
    F72, F114). Some of the price must be own money or the fund's [EUR].
    """
    rules = world.rules[0].ownership
    loans = rules.bank_share * value_of(world, b)
    loans += rules.bond_share * outreach_seen(world, world.collectives[c]) * price
    return min(loans, (1.0 - rules.own_share) * price)


@formula
def from_fund(world: World, rest: float, price: float) -> float:
    """What the public fund lends of the rest, up to what it holds; some must be own money (F70, F71) [EUR]."""
    asked = rest - world.rules[0].ownership.own_share * price
    return max(0.0, min(world.town[0].purchase_fund_eur, asked))


@formula
def own_money(world: World, c: CollectiveId) -> float:
    """The reserve, and what members would bring in as they are engaged [EUR]."""
    return world.collectives[c].reserve_eur + shares_of(world, c)


@formula
def shares_of(world: World, c: CollectiveId) -> float:
    """What members bring in when they buy [EUR]."""
    collective, most = world.collectives[c], world.rules[0].ownership.shares_eur_m2
    return most * world.town[0].price_index * collective.engagement * collective.area_m2


@formula
def instalment(loan: float, interest_per_year: float, months: float) -> float:
    """What pays a loan back in equal instalments [EUR/month]."""
    monthly = interest_per_year / 12.0
    if monthly <= 0.0:
        return loan / months
    return loan * monthly / (1.0 - power(1.0 + monthly, -months))


@formula
def cost_rent(world: World, b: BuildingId, due_eur_month: float, upkeep_eur_month: float) -> float:
    """The rent at which a building pays for its loans and its upkeep, over the floor in use [EUR/m2/year]."""
    due = due_eur_month + upkeep_eur_month * world.town[0].price_index
    return 12.0 * due / max(1.0, world.buildings[b].occupied_m2)


@formula
def expected_rent(world: World, c: CollectiveId, b: BuildingId) -> float:
    """The rent at cost if a collective bought the building now, with all the loans it can get [EUR/m2/year]."""
    rules, price = world.rules[0].ownership, price_of(world, b)
    loan = borrowed(world, c, b, price)
    fund = from_fund(world, price - loan, price)
    due = instalment(loan, rules.loan_interest_per_year, rules.loan_months)
    due += instalment(fund, rules.fund_interest_per_year, rules.fund_months)
    return cost_rent(world, b, due, upkeep(world, b))


@formula
def upkeep(world: World, b: BuildingId) -> float:
    """Upkeep of a building, at the start's prices (F84) [EUR/month]."""
    return world.rules[0].ownership.upkeep_eur_m2_year * world.buildings[b].floor_m2 / 12.0


@rule
def pay_the_price(world: World, c: CollectiveId, b: BuildingId, now: int) -> bool:
    """Pay for a building with loans and own money, the reserve before what members bring in; or not at all."""
    collective, rules, town = world.collectives[c], world.rules[0].ownership, world.town[0]
    price = price_of(world, b)
    loan = borrowed(world, c, b, price)
    fund = from_fund(world, price - loan, price)
    own = max(0.0, price - loan - fund)
    if own > own_money(world, c):
        return False
    collective.reserve_eur = max(0.0, collective.reserve_eur - own)
    town.purchase_fund_eur -= fund
    town.public_cost_eur += fund
    collective.loan_eur, collective.fund_loan_eur = loan, fund
    collective.loan_due_eur_month = instalment(loan, rules.loan_interest_per_year, rules.loan_months)
    collective.fund_due_eur_month = instalment(fund, rules.fund_interest_per_year, rules.fund_months)
    collective.upkeep_eur_month = upkeep(world, b)
    collective.months_behind = 0
    tell_of_loan(world, LOAN_GIVEN, c, b, fund, now)
    return True


@rule
def pay_what_is_due(world: World, c: CollectiveId, now: int) -> None:
    """Rents come in; the bank is paid first, then upkeep, then the fund, each as far as there is money."""
    collective, rules = world.collectives[c], world.rules[0].ownership
    home = world.buildings[collective.home]
    collective.reserve_eur += home.rent_eur_m2_year * home.occupied_m2 / 12.0
    interest = collective.loan_eur * rules.loan_interest_per_year / 12.0
    asked = min(collective.loan_due_eur_month, collective.loan_eur + interest)
    paid = min(collective.reserve_eur, asked)
    collective.loan_eur = max(0.0, collective.loan_eur + interest - paid)
    collective.months_behind = collective.months_behind + 1 if paid < asked - A_CENT else 0
    collective.reserve_eur -= paid
    kept_up = collective.upkeep_eur_month * world.town[0].price_index
    collective.reserve_eur -= min(collective.reserve_eur, kept_up)
    interest = collective.fund_loan_eur * rules.fund_interest_per_year / 12.0  # which pays for running the fund
    paid = min(collective.reserve_eur, collective.fund_due_eur_month, collective.fund_loan_eur + interest)
    collective.reserve_eur -= paid
    owed = collective.fund_loan_eur
    return_to_fund(world, c, max(0.0, paid - interest))
    if owed > 0.0 and collective.fund_loan_eur <= 0.0:
        tell_of_loan(world, LOAN_REPAID, c, collective.home, fund_loan_at_first(world, c), now)


@formula
def fund_loan_at_first(world: World, c: CollectiveId) -> float:
    """What a collective borrowed of the fund, from what it pays a month [EUR]."""
    rules = world.rules[0].ownership
    return world.collectives[c].fund_due_eur_month / instalment(1.0, rules.fund_interest_per_year, rules.fund_months)


@rule
def return_to_fund(world: World, c: CollectiveId, paid: float) -> None:
    """What is paid back to the fund can be lent again."""
    back = min(paid, world.collectives[c].fund_loan_eur)
    world.collectives[c].fund_loan_eur -= back
    world.town[0].purchase_fund_eur += back
    world.town[0].public_cost_eur -= back


@rule
def settle(world: World, b: BuildingId, now: int) -> None:
    """A collective's own building must be sold: lenders first, then the fund, what is left is the collective's."""
    building = world.buildings[b]
    c = CollectiveId(building.owner)
    if building.owner_kind != COLLECTIVE or c == NONE or world.collectives[c].bought_month == NONE:
        return
    collective = world.collectives[c]
    left = world.rules[0].ownership.forced_sale_share * value_of(world, b)
    left -= min(left, collective.loan_eur)
    back = min(left, collective.fund_loan_eur)
    return_to_fund(world, c, back)
    lost = collective.fund_loan_eur
    world.town[0].purchase_fund_lost_eur += lost
    if lost + back > 0.0:  # one that was paid back already has been told of
        tell_of_loan(world, LOAN_REPAID, c, b, fund_loan_at_first(world, c) - lost, now)
    tell_of_loan(world, LOAN_LOST, c, b, lost, now)
    collective.reserve_eur += left - back
    collective.loan_eur = collective.fund_loan_eur = 0.0
    collective.loan_due_eur_month = collective.fund_due_eur_month = collective.upkeep_eur_month = 0.0
    collective.months_behind = 0
