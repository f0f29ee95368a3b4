"""Cohesion, phases and endings."""

from __future__ import annotations

import pytest
from conftest import NEEDED, mean_of, wins


@pytest.mark.slow
def test_mixed_mentality_lowers_cohesion() -> None:
    alike = mean_of({"people.mentality_sd": 0.12, "people.mentality_sorting": 0.7}, "mean_cohesion")
    mixed = mean_of({"people.mentality_sd": 0.3, "people.mentality_sorting": 0.0}, "mean_cohesion")
    assert wins(alike, mixed) >= NEEDED


@pytest.mark.slow
def test_without_binders_cohesion_falls() -> None:
    base = mean_of({}, "mean_cohesion")
    none = mean_of({"behaviour.roles.binder_sociability": 1.0}, "mean_cohesion")
    assert wins(base, none) >= NEEDED
