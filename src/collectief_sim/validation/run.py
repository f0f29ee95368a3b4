"""Running the arms that patterns need, and judging them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from collectief_sim.scenario import Scenario
from collectief_sim.validation.estimate import BARELY, FAILS, HOLDS, UNSURE, Check
from collectief_sim.validation.measure import measure
from collectief_sim.validation.patterns import OTHERWISE, PATTERNS, RIVAL_ARMS, Pattern, Runs, horizon_checks
from collectief_sim.validation.runs import run_jobs

type Judged = list[tuple[Pattern, list[Check]]]


def arms_for(patterns: Iterable[Pattern], rivals: bool = False) -> list[str]:
    """All arms that some patterns are read from, each once."""
    names = [arm for pattern in patterns for arm in pattern.arms]
    return list(dict.fromkeys(names + list(RIVAL_ARMS if rivals else ())))


def gather(
    specs: dict[str, Scenario],
    seeds: Sequence[int],
    workers: int | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> Runs:
    """Fresh runs of some arms, in the order of the seeds."""
    return dict(gather_sets({0: specs}, lambda _: seeds, workers, progress)).get(0, {})


def gather_sets(
    sets: Mapping[int, Mapping[str, Scenario]],
    seeds_of: Callable[[int], Sequence[int]],
    workers: int | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> Iterator[tuple[int, Runs]]:
    """Fresh runs of several sets of arms, a set at a time as it is complete, so that memory stays small.

    All arms of a set have the same seeds, so that they compare; sets may have others, so that their luck is not one.
    """
    specs = {f"{number}: {arm}": spec for number, arms in sets.items() for arm, spec in arms.items()}
    jobs = [(f"{number}: {arm}", seed) for number, arms in sets.items() for arm in arms for seed in seeds_of(number)]
    if not jobs:
        return
    waiting: dict[int, dict[tuple[str, int], Any]] = {number: {} for number in sets}
    for rows in run_jobs(specs, jobs, workers, measure):
        progress(len(rows))
        for row in rows:
            number, _, arm = str(row.pop("arm")).partition(": ")
            waiting[int(number)][arm, int(row.pop("seed"))] = row
        for done in [n for n, there in waiting.items() if len(there) == len(sets[n]) * len(seeds_of(n))]:
            there = waiting.pop(done)
            yield done, {arm: [there[arm, seed] for seed in sorted(seeds_of(done))] for arm in sets[done]}


def judge(runs: Runs, patterns: Iterable[Pattern] = PATTERNS) -> Judged:
    """Every pattern with its checks."""
    return [(pattern, pattern.checks(runs)) for pattern in patterns]


def verdict(checks: list[Check]) -> str:
    """The verdict on a pattern: that of its worst check."""
    verdicts = {check.verdict for check in checks}
    return next(word for word in (FAILS, UNSURE, BARELY, HOLDS) if word in verdicts)


def rivals_judged(runs: Runs) -> list[tuple[str, list[Check]]]:
    """The main claim (P7) when policy reaches no further than it does, and when people weigh the horizon by another rule."""
    return [(name, horizon_checks(runs, prefix)) for name, prefix in OTHERWISE.items()]
