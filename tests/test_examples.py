"""The examples in docs/examples work as they stand there."""

from __future__ import annotations

import runpy
from pathlib import Path
from statistics import mean
from typing import Any

import pytest
from conftest import small

from collectief_sim import CollectiefModel, run
from collectief_sim.model.identities import broken

FILE = Path(__file__).parents[1] / "docs" / "examples" / "own_process.py"


@pytest.fixture(scope="module")
def example() -> dict[str, Any]:
    return runpy.run_path(str(FILE))


def test_a_festival_is_held_once_a_year_by_who_is_there(example: dict[str, Any]) -> None:
    usual, festive = CollectiefModel(small(), rng=2), example["WithFestival"](small(), rng=2)
    for month in range(6):
        assert usual.world.collectives.tobytes() == festive.world.collectives.tobytes(), month
        usual.step()
        festive.step()
    before, after = usual.world.collectives, festive.world.collectives
    assert before.alive.any()
    assert after.cohesion[after.alive] == pytest.approx(0.9 * before.cohesion[before.alive] + 0.1)
    assert (after.cohesion[~after.alive] == before.cohesion[~before.alive]).all()


def test_a_world_with_a_festival_adds_up_to_the_end(example: dict[str, Any]) -> None:
    model = example["WithFestival"](small(), rng=2)
    while model.running:
        model.step()
        assert not broken(model.world, model.months_done)


def test_what_it_is_compared_with_is_the_usual_run(example: dict[str, Any]) -> None:
    area, seeds = small({"months": 24}), range(1, 4)
    without, with_it = example["compare"]("members_present", area, seeds)
    assert without == mean(run(area, seed).outcomes["members_present"] for seed in seeds)
    assert with_it > 0
