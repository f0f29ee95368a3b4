"""Running arms on all cores and keeping a few numbers of each run, in memory."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from itertools import batched
from typing import TYPE_CHECKING, Any

from collectief_sim.batch.executors import Processes, WorkerDied, cores
from collectief_sim.files.errors import ScenarioError
from collectief_sim.scenario import Scenario

if TYPE_CHECKING:
    from collectief_sim.model.simulation import Result

type Job = tuple[str, int]  # arm and seed
type Task = tuple[dict[str, Scenario], list[Job], Callable[[Result], dict[str, Any]]]

CHUNK = 5  # runs handed to a worker at a time: about a quarter of a second of work


def run_jobs[T](
    specs: dict[str, Scenario],
    jobs: Sequence[Job],
    workers: int | None,
    measure: Callable[[Result], dict[str, T]],
) -> Iterator[list[dict[str, T]]]:
    """Run arms with seeds, on all cores; rows come in whatever order they are ready.

    Parameters
    ----------
    measure
        What to keep of a run: a function at the top level of a module, so that worker processes can find it.

    Yields
    ------
    list of dict
        What was kept of a few runs, with ``arm`` and ``seed``.
    """
    tasks = deque(
        ({arm: specs[arm] for arm, _ in some}, list(some), measure) for some in (list(c) for c in batched(jobs, CHUNK))
    )
    workers = min(workers or cores(), len(tasks))
    if workers == 1:
        yield from map(_run_chunk, tasks)
        return
    with Processes(workers) as executor:
        for _, rows in executor.carry_out(_run_chunk, tasks):
            if isinstance(rows, WorkerDied):
                raise ScenarioError(f"{rows.reason}; try fewer --workers.")
            yield rows


def _run_chunk(task: Task) -> list[dict[str, Any]]:
    from collectief_sim.model.simulation import run

    specs, jobs, measure = task
    return [{"arm": arm, "seed": seed, **measure(run(specs[arm], seed))} for arm, seed in jobs]
