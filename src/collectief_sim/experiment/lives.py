"""How long collectives last: survival, cumulative incidence, mean time lived, with runs as the unit of chance.

Collectives of one run share their luck, so the run (or, in an experiment with uncertain settings, the world) is what is
independent, not the collective. Everything here is therefore counted by unit and age, and uncertainty comes from leaving
out one unit at a time. The libraries we know offer no late entry (collectives that are older than the run) together with
clusters; what they do offer is what the tests hold these functions against.

Ages are whole months. A collective is at risk at age a if it was under observation before that age (or from its founding)
and had not ended before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import pandas as pd

_SWAPS = 9999  # of the arms of pairs, at most, in a permutation test

type FloatArray = npt.NDArray[np.float64]
type Curve = Callable[[Counts], FloatArray]
# what every unit says of a measure: `contributions` or `own_values`
type ByUnit = Callable[[Counts, Curve], FloatArray]


@dataclass(frozen=True)
class Counts:
    """Collectives by age [months]: arrays of shape (units, ages), or (ages,) where units were added up; there may be worlds or
    the like in axes before.
    """

    at_risk: FloatArray
    events: Mapping[str, FloatArray]  # by cause

    def total(self) -> Counts:
        """All units together: arrays of shape (ages,)."""
        return self._total

    def without_each(self) -> Counts:
        """All units but one, for each: arrays of shape (units, ages)."""
        return self._without_each

    @cached_property
    def _total(self) -> Counts:
        return Counts(self.at_risk.sum(axis=-2), {cause: n.sum(axis=-2) for cause, n in self.events.items()})

    @cached_property
    def _without_each(self) -> Counts:
        whole = self.total()
        return Counts(
            whole.at_risk[..., None, :] - self.at_risk,
            {cause: whole.events[cause][..., None, :] - n for cause, n in self.events.items()},
        )

    @cached_property
    def risked(self) -> FloatArray:
        """At risk, where nobody is: one, to divide by."""
        return np.maximum(1.0, self.at_risk)

    @cached_property
    def living(self) -> FloatArray:
        """Share that lives beyond each age (Kaplan-Meier), whether anybody was seen so long or not."""
        return np.cumprod(1.0 - self.ended() / self.risked, axis=-1)

    @cached_property
    def living_before(self) -> FloatArray:
        """Share that reaches each age."""
        return np.concatenate([np.ones_like(self.living[..., :1]), self.living[..., :-1]], axis=-1)

    @cached_property
    def known(self) -> npt.NDArray[np.bool_]:
        """Ages of which curves tell: up to which anybody was under observation, or at which nobody is left."""
        seen = np.flip(np.maximum.accumulate(np.flip(self.at_risk, axis=-1), axis=-1), axis=-1) > 0
        return seen | (self.living == 0.0)

    def ended(self) -> FloatArray:
        """Ends of any cause."""
        return sum(self.events.values(), np.zeros_like(self.at_risk))

    def only(self, units: npt.NDArray[np.intp] | slice) -> Counts:
        """Some of the units: arrays of shape (units, ages)."""
        return Counts(self.at_risk[units], {cause: n[units] for cause, n in self.events.items()})

    def anew(self) -> Counts:
        """The same, with nothing worked out yet: what is goes when this does, because it takes more room than the counts."""
        return Counts(self.at_risk, self.events)


def count(lives: pd.DataFrame, units: int, ages: int) -> Counts:
    """Count lives by unit and age.

    Parameters
    ----------
    lives
        A row a life: ``unit`` (0 to `units` - 1), ``entry`` and ``exit`` (age at the start and end of observation
        [months]) and ``event`` (why it ended; missing if it did not).
    units, ages
        How many units there are, and how many ages from 0 up.
    """
    seen = lives.assign(start=np.where(lives["entry"] > 0, lives["entry"] + 1, 0))
    seen = seen[(seen["start"] <= seen["exit"]) & (seen["exit"] < ages)]
    unit, start, exit_ = (seen[name].to_numpy(int) for name in ("unit", "start", "exit"))

    def number(rows: npt.NDArray[np.intp], columns: npt.NDArray[np.intp], width: int) -> FloatArray:
        return np.bincount(rows * width + columns, minlength=units * width).reshape(units, width).astype(float)

    change = number(unit, start, ages + 1) - number(unit, exit_ + 1, ages + 1)
    cause = seen["event"].astype(object).where(seen["event"].notna(), "").to_numpy()
    events = {
        str(name): number(unit[cause == name], exit_[cause == name], ages)
        for name in sorted(lives["event"].dropna().unique())
    }
    return Counts(change.cumsum(axis=1)[:, :ages], events)


# ---- curves ----------------------------------------------------------------------------------------------------------


def survival(counts: Counts) -> FloatArray:
    """Share that lives beyond each age (Kaplan-Meier); NaN beyond the last age at which anybody was seen."""
    return np.where(counts.known, counts.living, np.nan)


def incidence(counts: Counts, cause: str) -> FloatArray:
    """Share that has ended by each age for one cause, the other causes competing (Aalen-Johansen)."""
    events = counts.events.get(cause, np.zeros_like(counts.at_risk))
    share = np.cumsum(counts.living_before * events / counts.risked, axis=-1)
    return np.where(counts.known, share, np.nan)


def months_lived(counts: Counts, upto: int) -> FloatArray:
    """Mean months lived of the first `upto` (restricted mean survival time); NaN if nobody was seen so long."""
    share = survival(counts)
    if share.shape[-1] < upto:
        return np.full(share.shape[:-1], np.nan)
    return np.asarray(share[..., :upto].sum(axis=-1))


def years_lived(counts: Counts) -> FloatArray:
    """Mean years lived under observation, whoever did not end counted as far as was seen; NaN if nobody was. All must have been
    observed from their age of 0.
    """
    many = counts.at_risk[..., 0]
    lived = counts.at_risk[..., 1:].sum(axis=-1) / 12.0
    return np.where(many > 0, lived / np.maximum(1.0, many), np.nan)


# ---- what each unit adds ---------------------------------------------------------------------------------------------


def contributions(counts: Counts, measure: Curve) -> FloatArray:
    """What each unit says of a measure of all lives together: pseudo-values, whose mean is the measure itself.

    A measure of survival is no mean over runs, because runs hold different numbers of collectives, some of them unfinished.
    Leaving out each unit in turn says how far it pulls the whole (Andersen, Klein and Rosthøj 2003), so that lives can be
    compared pair by pair like any other outcome. A single value may well lie outside what the measure can be. Shape
    (units, ...) as the measure has it.
    """
    units = counts.at_risk.ndim - 2  # the axis they are in
    whole = np.expand_dims(measure(counts.total()), units)
    if counts.at_risk.shape[units] == 1:
        return whole
    others = measure(counts.without_each())
    pulled = others.mean(axis=units, keepdims=True) - others
    return np.asarray(whole + (others.shape[units] - 1) * pulled)


def own_values(counts: Counts, measure: Curve) -> FloatArray:
    """A measure of the lives of each unit by itself, however many it has; NaN in units where it cannot be seen."""
    return measure(counts)


def log_rank(one: Counts, other: Counts) -> tuple[float, float]:
    """Whether collectives in two arms end at different rates: the log-rank test with units in pairs.

    Each unit's score is how many more of its collectives ended than the pooled rates lead one to expect; under the null
    hypothesis the two arms of a pair may be swapped.

    Returns
    -------
    tuple
        Ends more than expected in `other`, and the p-value.
    """
    ended = [one.ended(), other.ended()]
    at_risk = one.at_risk.sum(axis=0) + other.at_risk.sum(axis=0)
    rate = (ended[0].sum(axis=0) + ended[1].sum(axis=0)) / np.maximum(1.0, at_risk)
    scores = [ends.sum(axis=1) - counts.at_risk @ rate for ends, counts in zip(ended, (one, other), strict=True)]
    return float(scores[1].sum()), swapped(scores[1] - scores[0])


def swapped(differences: FloatArray) -> float:
    """The p-value of a permutation test that the two of a pair may be swapped: two-sided, of their mean difference.

    The swaps are those of `scipy.stats.permutation_test`, so is the p-value; but drawing them once serves every test.
    """
    signs, exact = _signs(len(differences))
    means, seen = signs.astype(float) @ differences / len(differences), float(differences.mean())
    tie = 1e-12 * float(np.abs(differences).max())
    tails = [int((means <= seen + tie).sum()), int((means >= seen - tie).sum())]
    drawn = len(signs) if exact else len(signs) + 1  # what is seen is one of the ways it may have been
    return min(1.0, 2 * (min(tails) + (not exact)) / drawn)


@lru_cache(maxsize=2)
def _signs(pairs: int) -> tuple[npt.NDArray[np.int8], bool]:
    """Which pairs stay (1) and which are swapped (-1), a row each time; and whether these are all the ways there are."""
    if exact := 2**pairs <= _SWAPS:
        ways = np.array(list(product((0, 1), repeat=pairs)), np.int8)
    else:
        order = np.tile(np.arange(2, dtype=np.int8), (_SWAPS, pairs, 1))
        ways = np.random.default_rng(1).permuted(order, axis=-1)[..., 0]
    return 1 - 2 * ways, exact


# ---- lives of collectives --------------------------------------------------------------------------------------------


def spells(collectives: pd.DataFrame, months: int, until: str = "ended") -> pd.DataFrame:
    """Lives as observed: until they end (``event`` is the cause), or until they are ``stable`` or at ``area_level``.

    Parameters
    ----------
    collectives
        As in a results folder, with ``unit``.
    months
        How long the runs lasted.
    until
        What ends a spell beside the end of the collective, which then competes with it.

    Returns
    -------
    pandas.DataFrame
        For :func:`count`. Collectives that are older than the run enter at the age they had; for ``stable`` they are left
        out, because they may have been stable before.
    """
    import pandas as pd

    founded, ended = (collectives[f"{name}_month"].astype(float) for name in ("founded", "ended"))
    exit_, event = ended.fillna(months), collectives["cause"].astype(object)
    if until != "ended":
        reached = collectives[f"{until}_month"].astype(float)
        event = event.where(reached.isna(), until)
        exit_ = exit_.where(reached.isna(), reached)
    entry = (-founded).clip(lower=0)
    table = pd.DataFrame(
        {"unit": collectives["unit"], "entry": entry.astype(int), "exit": (exit_ - founded).astype(int), "event": event}
    )
    return table[entry == 0] if until == "stable" else table


def recognised_spells(collectives: pd.DataFrame, months: int) -> pd.DataFrame:
    """Lives of recognised collectives from their recognition until they end, for :func:`count`.

    Nobody is at risk before: whoever lived to be recognised could not have ended earlier.
    """
    mine = collectives[collectives["recognised_month"].notna()]
    return spells(mine.assign(founded_month=mine["recognised_month"]), months)


def spells_in_run(collectives: pd.DataFrame, months: int) -> pd.DataFrame:
    """The part of lives that lies within the run, for :func:`count`: who is older begins anew with it."""
    return spells(collectives.assign(founded_month=collectives["founded_month"].clip(lower=0)), months)


def tally(collectives: pd.DataFrame, months: int, units: int) -> dict[str, Counts]:
    """The counts of all kinds of spell: until ``ended``, ``stable`` and ``area_level``, from being ``recognised``, and what of
    lives lies ``in_run``.
    """
    ages = months + 1
    kinds = {until: spells(collectives, months, until) for until in ("ended", "stable", "area_level")}
    kinds["recognised"] = recognised_spells(collectives, months)
    kinds["in_run"] = spells_in_run(collectives, months)
    return {kind: count(_young(lives, ages), units, ages) for kind, lives in kinds.items()}


def seen_before(collectives: pd.DataFrame, months: int) -> pd.DataFrame:
    """What became of lives before each age, to stand below a curve of survival (Morris et al. 2019).

    Returns
    -------
    pandas.DataFrame
        A row per ``age_months``: how many are ``at_risk``, how many had ``ended`` before, how many were ``censored`` (last
        seen before without having ended, as when the run was over). Together they are all that had come under observation.
    """
    import pandas as pd

    lives = _young(spells(collectives.assign(unit=0), months), months + 1)
    start = lives["entry"] + (lives["entry"] > 0)
    lives, start = lives[start <= lives["exit"]], start[start <= lives["exit"]]

    def before(ages: pd.Series) -> npt.NDArray[np.int64]:
        """How many of these are below each age."""
        return np.concatenate([[0], np.bincount(ages, minlength=months + 1).cumsum()[:months]])

    ended, censored = (before(lives.loc[which, "exit"]) for which in (lives["event"].notna(), lives["event"].isna()))
    at_risk = np.bincount(start, minlength=months + 1).cumsum() - ended - censored
    return pd.DataFrame({"age_months": np.arange(months + 1), "at_risk": at_risk, "ended": ended, "censored": censored})


def _young(lives: pd.DataFrame, ages: int) -> pd.DataFrame:
    """Lives up to the oldest age that is counted: what happens later is not seen."""
    late = lives["exit"] >= ages
    return lives.assign(exit=lives["exit"].clip(upper=ages - 1), event=lives["event"].where(~late, None))


def at(age: int, curve: Curve) -> Curve:
    """A curve read at one age; NaN if runs were too short to see so far."""

    def measure(counts: Counts) -> FloatArray:
        found = curve(counts)
        return found[..., age] if age < found.shape[-1] else np.full(found.shape[:-1], np.nan)

    return measure


_ENDINGS = ("fell_apart", "too_small", "displaced")


def curve_table(counts: Mapping[str, Counts], by_unit: ByUnit) -> pd.DataFrame:
    """The curves of one arm with 95% bands: means over units.

    Returns
    -------
    pandas.DataFrame
        ``curve`` (survival, stable, area_level, or a cause of ending), ``age_months``, ``at_risk``, ``events`` (so far),
        ``estimate``, ``low``, ``high``.
    """
    import pandas as pd

    wanted: list[tuple[str, str, Curve, list[str]]] = [
        ("survival", "ended", survival, list(counts["ended"].events)),
        *((name, name, partial(incidence, cause=name), [name]) for name in ("stable", "area_level")),
        *((cause, "ended", partial(incidence, cause=cause), [cause]) for cause in _ENDINGS),
    ]
    tables = []
    fresh = {until: one.anew() for until, one in counts.items()}
    for curve, until, measure, causes in wanted:
        whole = fresh[until].total()
        events = sum((whole.events[cause] for cause in causes if cause in whole.events), np.zeros_like(whole.at_risk))
        estimate, low, high = band(by_unit(fresh[until], measure))
        columns = {"at_risk": whole.at_risk.astype(int), "events": np.cumsum(events).astype(int)}
        bounds = {"estimate": estimate, "low": np.clip(low, 0, 1), "high": np.clip(high, 0, 1)}
        tables.append(pd.DataFrame({"curve": curve, "age_months": np.arange(len(estimate)), **columns, **bounds}))
    return pd.concat(tables, ignore_index=True)


def band(values: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Mean over units and its 95% interval (Student's t), age by age; NaN at ages at which fewer units are known.

    A unit whose last collective has ended is known ever after, others are not: means over those that are left would mislead.
    """
    from scipy.special import stdtrit

    known = np.isfinite(values)
    n = known.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(n == n.max(), np.where(known, values, 0.0).sum(axis=0) / n, np.nan)
        spread = np.sqrt(np.where(known, (values - mean) ** 2, 0.0).sum(axis=0) / (n - 1))
        half = stdtrit(n - 1, 0.975) * spread / np.sqrt(n)
    return mean, mean - half, mean + half
