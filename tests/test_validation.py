"""Validation: figures and verdicts are right on made-up runs, the arms exist, and the command says what it finds."""

from __future__ import annotations

import json
import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from collectief_sim.cli.run import app
from collectief_sim.model.simulation import run
from collectief_sim.scenario.files import load
from collectief_sim.validation import cases, patterns, show
from collectief_sim.validation.arms import CASES, arms_called
from collectief_sim.validation.estimate import BARELY, FAILS, HOLDS, UNSURE, Check, Figure
from collectief_sim.validation.measure import FOLLOWED, SIZES, measure, sums_by_size
from collectief_sim.validation.run import arms_for, gather, judge, verdict

pytestmark = pytest.mark.filterwarnings("error")


def check(value: float, low: float, high: float) -> Check:
    known: Any = SimpleNamespace(value=value, low=low, high=high)
    return Check("it", known, (0.0, 1.0), "because")


def test_verdicts() -> None:
    assert check(0.5, 0.4, 0.6).verdict == HOLDS
    assert check(0.1, -0.1, 0.3).verdict == BARELY
    assert check(1.2, 0.9, 1.5).verdict == UNSURE
    assert check(1.2, 1.1, 1.5).verdict == FAILS
    assert check(math.nan, math.nan, math.nan).verdict == FAILS
    assert verdict([check(0.5, 0.4, 0.6), check(0.1, -0.1, 0.3)]) == BARELY
    assert verdict([check(0.1, -0.1, 0.3), check(2, 2, 2)]) == FAILS


def test_the_interval_of_a_mean_has_its_textbook_width() -> None:
    values = np.random.default_rng(3).normal(5.0, 2.0, 400)
    found = Figure(lambda s: s[..., 0] / s[..., 1], np.column_stack([values, np.ones(400)]))
    assert found.value == pytest.approx(values.mean())
    assert found.high - found.low == pytest.approx(2 * 1.96 * 2.0 / 20, rel=0.1)


def test_the_error_of_a_mean_by_the_jackknife_is_its_standard_error() -> None:
    values = np.random.default_rng(3).normal(5.0, 2.0, 400)
    found = Figure(lambda s: s[..., 0] / s[..., 1], np.column_stack([values, np.ones(400)]))
    assert found.error == pytest.approx(values.std(ddof=1) / 20)
    assert math.isnan(Figure(lambda s: s[..., 0], values[:1, None]).error)


def test_least_squares_from_sums() -> None:
    rng = np.random.default_rng(1)
    x = np.column_stack([np.ones(500), rng.random(500)])
    y = x @ [0.2, 0.5]
    sums = np.concatenate([(x.T @ x).ravel(), x.T @ y])
    assert patterns._line(sums, 2) == pytest.approx([0.2, 0.5])


def test_survival_of_firms_is_the_product_limit() -> None:
    closed, at_risk = np.zeros(FOLLOWED), np.full(FOLLOWED, 100.0)
    closed[3], closed[20] = 10, 50
    assert patterns._still_open(1)(np.concatenate([closed, at_risk])) == pytest.approx(0.9)
    assert patterns._still_open(3)(np.concatenate([closed, at_risk])) == pytest.approx(0.45)


def test_variety_is_compared_among_groups_of_one_size() -> None:
    rng = np.random.default_rng(2)
    size = rng.integers(2, 30, 5000)
    variety = np.minimum(1.0, 0.4 + size / 30) + rng.normal(0.0, 0.05, 5000)
    held = (size > 12) | (rng.random(5000) < 0.02)  # size alone decides, and not along a straight line
    xx, xy = sums_by_size((rng.random(5000), variety), size, held)
    assert np.shape(xx) == ((2 + SIZES) ** 2,)
    slope = patterns._line(np.concatenate([xx, xy]), 2 + SIZES)[1]
    assert abs(slope) < 0.1 < np.polyfit(variety, held, 1)[0]


def test_measurements_agree_with_the_tables_of_a_run() -> None:
    result = run(load("stylised-area"), seed=4)
    found, lives = measure(result), result.collectives
    assert found["founded"] == len(lives)
    assert found["reached_area_level"] == lives.area_level_month.notna().sum()
    assert found["endings"].sum() == lives.ended_month.notna().sum()
    assert found["months_on_step"].sum() == lives.filter(like="months_on_step").to_numpy().sum()
    assert found["held_xx"][0] > 0
    assert found["stable_at_age"].sum() == lives.stable_month.notna().sum()
    people = result.makers
    free = people[people.arrived_month.notna() & ~people.was_member]
    assert found["at_risk"][0] == len(free)
    assert found["moved"] == free.cause.isin(["outgrew", "relocated"]).sum()
    stay = free.left_month.fillna(result.months) - free.arrived_month
    closed = free.cause.isin(["closed", "broke"]) & (stay < FOLLOWED)
    assert found["closed_at"].sum() == closed.sum()


def told(judged: tuple[patterns.Pattern, list[Check]]) -> list[str]:
    return [repr((check.what, check.figure.value, check.figure.low, check.figure.high)) for check in judged[1]]


def test_every_pattern_is_computed_from_its_arms_whatever_the_number_of_workers() -> None:
    names = arms_for(patterns.ALL)
    specs = arms_called(names)
    assert set(specs) == set(names)
    first = [pattern for pattern in patterns.PATTERNS if pattern.arms == ("term 24",)]
    chosen = arms_called(arms_for(first))
    one, two = (judge(gather(chosen, range(1, 4), workers), first) for workers in (1, 2))
    assert [told(pattern) for pattern in one] == [told(pattern) for pattern in two]
    assert [pattern.id for pattern, _ in one] == [pattern.id for pattern in first]


@pytest.mark.slow
def test_the_command_judges_and_its_exit_code_says_so() -> None:
    done = CliRunner().invoke(
        app, ["validate", "--defaults", "--quick", "--seeds", "4", "--set", "people.buffer_start_months=5", "--json"]
    )
    record = json.loads(done.stdout)
    assert record["settings"] == {"people.buffer_start_months": 5}
    assert [p["id"] for p in record["patterns"]][:16] == [f"P{i}" for i in range(1, 17)]
    failing = [p for p in record["patterns"] if p["verdict"] == FAILS and not p["misses_because"]]
    assert done.exit_code == (1 if failing else 0)


def test_what_was_fitted_and_what_is_a_thought_experiment_is_said() -> None:
    by_id = {pattern.id: pattern for pattern in patterns.ALL}
    assert show.marks(by_id["P7"]) == ["policy.reach = all, a thought experiment"]
    assert show.marks(by_id["P1"]) == ["matched"]
    assert show.marks(by_id["C2"]) == ["matched", "its smallest unit set by hand"]
    assert show.marks(by_id["C5"]) == []


def test_a_card_sets_what_is_known_beside_the_model() -> None:
    case = next(case for case in CASES if case.name == "De Kroon")
    watched = np.ones((4, cases.MONTHS, len(cases.WATCHED)))
    watched[0, :, cases.WATCHED.index("radius")] = 0
    watched[3, 12:] = np.nan
    fact = {"what": "floor_m2", "value": 10_000, "source": "F18", "note": "a round number"}
    written = cases.card(case, watched, np.array([0, 0, 0, 3]), [fact])
    assert "| floor (m2) | 10,000 (F18); a round number | set so at the start |" in written
    assert "5.8 years on | yes (E11) | in 75% of histories |" in written
    assert "(E11) | neighbourhood 67%, building 33% |" in written
    assert "| 75% still there; fell apart 0%, became too small 0%, lost its building 25% |" in written
    assert written.endswith("members at once.\n")


def test_no_share_is_known_better_than_to_one_event() -> None:
    none = patterns.share([{"part": np.zeros(1), "whole": np.full(1, 10.0)} for _ in range(8)], "part", "whole")
    assert (none.value, none.error) == (0.0, 1 / 80)
    half = patterns.share(
        [{"part": np.full(1, n % 2 * 10.0), "whole": np.full(1, 10.0)} for n in range(8)], "part", "whole"
    )
    assert half.error > 0.1  # by the spread of runs, as ever
