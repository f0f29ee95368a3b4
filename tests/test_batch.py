"""Batches: every run exactly once, whatever dies on the way, and the same bytes whoever does the work."""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from threading import Thread
from typing import Any

import pandas as pd
import psutil
import pytest
from conftest import small
from hypothesis import given, settings
from hypothesis import strategies as st
from test_cli import COMPILING, SCRIPT, collectief, on_unix, one_object
from typer.testing import CliRunner

from collectief_sim.batch import engine
from collectief_sim.batch.columns import LABELS, column_dictionary
from collectief_sim.batch.engine import carry_out
from collectief_sim.batch.executors import DaskCluster, Processes, WorkerDied
from collectief_sim.batch.manifest import read_manifest, write_manifest
from collectief_sim.batch.plan import Arm, Plan, chunks, cross, identity
from collectief_sim.batch.show import contents, read
from collectief_sim.batch.store import Store, unfinished
from collectief_sim.cli import batch as cli_batch
from collectief_sim.cli.run import app
from collectief_sim.files.errors import ScenarioError
from collectief_sim.model import simulation
from collectief_sim.scenario import Scenario, dump

TERMS = {"policy.contract_months": [12, 24, 60]}


class InOrder:
    """Does the work here and now; `dies` tells on which tasks a worker would die."""

    workers = 1

    def __init__(self, dies: Callable[[engine.Task], bool] = lambda task: False) -> None:
        self.dies = dies

    def __enter__(self) -> InOrder:
        return self

    def __exit__(self, *_: object) -> None:
        """Nobody to dismiss."""

    def carry_out(self, function: Callable[[Any], Any], tasks: deque[Any]) -> Iterator[tuple[Any, Any]]:
        """Each task in turn."""
        while tasks:
            task = tasks.popleft()
            yield task, WorkerDied("killed") if self.dies(task) else function(task)


def plan_of(replicates: int = 4, chunk_runs: int = 3, series: bool = True, makers: bool = False) -> Plan:
    return replace(Plan.of(cross([small()], TERMS), replicates, series=series, makers=makers), chunk_runs=chunk_runs)


def done(folder: Path, plan: Plan, executor: Any) -> Path:
    with Store.create(folder, plan) as store:
        for _ in carry_out(plan, store, executor):
            pass
    return folder


def files(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*.parquet"))}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return done(tmp_path_factory.mktemp("batch") / "out", plan_of(), InOrder())


# ---- plan ------------------------------------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(
    terms=st.lists(st.integers(1, 240), min_size=1, max_size=4, unique=True),
    openness=st.lists(st.sampled_from([0.0, 0.25, 0.5, 1.0]), min_size=1, max_size=3, unique=True),
    replicates=st.integers(1, 6),
    chunk_runs=st.integers(1, 9),
    gone=st.randoms(use_true_random=False),
)
def test_every_run_is_planned_once_and_handed_out_once(
    terms: list[int], openness: list[float], replicates: int, chunk_runs: int, gone: random.Random
) -> None:
    plan = Plan.of(cross([small()], {"policy.contract_months": terms, "policy.openness": openness}), replicates)
    keys = [run.key for run in plan.runs]
    assert len(set(keys)) == len(keys) == len(terms) * len(openness) * replicates
    assert Counter(run.seed for run in plan.runs) == {seed: len(plan.arms) for seed in range(1, replicates + 1)}
    missing = [run for run in plan.runs if gone.random() < 0.6]
    handed_out = [run for some in chunks(missing, chunk_runs) for run in some]
    assert handed_out == missing
    assert all(len(some) <= chunk_runs for some in chunks(missing, chunk_runs))


def test_a_key_is_that_of_scenario_and_seed_alone() -> None:
    one, other = plan_of(2), Plan.of(cross([small()], {"policy.contract_months": [60, 24]}), 5)
    shared = {run.key for run in one.runs} & {run.key for run in other.runs}
    assert len(shared) == 2 * 2  # two terms, two seeds
    same = small({"policy.contract_months": small().policy.contract_months})
    assert identity(same) == identity(small())


def test_arms_that_come_to_the_same_are_refused() -> None:
    arms = [Arm("one", small(), {}), Arm("two", small({"policy.openness": small().policy.openness}), {})]
    with pytest.raises(ScenarioError, match="'one' and 'two' are the same"):
        Plan.of(arms, 2)


def test_arms_that_cannot_be_told_apart_are_refused() -> None:
    with pytest.raises(ScenarioError, match="are the same"):
        Plan.of(cross([small(), small()], {}), 2)
    with pytest.raises(ScenarioError, match="two arms are called 'small'"):
        Plan.of(cross([small(), small({"policy.openness": 0.9})], {}), 2)


@pytest.mark.parametrize(("replicates", "seed"), [(0, 1), (2, 2**63 - 1)])
def test_a_plan_that_cannot_be_run_is_refused(replicates: int, seed: int) -> None:
    with pytest.raises(ScenarioError):
        Plan.of(cross([small()], {}), replicates, seed)


# ---- the same whoever does the work ----------------------------------------------------------------------------------


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_any_number_of_processes_writes_the_same_bytes(workers: int, undisturbed: Path, tmp_path: Path) -> None:
    with Processes(workers) as executor:
        assert files(done(tmp_path / "out", plan_of(), executor)) == files(undisturbed)


def test_results_are_those_of_single_runs(undisturbed: Path) -> None:
    plan, rows = plan_of(), read(undisturbed, "runs")
    assert rows is not None
    assert len(rows) == len(plan.runs)
    run = plan.runs[4]
    result = simulation.run(plan.arms[run.arm].scenario, run.seed)
    row = rows[rows["key"] == run.key].iloc[0]
    expected = {name: value for name, value in result.outcomes.items() if value is not None}
    assert {name: row[name] for name in expected} == pytest.approx(expected)
    assert row["policy.contract_months"] == TERMS["policy.contract_months"][run.arm]
    for name in ("collectives", "series"):
        table = read(undisturbed, name)
        assert table is not None
        mine = table[table["key"] == run.key].drop(columns=list(LABELS)).reset_index(drop=True)
        pd.testing.assert_frame_equal(mine, getattr(result, name), check_dtype=False)


def test_every_column_has_a_meaning(undisturbed: Path) -> None:
    known = json.loads((undisturbed / "columns.json").read_text())
    assert known == column_dictionary(plan_of().paths)
    for name in ("runs", "collectives", "series"):
        table = read(undisturbed, name)
        assert table is not None
        assert set(table.columns) == set(known[name])


def test_chunks_have_the_same_columns_whatever_is_in_them(undisturbed: Path) -> None:
    from pyarrow import dataset

    for name in ("runs", "collectives", "series"):
        schemas = [dataset.dataset(file).schema for file in sorted((undisturbed / name).glob("*.parquet"))]
        assert all(schema == schemas[0] for schema in schemas)
        assert not any(str(kind) == "null" for kind in schemas[0].types)


def test_without_series_there_are_none(tmp_path: Path) -> None:
    folder = done(tmp_path / "out", plan_of(1, series=False), InOrder())
    assert not (folder / "series").exists()
    assert read(folder, "runs") is not None


@pytest.fixture(scope="module")
def with_makers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return done(tmp_path_factory.mktemp("makers") / "out", plan_of(makers=True), InOrder())


def test_makers_are_kept_on_request_and_nothing_else_differs(undisturbed: Path, with_makers: Path) -> None:
    assert not (undisturbed / "makers").exists()
    for name in ("runs", "collectives", "series"):
        pd.testing.assert_frame_equal(read(undisturbed, name), read(with_makers, name), check_exact=True)
    plan, table = plan_of(makers=True), read(with_makers, "makers")
    assert table is not None
    assert list(table) == list(column_dictionary(plan.paths)["makers"])
    run = plan.runs[4]
    mine = table[table["key"] == run.key].drop(columns=list(LABELS)).reset_index(drop=True)
    single = simulation.run(plan.arms[run.arm].scenario, run.seed)
    pd.testing.assert_frame_equal(mine, single.makers, check_dtype=False)


def test_any_number_of_processes_writes_the_same_makers(with_makers: Path, tmp_path: Path) -> None:
    with Processes(2) as executor:
        assert files(done(tmp_path / "out", plan_of(makers=True), executor)) == files(with_makers)


def test_a_folder_with_makers_goes_on_with_makers_and_one_without_goes_on_without(
    undisturbed: Path, with_makers: Path, tmp_path: Path
) -> None:
    with pytest.raises(ScenarioError, match="made by another plan: --makers there, not here"):
        Store.resume(with_makers, plan_of())
    with pytest.raises(ScenarioError, match="made by another plan: --makers here, not there"):
        Store.resume(undisturbed, plan_of(makers=True))
    assert plan_of(makers=True).digest != plan_of().digest
    folder = shutil.copytree(with_makers, tmp_path / "out")
    (folder / "makers" / "00000003-00000005.parquet").unlink()
    assert resumed(folder, plan_of(makers=True))[0] == 3
    pd.testing.assert_frame_equal(read(folder, "makers"), read(with_makers, "makers"), check_exact=True)


def test_the_plan_and_the_scenarios_are_there_to_be_read(undisturbed: Path) -> None:
    plan, manifest = plan_of(), read_manifest(undisturbed)
    assert pd.read_parquet(undisturbed / "plan.parquet")["key"].tolist() == [run.key for run in plan.runs]
    assert {"python", "numpy", "numba", "mesa"} <= manifest["software"].keys()
    for arm, told in zip(plan.arms, manifest["plan"]["arms"], strict=True):
        from collectief_sim.scenario import load

        assert identity(load(undisturbed / told["file"])) == identity(arm.scenario)


# ---- resuming --------------------------------------------------------------------------------------------------------


def resumed(folder: Path, plan: Plan, executor: Any = None) -> tuple[int, list[str]]:
    with Store.resume(folder, plan) as store:
        runs = sum(len(chunk.runs) for chunk in carry_out(plan, store, executor or InOrder()))
        return runs, store.set_aside


def test_what_is_done_is_not_done_again(undisturbed: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(undisturbed, tmp_path / "out")
    assert resumed(folder, plan_of()) == (0, [])
    assert files(folder) == files(undisturbed)


def test_a_copy_of_a_file_does_not_count(undisturbed: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(undisturbed, tmp_path / "out")
    shutil.copy(folder / "runs" / "00000000-00000002.parquet", folder / "runs" / "copy.parquet")
    assert contents(folder)["arms"] == contents(undisturbed)["arms"]


def test_differences_are_those_of_pairs(undisturbed: Path) -> None:
    rows = read(undisturbed, "runs")
    assert rows is not None
    wide = rows.pivot(index="seed", columns="policy.contract_months", values="homes_built")
    told = contents(undisturbed)["arms"]["contract_months=60"]["outcomes"]["homes_built"]["difference"]
    assert told["mean"] == pytest.approx((wide[60] - wide[12]).mean())
    assert told["runs"] == 4


def test_another_plan_is_refused_and_told_apart(undisturbed: Path) -> None:
    for plan, words in (
        (plan_of(3), "replicates 4 there, 3 here"),
        (plan_of(series=False), "series True there, False here"),
        (replace(plan_of(), arms=plan_of().arms[:2]), "arms "),
        (replace(plan_of(), arms=tuple(replace(a, scenario=small()) for a in plan_of().arms)), "other settings"),
    ):
        with pytest.raises(ScenarioError, match=words):
            Store.resume(undisturbed, plan)


def test_a_folder_grows_by_replicates_and_holds_what_it_would_have_held_anyway(
    undisturbed: Path, tmp_path: Path
) -> None:
    folder = shutil.copytree(undisturbed, tmp_path / "out")
    with Store.resume(folder, plan_of(6)) as store:
        assert {run.seed for run in store.missing()} == {5, 6}
        for _ in carry_out(store.plan, store, InOrder()):
            pass
        store.grow(plan_of(7))
        assert {run.seed for run in store.missing()} == {7}
        for _ in carry_out(store.plan, store, InOrder()):
            pass
        with pytest.raises(ValueError, match="only grow"):
            store.grow(plan_of(9, series=False))
    assert read_manifest(folder)["plan"]["replicates"] == 7
    at_once = done(tmp_path / "at once", plan_of(7), InOrder())
    for table in ("runs", "collectives", "series"):
        grown, whole = (read(where, table) for where in (folder, at_once))
        pd.testing.assert_frame_equal(grown, whole, check_exact=True)
    assert (folder / "plan.parquet").read_bytes() == (at_once / "plan.parquet").read_bytes()


def test_another_version_is_refused_unless_one_insists(undisturbed: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(undisturbed, tmp_path / "out")
    manifest = read_manifest(folder) | {"code": "0.0.1+abc"}
    write_manifest(folder, manifest)
    with pytest.raises(ScenarioError, match=r"made by version 0\.0\.1\+abc"):
        Store.resume(folder, plan_of())
    with Store.resume(folder, plan_of(), any_version=True) as store:
        assert store.missing() == []


def test_a_folder_with_results_is_not_started_anew(undisturbed: Path) -> None:
    with pytest.raises(ScenarioError, match="--resume"):
        Store.create(undisturbed, plan_of())


def test_two_batches_into_one_folder_at_once_are_refused(undisturbed: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(undisturbed, tmp_path / "out")
    with Store.resume(folder, plan_of()), pytest.raises(ScenarioError, match="another batch"):
        Store.resume(folder, plan_of())
    with Store.resume(folder, plan_of()):
        pass


@pytest.mark.parametrize("text", ["", "{", "[]", '{"plan": 1}', '{"plan": {}, "code": "", "command": ""}'])
def test_a_manifest_that_is_none_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(ScenarioError, match=r"manifest\.json"):
        read_manifest(tmp_path)


# ---- what goes wrong -------------------------------------------------------------------------------------------------


def test_a_run_that_raises_is_a_row_and_the_rest_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def run(scenario: Scenario, seed: int, **options: Any) -> Any:
        if seed == 2:
            raise ZeroDivisionError("a bug")
        return real(scenario, seed, **options)

    real = simulation.run
    monkeypatch.setattr(simulation, "run", run)
    folder, plan = tmp_path / "out", plan_of()
    with Store.create(folder, plan) as store:
        found = list(carry_out(plan, store, InOrder()))
    assert (sum(chunk.done for chunk in found), sum(chunk.failed for chunk in found)) == (9, 3)
    failures = read(folder, "failures")
    assert failures is not None
    assert set(failures["seed"]) == {2}
    assert set(failures["error"]) == {"ZeroDivisionError: a bug"}
    assert failures["traceback"].str.contains("in run").all()
    assert unfinished(folder, plan) == []  # a failed run is not tried for ever


def test_the_run_that_kills_workers_is_found_and_the_others_are_done(undisturbed: Path, tmp_path: Path) -> None:
    plan = plan_of()
    culprit = plan.runs[4].key
    tried: Counter[str] = Counter()

    def dies(task: engine.Task) -> bool:
        tried.update(run.key for run in task.runs)
        return any(run.key == culprit for run in task.runs)

    folder = done(tmp_path / "out", plan, InOrder(dies))
    failures = read(folder, "failures")
    assert failures is not None
    assert failures["key"].tolist() == [culprit]
    assert failures["error"].tolist() == ["killed"]
    assert max(tried.values()) == 4  # twice with its chunk, twice alone
    runs = read(folder, "runs")
    assert runs is not None
    assert sorted(runs["key"]) == sorted(run.key for run in plan.runs if run.key != culprit)


def test_a_worker_that_dies_once_costs_nothing(undisturbed: Path, tmp_path: Path) -> None:
    died: list[bool] = []
    folder = done(tmp_path / "out", plan_of(), InOrder(lambda task: not died and not died.append(True)))
    assert files(folder) == files(undisturbed)


@on_unix
def test_a_disk_that_fills_up_loses_nothing(undisturbed: Path, tmp_path: Path) -> None:
    scenario = tmp_path / "small.toml"
    scenario.write_text(dump(small({"months": 240})), encoding="utf-8")
    command = ["batch", scenario, "-n", "8", "--workers", "1", "--out", tmp_path / "out"]
    for limit, planned in (("8", False), ("180", True)):  # blocks of 512 bytes: not even a plan, a plan but no results
        limited = ["sh", "-c", f'ulimit -f {limit}; exec "$@"', "sh", SCRIPT, *map(str, command)]
        failed = subprocess.run(limited, capture_output=True, encoding="utf-8", timeout=COMPILING)
        assert failed.returncode == 2, failed.stderr
        assert "cannot be written" in failed.stderr
        assert "Traceback" not in failed.stderr
        assert (tmp_path / "out" / "manifest.json").exists() == planned
        assert not list((tmp_path / "out").glob("runs/*"))
    finished = collectief(*command, "--resume", "--json")
    assert finished.returncode == 0, finished.stderr
    assert one_object(finished.stdout)["done"] == 8


# ---- killed for real -------------------------------------------------------------------------------------------------

PROGRAM = """
import sys
from pathlib import Path
from test_batch import plan_of
from collectief_sim.batch.engine import carry_out
from collectief_sim.batch.executors import Processes
from collectief_sim.batch.store import Store

if __name__ == "__main__":
    folder, plan = Path(sys.argv[1]), plan_of(12, 2)
    opened = Store.resume if (folder / "manifest.json").exists() else Store.create
    with opened(folder, plan) as store, Processes(2) as executor:
        for chunk in carry_out(plan, store, executor):
            print(len(chunk.runs), flush=True)
"""


def started(folder: Path) -> subprocess.Popen[str]:
    """A batch in a process of its own."""
    program = folder.parent / "program.py"
    program.write_text(PROGRAM)
    env = os.environ | {"PYTHONPATH": str(Path(__file__).parent)}
    return subprocess.Popen([sys.executable, str(program), str(folder)], stdout=subprocess.PIPE, text=True, env=env)


def kill_the_batch(batch: subprocess.Popen[str]) -> None:
    batch.kill()


def kill_a_worker(batch: subprocess.Popen[str]) -> None:
    with contextlib.suppress(psutil.NoSuchProcess):  # it may have died already, or ended
        workers = [p for p in psutil.Process(batch.pid).children() if "spawn_main" in " ".join(p.cmdline())]
        if workers:  # none yet, or none any more
            random.choice(workers).send_signal(signal.SIGKILL)


@pytest.mark.slow
@on_unix
@pytest.mark.parametrize(("kill", "times"), [(kill_the_batch, 5), (kill_a_worker, 5)])
def test_killed_at_random_moments_every_file_is_that_of_an_undisturbed_batch(
    kill: Callable[[subprocess.Popen[str]], None], times: int, tmp_path: Path
) -> None:
    plan = plan_of(12, 2)
    expected = everything_but_the_manifest(done(tmp_path / "undisturbed", plan, InOrder()))
    folder = tmp_path / "out"
    luck = random.Random(1)
    batch = started(folder)
    for _ in range(times):
        assert batch.stdout is not None
        batch.stdout.readline()  # something is done
        time.sleep(luck.uniform(0, 0.05))
        kill(batch)
        if kill is kill_the_batch:
            batch.communicate()
            batch = started(folder)
    batch.communicate(timeout=COMPILING)
    assert batch.returncode == 0
    assert sorted(key for key in keys_of(folder)) == sorted(run.key for run in plan.runs)
    assert everything_but_the_manifest(folder) == expected


def everything_but_the_manifest(folder: Path) -> dict[str, bytes]:
    """All files, whatever table or digest; the manifest holds the command."""
    found = (
        file for file in sorted(folder.rglob("*")) if file.is_file() and file.name not in ("manifest.json", ".lock")
    )
    return {str(file.relative_to(folder)): file.read_bytes() for file in found}


def keys_of(folder: Path) -> list[str]:
    rows = read(folder, "runs")
    return [] if rows is None else rows["key"].tolist()


def test_a_script_without_a_main_guard_is_told_what_it_lacks(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    program = tmp_path / "program.py"
    program.write_text(PROGRAM.replace('if __name__ == "__main__":', "if True:"))
    env = os.environ | {"PYTHONPATH": str(Path(__file__).parent)}
    failed = subprocess.run([sys.executable, str(program), str(folder)], capture_output=True, text=True, env=env)
    assert failed.returncode == 1
    assert "put what starts the batch under" in failed.stderr
    assert unfinished(folder, plan_of(12, 2)) == list(plan_of(12, 2).runs)  # none is taken for a failure


def raises(task: int) -> int:
    if task == 3:
        raise ZeroDivisionError("a bug")
    return -task


def test_what_a_task_raises_is_raised_where_it_was_ordered() -> None:
    with Processes(2) as executor:
        tasks = deque([1, 2])
        found = {}
        for task, result in executor.carry_out(raises, tasks):
            found[task] = result
            if task == 1:
                tasks.append(5)  # more work turns up
        assert found == {1: -1, 2: -2, 5: -5}
        with pytest.raises(ZeroDivisionError, match="a bug"):
            list(executor.carry_out(raises, deque([3])))


def as_long(task: bytes) -> bytes:
    return task[::-1]


def test_long_orders_and_long_answers_do_not_wait_for_each_other() -> None:
    found: list[bytes] = []

    def work() -> None:
        with Processes(2) as executor:
            found.extend(
                result for _, result in executor.carry_out(as_long, deque([bytes([i]) * 4_000_000 for i in range(12)]))
            )

    thread = Thread(target=work, daemon=True)
    thread.start()
    thread.join(120)
    assert sorted(result[0] for result in found) == list(range(12))


# ---- Dask ------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_a_dask_cluster_writes_the_same_bytes_even_if_a_worker_is_killed(undisturbed: Path, tmp_path: Path) -> None:
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        with DaskCluster(cluster.scheduler_address) as executor:
            assert executor.workers == 2
            assert files(done(tmp_path / "calm", plan_of(), executor)) == files(undisturbed)
        with Store.create(tmp_path / "out", plan_of()) as store, DaskCluster(cluster.scheduler_address) as executor:
            for place, _ in enumerate(carry_out(plan_of(), store, executor)):
                if place == 0:
                    victim = next(iter(cluster.workers.values())).process.pid
                    os.kill(victim, signal.SIGKILL)
        assert files(tmp_path / "out") == files(undisturbed)


@pytest.mark.filterwarnings("ignore")
def test_a_cluster_that_is_not_there_is_told() -> None:
    with pytest.raises(ScenarioError, match="no scheduler answers"):
        DaskCluster("tcp://127.0.0.1:1", seconds=0.5)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_workers_of_another_version_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from distributed import LocalCluster

    from collectief_sim.batch import versions

    with LocalCluster(n_workers=1, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        monkeypatch.setattr(versions, "code_version", lambda: "9.9+other")
        with pytest.raises(ScenarioError, match=r"here 9\.9\+other"), DaskCluster(cluster.scheduler_address):
            pass


@pytest.fixture
def scheduler() -> Iterator[str]:
    """The address of a Dask scheduler without workers."""
    from distributed import LocalCluster

    with LocalCluster(n_workers=0, processes=False, dashboard_address=None, protocol="tcp://") as cluster:
        yield cluster.scheduler_address


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_a_worker_that_lacks_the_package_is_refused(scheduler: str, tmp_path: Path) -> None:
    from distributed import Client

    packages = Path(pd.__file__).parents[1]
    without_ours = ["-S", "-m", "distributed.cli.dask_worker", scheduler, "--no-nanny", "--no-dashboard"]
    env = os.environ | {"PYTHONPATH": str(packages)}  # -S: what is installed in place, as we are, is not found
    lacks = subprocess.run([sys.executable, "-S", "-c", "import collectief_sim.batch"], env=env, capture_output=True)
    if lacks.returncode == 0:
        pytest.skip("installed among the other packages")
    worker = subprocess.Popen([sys.executable, *without_ours], env=env, cwd=tmp_path, stderr=subprocess.DEVNULL)
    try:
        with Client(scheduler, set_as_default=False) as client:
            client.wait_for_workers(1, timeout=60)
        with pytest.raises(ScenarioError, match="does not have collectief-sim"), DaskCluster(scheduler):
            pass
    finally:
        worker.kill()
        worker.wait()


# ---- the command line ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("scenario") / "small.toml"
    file.write_text(dump(small()), encoding="utf-8")
    return file


def test_from_the_command_line_to_a_table_of_arms(scenario: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    command = ["batch", scenario, "--vary", "policy.contract_months=12,60", "-n", "3", "--out", out]
    finished = collectief(*command)
    assert finished.returncode == 0, finished.stderr
    assert "6 of 6 runs done, 0 failed, 0 missing" in finished.stdout
    assert "contract_months=12" in finished.stdout
    assert finished.stderr == "" or "compiling" in finished.stderr
    record = one_object(collectief("show", out, "--json").stdout)
    assert record == contents(out)
    assert record["arms"]["contract_months=60"]["runs"] == 3
    assert collectief(*command).returncode == 2
    again = collectief(*command, "--resume", "--json")
    assert (again.returncode, one_object(again.stdout)) == (0, record)


def test_a_dry_run_says_what_it_would_take_and_writes_nothing(scenario: Path, tmp_path: Path) -> None:
    told = collectief(
        "batch", scenario, "--vary", "policy.openness=0,0.5,1", "-n", "50", "--dry-run", "--json", cwd=tmp_path
    )
    record = one_object(told.stdout)
    assert (record["arms"], record["runs"]) == (3, 150)
    assert record["seconds"] > 0
    assert record["megabytes"] > 0
    assert list(tmp_path.iterdir()) == []
    assert "150 runs to do" in collectief("batch", scenario, "-n", "150", "--dry-run", cwd=tmp_path).stdout


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--vary", "policy.contract_month=1,2"], "policy.contract_months"),
        (["--vary", "policy.contract_months=0,2"], "policy.contract_months"),
        (["--vary", "policy.contract_months"], "PATH=V1,V2"),
        (["--vary", "policy.contract_months="], "no values"),
        (["--vary", "policy.contract_months=12,12"], "given twice"),
        (["--vary", "policy.openness=0,1", "--vary", "policy.openness=0.5"], "policy.openness is given twice"),
        (["--vary", "policy.openness=0,1", "--set", "policy.openness=0.5"], "policy.openness is given twice"),
        (["--vary", "name=one,other"], "are the same"),
        (["-n", "100000000"], "1,000,000 runs"),
        (["--set", "policy.openness"], "PATH=VALUE"),
        (["--resume"], "manifest.json"),
        (["-n", "0"], "equal to 1"),
    ],
    ids=str,
)
def test_bad_input_is_refused_and_nothing_written(
    options: list[str], words: str, scenario: Path, tmp_path: Path
) -> None:
    failed = collectief("batch", scenario, *options, "--out", tmp_path / "out")
    assert (failed.returncode, failed.stdout) == (2, "")
    assert words in failed.stderr
    assert "Traceback" not in failed.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_failed_run_is_told_with_the_command_that_repeats_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(scenario: Scenario, seed: int) -> Any:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr(simulation, "run", run)
    monkeypatch.setattr(cli_batch, "executor_of", lambda *_: InOrder())
    monkeypatch.setattr(cli_batch, "warm_up", lambda spec: None)
    scenario = tmp_path / "small.toml"
    scenario.write_text(dump(small()), encoding="utf-8")
    done = CliRunner().invoke(app, ["batch", str(scenario), "-n", "2", "--out", str(tmp_path / "out")])
    assert done.exit_code == 1
    assert "0 of 2 runs done, 2 failed, 0 missing" in done.stdout
    assert "2 runs failed" in done.stderr
    repeat = next(line for line in done.stderr.splitlines() if "--seed 2" in line).split("#")[0].split()
    monkeypatch.undo()
    again = collectief(*repeat[repeat.index("collectief") + 1 :], "--months", "1", "--json")
    assert again.returncode == 0, again.stderr
    assert one_object(again.stdout)["seed"] == 2


def test_show_refuses_what_is_no_results_folder(tmp_path: Path) -> None:
    failed = collectief("show", tmp_path)
    assert failed.returncode == 2
    assert "no results folder" in failed.stderr


@on_unix
def test_an_interrupt_leaves_a_folder_to_go_on_with(scenario: Path, tmp_path: Path) -> None:
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        pytest.skip("interrupts are ignored here, as in a job in the background")
    command = ["batch", str(scenario), "-n", "5000", "--no-series", "--out", "out"]
    with subprocess.Popen([SCRIPT, *command], stderr=subprocess.PIPE, text=True, cwd=tmp_path) as batch:
        until = time.monotonic() + COMPILING
        while not list((tmp_path / "out" / "runs").glob("*")) and time.monotonic() < until:
            time.sleep(0.05)
        batch.send_signal(signal.SIGINT)
        assert batch.stderr is not None
        told = batch.stderr.read()
        assert batch.wait(30) == 130
    assert "Interrupted" in told
    assert f"collectief {' '.join(command)} --resume" in told
    assert told.count("\n") == 2
    assert "Traceback" not in told
    record = contents(tmp_path / "out")
    assert 0 < record["done"] < 5000
    assert record["done"] + record["missing"] == 5000
