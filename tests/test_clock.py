"""The calendar of redevelopment as it comes out, without facts about places: held against what was measured (F20, F25, F29)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest

from collectief_sim.model.codes import GRANTED, HOMES
from collectief_sim.model.rows import NONE, columns
from collectief_sim.model.simulation import Simulation
from collectief_sim.model.simulation import run as simulate
from collectief_sim.scenario import load

pytestmark = pytest.mark.slow
SEEDS = range(100)


class Clock(NamedTuple):
    """Plans for homes in many runs."""

    whole: np.ndarray  # from idea to homes [months]
    building: np.ndarray  # from permit to homes [months]
    stopped: int


def watch(name: str, seed: int, facts: bool = True) -> Clock:
    """All plans for homes of a run that came to an end."""
    spec = load(name)
    if not facts:
        spec = spec.model_copy(update={"facts": {}})
    run = Simulation(spec, seed, stays=False)
    count = len(run.world.buildings)
    began, granted = np.full(count, NONE), np.full(count, NONE)
    whole, building, stopped = [], [], 0
    while run.running:
        run.advance()
        rows, now = columns(run.world.buildings), run.months_done - 1
        mine = (rows.plan_month != NONE) & (rows.aim == HOMES)
        over = (began != NONE) & (rows.plan_month != began)
        done = over & (rows.homes_month == now)
        whole += (now - began[done]).tolist()
        building += (now - granted[done]).tolist()
        stopped += int((over & ~done).sum())
        began = np.where(mine, rows.plan_month, NONE)
        granted = np.where(mine & (rows.stage == GRANTED), np.where((granted == NONE) | over, now, granted), NONE)
    return Clock(np.array(whole), np.array(building), stopped)


@pytest.fixture(scope="module")
def clock() -> Clock:
    """A hundred runs of the stylised area."""
    runs = [watch("stylised-area", seed, facts=False) for seed in SEEDS]
    whole, building = (np.concatenate([getattr(run, name) for run in runs]) for name in ("whole", "building"))
    return Clock(whole, building, sum(run.stopped for run in runs))


def test_from_idea_to_homes_takes_about_ten_years(clock: Clock) -> None:
    assert 9 <= clock.whole.mean() / 12 <= 11.5
    assert (clock.whole <= 24).mean() <= 0.05  # F20: one in twenty within two years


def test_from_permit_to_homes_takes_as_long_as_was_counted(clock: Clock) -> None:
    first, middle, last = np.quantile(clock.building, [0.25, 0.5, 0.75])
    assert 14 <= first <= 21  # F25: 16
    assert 20 <= middle <= 28  # 23
    assert 30 <= last <= 39  # 35


def test_some_plans_stop(clock: Clock) -> None:
    assert 0.06 <= clock.stopped / (clock.stopped + len(clock.whole)) <= 0.39  # F29


def test_with_the_facts_of_m4h_no_homes_before_2026_and_homes_later() -> None:
    spec, first = load("keilekwartier"), []
    for seed in SEEDS:
        rows = columns(simulate(spec, seed, stays=False).world.buildings)
        built = rows.homes_month[rows.homes_month != NONE]
        first.append(int(built.min()) if len(built) else NONE)
    months = np.array(first)
    assert (months[months != NONE] >= spec.month_of("2026-01")).all()
    assert (months != NONE).mean() >= 0.9


def test_the_keilewerf_lives_with_its_list_neither_certain_nor_gone() -> None:
    spec, alive = load("keilekwartier"), []
    for seed in SEEDS:
        lives = columns(simulate(spec, seed, stays=False).world.collectives)
        assert lives.first_home[1] in spec.area.ground.zone("2").buildings
        alive.append(lives.alive[1] or lives.ended_month[1] > spec.month_of("2035-01"))
    assert 0.1 <= np.mean(alive) <= 0.9


def test_the_keilepand_can_be_bought_by_its_collective() -> None:
    spec = load("keilekwartier")
    bought = [int(columns(simulate(spec, seed, stays=False).world.collectives).bought_month[0]) for seed in SEEDS]
    assert 5 <= sum(month != NONE for month in bought) <= 95
    assert all(month >= spec.month_of("2017-01") for month in bought if month != NONE)  # it takes two years to prepare
