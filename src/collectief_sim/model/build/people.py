"""First tenants and everybody who will ever look for space, with all their traits."""

from __future__ import annotations

import numpy as np

from collectief_sim.model import chance
from collectief_sim.model.build.luck import luck_of, poisson
from collectief_sim.model.codes import ACTIVITIES
from collectief_sim.model.compiling.packing import pack
from collectief_sim.model.maths import exp, log_each, normal_each
from collectief_sim.model.processes.people import first_tenants_appear
from collectief_sim.model.rows import IntArray, Records, columns
from collectief_sim.model.world import World
from collectief_sim.scenario.spec import Scenario


def queue_up(spec: Scenario, seed: int, first: int) -> IntArray:
    """Numbers of the newcomers of every month: those of month m are from [m] up to [m + 1]."""
    mean = spec.market.arrivals_per_year_share * first / 12
    arrivals = poisson(luck_of(seed, chance.NEWCOMERS, spec.months), mean)
    return np.concatenate([[first], first + np.cumsum(arrivals)]).astype(np.int64)


def move_first_tenants_in(spec: Scenario, world: World, tenants: IntArray) -> None:
    """First tenants appear, and fill the buildings."""
    buildings, count = columns(world.buildings), int(tenants.sum())
    first_tenants_appear(pack(world), count)
    people, homes = columns(world.entrepreneurs)[:count], np.repeat(np.arange(len(buildings)), tenants)
    place_first_tenants(spec, world.seed, people, buildings.plot[homes], len(world.plots))
    fill_buildings(spec, buildings, people, homes)
    parts = buildings.first_part[homes] + people.number % buildings.part_count[homes]
    people.plot = columns(world.plots_built)[parts]  # as `moving.seen_on` has it


def count_tenants(spec: Scenario, buildings: Records) -> IntArray:
    """First tenants per building: as the scenario says, else from floor and mean floor per entrepreneur."""
    people = spec.people
    mean_area = people.area_median_m2 * exp(people.area_sigma**2 / 2)
    counts = np.zeros(len(buildings), np.int64)
    for zone in spec.area.ground.zones:
        guess = np.round(buildings.floor_m2[zone.buildings] * zone.entry.let_share() / mean_area)
        given = zone.entry.first_tenants()
        counts[zone.buildings] = guess if given is None else given
    return counts


def place_first_tenants(spec: Scenario, seed: int, first: Records, keys: IntArray, plots: int) -> None:
    """First tenants are alike in mentality within a building, and known for one activity.

    Parameters
    ----------
    keys
        The first plot of everybody's building, which its luck is keyed by.
    """
    settings = spec.people
    z = normal_each(luck_of(seed, chance.PLOT_MENTALITY, plots))[keys]
    own = (first.mentality - settings.mentality_mean) / max(settings.mentality_sd, 1e-9)
    sorting = settings.mentality_sorting
    alike = settings.mentality_mean + settings.mentality_sd * (sorting * z + np.sqrt(1 - sorting**2) * own)
    first.mentality = np.clip(alike, 0, 1)
    speciality = (luck_of(seed, chance.PLOT_ACTIVITY, plots)[keys] * len(ACTIVITIES)).astype(np.int8)
    follows = luck_of(seed, chance.PLOT_OCCUPANCY, len(first)) < settings.sorting_by_activity
    first.activity = np.where(follows, speciality, first.activity)
    first.since_month = -months_there(spec, seed, first)
    first.present = True


def months_there(spec: Scenario, seed: int, first: Records) -> IntArray:
    """How long first tenants have been in their building: as those stay who leave at a steady rate, and no longer than they
    have been entrepreneurs [months].
    """
    stayed = -spec.people.tenure_mean_years * log_each(1.0 - luck_of(seed, chance.FIRST_TENURE, len(first)))
    return np.floor(12 * np.minimum(stayed, first.experience_years)).astype(np.int64)


def fill_buildings(spec: Scenario, buildings: Records, people: Records, homes: IntArray) -> None:
    """Scale areas so that each building's people use the share of its floor that is let; the legend may say who has how much."""
    let_share = np.zeros(len(buildings))
    for zone in spec.area.ground.zones:
        let_share[zone.buildings] = zone.entry.let_share()
        if zone.entry.tenants_m2 is not None:
            people.need_m2[np.isin(homes, zone.buildings)] = np.tile(zone.entry.tenants_m2, len(zone.buildings))
    wanted = np.bincount(homes, people.need_m2, len(buildings))
    people.area_m2 = people.need_m2 = (
        people.need_m2 * (buildings.floor_m2 * let_share / np.maximum(wanted, 1e-9))[homes]
    )
    people.building = homes
    buildings.occupied_m2 = np.bincount(homes, people.area_m2, len(buildings))
