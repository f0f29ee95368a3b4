"""Whether both models say the same: means over many seeds side by side, with standard errors.

Run with ``uv run python benchmarks/mesa_model/compare.py [seeds]``. Each model has its own luck, so no two runs are alike;
what must agree is the mean of many. A figure counts as equal if the means differ by at most three standard errors of the
difference, or by no more than a tolerance, as a share of ours.
"""

from __future__ import annotations

import math
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from mesa_model.model import MesaArea

from collectief_sim.model.simulation import run
from collectief_sim.scenario import load

AREA = "stylised-area"
SEEDS = 60
FIGURES = {  # what is compared at the end of a run, and how far apart the means may be whatever the standard errors
    "entrepreneurs": ("entrepreneurs present", 0.03),
    "collectives": ("collectives alive", 0.05),
    "founded": ("collectives founded", 0.05),
    "collective_months": ("collective-months", 0.05),
    "members": ("members", 0.05),
    "work_floor_m2": ("work floor [m2]", 0.03),
    "homes_built": ("homes built", 0.03),
    "displaced_share": ("displaced, of all who left", 0.03),
    "closed": ("closed", 0.03),
    "broke": ("broke", 0.05),
    "rehoused": ("rehoused", 0.05),
    "mean_rent_eur_m2_year": ("mean rent [EUR/m2/year]", 0.02),
    "mean_cohesion": ("mean cohesion", 0.03),
    "mean_engagement": ("mean engagement", 0.03),
    "planning": ("outreach, planning", 0.1),
    "area_cooperatives": ("area cooperatives", 0.1),
    "mean_horizon_months": ("mean horizon [months]", 0.03),
    "trust": ("trust", 0.02),
    "scarcity": ("scarcity", 0.03),
    "public_cost_eur": ("public cost [EUR]", 0.03),
}


def figures_of(series) -> list[float]:
    """What is compared, from the monthly series of a run of either model."""
    last = series.iloc[-1]
    left = last[["closed", "broke", "outgrew", "relocated", "displaced"]].sum()
    derived = {"displaced_share": last.displaced / left, "collective_months": series.collectives.sum()}
    return [float(derived.get(name, last.get(name))) for name in FIGURES]


def ours(seed: int) -> list[float]:
    """One run of the compiled model."""
    return figures_of(run(load(AREA), seed).series)


def plain(seed: int) -> list[float]:
    """One run of the Mesa model."""
    model = MesaArea(load(AREA), rng=seed)
    model.run_for(model.spec.months)
    return figures_of(model.datacollector.get_model_vars_dataframe())


def main(seeds: int) -> None:
    """Run both over all seeds and print the table."""
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        tables = [np.array(list(pool.map(model, range(1, seeds + 1), chunksize=5))) for model in (ours, plain)]
    print(f"{AREA}, {seeds} seeds each: mean (standard error)")
    print(f"{'':28s} {'collectief_sim':>22s} {'plain Mesa':>22s} {'apart':>8s} {'in s.e.':>8s}")
    apart = 0
    for (label, tolerance), one, other in zip(FIGURES.values(), tables[0].T, tables[1].T, strict=True):
        means = np.nanmean(one), np.nanmean(other)
        errors = [np.nanstd(values, ddof=1) / math.sqrt(np.isfinite(values).sum()) for values in (one, other)]
        share, distance = (means[1] - means[0]) / means[0], (means[1] - means[0]) / math.hypot(*errors)
        equal = abs(distance) <= 3.0 or abs(share) <= tolerance
        apart += not equal
        columns = [f"{mean:14,.3f} ({error:,.3f})" for mean, error in zip(means, errors, strict=True)]
        note = "" if equal else f"  more than {tolerance:.0%}"
        print(f"{label:28s} {columns[0]:>22s} {columns[1]:>22s} {share:>+8.1%} {distance:>+8.1f}{note}")
    print("all figures agree" if not apart else f"{apart} figures do not agree")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else SEEDS)
