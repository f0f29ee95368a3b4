"""What plans for homes fall short of: state and city must pay it before a permit is used, from a budget if there is one
(F80, F97, F99).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated

from collectief_sim.model.chance import DEFICIT, NEXT_IN_LINE, WAITING_STOPS, stream, uniform
from collectief_sim.model.codes import HOMES, PERMIT
from collectief_sim.model.compiling import formula, rule
from collectief_sim.model.maths import normal_quantile
from collectief_sim.model.processes.plans import drop_plan
from collectief_sim.model.processes.rates import chance_per_month
from collectief_sim.model.rows import NONE, BuildingId, Code, Count, Later, Number, ids, limit
from collectief_sim.model.tables import Building

if TYPE_CHECKING:
    from collectief_sim.model.world import World


class Site:
    """The land account of a building: it is built over with homes once at most."""

    waiting_since_month: Annotated[Later, "month since which its plan waits for the budget"]
    waiting_homes: Annotated[Number, "homes that it would bring, when it came to wait"]
    reserved_plan: Annotated[Count, "number of the plan that money was set aside for"]
    reserved_eur: Annotated[Number, "money set aside for it, until building starts [EUR]"]
    made_up_eur: Annotated[Number, "paid by the public to make building pay, see developing [EUR]"]
    begun_month: Annotated[Later, "month the building of homes began"]
    owner_kind: Annotated[Code, "kind of owner then (OWNERS)"]
    homes: Annotated[Number, "homes that were begun"]
    luck: Annotated[Number, "how dear the site was, in spreads above the mean deficit"]
    price_index: Annotated[Number, "prices then against the start"]


@formula
def homes_planned(world: World, building: Building) -> float:
    """Homes that a plan brings: where work floor is kept or comes back there is less room for them, unless it is stacked."""
    developing, policy = world.rules[0].developing, world.rules[0].policy
    new = min(1.0 - building.kept_share, policy.new_floor_in_redevelopment)
    given_up = 0.0 if policy.stacked else developing.homes_lost_to_work * (building.kept_share + new)
    return building.homes_that_fit * (1.0 - building.spared_share) * (1.0 - given_up)


@formula
def site_luck(world: World, building: Building) -> float:
    """How dear the site of a plan is, in spreads above the mean: its own luck, and so the same in every arm."""
    u = uniform(stream(world.seed, DEFICIT, int(building.plans)), building.plot)
    return normal_quantile(max(u, 1e-12))


@formula
def deficit_of_plan(world: World, building: Building) -> float:
    """What a plan falls short of at present prices [EUR]; below 0 it is a gain."""
    rules = world.rules[0].deficits
    per_home = rules.mean_eur_home + rules.sd_eur_home * site_luck(world, building)
    return per_home * world.town[0].price_index * homes_planned(world, building)


# ---- the budget, if there is one ----


@rule
def share_out(world: World, now: int) -> None:
    """A year's budget comes in; plans that wait for a permit get it in the order in which they came to wait, who asks for more
    than is left is passed by, and some of those that go on waiting are dropped.
    """
    budget = limit(world.rules[0].policy.deficit_budget_eur_year)
    if math.isinf(budget):
        return
    if now % 12 == 0:
        paid_in = budget * world.town[0].price_index
        world.town[0].deficit_budget_eur += paid_in
        world.town[0].deficit_budget_paid_in_eur += paid_in
    look_who_waits(world, now)
    b = next_in_line(world)
    while b != NONE:
        set_aside(world, b)
        b = next_in_line(world)
    give_up_waiting(world, now)


@rule
def look_who_waits(world: World, now: int) -> None:
    """Who waits, and since when; what was set aside for a plan that is no more comes back."""
    for b in ids(world.buildings):
        building, site = world.buildings[b], world.sites[b]
        if site.reserved_eur > 0.0 and (building.plan_month == NONE or building.plans != site.reserved_plan):
            world.town[0].deficit_budget_eur += site.reserved_eur
            site.reserved_eur = 0.0
        if not in_line(world, b, now):
            site.waiting_since_month = NONE
        elif site.waiting_since_month == NONE:
            site.waiting_since_month = now
            site.waiting_homes = homes_planned(world, building)


@formula
def in_line(world: World, b: BuildingId, now: int) -> bool:
    """Whether nothing but money is missing for a permit."""
    building = world.buildings[b]
    due = building.stage == PERMIT and building.aim == HOMES and now >= building.stage_until_month
    return due and building.barred == 0 and waits_for_budget(world, b)


@formula
def waits_for_budget(world: World, b: BuildingId) -> bool:
    """Whether there is a budget that does not cover a plan yet: one that gains needs none."""
    if math.isinf(limit(world.rules[0].policy.deficit_budget_eur_year)) or world.sites[b].reserved_eur > 0.0:
        return False
    return deficit_of_plan(world, world.buildings[b]) > 0.0


@rule
def next_in_line(world: World) -> BuildingId:
    """Of those that wait and could be covered, who waits longest; of two that came in one month, lots decide; or NONE."""
    first, lowest = BuildingId(NONE), 0.0
    for b in ids(world.buildings):
        site = world.sites[b]
        if site.waiting_since_month == NONE or site.reserved_eur > 0.0:
            continue
        lot = uniform(stream(world.seed, NEXT_IN_LINE, int(site.waiting_since_month)), world.buildings[b].plot)
        place = float(site.waiting_since_month) + lot
        if first != NONE and place >= lowest:
            continue
        if deficit_of_plan(world, world.buildings[b]) <= world.town[0].deficit_budget_eur:
            first, lowest = b, place
    return first


@rule
def set_aside(world: World, b: BuildingId) -> None:
    """The money for a plan is there: it waits no longer."""
    site, building = world.sites[b], world.buildings[b]
    site.reserved_eur, site.reserved_plan = deficit_of_plan(world, building), building.plans
    site.waiting_since_month = NONE
    world.town[0].deficit_budget_eur -= site.reserved_eur


@rule
def give_up_waiting(world: World, now: int) -> None:
    """Some plans for which there is no money are dropped."""
    luck = stream(world.seed, WAITING_STOPS, now)
    stops = chance_per_month(world.rules[0].deficits.stops_per_year)
    for b in ids(world.buildings):
        waits = world.sites[b].waiting_since_month != NONE
        if waits and uniform(luck, world.buildings[b].plot) < stops:
            drop_plan(world, b, now)
            world.sites[b].waiting_since_month = NONE


# ---- the land account ----


@rule
def begin_site(world: World, b: BuildingId, now: int) -> None:
    """Building starts: its homes, its luck and whose land it is are written down, and what was set aside is spent."""
    site, building = world.sites[b], world.buildings[b]
    site.begun_month, site.owner_kind = now, building.owner_kind
    site.homes, site.luck = homes_planned(world, building), site_luck(world, building)
    site.price_index = world.town[0].price_index
    world.town[0].deficit_budget_spent_eur += site.reserved_eur
    site.reserved_eur = 0.0
