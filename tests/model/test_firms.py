"""Firms: who stays, and for how long."""

from __future__ import annotations

import math

import pytest
from conftest import finished

NOBODY_FAILS = {
    "behaviour.firms.luck_sd_months": 0.0,
    "behaviour.firms.relocation_per_year": 0.0,
    "people.ability_median_eur_m2_year": 1000.0,
    "people.growth_mean_per_year": 0.0,
    "people.growth_sd_per_year": 0.0,
    "market.arrivals_per_year_share": 0.0,
    "market.housing_pressure": 0.0,
}


def test_a_constant_closure_hazard_gives_geometric_survival() -> None:
    per_year, months = 0.2, 60
    settings = NOBODY_FAILS | {
        "behaviour.firms.closure_per_year": per_year,
        "behaviour.firms.settling_months": 0,
        "months": months,
    }
    model = finished(settings, 2, "stylised-area")
    start = int(model.world.queue_start[0])
    expected = math.exp(-per_year * months / 12)
    error = math.sqrt(expected * (1 - expected) / start)
    assert model.outcomes["entrepreneurs_present"] / start == pytest.approx(expected, abs=4 * error)


def test_without_newcomers_and_failures_everybody_stays() -> None:
    model = finished(NOBODY_FAILS | {"behaviour.firms.closure_per_year": 0.0})
    assert model.outcomes["entrepreneurs_present"] == model.world.queue_start[0]
