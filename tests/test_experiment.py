"""Experiments: paired differences with honest intervals, the same whatever order runs come in."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console
from scipy import stats
from test_cli import collectief, one_object
from test_scenario_files import scenario_toml

from collectief_sim.errors import ScenarioError
from collectief_sim.experiment.design import available, load_experiment
from collectief_sim.experiment.paired import Row, compare, outcomes, run_arms, tabulate
from collectief_sim.experiment.show import tell
from collectief_sim.scenario import Scenario, load

BASE, OTHER = "two-years", "ten-years"


def table_of(base: list[float | None], other: list[float | None]) -> pd.DataFrame:
    """A table of one outcome in two arms, seed by seed."""
    arms = {BASE: base, OTHER: other}
    return tabulate(
        [{"arm": arm, "seed": seed, "x": value} for arm in arms for seed, value in enumerate(arms[arm])], list(arms)
    )


def experiment_in(folder: Path, *changes: tuple[str, str], months: int = 12) -> Path:
    """An experiment of two leases on the small scenario, with pieces of text replaced."""
    small = folder / "small.toml"
    small.write_text(
        scenario_toml(('"2025-01"\nmonths = 24', f'"2025-01"\nmonths = {months}'), ('"2026-01"', '"2025-06"'))
    )
    text = f"""
name = "leases"
title = "Two leases"
scenario = '{small}'
replicates = 4
first_seed = 11
[arms.short]
title = "2 years"
settings = {{ "policy.contract_months" = 24 }}
[arms.long]
title = "10 years"
settings = {{ "policy.contract_months" = 120 }}
"""
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} must occur once"
        text = text.replace(old, new)
    file = folder / "leases.toml"
    file.write_text(text, encoding="utf-8")
    return file


def refusal_of(file: Path) -> str:
    with pytest.raises(ScenarioError) as refusal:
        load_experiment(str(file)).scenarios()
    return str(refusal.value)


@pytest.fixture(scope="module")
def arms(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Scenario]:
    return load_experiment(str(experiment_in(tmp_path_factory.mktemp("leases")))).scenarios()


# ---- comparing -------------------------------------------------------------------------------------------------------


def test_a_difference_worked_out_by_hand() -> None:
    row = compare(table_of([1, 2, 3, 4], [2, 4, 6, 8]), BASE, OTHER).loc["x"]
    assert (row["base"], row["other"], row["difference"], row["pairs"]) == (2.5, 5.0, 2.5, 4)
    half = 3.182446305 * math.sqrt(5 / 3) / 2  # t of 3 degrees of freedom, spread of 1, 2, 3, 4
    assert (row["low"], row["high"]) == pytest.approx((2.5 - half, 2.5 + half))
    assert row["variance_ratio"] == pytest.approx((5 / 3 + 20 / 3) / (5 / 3))


@pytest.mark.parametrize("pairs", [2, 3, 10, 200])
def test_the_interval_is_that_of_a_paired_t_test(pairs: int) -> None:
    luck = np.random.default_rng(pairs)
    base = luck.normal(50, 9, pairs)
    other = base + luck.normal(2, 3, pairs)
    row = compare(table_of(list(base), list(other)), BASE, OTHER).loc["x"]
    expected = stats.ttest_rel(other, base).confidence_interval(0.95)
    assert (row["low"], row["high"]) == pytest.approx((expected.low, expected.high))
    assert row["difference"] == pytest.approx(other.mean() - base.mean())
    assert row["variance_ratio"] == pytest.approx((base.var(ddof=1) + other.var(ddof=1)) / np.var(other - base, ddof=1))


def test_pairs_are_left_out_where_either_arm_is_undefined() -> None:
    holes = table_of([1, None, 3, 4, 9, None], [2, 5, 6, None, 7, None])
    whole = table_of([1, 3, 9], [2, 6, 7])
    pd.testing.assert_frame_equal(compare(holes, BASE, OTHER), compare(whole, BASE, OTHER))


def test_a_seed_that_only_one_arm_ran_is_left_out() -> None:
    longer = table_of([1, 2, 3], [2, 4, 5, 100])
    pd.testing.assert_frame_equal(compare(longer, BASE, OTHER), compare(table_of([1, 2, 3], [2, 4, 5]), BASE, OTHER))


def test_without_any_pair_nothing_is_claimed() -> None:
    row = compare(table_of([None, 1], [2, None]), BASE, OTHER).loc["x"]
    assert row["pairs"] == 0
    assert row.drop("pairs").isna().all()


def test_one_pair_has_a_difference_but_no_interval() -> None:
    row = compare(table_of([1, None], [4, 2]), BASE, OTHER).loc["x"]
    assert (row["base"], row["other"], row["difference"], row["pairs"]) == (1, 4, 3, 1)
    assert row[["low", "high", "variance_ratio"]].isna().all()


def test_a_difference_that_never_varies_is_exact() -> None:
    row = compare(table_of([1, 2, 3], [3, 4, 5]), BASE, OTHER).loc["x"]
    assert (row["difference"], row["low"], row["high"]) == (2, 2, 2)
    assert pd.isna(row["variance_ratio"])


def test_arms_the_other_way_round_give_the_opposite_difference() -> None:
    table = table_of([1, 7, 3], [2, 4, 9])
    there, back = compare(table, BASE, OTHER).loc["x"], compare(table, OTHER, BASE).loc["x"]
    assert (back["difference"], back["low"], back["high"]) == (-there["difference"], -there["high"], -there["low"])


ROWS: list[Row] = [
    {"arm": arm, "seed": seed, "count": seed * len(arm), "share": None if seed == 2 else seed / 7}
    for arm in (BASE, OTHER, "forever")
    for seed in range(4)
]


@given(rows=st.permutations(ROWS))
@settings(deadline=None, max_examples=40)
def test_a_table_does_not_depend_on_the_order_in_which_runs_arrive(rows: list[Row]) -> None:
    arms = [OTHER, BASE, "forever"]
    table = tabulate(rows, arms)
    pd.testing.assert_frame_equal(table, tabulate(ROWS, arms))
    assert list(table["arm"].unique()) == arms
    assert table.groupby("arm", observed=True)["seed"].apply(list).tolist() == [[0, 1, 2, 3]] * 3


# ---- running ---------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_one_worker_and_two_give_the_same_table(arms: dict[str, Scenario]) -> None:
    alone, together = (
        tabulate([row for rows in run_arms(arms, range(1, 9), workers, outcomes) for row in rows], list(arms))
        for workers in (1, 2)
    )
    assert len(alone) == 16
    pd.testing.assert_frame_equal(alone, together, check_exact=True)


def test_every_arm_is_run_with_every_seed(arms: dict[str, Scenario]) -> None:
    rows = [row for rows in run_arms(arms, range(5, 8), 1, outcomes) for row in rows]
    assert sorted((str(row["arm"]), row["seed"]) for row in rows) == [
        (arm, seed) for arm in ("long", "short") for seed in (5, 6, 7)
    ]


def numbers_in(value: Any) -> Iterator[float]:
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from numbers_in(inner)
    elif not isinstance(value, str | None):
        yield value


def test_an_experiment_prints_one_json_object_of_finite_numbers_or_null(tmp_path: Path) -> None:
    done = collectief("experiment", experiment_in(tmp_path), "--replicates", 3, "--workers", 1, "--json")
    assert done.returncode == 0, done.stderr
    record = one_object(done.stdout)
    assert (record["experiment"], record["replicates"], record["first_seed"]) == ("leases", 3, 11)
    assert all(math.isfinite(number) for number in numbers_in(record))
    assert list(record["arms"]) == ["short", "long"]
    (comparison,) = record["comparisons"]
    assert (comparison["base"], comparison["other"]) == ("short", "long")
    for outcome, result in comparison["outcomes"].items():
        assert result["pairs"] <= 3
        if result["pairs"] == 3:
            assert result["base"] == pytest.approx(record["arms"]["short"][outcome])
            assert result["other"] == pytest.approx(record["arms"]["long"][outcome])
            assert result["difference"] == pytest.approx(result["other"] - result["base"], abs=1e-9)
            assert result["low"] <= result["difference"] <= result["high"]
    assert comparison["outcomes"]["survival_240_months"]["difference"] is None
    assert comparison["outcomes"]["entrepreneurs_present"]["pairs"] == 3


def test_a_table_for_people_says_what_differs(tmp_path: Path) -> None:
    plan = load_experiment(str(experiment_in(tmp_path)))
    rows = [row for rows in run_arms(plan.scenarios(), range(2), 1, outcomes) for row in rows]
    console = Console(width=130, record=True, file=io.StringIO())
    tell(plan, tabulate(rows, list(plan.arms)), console)
    shown = console.export_text()
    words = ["Two leases", "2 paired runs per arm", "2 years", "10 years", "difference", "95% interval", "clear?"]
    assert all(word in shown for word in [*words, "collectives founded", "public cost (EUR)"])
    assert "nan" not in shown


# ---- what is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", available())
def test_a_shipped_experiment_has_arms_that_differ(name: str) -> None:
    plan = load_experiment(name)
    assert plan.name == name
    assert len(plan.scenarios()) >= 2


def test_an_arm_is_the_scenario_with_its_settings(tmp_path: Path) -> None:
    file = experiment_in(tmp_path)
    specs = load_experiment(str(file)).scenarios()
    assert specs["long"] == load(tmp_path / "small.toml", {"policy.contract_months": 120})


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("= 120", "= 24"), "experiment leases: arms 'short' and 'long' are the same."),
        (
            ('contract_months" = 120', 'contract_month" = 120'),
            "policy.contract_month: there is no such setting. Did you mean 'policy.contract_months'?",
        ),
        (('"policy.contract_months" = 120', '"policy" = 120'), "policy: this is a table; set one of its keys"),
        (('"policy.contract_months" = 120', "policy.contract_months = 120"), "policy: this is a table"),
        (("= 120", "= 1200"), "policy.contract_months = 1200 is not allowed: it must be a whole number from 1 to 600"),
        (("replicates = 4", "replicates = 1"), "replicates = 1 is not allowed: it must be a whole number from 2 to"),
        (("replicates = 4", "replicate = 4"), "unknown key 'replicate'. Did you mean 'replicates'?"),
        (('title = "10 years"', 'titel = "10 years"'), "unknown key 'arms.long.titel'. Did you mean 'title'?"),
        (("first_seed = 11", "first_seed = -1"), "first_seed = -1 is not allowed: it must be a whole number from 0 to"),
        (('name = "leases"', ""), "'name' is missing."),
        (("small.toml", "smal.toml"), "smal.toml: no such file."),
        (("replicates = 4", "replicates = "), "not valid TOML"),
    ],
    ids=lambda part: part if isinstance(part, str) else "",
)
def test_an_experiment_that_cannot_be_run_is_refused(change: tuple[str, str], words: str, tmp_path: Path) -> None:
    message = refusal_of(experiment_in(tmp_path, change))
    assert words in message
    assert "\n" not in message


@pytest.mark.parametrize("arms", [0, 1])
def test_fewer_than_two_arms_are_refused(arms: int, tmp_path: Path) -> None:
    file = experiment_in(tmp_path)
    text = file.read_text().split("[arms.")
    file.write_text(text[0] + (f"[arms.{text[1]}" if arms else "[arms]"))
    assert refusal_of(file) == f"{file}: arms: an experiment compares at least two."


def test_an_unknown_experiment_is_refused_with_the_nearest_known_one() -> None:
    with pytest.raises(ScenarioError, match=r"'contract-lenght'\. Did you mean 'contract-length'\?"):
        load_experiment("contract-lenght")


def test_text_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "latin.toml"
    file.write_bytes('title = "Café"'.encode("latin-1"))
    assert refusal_of(file) == f"{file}: not a text file in UTF-8."


def test_the_command_line_refuses_a_bad_experiment_before_any_run(tmp_path: Path) -> None:
    file = experiment_in(tmp_path, ("= 120", "= 24"))
    done = collectief("experiment", file, "--json")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "experiment leases: arms 'short' and 'long' are the same.\n"
