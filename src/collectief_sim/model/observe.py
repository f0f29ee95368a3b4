"""What is recorded: a row a month for the area. Lives of collectives and outcomes of a run are in `outcomes.py`."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from collectief_sim.model.codes import (
    AREA_ACTIVE,
    BROKE,
    BUILDING_SITE,
    CLOSED,
    COLLECTIVE,
    DISPLACED,
    FIRE,
    FOUNDING,
    GRASSROOTS,
    HEAD_TENANT,
    OPERATOR_LED,
    OUTGREW,
    OWNER,
    RELOCATED,
    STABLE,
)
from collectief_sim.model.compiling import formula, rule
from collectief_sim.model.processes.homes import living
from collectief_sim.model.processes.ladder import step_seen
from collectief_sim.model.processes.land import affordable_rent, rent_paid
from collectief_sim.model.processes.leases import hazard_per_year
from collectief_sim.model.rows import NONE, first_ids, ids
from collectief_sim.model.tables import Building, Collective

if TYPE_CHECKING:
    from collectief_sim.model.world import World

SMALL, LARGE = (
    10,
    20,
)  # members: below and from which a collective counts as small and as large (E26); recognised is not small
FORESEEABLE_MONTHS = 60  # how far ahead a municipality looks when it asks what it is still free to change
ORDINARY_TURNOVER = (0.05, 0.2)  # members lost a year, around what firms do anyway (F3)


@rule
def record(world: World, now: int) -> None:
    """Write the month's row of the series, and a line in the life of every collective."""
    for c in living(world):
        if world.collectives[c].alive:
            note_life(world.collectives[c], now)
    count_collectives(world, now)
    measure_floor(world, now)
    copy_totals(world, now)


@rule
def note_life(collective: Collective, now: int) -> None:
    """Months lived at each size and with ordinary turnover, when it was recognised, and what it was like after its first year."""
    size = 0 if collective.headcount < SMALL else 1 if collective.headcount < LARGE else 2
    collective.months_at_size[size] += 1
    if collective.recognised_month == NONE and collective.phase != FOUNDING and collective.headcount >= SMALL:
        collective.recognised_month = now
    if ORDINARY_TURNOVER[0] <= collective.turnover_per_year < ORDINARY_TURNOVER[1]:
        collective.months_of_turnover[int(collective.phase != FOUNDING)] += 1
    if now - collective.founded_month >= 12 and math.isnan(collective.early_homogeneity):
        collective.early_homogeneity, collective.early_diversity = collective.homogeneity, collective.diversity
        collective.early_size = collective.headcount


@rule
def count_collectives(world: World, now: int) -> None:
    """Collectives by phase, form, ladder step and radius, what they do, and their members by role (as last counted)."""
    month = world.series[now]
    cohesion = engagement = 0.0
    for c in living(world):
        collective = world.collectives[c]
        if not collective.alive:
            continue
        month.collectives += 1
        month.founding += collective.phase == FOUNDING
        month.stable += collective.phase == STABLE
        month.area_active += collective.phase == AREA_ACTIVE
        month.recognised += collective.recognised_month != NONE
        month.grassroots += collective.form == GRASSROOTS
        month.operator_led += collective.form == OPERATOR_LED
        month.owners += collective.form == OWNER
        month.head_tenants += collective.form == HEAD_TENANT
        month.ladder[step_seen(world, collective)] += 1
        month.radius[collective.radius] += 1
        month.socio_economic += collective.socio_economic
        month.planning += collective.planning
        month.circular += collective.circular
        month.less_engaged += collective.less_engaged
        month.engaged += collective.engaged
        month.binders += collective.core - collective.trekkers
        month.trekkers += collective.trekkers
        month.leading += collective.trekkers
        month.binding += collective.binders
        members = collective.core + collective.engaged + collective.less_engaged
        month.members += members
        engagement += collective.engagement * members
        cohesion += collective.cohesion
    month.mean_engagement = engagement / month.members if month.members > 0 else math.nan
    month.mean_size = month.members / month.collectives if month.collectives > 0 else math.nan
    month.mean_cohesion = cohesion / month.collectives if month.collectives > 0 else math.nan
    for a in first_ids(world.area_cooperatives, world.town[0].area_cooperatives):
        month.area_cooperatives += world.area_cooperatives[a].alive


@rule
def measure_floor(world: World, now: int) -> None:
    """Floor, rents, horizons and plans over the buildings."""
    month = world.series[now]
    affordable = affordable_rent(world)
    rent_sum = occupied = horizon = market = hazard = 0.0
    let = standing = plots = free = paying_little = 0
    for b in ids(world.buildings):
        building = world.buildings[b]
        plot = world.plots[building.plot]
        if building.floor_m2 > 0.0 and building.site_until_month == NONE:
            rent = rent_paid(world, b)
            month.vacant_floor_m2 += building.floor_m2 - building.occupied_m2
            cheap = building.let and rent <= affordable
            month.affordable_floor_m2 += building.floor_m2 if cheap else 0.0
            paying_little += building.tenants if cheap else 0
            month.waiting_floor_m2 += building.floor_m2 if not building.let and building.plan_month != NONE else 0.0
            month.renewed_floor_m2 += building.floor_m2 if building.renewed else 0.0
            rent_sum += rent * building.occupied_m2
            occupied += building.occupied_m2
            plots += building.part_count
            free += building.part_count * free_to_change(building, now)
        month.building_sites += plot.use == BUILDING_SITE
        month.plans += building.plan_month != NONE and plot.use != BUILDING_SITE
        month.under_notice += building.vacate_month != NONE
        if building.floor_m2 > 0.0:
            standing += 1
            market += plot.market_rent_eur_m2_year
            if building.let:
                let += 1
                horizon += building.horizon_months
                hazard += hazard_per_year(world, building) if building.owner_kind != COLLECTIVE else 0.0
    month.affordable_entrepreneurs = paying_little
    month.mean_rent_eur_m2_year = rent_sum / occupied if occupied > 0.0 else math.nan
    month.mean_market_rent_eur_m2_year = market / standing if standing else math.nan
    month.mean_horizon_months = horizon / let if let else math.nan
    month.hazard_per_year = hazard / let if let else math.nan
    month.free_plots_share = free / plots if plots else math.nan


@formula
def free_to_change(building: Building, now: int) -> bool:
    """Whether a building could get another use within the foreseeable time: it is nobody's own, and no lease binds."""
    binding = building.let and building.vacate_month == NONE and building.lease_end_month - now > FORESEEABLE_MONTHS
    return building.owner_kind != COLLECTIVE and not binding


@rule
def copy_totals(world: World, now: int) -> None:
    """Totals so far."""
    month, town = world.series[now], world.town[0]
    month.entrepreneurs = town.present
    month.work_floor_m2 = town.work_floor_m2
    month.scarcity = town.scarcity
    month.founded = town.collectives
    month.arrived, month.turned_away = town.arrived, town.turned_away
    month.closed, month.broke = town.left[CLOSED], town.left[BROKE]
    month.outgrew, month.relocated = town.left[OUTGREW], town.left[RELOCATED]
    month.displaced = town.left[DISPLACED] + town.left[FIRE]
    month.rehoused, month.resettled = town.rehoused, town.resettled
    month.homes_built = town.homes
    month.public_cost_eur = town.public_cost_eur
