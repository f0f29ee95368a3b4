"""How much of a batch is spent on runs, how well two processes share the work, and what memory does. Prints figures.

Run with ``uv run python benchmarks/batch.py [RUNS]``. The machine may be busy: ratios are of alternating rounds.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import mesa
import numpy as np
import pandas as pd
import psutil

from collectief_sim.batch.engine import carry_out, needed
from collectief_sim.batch.executors import Processes
from collectief_sim.batch.plan import Plan, Run, chunks, cross
from collectief_sim.batch.store import Store
from collectief_sim.batch.work import Keep, run_chunk, types_of
from collectief_sim.mesa_face.model import CollectiefModel
from collectief_sim.model.simulation import run
from collectief_sim.scenario import load

AREA = "stylised-area"
ROUNDS = 3


def plan_of(runs: int, series: bool = True) -> Plan:
    """Two arms on the stylised area."""
    return Plan.of(cross([load(AREA)], {"policy.contract_months": [24, 120]}), runs // 2, series=series)


def seconds(work: Callable[[], object]) -> float:
    """Wall time of one call [s]."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def batch(plan: Plan, executor: Processes, folder: Path) -> None:
    """A whole batch into a new folder."""
    with Store.create(folder / str(time.monotonic_ns()), plan) as store:
        for _ in carry_out(plan, store, executor):
            pass


def one_worker_against_two(runs: int, folder: Path) -> None:
    """Parallel efficiency: twice the speed of one worker would be 100%."""
    plan, gained = plan_of(runs), []
    with Processes(1) as one, Processes(2) as two:
        for executor in (one, two):
            batch(plan_of(40), executor, folder)  # start the processes, load the rules
        for _ in range(ROUNDS):
            alone, together = (seconds(lambda e=executor: batch(plan, e, folder)) for executor in (one, two))
            gained.append(alone / together / 2)
            print(
                f"  {runs} runs: one worker {alone:.1f} s, two {together:.1f} s, efficiency {gained[-1]:.0%}",
                flush=True,
            )
    print(f"parallel efficiency: {statistics.median(gained):.0%} of twice one worker's speed (median of {ROUNDS})")


def engine_and_store(runs: int, folder: Path) -> None:
    """What packing and writing take beside the runs themselves, in one process, chunk by chunk."""
    for series in (True, False):
        plan = plan_of(runs, series)
        with Store.create(folder / str(time.monotonic_ns()), plan) as store:
            shares = [share_of_packing(plan, some, store) for some in chunks(plan.runs, plan.chunk_runs)]
        middle, spread = statistics.median(shares), statistics.quantiles(shares, n=4)
        print(
            f"engine and store, series {'kept' if series else 'not kept'}: {middle:+.1%} of {runs} runs "
            f"(middle half of {len(shares)} chunks: {spread[0]:+.1%} to {spread[2]:+.1%})",
            flush=True,
        )


def share_of_packing(plan: Plan, some: tuple[Run, ...], store: Store) -> float:
    """How much longer a chunk takes, written and all, than its runs alone."""
    start = time.perf_counter()
    for one in some:
        run(plan.arms[one.arm].scenario, one.seed)
    bare = time.perf_counter()
    store.add(run_chunk(needed(plan, some), some, Keep(plan.series, types_of(plan.arms))))
    return (time.perf_counter() - bare) / (bare - start) - 1


def memory(runs: int, folder: Path) -> None:
    """Resident memory of a worker and of the parent over a long batch."""
    plan = plan_of(runs, series=False)
    parent, seen = psutil.Process(), []
    with Processes(2) as executor, Store.create(folder / "long", plan) as store:
        done = 0
        for chunk in carry_out(plan, store, executor):
            done += len(chunk.runs)
            workers = [child.memory_info().rss for child in parent.children() if child.memory_info().rss > 1e8]
            seen.append((done, max(workers, default=0) / 1e6, parent.memory_info().rss / 1e6))
    early = next(row for row in seen if row[0] >= 100)
    for done, worker, mine in (early, seen[len(seen) // 2], seen[-1]):
        print(f"  after {done} runs: worker {worker:.0f} MB, parent {mine:.0f} MB")


def reading(folder: Path) -> None:
    """100,000 rows of outcomes, as pandas reads them."""
    some = pd.read_parquet(next(folder.glob("*/runs")))
    many = folder / "many"
    many.mkdir()
    for i in range(100):
        rows = some.sample(1000, replace=True, random_state=i)
        rows.to_parquet(many / f"{i}.parquet", index=False)
    print(
        f"100,000 rows of outcomes read by pandas in {min(seconds(lambda: pd.read_parquet(many)) for _ in range(3)):.2f} s"
    )


def against_mesa(runs: int, folder: Path) -> None:
    """The same runs by ``mesa.batch_run`` and by ours, two processes each, in turns."""
    plan, ratios = plan_of(runs, series=False), []
    parameters = {"spec": AREA, "overrides": [{"policy.contract_months": months} for months in (24, 120)]}
    seeds = list(range(1, runs // 2 + 1))
    with Processes(2) as executor:
        batch(plan_of(40), executor, folder)
        for _ in range(ROUNDS):
            theirs = seconds(
                lambda: mesa.batch_run(
                    CollectiefModel,
                    parameters,
                    rng=seeds,
                    number_processes=2,
                    data_collection_period=-1,
                    display_progress=False,
                )
            )
            ours = seconds(lambda: batch(plan, executor, folder))
            ratios.append(theirs / ours)
    print(f"mesa.batch_run on the same {runs} runs takes {np.median(ratios):.1f} times as long")


def main() -> None:
    """All of it."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    folder = Path(tempfile.mkdtemp(prefix="collectief-batch-"))
    try:
        run(load(AREA), 1)
        one_worker_against_two(runs, folder)
        engine_and_store(runs, folder)
        against_mesa(200, folder)
        memory(10 * runs, folder)
        reading(folder)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
