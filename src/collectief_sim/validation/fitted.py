"""What a calibration found, for a terminal, and as one JSON object."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from rich import box
from rich.console import Console
from rich.table import Table

from collectief_sim import __version__
from collectief_sim.validation.calibrate import TOLD_APART, Calibration, Fit, narrowed


def tell(plan: Calibration, fit: Fit, console: Console) -> None:
    """Print which parameters can be recovered, the best values, and how near the targets they come."""
    best = int(np.argmin(fit.final.worst))
    left = dict(zip(fit.plan.parameters, narrowed(fit.plan, fit.waves), strict=True))
    values = dict(zip(fit.plan.parameters, fit.final.points[best], strict=True))
    table = Table(box=box.SIMPLE_HEAD, title="Free parameters", title_justify="left")
    for column in ("parameter", "tried", "recovered from synthetic data", "left over", "best"):
        table.add_column(column, justify="left" if column == "parameter" else "right")
    for name, tried in plan.parameters.items():
        share = fit.recovered[name]
        word = (
            f"{'yes' if share >= 2 * TOLD_APART else 'partly' if share >= TOLD_APART else 'no'} ({max(0.0, share):.0%})"
        )
        low, high = left.get(name, (math.nan, math.nan))
        found = (f"{low:.3g} to {high:.3g}", f"{values[name]:.3g}") if name in values else ("", "as it was")
        table.add_row(name, f"{tried.low:g} to {tried.high:g}", word, *found)
    console.print(table)
    title = f"Targets at the best values, on {plan.final_seeds} fresh seeds"
    table = Table(box=box.SIMPLE_HEAD, title=title, title_justify="left")
    for column in ("target", "known", "spread", "model", "standard deviations off", "source"):
        table.add_column(column, justify="left" if column in ("target", "source") else "right")
    for i, (name, target) in enumerate(plan.targets.items()):
        off, model = f"{fit.final.implausibility[best, i]:.1f}", f"{fit.final.figures[best, i]:.3g}"
        table.add_row(name, f"{target.value:g}", f"{target.spread:g}", model, off, target.source)
    console.print(table)
    for i, wave in enumerate(fit.waves, 1):
        console.print(
            f"Wave {i}: {len(wave.points)} points; {(wave.worst < 3).mean():.0%} not implausible (all targets within 3 "
            f"standard deviations); the best is within {wave.worst.min():.1f}."
        )


def as_record(fit: Fit) -> dict[str, Any]:
    """The same as one JSON object."""
    best = int(np.argmin(fit.final.worst))
    left = narrowed(fit.plan, fit.waves)
    return {
        "version": __version__,
        "recovered_share": {name: share if math.isfinite(share) else None for name, share in fit.recovered.items()},
        "fitted": {
            name: {
                "best": float(fit.final.points[best, i]),
                "left_low": float(left[i, 0]),
                "left_high": float(left[i, 1]),
            }
            for i, name in enumerate(fit.plan.parameters)
        },
        "targets": {
            name: {
                "known": target.value,
                "spread": target.spread,
                "model": float(fit.final.figures[best, i]),
                "standard_deviations_off": float(fit.final.implausibility[best, i]),
            }
            for i, (name, target) in enumerate(fit.plan.targets.items())
        },
        "waves": [
            {
                "points": len(wave.points),
                "not_implausible": float((wave.worst < 3).mean()),
                "best": float(wave.worst.min()),
            }
            for wave in fit.waves
        ],
    }
