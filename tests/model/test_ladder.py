"""Standing and the participation ladder."""

from __future__ import annotations

import pytest
from conftest import SEEDS

from collectief_sim.model.simulation import run
from collectief_sim.scenario import load


@pytest.mark.slow
def test_a_closed_municipality_keeps_collectives_low_on_the_ladder() -> None:
    for seed in SEEDS:
        out = run(load("stylised-area", {"policy.openness": 0.0, "months": 180}), seed).outcomes
        high = [out[f"ladder_share_{step}"] for step in range(3, 8)]
        assert all(share == 0 or share is None for share in high) or sum(s or 0 for s in high) < 0.02
