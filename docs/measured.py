"""What the pages that measure the model share: many runs at once, survival seed by seed, numbers as they are written."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor

import numpy as np
import numpy.typing as npt
import pandas as pd

from collectief_sim.experiment.compare import estimate
from collectief_sim.experiment.lives import at, contributions, survival, tally

LIVES = ["founded_month", "ended_month", "stable_month", "recognised_month", "area_level_month", "cause"]
TEN_YEARS = 120  # months

type Numbers = npt.NDArray[np.float64]


def simulated[Task, Found](work: Callable[[Task], Found], tasks: Sequence[Task]) -> Iterator[tuple[Task, Found]]:
    """Do the work for all tasks on all cores, in their order, and say how far it is."""
    with ProcessPoolExecutor(os.cpu_count()) as workers:
        for done, (task, found) in enumerate(zip(tasks, workers.map(work, tasks), strict=True), 1):
            yield task, found
            if done % 20 == 0 or done == len(tasks):
                sys.stderr.write(f"\r{done} of {len(tasks)} runs")
                sys.stderr.flush()
    sys.stderr.write("\n")


def points_surviving(runs: Sequence[pd.DataFrame], months: int) -> Numbers:
    """Points of ten-year survival, seed by seed; what each run says of all lives together."""
    lives = pd.concat([lives.assign(unit=unit) for unit, lives in enumerate(runs)])
    return 100.0 * contributions(tally(lives, months, len(runs))["ended"], at(TEN_YEARS, survival))


def number(value: float, decimals: int = 1, sign: bool = False) -> str:
    """A number as it is written, without minus nothing."""
    value = round(float(value), decimals) + 0.0
    return f"{value:{'+' if sign and value else ''},.{decimals}f}".replace("-", "−")


def effect(one: Numbers, other: Numbers, decimals: int = 1, per: float = 1.0) -> str:
    """The mean difference of pairs with its 95% interval."""
    apart = ((other - one) / per)[np.isfinite(other - one)]
    found = estimate(apart)
    if not found["pairs"]:
        return "–"
    if not np.isfinite(found["low"]) or found["low"] == found["high"]:
        return number(found["difference"], decimals, sign=True)
    low, high = (number(found[end], decimals, sign=True) for end in ("low", "high"))
    return f"{number(found['difference'], decimals, sign=True)} ({low} to {high})"


def from_to(one: Numbers, other: Numbers, decimals: int = 1) -> str:
    """The same behind what it was before and after."""
    if not np.isfinite(other - one).any():
        return "–"
    means = " → ".join(number(np.nanmean(values), decimals) for values in (one, other))
    return f"{means}: {effect(one, other, decimals)}"


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table in Markdown."""
    head = list(head)
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (head, ["---"] * len(head), *rows))


def written_into(text: str, made: dict[str, str]) -> str:
    """A page with everything between its marks replaced.

    Raises
    ------
    ValueError
        If there is no place for something.
    """
    for name, part in made.items():
        marked = re.search(rf"<!-- {name}: generated -->\n(.*?)\n?<!-- end -->", text, re.DOTALL)
        if marked is None:
            raise ValueError(f"no place for {name} in the page")
        text = text[: marked.start(1)] + part + "\n" + text[marked.end(1) :].removeprefix("\n")
    return text
