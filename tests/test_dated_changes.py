"""Dated changes of policy: what is refused, and that a run is the same however its months pass."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import SMALL, small
from pydantic import ValidationError

from collectief_sim.batch.engine import carry_out
from collectief_sim.batch.executors import Processes
from collectief_sim.batch.plan import Plan, cross
from collectief_sim.batch.store import Store
from collectief_sim.files.errors import ScenarioError
from collectief_sim.mesa_face.model import CollectiefModel
from collectief_sim.model.identities import broken
from collectief_sim.model.simulation import Simulation, run
from collectief_sim.scenario import Scenario, load
from collectief_sim.scenario.files import dump, override, with_changes
from collectief_sim.scenario.problems import explain

BREAK, TERM, RENEWAL = "policy.tenant_break_months", "policy.contract_months", "policy.renewal_months"
TEN_YEARS = {"contract_months": 120}


def dated(**changes: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    """Changes by name, each with its month and its settings."""
    return {name: {"date": date, "settings": settings} for name, (date, settings) in changes.items()}


def refused(changes: Any, **top: Any) -> str:
    with pytest.raises(ValidationError) as error:
        small(changes=changes, **top)
    return str(explain(error.value, Scenario, "file"))


# ---- what is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (dated(a=("2021-01", {})), "changes.a.settings is empty"),
        (dated(a=("2019-12", {TERM: 12})), "changes.a.date = '2019-12' is outside the run (2020-01 to 2024-12)"),
        (
            dated(a=("2021-01", {"area.cell_m": 20.0})),
            "changes.a.settings: 'area.cell_m' cannot change while a run goes on",
        ),
        (
            dated(a=("2021-01", {BREAK: 60})),
            "changes.a.settings: tenant_break_months is 60, but no term is longer than 24",
        ),
        (dated(a=("2021-01", {TERM: [24]})), "changes.a.settings: policy.contract_months = [24] is not allowed"),
        (
            dated(a=("2021-01", {TERM: {"x": 1}})),
            "changes.a.settings: policy.contract_months = {x = 1} is not allowed",
        ),
        (dated(a=("2021-01", {TERM: float("nan")})), "changes.a.settings: policy.contract_months = nan is not allowed"),
        (dated(a=("2021-01", {TERM: 24.5})), "contract_months = 24.5 is not allowed: it must be a whole number"),
        (
            dated(a=("2021-01", {"market.housing_pressure": 99.0})),
            "changes.a.settings: housing_pressure = 99.0 is not allowed: it must be a number from 0 to 10 factor",
        ),
        (
            dated(b=("2021-01", {TERM: 24}), a=("2021-01", {TERM: 60})),
            "changes.b.settings: policy.contract_months is set by changes.a in the same month, 2021-01",
        ),
        (dated(sources=("2021-01", {TERM: 24})), "changes: 'sources' says where numbers come from"),
        ({"a": 5}, "changes.a"),
        ([5], "changes"),
    ],
)
def test_changes_that_make_no_sense_are_refused(changes: Any, told: str) -> None:
    assert told in refused(changes)


def test_what_is_switched_off_is_no_ground_for_what_follows_nor_refused_for_it() -> None:
    off = {"a": {"date": "2021-01", "on": False, "settings": {TERM: 120}}}
    assert "changes.b.settings: tenant_break_months is 60" in refused(off | dated(b=("2022-01", {BREAK: 60})))
    late = {"a": {"date": "2021-01", "on": False, "settings": {BREAK: 60}}}
    assert small(changes=late).dated_changes() == []
    assert "'policy.x' cannot change" in refused({"a": {"date": "2021-01", "on": False, "settings": {"policy.x": 60}}})
    assert "601" in refused({"a": {"date": "2021-01", "on": False, "settings": {TERM: 601}}})


@pytest.mark.parametrize("how", ["no leased land", "no private owner"])
def test_agreements_need_private_buildings_on_leased_land(how: str) -> None:
    area = copy.deepcopy(SMALL["area"])
    if how == "no leased land":
        area["ground_lease_share"] = 0.0
    else:
        area["legend"]["m"]["owner"] = area["legend"]["s"]["owner"] = "municipality"
    told = "policy.reach = 'agreements' is not allowed here: it is about private buildings on leased land"
    with pytest.raises(ScenarioError) as at_once:
        small({"policy.reach": "agreements"}, area=area)
    assert told in str(at_once.value)
    assert f"changes.a.settings: {told}" in refused(dated(a=("2021-01", {"policy.reach": "agreements"})), area=area)
    going = Simulation(small(area=area), 1)
    with pytest.raises(ScenarioError) as on_the_way:
        going.change({"policy.reach": "agreements"})
    assert told in str(on_the_way.value)


def test_numbers_of_numpy_are_numbers() -> None:
    spec = small(changes=dated(a=("2021-01", {TERM: np.int64(60), "policy.openness": np.float64(0.5)})))
    assert spec.dated_changes() == [(12, {TERM: 60, "policy.openness": 0.5})]


@pytest.mark.parametrize("what", [None, 5, [5], {5: 1}, {"": 1}, {"policy": 1}, {"policy.": 1}, {"changes.a.on": 1}])
def test_a_change_on_the_way_is_settings_by_path(what: Any) -> None:
    simulation = Simulation(small(), 1)
    before = simulation.world.rules.tobytes()
    with pytest.raises(ScenarioError):
        simulation.change(what)
    assert simulation.world.rules.tobytes() == before
    assert simulation.changes == ()
    assert simulation.running


def test_changes_may_be_called_as_anybody_likes_and_be_set() -> None:
    names = dict.fromkeys(("a.b", "settings", "[red]", "date"), ("2021-01", {"policy.openness": 0.1}))
    for name, one in names.items():
        spec = override(small(changes=dated(**{name: one})), {f"changes.{name}.on": False})
        assert not spec.changes[name].on
        spec = override(spec, {f"changes.{name}.settings": {TERM: 48}, f"changes.{name}.on": True})
        assert spec.dated_changes() == [(12, {TERM: 48})]


# ---- what comes after what ---------------------------------------------------------------------------------------------


def whole(spec: Scenario, months: int | None = None) -> Simulation:
    """A run, its identities looked at every month."""
    simulation = Simulation(spec, 3, months)
    while simulation.running:
        simulation.advance()
        assert broken(simulation.world, simulation.months_done) == []
    return simulation


def test_a_change_is_not_held_against_what_came_before_it() -> None:
    """That a break of sixty months held once does not forbid that leases become shorter when it is gone."""
    later = {TERM: 24, BREAK: "none"}
    spec = small(policy=TEN_YEARS, changes=dated(z=("2021-01", {BREAK: 60}), a=("2022-01", later)))
    assert whole(spec).spec.policy.contract_months == 24
    simulation = Simulation(small(policy=TEN_YEARS, changes=dated(z=("2021-01", {BREAK: 60}))), 3)
    simulation.advance(24)
    simulation.change({TERM: 24, BREAK: None})
    simulation.advance(36)
    assert simulation.series.equals(whole(spec).series)


def test_a_change_on_the_way_that_makes_a_later_one_impossible_is_refused() -> None:
    simulation = Simulation(small(policy=TEN_YEARS, changes=dated(late=("2023-01", {BREAK: 60}))), 1)
    simulation.advance(20)
    with pytest.raises(ScenarioError, match=r"change: changes.late.settings: tenant_break_months is 60"):
        simulation.change({TERM: 24})
    simulation.advance(40)
    assert simulation.months_done == 60


def test_those_of_one_month_come_at_once_in_whatever_order_they_are_written() -> None:
    one, other = ("2021-01", {BREAK: 60}), ("2021-01", {TERM: 60})
    forth, back = (small(changes=dated(**changes)) for changes in ({"a": one, "b": other}, {"b": other, "a": one}))
    assert whole(forth).series.equals(whole(back).series)


def test_what_is_changed_on_the_way_comes_after_what_is_dated_and_so_it_is_written_down() -> None:
    spec = small(changes=dated(own=("2021-01", {TERM: 120, "policy.openness": 0.9}), gone=("2022-01", {TERM: 60})))
    tried = [(12, {TERM: 12}), (12, {TERM: 36}), (24, {TERM: 240}), (30, {})]
    simulation = Simulation(spec, 3)
    for month, settings in tried:
        simulation.advance(month - simulation.months_done)
        simulation.change(settings)
    simulation.advance(60)
    assert simulation.spec.policy.contract_months == 240
    again = with_changes(spec, tried)
    assert again.dated_changes() == [(12, {TERM: 36, "policy.openness": 0.9}), (24, {TERM: 240})]
    assert run(again, 3).series.equals(simulation.series)


@pytest.mark.parametrize("months", [1, 12, 13, 60])
def test_a_change_in_the_first_month_and_one_that_a_short_run_never_sees(months: int) -> None:
    first = small(changes=dated(a=("2020-01", {TERM: 120})))
    late = small(changes=dated(a=("2021-01", {TERM: 120, "policy.reach": "all"})))
    assert whole(first, months).spec.policy.contract_months == 120
    assert whole(late, months).spec.policy.contract_months == (120 if months > 12 else 24)
    if months <= 12:
        assert whole(late, months).series.equals(whole(small(), months).series)


# ---- the same, however months pass ---------------------------------------------------------------------------------------

SPEC_TOP = {
    "facts": {
        "ban": {"kind": "no_homes", "date": "2020-04", "until": "2021-06", "reversed_per_year": 0.4},
        "list": {
            "kind": "demolition_list",
            "date": "2021-02",
            "until": "2022-06",
            "place": "m",
            "reversed_per_year": 0.2,
        },
        "works": {"kind": "renovation", "date": "2020-09", "until": "2021-09", "place": "12"},
    },
    "changes": dated(
        longer=("2021-03", {TERM: 60, RENEWAL: "same", "policy.reach": "all"}),
        more=("2021-03", {BREAK: 24}),
        pressure=("2022-02", {"market.housing_pressure": 3.0}),
    ),
}


def advanced(spec: Scenario, step: int) -> Simulation:
    simulation = Simulation(spec, 5)
    while simulation.running:
        simulation.advance(step)
    return simulation


def handed_over(spec: Scenario, copied: Callable[[Simulation], Simulation]) -> Simulation:
    """Half of it, also in the month of a change, then all that is left by a copy."""
    simulation = Simulation(spec, 5)
    for month in (14, 15, 31):
        simulation.advance(month - simulation.months_done)
        simulation = copied(simulation)
    simulation.finish()
    return simulation


def by_mesa(spec: Scenario) -> Simulation:
    model = CollectiefModel(spec, rng=5)
    while model.running:
        model.step()
    return model.simulation


WAYS: dict[str, Callable[[Scenario], Simulation]] = {
    "1 month at a time": lambda spec: advanced(spec, 1),
    "5 months": lambda spec: advanced(spec, 5),
    "12 months": lambda spec: advanced(spec, 12),
    "all": lambda spec: advanced(spec, 1000),
    "pickled": lambda spec: handed_over(spec, lambda one: pickle.loads(pickle.dumps(one))),
    "deep copies": lambda spec: handed_over(spec, copy.deepcopy),
    "Mesa": by_mesa,
}


@pytest.fixture(scope="module")
def spec() -> Scenario:
    return small(**SPEC_TOP)


@pytest.mark.parametrize("way", WAYS)
def test_facts_and_changes_give_the_same_bytes_however_months_pass(way: str, spec: Scenario) -> None:
    usual, other = run(spec, 5), WAYS[way](spec)
    assert other.world.series.tobytes() == usual.world.series.tobytes()
    assert other.world.facts.tobytes() == usual.world.facts.tobytes()
    assert other.outcomes == usual.outcomes


def test_and_they_do_make_a_difference(spec: Scenario) -> None:
    for name in SPEC_TOP:
        assert run(small(**SPEC_TOP | {name: {}}), 5).outcomes != run(spec, 5).outcomes


def test_the_history_of_a_page_is_that_run(spec: Scenario) -> None:
    from collectief_sim.viewer.history import SERIES, simulate

    history, usual = simulate(spec, 5), run(spec, 5)
    for name in SERIES:
        assert np.array_equal(history.series[name][1:], usual.world.series[name].astype(np.float32), equal_nan=True)
    told = [(event["month"], event["what"]) for event in history.events if event["what"] == "policy"]
    assert told == [(14, "policy"), (25, "policy")]


def test_any_number_of_processes_writes_the_same_bytes(spec: Scenario, tmp_path: Path) -> None:
    written = []
    for workers in (1, 2):
        folder = tmp_path / str(workers)
        plan = Plan.of(cross([spec], {"policy.openness": [0.2, 0.8]}), 4)
        with Store.create(folder, plan) as store, Processes(workers) as executor:
            assert list(carry_out(plan, store, executor))
        written.append({file.name: file.read_bytes() for file in sorted(folder.rglob("*.parquet"))})
    assert written[0]
    assert written[0] == written[1]


def test_a_dated_scenario_comes_back_from_its_dump_and_runs_alike(spec: Scenario, tmp_path: Path) -> None:
    file = tmp_path / "again.toml"
    file.write_text(dump(spec), encoding="utf-8")
    assert load(file) == spec
    assert run(load(file), 5).world.series.tobytes() == run(spec, 5).world.series.tobytes()
