"""What a policy does, divided over the paths by which it does it.

The share of a path is its Shapley value (Shapley 1953; Owen 2014 and Song, Nelson and Staum 2016 for models): what opening it
adds, averaged over all orders in which paths can be opened. Shares add up to the whole difference, whatever paths do to each
other, and paths that do the same get the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import factorial
from typing import TYPE_CHECKING, Any

import numpy as np

from collectief_sim.experiment.coalitions import WHOLE, Coalition
from collectief_sim.experiment.compare import FloatArray, estimates, judged
from collectief_sim.experiment.goals import GOALS

if TYPE_CHECKING:
    import pandas as pd

    from collectief_sim.experiment.results import Results

OUTCOMES = (*(goal.outcome for goal in GOALS.values()), "survival_120_months")


def paths(results: Results) -> pd.DataFrame:
    """The share of every path in what the main comparison does, in every area."""
    experiment = results.experiment
    base, other = experiment.pairs()[0]
    table = shares(results.every_unit, experiment.coalitions(), list(experiment.paths), OUTCOMES)
    table.insert(1, "base", base)
    table.insert(2, "other", other)
    return table


def shares(
    units: pd.DataFrame, coalitions: Sequence[Coalition], names: Sequence[str], outcomes: Sequence[str]
) -> pd.DataFrame:
    """The share of every path.

    Parameters
    ----------
    units
        A row per ``area``, ``arm`` and ``unit``, with the outcomes as columns. A unit in which some arm does not know an
        outcome is left out for that outcome.

    Returns
    -------
    pandas.DataFrame
        A row per ``area``, ``outcome`` and ``path``, and one for all together (``whole``): ``difference`` (the share; shares
        add up to that of the whole) with ``low`` and ``high`` (95%, bootstrap over units), ``p``, ``pairs``, ``q`` and
        ``clear`` as in `compare.compare`; ``alone``: what the policy does with this path open only; ``without``: what it does
        with all others open; ``most``: whether more than half of the whole clearly comes by this path.
    """
    import pandas as pd

    contrasts = {name: _of_path(name, len(names), coalitions) for name in names}
    contrasts[WHOLE] = _of(coalitions, frozenset(names))
    labels: list[dict[str, Any]] = []
    samples: list[FloatArray] = []
    halves: list[FloatArray] = []
    for area, here in units.groupby("area", sort=False):
        for outcome in outcomes:
            wide = here.pivot(index="unit", columns="arm", values=outcome).dropna()
            whole = _worked_out(wide, contrasts[WHOLE])
            for name, contrast in contrasts.items():
                one, rest = frozenset({name}), frozenset(names) - {name}
                alone, without = (whole, whole)
                if name != WHOLE:
                    alone, without = (_worked_out(wide, _of(coalitions, some)) for some in (one, rest))
                means = {"alone": _mean(alone), "without": _mean(without)}
                labels.append({"area": area, "outcome": outcome, "path": name, **means})
                samples.append(_worked_out(wide, contrast))
                halves.append((2.0 * samples[-1] - whole) * np.sign(_mean(whole)))
    told = judged(pd.concat([pd.DataFrame(labels), pd.DataFrame(estimates(samples))], axis=1))
    of_clear = told["clear"].where(told["path"] == WHOLE).bfill().astype(bool)  # the whole comes after its paths
    over_half = pd.DataFrame(estimates(halves))["low"] > 0
    told["most"] = of_clear & told["clear"] & over_half & (told["path"] != WHOLE)
    ordered = ["area", "outcome", "path", "difference", "low", "high", "p", "pairs", "q", "clear"]
    return told[[*ordered, "alone", "without", "most"]]


def _of(coalitions: Sequence[Coalition], some: frozenset[str]) -> dict[str, float]:
    """What the policy does by some paths, as weights of arms."""
    found = next(one for one in coalitions if one.paths == some)
    return {} if found.base == found.other else {found.other: 1.0, found.base: -1.0}


def _of_path(name: str, count: int, coalitions: Sequence[Coalition]) -> dict[str, float]:
    """The share of a path, as weights of arms: what it adds to every coalition without it, by how many orders come by there."""
    weights: dict[str, float] = {}
    for one in coalitions:
        if name in one.paths:
            continue
        size = len(one.paths)
        orders = factorial(size) * factorial(count - size - 1) / factorial(count)
        for sign, some in ((1.0, one.paths | {name}), (-1.0, one.paths)):
            for arm, weight in _of(coalitions, some).items():
                weights[arm] = weights.get(arm, 0.0) + sign * orders * weight
    return weights


def _worked_out(wide: pd.DataFrame, contrast: Mapping[str, float]) -> FloatArray:
    return np.asarray(wide[list(contrast)].to_numpy(float) @ np.array(list(contrast.values())))


def _mean(values: FloatArray) -> float:
    return float(values.mean()) if len(values) else float("nan")
