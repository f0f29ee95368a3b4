"""What a plan will take: time and disk, from a few timed runs."""

from __future__ import annotations

import time
from dataclasses import dataclass

from collectief_sim.batch.engine import needed
from collectief_sim.batch.plan import Plan, Run
from collectief_sim.batch.work import Keep, run_chunk, types_of

_TRIED = 6  # runs that are timed, spread over the arms


@dataclass(frozen=True)
class Forecast:
    """What the runs that are still missing will take."""

    runs: int
    seconds: float
    megabytes: float


def forecast(plan: Plan, missing: list[Run], workers: int) -> Forecast:
    """Time a few runs of different arms in this process; the first one, which loads the rules, does not count."""
    if not missing:
        return Forecast(0, 0.0, 0.0)
    every = max(1, min(len(plan.arms), len(missing)) // _TRIED)
    some = tuple(missing[: len(plan.arms)][::every][:_TRIED])
    keep = Keep(plan.series, types_of(plan.arms), plan.makers)
    run_chunk(needed(plan, some[:1]), some[:1], keep)
    start = time.perf_counter()
    chunk = run_chunk(needed(plan, some), some, keep)
    per_run = (time.perf_counter() - start) / len(some)
    size = sum(len(content) for content in chunk.files.values()) / len(some)
    return Forecast(
        len(missing), len(missing) * per_run / max(1, min(workers, len(missing))), len(missing) * size / 1e6
    )
