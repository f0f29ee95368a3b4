"""The command line, run as people run it."""

from __future__ import annotations

import json
import math
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import tomllib
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

import pandas as pd
import pytest
from test_scenario_files import SMALL, Change, scenario_toml

from collectief_sim import __version__
from collectief_sim.batch.columns import MAKERS
from collectief_sim.cli.terminal import settings_of
from collectief_sim.files.errors import ScenarioError
from collectief_sim.files.folders import whole_folder
from collectief_sim.model.codes import OWNERS
from collectief_sim.model.simulation import run
from collectief_sim.scenario import load
from collectief_sim.scenario.dictionary import parameters_of

DOCS = Path(__file__).parents[1] / "docs"
SCRIPT = shutil.which("collectief", path=str(Path(sys.executable).parent)) or "collectief"
COMPILING = 300  # seconds the first run may take
OUTCOMES = [
    "collectives_founded",
    "collectives_alive",
    "collectives_stable",
    "collectives_area_level",
    "collectives_recognised",
    "recognised_alive",
    "collective_years",
    "recognised_years",
    "years_per_collective",
    "area_level_ever",
    "area_level_years",
    *(f"ended_{cause}" for cause in ("fell_apart", "too_small", "displaced")),
    *(f"survival_{age}_months" for age in (24, 60, 120, 240)),
    "trekkers_per_collective",
    "binders_per_collective",
    *(f"ladder_share_{step}" for step in range(1, 8)),
    "work_floor_share",
    "affordable_floor_share",
    "vacancy_share",
    "mean_rent_eur_m2_year",
    "maker_years",
    "affordable_maker_years",
    "displaced_per_1000_maker_years",
    "entrepreneurs_present",
    "entrepreneurs_displaced",
    "homes_built",
    "years_to_homes",
    "public_cost_eur",
    *(f"outreach_{theme}" for theme in ("socio_economic", "planning", "circular")),
]
NO_BUILDINGS = """
name = "meadow"
area.map = "..."
area.legend."." = { title = "meadow", use = "open" }
"""
on_unix = pytest.mark.skipif(os.name != "posix", reason="needs terminals, signals or limits of Unix")


def collectief(
    *args: object, hash_seed: int | None = None, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    env = os.environ | ({} if hash_seed is None else {"PYTHONHASHSEED": str(hash_seed)})
    command = [SCRIPT, *map(str, args)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", timeout=COMPILING, env=env, cwd=cwd)


def refuse_constant(name: str) -> NoReturn:
    raise AssertionError(f"{name} is not JSON")


def one_object(stdout: str) -> dict[str, Any]:
    """The one JSON object that is all there is on standard output."""
    assert stdout.count("\n") == 1
    record = json.loads(stdout, parse_constant=refuse_constant)
    assert isinstance(record, dict)
    return record


def file_in(folder: Path, *changes: Change) -> Path:
    file = folder / "small.toml"
    file.write_text(scenario_toml(*changes), encoding="utf-8")
    return file


def contents(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


class Finished(NamedTuple):
    """A run that was written to a folder, and what it printed."""

    file: Path
    out: Path
    stdout: str
    stderr: str
    record: dict[str, Any]


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    folder = tmp_path_factory.mktemp("finished")
    file, out = file_in(folder), folder / "results" / "of" / "today"
    done = collectief("run", file, "--months", 18, "--seed", 3, "--json", "--out", out, hash_seed=1)
    assert done.returncode == 0, done.stderr
    return Finished(file, out, done.stdout, done.stderr, one_object(done.stdout))


# ---- help ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ([], ["run", "experiment", "scenarios", "parameters", "check"]),
        (["run"], ["--months", "--seed", "--set", "--out", "--json"]),
        (["experiment"], ["--replicates", "--workers", "--json"]),
        (["scenarios"], ["List the scenarios"]),
        (["parameters"], ["Print every parameter"]),
        (["check"], ["Validate a scenario"]),
    ],
    ids=str,
)
def test_help_explains_a_command(command: list[str], words: list[str]) -> None:
    done = collectief(*command, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Usage: collectief" in done.stdout
    assert all(word in done.stdout for word in words)


def test_without_a_command_help_is_shown() -> None:
    done = collectief()
    assert "Usage: collectief" in done.stdout + done.stderr


def test_help_has_a_short_form() -> None:
    assert collectief("run", "-h").stdout == collectief("run", "--help").stdout


# ---- run -------------------------------------------------------------------------------------------------------------


def test_json_is_one_object_that_says_what_was_run(finished: Finished) -> None:
    assert list(finished.record) == ["scenario", "seed", "months", "version", "outcomes"]
    assert finished.record | {"outcomes": None} == {
        "scenario": "small",
        "seed": 3,
        "months": 18,
        "version": __version__,
        "outcomes": None,
    }


@pytest.mark.parametrize("name", OUTCOMES)
def test_json_has_every_outcome_as_a_finite_number_or_null(name: str, finished: Finished) -> None:
    value = finished.record["outcomes"][name]
    assert value is None or (isinstance(value, int | float) and math.isfinite(value))


def test_outcomes_agree_with_each_other(finished: Finished) -> None:
    out = finished.record["outcomes"]
    ended = out["ended_fell_apart"] + out["ended_too_small"] + out["ended_displaced"]
    assert out["collectives_founded"] == out["collectives_alive"] + ended >= 1
    assert math.isclose(sum(out[f"ladder_share_{step}"] for step in range(1, 8)), 1)
    assert 0 < out["work_floor_share"] <= 1
    assert out["survival_240_months"] is None


def test_what_is_not_defined_is_null_in_json(tmp_path: Path) -> None:
    file = tmp_path / "meadow.toml"
    file.write_text(NO_BUILDINGS)
    done = collectief("run", file, "--months", 2, "--json")
    assert done.returncode == 0
    out = one_object(done.stdout)["outcomes"]
    assert set(OUTCOMES) <= set(out)
    counts = [name for name in OUTCOMES if name.startswith(("collectives", "recognised", "ended", "entrepreneurs"))]
    years = {"collective_years", "maker_years", "affordable_maker_years", "area_level_ever", "area_level_years"}
    totals = {*counts, *years, "homes_built", "public_cost_eur"}
    assert {name for name in OUTCOMES if out[name] is not None} == totals
    assert all(out[name] == 0 for name in totals)


def test_the_written_folder_holds_its_files_and_nothing_lies_beside_it(finished: Finished) -> None:
    assert contents(finished.out) == [
        "SHA256SUMS",
        "buildings.parquet",
        "collectives.parquet",
        "run.json",
        "scenario.toml",
        "series.parquet",
    ]
    assert contents(finished.out.parent.parent) == [
        "of",
        "of/today",
        *(f"of/today/{x}" for x in contents(finished.out)),
    ]


def test_makers_are_written_into_a_file_that_somebody_named(tmp_path: Path) -> None:
    scenario, file = file_in(tmp_path), tmp_path / "makers.csv"
    ran = collectief("run", scenario, "--months", 18, "--seed", 3, "--makers", file)
    assert (ran.returncode, f"Written: {file}" in ran.stdout) == (0, True)
    makers = pd.read_csv(file)
    assert list(makers) == list(MAKERS)
    pd.testing.assert_frame_equal(makers, run(scenario, 3, 18).makers, check_dtype=False)
    for name, words in (
        ("makers.csv", "this file exists"),
        ("makers.xlsx", "must end in .csv"),
        ("no/m.csv", "no folder"),
    ):
        refused = collectief("run", scenario, "--makers", tmp_path / name)
        assert (refused.returncode, words in refused.stderr) == (2, True)


def test_run_json_holds_what_was_printed(finished: Finished) -> None:
    assert json.loads((finished.out / "run.json").read_text()) == finished.record


def test_the_series_has_a_row_a_month(finished: Finished) -> None:
    series = pd.read_parquet(finished.out / "series.parquet")
    assert series["month"].tolist() == list(range(18))
    assert series["date"].iloc[[0, -1]].tolist() == ["2025-01", "2026-06"]
    assert series["entrepreneurs"].iloc[-1] == finished.record["outcomes"]["entrepreneurs_present"]


def test_the_collectives_have_a_row_each(finished: Finished) -> None:
    lives = pd.read_parquet(finished.out / "collectives.parquet")
    assert len(lives) == finished.record["outcomes"]["collectives_founded"]
    assert lives["ended_month"].isna().sum() == finished.record["outcomes"]["collectives_alive"]
    first = lives.to_dict("records")[0]
    assert (first["symbol"], first["form"], first["founded_month"]) == ("A", "grassroots", -55)


def test_the_buildings_have_a_row_each(finished: Finished) -> None:
    rows = pd.read_parquet(finished.out / "buildings.parquet")
    assert len(rows) == len(load(finished.file).area.ground.first_plot)
    assert rows["tenants"].sum() == finished.record["outcomes"]["entrepreneurs_present"]
    assert set(rows["owner"]) <= set(OWNERS)
    let = rows[rows["let"] & (rows["owner"] != "collective")]
    assert let["lease_end_month"].notna().all()
    assert rows.loc[~rows["let"], "rent_eur_m2_year"].isna().all()
    described = (DOCS / "run.md").read_text(encoding="utf-8")
    assert [name for name in rows if f"`{name}`" not in described] == []  # a dictionary of this table is there


def test_the_written_scenario_loads_and_gives_the_same_outcomes(finished: Finished) -> None:
    copy = finished.out / "scenario.toml"
    assert load(copy) == load(finished.file)
    again = collectief("run", copy, "--months", 18, "--seed", 3, "--json")
    assert one_object(again.stdout) == finished.record


def test_the_same_run_gives_the_same_json_whatever_the_hash_seed(finished: Finished) -> None:
    again = collectief("run", finished.file, "--months", 18, "--seed", 3, "--json", hash_seed=2)
    assert (again.returncode, again.stdout) == (0, finished.stdout)


def test_the_summary_tells_the_story_of_a_longer_run_with_other_settings(tmp_path: Path) -> None:
    file, out = file_in(tmp_path), tmp_path / "empty"
    out.mkdir()
    options = ["--set", "policy.contract_months=120", "--set", "area.legend.A.title=Great hall"]
    done = collectief("run", file, "--months", 30, *options, "--out", out)
    assert done.returncode == 0, done.stderr
    for words in (
        "Small area, 2025-01 to 2027-06 (30 months), seed 1",
        "Lease: first term 120 months, renewals 120 months, on municipal property",
        " alive at the end.",
        "Ended: ",
        "Time on the participation ladder: ",
        "Great hall",
        "from below",
        "entrepreneurs displaced",
        "of the work floor was lost",
        "Written: ",
    ):
        assert words in done.stdout
    assert not re.search(r"\bnan\b|\bNone\b|<NA>", done.stdout)
    policy = tomllib.loads((out / "scenario.toml").read_text(encoding="utf-8"))["policy"]
    assert (policy["contract_months"], policy["sources"]["contract_months"]) == (120, "command line")
    assert json.loads((out / "run.json").read_text())["months"] == 30


def test_a_run_tells_why_a_collective_lost_its_building() -> None:
    told = collectief("run", "de-kroon", "--seed", 1, "--months", 24).stdout
    assert "2019-05 De Kroon (14, 4): its operator stopped; notice to leave by 2019-11, for a renovation." in told
    assert "2019-11 De Kroon (14, 4): everybody had to leave; its collective lost its building and ended." in told
    assert "1 lost its building" in told
    assert "of the floor at the start in this run); others let on" in told


def test_a_run_can_be_told_in_dutch(tmp_path: Path) -> None:
    done = collectief("run", file_in(tmp_path), "--months", 30, "--lang", "nl")
    assert done.returncode == 0, done.stderr
    for words in (
        "2025-01 tot en met 2027-06 (30 maanden), toeval 1",
        "Contract: eerste termijn ",
        "aan het eind nog.",
        "van onderop",
        "verdrongen ondernemers",
    ):
        assert words in done.stdout
    assert not re.search(r"\b(the|Lease|building|ended|grassroots)\b", done.stdout.replace("Small area", ""))


@pytest.mark.parametrize("command", [["validate"], ["batch", "stylised-area"], ["show", "x"], ["verify", "x"]])
def test_a_command_in_english_only_says_where_dutch_is(command: list[str]) -> None:
    done = collectief(*command, "--lang", "nl")
    assert done.returncode == 2
    assert "tells in English only; Dutch is in `run`, `experiment`, `report` and `view --export`" in done.stderr


def test_square_brackets_in_titles_are_printed_as_they_are(tmp_path: Path) -> None:
    titles = ["--set", 'title="East [/side]"', "--set", 'area.legend.A.title="Hall [old]"']
    done = collectief("run", file_in(tmp_path), "--months", 1, *titles)
    assert done.returncode == 0
    assert "East [/side]" in done.stdout
    assert "Hall [old]" in done.stdout


# ---- bad input -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["nowhere.toml"], "nowhere.toml: no such file."),
        (["stylized-area"], "no scenario called 'stylized-area'. Did you mean 'stylised-area'?"),
        (
            ["small.toml", "--set", "policy.contract_month=12"],
            "no such setting. Did you mean 'policy.contract_months'?",
        ),
        (["small.toml", "--set", "policy=12"], "--set policy: this is a table; set one of its keys"),
        (
            ["small.toml", "--set", "policy.openness=0.1", "--set", "policy.openness=0.2"],
            "--set 'policy.openness=0.2': policy.openness is given twice; leave one out.",
        ),
        (["small.toml", "--set", "policy.openness"], "--set 'policy.openness': write PATH=VALUE"),
        (
            ["small.toml", "--set", "policy.openness=2"],
            "policy.openness = 2 is not allowed: it must be a number from 0",
        ),
        (["small.toml", "--set", "area.legend.A.members=2"], "--set area.legend.A.members: there is no such setting."),
        (["small.toml", "--months", "2401"], "months = 2401 is not allowed: it must be a whole number from 1 to 2400"),
        (["small.toml", "--months", "0"], "'--months'"),
        (["small.toml", "--seed", "-1"], "'--seed'"),
        (["small.toml", "--seed", str(2**63)], str(2**63)),
        (["small.toml", "--sed", "1"], "No such option: --sed"),
        ([], "Missing argument 'SCENARIO'"),
        (["broken.toml"], "broken.toml: not valid TOML: "),
    ],
    ids=lambda part: " ".join(part) if isinstance(part, list) else "",
)
def test_bad_input_is_refused_with_one_message_and_nothing_written(args: list[str], words: str, tmp_path: Path) -> None:
    file_in(tmp_path)
    (tmp_path / "broken.toml").write_text("name =")
    done = collectief("run", *args, "--json", "--out", "results", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.count("\n") == 1 or done.stderr.count("Error: ") == 1
    assert contents(tmp_path) == ["broken.toml", "small.toml"]


@pytest.mark.parametrize("command", [["check"], ["parameters"], ["run"], ["experiment"]], ids=str)
def test_every_command_refuses_a_file_that_is_not_there(command: list[str]) -> None:
    done = collectief(*command, "nowhere/at_all.toml")
    assert (done.returncode, done.stdout) == (2, "")
    assert "nowhere/at_all.toml" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_command_is_refused() -> None:
    done = collectief("simulate")
    assert done.returncode == 2
    assert "No such command 'simulate'" in done.stderr


@pytest.mark.parametrize(
    ("out", "words"),
    [
        ("full", "--out full: the folder is not empty; results are never overwritten, choose another."),
        ("small.toml", "--out small.toml: this is a file; give a folder that does not exist yet."),
        ("small.toml/results", "--out small.toml/results: cannot be written: "),
        ("x" * 300, "cannot be written: File name too long"),
    ],
    ids=lambda part: part[:20],
)
def test_a_folder_that_cannot_be_written_is_refused_before_the_run(out: str, words: str, tmp_path: Path) -> None:
    file_in(tmp_path)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "notes.txt").write_text("mine")
    done = collectief("run", "small.toml", "--months", 1, "--out", out, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert contents(tmp_path) == ["full", "full/notes.txt", "small.toml"]
    assert (tmp_path / "full" / "notes.txt").read_text() == "mine"


def test_a_folder_may_have_any_name_the_disk_allows(tmp_path: Path) -> None:
    with whole_folder(tmp_path / ("x" * 255)) as target:
        (target / "run.json").write_text("{}")
    assert contents(tmp_path) == ["x" * 255, f"{'x' * 255}/run.json"]


def test_a_parent_folder_without_permission_is_refused(tmp_path: Path) -> None:
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    if os.access(locked, os.W_OK):
        pytest.skip("this user may write anywhere")
    done = collectief("run", file_in(tmp_path), "--months", 1, "--out", locked / "results")
    assert done.returncode == 2
    assert "cannot be written: Permission denied" in done.stderr
    assert contents(locked) == []


@on_unix
def test_a_disk_that_fills_up_leaves_nothing_behind(finished: Finished, tmp_path: Path) -> None:
    command = [SCRIPT, "run", str(finished.file), "--months", "1", "--out", str(tmp_path / "a" / "b" / "results")]
    limited = ["sh", "-c", 'ulimit -f 8; exec "$@"', "sh", *command]
    done = subprocess.run(limited, capture_output=True, encoding="utf-8", timeout=COMPILING)
    assert (done.returncode, done.stdout) == (2, "")
    assert "writing failed" in done.stderr
    assert "nothing was kept" in done.stderr
    assert contents(tmp_path) == []


def write_half(folder: Path, error: BaseException) -> None:
    with whole_folder(folder) as target:
        (target / "run.json").write_text("half")
        raise error


@pytest.mark.parametrize(
    ("error", "seen"),
    [
        (OSError(28, "No space left on device"), ScenarioError),
        (KeyboardInterrupt(), KeyboardInterrupt),
        (ValueError("a bug"), ValueError),
    ],
    ids=repr,
)
def test_whatever_goes_wrong_while_writing_nothing_is_left(
    error: BaseException, seen: type[BaseException], tmp_path: Path
) -> None:
    with pytest.raises(seen):
        write_half(tmp_path / "a" / "b" / "results", error)
    assert contents(tmp_path) == []


# ---- interrupted -----------------------------------------------------------------------------------------------------


class Interrupted(NamedTuple):
    """What was left of a run that was stopped with Ctrl-C."""

    code: int
    terminal: str
    left: list[str]


@pytest.fixture(scope="module")
def interrupted(finished: Finished, tmp_path_factory: pytest.TempPathFactory) -> Interrupted:
    """A run of minutes, watched on a terminal, stopped once months go by."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        pytest.skip("interrupts are ignored here, as in a job in the background")
    folder = tmp_path_factory.mktemp("interrupted")
    ours, theirs = os.openpty()
    os.set_blocking(ours, False)
    long = ["--months", "2400", "--set", "area.tiles=25", "--set", "market.housing_pressure=0", "--out", "results"]
    with subprocess.Popen([SCRIPT, "run", finished.file, *long], stdout=theirs, stderr=theirs, cwd=folder) as process:
        os.close(theirs)
        shown, until = b"", time.monotonic() + COMPILING
        try:
            while b"Simulating" not in shown and time.monotonic() < until:
                time.sleep(0.05)
                shown += read_some(ours)
            process.send_signal(signal.SIGINT)
            code = process.wait(30)
            shown += read_some(ours)
        finally:
            process.kill()
            os.close(ours)
    return Interrupted(code, shown.decode(), contents(folder))


def read_some(terminal: int) -> bytes:
    try:
        return os.read(terminal, 1 << 20)
    except OSError:  # nothing to read now, or the other side has gone
        return b""


@on_unix
def test_an_interrupt_shows_progress_before_and_no_traceback_after(interrupted: Interrupted) -> None:
    assert "Simulating" in interrupted.terminal
    assert "/2400" in interrupted.terminal
    assert "Traceback" not in interrupted.terminal


@on_unix
def test_an_interrupt_exits_with_130_and_leaves_nothing_behind(interrupted: Interrupted) -> None:
    assert (interrupted.code, interrupted.left) == (130, [])


@on_unix
def test_an_interrupt_is_told(interrupted: Interrupted) -> None:
    assert "Interrupted; nothing was written." in interrupted.terminal


# ---- scenarios, parameters, check ------------------------------------------------------------------------------------


def test_scenarios_lists_what_comes_with_the_package() -> None:
    done = collectief("scenarios")
    assert (done.returncode, done.stderr) == (0, "")
    for words in ("keilekwartier", "2015-01 to 2044-12", "stylised-area", "2025-01 to 2054-12"):
        assert words in done.stdout


def test_a_limit_can_be_taken_away_with_none() -> None:
    assert settings_of(["policy.rent_cap_eur_m2_year=none", "policy.openness=0.4"]) == {
        "policy.rent_cap_eur_m2_year": None,
        "policy.openness": 0.4,
    }


def test_parameters_has_a_line_for_every_setting_with_its_unit_range_and_source(tmp_path: Path) -> None:
    file = file_in(tmp_path)
    done = collectief("parameters", file)
    assert (done.returncode, done.stderr) == (0, "")
    lines = {
        words[0]: re.split(r"\s{2,}", line.strip()) for line in done.stdout.splitlines() if (words := line.split())
    }
    for parameter in parameters_of(load(file)):
        *cells, _language = parameter
        assert lines[parameter.path] == [cell for cell in cells if cell]
    *contract, meaning = lines["policy.contract_months"]
    assert contract == ["policy.contract_months", "24", "months", "1 to 600", "E38", "direction"]
    assert meaning.startswith("how long the first lease of a building runs")
    assert "E9" in lines["area.legend.A.collective.members"]


def test_parameters_shows_the_stylised_area_unless_told_otherwise() -> None:
    assert "Parameters of stylised-area" in collectief("parameters").stdout


def test_check_sums_up_a_file_that_is_fine(tmp_path: Path) -> None:
    done = collectief("check", file_in(tmp_path).name, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    first = done.stdout.splitlines()[0]
    assert first == "small.toml: fine. Small area: 4 x 3 plots, 24 months from 2025-01, 2 dated shocks."


def test_check_tells_who_lets_on_which_terms() -> None:
    told = collectief("check", "stylised-area", "--set", "policy.tenant_break_months=18").stdout
    lines = {line.split()[0]: line.split() for line in told.splitlines() if line.strip()}
    assert lines["municipality"][-1] == "yes"
    assert lines["municipality"][4:9] == ["24", "24", "6", "18", "-"]
    assert lines["investor"][3:] == ["53%", "24", "12", "4", "-", "-", "no"]
    everybody = collectief("check", "stylised-area", "--set", "policy.reach=all").stdout
    assert re.search(r"^ *investor .* yes *$", everybody, re.MULTILINE)


@pytest.mark.parametrize("name", ["keilekwartier", "stylised-area"])
def test_check_knows_scenarios_by_name(name: str) -> None:
    done = collectief("check", name)
    assert done.returncode == 0
    assert done.stdout.startswith(f"{name}: fine. ")


@pytest.mark.parametrize("name", ["[old].toml", "[/old].toml", f"{'long' * 40}.toml"], ids=lambda name: name[:12])
def test_check_prints_the_name_of_a_file_as_it_is(name: str, tmp_path: Path) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text(SMALL, encoding="utf-8")
    done = collectief("check", name, cwd=tmp_path)
    assert done.returncode == 0
    assert f"{name}: fine." in done.stdout


def test_check_tells_all_problems_of_a_file_a_line_each(tmp_path: Path) -> None:
    file = file_in(tmp_path, ("floor_m2 = 400", "floor_m2 = -1"), ("members = 12", "memberz = 12"))
    done = collectief("check", file)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 2
    assert "area.legend.w.floor_m2 = -1 is not allowed" in done.stderr
    assert "unknown key 'area.legend.A.collective.memberz'" in done.stderr


def test_a_run_tells_what_was_dated_and_is_written_down_as_it_began(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    done = collectief("run", "keilekwartier", "--seed", 1, "--out", folder)
    dated = [line[:7] for line in done.stdout.splitlines() if re.match(r"20\d\d-\d\d: ", line)]
    assert dated == ["2015-01", "2019-06", "2022-07", "2023-06", "2025-01"]
    for words in ("until 2025-01", "to be empty by 2026-01", "new work floor 0.9", "fire in Keilewerf I"):
        assert words in done.stdout
    assert load(folder / "scenario.toml") == load("keilekwartier")  # and so it can be run again
