"""Carrying out a plan: what is missing is handed out in chunks, written as it comes in, and a culprit is found."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from collectief_sim.batch.executors import Executor, WorkerDied
from collectief_sim.batch.plan import Arm, Plan, Run
from collectief_sim.batch.store import Store
from collectief_sim.batch.versions import differences, maker
from collectief_sim.batch.work import Chunk, Keep, given_up, joined, run_chunk, types_of
from collectief_sim.files.errors import ScenarioError


@dataclass(frozen=True)
class Task:
    """Some runs to be done together, and how often workers died on just these."""

    arms: Mapping[int, Arm]  # those that are needed, by their place in the plan
    runs: tuple[Run, ...]
    keep: Keep
    chunk: tuple[Run, ...]  # what is written together; more than `runs` where these are done one by one
    made_by: Mapping[str, Any] | None  # what a worker must be; None if it need not be the same
    deaths: int = 0


def carry_out(plan: Plan, store: Store, executor: Executor, any_version: bool = False) -> Iterator[Chunk]:
    """Run what is missing in a store. Every chunk is written before it is yielded.

    A chunk on which a worker dies is tried once more, then run by run, each twice: the run that kills workers is found and
    becomes a failure, the others are done, also if something else kills workers now and then. Runs that were done one by
    one are put together again: which rows stand in which file does not depend on who died.

    Raises
    ------
    ScenarioError
        If a worker has another version of the model or its libraries (unless `any_version`).
    """
    keep, made_by = Keep(plan.series, types_of(plan.arms), plan.makers), None if any_version else maker()
    tasks = deque(Task(needed(plan, some), some, keep, some, made_by) for some in store.to_do())
    alone: dict[tuple[Run, ...], list[Chunk]] = {}
    for task, result in executor.carry_out(work, tasks):
        if isinstance(result, WorkerDied):
            if more := again(task):
                tasks.extend(more)
                continue
            result = given_up(task.arms, task.runs, task.keep, result.reason)
        if task.runs != task.chunk:
            alone.setdefault(task.chunk, []).append(result)
            if len(alone[task.chunk]) < len(task.chunk):
                continue
            result = joined(alone.pop(task.chunk))
        store.add(result)
        yield result


def needed(plan: Plan, runs: Iterable[Run]) -> dict[int, Arm]:
    """The arms of some runs."""
    return {run.arm: plan.arms[run.arm] for run in runs}


def work(task: Task) -> Chunk:
    """What an executor does with a task; raises :class:`ScenarioError` if it is another model than that of the batch."""
    apart = differences(maker(), task.made_by) if task.made_by is not None else []
    if apart:
        raise ScenarioError(f"a worker has {'; '.join(apart)}: results may differ. Was the code changed meanwhile?")
    return run_chunk(task.arms, task.runs, task.keep)


def again(task: Task) -> list[Task]:
    """What to try after a worker died on a task: the same once more, then each run alone; nothing if it was alone."""
    if task.deaths == 0:
        return [replace(task, deaths=1)]
    if len(task.runs) > 1:
        return [replace(task, runs=(run,), deaths=0) for run in task.runs]
    return []
