"""Accounts of owners and makers: who has what floor let and empty, who pays rent to whom, what is sold to whom, and what is
lost with a place. They are counted and change nothing; prices are put on them after a run (`catalogue/accounting.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from collectief_sim.model.codes import COLLECTIVE, MUNICIPALITY
from collectief_sim.model.compiling import formula, rule
from collectief_sim.model.processes.land import subsidy
from collectief_sim.model.processes.loans import value_of
from collectief_sim.model.rows import NONE, BuildingId, Code, Flag, Number, Numbers, PersonId, ids

if TYPE_CHECKING:
    from collectief_sim.model.world import World

YEARS_OF_FIT_OUT = 51  # by full years of use; the last holds all that is older


class Account:
    """What one kind of owner has and gets, so far; rows follow OWNERS."""

    let_m2_months: Annotated[Number, "work floor in use [m2-months]"]
    empty_m2_months: Annotated[Number, "work floor standing empty, also while it waits for redevelopment [m2-months]"]
    kept_up_m2_months: Annotated[Number, "work floor that is maintained, times the price index [m2-months]"]
    rents_eur: Annotated[Number, "rents received [EUR]"]
    missed_eur: Annotated[Number, "rent that empty floor would have brought, at its last rent [EUR]"]
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


class Deed:
    """Whose a building was when accounts were last kept."""

    kind: Annotated[Code, "kind of owner (OWNERS)"]
    known: Annotated[Flag, "accounts were kept before"]


@rule
def keep(world: World, now: int) -> None:
    """What this month adds to the accounts, as it ends."""
    index = world.town[0].price_index
    for b in ids(world.buildings):
        building, deed = world.buildings[b], world.deeds[b]
        if building.owner_kind != deed.kind:
            if deed.known:
                note_sale(world, b)
            deed.kind = building.owner_kind
        deed.known = True
        if building.floor_m2 <= 0.0 or building.site_until_month != NONE:
            continue
        account, used = world.accounts[building.owner_kind], building.occupied_m2
        account.let_m2_months += used
        account.empty_m2_months += building.floor_m2 - used
        if building.announced_month == NONE:
            account.kept_up_m2_months += building.floor_m2 * index
        pay_rent(world, b)


@rule
def pay_rent(world: World, b: BuildingId) -> None:
    """Makers pay for the floor they use, to the owner or to who rents the whole from the owner and bears what is empty."""
    building, makers = world.buildings[b], world.makers_account[0]
    account, used, rent = world.accounts[building.owner_kind], building.occupied_m2, building.rent_eur_m2_year / 12.0
    given = subsidy(world, building) / 12.0
    makers.rents_eur += (rent - given) * used
    makers.subsidies_eur += given * used
    if building.let and (building.operated or building.head_tenant != NONE):
        added = world.rules[0].head_leases.margin_share * rent * used
        account.rents_eur += rent * building.floor_m2
        makers.service_eur += added
        makers.head_tenants_eur += added - rent * (building.floor_m2 - used)
    else:
        account.rents_eur += rent * used
        account.missed_eur += rent * (building.floor_m2 - used)


@rule
def note_sale(world: World, b: BuildingId) -> None:
    """A building has another kind of owner than a month ago: its worth went the other way."""
    price = sale_price(world, b, int(world.deeds[b].kind))
    world.accounts[world.deeds[b].kind].sold_eur += price
    world.accounts[world.buildings[b].owner_kind].bought_eur += price


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
