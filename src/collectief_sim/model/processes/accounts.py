"""Accounts of owners and makers: who has what floor let and empty, who pays rent to whom, what is sold to whom, and what is
lost with a place. They are counted and change nothing; prices are put on them after a run (`catalogue/accounting.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from collectief_sim.model.codes import COLLECTIVE, MUNICIPALITY
from collectief_sim.model.compiling import formula, rule
from collectief_sim.model.processes.land import subsidy
from collectief_sim.model.processes.loans import value_of
from collectief_sim.model.rows import NONE, BuildingId, Code, Number, Numbers, PersonId, ids

if TYPE_CHECKING:
    from collectief_sim.model.world import World

A_MONTH = 1.0 / 12.0  # of a year
YEARS_OF_FIT_OUT = 51  # by full years of use; the last holds all that is older


class Deed:
    """What a building has been and brought since it has this kind of owner."""

    kind: Annotated[Code, "kind of owner (OWNERS)"]
    let_m2_months: Annotated[Number, "work floor in use [m2-months]"]
    empty_m2_months: Annotated[Number, "work floor standing empty, also while it waits for redevelopment [m2-months]"]
    kept_up_m2_months: Annotated[Number, "work floor that is maintained, times the price index [m2-months]"]
    rents_eur: Annotated[Number, "rents received, a year's for each month [EUR-months/year]"]
    missed_eur: Annotated[Number, "rent that empty floor would have brought, at its last rent, likewise"]


class Account:
    """What one kind of owner had of buildings that are another's now, and what it sold, bought and paid; rows follow OWNERS."""

    let_m2_months: Annotated[Number, "as of a deed"]
    empty_m2_months: Annotated[Number, "as of a deed"]
    kept_up_m2_months: Annotated[Number, "as of a deed"]
    rents_eur: Annotated[Number, "as of a deed"]
    missed_eur: Annotated[Number, "as of a deed"]
    forgone_eur: Annotated[Number, "rent missed by the municipality's own cap [EUR]"]
    sold_eur: Annotated[Number, "worth of buildings that went to other kinds of owner [EUR]"]
    bought_eur: Annotated[Number, "and of buildings that came from them [EUR]"]
    bought_out_eur: Annotated[Number, "paid to tenants to leave before their term was over [EUR]"]


class MakersAccount:
    """What makers pay and lose, so far; one row."""

    rents_eur: Annotated[Number, "rents paid, subsidies taken off [EUR]"]
    subsidies_eur: Annotated[Number, "rent paid for them by the municipality [EUR]"]
    service_eur: Annotated[Number, "what head tenants add to the rent [EUR]"]
    head_tenants_eur: Annotated[Number, "what head tenants got from them more than they paid to owners [EUR]"]
    moved_m2: Annotated[Number, "floor of who lost it and paid the move themselves [m2]"]
    moved_indexed_m2: Annotated[Number, "the same, times the price index [m2]"]
    fit_out_m2: Annotated[Number, "floor of who was displaced, with what they had put into it [m2]"]
    fit_out_indexed_m2: Annotated[Numbers, YEARS_OF_FIT_OUT, "the same, times the price index, by years of use [m2]"]


@rule
def keep(world: World, now: int) -> None:
    """What this month adds to the accounts, as it ends: rent that makers pay for the floor they use goes to the owner, or to who
    rents the whole from the owner and bears what is empty.
    """
    if now == 0:
        read_the_deeds(world)
    index = world.town[0].price_index
    paid = given = 0.0
    for b in ids(world.buildings):
        building = world.buildings[b]
        deed = world.deeds[b]
        if building.owner_kind != deed.kind:
            note_sale(world, b)
        if building.floor_m2 <= 0.0 or building.site_until_month != NONE:
            continue
        used, rent = building.occupied_m2, building.rent_eur_m2_year
        empty = building.floor_m2 - used
        deed.let_m2_months += used
        deed.empty_m2_months += empty
        if building.announced_month == NONE:
            deed.kept_up_m2_months += building.floor_m2 * index
        deed.rents_eur += rent * used
        paid += rent * used
        if building.subsidised:
            given += subsidy(world, building) * used
        if building.let and (building.operated or building.head_tenant != NONE):
            bear_the_empty(world, b, empty)
        else:
            deed.missed_eur += rent * empty
    world.makers_account[0].rents_eur += (paid - given) * A_MONTH
    world.makers_account[0].subsidies_eur += given * A_MONTH


@rule
def read_the_deeds(world: World) -> None:
    """Whose buildings are as accounts are opened."""
    for b in ids(world.buildings):
        world.deeds[b].kind = world.buildings[b].owner_kind


@rule
def bear_the_empty(world: World, b: BuildingId, empty_m2: float) -> None:
    """Who rents the whole adds something to the rent, and pays the owner for what is empty."""
    makers, building = world.makers_account[0], world.buildings[b]
    added = world.rules[0].head_leases.margin_share * building.rent_eur_m2_year * building.occupied_m2
    borne = building.rent_eur_m2_year * empty_m2
    world.deeds[b].rents_eur += borne
    makers.service_eur += added * A_MONTH
    makers.head_tenants_eur += (added - borne) * A_MONTH


@rule
def note_sale(world: World, b: BuildingId) -> None:
    """A building has another kind of owner than a month ago: its worth went the other way, and its deed begins anew."""
    deed, buyer = world.deeds[b], world.buildings[b].owner_kind
    price, account = sale_price(world, b, int(deed.kind)), world.accounts[deed.kind]
    account.sold_eur += price
    world.accounts[buyer].bought_eur += price
    account.let_m2_months += deed.let_m2_months
    account.empty_m2_months += deed.empty_m2_months
    account.kept_up_m2_months += deed.kept_up_m2_months
    account.rents_eur += deed.rents_eur
    account.missed_eur += deed.missed_eur
    deed.let_m2_months = deed.empty_m2_months = deed.kept_up_m2_months = 0.0
    deed.rents_eur = deed.missed_eur = 0.0
    deed.kind = buyer


@formula
def sale_price(world: World, b: BuildingId, seller: int) -> float:
    """What a building is sold for: a municipality charges nothing for what tenants make of it, and a collective sells when it
    must (as in `loans.price_of` and `loans.settle`) [EUR].
    """
    rules, worth = world.rules[0].ownership, value_of(world, b)
    if seller == MUNICIPALITY:
        return worth * (1.0 - rules.own_works_share * world.buildings[b].adaptability)
    return worth * (rules.forced_sale_share if seller == COLLECTIVE else 1.0)


# ---- what is lost with a place ----


@rule
def lose_fit_out(world: World, b: BuildingId, now: int) -> None:
    """All who have to leave a building lose what they made of it, by how long they used it."""
    makers, index = world.makers_account[0], world.town[0].price_index
    row = world.buildings[b].first_tenant
    while row != NONE:
        e = world.entrepreneurs[row]
        years = min(YEARS_OF_FIT_OUT - 1, max(0, int(now - e.since_month)) // 12)
        makers.fit_out_m2 += e.area_m2
        makers.fit_out_indexed_m2[years] += e.area_m2 * index
        row = e.next_tenant


@rule
def pay_for_move(world: World, row: PersonId) -> None:
    """Somebody who lost their place moves at their own cost."""
    makers, area = world.makers_account[0], world.entrepreneurs[row].area_m2
    makers.moved_m2 += area
    makers.moved_indexed_m2 += area * world.town[0].price_index
