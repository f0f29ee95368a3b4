"""How far a difference hangs on uncertain settings: in how many worlds it holds, and which decide how large it is (SALib)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from collectief_sim.experiment.compare import FEWEST_WORLDS, RESAMPLES, FloatArray
from collectief_sim.experiment.results import Results

if TYPE_CHECKING:
    import pandas as pd

_HARMONICS = 4  # of the Fourier series an index is read from: enough for any effect that bends at most twice
_SHUFFLES = 200  # of worlds, to see what luck alone gives


@dataclass(frozen=True)
class Agreement:
    """How a difference varies between worlds, the luck of the few runs in each taken off."""

    worlds: int
    same_way: float  # share of worlds in which it points the way the mean does
    same_way_low: float  # 95% interval of that share: other worlds might have been drawn, with other luck
    same_way_high: float
    none: float  # share of worlds without any difference in any run, which point no way
    spread: float  # standard deviation between worlds; 0 if they differ no more than luck makes them


def agreements(results: Results) -> pd.DataFrame:
    """In what share of worlds the main difference points the same way in the first area (``area``, ``base``, ``other``): a row
    per ``outcome``.

    A world is known from a few runs only, so that some point the other way by luck. The variance of that luck is known from
    the runs within worlds (each with seeds of its own); world means are drawn towards the grand mean until their spread is
    the one that is left without it (Louis 1984). Columns as in :class:`Agreement`.
    """
    import pandas as pd

    experiment = results.experiment
    base, other = experiment.pairs()[0]
    runs = results.within_worlds(results.areas[0])
    by_arm = {arm: runs[runs["arm"] == arm].set_index(["world", "seed"]) for arm in (base, other)}
    found = {
        outcome: agreement_of((by_arm[other][outcome] - by_arm[base][outcome]).dropna())
        for outcome in experiment.reported()
    }
    where = {"area": results.areas[0], "base": base, "other": other}
    return pd.DataFrame([{**where, "outcome": outcome, **asdict(agreement)} for outcome, agreement in found.items()])


def agreement_of(differences: pd.Series) -> Agreement:
    """The same from paired differences of runs, indexed by ``world`` and ``seed``.

    The interval is the wider of a bootstrap over worlds and Wilson's for a share: where (nearly) all agree, the first has
    next to no width, and where luck has to be taken off, the second has too little.
    """
    by_world = differences.groupby("world")
    means, runs = by_world.mean().to_numpy(float), by_world.size().to_numpy().astype(float)
    if len(means) < 2:
        return Agreement(len(means), *[float("nan")] * 5)
    squares = ((differences - by_world.transform("mean")) ** 2).groupby("world").sum().to_numpy(float)
    same_way, spread = (float(found) for found in _agreeing(means, runs, squares))
    picks = np.random.default_rng(1).integers(0, len(means), (RESAMPLES, len(means)))
    resampled, _ = _agreeing(means[picks], runs[picks], squares[picks])
    low, high = np.quantile(resampled, [0.025, 0.975])
    least, most = wilson(round(same_way * len(means)), len(means))
    none = float(((means == 0.0) & (squares == 0.0)).mean())
    return Agreement(len(means), same_way, float(min(low, least)), float(max(high, most)), none, spread)


def wilson(count: int, total: int) -> tuple[float, float]:
    """Wilson's 95% interval of a share."""
    from scipy.special import ndtri

    z = float(ndtri(0.975))
    share, middle = count / total, 1 + z**2 / total
    half = z * np.sqrt(share * (1 - share) / total + (z / (2 * total)) ** 2)
    return float((share + z**2 / (2 * total) - half) / middle), float((share + z**2 / (2 * total) + half) / middle)


def _agreeing(means: FloatArray, runs: FloatArray, squares: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Share of worlds that point the way their mean does, and their spread without luck; worlds in the last axis."""
    luck = squares.sum(axis=-1) / np.maximum(1.0, (runs - 1.0).sum(axis=-1))
    seen = np.asarray(means.var(axis=-1, ddof=1))
    between = np.maximum(0.0, seen - luck * (1.0 / runs).mean(axis=-1))
    narrower = np.sqrt(np.divide(between, seen, out=np.zeros_like(seen), where=seen > 0))
    middle = means.mean(axis=-1)
    drawn = middle[..., None] + (means - middle[..., None]) * narrower[..., None]
    moved = (means != 0.0) | (squares != 0.0)  # where nothing differs, luck took nothing away
    return (moved & (drawn * middle[..., None] > 0)).mean(axis=-1), np.sqrt(between)


def sensitivity(results: Results) -> pd.DataFrame:
    """How far each uncertain setting moves the main paired difference of the main outcome, in the first area.

    Returns
    -------
    pandas.DataFrame
        A row per setting, the most important first: ``area``, ``base`` and ``other``, and as :func:`indices_of` has it. Empty
        with fewer than 20 worlds.
    """
    import pandas as pd

    experiment, area = results.experiment, results.areas[0]
    base, other = experiment.pairs()[0]
    units = results.units[results.units["area"] == area]
    wide = units.pivot(index="unit", columns="arm", values=experiment.main)
    differences = (wide[other] - wide[base]).dropna()
    if len(differences) < FEWEST_WORLDS or np.ptp(differences) == 0:
        return pd.DataFrame()
    drawn = results.runs.drop_duplicates("world").set_index("world").loc[differences.index]
    numbers = pd.DataFrame(
        {
            path: drawn[path].map(_places(one.alternatives)) if one.alternatives else drawn[path].astype(float)
            for path, one in experiment.uncertainties.items()
        }
    )
    found = indices_of(numbers, differences.to_numpy(float))
    return found.assign(area=area, base=base, other=other)[["area", "base", "other", *found.columns]]


def _places(alternatives: list[Any]) -> dict[Any, int]:
    """Alternatives by what a table holds of them: where a number is one beside a word, all of them are texts."""
    places = list(enumerate(alternatives))
    return {str(value): place for place, value in places} | {value: place for place, value in places}


def indices_of(numbers: pd.DataFrame, differences: FloatArray) -> pd.DataFrame:
    """First-order sensitivity of differences to settings, and how much of it could be luck.

    Parameters
    ----------
    numbers
        A row per world, a column per setting.
    differences
        One per world.

    Returns
    -------
    pandas.DataFrame
        ``setting``; ``first_order``, the share of the variance that goes with this setting alone (Sobol's S1 by random
        balance designs, its bias corrected: Tarantola, Gatelli and Mara 2006; Tissot and Prieur 2012), which may come out a
        little below 0; ``noise``, which the largest index stays below in 19 of 20 cases if no setting matters (worlds
        shuffled); ``clear``, whether it is above that; ``correlation`` (Spearman), which tells the direction.
    """
    import pandas as pd

    luck = np.random.default_rng(1)
    shuffled = np.stack([luck.permutation(differences) for _ in range(_SHUFFLES)])
    found, *by_luck = first_order(numbers.to_numpy(float), np.concatenate([differences[None], shuffled]))
    noise = np.quantile(np.max(by_luck, axis=1), 0.95)
    ranks = pd.Series(differences, numbers.index).rank()
    with np.errstate(invalid="ignore", divide="ignore"):  # a setting that is the same in all worlds that are left
        correlation = [np.corrcoef(numbers[path].rank(), ranks)[0, 1] for path in numbers]
    table = pd.DataFrame(
        {
            "setting": list(numbers),
            "first_order": found,
            "noise": noise,
            "clear": found > noise,
            "correlation": correlation,
        }
    )
    return table.sort_values("first_order", ascending=False, ignore_index=True)


def first_order(numbers: FloatArray, outcomes: FloatArray) -> FloatArray:
    """First-order indices of many outcomes at once, as `SALib.analyze.rbd_fast` has them: shape (outcomes, settings).

    Parameters
    ----------
    numbers
        Shape (worlds, settings).
    outcomes
        Shape (outcomes, worlds).
    """
    worlds = len(numbers)
    lost = 2 * _HARMONICS / worlds
    found = []
    for setting in numbers.T:
        order = np.argsort(setting)
        there_and_back = np.concatenate([order[::2], order[1::2][::-1]])
        power = np.abs(np.fft.rfft(outcomes[:, there_and_back], axis=1)[:, 1:]) ** 2
        if worlds % 2 == 0:
            power[:, -1] /= 2  # the highest frequency has no twin
        share = power[:, :_HARMONICS].sum(axis=1) / power.sum(axis=1)
        found.append(share - lost / (1 - lost) * (1 - share))
    return np.stack(found, axis=1)
