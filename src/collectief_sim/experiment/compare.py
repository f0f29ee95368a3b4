"""Comparing arms pair by pair: replicates with the same luck, and what differs between them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, cast

import numpy as np

from collectief_sim.experiment.bootstrap import RESAMPLES as RESAMPLES  # of all intervals of the report
from collectief_sim.experiment.bootstrap import FloatArray as FloatArray
from collectief_sim.experiment.bootstrap import intervals

if TYPE_CHECKING:
    import pandas as pd

FALSE_DISCOVERIES = 0.05  # share of the differences called clear that may be so by chance
ENOUGH = 50  # units below which intervals of what is skewed cover less often than they say, and a reader is warned
FEWEST_WORLDS = (
    20  # below which no share of them and no index is told: a share is known to a quarter on either side there
)
FEWEST = 10  # pairs below which a difference that is not clear is called unknown rather than absent

type Finding = Literal["clear", "maybe", "unclear", "alike", "few", "undefined"]


def finding(row: Any) -> Finding:
    """What a row of comparisons allows to be said."""
    if row["pairs"] == 0:
        return "undefined"
    if row["clear"]:
        return "clear"
    if row["pairs"] > 1 and row["difference"] == row["low"] == row["high"] == 0.0:
        return "alike"
    if math.isnan(row["low"]) or row["pairs"] < FEWEST:
        return "few"
    return "maybe" if row["low"] > 0 or row["high"] < 0 else "unclear"


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
        A row per area, pair and outcome: ``mean_base``, ``mean_other``, ``difference`` with ``low`` and ``high`` (95%;
        see `intervals`), ``p`` (paired t-test), ``pairs`` (undefined outcomes leave a pair out), ``correlation`` between the
        arms, and ``variance_ratio``: how many times more runs unpaired seeds would take for the same interval.
    """
    import pandas as pd

    compared, wanted = list(pairs), list(outcomes)
    labels, samples = [], []
    for area, here in units.groupby("area", sort=False):
        by_arm = {arm: some.set_index("unit")[wanted].astype(float) for arm, some in here.groupby("arm", sort=False)}
        for base, other in compared:
            both = by_arm[base].index.intersection(by_arm[other].index, sort=False)
            values = np.stack([by_arm[arm].loc[both].to_numpy().T for arm in (base, other)], axis=1)
            known = ~np.isnan(values).any(axis=1)
            for outcome, sample, there in zip(wanted, values, known, strict=True):
                labels.append({"area": area, "base": base, "other": other, "outcome": outcome})
                samples.append(sample[:, there])
    return judged(pd.concat([pd.DataFrame(labels), _together(samples, _compared)], axis=1))


def _together(samples: Sequence[FloatArray], measure: Callable[[FloatArray], dict[str, Any]]) -> pd.DataFrame:
    """What a measure says of every sample, a row each; all samples of one size (their last axis) are measured at once."""
    import pandas as pd

    by_size: dict[int, list[int]] = {}
    for place, sample in enumerate(samples):
        by_size.setdefault(sample.shape[-1], []).append(place)
    tables = [
        pd.DataFrame(measure(np.stack([samples[place] for place in places])), index=places)
        for places in by_size.values()
    ]
    return pd.concat(tables).sort_index()


def _compared(values: FloatArray) -> dict[str, Any]:
    """Of samples of pairs, from and to: shape (samples, 2, pairs)."""
    base, other = values[:, 0], values[:, 1]
    size, unknown = values.shape[2], np.full(len(values), np.nan)
    correlation, ratio = unknown.copy(), unknown.copy()
    if size > 1:
        deviations = values - values.mean(axis=2, keepdims=True)
        alone = (deviations**2).sum(axis=2)  # times size - 1
        differing = ((other - base).var(axis=1, ddof=1)) * (size - 1)
        np.divide(alone.sum(axis=1), differing, out=ratio, where=differing > 0)
        vary = (values.std(axis=2) > 0).all(axis=1) & (size > 2)
        np.divide(deviations.prod(axis=1).sum(axis=1), np.sqrt(alone.prod(axis=1)), out=correlation, where=vary)
    return {
        "mean_base": base.mean(axis=1) if size else unknown,
        "mean_other": other.mean(axis=1) if size else unknown,
        **_estimates(other - base),
        "correlation": np.clip(correlation, -1.0, 1.0),
        "variance_ratio": ratio,
    }


def estimate(differences: FloatArray) -> dict[str, Any]:
    """The mean of paired differences with its 95% interval (`bootstrap.intervals`), and the p-value of a paired t-test."""
    return {name: values[0].item() for name, values in _estimates(differences[None]).items()}


def estimates(samples: Sequence[FloatArray]) -> list[dict[str, float]]:
    """The same of many samples, each of its own size."""
    return cast(list[dict[str, float]], _together(samples, _estimates).to_dict("records"))


def _estimates(differences: FloatArray) -> dict[str, Any]:
    """The same of many samples of one size: shape (samples, pairs)."""
    from scipy.special import stdtr

    samples, size = differences.shape
    unknown = np.full(samples, np.nan)
    found = {"difference": unknown, "low": unknown.copy(), "high": unknown.copy(), "p": unknown.copy()}
    if size:
        found["difference"] = mean = differences.mean(axis=1)
    if size > 1:
        least = 1e-12 * np.maximum(1.0, np.abs(mean))
        varies = np.ptp(differences, axis=1) > least  # otherwise there is nothing to resample
        found["low"], found["high"] = mean.copy(), mean.copy()
        found["low"][varies], found["high"][varies] = intervals(differences[varies])
        t = mean[varies] / (differences[varies].std(axis=1, ddof=1) / np.sqrt(size))
        found["p"] = np.where(np.abs(mean) > 1e-12, 0.0, 1.0)
        found["p"][varies] = 2 * stdtr(size - 1, -np.abs(t))
    return found | {"pairs": np.full(samples, size)}


def judged(table: pd.DataFrame) -> pd.DataFrame:
    """The same with ``q``, the p-value corrected for the number of comparisons (Benjamini-Hochberg), and ``clear``."""
    table["q"] = corrected(table["p"])
    table["clear"] = (table["q"] < FALSE_DISCOVERIES) & ((table["low"] > 0) | (table["high"] < 0))
    return table


def corrected(p: pd.Series) -> pd.Series:
    """P-values corrected for their number (Benjamini-Hochberg); those that are missing do not count."""
    there = p.dropna().sort_values(ascending=False)
    ranks = np.arange(len(there), 0, -1)
    return (there * len(there) / ranks).cummin().clip(upper=1.0).reindex(p.index)


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

    wanted = list(outcomes)
    by_itself = dict(list(own.groupby(["area", "arm"], sort=False)))
    labels, means, spreads = [], [], []
    for (area, arm), here in units.groupby(["area", "arm"], sort=False):
        labels += [{"area": area, "arm": arm, "outcome": outcome} for outcome in wanted]
        means += _known(here[wanted])
        spreads += _known(by_itself[area, arm][wanted])
    table = pd.concat([pd.DataFrame(labels), _together(means, _means), _together(spreads, _spreads)], axis=1)
    table["dip_p"] = corrected(table["dip_p"])
    return table


def _known(table: pd.DataFrame) -> list[FloatArray]:
    """The values of every column, what is undefined left out."""
    return [values[~np.isnan(values)] for values in table.to_numpy(float).T]


def _means(values: FloatArray) -> dict[str, Any]:
    """Of samples of one size: shape (samples, size)."""
    from scipy.special import stdtrit

    samples, size = values.shape
    unknown = np.full(samples, np.nan)
    mean = values.mean(axis=1) if size else unknown
    half = stdtrit(size - 1, 0.975) * values.std(axis=1, ddof=1) / np.sqrt(size) if size > 1 else unknown
    return {"units": np.full(samples, size), "mean": mean, "low": mean - half, "high": mean + half}


def _spreads(values: FloatArray) -> dict[str, Any]:
    """The same."""
    samples, size = values.shape
    if size == 0:
        return dict.fromkeys(("sd", "p05", "median", "p95", "dip_p"), np.full(samples, np.nan))
    p05, median, p95 = np.quantile(values, [0.05, 0.5, 0.95], axis=1)
    sd = values.std(axis=1, ddof=1) if size > 1 else np.full(samples, np.nan)
    return {"sd": sd, "p05": p05, "median": median, "p95": p95, "dip_p": [_dip(sample) for sample in values]}


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
    labels, samples = [], []
    for area, here in units.groupby("area", sort=False):
        for outcome in wanted:
            wide = here.pivot(index="unit", columns="arm", values=outcome).dropna()
            for effect, contrast in _contrasts(factors, levels):
                labels.append({"area": area, **effect, "outcome": outcome})
                samples.append(wide[list(contrast)].to_numpy(float) @ np.array(list(contrast.values())))
    return judged(pd.concat([pd.DataFrame(labels), _together(samples, _estimates)], axis=1))


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
