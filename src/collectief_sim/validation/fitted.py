"""What a calibration found, for a terminal, and as one JSON object."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from rich import box
from rich.console import Console
from rich.table import Table

from collectief_sim import __version__
from collectief_sim.validation.calibrate import Calibration, Wave, box_of, narrowed, recovered

_TOLD_APART = 0.5  # share of variance explained from which a parameter counts as recovered


def tell(plan: Calibration, waves: list[Wave], final: Wave, console: Console) -> None:
    """Print which parameters can be recovered, the best values, and how near the targets they come."""
    point = int(np.argmin(final.worst))
    box_left = narrowed(plan, waves)
    table = Table(box=box.SIMPLE_HEAD, title="Free parameters", title_justify="left")
    for column in ("parameter", "tried", "left over", "best", "recovered from synthetic data"):
        table.add_column(column, justify="left" if column == "parameter" else "right")
    for i, (name, tried, share) in enumerate(zip(plan.parameters, box_of(plan), recovered(waves[0]), strict=True)):
        word = "yes" if share >= _TOLD_APART else "partly" if share >= _TOLD_APART / 2 else "no"
        left = f"{box_left[i, 0]:.3g} to {box_left[i, 1]:.3g}"
        table.add_row(
            name, f"{tried[0]:g} to {tried[1]:g}", left, f"{final.points[point, i]:.3g}", f"{word} ({share:.0%})"
        )
    console.print(table)
    table = Table(
        box=box.SIMPLE_HEAD,
        title=f"Targets at the best values, on {plan.final_seeds} fresh seeds",
        title_justify="left",
    )
    for column in ("target", "known", "spread", "model", "standard deviations off", "source"):
        table.add_column(column, justify="left" if column in ("target", "source") else "right")
    for i, (name, target) in enumerate(plan.targets.items()):
        off = f"{final.implausibility[point, i]:.1f}"
        model = f"{final.figures[point, i]:.3g}"
        table.add_row(name, f"{target.value:g}", f"{target.spread:g}", model, off, target.source)
    console.print(table)
    for i, each in enumerate(waves, 1):
        console.print(
            f"Wave {i}: {len(each.points)} points; {(each.worst < 3).mean():.0%} not implausible (all targets within 3 "
            f"standard deviations); the best is within {each.worst.min():.1f}."
        )


def as_record(plan: Calibration, waves: list[Wave], final: Wave) -> dict[str, Any]:
    """The same as one JSON object."""
    point = int(np.argmin(final.worst))
    left = narrowed(plan, waves)
    shares = recovered(waves[0])
    return {
        "version": __version__,
        "parameters": {
            name: {
                "best": float(final.points[point, i]),
                "left_low": float(left[i, 0]),
                "left_high": float(left[i, 1]),
                "recovered_share": float(shares[i]) if math.isfinite(shares[i]) else None,
            }
            for i, name in enumerate(plan.parameters)
        },
        "targets": {
            name: {"known": target.value, "model": float(final.figures[point, i])}
            for i, (name, target) in enumerate(plan.targets.items())
        },
        "waves": [
            {
                "points": len(each.points),
                "not_implausible": float((each.worst < 3).mean()),
                "best": float(each.worst.min()),
            }
            for each in waves
        ],
    }
