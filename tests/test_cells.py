"""The same area drawn on cells of another size is the same area."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from collectief_sim.model.simulation import run
from collectief_sim.scenario import Scenario

HOUSES, STREET = "h", "."
HALLS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefgi"


def area(cell_m: int) -> Scenario:
    """Halls of one hectare between streets, with homes to the north, each drawn on as many cells as it takes."""
    halls = iter(HALLS)
    rows = [HOUSES * 12, *(["".join(next(halls) if x % 2 else STREET for x in range(12)) for _ in range(5)])]
    fine = 100 // cell_m
    drawn = ["".join(letter * fine for letter in row) for row in rows for _ in range(fine)]
    hall = {"one_building": True, "floor_m2": 3000.0, "floor_sigma": 0.4}
    entries: dict[str, Any] = {letter: hall | {"title": f"hall {letter}"} for letter in HALLS[:30]}
    legend = entries | {HOUSES: {"title": "homes", "use": "housing"}, STREET: {"title": "street", "use": "open"}}
    place = {"map": "\n".join(drawn), "cell_m": float(cell_m), "legend": legend}
    market = {"value_towards": ["h"]}
    return Scenario.model_validate(
        {"name": "halls", "start": "2025-01", "months": 240, "area": place, "market": market}
    )


@pytest.mark.slow
def test_the_same_area_drawn_on_other_cells_comes_out_about_the_same() -> None:
    found = {}
    for cell_m in (25, 50, 100):
        series = [run(area(cell_m), seed).series for seed in range(1, 25)]
        found[cell_m] = np.array(
            [
                [s.homes_built.iloc[-1], s.entrepreneurs.mean(), s.collectives.mean(), s.area_cooperatives.mean()]
                for s in series
            ]
        )
    usual = found[50].mean(axis=0)
    spread = found[50].std(axis=0, ddof=1) * np.sqrt(2 / 24)
    for other in (25, 100):
        assert (np.abs(found[other].mean(axis=0) - usual) < 3 * spread + 0.02 * usual).all(), (
            other,
            found[other].mean(axis=0),
            usual,
        )
