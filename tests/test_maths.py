"""Our own exponentials, logarithms and quantiles: right to the last digits, and the same compiled and not."""

from __future__ import annotations

import math
import os
import subprocess
import sys

import numpy as np
import pytest
from scipy import special

from collectief_sim.model import maths

CHANCE = np.random.default_rng(5)
POWERS = np.concatenate(
    [CHANCE.uniform(-745, 709.7, 20_000), CHANCE.uniform(-2, 2, 20_000), [0.0, -0.0, 1.0, -708.5, -744.0]]
)
POSITIVE = np.concatenate(
    [CHANCE.uniform(0, 3, 20_000), 10.0 ** CHANCE.uniform(-300, 300, 20_000), [5e-324, 1.0, 2.0**-54]]
)
CHANCES = np.concatenate([CHANCE.uniform(0, 1, 40_000), [2.0**-54, 1e-10, 0.5, 1 - 2.0**-53]])


def in_last_places(found: np.ndarray, expected: np.ndarray) -> float:
    return float(np.max(np.abs(found - expected) / np.spacing(np.abs(expected) + 1e-300)))


def test_they_are_right_within_two_units_in_the_last_place() -> None:
    assert in_last_places(maths.exp_each(POWERS), np.exp(POWERS)) <= 2
    assert in_last_places(maths.log_each(POSITIVE), np.log(POSITIVE)) <= 2
    assert np.max(np.abs(maths.normal_each(CHANCES) - special.ndtri(CHANCES))) < 1e-14
    assert maths.power(1.02, 12.5) == pytest.approx(1.02**12.5, rel=1e-15)


@pytest.mark.parametrize("mean", [0.0, 0.3, 5.0, 300.0, 20_000.0])
def test_a_poisson_table_is_that_of_scipy(mean: float) -> None:
    length = int(20 + 2 * mean + 10 * math.sqrt(mean))
    assert np.max(np.abs(maths.poisson_table(mean, length) - special.pdtr(np.arange(length), mean))) < 1e-13


def test_what_is_no_number_or_beyond_all_stays_so() -> None:
    assert (maths.exp(math.inf), maths.exp(-math.inf), maths.exp(800.0), maths.exp(-800.0)) == (
        math.inf,
        0,
        math.inf,
        0,
    )
    assert (maths.log(0.0), maths.log(math.inf)) == (-math.inf, math.inf)
    assert math.isnan(maths.exp(math.nan))
    assert math.isnan(maths.log(-1.0))
    assert maths.exp(0.0) == maths.power(3.0, 0.0) == 1.0
    assert maths.log(1.0) == 0.0


def test_plain_python_comes_to_the_same_bits() -> None:
    code = """
from collectief_sim.model import maths
for i in range(1, 400):
    x = i * 0.7311
    print(maths.exp(-x).hex(), maths.exp(x).hex(), maths.log(x).hex(), maths.normal_quantile(i / 400).hex())
"""
    told = [
        subprocess.run([sys.executable, "-c", code], env=os.environ | more, capture_output=True, check=True).stdout
        for more in ({}, {"NUMBA_DISABLE_JIT": "1"})
    ]
    assert told[0] == told[1]
    assert len(told[0].splitlines()) == 399
