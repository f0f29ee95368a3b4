"""Policies that win part of what another wins, for part of its price: is there something in between?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from collectief_sim.experiment.compare import FALSE_DISCOVERIES, RESAMPLES, FloatArray

if TYPE_CHECKING:
    import pandas as pd

PRICE = "homes_built"  # what a city does without for the sake of makers
COST = "public_cost_eur"  # what it pays besides


def tradeoffs(units: pd.DataFrame, base: str, other: str, arms: Sequence[str], gain: str) -> pd.DataFrame:
    """What share of the gain of `other` over `base` each arm wins, and for what share of the homes not built.

    Parameters
    ----------
    units
        A row per ``arm`` and ``unit`` of one area, with the outcomes as columns.
    arms
        The arms to look at, other than these two.
    gain
        The outcome that is to be gained.

    Returns
    -------
    pandas.DataFrame
        A row per arm: ``won`` and ``paid``, shares of the difference between `other` and `base` in `gain` and in homes
        built, each with ``_low`` and ``_high`` (95%, percentile bootstrap over units); ``clear``: whether it wins a larger
        share than it pays, held against the number of arms (Bonferroni); ``cost`` and ``cost_other``: public cost of the arm
        and of `other` beyond that of `base` [EUR].
    """
    import pandas as pd

    wide = units.pivot(index="unit", columns="arm", values=[gain, PRICE, COST]).dropna()
    whole = [(wide[outcome][other] - wide[outcome][base]).to_numpy(float) for outcome in (gain, PRICE)]
    cost = {arm: float((wide[COST][arm] - wide[COST][base]).mean()) for arm in (*arms, other)}
    level = 1 - FALSE_DISCOVERIES / max(1, len(arms))
    rows: list[dict[str, Any]] = []
    for arm in arms:
        part = [(wide[outcome][arm] - wide[outcome][base]).to_numpy(float) for outcome in (gain, PRICE)]
        won, paid = (_share(one, all_of_it) for one, all_of_it in zip(part, whole, strict=True))
        low, _ = np.quantile(won[1:] - paid[1:], [(1 - level) / 2, (1 + level) / 2])
        told = {**_told("won", won), **_told("paid", paid), "clear": bool(low > 0)}
        rows.append({"arm": arm, **told, "cost": cost[arm], "cost_other": cost[other]})
    columns = ["arm", *(f"{name}{end}" for name in ("won", "paid") for end in ("", "_low", "_high"))]
    columns += ["clear", "cost", "cost_other"]
    return pd.DataFrame(rows, columns=columns)


def _share(part: FloatArray, whole: FloatArray) -> FloatArray:
    """The ratio of two means, and of those of resampled units (the same units for all ratios)."""
    picks = np.random.default_rng(1).integers(0, len(part), (RESAMPLES, len(part)))
    ratios = part[picks].mean(axis=1) / whole[picks].mean(axis=1)
    return np.concatenate([[part.mean() / whole.mean()], ratios])


def _told(name: str, share: FloatArray) -> dict[str, float]:
    low, high = np.quantile(share[1:], [0.025, 0.975])
    return {name: float(share[0]), f"{name}_low": float(low), f"{name}_high": float(high)}
