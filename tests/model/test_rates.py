"""Small formulas, against what they must come to."""

from __future__ import annotations

import math

import pytest

from collectief_sim.model.processes import rates


def test_monthly_chances_add_up_to_the_yearly_hazard() -> None:
    assert (1 - rates.chance_per_month(0.3)) ** 12 == pytest.approx(math.exp(-0.3))
    assert rates.logistic(0.0) == 0.5
    assert rates.approach(1.0, 0.0, 4.0) == 0.75
