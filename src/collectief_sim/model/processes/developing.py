"""Developers and the municipality: buying, permits, building sites, new homes (E4, E7, E11, E13, E36, E45)."""

from __future__ import annotations

from collectief_sim.model.chance import FOR_SALE, PERMIT, stream, uniform
from collectief_sim.model.compiling import formula, rule
from collectief_sim.model.processes.displacement import promised_return, relocate
from collectief_sim.model.processes.firms import ability_to_pay
from collectief_sim.model.processes.land import building_area, market_gap, parts, rent_paid
from collectief_sim.model.processes.moving import complete_roll
from collectief_sim.model.processes.ownership import collective_buys_first
from collectief_sim.model.processes.plans import drop_plan, ladder_step, make_plan, may_become_housing
from collectief_sim.model.processes.terms import start_lease
from collectief_sim.model.state import (
    APPLIED,
    BUILDING_SITE,
    CONSCIOUS_DEVELOPER,
    DEVELOPER,
    GRANTED,
    HOUSING,
    INVESTOR,
    MIXED,
    NO_PERMIT,
    NONE,
    Table,
    World,
)


@rule
def buy(world: World, now: int) -> None:
    """Once a year part of the private buildings is for sale, and each developer buys the one with the highest return."""
    if now % 12 != 5:
        return
    town, developing = world.town[0], world.rules[0].developing
    town.building_budget_eur = developing.public_budget_eur_year
    for d in range(len(world.developers)):
        developer = world.developers[d]
        developer.capital_eur += developing.capital_inflow_eur_year
        head = best_buy(world, d, now)
        if head != NONE and not collective_buys_first(world, head, now):
            acquire(world, d, head, now)


@rule
def best_buy(world: World, d: int, now: int) -> int:
    """The affordable building for sale with the highest return, if it is enough for this developer; or NONE."""
    developer, developing = world.developers[d], world.rules[0].developing
    luck = stream(world.seed, FOR_SALE, now)
    best = NONE
    highest = developing.conscious_required_return if developer.conscious else developing.required_return
    for head in world.buildings:
        plot = world.plots[head]
        if plot.owner_kind != INVESTOR or plot.site_until_month != NONE or plot.floor_m2 <= 0.0:
            continue
        if uniform(luck, head) >= developing.sale_per_year or price(world, head) > developer.capital_eur:
            continue
        gain = market_gap(world, plot) if may_become_housing(world, head) else 0.0
        if developer.conscious:  # keeps it for work, and earns as contract rents catch up with the market
            gain = plot.market_rent_eur_m2_year / max(1.0, plot.rent_eur_m2_year) - 1.0
        if gain >= highest:
            best, highest = head, gain
    return best


@formula
def price(world: World, head: int) -> float:
    """Price of a building, in years of market rent [EUR]."""
    plot = world.plots[head]
    return building_area(world, head, False) * plot.market_rent_eur_m2_year * world.rules[0].land.price_years


@rule
def acquire(world: World, d: int, head: int, now: int) -> None:
    """A developer becomes the owner: a conventional one with a plan, a conscious one to keep it for work."""
    developer, plot = world.developers[d], world.plots[head]
    developer.capital_eur -= price(world, head)
    developer.buildings += 1
    plot.owner_kind, plot.owner = (CONSCIOUS_DEVELOPER if developer.conscious else DEVELOPER), d
    if developer.conscious:
        if plot.plan_month != NONE:
            drop_plan(world, head, now)
        start_lease(world, head, now)
    elif plot.plan_month == NONE and may_become_housing(world, head):
        make_plan(plot, now)


@rule
def apply_for_permits(world: World, now: int) -> None:
    """A plan of a year or more applies for a permit, every year again; deciding takes time, and may say no (E41)."""
    decision_months = world.rules[0].policy.decision_months
    luck = stream(world.seed, PERMIT, now)
    for head in world.buildings:
        plot = world.plots[head]
        if plot.plan_month == NONE or plot.site_until_month != NONE:
            continue
        age = now - plot.plan_month
        if plot.permit == NO_PERMIT and age >= 12 and age % 12 == 0:
            plot.permit, plot.permit_month = APPLIED, now + decision_months
        if plot.permit == APPLIED and now >= plot.permit_month:
            decide_permit(world, head, now, uniform(luck, head))


@rule
def decide_permit(world: World, head: int, now: int, u: float) -> None:
    """The municipality grants against zoning, the work floor minimum and the voice of a collective, which may co-decide."""
    plot, developing = world.plots[head], world.rules[0].developing
    if not may_become_housing(world, head):
        drop_plan(world, head, now)
        return
    step = ladder_step(world, head)
    granted = u < developing.permit_chance - developing.permit_chance_per_step * (step - 2)
    plot.permit = GRANTED if granted else NO_PERMIT
    plot.kept_share = world.rules[0].policy.affordable_share_in_redevelopment
    if may_return(world, head):
        plot.kept_share = max(plot.kept_share, developing.partnership_work_share)


@rule
def build(world: World, now: int) -> None:
    """Emptied buildings with a permit become building sites when it pays or the municipality makes up the shortfall."""
    for head in world.buildings:
        plot = world.plots[head]
        if plot.use == BUILDING_SITE:
            if now >= plot.site_until_month:
                deliver(world, head, now)
        elif plot.permit == GRANTED and vacant(plot):
            if not may_become_housing(world, head):
                drop_plan(world, head, now)  # others were first: the minimum of work floor is reached
            elif affordable_to_build(world, head):
                break_ground(world, head, now)


@formula
def vacant(plot: Table) -> bool:
    """Emptied for redevelopment, and neither burnt nor a building site."""
    return not plot.let and plot.site_until_month == NONE


@rule
def affordable_to_build(world: World, head: int) -> bool:
    """Whether building pays; if not, whether this year's public budget covers the shortfall, which is then spent (F11)."""
    plot, developing, town = world.plots[head], world.rules[0].developing, world.town[0]
    shortfall = developing.required_ratio - (market_gap(world, plot) + 1.0)
    if shortfall <= 0.0:
        return True
    cost = shortfall * price(world, head)
    if cost > town.building_budget_eur:
        return False
    town.building_budget_eur -= cost
    town.public_cost_eur += cost
    return True


@rule
def break_ground(world: World, head: int, now: int) -> None:
    """The work floor goes out of use for the time of building."""
    world.town[0].work_floor_m2 -= building_area(world, head, False)
    world.plots[head].site_until_month = now + world.rules[0].developing.building_months
    first, last = parts(world, head)
    for i in world.plots_built[first:last]:
        world.plots[i].use = BUILDING_SITE


@rule
def deliver(world: World, head: int, now: int) -> None:
    """New homes, and as much affordable work space as the permit asks; a collective with that right comes back."""
    plot, developing, town = world.plots[head], world.rules[0].developing, world.town[0]
    kept = plot.kept_share
    proceeds = price(world, head) * (1.0 + developing.required_return)
    first, last = parts(world, head)
    for i in world.plots_built[first:last]:
        world.plots[i].floor_m2 *= kept
        world.plots[i].use = MIXED if kept > 0.0 else HOUSING
    plot.homes = developing.homes_per_plot * plot.part_count * (1.0 - developing.homes_lost_to_work * kept)
    plot.homes_month = now
    town.homes += plot.homes
    town.work_floor_m2 += building_area(world, head, False)
    sell_on(world, head, proceeds)
    plot.plan_month, plot.permit, plot.permit_month, plot.site_until_month = NONE, NO_PERMIT, NONE, NONE
    if kept > 0.0:
        plot.housing_excluded = True  # the kept floor is secured: it cannot be planned away a second time
        plot.rent_ceiling_eur_m2_year = developing.redeveloped_rent_eur_m2_year
        start_lease(world, head, now)
        welcome_back(world, head, now)


@rule
def sell_on(world: World, head: int, proceeds: float) -> None:
    """A developer sells what was built to an investor, and can buy again."""
    plot = world.plots[head]
    if plot.owner_kind == DEVELOPER:
        developer = world.developers[plot.owner]
        developer.capital_eur += proceeds
        developer.buildings -= 1
        plot.owner_kind, plot.owner = INVESTOR, NONE


@formula
def may_return(world: World, head: int) -> bool:
    """Whether a collective, still there or already gone, has a right to come back to this building (E37, E45)."""
    c = world.plots[head].collective
    if c != NONE and promised_return(world, c):
        return True
    return returning(world, head) != NONE


@formula
def returning(world: World, head: int) -> int:
    """The collective that has gone from a building with a right to come back, or NONE."""
    for c in range(world.town[0].collectives):
        if world.collectives[c].alive and world.collectives[c].return_to == head:
            return c
    return NONE


@rule
def welcome_back(world: World, head: int, now: int) -> None:
    """A collective with a right of return moves back, if enough of it fits and can pay (E45)."""
    c = returning(world, head)
    if c == NONE:
        return
    collective = world.collectives[c]
    collective.return_to = NONE
    complete_roll(world, collective.home)
    fitting = min(building_area(world, head, False), area_of_able(world, c, head))
    if fitting >= world.rules[0].leases.relocation_share * collective.area_m2:
        setback = collective.setback
        relocate(world, c, head, now)
        collective.setback, collective.doubt = setback, 0.0  # coming home is no blow


@rule
def area_of_able(world: World, c: int, head: int) -> float:
    """Floor used by the members who could pay the rent of a building [m2]."""
    total = 0.0
    home = world.collectives[c].home
    for k in range(world.roster_start[home], world.roster_start[home + 1]):
        row = world.roster[k]
        if world.entrepreneurs[row].collective == c and ability_to_pay(world, row) >= rent_paid(world, head):
            total += world.entrepreneurs[row].area_m2
    return total
