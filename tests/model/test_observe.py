"""What is recorded of a month adds up."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from conftest import small

from collectief_sim.mesa_face.model import CollectiefModel
from collectief_sim.model import observe
from collectief_sim.model.build import build_world
from collectief_sim.model.codes import FOUNDING, STABLE
from collectief_sim.model.compiling.packing import pack
from collectief_sim.model.rows import NONE
from collectief_sim.model.simulation import run


def test_members_in_the_series_are_members_by_role() -> None:
    model = CollectiefModel(small(), rng=2)
    while model.running:
        model.step()
    series = model.world.series
    assert np.array_equal(series.members, series.trekkers + series.binders + series.engaged + series.less_engaged)
    assert np.array_equal(series.collectives, series.founding + series.stable + series.area_active)
    assert np.array_equal(series.collectives, series.ladder.sum(axis=1))


def test_a_collective_is_recognised_in_the_first_month_in_which_it_is_stable_and_not_small() -> None:
    world: Any = build_world(small(), 1)
    collective, packed = world.collectives[0], pack(world)
    assert collective.headcount >= 10
    collective.phase = FOUNDING
    observe.record(packed, 3)
    assert (collective.recognised_month, world.series.recognised[3]) == (NONE, 0)
    collective.phase, collective.stable_month, members = STABLE, 4, int(collective.headcount)
    collective.headcount = 9
    observe.record(packed, 4)
    collective.headcount = 10
    observe.record(packed, 5)
    collective.headcount = 5
    observe.record(packed, 6)
    assert collective.recognised_month == 5  # and it stays so
    assert world.series.recognised[4:7].tolist() == [0, 1, 1]
    assert members >= 10


def test_the_years_of_recognised_collectives_add_up() -> None:
    result = run("stylised-area", 2)
    lives = result.collectives
    mine = lives[lives.recognised_month.notna()]
    ended = mine.ended_month.fillna(result.months)
    assert len(mine) == result.outcomes["collectives_recognised"] > 0
    assert (ended - mine.recognised_month).sum() / 12 == pytest.approx(result.outcomes["recognised_years"])
    assert mine.ended_month.isna().sum() == result.outcomes["recognised_alive"] == result.series.recognised.iloc[-1]
    assert (mine.recognised_month >= mine.stable_month).all()
