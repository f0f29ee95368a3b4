"""What a lever does, on paired seeds: the figures of a run, the differences they make, and how surely they are none.

``uv run python tests/levers.py`` prints every claim of `lever_cases.py` with the effect that was found; names of levers behind
it choose among them.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
from lever_cases import CASES, Case
from scipy import stats

from collectief_sim.model.simulation import Result, run
from collectief_sim.scenario import Scenario, load

AREA = "stylised-area"
ERROR_RATE = 1e-3  # one-sided: how often a lever without effect would pass for one with it


def path_of(lever: str) -> str:
    """The path of a lever in a scenario."""
    return lever if "." in lever else f"policy.{lever}"


def figures_of(result: Result) -> dict[str, float]:
    """What a run is judged by: its outcomes, and sums and means over its whole history."""
    outcomes, series = result.outcomes, result.series
    figures = {name: np.nan if value is None else float(value) for name, value in outcomes.items()}
    steps = range(1, 8)
    figures["mean_step"] = sum(step * figures[f"ladder_share_{step}"] for step in steps)
    figures["collective_months"] = float(series.collectives.sum())
    figures["under_notice"] = float(series.under_notice.mean())
    figures["mean_horizon"] = float(series.mean_horizon_months.mean())
    figures["mean_rent"] = float(series.mean_rent_eur_m2_year.mean())
    figures["affordable_floor"] = float(series.affordable_floor_m2.mean())
    figures["broke"] = float(series.broke.iloc[-1])
    figures["relocated"] = float(series.relocated.iloc[-1])
    figures["owners_ever"] = float((result.collectives.form == "owner").sum())
    return figures


def arm(settings: Mapping[str, Any], seeds: int) -> list[dict[str, float]]:
    """The figures of the first so many seeds under some settings; what was run once is not run again."""
    return [_once(tuple(sorted(settings.items())), seed) for seed in range(1, seeds + 1)]


@cache
def _once(settings: tuple[tuple[str, Any], ...], seed: int) -> dict[str, float]:
    return figures_of(run(_scenario(settings), seed))


@cache
def _scenario(settings: tuple[tuple[str, Any], ...]) -> Scenario:
    return load(AREA, dict(settings))


def differences(case: Case) -> npt.NDArray[np.float64]:
    """How much more of the figure there is after the lever was moved, seed by seed; pairs without one are left out."""
    before, after = both_arms(case)
    return (after - before)[np.isfinite(after - before)]


def beyond_the_least(case: Case) -> npt.NDArray[np.float64]:
    """The differences in the direction of the claim, less the least movement it asks for."""
    before, after = both_arms(case)
    found = case.direction * (after - before) - case.least * abs(np.nanmean(before))
    return found[np.isfinite(found)]


def both_arms(case: Case) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """The figure of every seed before and after."""
    path = path_of(case.lever)
    arms = (arm({**case.where, path: value}, case.pairs) for value in (case.before, case.after))
    before, after = (np.array([figures[case.figure] for figures in histories]) for histories in arms)
    return before, after


def p_value(found: npt.NDArray[np.float64]) -> float:
    """Wilcoxon's signed rank test, one-sided: how likely differences as far above nought are from a lever without effect.

    Without an effect the two runs of a pair can be exchanged, so a difference is as likely as its opposite.
    """
    if not found.any():
        return 1.0
    return float(stats.wilcoxon(found, alternative="greater").pvalue)


def effect_size(found: npt.NDArray[np.float64]) -> float:
    """Mean difference in standard deviations of the differences."""
    return float(found.mean() / found.std(ddof=1)) if found.any() else 0.0


def tell(levers: Collection[str]) -> None:
    """Print the cases of some levers, or of all, with their effects: `python tests/levers.py stacked reach`."""
    for case in CASES:
        if levers and case.lever not in levers:
            continue
        found, (before, _) = differences(case), both_arms(case)
        p = p_value(beyond_the_least(case))
        effect = f"{np.nanmean(before):12.4g} by {found.mean():+11.4g} ({effect_size(found):+6.2f} sd)"
        print(f"{case.name:76s} from {effect}, p = {p:.1e}")  # noqa: T201


if __name__ == "__main__":
    tell(sys.argv[1:])
