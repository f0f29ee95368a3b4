"""The set of worlds: read, chosen, run in, judged; and not stale."""

from __future__ import annotations

import json
import math
from functools import reduce
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from collectief_sim.calibration.folder import digest_of_plan
from collectief_sim.calibration.plan import load_calibration
from collectief_sim.calibration.points import Task, run_points
from collectief_sim.calibration.proof import proof
from collectief_sim.calibration.space import Space
from collectief_sim.cli.run import app
from collectief_sim.experiment.compare import ENOUGH
from collectief_sim.experiment.design import available, folder, load_experiment
from collectief_sim.experiment.expand import cells_of, in_defaults, in_one_world, in_worlds
from collectief_sim.experiment.worlds import RULE, as_csv, load_worlds, some_worlds, world_called, worlds_file
from collectief_sim.files.errors import ScenarioError
from collectief_sim.scenario import load
from collectief_sim.validation.show_worlds import words_for
from collectief_sim.validation.worlds import OverWorlds, judge_worlds, misses, shows

MADE = json.loads((folder() / "worlds.json").read_text(encoding="utf-8"))


def test_the_set_is_of_this_plan_and_of_these_rules_and_defaults() -> None:
    """If this fails, rules or defaults have changed what a world comes to: `collectief calibrate` finds the set anew."""
    plan = load_calibration()
    assert MADE["plan"] == digest_of_plan(plan), "experiments/calibration.toml has changed since the set was found"
    for rule, known in MADE["proof"].items():
        first = next(world for world in load_worlds() if world.settings[RULE] == rule)
        assert proof(plan, first.settings) == known, (
            "the set of worlds is stale: docs/calibration.md says how to find it anew"
        )


def defaults() -> dict[str, Any]:
    """What the model has by default of all that is free."""
    base = load("stylised-area").model_dump()
    return {
        path: reduce(lambda part, key: part[key], path.split("."), base) for path in (RULE, *load_calibration().free)
    }


def test_the_defaults_are_a_typical_member_of_the_set() -> None:
    """In the middle half of what nobody knows, and among nine in ten of what has a source of its own."""
    plan, now = load_calibration(), defaults()
    alike = [world.settings for world in load_worlds() if world.settings[RULE] == now[RULE]]
    for path in plan.free:
        tail = 0.05 if path in plan.drawn else 0.25
        low, high = np.quantile([world[path] for world in alike], [tail, 1 - tail])
        assert low <= now[path] <= high, f"{path} = {now[path]} is not between {low:.3g} and {high:.3g}"


@pytest.mark.slow
def test_the_defaults_are_not_ruled_out_either_and_their_figures_are_typical(tmp_path: Path) -> None:
    plan, now = load_calibration(), defaults()
    space = Space.of(plan.free)
    point = (np.array([[now[path] for path in space.names]], float) - space.low) / (space.high - space.low)
    task = Task("defaults", now[RULE], space, point, 700_001, 24, tuple(plan.targets))
    tried = run_points(plan, task, tmp_path, lambda done: None, None)
    assert tried.implausibility(plan, plan.targets).max() < plan.cutoff
    for i, (name, target) in enumerate(plan.targets.items()):
        ends, (_, error) = (
            MADE["rules"][now[RULE]]["targets"][name]["after"],
            MADE["rules"][now[RULE]]["targets"][name]["errors"],
        )
        low, high = (np.log(end) if target.scale == "log" else end for end in (ends[0], ends[2]))
        assert low - 2 * error <= tried.figures[0, i] <= high + 2 * error, name


def test_every_world_has_a_value_for_whatever_is_free_within_its_ends() -> None:
    plan, worlds = load_calibration(), load_worlds()
    assert [world.number for world in worlds] == list(range(1, len(worlds) + 1))
    assert len(worlds) == sum(MADE["worlds"].values())
    for world in worlds:
        assert world.settings.keys() == {RULE, *plan.free}
        assert all(limits.low <= world.settings[path] <= limits.high for path, limits in plan.free.items())


def test_some_worlds_are_as_many_of_every_rule_whatever_their_number_in_the_set() -> None:
    every = load_worlds()
    assert some_worlds(len(every)) == every
    chosen = some_worlds(21)
    assert {rule: sum(w.settings[RULE] == rule for w in chosen) for rule in MADE["worlds"]} == dict.fromkeys(
        MADE["worlds"], 7
    )
    assert [world.number for world in chosen] == sorted(world.number for world in chosen)
    few = min(MADE["worlds"].values())
    assert len({world.number for world in some_worlds(3 * few + 1)}) == 3 * few + 1  # a rule with too few gives all
    with pytest.raises(ScenarioError, match=f"allowed is 2 to {len(every)}, or --world N"):
        some_worlds(len(every) + 1)


def test_a_set_is_read_as_it_was_written(tmp_path: Path) -> None:
    file = tmp_path / "worlds.csv"
    file.write_bytes(as_csv([dict(world.settings) for world in load_worlds()]))
    assert file.read_bytes() == worlds_file().read_bytes()
    assert load_worlds(file) == load_worlds()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no set of worlds"),
        ("world,behaviour.ties.step\n", "no set of worlds"),
        ("number,behaviour.ties.step\n1,0.2\n", "no set of worlds"),
        ("world,behaviour.ties.step\n1,0.2,3\n", "line 2: has 3 values"),
        ("world,behaviour.ties.step\n1,much\n", "world 1"),
        ("world,behaviour.ties.step\n1,\n", "is no number"),
        ("world,behaviour.ties.step\n1,nan\n", "world 1"),
        ("world,behaviour.ties.step\n1,7\n", "world 1"),
        ("world,behaviour.ties.nonsense\n1,0.2\n", "there is no such setting"),
        ("world,behaviour.ties.step\nfirst,0.2\n", "'first' is no number"),
    ],
)
def test_a_damaged_set_is_refused_with_file_and_place(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "worlds.csv"
    file.write_text(text)
    with pytest.raises(ScenarioError, match=r"worlds\.csv") as refused:
        load_worlds(file)
    assert said in str(refused.value)
    with pytest.raises(ScenarioError, match="collectief calibrate"):
        load_worlds(tmp_path / "gone.csv")


def test_a_run_in_a_world_has_its_settings_but_for_what_is_set() -> None:
    world = world_called(3).settings
    constant = "behaviour.engagement.constant"
    told = CliRunner().invoke(app, ["run", "hillevliet", "--world", "3", "--months", "6", "--json"])
    same = CliRunner().invoke(
        app,
        ["run", "hillevliet", "--months", "6", "--json", *(f"--set={path}={value}" for path, value in world.items())],
    )
    other = CliRunner().invoke(
        app, ["run", "hillevliet", "--world", "3", "--months", "6", "--json", f"--set={constant}=-9"]
    )
    assert told.exit_code == same.exit_code == other.exit_code == 0
    first, second, third = (json.loads(one.stdout) for one in (told, same, other))
    assert (first.pop("world"), first.pop("of_set")["numbers"]) == (3, [3])
    assert first == second
    assert first["outcomes"] != third["outcomes"]
    refused = CliRunner().invoke(app, ["run", "hillevliet", "--world", "99999"])
    assert "--world 99999: allowed is the number of a world, 1 to" in str(refused.exception)


def test_a_batch_over_worlds_has_an_arm_a_world_on_luck_of_its_own(tmp_path: Path) -> None:
    out = tmp_path / "b"
    arguments = [
        "batch",
        "hillevliet",
        "--vary",
        "policy.contract_months=24,120",
        "--worlds",
        "3",
        "-n",
        "1",
        "--out",
        str(out),
    ]
    done = CliRunner().invoke(app, [*arguments, "--workers", "1", "--json"])
    assert done.exit_code == 0, done.output
    arms = json.loads((out / "manifest.json").read_text())["plan"]["arms"]
    assert len(arms) == 6
    assert len({arm["pool"] for arm in arms}) == 2
    both = CliRunner().invoke(app, [*arguments, "--world", "2"])
    assert "choose one of them" in str(both.exception)


def test_an_experiment_over_worlds_keeps_about_as_many_runs_and_pairs_its_arms_in_each() -> None:
    design = in_worlds(load_experiment("contract-length"), 20)
    shipped = load_experiment("contract-length")
    assert design.replicates == -(-shipped.replicates * shipped.worlds // 20)
    cells = cells_of(design)
    assert len(cells) == 20 * len(design.all_arms()) * len(design.areas)
    lucks = {(cell.world, arm.luck) for cell, arm in cells.items()}
    assert len(lucks) == 20
    chosen = some_worlds(20)
    by_number = {world.number: world for world in chosen}
    assert {cell.world for cell in cells} == by_number.keys()
    for cell, arm in cells.items():
        assert arm.world == cell.world
        assert arm.scenario.behaviour.horizon.rule == by_number[cell.world].settings[RULE]
    one = in_one_world(load_experiment("contract-length"), 2)
    assert {arm.scenario.behaviour.horizon.rule for arm in cells_of(one).values()} == {world_called(2).settings[RULE]}


def test_worlds_of_the_set_do_not_go_with_worlds_of_an_experiments_own() -> None:
    with pytest.raises(ScenarioError, match="worlds of its own"):
        in_worlds(load_experiment("assumptions"), 20)


SEVERAL_ARE_ASKED = [("--defaults", "--worlds", "4"), ("--defaults", "--world", "4"), ("--world", "4", "--worlds", "4")]


@pytest.mark.parametrize("asked", SEVERAL_ARE_ASKED)
def test_an_experiment_is_in_several_worlds_in_one_or_in_none(asked: tuple[str, ...]) -> None:
    refused = CliRunner().invoke(app, ["experiment", "reach", *asked, "--dry-run"])
    assert "choose one of them" in str(refused.exception)


def test_shipped_experiments_run_over_worlds_unless_they_set_what_worlds_set() -> None:
    for name in available():
        design = load_experiment(name)
        own = {"pressure": "a setting of worlds is what it varies", "assumptions": "it has worlds of its own"}
        assert design.from_set == (name not in own)
        if design.from_set:
            runs = design.worlds * len(design.arms_to_run()) * len(design.areas) * design.replicates
            assert design.worlds >= ENOUGH
            assert design.replicates >= 2, "or luck cannot be told from worlds"
            assert runs <= 5_000, f"{name}: {runs}"


def test_without_worlds_an_experiment_has_as_many_runs_with_the_numbers_of_its_areas() -> None:
    shipped = load_experiment("reach")
    design = in_defaults(shipped)
    assert not design.has_worlds
    assert design.replicates == shipped.worlds * shipped.replicates
    cells = cells_of(design)
    assert {cell.world for cell in cells} == {0}
    assert {arm.scenario.behaviour.horizon.rule for arm in cells.values()} == {"one_renewal"}
    with pytest.raises(ScenarioError, match=r"--defaults: it has uncertainties"):
        in_defaults(load_experiment("assumptions"))


# ---- judging ----


def over(*figures: float) -> OverWorlds:
    return OverWorlds("it", (0.0, 1.0), "E1", "{:.1f}", figures, (0.1,) * len(figures))


def test_a_world_shows_a_figure_misses_it_or_cannot_be_told_from_luck() -> None:
    found = over(0.5, 1.1, 3.0, math.nan)  # the last has no figure
    assert (found.shows, found.misses) == (0.25, 0.5)
    assert found.quantile(0.5) == pytest.approx(1.1)
    assert shows([found, over(0.5, 0.5, 0.5, 0.5)]) == 0.25
    assert shows([found, over(2.0, 0.5, 0.5, 0.5)]) == 0.0  # no world shows both
    assert misses([found, over(2.0, 0.5, 0.5, 0.5)]) == 0.75
    assert words_for(0.96) == "nearly all"
    assert [words_for(share) for share in (0.7, 0.5, 0.2, 0.0)] == ["most", "about half", "some", "hardly any"]


def test_a_figure_without_end_is_in_a_band_without_end() -> None:
    found = OverWorlds("it", (1.5, math.inf), "E26", "{:.1f}", (math.inf, 1.0, math.nan), (math.nan, 0.1, 0.1))
    assert found.shown.tolist() == [True, False, False]
    assert found.missed.tolist() == [False, True, True]


@pytest.mark.slow
def test_worlds_are_judged_alike_on_any_number_of_workers() -> None:
    chosen = some_worlds(2)
    one, two = (judge_worlds(chosen, 2, {"months": 120}, workers) for workers in (1, 2))
    assert repr(one) == repr(two)
    assert all(len(check.figures) == 2 for _, checks in one for check in checks)


def test_a_world_is_not_judged_by_the_sign_of_a_pair() -> None:
    refused = CliRunner().invoke(app, ["validate", "--seeds", "2"])
    assert "at least 8 runs" in str(refused.exception)
    both = CliRunner().invoke(app, ["validate", "--world", "1", "--defaults"])
    assert "choose one of them" in str(both.exception)


def test_a_world_that_is_none_is_no_scenario_either() -> None:
    with pytest.raises(ScenarioError, match="there is no such setting"):
        load("stylised-area", {"behaviour.horizon.nonsense": 1.0})
