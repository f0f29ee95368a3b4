"""Limits and closed forms: what must come out exactly, or within the error that chance allows."""

from __future__ import annotations

import math

import numpy as np
import pytest
from conftest import finished

from collectief_sim.model.build import build_world
from collectief_sim.model.outcomes import survival
from collectief_sim.model.rows import NONE, table
from collectief_sim.model.tables import Collective
from collectief_sim.scenario import load

# places are lost without homes, too: by renovation, by sale to who wants a building empty, by operators that stop
NOTHING_ELSE = {
    "behaviour.plans.renovation_per_year": 0.0,
    "behaviour.plans.renovation_per_neglected_year": 0.0,
    "behaviour.sales.buyer_clears_share": 0.0,
    "behaviour.head_leases.taken_over_share": 1.0,
}


def test_without_housing_demand_nobody_is_displaced_and_nothing_is_built() -> None:
    for seed in range(3):
        out = finished(NOTHING_ELSE | {"market.housing_pressure": 0.0}, seed, "stylised-area").outcomes
        assert out["entrepreneurs_displaced"] == 0
        assert out["ended_displaced"] == 0
        assert out["homes_built"] == 0
        assert out["work_floor_share"] == pytest.approx(1.0)


def test_zoning_all_work_floor_does_the_same() -> None:
    out = finished(NOTHING_ELSE | {"policy.work_zoning_share": 1.0}, 1, "stylised-area").outcomes
    assert out["entrepreneurs_displaced"] == 0
    assert out["homes_built"] == 0


def test_newcomers_arrive_at_the_poisson_rate() -> None:
    world = build_world(load("stylised-area"), 5)
    counts = np.diff(world.queue_start)
    mean = 0.2 * world.queue_start[0] / 12
    assert counts.mean() == pytest.approx(mean, abs=4 * math.sqrt(mean / len(counts)))
    assert counts.var() == pytest.approx(mean, rel=0.35)


def lives(*spells: tuple[int, int | None]) -> object:
    rows = table(Collective, len(spells))
    for row, (founded, ended) in zip(rows, spells, strict=True):
        row.founded_month = founded
        row.alive = ended is None
        row.ended_month = NONE if ended is None else ended
    return rows


def test_survival_is_kaplan_meier() -> None:
    # ages at end: 10, 30 ended; 50 (alive at month 60), 20 (alive): at risk 4, then 2
    rows = lives((0, 10), (10, 40), (10, None), (40, None))
    assert survival(rows, 60)(24) == pytest.approx(3 / 4)
    assert survival(rows, 60)(48) == pytest.approx(3 / 4 * 1 / 2)
    assert survival(rows, 60)(59) is None  # nobody was seen that long
    assert survival(lives(), 60)(24) is None


def test_survival_counts_those_founded_before_the_start_from_their_age_on() -> None:
    # one enters at age 24, so only one is at risk when the other ends at age 12
    assert survival(lives((-24, None), (0, 12)), 60)(24) == 0.0
    assert survival(lives((-6, None), (0, 12)), 60)(24) == pytest.approx(0.5)
