"""Land and rents: once a year values are appraised; they grow, spill over, and answer to collectives (E1, E4, E6)."""

from __future__ import annotations

from collectief_sim.model.chance import FloatArray
from collectief_sim.model.compiling import formula, rule
from collectief_sim.model.maths import power
from collectief_sim.model.processes.rates import unit
from collectief_sim.model.state import COLLECTIVE, MUNICIPALITY, NONE, Table, World


@rule
def appraise(world: World, now: int) -> None:
    """Every January (as with the Dutch property valuation), market rents and housing values move."""
    world.town[0].price_index = power(1.0 + world.rules[0].market.ability_growth_per_year, now / 12.0)
    if now % 12 != 0 or now == 0:
        return
    land, market = world.rules[0].land, world.rules[0].market
    plots = world.plots
    rents, values, standing, new_homes = world.scratch_plots
    for i in range(len(plots)):
        rents[i] = plots[i].market_rent_eur_m2_year
        values[i] = plots[i].housing_value_eur_m2_year
        standing[i] = standing_at(world, i)
        new_homes[i] = has_new_homes(world, i, now)
    spillover = 1.0 - (1.0 - land.spillover_per_month) ** 12
    for i in range(len(plots)):
        bonus = attraction(world, standing, new_homes, i)
        rent = rents[i] + spillover * (neighbour_mean(world, rents, i) - rents[i])
        value = values[i] + spillover * (neighbour_mean(world, values, i) - values[i])
        plots[i].market_rent_eur_m2_year = rent * (1.0 + market.work_rent_growth_per_year + bonus)
        plots[i].housing_value_eur_m2_year = value * (1.0 + market.housing_value_growth_per_year + bonus)


@formula
def neighbour_mean(world: World, values: FloatArray, plot: int) -> float:
    """Mean over the up to eight plots around a plot."""
    total, count = 0.0, 0
    for near in world.neighbours[plot]:
        if near != NONE:
            total += values[near]
            count += 1
    return total / count if count else values[plot]


@formula
def attraction(world: World, standing: FloatArray, new_homes: FloatArray, plot: int) -> float:
    """Extra yearly growth of values at and around a collective of standing, and around new homes [share]."""
    land = world.rules[0].land
    best, homes = standing[plot], 0.0
    for near in world.neighbours[plot]:
        if near != NONE:
            best = max(best, standing[near])
            homes = max(homes, new_homes[near])
    return land.standing_bonus_per_year * best + land.new_homes_bonus_per_year * homes


@formula
def has_new_homes(world: World, plot: int, now: int) -> bool:
    """Whether homes on this plot are still new."""
    head = world.plots[plot].head
    finished = world.plots[head].homes_month if head != NONE else NONE
    return finished != NONE and now - finished <= world.rules[0].land.new_homes_months


@formula
def standing_at(world: World, plot: int) -> float:
    """Standing of the collective whose building stands on this plot, 0 if there is none."""
    head = world.plots[plot].head
    if head == NONE or world.plots[head].collective == NONE:
        return 0.0
    return unit(world.collectives[world.plots[head].collective].standing)


@formula
def market_gap(world: World, plot: Table) -> float:
    """How much more housing would bring than work: ratio - 1 (F11). Below zero nobody builds homes for gain."""
    pressure = world.rules[0].market.housing_pressure * world.town[0].housing_factor
    return pressure * plot.housing_value_eur_m2_year / plot.market_rent_eur_m2_year - 1.0


@formula
def asking_rent(world: World, plot: Table) -> float:
    """What the owner of a building (head plot) asks for a new term [EUR/m2/year]."""
    return min(plot.market_rent_eur_m2_year, rent_limit(world, plot))


@formula
def rent_limit(world: World, plot: Table) -> float:
    """The most that may be asked: what was agreed on redevelopment, and the municipality's own cap; both follow prices."""
    limit = plot.rent_ceiling_eur_m2_year
    if plot.owner_kind == MUNICIPALITY:
        limit = min(limit, world.rules[0].policy.rent_cap_eur_m2_year)
    return limit * world.town[0].price_index


@formula
def rent_paid(world: World, head: int) -> float:
    """What tenants of a building pay, subsidy taken off [EUR/m2/year]."""
    plot = world.plots[head]
    return plot.rent_eur_m2_year - subsidy(world, plot)


@formula
def subsidy(world: World, plot: Table) -> float:
    """The rent subsidy in a building, which follows prices [EUR/m2/year]."""
    if not plot.subsidised:
        return 0.0
    return min(plot.rent_eur_m2_year, world.rules[0].policy.subsidy_eur_m2_year * world.town[0].price_index)


@rule
def adapt_rents(world: World, now: int) -> None:
    """A sitting tenant pays the contract rent, indexed every year; a new term starts at the asking rent."""
    indexation = 1.0 + world.rules[0].policy.rent_indexation_per_year
    for head in world.buildings:
        plot = world.plots[head]
        if not plot.let or plot.owner_kind == COLLECTIVE:
            continue
        if now == plot.term_start_month:
            plot.rent_eur_m2_year = asking_rent(world, plot)
        elif (now - plot.term_start_month) % 12 == 0:
            plot.rent_eur_m2_year = min(plot.rent_eur_m2_year * indexation, rent_limit(world, plot))


@formula
def parts(world: World, head: int) -> tuple[int, int]:
    """Where the plots of a building stand in ``world.plots_built``: from, to."""
    first = world.plots[head].first_part
    return first, first + world.plots[head].part_count


@formula
def building_area(world: World, head: int, in_use: bool) -> float:
    """Work floor of a building over all its plots, or the part in use [m2]."""
    total = 0.0
    first, last = parts(world, head)
    for i in world.plots_built[first:last]:
        total += world.plots[i].occupied_m2 if in_use else world.plots[i].floor_m2
    return total
