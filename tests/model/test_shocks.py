"""Shocks from outside."""

from __future__ import annotations

import pytest
from conftest import SEEDS

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
