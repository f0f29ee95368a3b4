"""Every point that was tried, as a table: for whoever wants other bands than ours, without running anything again."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from collectief_sim.calibration.fit import Fit
from collectief_sim.calibration.plan import Calibration
from collectief_sim.calibration.points import Tried
from collectief_sim.experiment.worlds import RULE

if TYPE_CHECKING:
    import pandas as pd

FILE = "tried.csv"
WAVE, SEEDS = "wave", "seeds"
FIRST, CANDIDATES = "1", "candidates"
_ERROR = " error"
_DIGITS = 4


def as_table(fit: Fit) -> bytes:
    """Points of the first wave, which fill all that was tried, and candidates: a row each, under every rule.

    Columns: rule, ``wave`` (1 or candidates), ``seeds`` of each arm, the settings by path, then every figure and its
    simulation error, on the scale of its target (logarithms of ratios), empty where there is none.
    """
    import pandas as pd

    parts: list[pd.DataFrame] = []
    for rule, found in fit.rules.items():
        space, targets = found.matched.space, found.matched.targets
        first = found.matched.waves[0].tried
        for wave, seeds, tried in (
            (FIRST, fit.plan.waves[0].seeds, first),
            (CANDIDATES, fit.plan.candidates.seeds, found.candidates),
        ):
            if tried is not None:
                head = pd.DataFrame({RULE: rule, WAVE: wave, SEEDS: seeds}, index=range(len(tried.values)))
                columns = {name: tried.values[:, i] for i, name in enumerate(space.names)}
                for i, name in enumerate(targets):
                    columns |= {name: _short(tried.figures[:, i]), name + _ERROR: _short(tried.errors[:, i])}
                parts.append(pd.concat([head, pd.DataFrame(columns)], axis=1))
    text = io.StringIO()
    pd.concat(parts).to_csv(text, index=False, lineterminator="\n")
    return text.getvalue().encode()


def _short(values: Any) -> Any:
    return [float(f"{value:.{_DIGITS}g}") for value in values]


def read_table(file: Path) -> pd.DataFrame:
    """What :func:`as_table` wrote."""
    import pandas as pd

    return pd.read_csv(file, dtype={WAVE: str})


def not_ruled_out(plan: Calibration, table: pd.DataFrame, but: Iterable[str] = ()) -> Any:
    """Which rows nothing known rules out, leaving some targets aside."""
    names = [name for name in plan.targets if name not in set(but)]
    figures, errors = (table[[name + end for name in names]].to_numpy(float) for end in ("", _ERROR))
    spreads = errors * np.sqrt(table[[SEEDS]].to_numpy(float))
    points = np.empty((len(table), 0))
    off = Tried(points, points, figures, errors, spreads).implausibility(plan, names)
    return off.max(axis=1) < plan.cutoff
