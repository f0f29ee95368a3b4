"""Rows of people are sorted anew now and then: nobody can tell when."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import small

from collectief_sim.model import sorting
from collectief_sim.model.identities import broken
from collectief_sim.model.outcomes import stays_of
from collectief_sim.model.simulation import Simulation, run

HARD = {"behaviour.shocks.random_fires_per_year": 0.1, "policy.relocation_support": 1.0, "policy.right_of_return": True}


@pytest.mark.parametrize("settings", [{}, HARD], ids=["usual", "fires and moves"])
def test_results_do_not_depend_on_when_rows_are_sorted(
    settings: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    some = run(small({"months": 120, **settings}), 4)
    monkeypatch.setattr(sorting, "A_YEAR", 1)
    monkeypatch.setattr(sorting, "AT_LEAST", 0)
    often = run(small({"months": 120, **settings}), 4)
    assert len(often.world.entrepreneurs) < len(some.world.entrepreneurs)
    for table in ("series", "collectives", "makers"):
        assert getattr(often, table).equals(getattr(some, table)), table


def test_all_adds_up_also_right_after_rows_were_sorted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sorting, "A_YEAR", 2)
    monkeypatch.setattr(sorting, "AT_LEAST", 0)
    simulation = Simulation(small({"months": 90, **HARD}), 5)
    rows = set()
    while simulation.running:
        simulation.advance()
        assert broken(simulation.world, simulation.months_done) == []
        rows.add(len(simulation.world.entrepreneurs))
    assert len(rows) > 3


def test_neighbours_in_a_building_are_neighbours_in_memory() -> None:
    simulation = Simulation(small(), 5)
    simulation.advance(20)
    world = sorting.sort_rows(simulation._world, 20)
    people = world.entrepreneurs[world.entrepreneurs.present]
    assert len(people) == world.town[0].places
    assert (np.diff(people.building) >= 0).all()


def test_stays_are_kept_on_request_only() -> None:
    kept, not_kept = run(small(), 3), run(small(), 3, stays=False)
    assert not_kept.series.equals(kept.series)
    assert len(not_kept.world.stays) == 0
    stays = stays_of(kept.world)
    assert (np.diff(stays.number) > 0).all()
    assert (stays.left_month >= 0).sum() == kept.world.town[0].left.sum() > 0
    with pytest.raises(ValueError, match="keeps no stays"):
        stays_of(not_kept.world)
