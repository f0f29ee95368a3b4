"""Whether both models say the same: means over many seeds side by side, with standard errors.

Run with ``uv run python benchmarks/mesa_model/compare.py [seeds]``. Each model has its own luck, so no two runs are alike;
what must agree is the mean of many. A figure agrees if the means are shown to be within its tolerance of each other: the
whole 90% interval of their difference lies inside (two one-sided tests at 5%). Few seeds therefore show nothing.
"""

from __future__ import annotations

import math
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))  # where the package is, when this file is run by its path

from collectief_sim.model.simulation import run
from collectief_sim.scenario import load
from mesa_model.model import MesaArea

AREA = "stylised-area"
SEEDS = 120
ARMS: dict[str, dict[str, Any]] = {
    "as it is": {},
    "all levers moved": {
        "policy.contract_months": 36,
        "policy.renewal_months": 24,
        "policy.reach": "all",
        "policy.voice_months": 60,
        "policy.notice_months": 12,
        "policy.decision_months": 9,
        "policy.rent_cap_eur_m2_year": 80.0,
        "policy.work_zoning_share": 0.2,
        "policy.work_floor_minimum_share": 0.4,
        "policy.subsidy_share": 0.3,
        "policy.subsidy_eur_m2_year": 20.0,
        "policy.purchase_fund_eur_year": 1e6,
        "policy.first_right_to_buy": True,
        "policy.programming": 0.5,
        "policy.governance_support_hours_month": 5.0,
        "policy.openness": 0.8,
        "policy.relocation_support": 0.8,
        "policy.right_of_return": True,
        "policy.affordable_share_in_redevelopment": 0.2,
    },
}
FIGURES = {  # what is compared at the end of a run, and how far apart the means may be, as a share of ours
    "entrepreneurs": ("entrepreneurs present", 0.1),
    "collectives": ("collectives alive", 0.1),
    "founded": ("collectives founded", 0.1),
    "collective_months": ("collective-months", 0.1),
    "members": ("members", 0.15),
    "owner_months": ("owner-months of collectives", 0.3),
    "work_floor_m2": ("work floor [m2]", 0.1),
    "homes_built": ("homes built", 0.05),
    "displaced_share": ("displaced, of all who left", 0.1),
    "closed": ("closed", 0.05),
    "broke": ("broke", 0.1),
    "rehoused": ("rehoused", 0.1),
    "mean_rent_eur_m2_year": ("mean rent [EUR/m2/year]", 0.03),
    "mean_cohesion": ("mean cohesion", 0.05),
    "mean_engagement": ("mean engagement", 0.05),
    "planning": ("outreach, planning", 0.2),
    "area_cooperatives": ("area cooperatives", 0.3),
    "mean_horizon_months": ("mean horizon [months]", 0.1),
    "hazard_per_year": ("hazard reckoned with [per year]", 0.1),
    "scarcity": ("scarcity", 0.05),
    "public_cost_eur": ("public cost [EUR]", 0.1),
}


def figures_of(series) -> list[float]:
    """What is compared, from the monthly series of a run of either model."""
    last = series.iloc[-1]
    left = last[["closed", "broke", "outgrew", "relocated", "displaced"]].sum()
    owners = series["owners" if "owners" in series else "owner"]
    sums = {"collective_months": series.collectives.sum(), "owner_months": owners.sum()}
    derived = sums | {"displaced_share": last.displaced / left}
    return [float(derived.get(name, last.get(name))) for name in FIGURES]


def ours(settings: dict[str, Any], seed: int) -> list[float]:
    """One run of the compiled model."""
    return figures_of(run(load(AREA, settings), seed).series)


def plain(settings: dict[str, Any], seed: int) -> list[float]:
    """One run of the Mesa model."""
    model = MesaArea(load(AREA, settings), rng=seed)
    model.run_for(model.spec.months)
    return figures_of(model.datacollector.get_model_vars_dataframe())


def mean_and_error(values: np.ndarray) -> tuple[float, float]:
    """The mean and its standard error; NaN, where a figure is not defined, left out."""
    values = values[np.isfinite(values)]
    return float(values.mean()), float(values.std(ddof=1) / math.sqrt(len(values)))


def tell(label: str, tolerance: float, one: np.ndarray, other: np.ndarray) -> bool:
    """Print a row of the table; whether the figure agrees."""
    (mean, error), (their_mean, their_error) = mean_and_error(one), mean_and_error(other)
    if mean == their_mean == 0.0:
        print(f"{label:30s} {'0':>24s} {'0':>24s}")
        return True
    apart, margin = (their_mean - mean) / mean, math.hypot(error, their_error) / mean
    agrees = abs(apart) + 1.645 * margin <= tolerance
    columns = [f"{m:,.3f} ({e:,.3f})" for m, e in ((mean, error), (their_mean, their_error))]
    verdict = f"within {tolerance:.0%}" if agrees else f"NOT SHOWN to be within {tolerance:.0%}"
    print(f"{label:30s} {columns[0]:>24s} {columns[1]:>24s} {apart:>+7.1%} ± {1.645 * margin:.1%}  {verdict}")
    return agrees


def main(seeds: int) -> None:
    """Run both over all seeds and print a table for each arm."""
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        for title, settings in ARMS.items():
            one, other = (
                np.array(list(pool.map(partial(model, settings), range(1, seeds + 1), chunksize=4)))
                for model in (ours, plain)
            )
            print(f"\n{AREA}, {title}, {seeds} seeds each: mean (standard error)")
            print(f"{'':30s} {'collectief_sim':>24s} {'plain Mesa':>24s}   apart")
            rows = zip(FIGURES.values(), one.T, other.T, strict=True)
            agree = [tell(label, tolerance, *columns) for (label, tolerance), *columns in rows]
            print(f"{sum(agree)} of {len(agree)} figures agree")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else SEEDS)
