"""Developers and the municipality: buying, permits, building sites, new homes (E4, E7, E11, E13, E36, E45)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collectief_sim.model.chance import FOR_SALE, PERMIT, stream, uniform
from collectief_sim.model.codes import (
    APPLIED,
    BUILDING_SITE,
    CONSCIOUS_DEVELOPER,
    DEVELOPER,
    GRANTED,
    HOUSING,
    INVESTOR,
    MIXED,
    NO_PERMIT,
)
from collectief_sim.model.compiling import formula, rule
from collectief_sim.model.processes.displacement import promised_return, relocate
from collectief_sim.model.processes.firms import ability_to_pay
from collectief_sim.model.processes.ladder import heard
from collectief_sim.model.processes.land import building_area, market_gap, market_rent, parts, rent_paid
from collectief_sim.model.processes.ownership import collective_buys_first
from collectief_sim.model.processes.plans import drop_plan, make_plan, may_become_housing
from collectief_sim.model.processes.terms import start_lease
from collectief_sim.model.rows import NONE, BuildingId, CollectiveId, DeveloperId, ids
from collectief_sim.model.tables import Building

if TYPE_CHECKING:
    from collectief_sim.model.world import World


@rule
def buy(world: World, now: int) -> None:
    """Once a year part of the private buildings is for sale, and each developer buys the one with the highest return."""
    if now % 12 != 5:
        return
    town, developing = world.town[0], world.rules[0].developing
    town.building_budget_eur = developing.public_budget_eur_year
    for d in ids(world.developers):
        developer = world.developers[d]
        developer.capital_eur += developing.capital_inflow_eur_year
        b = best_buy(world, d, now)
        if b != NONE and not collective_buys_first(world, b, now):
            acquire(world, d, b, now)


@rule
def best_buy(world: World, d: DeveloperId, now: int) -> BuildingId:
    """The affordable building for sale with the highest return, if it is enough for this developer; or NONE."""
    developer, developing = world.developers[d], world.rules[0].developing
    luck = stream(world.seed, FOR_SALE, now)
    best = BuildingId(NONE)
    highest = developing.conscious_required_return if developer.conscious else developing.required_return
    for b in ids(world.buildings):
        building = world.buildings[b]
        if (
            building.owner_kind != INVESTOR
            or building.site_until_month != NONE
            or world.plots[building.plot].floor_m2 <= 0.0
        ):
            continue
        if uniform(luck, building.plot) >= developing.sale_per_year or price(world, b) > developer.capital_eur:
            continue
        gain = market_gap(world, building) if may_become_housing(world, b) else 0.0
        if developer.conscious:  # keeps it for work, and earns as contract rents catch up with the market
            gain = market_rent(world, building) / max(1.0, building.rent_eur_m2_year) - 1.0
        if gain >= highest:
            best, highest = b, gain
    return best


@formula
def price(world: World, b: BuildingId) -> float:
    """Price of a building, in years of market rent [EUR]."""
    building = world.buildings[b]
    return building_area(world, b, False) * market_rent(world, building) * world.rules[0].land.price_years


@rule
def acquire(world: World, d: DeveloperId, b: BuildingId, now: int) -> None:
    """A developer becomes the owner: a conventional one with a plan, a conscious one to keep it for work."""
    developer, building = world.developers[d], world.buildings[b]
    developer.capital_eur -= price(world, b)
    developer.buildings += 1
    building.owner_kind, building.owner = (CONSCIOUS_DEVELOPER if developer.conscious else DEVELOPER), d
    if developer.conscious:
        if building.plan_month != NONE:
            drop_plan(world, b, now)
        start_lease(world, b, now)
    elif building.plan_month == NONE and may_become_housing(world, b):
        make_plan(building, now)


@rule
def apply_for_permits(world: World, now: int) -> None:
    """A plan of a year or more applies for a permit, every year again; deciding takes time, and may say no (E41)."""
    decision_months = world.rules[0].policy.decision_months
    luck = stream(world.seed, PERMIT, now)
    for b in ids(world.buildings):
        building = world.buildings[b]
        if building.plan_month == NONE or building.site_until_month != NONE:
            continue
        age = now - building.plan_month
        if building.permit == NO_PERMIT and age >= 12 and age % 12 == 0:
            building.permit, building.permit_month = APPLIED, now + decision_months
        if building.permit == APPLIED and now >= building.permit_month:
            decide_permit(world, b, now, uniform(luck, building.plot))


@rule
def decide_permit(world: World, b: BuildingId, now: int, u: float) -> None:
    """The municipality grants against zoning, the work floor minimum and the voice of a collective, which may co-decide."""
    building, developing = world.buildings[b], world.rules[0].developing
    if not may_become_housing(world, b):
        drop_plan(world, b, now)
        return
    granted = u < developing.permit_chance - developing.permit_less_if_heard * heard(world, b)
    building.permit = GRANTED if granted else NO_PERMIT
    building.kept_share = world.rules[0].policy.affordable_share_in_redevelopment
    if may_return(world, b):
        building.kept_share = max(building.kept_share, developing.partnership_work_share)


@rule
def build(world: World, now: int) -> None:
    """Emptied buildings with a permit become building sites when it pays or the municipality makes up the shortfall."""
    for b in ids(world.buildings):
        building = world.buildings[b]
        if world.plots[building.plot].use == BUILDING_SITE:
            if now >= building.site_until_month:
                deliver(world, b, now)
        elif building.permit == GRANTED and vacant(building):
            if not may_become_housing(world, b):
                drop_plan(world, b, now)  # others were first: the minimum of work floor is reached
            elif affordable_to_build(world, b):
                break_ground(world, b, now)


@formula
def vacant(building: Building) -> bool:
    """Emptied for redevelopment, and neither burnt nor a building site."""
    return not building.let and building.site_until_month == NONE


@rule
def affordable_to_build(world: World, b: BuildingId) -> bool:
    """Whether building pays; if not, whether this year's public budget covers the shortfall, which is then spent (F11)."""
    building, developing, town = world.buildings[b], world.rules[0].developing, world.town[0]
    shortfall = developing.required_ratio - (market_gap(world, building) + 1.0)
    if shortfall <= 0.0:
        return True
    cost = shortfall * price(world, b)
    if cost > town.building_budget_eur:
        return False
    town.building_budget_eur -= cost
    town.public_cost_eur += cost
    return True


@rule
def break_ground(world: World, b: BuildingId, now: int) -> None:
    """The work floor goes out of use for the time of building."""
    world.town[0].work_floor_m2 -= building_area(world, b, False)
    world.buildings[b].site_until_month = now + world.rules[0].developing.building_months
    for i in parts(world, b):
        world.plots[i].use = BUILDING_SITE


@rule
def deliver(world: World, b: BuildingId, now: int) -> None:
    """New homes, and as much affordable work space as the permit asks; a collective with that right comes back."""
    building, developing, town = world.buildings[b], world.rules[0].developing, world.town[0]
    kept = building.kept_share
    proceeds = price(world, b) * (1.0 + developing.required_return)
    for i in parts(world, b):
        world.plots[i].floor_m2 *= kept
        world.plots[i].use = MIXED if kept > 0.0 else HOUSING
    building.homes = developing.homes_per_plot * building.part_count * (1.0 - developing.homes_lost_to_work * kept)
    building.homes_month = now
    town.homes += building.homes
    town.work_floor_m2 += building_area(world, b, False)
    sell_on(world, b, proceeds)
    building.plan_month, building.permit, building.permit_month, building.site_until_month = NONE, NO_PERMIT, NONE, NONE
    if kept > 0.0:
        building.housing_excluded = True  # the kept floor is secured: it cannot be planned away a second time
        building.rent_ceiling_eur_m2_year = developing.redeveloped_rent_eur_m2_year
        start_lease(world, b, now)
        welcome_back(world, b, now)


@rule
def sell_on(world: World, b: BuildingId, proceeds: float) -> None:
    """A developer sells what was built to an investor, and can buy again."""
    building = world.buildings[b]
    if building.owner_kind == DEVELOPER:
        developer = world.developers[DeveloperId(building.owner)]
        developer.capital_eur += proceeds
        developer.buildings -= 1
        building.owner_kind, building.owner = INVESTOR, NONE


@formula
def may_return(world: World, b: BuildingId) -> bool:
    """Whether a collective, still there or already gone, has a right to come back to this building (E37, E45)."""
    c = world.buildings[b].collective
    if c != NONE and promised_return(world, c):
        return True
    return returning(world, b) != NONE


@formula
def returning(world: World, b: BuildingId) -> CollectiveId:
    """The collective that has gone from a building with a right to come back, or NONE."""
    c = world.buildings[b].promised_to
    waiting = c != NONE and world.collectives[c].alive and world.collectives[c].return_to == b
    return c if waiting else CollectiveId(NONE)


@rule
def welcome_back(world: World, b: BuildingId, now: int) -> None:
    """A collective with a right of return moves back, if enough of it fits and can pay (E45)."""
    c = returning(world, b)
    if c == NONE:
        return
    collective = world.collectives[c]
    collective.return_to = NONE
    fitting = min(building_area(world, b, False), area_of_able(world, c, b))
    if fitting >= world.rules[0].leases.relocation_share * collective.area_m2:
        setback = collective.setback
        relocate(world, c, b, now)
        collective.setback, collective.doubt = setback, 0.0  # coming home is no blow


@rule
def area_of_able(world: World, c: CollectiveId, b: BuildingId) -> float:
    """Floor used by the members who could pay the rent of a building [m2]."""
    total = 0.0
    row = world.buildings[world.collectives[c].home].first_tenant
    while row != NONE:
        e = world.entrepreneurs[row]
        if e.collective == c and ability_to_pay(world, row) >= rent_paid(world, b):
            total += e.area_m2
        row = e.next_tenant
    return total
