"""Experiments: what their files may say, and from the command line to tables and back."""

from __future__ import annotations

import json
import math
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from conftest import small
from test_cli import COMPILING, SCRIPT, collectief, on_unix, one_object

from collectief_sim.batch.manifest import read_manifest, write_manifest
from collectief_sim.experiment.design import available, load_experiment
from collectief_sim.experiment.expand import Cell, cells_of, plan_of, worlds_of
from collectief_sim.experiment.ledger import LEDGER
from collectief_sim.experiment.lives import survival, tally
from collectief_sim.experiment.results import Results, design_file, read_design, read_results
from collectief_sim.files.disk import digest
from collectief_sim.files.errors import ScenarioError
from collectief_sim.model.catalogue.forms import FORMS
from collectief_sim.scenario import dump, load
from collectief_sim.validation.runs import run_jobs

Change = tuple[str, str]


def experiment_in(folder: Path, *changes: Change, months: int = 180) -> Path:
    """An experiment of two leases on a small area, with pieces of text replaced."""
    area = folder / "small.toml"
    area.write_text(dump(small({"months": months})), encoding="utf-8")
    text = f"""
name = "leases"
title = {{ en = "Two leases", nl = "Twee contracten" }}
areas = ['{area}']
replicates = 8
first_seed = 11
[arms.short]
title = {{ en = "2 years", nl = "2 jaar" }}
settings = {{ "policy.contract_months" = 24 }}
[arms.long]
title = "10"
settings = {{ "policy.contract_months" = 120 }}
"""
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} must occur once"
        text = text.replace(old, new)
    file = folder / "leases.toml"
    file.write_text(text, encoding="utf-8")
    return file


SHORT = ("first_seed = 11", 'first_seed = 11\nmain = "collectives_founded"')  # what short runs can tell


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a finished experiment."""
    folder = tmp_path_factory.mktemp("done")
    ran = collectief("experiment", experiment_in(folder), "--out", folder / "out", "--workers", 2, "--json")
    assert ran.returncode == 0, ran.stderr
    (folder / "out.json").write_text(ran.stdout)
    return folder / "out"


def numbers_in(value: Any) -> Iterator[float]:
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from numbers_in(inner)
    elif not isinstance(value, str | None):
        yield value


# ---- what comes out --------------------------------------------------------------------------------------------------


def test_an_experiment_prints_one_json_object_of_finite_numbers_or_null(done: Path) -> None:
    record = one_object((done.parent / "out.json").read_text())
    assert (record["experiment"], record["replicates"], record["first_seed"]) == ("leases", 8, 11)
    assert (record["planned"], record["done"], record["failed"]) == (16, 16, 0)
    assert Path(record["report"]).is_file()
    assert all(math.isfinite(number) for number in numbers_in(record))
    assert list(record["arms"]["small"]) == ["short", "long"]
    (comparison,) = record["comparisons"]
    assert (comparison["area"], comparison["base"], comparison["other"]) == ("small", "short", "long")
    absent = {*FORMS, "homes_elsewhere"}  # no form exists here, and no budget
    assert list(comparison["outcomes"]) == [name for name in LEDGER if name not in absent]
    for outcome, result in comparison["outcomes"].items():
        if result["pairs"] == 8:
            assert result["mean_base"] == pytest.approx(record["arms"]["small"]["short"][outcome])
            assert result["difference"] == pytest.approx(result["mean_other"] - result["mean_base"], rel=1e-9, abs=1e-6)
            assert result["low"] <= result["difference"] <= result["high"]
    assert comparison["outcomes"]["survival_240_months"]["difference"] is None  # runs of 15 years
    assert comparison["outcomes"]["entrepreneurs_present"]["pairs"] == 8


def test_outcomes_are_those_of_the_runs_themselves(done: Path) -> None:
    results = read_results(done)
    units = results.units.set_index(["arm", "unit"])
    for arm in ("short", "long"):
        runs = results.runs[results.runs["arm"] == arm].set_index("seed")
        for outcome in ("homes_built", "entrepreneurs_displaced", "free_plots_share"):
            assert units.loc[arm, outcome].to_dict() == pytest.approx(runs[outcome].to_dict())
        lives = results.collectives[results.collectives["arm"] == arm]
        assert len(lives) > 8
        assert units.loc[arm, "survival_120_months"].mean() == pytest.approx(share_that_reaches(120, lives, months=180))


def share_that_reaches(age: int, lives: pd.DataFrame, months: int) -> float:
    """Kaplan and Meier by hand: the product over ages of the share that did not end then, of those who were seen then."""
    founded = lives["founded_month"].to_numpy(int)
    ended = lives["ended_month"].fillna(-1).to_numpy(int)
    first_seen, last_seen = np.maximum(0, -founded), np.where(ended >= 0, ended, months) - founded
    share = 1.0
    for now in range(age + 1):
        seen = (last_seen >= now) & ((first_seen < now) | ((now == 0) & (first_seen == 0)))
        ends = (ended >= 0) & seen & (last_seen == now)
        share *= 1.0 - ends.sum() / max(1, seen.sum())
    return share


def test_the_folder_holds_the_tables_of_the_report(done: Path) -> None:
    comparison = pd.read_csv(done / "comparison.csv")
    record = one_object((done.parent / "out.json").read_text())
    told = record["comparisons"][0]["outcomes"]
    for row in comparison.to_dict("records"):
        value = told[row["outcome"]]["difference"]
        assert (value is None and math.isnan(row["difference"])) or row["difference"] == pytest.approx(value, rel=1e-4)
    names = {path.name for path in done.iterdir()}
    assert {
        "experiment.toml",
        "manifest.json",
        "report.html",
        "arms.csv",
        "curves.csv",
        "tests.csv",
        "maps.parquet",
    } <= names
    figures = {path.name for path in (done / "figures").iterdir()}
    assert {f"survival.{kind}" for kind in ("svg", "png", "csv")} <= figures
    sealed = (done / "digests" / "report.sha256").read_text()
    assert all(f"figures/{name}" in sealed for name in figures)
    maps = pd.read_parquet(done / "maps.parquet")
    assert maps["month"].unique().tolist() == [0, 60, 120, 180]
    assert maps.groupby(["arm", "month"]).size().unique().tolist() == [48]


def test_one_worker_and_two_give_the_same_tables_and_report(done: Path, tmp_path: Path) -> None:
    again = collectief("experiment", done.parent / "leases.toml", "--out", tmp_path / "out", "--workers", 1)
    assert again.returncode == 0, again.stderr
    for name in ("comparison.csv", "arms.csv", "curves.csv", "ladder.csv", "fan.csv"):
        assert (tmp_path / "out" / name).read_bytes() == (done / name).read_bytes(), name
    assert "\nReport: " in again.stdout
    assert "2 years" in again.stdout


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_a_dask_cluster_gives_the_same_tables(done: Path, tmp_path: Path) -> None:
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        file = done.parent / "leases.toml"
        ran = collectief("experiment", file, "--out", tmp_path / "out", "--dask", cluster.scheduler_address)
    assert ran.returncode == 0, ran.stderr
    for name in ("comparison.csv", "arms.csv", "curves.csv"):
        assert (tmp_path / "out" / name).read_bytes() == (done / name).read_bytes()


def test_a_report_can_be_made_again_in_another_language(done: Path, tmp_path: Path) -> None:
    shutil.copytree(done, tmp_path / "out")
    before = (done / "report.html").read_text()
    made = collectief("report", tmp_path / "out", "--lang", "nl")
    assert made.returncode == 0, made.stderr
    dutch = (tmp_path / "out" / "report.html").read_text()
    assert "Wie wint, wie betaalt" in dutch
    assert "Gemiddeld zijn in Two leases" not in made.stdout
    assert "makers aan het werk, in plaats van" in made.stdout
    assert "! Slechts 8 herhalingen" in made.stderr
    assert "Who gains, who pays" in before
    assert collectief("report", tmp_path / "out", "--csv", "en").returncode == 0
    assert (tmp_path / "out" / "report.html").read_text() == dutch, "a report keeps its language"
    assert collectief("report", tmp_path / "out", "--lang", "en").returncode == 0
    english = (tmp_path / "out" / "report.html").read_text()
    assert english.replace(str(tmp_path), "") == before.replace(str(done.parent), "")


def test_a_folder_grows_by_more_replicates(done: Path, tmp_path: Path) -> None:
    shutil.copytree(done, tmp_path / "out")
    more = collectief(
        "experiment", done.parent / "leases.toml", "--out", tmp_path / "out", "--resume", "--replicates", 12, "--json"
    )
    assert more.returncode == 0, more.stderr
    record = one_object(more.stdout)
    assert (record["replicates"], record["done"]) == (12, 24)
    assert len(pd.read_parquet(tmp_path / "out" / "plan.parquet")) == 24
    kept = collectief("experiment", done.parent / "leases.toml", "--out", tmp_path / "out", "--resume", "--json")
    assert one_object(kept.stdout)["replicates"] == 12  # never fewer than there are


def test_replicates_are_added_until_the_answer_is_precise(tmp_path: Path) -> None:
    file = experiment_in(tmp_path)
    ran = collectief("experiment", file, "--out", tmp_path / "out", "--precision", 0.04, "--makers", "--json")
    assert ran.returncode == 0, ran.stderr
    record = one_object(ran.stdout)
    result = record["comparisons"][0]["outcomes"]["survival_120_months"]
    assert (result["high"] - result["low"]) / 2 <= 0.04
    assert record["replicates"] > 8
    assert f"{record['replicates']} replicates: survival_120_months is known within" in ran.stderr
    assert str(record["replicates"]) in (tmp_path / "out" / "report.html").read_text()
    makers = pd.read_parquet(tmp_path / "out" / "makers")  # kept of those that were added too
    assert set(makers["key"]) == set(pd.read_parquet(tmp_path / "out" / "runs")["key"])
    assert makers["key"].nunique() == 2 * record["replicates"]


def test_without_out_the_same_question_is_not_simulated_twice(tmp_path: Path) -> None:
    file = experiment_in(tmp_path, SHORT, months=60)
    first, second = (collectief("experiment", file, "--json", cwd=tmp_path) for _ in range(2))
    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    (folder,) = (tmp_path / "results").iterdir()
    assert one_object(first.stdout) == one_object(second.stdout)
    assert len(list((folder / "runs").iterdir())) == 1


@on_unix
def test_an_interrupt_leaves_a_folder_to_go_on_with(tmp_path: Path) -> None:
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        pytest.skip("interrupts are ignored here, as in a job in the background")
    file = experiment_in(tmp_path, ("replicates = 8", "replicates = 4000"))
    command = [SCRIPT, "experiment", str(file), "--out", str(tmp_path / "out")]
    batch = subprocess.Popen(command, stderr=subprocess.PIPE, encoding="utf-8")
    deadline = time.monotonic() + COMPILING
    while time.monotonic() < deadline and not list((tmp_path / "out").glob("runs/*.parquet")):
        time.sleep(0.05)
    batch.send_signal(signal.SIGINT)
    _, said = batch.communicate(timeout=60)
    assert batch.returncode == 130
    assert "--resume" in said
    partial = collectief("report", tmp_path / "out")
    assert partial.returncode == 0, partial.stderr
    first_line = (tmp_path / "out" / "report.html").read_text().split("<main>")[1].lstrip().splitlines()[0]
    assert "This report is incomplete" in first_line


# ---- worlds and factors ----------------------------------------------------------------------------------------------

WORLDS = """
worlds = 5
[uncertainties]
"market.housing_pressure" = { low = 0.5, high = 2.0 }
"policy.notice_months" = { low = 3, high = 12 }
"behaviour.horizon.weighing" = { alternatives = ["exponential", "threshold"] }
"policy.tenant_break_months" = { alternatives = ["none", 12] }
[arms.short]"""


def test_every_world_has_its_own_values_and_all_arms_share_them(tmp_path: Path) -> None:
    design = load_experiment(str(experiment_in(tmp_path, ("\n[arms.short]", WORLDS))))
    drawn = worlds_of(design, load(tmp_path / "small.toml"))
    pressures = sorted(world["market.housing_pressure"] for world in drawn)
    assert [int((pressure - 0.5) / 0.3) for pressure in pressures] == [0, 1, 2, 3, 4]  # a Latin hypercube
    assert all(isinstance(world["policy.notice_months"], int) for world in drawn)
    assert {world["behaviour.horizon.weighing"] for world in drawn} == {"exponential", "threshold"}
    assert {world["policy.tenant_break_months"] for world in drawn} == {"none", 12}
    cells = cells_of(design)
    assert len(cells) == 10
    for cell, arm in cells.items():
        value = drawn[cell.world - 1]["policy.tenant_break_months"]
        assert arm.scenario.policy.tenant_break_months == (None if value == "none" else value)
    for world, values in enumerate(drawn, start=1):
        for arm, months in (("short", 24), ("long", 120)):
            scenario = cells[Cell(arm, "small", world)].scenario
            assert scenario.market.housing_pressure == values["market.housing_pressure"]
            assert (scenario.policy.contract_months, scenario.policy.notice_months) == (
                months,
                values["policy.notice_months"],
            )
    assert worlds_of(design, load(tmp_path / "small.toml")) == drawn


def test_every_world_has_seeds_of_its_own_and_all_arms_share_them(tmp_path: Path) -> None:
    file = experiment_in(tmp_path, ("\n[arms.short]", WORLDS))
    plan = plan_of(load_experiment(str(file)))
    seeds: dict[str, set[int]] = {}
    for run in plan.runs:
        seeds.setdefault(plan.arms[run.arm].name, set()).add(run.seed)
    for world in range(1, 6):
        assert seeds[f"small: short (world {world})"] == seeds[f"small: long (world {world})"]
    assert len(set.union(*seeds.values())) == 5 * 8


def test_a_lease_whose_renewals_stay_as_they_were_is_noted(tmp_path: Path) -> None:
    changes = (
        (f"areas = ['{tmp_path / 'small.toml'}']", 'areas = ["keilekwartier"]'),
        ("replicates = 8", "replicates = 2"),
    )
    file = experiment_in(tmp_path, *changes)
    for arguments in (
        ("experiment", file, "--json", "--out", tmp_path / "out"),
        ("run", "keilekwartier", "--months", 2, "--json", "--set", "policy.contract_months=120"),
        ("batch", "keilekwartier", "-n", 1, "--out", tmp_path / "batch", "--vary", "policy.contract_months=120"),
    ):
        told = collectief(*arguments).stderr
        assert (
            "Note: keilekwartier: policy.renewal_months stays 12, so that a lease of 120 months is renewed for 12"
            in told
        )
    equal = collectief(
        *(
            "run",
            "keilekwartier",
            "--months",
            2,
            "--set",
            "policy.contract_months=120",
            "--set",
            "policy.renewal_months=same",
        )
    )
    assert "renewal_months" not in equal.stderr


def test_an_experiment_with_worlds_takes_worlds_for_units(tmp_path: Path) -> None:
    file = experiment_in(tmp_path, ("\n[arms.short]", WORLDS.replace("worlds = 5", "worlds = 24")), ("= 8", "= 2"))
    ran = collectief("experiment", file, "--out", tmp_path / "out", "--json")
    assert ran.returncode == 0, ran.stderr
    record = one_object(ran.stdout)
    assert record["done"] == 96
    compared = record["comparisons"][0]["outcomes"]["homes_built"]
    assert compared["pairs"] == 24
    shown = one_object(collectief("show", record["folder"], "--json").stdout)["arms"]
    assert list(shown) == ["small: short", "small: long"]  # the worlds of an arm are shown together
    assert shown["small: long"]["runs"] == 48
    difference = shown["small: long"]["outcomes"]["homes_built"]["difference"]
    assert (difference["worlds"], difference["mean"]) == (24, pytest.approx(compared["difference"]))
    assert {row["setting"] for row in record["sensitivity"]} == {
        *("market.housing_pressure", "policy.notice_months", "policy.tenant_break_months"),
        "behaviour.horizon.weighing",
    }
    agreement = {row["outcome"]: row for row in record["agreement"]}
    assert agreement["homes_built"]["worlds"] == 24
    assert all(
        row["worlds"] == 0 or row["same_way_low"] <= row["same_way"] <= row["same_way_high"]
        for row in agreement.values()
    )
    _each_world_counts_once(read_results(Path(record["folder"])), record["arms"]["small"]["long"])


def _each_world_counts_once(results: Results, means: dict[str, float]) -> None:
    """Shares of lives are means of those of worlds, whether many collectives arise in a world or few."""
    shares, weights = [], []
    for world in range(1, 25):
        lives = results.collectives[(results.collectives["world"] == world) & (results.collectives["arm"] == "long")]
        whole = tally(lives.assign(unit=0), 180, 1)["ended"].total()
        shares.append(survival(whole)[60])
        weights.append(len(lives))
    assert np.mean(shares) == pytest.approx(means["survival_60_months"])
    assert len(set(weights)) > 1
    assert np.average(shares, weights=weights) != pytest.approx(means["survival_60_months"], abs=1e-6)


def test_factors_make_every_combination(tmp_path: Path) -> None:
    arms = '[factors."policy.contract_months"]\ntitle = "lease"\nlevels = [24, 120]\nlabels = ["2y", "10y"]\n'
    arms += '[factors."policy.openness"]\nlevels = [0.5, 0.9]\n'
    file = experiment_in(tmp_path)
    file.write_text(file.read_text().split("[arms.")[0] + arms)
    design = load_experiment(str(file))
    assert list(design.all_arms()) == [
        f"contract_months={months}, openness={openness}" for months in (24, 120) for openness in (0.5, 0.9)
    ]
    assert design.title_of("contract_months=120, openness=0.9", "nl") == "lease 10y · openness 0.9"
    assert [other for _, other in design.pairs()] == list(design.all_arms())[1:]
    ran = collectief("experiment", file, "--out", tmp_path / "out", "--replicates", 4, "--json")
    assert ran.returncode == 0, ran.stderr
    effects = one_object(ran.stdout)["effects"]
    named = {(row["factor"], row["by"]) for row in effects}
    assert named == {
        ("policy.contract_months", ""),
        ("policy.openness", ""),
        ("policy.contract_months", "policy.openness"),
    }


# ---- what is refused -------------------------------------------------------------------------------------------------


def refusal_of(file: Path) -> str:
    with pytest.raises(ScenarioError) as refusal:
        cells_of(load_experiment(str(file)))
    return str(refusal.value)


@pytest.mark.parametrize("name", available())
def test_a_shipped_experiment_can_be_run(name: str) -> None:
    design = load_experiment(name)
    assert design.name == name
    plan = plan_of(design)
    assert len(plan.arms) == len(design.arms_to_run()) * len(design.areas) * design.worlds
    assert design.question
    for text in (design.title, design.question, *(arm.title for arm in design.arms.values())):
        assert isinstance(text, dict)
        assert set(text) == {"en", "nl"}


def test_an_arm_is_the_scenario_with_its_settings(tmp_path: Path) -> None:
    cells = cells_of(load_experiment(str(experiment_in(tmp_path))))
    found = cells[Cell("long", "small", 0)].scenario
    assert found == load(tmp_path / "small.toml", {"policy.contract_months": 120})


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("= 120", "= 24"), "arm long: in small it has the same settings as arm short."),
        (
            ('contract_months" = 120', 'contract_month" = 120'),
            "arm long: policy.contract_month: there is no such setting. Did you mean 'policy.contract_months'?",
        ),
        (('"policy.contract_months" = 120', '"policy" = 120'), "policy: this is a table; set one of its keys"),
        (("= 120", "= 1200"), "policy.contract_months = 1200 is not allowed: it must be a whole number from 1 to 600"),
        (
            ('settings = { "policy.contract_months" = 120 }', ""),
            "arm long: in small it has the same settings as arm short.",
        ),
        (("replicates = 8", "replicates = 1"), "replicates = 1 is not allowed: it must be a whole number from 2 to"),
        (("replicates = 8", "replicates = 0"), "replicates = 0 is not allowed: it must be a whole number from 2 to"),
        (("replicates = 8", "replicate = 8"), "unknown key 'replicate'. Did you mean 'replicates'?"),
        (('title = "10"', 'titel = "10"'), "unknown key 'arms.long.titel'. Did you mean 'title'?"),
        (("first_seed = 11", "first_seed = -1"), "first_seed = -1 is not allowed: it must be a whole number from 0 to"),
        (("first_seed = 11", 'main = "survival_120_month"'), "no outcome. Did you mean 'survival_120_months'?"),
        (("first_seed = 11", 'outcomes = ["homes"]'), "outcomes: 'homes' is no outcome."),
        (
            ("first_seed = 11", 'comparisons = [{ base = "short", other = "longer" }]'),
            "comparisons: there is no arm 'longer'. Did you mean 'long'?",
        ),
        (("first_seed = 11", 'comparisons = [{ base = "long", other = "long" }]'), "'long' is compared with itself"),
        (
            ("first_seed = 11", 'worlds = 4\nuncertainties = { "policy.contract_months" = { low = 24, high = 60 } }'),
            "arms.short: policy.contract_months is uncertain in this experiment too; take it out of either",
        ),
        (("first_seed = 11", "worlds = 4"), "worlds: more than one world needs uncertainties"),
        (
            ("first_seed = 11", '[uncertainties]\n"policy.openness" = { low = 0.9, high = 0.1 }'),
            "give either low and high (low below high), or two or more alternatives",
        ),
        (
            ("first_seed = 11", 'worlds = 3\n[uncertainties]\n"policy.opennes" = { low = 0.1, high = 0.9 }'),
            "uncertainties: policy.opennes: there is no such setting. Did you mean 'policy.openness'?",
        ),
        (
            ("first_seed = 11", '[factors."policy.openness"]\nlevels = [0.1, 0.2]'),
            "give either arms or factors",
        ),
        (('name = "leases"', ""), "'name' is missing."),
        (('name = "leases"', 'name = "../leases"'), "name: '../leases' must be letters, digits, dots, dashes"),
        (('title = "10"', "title = 10"), "arms.long.title = 10 is not allowed: it must be text or a table"),
        (('title = "10"', 'title = { fr = "dix" }'), "must be one text, or texts for en and nl"),
        (("[arms.long]", '[arms."a\\u0007"]'), "arms: the character U+0007 is not allowed"),
        (("first_seed = 11", "precision = 0.0"), "precision = 0.0 is not allowed: it must be a number from 1e-06 to"),
        (("small.toml", "smal.toml"), "smal.toml: no such file."),
        (
            ("replicates = 8", 'replicates = 8\noutcomes = "homes_built"'),
            "outcomes = 'homes_built' is not allowed: it must be a list of texts.",
        ),
        (
            ("first_seed = 11", "worlds = 3\n[uncertainties]\npolicy.openness = { low = 0.1, high = 0.9 }"),
            "If policy.openness is meant as one name, write it in quotes.",
        ),
        (
            ('{ "policy.contract_months" = 120 }', "{ policy.contract_months = 120 }"),
            "policy: this is a table; set one of its keys, for instance policy.contract_months (one name, in quotes).",
        ),
        (
            ("first_seed = 11", "settings = { months = 100 }"),
            "main: survival_120_months is not known by the end of the runs: they last 100 months, and in small no collective",
        ),
        (
            ('title = "10"', 'title = "2 jaar"'),
            "arms: short and long are both called '2 jaar'; give each its own title",
        ),
        (
            ("first_seed = 11", 'factors = { "policy.contract_months" = [24, 120] }'),
            """it must be a table with its levels, for instance "policy.contract_months" = { levels = [24, 120] }""",
        ),
        (("replicates = 8", "replicates = "), "not valid TOML"),
    ],
    ids=lambda part: part[1][:40] if isinstance(part, tuple) else "",
)
def test_an_experiment_that_cannot_be_run_is_refused(change: Change, words: str, tmp_path: Path) -> None:
    message = refusal_of(experiment_in(tmp_path, change))
    assert words in message
    assert "\n" not in message


def test_an_arm_that_changes_nothing_is_refused_unless_others_are_compared_with_it(tmp_path: Path) -> None:
    message = refusal_of(experiment_in(tmp_path, ("= 24", "= 60"), ("= 120", "= 24")))
    assert "arm long: it changes nothing: small already has these settings." in message


def test_a_combination_of_factors_may_be_how_the_area_is(tmp_path: Path) -> None:
    text = experiment_in(tmp_path).read_text(encoding="utf-8")
    file = tmp_path / "factors.toml"
    levels = "levels = [120, 60]"  # the area has 60
    file.write_text(
        text[: text.index("[arms.short]")] + f'[factors]\n"policy.contract_months" = {{ {levels} }}\n', encoding="utf-8"
    )
    assert len(cells_of(load_experiment(str(file)))) == 2


def dated_area(folder: Path, date: str) -> Path:
    """An experiment in an area that has leases of 36 months from some month on."""
    file = experiment_in(folder, SHORT)
    changes = {"later": {"date": date, "settings": {"policy.contract_months": 36}}}
    (folder / "small.toml").write_text(dump(small({"months": 36}, changes=changes)), encoding="utf-8")
    return file


def test_an_arm_that_a_dated_change_undoes_is_told_of(tmp_path: Path) -> None:
    file = dated_area(tmp_path, "2021-01")
    ran = collectief("experiment", file, "--out", tmp_path / "out", "--workers", 1)
    assert ran.returncode == 0, ran.stderr
    note = "Note: small: policy.contract_months as it was set holds until 2021-01 only: changes.later makes it 36 from then on"
    assert ran.stderr.count(note) == 1
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert (
        "In small what “2 years and 10” sets holds until 2021-01 only: from then on “first term of a lease” "
        "(policy.contract_months) is 36, because the area changes it then, under every policy alike." in page
    )
    assert len(re.findall("; from 2021-01 on 36 months, [a-z0-9 ]+, because the area changes it", page)) == 2


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (
            {},
            "arm short: in small policy.contract_months = 24 never holds: changes.later makes it 36 from the first month",
        ),
        ({"changes.later.on": False}, ""),
        ({"changes.later.date": "2020-02"}, ""),
    ],
)
def test_an_arm_that_never_holds_is_refused(more: dict[str, object], words: str, tmp_path: Path) -> None:
    file = dated_area(tmp_path, "2020-01")
    settings = ", ".join(f'"{path}" = {json.dumps(value)}' for path, value in more.items())
    file.write_text(file.read_text().replace("replicates = 8", f"replicates = 8\nsettings = {{ {settings} }}"))
    if words:
        assert words in refusal_of(file)
    else:
        plan_of(load_experiment(str(file)))


def test_an_arm_that_makes_a_dated_change_impossible_is_refused(tmp_path: Path) -> None:
    file = experiment_in(tmp_path, SHORT)
    changes = {"later": {"date": "2021-01", "settings": {"policy.tenant_break_months": 60}}}
    spec = small({"months": 36}, policy={"contract_months": 60}, changes=changes)
    (tmp_path / "small.toml").write_text(dump(spec), encoding="utf-8")
    assert "arm short: changes.later.settings: tenant_break_months is 60, but no term is longer" in refusal_of(file)


@pytest.mark.parametrize("arms", [0, 1])
def test_fewer_than_two_arms_are_refused(arms: int, tmp_path: Path) -> None:
    file = experiment_in(tmp_path)
    text = file.read_text().split("[arms.")
    file.write_text(text[0] + (f"[arms.{text[1]}" if arms else "[arms]"))
    words = "arms: an experiment compares at least two" if arms else "give either arms or factors"
    assert refusal_of(file) == f"{file}: {words}."


def test_an_unknown_experiment_is_refused_with_the_nearest_known_one() -> None:
    with pytest.raises(ScenarioError, match=r"'contract-lenght'\. Did you mean 'contract-length'\?"):
        load_experiment("contract-lenght")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert refusal_of(tmp_path / "leases.toml") == f"{tmp_path / 'leases.toml'}: no such file."


def test_collectives_that_were_there_at_the_start_may_be_followed_in_short_runs(tmp_path: Path) -> None:
    file = experiment_in(
        tmp_path,
        (f"areas = ['{tmp_path / 'small.toml'}']", 'areas = ["de-kroon"]'),
        ("first_seed = 11", "settings = { months = 110 }"),
    )
    assert len(cells_of(load_experiment(str(file)))) == 2


def test_a_dry_run_says_what_it_would_take_and_writes_nothing(tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*"))
    file = experiment_in(tmp_path)
    ran = collectief("experiment", file, "--replicates", 30, "--dry-run", "--json", cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert one_object(ran.stdout)["runs"] == 60
    assert sorted(tmp_path.rglob("*")) == sorted([*before, file, tmp_path / "small.toml"])


def test_text_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "latin.toml"
    file.write_bytes('title = "Café"'.encode("latin-1"))
    assert refusal_of(file) == f"{file}: not a text file in UTF-8."


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--lang", "fr"], "--lang 'fr' is not allowed: it must be one of en, nl."),
        (["--precision", "-1"], "precision = -1.0 is not allowed"),
        (["--out", "."], "not empty"),
        (["--resume", "--out", "nowhere"], "no results folder"),
    ],
    ids=str,
)
def test_bad_input_is_refused_before_any_run(options: list[str], words: str, tmp_path: Path) -> None:
    file = experiment_in(tmp_path)
    before = sorted(tmp_path.iterdir())
    ran = collectief("experiment", file, *options, cwd=tmp_path)
    assert ran.returncode == 2, ran.stderr
    assert words in ran.stderr
    assert "Traceback" not in ran.stderr
    assert sorted(tmp_path.iterdir()) == before


def test_a_bad_experiment_is_refused_before_any_run(tmp_path: Path) -> None:
    file = experiment_in(tmp_path, ("= 120", "= 60"), ("= 24", "= 60"))
    ran = collectief("experiment", file, "--json", cwd=tmp_path)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr == "experiment leases, arm long: in small it has the same settings as arm short.\n"
    assert not (tmp_path / "results").exists()


def test_a_folder_of_another_experiment_is_refused(done: Path, tmp_path: Path) -> None:
    other = experiment_in(tmp_path, ("= 120", "= 60"))
    ran = collectief("experiment", other, "--out", done, "--resume")
    assert ran.returncode == 2
    assert "made by another plan" in ran.stderr
    without = collectief("experiment", other, "--out", done)
    assert without.returncode == 2
    assert "it holds another batch" in without.stderr
    assert "--resume" not in without.stderr


def test_a_folder_that_is_no_experiment_has_no_report(done: Path, tmp_path: Path) -> None:
    assert "no results folder" in collectief("report", tmp_path).stderr
    shutil.copytree(done, tmp_path / "batch")
    (tmp_path / "batch" / "experiment.toml").unlink()
    gone = collectief("report", tmp_path / "batch")
    assert gone.returncode == 2
    assert "damaged or missing: experiment.toml" in gone.stderr
    manifest = read_manifest(tmp_path / "batch")
    del manifest["files"]["experiment.toml"]
    write_manifest(tmp_path / "batch", manifest)
    batch = collectief("report", tmp_path / "batch")
    assert batch.returncode == 2
    assert "there is no experiment.toml in it" in batch.stderr
    shutil.copytree(done, tmp_path / "mixed")
    design = read_design(done).model_copy(update={"worlds": 1, "areas": ["small"]})
    renamed = design.model_validate(json.loads(design.model_dump_json().replace('"long"', '"longer"')))
    other = design_file(renamed)
    manifest = read_manifest(tmp_path / "mixed")
    manifest["files"] |= {name: [digest(content)] for name, content in other.items()}
    write_manifest(tmp_path / "mixed", manifest)
    (tmp_path / "mixed" / "experiment.toml").write_bytes(other["experiment.toml"])
    with pytest.raises(ScenarioError, match="of another experiment than the results"):
        read_results(tmp_path / "mixed")


def test_a_report_of_a_folder_that_lost_runs_says_so_in_the_terminal_and_on_its_first_line(
    done: Path, tmp_path: Path
) -> None:
    folder = shutil.copytree(done, tmp_path / "out")
    manifest = read_manifest(folder)
    manifest["plan"]["runs"] = 20
    write_manifest(folder, manifest)
    made = collectief("report", folder)
    assert made.returncode == 0
    assert made.stderr.startswith("! This report is incomplete: 16 of 20 runs could be used")
    first = (folder / "report.html").read_text().split("<main>")[1].lstrip().splitlines()[0]
    assert "This report is incomplete: " in first


def test_a_scenario_that_is_gone_from_the_folder_is_told(done: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(done, tmp_path / "out")
    shutil.rmtree(folder / "scenarios")
    made = collectief("report", folder)
    assert made.returncode == 2
    assert "damaged or missing: scenarios/000.toml" in made.stderr


def test_maps_that_are_damaged_are_refused_and_drawn_again_where_there_are_none(done: Path, tmp_path: Path) -> None:
    shutil.copytree(done, tmp_path / "out")
    (tmp_path / "out" / "maps.parquet").write_text("torn")
    refused = collectief("report", tmp_path / "out")
    assert refused.returncode == 2
    assert "maps.parquet: is damaged; take it away" in refused.stderr
    (tmp_path / "out" / "maps.parquet").unlink()
    made = collectief("report", tmp_path / "out")
    assert made.returncode == 0, made.stderr
    pd.testing.assert_frame_equal(*(pd.read_parquet(where / "maps.parquet") for where in (done, tmp_path / "out")))


def test_fewer_different_worlds_than_asked_for_are_refused(tmp_path: Path) -> None:
    few = WORLDS.split('"market')[0] + '"policy.first_right_to_buy" = { alternatives = [true, false] }\n[arms.short]'
    with pytest.raises(ScenarioError, match="fewer different worlds than asked for"):
        plan_of(load_experiment(str(experiment_in(tmp_path, ("\n[arms.short]", few)))))


def test_a_folder_without_a_whole_replicate_has_no_report(done: Path, tmp_path: Path) -> None:
    shutil.copytree(done, tmp_path / "out")
    shutil.rmtree(tmp_path / "out" / "digests")
    ran = collectief("report", tmp_path / "out")
    assert ran.returncode == 2
    assert "no replicate is finished in all arms yet" in ran.stderr


def test_a_report_that_cannot_be_written_is_told(done: Path, tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write anywhere")
    shutil.copytree(done, tmp_path / "out")
    (tmp_path / "out").chmod(0o555)
    ran = collectief("report", tmp_path / "out")
    (tmp_path / "out").chmod(0o755)
    assert ran.returncode == 2
    assert "cannot be written" in ran.stderr


def test_experiments_are_listed() -> None:
    listed = collectief("experiments")
    assert listed.returncode == 0
    assert all(name in listed.stdout for name in available())


# ---- runs kept in memory (what validation rests on) ------------------------------------------------------------------


def present(result: Any) -> dict[str, int]:
    return {"present": result.outcomes["entrepreneurs_present"]}


@pytest.mark.parametrize("workers", [1, 2])
def test_every_arm_is_run_with_every_seed_by_any_number_of_workers(workers: int, tmp_path: Path) -> None:
    cells = cells_of(load_experiment(str(experiment_in(tmp_path, SHORT, months=24))))
    specs = {cell.arm: arm.scenario for cell, arm in cells.items()}
    jobs = [(arm, seed) for arm in specs for seed in range(5, 8)]
    rows = [row for rows in run_jobs(specs, jobs, workers, present) for row in rows]
    assert sorted((row["arm"], row["seed"]) for row in rows) == [
        (arm, seed) for arm in ("long", "short") for seed in (5, 6, 7)
    ]


def test_an_experiment_can_be_asked_of_another_area(tmp_path: Path) -> None:
    file = experiment_in(tmp_path)
    ran = collectief("experiment", file, "--area", "hillevliet", "--dry-run", "--json")
    assert ran.returncode == 0, ran.stderr
    refused = collectief("experiment", file, "--area", "nowhere", "--dry-run")
    assert refused.returncode == 2
    assert "no scenario called 'nowhere'. Known are" in refused.stderr
    twice = collectief("experiment", file, "--area", "hillevliet", "--area", "hillevliet", "--dry-run")
    assert twice.returncode == 2
    assert "none twice" in twice.stderr
