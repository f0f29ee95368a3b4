"""Shocks from outside."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from conftest import SEEDS, small

from collectief_sim.model.build import build_world
from collectief_sim.model.compiling.packing import pack
from collectief_sim.model.processes.shocks import show_solidarity, strike
from collectief_sim.model.simulation import run
from collectief_sim.scenario import load


@pytest.mark.slow
def test_a_fire_first_raises_engagement_then_doubt_lowers_cohesion() -> None:
    fire = {"shocks.fire_keilewerf_1.on": True}
    quiet = {"shocks.fire_keilewerf_1.on": False}
    at = load("keilekwartier").month_of("2023-06")
    up, down = 0, 0
    for seed in SEEDS:
        runs = [run(load("keilekwartier", {"months": 160, **arm}), seed).world for arm in (fire, quiet)]
        alive = [world.collectives.alive[1] or world.collectives.ended_month[1] >= at for world in runs]
        if not all(alive) or any(world.collectives.stable_month[1] == -1 for world in runs):
            continue
        engaged = [world.series.mean_engagement for world in runs]
        cohesive = [world.series.mean_cohesion for world in runs]
        up += engaged[0][at : at + 3].mean() >= engaged[1][at : at + 3].mean()
        down += cohesive[0][at + 12 : at + 36].mean() < cohesive[1][at + 12 : at + 36].mean()
    assert up >= 1
    assert down >= 1


QUIET = {"market.housing_pressure": 0.0, "behaviour.shocks.rebuilding_months": 10}


def after_strikes(months: int, **shock: object) -> Any:
    """The small area, in which nothing happens but one shock, after so many months."""
    world = build_world(small(QUIET, shocks={"one": {"date": "2020-04", **shock}}), 1)
    for now in range(months):
        strike(pack(world), now)
    return world


def test_a_slump_lasts_as_long_as_it_is_said_to() -> None:
    slump = {"kind": "slump", "lasts_months": 18, "earnings_factor": 0.7, "housing_factor": 0.8}
    for months, expected in ((3, (1.0, 1.0)), (4, (0.7, 0.8)), (21, (0.7, 0.8)), (22, (1.0, 1.0))):
        town = after_strikes(months, **slump).town[0]
        assert (town.earnings_factor, town.housing_factor) == expected


def test_another_coalition_listens_from_its_month_on() -> None:
    coalition = {"kind": "coalition", "openness": 0.9}
    assert [after_strikes(months, **coalition).town.openness[0] for months in (3, 4, 40)] == [0.5, 0.9, 0.9]


def test_a_burnt_building_is_empty_and_comes_back_with_all_its_floor() -> None:
    fire = {"kind": "fire", "building": "L"}
    before = after_strikes(3, **fire)
    hall = before.buildings.floor_m2[0]
    for months, let in ((4, False), (13, False), (14, True)):
        world = after_strikes(months, **fire)
        assert world.buildings.let[0] == let
        assert world.buildings.tenants[0] == 0
        assert world.town.work_floor_m2[0] == pytest.approx(before.town.work_floor_m2[0] - (0 if let else hall))


def test_solidarity_raises_engagement_and_money_at_once_and_the_setback_comes_later() -> None:
    world: Any = build_world(small(), 1)
    people, members = world.entrepreneurs, world.entrepreneurs.collective == 2
    people.engagement[members] = np.linspace(0.0, 1.0, members.sum())
    before, in_the_fire = people.engagement[members], (members & (people.building == 14)).sum()
    show_solidarity(pack(world), 2, 14, 20)
    assert people.engagement[members] == pytest.approx(np.minimum(1.0, before + 0.3))
    collective = world.collectives[2]
    assert collective.reserve_eur == pytest.approx(19_000 * in_the_fire)
    assert (collective.doubt, collective.setback, collective.setback_due_month) == (0.6, 0.0, 26)


def test_random_fires_come_at_their_rate() -> None:
    per_year, months, seeds, burnt, standing = 1.0, 3, 60, 0, 0
    for seed in range(seeds):
        world: Any = build_world(small(QUIET | {"behaviour.shocks.random_fires_per_year": per_year}), seed)
        for now in range(months):
            standing += world.buildings.let.sum()
            strike(pack(world), now)
        burnt += (~world.buildings.let).sum()
    expected = 1 - math.exp(-per_year / 12)
    assert burnt / standing == pytest.approx(expected, abs=4 * math.sqrt(expected * (1 - expected) / standing))
