"""Facts of the cases (experiments/facts.toml), each held against its scenario's world at month 0."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from collectief_sim.model.build import build_world
from collectief_sim.model.codes import COLLECTIVE, FORMS, OWNERS
from collectief_sim.model.world import World
from collectief_sim.scenario import Scenario, load

FILE = Path(__file__).parents[1] / "experiments" / "facts.toml"
FACTS: list[dict[str, Any]] = tomllib.loads(FILE.read_text(encoding="utf-8"))["fact"]
TEMPORARY_MONTHS, YEAR_MONTHS = 60, 12  # E39: leases of 2 to 5 years, then yearly ones

type Rows = npt.NDArray[np.int64]


@cache
def world_of(scenario: str) -> tuple[Scenario, World]:
    spec = load(scenario)
    return spec, build_world(spec, 1)


def rows_of(spec: Scenario, symbols: str) -> Rows:
    """All buildings drawn with some characters."""
    return np.sort(np.concatenate([spec.area.ground.zone(symbol).buildings for symbol in symbols]))


def the_only(values: Any) -> Any:
    """The value that all buildings of a fact share."""
    distinct = np.unique(values)
    assert len(distinct) == 1, f"the buildings differ: {distinct}"
    return distinct[0]


def floor_m2(spec: Scenario, world: World, rows: Rows) -> float:
    return float(world.buildings.floor_m2[rows].sum())


def let_share(spec: Scenario, world: World, rows: Rows) -> float:
    used = world.buildings.occupied_m2[rows].sum()
    return float(used) / floor_m2(spec, world, rows)


def members(spec: Scenario, world: World, rows: Rows) -> float:
    people = world.entrepreneurs
    return int((people.present & (people.collective == the_only(world.buildings.collective[rows]))).sum())


def members_when_full(spec: Scenario, world: World, rows: Rows) -> float:
    return members(spec, world, rows) / let_share(spec, world, rows)


def founded(spec: Scenario, world: World, rows: Rows) -> int:
    month = world.collectives.founded_month[the_only(world.buildings.collective[rows])]
    return int(spec.date_of(int(month)).split("-")[0])


def form(spec: Scenario, world: World, rows: Rows) -> str:
    return FORMS[world.collectives.form[the_only(world.buildings.collective[rows])]]


def owner(spec: Scenario, world: World, rows: Rows) -> str:
    return OWNERS[the_only(world.buildings.owner_kind[rows])]


def operator(spec: Scenario, world: World, rows: Rows) -> str:
    name: str = the_only([spec.area.ground.zones[zone].entry.operator for zone in world.buildings.zone[rows]])
    assert the_only(world.buildings.operated[rows]) == (name != "")
    return name or "none"


def lease(spec: Scenario, world: World, rows: Rows) -> set[str]:
    """All words that hold for the running lease and what follows it."""
    if (world.buildings.owner_kind[rows] == COLLECTIVE).any():
        return set()
    left, renewal = world.buildings.lease_end_month[rows].max(), world.landlords[0].lease_renewal_months
    words = {"temporary": TEMPORARY_MONTHS, "yearly": YEAR_MONTHS}
    return {word for word, months in words.items() if 0 < left <= months and renewal <= months}


def housing(spec: Scenario, world: World, rows: Rows) -> str:
    return "kept out" if world.buildings.housing_excluded[rows].all() else "allowed"


MEASURES: tuple[Callable[[Scenario, World, Rows], Any], ...] = (
    floor_m2,
    let_share,
    members,
    members_when_full,
    founded,
    form,
    owner,
    operator,
    lease,
    housing,
)
MEASURE_OF = {measure.__name__: measure for measure in MEASURES}


def called(fact: dict[str, Any]) -> str:
    return f"{fact['case']}: {fact['what']} {fact['value']}"


@pytest.mark.parametrize("fact", FACTS, ids=called)
def test_a_scenario_starts_with_the_facts_of_its_case(fact: dict[str, Any]) -> None:
    spec, world = world_of(fact["scenario"])
    rows = rows_of(spec, fact["symbol"])
    found, known = MEASURE_OF[fact["what"]](spec, world, rows), fact["value"]
    if isinstance(found, set):
        assert known in found
    elif isinstance(known, str):
        assert found == known
    else:
        assert found == pytest.approx(known, rel=fact.get("within", 1e-9))


def test_every_fact_is_written_as_the_file_says() -> None:
    needed = {"case", "scenario", "symbol", "what", "value", "source"}
    for fact in FACTS:
        assert needed <= set(fact) <= needed | {"within", "note"}, called(fact)
    assert len({called(fact) for fact in FACTS}) == len(FACTS)


def test_all_cases_have_facts() -> None:
    assert {fact["case"] for fact in FACTS} == {
        "Keilepand",
        "Keilewerf",
        "De Kroon",
        "Hillevliet",
        "Werkspoorkwartier",
        "Hof van Cartesius",
    }


def test_no_building_for_work_in_the_werkspoorkwartier_is_left_out_of_the_fact_about_housing() -> None:
    spec, world = world_of("werkspoorkwartier")
    named = next(fact["symbol"] for fact in FACTS if fact["what"] == "housing")
    assert np.array_equal(rows_of(spec, named), np.arange(len(world.buildings)))
