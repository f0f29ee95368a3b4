"""What is told of the worlds that runs are in: their numbers, what was set of them, and a set of one's own."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner, Result

from collectief_sim.batch.of_set import OfSet, used_in
from collectief_sim.batch.show import contents
from collectief_sim.cli.run import app
from collectief_sim.experiment.results import read_results
from collectief_sim.experiment.worlds import ENVIRONMENT, load_worlds, notes_on_worlds, some_worlds
from collectief_sim.files.errors import ScenarioError
from collectief_sim.scenario import load
from collectief_sim.scenario.files import override

RULE, CONSTANT, STEP = "behaviour.horizon.rule", "behaviour.engagement.constant", "behaviour.ties.step"
ROWS = ["one_renewal,-2.5,0.1", "running_term,-1.5,0.2", "expected_stay,-1,0.3", "one_renewal,-2,0.15"]
SET = "\n".join([f"world,{RULE},{CONSTANT},{STEP}", *(f"{number},{row}" for number, row in enumerate(ROWS, 11)), ""])


@pytest.fixture
def own_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A set of four worlds, numbered from 11, in the place of the one that comes with the package."""
    file = tmp_path / "found" / "worlds.csv"
    file.parent.mkdir()
    file.write_bytes(SET.encode())
    monkeypatch.setenv(ENVIRONMENT, str(file))
    return file


def typed(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def answer(refused: Result) -> str:
    """What is said of a command that was refused, without the frame that is drawn around it here."""
    return " ".join(f"{refused.output} {refused.exception}".replace("│", " ").split())


def test_a_run_says_in_which_world_it_is_in_all_that_it_writes(own_set: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    told = typed("run", "hillevliet", "--world", "12", "--months", "6", "--out", str(out))
    assert told.exit_code == 0, told.output
    plain = " ".join(told.stdout.split())
    assert f"World 12 of 4 in {own_set}." in plain
    record = json.loads((out / "run.json").read_text())
    digest = hashlib.sha256(SET.encode()).hexdigest()
    assert record["world"] == 12
    assert record["of_set"] == {"numbers": [12], "total": 4, "digest": digest, "file": str(own_set), "changed": {}}
    for table in out.glob("*.parquet"):
        assert set(pd.read_parquet(table)["world"]) <= {12}
    assert (out / "scenario.toml").read_text().startswith("# World 12 of 4")
    assert load(out / "scenario.toml").behaviour.horizon.rule == "running_term"
    dutch = typed("run", "hillevliet", "--world", "12", "--months", "0", "--lang", "nl")
    assert dutch.exit_code != 0 or "Wereld 12 van 4" in dutch.stdout


def test_what_is_set_of_a_world_is_told_and_warned_of(own_set: Path) -> None:
    ran = typed("run", "hillevliet", "--world", "11", "--months", "6", "--json", f"--set={CONSTANT}=-9")
    assert json.loads(ran.stdout)["of_set"]["changed"] == {CONSTANT: -9}
    assert f"Note: {CONSTANT}: worlds have a value for this" in ran.stderr
    other = typed("run", "hillevliet", "--world", "11", "--months", "6", "--json", "--set=policy.programming=0.1")
    assert json.loads(other.stdout)["of_set"]["changed"] == {}
    assert "worlds have" not in other.stderr
    without = typed("run", "hillevliet", "--months", "6", "--json", f"--set={CONSTANT}=-9")
    assert "of_set" not in json.loads(without.stdout)
    assert "worlds" not in without.stderr


def test_what_is_varied_of_worlds_is_warned_of_once_before_anything_runs(own_set: Path) -> None:
    vary = f"--vary={RULE}=one_renewal,running_term"
    foreseen = typed("batch", "hillevliet", "--worlds", "3", vary, "--set=months=24", "--dry-run")
    assert foreseen.exit_code == 0, foreseen.output
    assert foreseen.stderr.count("worlds have a value for this") == 1
    assert "Worlds 12, 13, 14 of 4" in foreseen.stdout
    assert f"but for {RULE} = " in foreseen.stdout


def test_a_value_of_a_scenarios_own_makes_way_with_a_note(own_set: Path) -> None:
    worlds, plain = load_worlds(), load("hillevliet")
    assert notes_on_worlds(worlds, [plain], [], [plain]) == []
    value = override(plain, {CONSTANT: -3.0})
    sourced = plain.model_copy(deep=True)
    sourced.behaviour.ties.sources["step"] = "a survey of our own"
    for spec, path in ((value, CONSTANT), (sourced, STEP)):
        (note,) = notes_on_worlds(worlds, [spec], [], [spec])
        assert note.startswith(f"hillevliet: {path}: the scenario has a value of its own")
        assert "of its own" not in "".join(notes_on_worlds(worlds, [spec], [path], [spec]))


def test_another_way_of_weighing_than_worlds_were_found_under_is_told(own_set: Path) -> None:
    ran = typed(
        "run", "hillevliet", "--world", "11", "--months", "6", "--json", "--set=behaviour.horizon.weighing=threshold"
    )
    assert "behaviour.horizon.weighing is threshold, and worlds were found under exponential" in ran.stderr


def test_a_batch_over_worlds_takes_the_world_as_the_unit_and_names_each(own_set: Path, tmp_path: Path) -> None:
    out = tmp_path / "b"
    arguments = ("hillevliet", "--worlds", "4", "-n", "2", "--set=months=60", "--workers", "1", "--out", str(out))
    ran = typed("batch", *arguments)
    assert ran.exit_code == 0, ran.output
    plain = " ".join(ran.stdout.split())
    assert f"Worlds 11, 12, 13, 14 of 4 in {own_set}." in plain
    assert "4 worlds, 8 runs" in plain
    assert "lowest and highest world" in plain
    found = contents(out)
    assert found["of_set"]["numbers"] == [11, 12, 13, 14]
    runs = pd.concat(map(pd.read_parquet, sorted((out / "runs").glob("*.parquet"))))
    means = runs.groupby(CONSTANT)["entrepreneurs_displaced"].mean()
    arm = found["arms"]["hillevliet"]
    estimate = arm["outcomes"]["entrepreneurs_displaced"]
    assert (arm["runs"], arm["worlds"], estimate["worlds"]) == (8, 4, 4)
    assert estimate["mean"] == pytest.approx(means.mean())
    assert (estimate["worlds_low"], estimate["worlds_high"]) == (means.min(), means.max())
    half = 3.182446 * means.std() / 2
    assert estimate["high"] == pytest.approx(means.mean() + half)
    assert estimate["low"] == pytest.approx(max(0.0, means.mean() - half))
    assert all(one["low"] is None or one["low"] >= 0 for n, one in arm["outcomes"].items() if "_eur" not in n)
    assert json.loads(typed("show", str(out), "--json").stdout)["of_set"]["total"] == 4
    assert typed("verify", str(out)).exit_code == 0
    assert typed("batch", *arguments, "--resume").exit_code == 0


def test_an_experiment_names_its_worlds_in_its_method_and_reads_them_back(own_set: Path, tmp_path: Path) -> None:
    design = tmp_path / "small.toml"
    design.write_text(
        """
        name = "small"
        areas = ["hillevliet"]
        replicates = 4
        main = "survival_60_months"
        settings = { months = 130, "behaviour.ties.step" = 0.12, "policy.renewal_months" = "same" }
        [arms.short]
        settings = { "policy.contract_months" = 24 }
        [arms.long]
        settings = { "policy.contract_months" = 120 }
        """
    )
    out = tmp_path / "e"
    ran = typed("experiment", str(design), "--worlds", "3", "--out", str(out), "--workers", "1")
    assert ran.exit_code == 0, ran.output
    assert f"{STEP}: worlds have a value for this" in ran.stderr
    told = f"Worlds 12, 13, 14 of 4 in {own_set}, but for {STEP} = 0.12"
    assert told in ran.stdout
    assert told in (out / "report.html").read_text()
    results = read_results(out)
    assert set(results.runs["world"]) == {12, 13, 14}
    assert np.isclose(results.scenario_of("hillevliet", "long").behaviour.ties.step, 0.12)
    record = json.loads(typed("report", str(out), "--lang", "nl", "--json").stdout)
    assert record["of_set"]["numbers"] == [12, 13, 14]
    assert "Werelden 12, 13, 14 van 4" in (out / "report.html").read_text()


def test_arms_of_a_file_that_asks_for_the_set_may_not_set_what_worlds_set_either(own_set: Path, tmp_path: Path) -> None:
    design = tmp_path / "small.toml"
    arms = "".join(f'[arms.{name}]\nsettings = {{ "{STEP}" = {value} }}\n' for name, value in (("a", 0.1), ("b", 0.2)))
    design.write_text(f'name = "small"\nareas = ["hillevliet"]\nreplicates = 2\nworlds = 3\nfrom_set = true\n{arms}')
    refused = typed("experiment", str(design), "--dry-run")
    assert f"from_set: {STEP} is set by its arms, and by worlds too" in answer(refused)


def test_a_set_that_was_changed_by_hand_is_refused(own_set: Path) -> None:
    beside = own_set.with_name("worlds.json")
    assert len(load_worlds()) == 4  # nothing lies beside it
    for fine in ({}, [], {"set": hashlib.sha256(SET.encode()).hexdigest()}):
        beside.write_text(json.dumps(fine))
        assert len(load_worlds()) == 4
    own_set.write_bytes(SET.replace("-1.5", "-1.6").encode())
    with pytest.raises(
        ScenarioError, match=r"was changed after it was found.*worlds\.json.*copy it.*COLLECTIEF_WORLDS"
    ):
        load_worlds()
    moved = own_set.rename(own_set.with_name("mine.csv"))
    assert len(load_worlds(moved)) == 4
    beside.with_name("mine.json").write_text("{")
    with pytest.raises(ScenarioError, match=r"mine\.json: cannot be read"):
        load_worlds(moved)


def test_a_set_that_the_environment_names_and_is_not_there_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ENVIRONMENT, "nowhere/worlds.csv")
    with pytest.raises(ScenarioError, match=r"nowhere.worlds\.csv: there is no set of worlds here.*COLLECTIEF_WORLDS"):
        some_worlds(2)
    monkeypatch.setenv(ENVIRONMENT, "")
    assert some_worlds(2)


@pytest.mark.parametrize("command", [("run", "hillevliet"), ("batch", "hillevliet"), ("experiment", "contract-length")])
@pytest.mark.parametrize("asked", ["0", "-1", "abc", "15"])
def test_the_number_of_a_world_that_there_is_not_is_answered_with_what_there_is(
    own_set: Path, command: tuple[str, str], asked: str
) -> None:
    refused = typed(*command, "--world", asked)
    assert refused.exit_code != 0
    assert "the number of a world, 11 to 14" in answer(refused)


@pytest.mark.parametrize("command", [("batch", "hillevliet"), ("experiment", "contract-length"), ("validate",)])
@pytest.mark.parametrize("asked", ["0", "1", "abc", "5"])
def test_so_many_worlds_as_there_are_not_is_answered_with_how_many_there_are(
    own_set: Path, command: tuple[str, ...], asked: str
) -> None:
    refused = typed(*command, "--worlds", asked)
    assert refused.exit_code != 0
    assert "2 to 4" in answer(refused)


def test_it_is_told_in_both_languages_and_never_breaks_a_line() -> None:
    some = OfSet([3, 7], 1272, "0" * 64)
    assert some.told().en == "Worlds 3, 7 of 1,272 that nothing known rules out"
    assert some.told().nl == "Werelden 3, 7 van 1272 die passen bij wat bekend is"
    odd = OfSet([3], 9, "0" * 64, "a\nb.csv", {"x": True})
    assert odd.told().en.startswith("World 3 of 9 in a\\x0ab.csv, but for x = true")


def test_what_says_which_worlds_results_are_of_can_be_damaged(tmp_path: Path) -> None:
    assert used_in(tmp_path) is None
    for text in ("{", "[]", '{"nonsense": 1}'):
        (tmp_path / "worlds_used.json").write_text(text)
        with pytest.raises(ScenarioError, match=r"worlds_used\.json"):
            used_in(tmp_path)
