"""Collectives buying their building: who would sell, how long it takes to prepare, and what makes it fail (E8, E14, E36, E43,
F8, F75, F92, F112).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from collectief_sim.model.chance import (
    ACCEPTS_RENT,
    OFFER,
    PREPARATION,
    PURCHASE,
    SELECTION,
    SELLER_LEAVES,
    stream,
    uniform,
)
from collectief_sim.model.codes import (
    COLLECTIVE,
    CONSCIOUS_INVESTOR,
    FOUNDING,
    GRASSROOTS,
    INVESTOR,
    MUNICIPALITY,
    OWNER,
    PLACE_LOST,
    RIVAL_CHOSEN,
    SELLER_LEFT,
    SHORT_OF_MONEY,
    SOLD_ON,
    TOO_DEAR,
)
from collectief_sim.model.compiling import formula, rule
from collectief_sim.model.maths import exp, log
from collectief_sim.model.processes.holdings import backing, held, part_with, step_in
from collectief_sim.model.processes.homes import living
from collectief_sim.model.processes.ladder import ear_for
from collectief_sim.model.processes.land import asking_rent, market_rent
from collectief_sim.model.processes.loans import (
    borrowed,
    cost_rent,
    expected_rent,
    from_fund,
    own_money,
    pay_the_price,
    pay_what_is_due,
    price_of,
    settle,
)
from collectief_sim.model.processes.moving import take_all_in
from collectief_sim.model.processes.plans import drop_plan
from collectief_sim.model.processes.rates import chance_per_month, unit
from collectief_sim.model.processes.terms import start_lease
from collectief_sim.model.rows import NONE, BuildingId, CollectiveId

if TYPE_CHECKING:
    from collectief_sim.model.world import World


@rule
def save_and_buy(world: World, now: int) -> None:
    """Members pay into a reserve fund; collectives hear of offers, prepare to buy, buy, and pay for what they bought."""
    offers = stream(world.seed, OFFER, now)
    for c in living(world):
        collective = world.collectives[c]
        if not collective.alive:
            continue
        collective.reserve_eur += world.rules[0].ownership.contribution_eur_m2_year * collective.area_m2 / 12.0
        if owns_what_it_bought(world, c):
            keep_up(world, c, now)
        elif collective.buying_since_month != NONE:
            prepare(world, c, now)
        elif uniform(offers, collective.founder) < chance_per_month(offers_per_year(world, c)) * boldness(
            world, c, now
        ):
            begin_to_prepare(world, c, now)


# ---- an offer, and who takes it up ----


@formula
def offers_per_year(world: World, c: CollectiveId) -> float:
    """How often an owner would sell to the people in a building, not while he has plans of his own (E7, F8) [1/year]."""
    rules, home = world.rules[0].ownership, world.buildings[world.collectives[c].home]
    if home.plan_month != NONE:
        return 0.0
    if home.owner_kind == MUNICIPALITY:
        return rules.municipal_sale_per_year * world.town[0].openness
    if held(world, world.collectives[c].home):
        return world.holders[int(home.owner)].sells_per_year
    return rules.private_sale_per_year if home.owner_kind in (INVESTOR, CONSCIOUS_INVESTOR) else 0.0


@formula
def boldness(world: World, c: CollectiveId, now: int) -> float:
    """The chance that a collective tries, 0-1: as much of what lenders leave to pay as it could pay now, or a trust for it."""
    collective = world.collectives[c]
    home = world.buildings[collective.home]
    settled = home.let and home.vacate_month == NONE and home.owner_kind != COLLECTIVE
    if collective.phase == FOUNDING or not settled or collective.buying_since_month != NONE:
        return 0.0
    price = price_of(world, collective.home)
    rest = price - borrowed(world, c, collective.home, price)
    alone = unit((own_money(world, c) + from_fund(world, rest, price)) / max(1.0, rest))
    return max(alone, backing(world, collective.home, now))


@rule
def begin_to_prepare(world: World, c: CollectiveId, now: int) -> None:
    """From now on it takes hours, for two years and a time that differs on top (F92)."""
    collective, rules = world.collectives[c], world.rules[0].ownership
    u = uniform(stream(world.seed, PREPARATION, now), collective.founder)
    collective.buying_since_month = now
    collective.buying_until_month = now + rules.preparing_months + int(-log(1.0 - u) * rules.preparing_spread_months)
    collective.buying_building = collective.home
    collective.buying_from = world.buildings[collective.home].owner_kind
    collective.preparing_hours = rules.preparing_hours_month
    collective.plan_hours = 0.0
    collective.purchases_tried += 1


@rule
def collective_buys_first(world: World, b: BuildingId, now: int) -> bool:
    """Somebody else is about to buy: whether the owner leaves it to the collective, which then begins to prepare. A first right
    obliges a municipality to ask it (E43).
    """
    c = world.buildings[b].collective
    if c == NONE:
        return False
    luck = uniform(stream(world.seed, PURCHASE, now), world.collectives[c].founder)
    obliged = world.buildings[b].owner_kind == MUNICIPALITY and world.rules[0].policy.first_right_to_buy
    asked = 1.0 if obliged else world.rules[0].ownership.asked_anyway
    if world.collectives[c].buying_since_month != NONE and world.collectives[c].buying_building == b:
        return luck < asked  # who is at it already must hope that he waits
    if luck < asked * boldness(world, c, now):
        begin_to_prepare(world, c, now)
        return True
    return False


# ---- preparing, and what makes it fail ----


@rule
def prepare(world: World, c: CollectiveId, now: int) -> None:
    """Put hours into a plan until it is decided, if seller and place are still there."""
    collective = world.collectives[c]
    left_over = collective.leading_given - collective.leading_asked
    collective.plan_hours += max(0.0, min(collective.preparing_hours, left_over))
    cause = what_came_between(world, c, now)
    if cause > 0:
        fail(world, c, cause, now)
    elif now >= collective.buying_until_month:
        conclude(world, c, now)


@rule
def what_came_between(world: World, c: CollectiveId, now: int) -> int:
    """What ends an attempt before it is decided (PURCHASE_FAILURES), or 0: above all a seller who changes his mind (F34)."""
    collective, building = world.collectives[c], world.buildings[world.collectives[c].buying_building]
    if collective.home != collective.buying_building:
        return PLACE_LOST
    if building.owner_kind != collective.buying_from:
        return RIVAL_CHOSEN  # sold to somebody else meanwhile
    per_year = world.rules[0].ownership.seller_leaves_per_year
    if building.owner_kind == MUNICIPALITY:
        per_year *= 1.0 - ear_for(world, c)
    leaves = uniform(stream(world.seed, SELLER_LEAVES, now), collective.founder) < chance_per_month(per_year)
    return SELLER_LEFT if leaves or building.vacate_month != NONE else 0


@rule
def conclude(world: World, c: CollectiveId, now: int) -> None:
    """A buyer is chosen; members must accept the rent, and the money must be there: finance is no condition (F112)."""
    collective = world.collectives[c]
    b, founder = collective.buying_building, collective.founder
    if uniform(stream(world.seed, SELECTION, now), founder) < losing_chance(world, c, now):
        fail(world, c, RIVAL_CHOSEN, now)
    elif uniform(stream(world.seed, ACCEPTS_RENT, now), founder) >= acceptance(world, c, b):
        leave_it(world, c, TOO_DEAR, now)
    elif not pay_the_price(world, c, b, now):
        leave_it(world, c, SHORT_OF_MONEY, now)
    else:
        take_over(world, c, b, now)


@formula
def losing_chance(world: World, c: CollectiveId, now: int) -> float:
    """The chance that a municipality sells to somebody else, 0-1 (E8, F8, F75).

    A rival may turn up where buyers are selected, and wins by what plan and voice of the collective lack. Before selection
    had to be open a municipality could pick those it wanted: as far as it listens, or by a first right. Since then a first
    right works through objective criteria only, as far as plan and voice meet them.
    """
    collective = world.collectives[c]
    if collective.buying_from != MUNICIPALITY:
        return 0.0
    return chosen_over(world, strength(world, c), world.rules[0].policy.first_right_to_buy, now)


@formula
def chosen_over(world: World, case: float, first_right: bool, now: int) -> float:
    """The chance that somebody else is chosen for municipal property, 0-1, by how good a case who wants it has."""
    rules, town = world.rules[0].ownership, world.town[0]
    if now >= town.open_selection_month:
        picked = case if first_right else 0.0
    else:
        picked = 1.0 if first_right else town.openness
    return (1.0 - picked) * rules.rival_chance * (1.0 - case)


@formula
def passed_over(world: World, c: CollectiveId, now: int) -> bool:
    """Whether a municipality that issues a place anew must give it to others than those with a right to return: since it has
    to select openly, objective criteria single them out as far as plan and voice go (F75).
    """
    if now < world.town[0].open_selection_month:
        return False
    lacking = 1.0 - strength(world, c)
    luck = uniform(stream(world.seed, SELECTION, now), world.collectives[c].founder)
    return luck < world.rules[0].ownership.rival_chance * lacking * lacking


@formula
def strength(world: World, c: CollectiveId) -> float:
    """What a collective brings to a selection, 0-1: a plan that hours went into, and being heard (E8, F18)."""
    rules, collective = world.rules[0].ownership, world.collectives[c]
    plan = 1.0 - exp(-collective.plan_hours / rules.plan_hours_for_full)
    return rules.plan_weight * plan + (1.0 - rules.plan_weight) * unit(ear_for(world, c))


@formula
def acceptance(world: World, c: CollectiveId, b: BuildingId) -> float:
    """The chance that members accept the rent at cost, 0-1: for certain if it is no more than what they would pay anyway."""
    building, rules = world.buildings[b], world.rules[0].ownership
    anyway = max(1e-9, building.rent_eur_m2_year, asking_rent(world, building))
    return unit(1.0 - (expected_rent(world, c, b) / anyway - 1.0) / rules.dearer_accepted)


@rule
def fail(world: World, c: CollectiveId, cause: int, now: int) -> None:
    """An attempt comes to nothing; the hours are gone, the money is still there."""
    collective = world.collectives[c]
    collective.purchases_failed[cause] += 1
    collective.failed_month = now
    stop_preparing(world, c)


@rule
def leave_it(world: World, c: CollectiveId, cause: int, now: int) -> None:
    """It could have the building, but cannot buy it; a trust may do that for it."""
    b = world.collectives[c].buying_building
    fail(world, c, cause, now)
    step_in(world, b, now)


@rule
def stop_preparing(world: World, c: CollectiveId) -> None:
    """It takes no more hours."""
    collective = world.collectives[c]
    collective.buying_since_month = collective.buying_until_month = NONE
    collective.buying_building = BuildingId(NONE)
    collective.preparing_hours = 0.0


# ---- an owner ----


@rule
def take_over(world: World, c: CollectiveId, b: BuildingId, now: int) -> None:
    """From now on the collective owns its building: no lease, no notice, rent at cost."""
    building, collective = world.buildings[b], world.collectives[c]
    if building.plan_month != NONE:
        drop_plan(world, b, now)
    if held(world, b):
        part_with(world, b, price_of(world, b), SOLD_ON, now)
    building.owner_kind, building.owner = COLLECTIVE, c
    building.operated = False
    if building.head_tenant != NONE:
        collective.reserve_eur += building.head_reserve_eur
        building.head_tenant = NONE
        building.head_reserve_eur = 0.0
    collective.form = OWNER
    collective.bought_month = now
    if collective.members_only:
        take_all_in(world, b, now)
    stop_preparing(world, c)
    set_rent(world, c)


@formula
def owns_what_it_bought(world: World, c: CollectiveId) -> bool:
    """Whether a collective owns its home because it bought it; who owned it from the start has a rent from the scenario."""
    collective = world.collectives[c]
    home = world.buildings[collective.home]
    return collective.bought_month != NONE and home.owner_kind == COLLECTIVE and home.owner == c


@rule
def keep_up(world: World, c: CollectiveId, now: int) -> None:
    """Pay what is due; every year the rent follows costs; who stays behind too long loses the building."""
    pay_what_is_due(world, c, now)
    if world.collectives[c].months_behind >= world.rules[0].ownership.bank_patience_months:
        foreclose(world, c, now)
    elif (now - world.collectives[c].bought_month) % 12 == 0:
        set_rent(world, c)


@rule
def set_rent(world: World, c: CollectiveId) -> None:
    """Rent at cost: loans and upkeep over the floor in use, but no tenant pays more than the market asks."""
    collective = world.collectives[c]
    home = world.buildings[collective.home]
    due = collective.loan_due_eur_month if collective.loan_eur > 0.0 else 0.0
    due += collective.fund_due_eur_month if collective.fund_loan_eur > 0.0 else 0.0
    cost = cost_rent(world, collective.home, due, collective.upkeep_eur_month)
    home.rent_eur_m2_year = min(cost, market_rent(world, home))


@rule
def foreclose(world: World, c: CollectiveId, now: int) -> None:
    """The bank has the building sold to an investor; the collective stays, and rents again."""
    collective = world.collectives[c]
    b = collective.home
    settle(world, b, now)
    world.buildings[b].owner_kind, world.buildings[b].owner = INVESTOR, NONE
    collective.form = GRASSROOTS
    collective.foreclosed_month = now
    if world.buildings[b].let:
        start_lease(world, b, now)


@rule
def let_go(world: World, b: BuildingId, now: int) -> None:
    """A collective gives up a building: what it was about to buy comes to nothing, what it bought is sold."""
    c = world.buildings[b].collective
    if c != NONE and world.collectives[c].buying_building == b:
        fail(world, c, PLACE_LOST, now)
    settle(world, b, now)
