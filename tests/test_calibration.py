"""Calibration: what rules a point out, emulators that know their errors, waves, made-up truth, and a whole small one."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from collectief_sim.calibration import waves
from collectief_sim.calibration.emulator import Emulator
from collectief_sim.calibration.implausible import implausibility, on_scale
from collectief_sim.calibration.plan import Calibration, Range, Target, load_calibration, plan_file
from collectief_sim.calibration.points import Task, Tried
from collectief_sim.calibration.recovery import recovery
from collectief_sim.calibration.space import Space, filled
from collectief_sim.calibration.tried import not_ruled_out, read_table
from collectief_sim.cli.main import REFUSED
from collectief_sim.cli.run import app
from collectief_sim.files.errors import ScenarioError
from collectief_sim.model.simulation import run
from collectief_sim.scenario import load
from collectief_sim.scenario.dictionary import parameters_of
from collectief_sim.validation.arms import arms_called
from collectief_sim.validation.measure import measure
from collectief_sim.validation.patterns import ALL
from collectief_sim.validation.run import arms_for

A, B = "behaviour.engagement.constant", "behaviour.cohesion.constant"
BAND = Target(low=2.0, high=3.0, spread=0.5, source="E17")


def plan_of(targets: dict[str, Target] | None = None, **changes: Any) -> Calibration:
    """The calibration that ships, with two hinges alone."""
    hinges = {name: Range(low=0.0, high=1.0, why="assumed") for name in (A, B)}
    changes = {"hinges": hinges, "drawn": {}, "targets": targets or {"P1.1": BAND}, **changes}
    return load_calibration().model_copy(update=changes)


def of_two(function: Callable[[np.ndarray], np.ndarray], count: int = 128, error: float = 0.01) -> Tried:
    """Points of two settings with one figure that is a function of them."""
    points = filled(Space((A, B), np.zeros(2), np.ones(2)), count, 5)
    figures = function(points)[:, None]
    return Tried(points, points, figures, np.full_like(figures, error), np.full_like(figures, 10 * error))


# ---- what rules a point out ----


@pytest.mark.parametrize(("figure", "off"), [(2.5, 0.0), (2.0, 0.0), (3.5, 1.0), (1.0, 2.0), (np.nan, np.inf)])
def test_only_what_lies_beyond_what_is_known_counts(figure: float, off: float) -> None:
    assert implausibility(BAND, np.array([figure]), np.zeros(1))[0] == off


def test_a_figure_without_an_error_is_none_unless_it_is_within_what_is_known() -> None:
    found = implausibility(BAND, np.array([2.5, 3.5]), np.array([np.nan, np.nan]))
    assert list(found) == [0.0, np.inf]


def test_errors_and_the_spread_between_runs_make_a_figure_less_implausible() -> None:
    far = np.array([5.0])
    assert implausibility(BAND, far, np.array([1.2]))[0] == pytest.approx(2.0 / 1.3)
    once = BAND.model_copy(update={"one_history": True})
    assert implausibility(once, far, np.zeros(1), 1.2)[0] == pytest.approx(2.0 / 1.3)
    assert implausibility(BAND, far, np.zeros(1), 1.2)[0] == pytest.approx(4.0)


def test_ratios_are_compared_by_their_logarithms() -> None:
    ratio = Target(low=2.0, scale="log", spread=0.5, source="E22")
    values, errors = on_scale(ratio, np.array([1.0, 4.0]), np.array([0.1, 0.1]))
    assert errors == pytest.approx([0.1, 0.025])
    assert implausibility(ratio, values, np.zeros(2)) == pytest.approx([np.log(2.0) / 0.5, 0.0])


# ---- emulators ----


def test_an_emulator_predicts_a_smooth_figure_and_knows_how_well() -> None:
    rng = np.random.default_rng(2)
    tried = of_two(lambda p: np.sin(4 * p[:, 0]) + p[:, 1])
    seen = tried.figures[:, 0] + rng.normal(0.0, 0.05, len(tried.points))
    emulator = Emulator(tried.points, seen, np.full(len(seen), 0.05))
    fresh = rng.random((500, 2))
    mean, error = emulator.predict(fresh)
    off = (np.sin(4 * fresh[:, 0]) + fresh[:, 1] - mean) / error
    assert np.abs(off).mean() < 1.5
    assert error.mean() < 0.1
    assert emulator.left_out().explained > 0.95
    assert (np.abs(emulator.left_out().off) < 2).mean() > 0.85


def test_leaving_a_point_out_is_what_fitting_without_it_gives() -> None:
    tried = of_two(lambda p: p[:, 0] ** 2, 16, 0.1)
    emulator = Emulator(tried.points, tried.figures[:, 0], tried.errors[:, 0])
    left_out = emulator.left_out()
    # the same by hand, with the covariance of all points: no mean is fitted, so that leaving out is conditioning alone
    scaled = (tried.figures[:, 0] - emulator.level) / emulator.unit
    among = emulator.kernel(2 * tried.points - 1) + np.diag((tried.errors[:, 0] / emulator.unit) ** 2)
    others = np.arange(16) != 3
    weights = np.linalg.solve(among[np.ix_(others, others)], among[others, 3])
    assert left_out.mean[3] == pytest.approx(emulator.level + emulator.unit * weights @ scaled[others])
    variance = among[3, 3] - weights @ among[others, 3]
    assert left_out.error[3] == pytest.approx(emulator.stretch * emulator.unit * np.sqrt(variance))


def test_a_figure_that_never_changes_is_known_and_one_of_too_few_points_rules_nothing_out() -> None:
    points = filled(Space((A, B), np.zeros(2), np.ones(2)), 16, 1)
    flat = Emulator(points, np.full(16, 7.0), np.zeros(16))
    assert [float(part[0]) for part in flat.predict(points[:1])] == [7.0, 0.0]
    few = Emulator(points, np.where(np.arange(16) < 3, 7.0, np.nan), np.zeros(16))
    mean, error = few.predict(points[:1])
    assert implausibility(BAND, mean, error)[0] == 0.0


# ---- spaces, waves ----


def test_settings_lie_within_their_ends_rounded_and_whole_where_whole_numbers_are_asked_for() -> None:
    months = "behaviour.calendar.shortest_building_months"
    space = Space.of({A: Range(low=-3.0, high=-0.8, why=""), months: Range(low=6, high=24, why="")})
    values = space.values(filled(space, 64, 1))
    assert (values >= space.low).all()
    assert (values <= space.high).all()
    settings = space.settings(values[5])
    assert isinstance(settings[months], int)
    assert settings[A] == round(settings[A], 3)
    narrow = space.narrowed({A: (-2.0, -1.0)})
    assert (narrow.low[0], narrow.high[0], narrow.high[1]) == (-2.0, -1.0, 24.0)


def test_what_is_left_is_what_no_emulator_rules_out() -> None:
    plan = plan_of({"P1.1": Target(low=0.0, high=0.2, spread=0.01, source="E17")})
    space = Space((A, B), np.zeros(2), np.ones(2))
    wave = waves.emulate(of_two(lambda p: p[:, 0]))
    share, left = waves.what_is_left(plan, space, ["P1.1"], [wave], 100, 1)
    assert share == pytest.approx(0.2 + 3 * 0.01, abs=0.03)
    assert len(left) == 100
    assert left[:, 0].max() < 0.26
    assert left[:, 1].std() == pytest.approx(np.sqrt(1 / 12), rel=0.2)  # nothing is known of the other


def test_where_nothing_is_left_nothing_is_made_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waves, "MOST_DRAWS", 2**12)
    plan = plan_of({"P1.1": Target(low=5.0, spread=0.01, source="E17")})
    wave = waves.emulate(of_two(lambda p: p[:, 0]))
    share, left = waves.what_is_left(plan, Space((A, B), np.zeros(2), np.ones(2)), ["P1.1"], [wave], 10, 1)
    assert share == 0.0
    assert left.shape == (0, 2)


def test_a_small_region_is_walked_through_without_leaving_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waves, "MOST_DRAWS", 2**11)
    plan = plan_of({"P1.1": Target(low=0.0, high=0.01, spread=0.001, source="E17")})
    wave = waves.emulate(of_two(lambda p: p[:, 0] + p[:, 1], error=1e-4))
    space = Space((A, B), np.zeros(2), np.ones(2))
    _, left = waves.what_is_left(plan, space, ["P1.1"], [wave], 60, 1)
    assert len(left) == 60
    assert wave.plausible(plan, ["P1.1"], left).all()
    assert len(np.unique(left, axis=0)) > 30


def test_a_setting_that_figures_follow_can_be_found_and_one_they_ignore_cannot() -> None:
    plan = plan_of({"P1.1": Target(low=0.4, high=0.5, spread=0.05, source="E17")})
    first = waves.emulate(of_two(lambda p: p[:, 0]))
    found = recovery(plan, Space((A, B), np.zeros(2), np.ones(2)), ["P1.1"], first)
    assert found.found[0] > 0.9
    assert found.found[1] < 0.1
    assert found.kept > 0.95
    assert found.left == pytest.approx(
        0.37, abs=0.05
    )  # a band as wide, three spreads to both sides, less what lies outside


def test_of_a_made_up_truth_no_more_is_known_than_of_the_real_one() -> None:
    plan = plan_of({"P1.1": Target(low=0.2, spread=0.05, source="E17")})  # known: at least so much
    first = waves.emulate(of_two(lambda p: p[:, 0]))
    found = recovery(plan, Space((A, B), np.zeros(2), np.ones(2)), ["P1.1"], first)
    assert found.kept > 0.95
    assert found.left > 0.8  # on which side of the end, and no more


def test_what_would_not_be_known_does_not_rule_the_truth_out() -> None:
    plan, space = (
        plan_of({"P1.1": Target(low=0.0, high=1.0, spread=0.05, source="E17")}),
        Space((A, B), np.zeros(2), np.ones(2)),
    )
    tried = of_two(lambda p: p[:, 0])
    tried.errors[::4] = np.nan
    assert recovery(plan, space, ["P1.1"], waves.emulate(tried)).kept > 0.95


def test_points_and_waves_have_luck_of_their_own() -> None:
    task = Task("w", "one_renewal", Space((A,), np.zeros(1), np.ones(1)), np.zeros((3, 1)), 100, 8, ("P1.1",))
    assert [list(task.seeds_of(point))[:1] for point in range(3)] == [[100], [108], [116]]
    assert not set(task.seeds_of(0)) & set(task.seeds_of(1))


# ---- the plan ----


def test_every_pattern_says_how_many_figures_it_has() -> None:
    runs = {arm: [measure(run(spec, seed)) for seed in (1, 2)] for arm, spec in arms_called(arms_for(ALL)).items()}
    assert {pattern.id: pattern.figures for pattern in ALL} == {p.id: len(p.checks(runs)) for p in ALL}


def test_the_answer_and_the_prediction_are_never_matched_and_what_is_marked_as_fitted_is_free() -> None:
    plan = load_calibration()
    assert not {pattern.id for pattern in plan.patterns()} & {"P7", "P8", "P11", "C5"}
    marked = {p.path for p in parameters_of(load("stylised-area")) if p.confidence == "fitted"}
    assert marked <= set(plan.free)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"P9.1" =', '"P7.1" =', "never fitted"),
        ('"P9.1" =', '"P99.1" =', "must be a pattern"),
        ('"P9.1" =', '"P9" =', "must be a pattern"),
        ('"P9.1" =', '"P15.9" =', "P15 has P15.1, P15.2, P15.3, P15.4."),
        ('"behaviour.ties.step"', '"behaviour.ties.nonsense"', "there is no such setting"),
        ("low = 0.12, high = 0.4", "low = 0.4, high = 0.12", "must be below"),
        ("low = 0.12, high = 0.4", "low = 0.12, high = 4.0", "ties.step"),
        ('"behaviour.cohesion.constant" =', '"behaviour.calendar.stop_chance" =', "free in two ways"),
        ("points = 256\nseeds = 8", "points = 256\nseeds = 2", "seeds"),
        ('rules = ["one_renewal", "running_term", "expected_stay"]', "rules = []", "rules"),
        ('"one_renewal", "running_term"', '"one_renewal", "crystal_ball"', "rules"),
        ('"P15.1", "P15.2"', '"P15.9", "P15.2"', "there is no target"),
        ("low = 24, high = 60", "low = 60, high = 24", "must not be above"),
        ("low = 24, high = 60, spread = 5", "spread = 5", "give low, high or both"),
        ("spread = 5,", "spread = 0,", "spread"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_with_file_and_place(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = plan_file().read_text()
    assert old in text
    file = tmp_path / "mine.toml"
    file.write_text(text.replace(old, new, 1))
    with pytest.raises(ScenarioError, match=r"mine\.toml") as refused:
        load_calibration(file)
    assert said in str(refused.value)


# ---- a whole one ----

SMALL = """
rules = ["one_renewal"]
waves = [{ points = 8, seeds = 8 }]
candidates = { points = 8, seeds = 8 }

[demography]
targets = ["P15.4"]
waves = [{ points = 8, seeds = 8 }]
free = { "behaviour.firms.relocation_per_year" = { low = 0.02, high = 0.05, why = "F2" } }

[hinges]
"behaviour.calendar.stop_chance" = { low = 0.01, high = 0.1, why = "F29" }

[targets]
"P15.4" = { low = 0.03, high = 0.05, spread = 0.01, source = "F2" }
"P16.2" = { low = 0.06, high = 0.39, spread = 0.05, source = "F29" }
"""


@pytest.mark.slow
def test_a_calibration_finds_worlds_goes_on_where_it_was_stopped_and_comes_to_the_same_bytes(tmp_path: Path) -> None:
    file, out = tmp_path / "small.toml", tmp_path / "found"
    file.write_text(SMALL)

    def calibrate(*more: str) -> Any:
        return CliRunner().invoke(app, ["calibrate", str(file), "--out", str(out), *more])

    done = calibrate("--workers", "2")
    assert done.exit_code == 0, done.output
    made = {name: (out / name).read_bytes() for name in ("worlds.csv", "worlds.json", "tried.csv")}
    found = json.loads(made["worlds.json"])
    assert found["worlds"]["one_renewal"] == len(made["worlds.csv"].splitlines()) - 1 > 0
    stop = found["rules"]["one_renewal"]["settings"]["behaviour.calendar.stop_chance"]
    assert 0.01 <= stop["left"][0] <= stop["left"][2] <= 0.1
    tried = read_table(out / "tried.csv")
    assert len(tried) == 16
    candidates = tried[tried["wave"] == "candidates"]
    assert not_ruled_out(load_calibration(file), candidates).sum() == found["worlds"]["one_renewal"]
    assert (
        not_ruled_out(load_calibration(file), tried, ("P15.4",)).sum()
        >= not_ruled_out(load_calibration(file), tried).sum()
    )
    point = out / "one_renewal-wave-1" / "00003.json"
    whole = point.read_bytes()
    point.unlink()  # as if it had been stopped there
    assert calibrate("--workers", "1").exit_code == 0
    assert point.read_bytes() == whole
    assert {name: (out / name).read_bytes() for name in made} == made
    point.write_bytes(whole[:40])
    assert "00003.json: damaged" in str(calibrate().exception)
    file.write_text(SMALL.replace("0.39", "0.38"))
    assert "another plan" in str(calibrate().exception)


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "holiday.txt").write_text("sea")
    done = CliRunner().invoke(app, ["calibrate", "--out", str(tmp_path)])
    assert isinstance(done.exception, ScenarioError)
    assert "no calibration" in str(done.exception)
    assert REFUSED == 2
