"""Running arms on paired seeds, and comparing them replicate by replicate."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import batched
from typing import TYPE_CHECKING, Any

from collectief_sim.batch.executors import Processes, WorkerDied, cores
from collectief_sim.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

    from collectief_sim.simulation import Result

type Job = tuple[str, int]  # arm and seed
type Row = dict[str, float | int | str | None]
type Task = tuple[dict[str, Scenario], list[Job], Callable[[Result], dict[str, Any]]]

CHUNK = 5  # runs handed to a worker at a time: about a quarter of a second of work


def outcomes(result: Result) -> Row:
    """What an experiment keeps of a run."""
    return dict(result.outcomes)


def run_arms[T](
    specs: dict[str, Scenario],
    seeds: Iterable[int],
    workers: int | None,
    measure: Callable[[Result], dict[str, T]],
) -> Iterator[list[dict[str, T]]]:
    """Run every arm with every seed, on all cores; rows come in whatever order they are ready.

    Parameters
    ----------
    measure
        What to keep of a run: a function at the top level of a module, so that worker processes can find it.

    Yields
    ------
    list of dict
        What was kept of a few runs, with ``arm`` and ``seed``.
    """
    jobs = [(arm, seed) for arm in specs for seed in seeds]
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
                raise RuntimeError(rows.reason)
            yield rows


def _run_chunk(task: Task) -> list[dict[str, Any]]:
    from collectief_sim.simulation import run

    specs, jobs, measure = task
    return [{"arm": arm, "seed": seed, **measure(run(specs[arm], seed))} for arm, seed in jobs]


def tabulate(rows: list[Row], arms: list[str]) -> pd.DataFrame:
    """Rows as a table in the order of the plan, whatever order they came in."""
    import pandas as pd

    table = pd.DataFrame(rows)
    table["arm"] = pd.Categorical(table["arm"], arms)
    numbers = table.columns.difference(["arm", "seed"], sort=False)
    table[numbers] = table[numbers].astype(float)
    return table.sort_values(["arm", "seed"], ignore_index=True)


def compare(table: pd.DataFrame, base: str, other: str) -> pd.DataFrame:
    """Means of two arms and the paired difference with its 95% interval (Student's t over seeds).

    Parameters
    ----------
    table
        As from :func:`tabulate`. Replicates where an outcome is undefined in either arm are left out of its pair.

    Returns
    -------
    pandas.DataFrame
        By outcome: ``base``, ``other``, ``difference``, ``low``, ``high``, ``pairs``, and ``variance_ratio``: how many
        times more replicates unpaired seeds would take for the same interval.
    """
    import numpy as np
    import pandas as pd
    from scipy import stats

    one = table[table["arm"] == base].set_index("seed").drop(columns="arm")
    two = table[table["arm"] == other].set_index("seed").drop(columns="arm")
    rows = {}
    for outcome in one.columns:
        pair = pd.concat([one[outcome], two[outcome]], axis=1, keys=["base", "other"]).dropna()
        n = len(pair)
        if n == 0:
            rows[outcome] = (np.nan, np.nan, np.nan, np.nan, np.nan, 0, np.nan)
            continue
        difference = pair["other"] - pair["base"]
        spread = float(difference.std(ddof=1)) if n > 1 else np.nan
        half = float(stats.t.ppf(0.975, n - 1)) * spread / n**0.5 if n > 1 else np.nan
        apart = pair.var(ddof=1).sum() if n > 1 else np.nan
        gain = apart / spread**2 if spread > 0 else np.nan
        mean = float(difference.mean())
        rows[outcome] = (pair["base"].mean(), pair["other"].mean(), mean, mean - half, mean + half, n, gain)
    columns = ["base", "other", "difference", "low", "high", "pairs", "variance_ratio"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns)
