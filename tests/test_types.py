"""What strict types see in rules: mistakes are planted in a rule, and mypy must find each of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from mypy import api

from collectief_sim.model.rows import table
from collectief_sim.model.tables import Plot

ROOT = Path(__file__).parents[1]
HEAD = """
from collectief_sim.model.compiling import rule
from collectief_sim.model.rows import BuildingId, CollectiveId, PersonId, PlotId, limit
from collectief_sim.model.world import World

@rule
def move(world: World, row: PersonId, plot: PlotId, c: CollectiveId, now: int) -> float:
    e, building = world.entrepreneurs[row], world.buildings[world.plots[plot].building]
"""
PLANTED = {
    "a misspelt field": ("e.engagment = 0.0", "engagment"),
    "a misspelt parameter": ("return world.rules[0].ties.stepp", "stepp"),
    "a parameter of another section": ("return world.rules[0].land.step", "step"),
    "a field of another table": ("return building.engagement", "engagement"),
    "an id of another table": ("return world.plots[row].market_rent_eur_m2_year", "PersonId"),
    "swapped ids": ("e.plot = e.building", "BuildingId"),
    "a number for an id": ("return world.collectives[3].cohesion", "CollectiveId"),
    "an id of another kind handed on": ("return move(world, row, plot, row, now)", "CollectiveId"),
    "a limit that may be absent": ("return min(1.0, world.rules[0].policy.rent_cap_eur_m2_year)", "None"),
    "a word taken for a number": ("return world.rules[0].horizon.weighing + 1.0", "Unsupported"),
    "a misspelt table": ("return world.collectivs[c].cohesion", "collectivs"),
    "an outcome that is no number": ("return e", "Entrepreneur"),
}


@pytest.mark.slow
def test_mypy_finds_every_mistake_that_is_planted_in_a_rule(tmp_path: Path) -> None:
    names = {}
    for number, (what, (line, _)) in enumerate(PLANTED.items()):
        names[what] = tmp_path / f"planted_{number}.py"
        names[what].write_text(f'"""A rule."""\n{HEAD}    {line}\n    return 0.0\n', encoding="utf-8")
    fine = tmp_path / "fine.py"
    fine.write_text(
        f'"""A rule."""\n{HEAD}    return limit(world.rules[0].policy.rent_cap_eur_m2_year)\n', encoding="utf-8"
    )
    config = ["--config-file", str(ROOT / "pyproject.toml"), "--no-error-summary", "--no-pretty"]
    told, trouble, _ = api.run([*config, *map(str, [*names.values(), fine])])
    assert not trouble
    found = told.splitlines()
    for what, (_, word) in PLANTED.items():
        assert any(f"{names[what].name}:" in line and word in line for line in found), f"{what}: {told}"
    assert not [line for line in found if fine.name in line]


def test_a_misspelt_column_is_refused_at_run_time_too() -> None:
    plots = table(Plot, 2)
    with pytest.raises(AttributeError, match="no field 'market_rnt'"):
        plots.market_rnt = 3.0
    with pytest.raises(AttributeError, match="no field 'market_rnt'"):
        _ = plots.market_rnt
    plots.market_rent_eur_m2_year = 3.0
    assert plots.market_rent_eur_m2_year.tolist() == [3.0, 3.0]
