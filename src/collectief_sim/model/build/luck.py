"""The luck of everything that is there from the start, and how it becomes numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from collectief_sim.model import chance
from collectief_sim.model.maths import exp_each, normal_each, poisson_table
from collectief_sim.model.rows import IntArray

type Array = np.ndarray[Any, Any]


def luck_of(seed: int, decision: int, count: int) -> Array:
    """One set-up draw for each of the first `count` entities."""
    numbers = np.empty(count)
    chance.fill_uniforms(numbers, seed, decision, chance.SETUP)
    return numbers


def poisson(u: Array, mean: float) -> IntArray:
    """Quantiles of a Poisson number; the table ends where no draw can reach."""
    length = int(20 + 2 * mean + 10 * np.sqrt(mean))
    return np.searchsorted(poisson_table(mean, length), u, side="right").astype(np.int64)


def lognormal(u: Array, sigma: float) -> Array:
    """Lognormal quantiles around a median of 1."""
    return exp_each(sigma * normal_each(u))
