"""Land and rents: once a year values are appraised; they grow, spill over, and answer to collectives (E1, E4, E6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from collectief_sim.model.codes import COLLECTIVE, MUNICIPALITY
from collectief_sim.model.compiling import formula, rule
from collectief_sim.model.maths import power
from collectief_sim.model.processes.rates import unit
from collectief_sim.model.rows import NONE, BuildingId, Ids, Number, PlotId, ids, limit
from collectief_sim.model.tables import Building, Plot

if TYPE_CHECKING:
    from collectief_sim.model.world import World

AFFORDABLE_EUR_M2_YEAR = 125.0  # upper end of what counts as affordable work space (E2)
USUAL_CELL_M = (
    50.0  # the plots that spillover per month is told for: over smaller ones values spread in more, smaller steps
)


class Appraisal:
    """What this year's appraisal of a plot rests on, so that every plot sees its neighbours as they were."""

    market_rent: Annotated[Number, "market rent for work before it [EUR/m2/year]"]
    housing_value: Annotated[Number, "housing value before it [EUR/m2/year]"]
    standing: Annotated[Number, "standing of the collective that is at home here, 0-1"]
    new_homes: Annotated[Number, "1 where homes are still new"]


@rule
def appraise(world: World, now: int) -> None:
    """Every January (as with the Dutch property valuation), market rents and housing values move."""
    world.town[0].price_index = power(1.0 + world.rules[0].market.ability_growth_per_year, now / 12.0)
    if now % 12 != 0 or now == 0:
        return
    land, market = world.rules[0].land, world.rules[0].market
    for i in ids(world.plots):
        look_at(world, i, now)
    spillover = 1.0 - power(1.0 - land.spillover_per_month, 12.0 * (USUAL_CELL_M / world.rules[0].area.cell_m) ** 2)
    for i in ids(world.plots):
        plot, before = world.plots[i], world.appraisals[i]
        rent_near, value_near, bonus = neighbourhood(world, i)
        rent = before.market_rent + spillover * (rent_near - before.market_rent)
        value = before.housing_value + spillover * (value_near - before.housing_value)
        plot.market_rent_eur_m2_year = rent * (1.0 + market.work_rent_growth_per_year + bonus)
        plot.housing_value_eur_m2_year = value * (1.0 + market.housing_value_growth_per_year + bonus)


@rule
def look_at(world: World, i: PlotId, now: int) -> None:
    """Note what a plot and its neighbours will be valued by."""
    plot, noted = world.plots[i], world.appraisals[i]
    noted.market_rent, noted.housing_value = plot.market_rent_eur_m2_year, plot.housing_value_eur_m2_year
    noted.standing = standing_at(world, plot.building)
    noted.new_homes = has_new_homes(world, plot.building, now)


@formula
def neighbourhood(world: World, i: PlotId) -> tuple[float, float, float]:
    """Mean market rent and housing value of the up to eight plots around a plot; and the extra yearly growth at and around
    a collective of standing, and around new homes [share].
    """
    land, here = world.rules[0].land, world.appraisals[i]
    rents = values = homes = 0.0
    best, count = here.standing, 0
    for place in range(8):
        near = world.neighbours[i, place]
        if near != NONE:
            there = world.appraisals[near]
            rents += there.market_rent
            values += there.housing_value
            best, homes = max(best, there.standing), max(homes, there.new_homes)
            count += 1
    bonus = land.standing_bonus_per_year * best + land.new_homes_bonus_per_year * homes
    if count == 0:
        return here.market_rent, here.housing_value, bonus
    return rents / count, values / count, bonus


@formula
def has_new_homes(world: World, b: BuildingId, now: int) -> bool:
    """Whether homes in a building, if there is one, are still new."""
    finished = world.buildings[b].homes_month if b != NONE else NONE
    return finished != NONE and now - finished <= world.rules[0].land.new_homes_months


@formula
def standing_at(world: World, b: BuildingId) -> float:
    """Standing of the collective that is at home in a building, 0 if there is none."""
    if b == NONE or world.buildings[b].collective == NONE:
        return 0.0
    return unit(world.collectives[world.buildings[b].collective].standing)


@formula
def market_gap(world: World, building: Building) -> float:
    """How much more housing would bring than work: ratio - 1 (F11). Below zero nobody builds homes for gain."""
    return market_gap_on(world, world.plots[building.plot])


@formula
def market_gap_on(world: World, plot: Plot) -> float:
    """The same for a plot, whether something is built there or not."""
    pressure = world.rules[0].market.housing_pressure * world.town[0].housing_factor
    return pressure * plot.housing_value_eur_m2_year / plot.market_rent_eur_m2_year - 1.0


@formula
def asking_rent(world: World, building: Building) -> float:
    """What the owner of a building asks for a new term: more where the floor is new, less of those who hold it for its users
    [EUR/m2/year].
    """
    premium = world.rules[0].developing.new_floor_premium if building.renewed else 1.0
    asked = world.landlords[building.owner_kind].rent_share * premium * market_rent(world, building)
    return min(asked, rent_limit(world, building))


@formula
def market_rent(world: World, building: Building) -> float:
    """Market rent for work in a building: that of its first plot [EUR/m2/year]."""
    return world.plots[building.plot].market_rent_eur_m2_year


@formula
def rent_limit(world: World, building: Building) -> float:
    """The most that may be asked: what was agreed on redevelopment, and the municipality's own cap; both follow prices."""
    most = building.rent_ceiling_eur_m2_year
    if building.owner_kind == MUNICIPALITY:
        most = min(most, limit(world.rules[0].policy.rent_cap_eur_m2_year))
    return most * world.town[0].price_index


@formula
def rent_paid(world: World, b: BuildingId) -> float:
    """What tenants of a building pay, subsidy taken off [EUR/m2/year]."""
    building = world.buildings[b]
    return building.rent_eur_m2_year - subsidy(world, building)


@formula
def affordable_rent(world: World) -> float:
    """Up to what rent work space counts as affordable, at present prices [EUR/m2/year] (E2)."""
    return AFFORDABLE_EUR_M2_YEAR * world.town[0].price_index


@formula
def subsidy(world: World, building: Building) -> float:
    """The rent subsidy in a building, which follows prices [EUR/m2/year]."""
    if not building.subsidised:
        return 0.0
    return min(building.rent_eur_m2_year, world.rules[0].policy.subsidy_eur_m2_year * world.town[0].price_index)


@rule
def adapt_rents(world: World, now: int) -> None:
    """A sitting tenant pays the contract rent, indexed every year; a new term starts at the asking rent."""
    indexation = 1.0 + world.rules[0].policy.rent_indexation_per_year
    for b in ids(world.buildings):
        building = world.buildings[b]
        if not building.let or building.owner_kind == COLLECTIVE:
            continue
        passed = now - building.term_start_month
        if passed == 0:
            if now > 0:  # a lease that starts with the run has the rent that it was given
                building.rent_eur_m2_year = asking_rent(world, building)
        elif passed % 12 == 0:
            building.rent_eur_m2_year = min(building.rent_eur_m2_year * indexation, rent_limit(world, building))


@formula
def parts(world: World, b: BuildingId) -> Ids[PlotId]:
    """The plots that a building stands on."""
    first = world.buildings[b].first_part
    return world.plots_built[first : first + world.buildings[b].part_count]
