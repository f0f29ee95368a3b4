"""The Mesa model in `benchmarks/` is whole: it runs under every lever, and what must add up does."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from conftest import small

from collectief_sim.scenario import load

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

from mesa_model.compare import ARMS, figures_of
from mesa_model.model import MesaArea


@pytest.mark.parametrize("settings", ARMS.values(), ids=ARMS)
def test_heads_floor_and_members_add_up(settings: dict[str, object]) -> None:
    model = MesaArea(load("stylised-area", {"months": 72, **settings}), rng=1)
    for _ in range(72):
        model.step()
        assert model.present == len(model.entrepreneurs) == sum(len(b.tenants) for b in model.buildings)
        for building in model.buildings:
            used = sum(tenant.area_m2 for tenant in building.tenants)
            assert used == pytest.approx(building.occupied_m2, abs=1e-6)
            assert used <= building.floor_m2 + 1e-6
        for collective in model.collectives:
            assert collective.home.collective is collective
            assert all(m.collective is collective and m.building is collective.home for m in collective.members)
    assert model.founded > 0
    assert len(figures_of(model.datacollector.get_model_vars_dataframe())) > 0


def test_the_same_seed_gives_the_same_run() -> None:
    one, other = (MesaArea(load("stylised-area", {"months": 24}), rng=7) for _ in range(2))
    for model in (one, other):
        model.run_for(24)
    assert one.datacollector.get_model_vars_dataframe().equals(other.datacollector.get_model_vars_dataframe())


def test_it_refuses_what_it_does_not_know() -> None:
    with pytest.raises(ValueError, match="one-plot buildings"):
        MesaArea(small(), rng=1)
