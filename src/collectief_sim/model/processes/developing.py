"""Developers and building: buying, building sites, new homes and renewed floor (E4, E7, E11, E13, E36, E42, E45)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collectief_sim.model.chance import FOR_SALE, stream, uniform
from collectief_sim.model.codes import (
    BUILDING_SITE,
    CONSCIOUS_DEVELOPER,
    DEVELOPER,
    GRANTED,
    HOMES,
    HOUSING,
    INVESTOR,
    MIXED,
    MUNICIPALITY,
    RENOVATION,
    WORK,
)
from collectief_sim.model.compiling import formula, rule
from collectief_sim.model.processes.covenants import agree_on_use
from collectief_sim.model.processes.deficits import begin_site, homes_planned
from collectief_sim.model.processes.displacement import relocate
from collectief_sim.model.processes.firms import ability_to_pay
from collectief_sim.model.processes.land import market_gap, market_rent, parts, rent_paid
from collectief_sim.model.processes.ownership import collective_buys_first, passed_over
from collectief_sim.model.processes.plans import drop_plan, may_become_housing
from collectief_sim.model.processes.stages import forget_plan, start_plan
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
        if building.owner_kind != INVESTOR or building.site_until_month != NONE or building.floor_m2 <= 0.0:
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
    return building.floor_m2 * market_rent(world, building) * world.rules[0].land.price_years


@rule
def acquire(world: World, d: DeveloperId, b: BuildingId, now: int) -> None:
    """A developer becomes the owner: a conventional one with a plan, a conscious one to keep it for work."""
    developer, building = world.developers[d], world.buildings[b]
    developer.capital_eur -= price(world, b)
    developer.buildings += 1
    building.owner_kind, building.owner = (CONSCIOUS_DEVELOPER if developer.conscious else DEVELOPER), d
    agree_on_use(world, b, now)
    if developer.conscious:
        if building.plan_month != NONE:
            drop_plan(world, b, now)
        start_lease(world, b, now)
    elif building.plan_month == NONE and may_become_housing(world, b):
        start_plan(world, b, HOMES, now)


@rule
def build(world: World, now: int) -> None:
    """Emptied buildings with a permit become building sites when it pays or the municipality makes up the shortfall."""
    for b in ids(world.buildings):
        building = world.buildings[b]
        if world.plots[building.plot].use == BUILDING_SITE:
            if now >= building.site_until_month:
                deliver(world, b, now)
        elif building.stage == GRANTED and vacant(building):
            if building.aim == RENOVATION:
                break_ground(world, b, now)
            elif not may_become_housing(world, b):
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
    world.sites[b].made_up_eur = cost
    return True


@rule
def break_ground(world: World, b: BuildingId, now: int) -> None:
    """The work floor goes out of use until what the permit allows is built, whoever left when."""
    building = world.buildings[b]
    world.town[0].work_floor_m2 -= building.floor_m2
    if building.aim == HOMES:
        begin_site(world, b, now)
    shortest = world.rules[0].calendar.shortest_building_months
    building.site_until_month = max(now + shortest, building.stage_until_month)
    for i in parts(world, b):
        world.plots[i].use = BUILDING_SITE


@rule
def deliver(world: World, b: BuildingId, now: int) -> None:
    """What was planned stands: homes with what work floor there is in them, or the same floor made new."""
    building = world.buildings[b]
    proceeds = price(world, b) * (1.0 + world.rules[0].developing.required_return)
    if building.aim == HOMES:
        deliver_homes(world, b, now)
        sell_on(world, b, proceeds)
    else:
        for i in parts(world, b):
            world.plots[i].use = WORK
    world.town[0].work_floor_m2 += building.floor_m2
    forget_plan(building)
    building.site_until_month = NONE
    building.neglected_months = 0
    if building.floor_m2 > 0.0:
        let_anew(world, b, now)


@rule
def deliver_homes(world: World, b: BuildingId, now: int) -> None:
    """New homes; of the work floor stays what a halved plan left, and there is as much new floor as was agreed or asked for
    (E42, E45). Stacked floor takes no room from homes.
    """
    building, policy = world.buildings[b], world.rules[0].policy
    rebuilt = 1.0 - building.spared_share
    new = min(1.0 - building.kept_share, policy.new_floor_in_redevelopment)
    work = building.spared_share + rebuilt * (building.kept_share + new)
    building.floor_m2 *= work
    for i in parts(world, b):
        world.plots[i].use = MIXED if work > 0.0 else HOUSING
    building.homes = homes_planned(world, building)
    building.homes_month = now
    building.affordable_share = (building.spared_share + rebuilt * building.kept_share) / max(work, 1e-9)
    world.town[0].homes += building.homes
    world.town[0].plans_done += 1
    world.town[0].months_to_homes += now - building.plan_month


@rule
def let_anew(world: World, b: BuildingId, now: int) -> None:
    """New floor is let at what the market gives for new floor, affordable floor at what was agreed; who may, comes back."""
    building, developing = world.buildings[b], world.rules[0].developing
    building.renewed = True
    if building.aim == HOMES:
        building.housing_excluded = True  # the floor in it is secured: it cannot be planned away a second time
        if building.affordable_share > 0.0:
            dear = developing.new_floor_premium * market_rent(world, building) / world.town[0].price_index
            affordable = min(developing.redeveloped_rent_eur_m2_year, dear)
            building.rent_ceiling_eur_m2_year = (
                building.affordable_share * affordable + (1.0 - building.affordable_share) * dear
            )
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
def returning(world: World, b: BuildingId) -> CollectiveId:
    """The collective that has gone from a building with a right to come back, or NONE."""
    c = world.buildings[b].promised_to
    waiting = c != NONE and world.collectives[c].alive and world.collectives[c].return_to == b
    return c if waiting else CollectiveId(NONE)


@rule
def welcome_back(world: World, b: BuildingId, now: int) -> None:
    """A collective with a right of return moves back, if enough of it fits and can pay (E45), and nobody else is chosen."""
    c = returning(world, b)
    if c == NONE:
        return
    collective = world.collectives[c]
    collective.return_to = NONE
    if world.buildings[b].owner_kind == MUNICIPALITY and passed_over(world, c, now):
        return
    fitting = min(world.buildings[b].floor_m2, area_of_able(world, c, b))
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
