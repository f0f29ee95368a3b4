"""What a reader of the whitepaper would bet on, on paired seeds.

Each claim is a one-sided sign test over 24 paired seeds at 18 of 24 or better: if a lever did nothing, a claim would
pass with probability 0.011.
"""

from __future__ import annotations

import numpy as np
import pytest

from collectief_sim.model.simulation import run
from collectief_sim.scenario import load

SEEDS = range(100, 124)
NEEDED = 18
pytestmark = pytest.mark.slow


def mean_of(overrides: dict[str, object], column: str) -> np.ndarray:
    spec = load("stylised-area", {"months": 180, **overrides})
    return np.array([np.nanmean(run(spec, seed).world.series[column]) for seed in SEEDS])


def outcome_of(overrides: dict[str, object], name: str) -> np.ndarray:
    spec = load("stylised-area", overrides)
    return np.array([run(spec, seed).outcomes[name] for seed in SEEDS], float)


def wins(higher: np.ndarray, lower: np.ndarray) -> int:
    return int((higher > lower).sum())


def test_mixed_mentality_lowers_cohesion() -> None:
    alike = mean_of({"people.mentality_sd": 0.12, "people.mentality_sorting": 0.7}, "mean_cohesion")
    mixed = mean_of({"people.mentality_sd": 0.3, "people.mentality_sorting": 0.0}, "mean_cohesion")
    assert wins(alike, mixed) >= NEEDED


def test_without_binders_cohesion_falls() -> None:
    base = mean_of({}, "mean_cohesion")
    none = mean_of({"behaviour.roles.binder_sociability": 1.0}, "mean_cohesion")
    assert wins(base, none) >= NEEDED


def test_a_closed_municipality_keeps_collectives_low_on_the_ladder() -> None:
    for seed in SEEDS:
        out = run(load("stylised-area", {"policy.openness": 0.0, "months": 180}), seed).outcomes
        high = [out[f"ladder_share_{step}"] for step in range(3, 8)]
        assert all(share == 0 or share is None for share in high) or sum(s or 0 for s in high) < 0.02


def test_longer_leases_keep_collectives_and_people() -> None:
    assert (
        wins(outcome_of({"policy.contract_months": 120}, "survival_120_months"), outcome_of({}, "survival_120_months"))
        >= NEEDED
    )
    assert (
        wins(
            outcome_of({}, "entrepreneurs_displaced"),
            outcome_of({"policy.contract_months": 120}, "entrepreneurs_displaced"),
        )
        >= NEEDED
    )


def test_longer_leases_cost_homes() -> None:
    assert wins(outcome_of({}, "homes_built"), outcome_of({"policy.contract_months": 120}, "homes_built")) >= NEEDED


def test_yearly_renewals_undo_a_first_term_of_five_years() -> None:
    five = outcome_of({"policy.contract_months": 60}, "survival_120_months")
    yearly = outcome_of({"policy.contract_months": 60, "policy.renewal_months": 12}, "survival_120_months")
    assert wins(five, yearly) >= NEEDED


def test_more_housing_pressure_displaces_more() -> None:
    high = outcome_of({"market.housing_pressure": 1.5}, "entrepreneurs_displaced")
    assert wins(high, outcome_of({"market.housing_pressure": 0.7}, "entrepreneurs_displaced")) >= NEEDED


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
