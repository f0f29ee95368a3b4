"""Comparing arms pair by pair: replicates with the same luck, and what differs between them."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import pandas as pd

type FloatArray = npt.NDArray[np.float64]

RESAMPLES = 1999
FALSE_DISCOVERIES = 0.05  # share of the differences called clear that may be so by chance


def compare(units: pd.DataFrame, pairs: Iterable[tuple[str, str]], outcomes: Iterable[str]) -> pd.DataFrame:
    """Paired differences of outcomes, area by area.

    Parameters
    ----------
    units
        A row per ``area``, ``arm`` and ``unit`` (what arms are paired on), with the outcomes as columns.
    pairs
        Arms to compare: from, to.

    Returns
    -------
    pandas.DataFrame
        A row per area, pair and outcome: ``mean_base``, ``mean_other``, ``difference`` with ``low`` and ``high`` (95%,
        bootstrap), ``p`` (paired t-test), ``pairs`` (undefined outcomes leave a pair out), ``correlation`` between the
        arms, and ``variance_ratio``: how many times more runs unpaired seeds would take for the same interval.
    """
    import pandas as pd

    rows = []
    for area, here in units.groupby("area", sort=False):
        by_arm = {arm: some.set_index("unit") for arm, some in here.groupby("arm", sort=False)}
        for base, other in pairs:
            for outcome in outcomes:
                both = pd.concat(
                    [by_arm[base][outcome], by_arm[other][outcome]], axis=1, keys=["base", "other"]
                ).dropna()
                label = {"area": area, "base": base, "other": other, "outcome": outcome}
                rows.append(label | _compared(both["base"].to_numpy(float), both["other"].to_numpy(float)))
    return judged(pd.DataFrame(rows))


def _compared(base: FloatArray, other: FloatArray) -> dict[str, Any]:
    found = estimate(other - base)
    apart = base.var(ddof=1) + other.var(ddof=1) if len(base) > 1 else np.nan
    spread = (other - base).var(ddof=1) if len(base) > 1 else np.nan
    vary = len(base) > 2 and base.std() > 0 and other.std() > 0
    return {
        "mean_base": base.mean() if len(base) else np.nan,
        "mean_other": other.mean() if len(base) else np.nan,
        **found,
        "correlation": np.corrcoef(base, other)[0, 1] if vary else np.nan,
        "variance_ratio": apart / spread if spread > 0 else np.nan,
    }


def estimate(differences: FloatArray) -> dict[str, Any]:
    """The mean of paired differences with its 95% bootstrap interval (BCa), and the p-value of a paired t-test."""
    from scipy import stats

    n = len(differences)
    if n == 0:
        return {"difference": np.nan, "low": np.nan, "high": np.nan, "p": np.nan, "pairs": 0}
    mean = float(differences.mean())
    if n == 1:
        return {"difference": mean, "low": np.nan, "high": np.nan, "p": np.nan, "pairs": 1}
    if np.ptp(differences) <= 1e-12 * max(1.0, abs(mean)):  # nothing to resample
        return {"difference": mean, "low": mean, "high": mean, "p": 0.0 if abs(mean) > 1e-12 else 1.0, "pairs": n}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", stats.DegenerateDataWarning)
        options: Any = {"n_resamples": RESAMPLES, "rng": np.random.default_rng(1)}
        interval = stats.bootstrap((differences,), np.mean, **options).confidence_interval
        if not np.isfinite([interval.low, interval.high]).all():  # no acceleration, for instance with two values only
            interval = stats.bootstrap((differences,), np.mean, method="percentile", **options).confidence_interval
    p = float(stats.ttest_1samp(differences, 0.0).pvalue)
    return {"difference": mean, "low": float(interval.low), "high": float(interval.high), "p": p, "pairs": n}


def judged(table: pd.DataFrame) -> pd.DataFrame:
    """The same with ``q``, the p-value corrected for the number of comparisons (Benjamini-Hochberg), and ``clear``."""
    table["q"] = corrected(table["p"])
    table["clear"] = (table["q"] < FALSE_DISCOVERIES) & ((table["low"] > 0) | (table["high"] < 0))
    return table


def corrected(p: pd.Series) -> pd.Series:
    """P-values corrected for their number (Benjamini-Hochberg); those that are missing do not count."""
    from scipy import stats

    q, known = p.copy(), p.notna()
    if known.any():
        q[known] = stats.false_discovery_control(p[known])
    return q


def summary(units: pd.DataFrame, own: pd.DataFrame, outcomes: Iterable[str]) -> pd.DataFrame:
    """Every outcome in every arm: not the mean alone.

    Parameters
    ----------
    units
        Of which means are taken, as in :func:`compare`.
    own
        The same with what each unit looks like by itself (see `Results.own`), of which the spread is told.

    Returns
    -------
    pandas.DataFrame
        A row per area, arm and outcome: ``units``, ``mean`` with ``low`` and ``high`` (95%), and of single units ``sd``,
        ``p05``, ``median``, ``p95``, and ``dip_p``: the p-value of the dip test, small if there are two or more humps
        (Hartigan and Hartigan 1985), corrected for the number of tests (Benjamini-Hochberg).
    """
    import pandas as pd

    by_itself = dict(list(own.groupby(["area", "arm"], sort=False)))
    rows = []
    for (area, arm), here in units.groupby(["area", "arm"], sort=False):
        for outcome in outcomes:
            mean = _mean(here[outcome].dropna().to_numpy(float))
            spread = _spread(by_itself[area, arm][outcome].dropna().to_numpy(float))
            rows.append({"area": area, "arm": arm, "outcome": outcome, **mean, **spread})
    table = pd.DataFrame(rows)
    table["dip_p"] = corrected(table["dip_p"])
    return table


def _mean(values: FloatArray) -> dict[str, Any]:
    from scipy import stats

    n = len(values)
    half = float(stats.t.ppf(0.975, n - 1) * stats.sem(values)) if n > 1 else np.nan
    mean = float(values.mean()) if n else np.nan
    return {"units": n, "mean": mean, "low": mean - half, "high": mean + half}


def _spread(values: FloatArray) -> dict[str, float]:
    n = len(values)
    if n == 0:
        return dict.fromkeys(("sd", "p05", "median", "p95", "dip_p"), np.nan)
    p05, median, p95 = np.quantile(values, [0.05, 0.5, 0.95])
    sd = float(values.std(ddof=1)) if n > 1 else np.nan
    return {"sd": sd, "p05": float(p05), "median": float(median), "p95": float(p95), "dip_p": _dip(values)}


def _dip(values: FloatArray) -> float:
    """The p-value of Hartigan's dip test; NaN where there is too little to see a shape, or steps would pass for humps."""
    from diptest import diptest

    different = len(np.unique(values))
    return float(diptest(values)[1]) if different >= max(20, 0.9 * len(values)) else np.nan


def effects(units: pd.DataFrame, levels: Mapping[str, Mapping[str, int]], outcomes: Iterable[str]) -> pd.DataFrame:
    """Main effects and two-way interactions of a full factorial, from contrasts within each unit.

    Parameters
    ----------
    levels
        By arm, which level (0, 1, ...) each factor has in it.

    Returns
    -------
    pandas.DataFrame
        A row per area, effect and outcome: ``factor``, ``level``, ``by`` and ``by_level`` (empty for main effects), and as
        in :func:`estimate`. A main effect is that of the level against level 0, averaged over all other factors; an
        interaction is how much larger that effect is at `by_level` of the other factor than at its level 0.
    """
    import pandas as pd

    wanted = list(outcomes)
    factors = list(next(iter(levels.values())))
    rows = []
    for area, here in units.groupby("area", sort=False):
        for outcome in wanted:
            wide = here.pivot(index="unit", columns="arm", values=outcome).dropna()
            for effect, contrast in _contrasts(factors, levels):
                values = sum(
                    (weight * wide[arm].to_numpy(float) for arm, weight in contrast.items()), np.zeros(len(wide))
                )
                rows.append({"area": area, **effect, "outcome": outcome, **estimate(values)})
    return judged(pd.DataFrame(rows))


def _contrasts(
    factors: list[str], levels: Mapping[str, Mapping[str, int]]
) -> list[tuple[dict[str, Any], dict[str, float]]]:
    """Every effect with the weight of each arm in it."""
    counts = {factor: 1 + max(at[factor] for at in levels.values()) for factor in factors}
    found: list[tuple[dict[str, Any], dict[str, float]]] = []
    for factor in factors:
        for level in range(1, counts[factor]):
            main = _against_first(levels, factor, level)
            share = sum(weight > 0 for weight in main.values())
            found.append((_effect(factor, level), {arm: weight / share for arm, weight in main.items()}))
    for i, factor in enumerate(factors):
        for by in factors[i + 1 :]:
            for level in range(1, counts[factor]):
                for by_level in range(1, counts[by]):
                    one, two = _against_first(levels, factor, level), _against_first(levels, by, by_level)
                    both = {arm: one[arm] * two[arm] for arm in levels if one[arm] and two[arm]}
                    cells = len(both) / 4
                    found.append((_effect(factor, level, by, by_level), {arm: w / cells for arm, w in both.items()}))
    return found


def _against_first(levels: Mapping[str, Mapping[str, int]], factor: str, level: int) -> dict[str, float]:
    return {arm: float(at[factor] == level) - float(at[factor] == 0) for arm, at in levels.items()}


def _effect(factor: str, level: int, by: str = "", by_level: int = 0) -> dict[str, Any]:
    return {"factor": factor, "level": level, "by": by, "by_level": by_level}
