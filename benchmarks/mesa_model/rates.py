"""Small formulas that several agents share."""

from __future__ import annotations

import math


def logistic(x: float) -> float:
    """1 / (1 + exp(-x))."""
    return 1.0 / (1.0 + math.exp(-x))


def chance_per_month(hazard_per_year: float) -> float:
    """The chance that something with a yearly hazard happens within a month."""
    return 1.0 - math.exp(-hazard_per_year / 12.0)


def approach(value: float, target: float, inertia_months: float) -> float:
    """One month of moving towards a target with a given inertia."""
    return value + (target - value) / inertia_months


def unit(x: float) -> float:
    """`x` cut to [0, 1]."""
    return min(1.0, max(0.0, x))
