"""Exponentials, logarithms and quantiles that come out the same, to the last bit, on every processor and system.

Those of the C library and of NumPy do not: they take other paths where a processor can multiply and add in one go, and
differ in the last digit. A run is a sequence of decisions, so such a digit can grow into another history. What stands here
is made of additions, multiplications, divisions and square roots only, which IEEE 754 settles to the bit, in a fixed
order; compiled rules and plain Python therefore agree too. Results are within two units in the last place.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from collectief_sim.model.compiling import formula, rule

type FloatArray = npt.NDArray[np.float64]

_LOG2_HIGH, _LOG2_LOW = (
    0.693147180369123816490,
    1.90821492927058770002e-10,
)  # ln 2 in two parts, the first with 21 zero bits
_PER_LOG2 = 1.0 / math.log(2.0)
_ROOT_HALF = math.sqrt(0.5)
_ROUNDS = 1.5 * 2.0**52  # what is added to this and taken off again comes back as a whole number
_SHIFT = 52  # bits of a fraction, below those of the exponent
_BIAS = 1023


@formula
def _power_of_two(exponent: int) -> float:
    """2 ** exponent, for exponents of normal numbers."""
    return np.int64((exponent + _BIAS) << _SHIFT).view(np.float64)


@formula
def exp(x: float) -> float:
    """The exponential: a power of two times the Taylor series of what is left, at most half of ln 2 from nought."""
    if not abs(x) < 708.0:
        return _far_exp(x)
    power = (x * _PER_LOG2 + _ROUNDS) - _ROUNDS
    return _exp_of_rest((x - power * _LOG2_HIGH) - power * _LOG2_LOW) * _power_of_two(int(power))


@formula
def _far_exp(x: float) -> float:
    """The same where the power of two may be out of range though the result is not; and beyond all numbers."""
    if not x < 709.78:
        return math.inf if x >= 709.78 else x  # and not a number stays that
    if x < -745.2:
        return 0.0
    power = (x * _PER_LOG2 + _ROUNDS) - _ROUNDS
    half = int(power) >> 1
    rest = _exp_of_rest((x - power * _LOG2_HIGH) - power * _LOG2_LOW)
    return rest * _power_of_two(half) * _power_of_two(int(power) - half)


@formula
def _exp_of_rest(r: float) -> float:
    """The same of what is at most half of ln 2 from nought: 13 terms of the Taylor series, in pairs that do not wait for
    each other, which is twice as quick as one after another.
    """
    square = r * r
    fourth = square * square
    low = (0.5 + r * (1.0 / 6.0)) + square * (1.0 / 24.0 + r * (1.0 / 120.0))
    middle = (1.0 / 720.0 + r * (1.0 / 5040.0)) + square * (1.0 / 40320.0 + r * (1.0 / 362880.0))
    high = (1.0 / 3628800.0 + r * (1.0 / 39916800.0)) + square * (1.0 / 479001600.0 + r * (1.0 / 6227020800.0))
    return 1.0 + (r + square * (low + fourth * (middle + fourth * high)))


@formula
def log(x: float) -> float:
    """The natural logarithm: whole powers of two aside, twice the series of the inverse hyperbolic tangent."""
    if not x > 0.0:
        return -math.inf if x == 0.0 else math.nan
    if x == math.inf:
        return x
    fraction, power = math.frexp(x)
    if fraction < _ROOT_HALF:
        fraction, power = 2.0 * fraction, power - 1
    s = (fraction - 1.0) / (fraction + 1.0)
    square = s * s
    series = 1.0 / 23.0
    series = series * square + 1.0 / 21.0
    series = series * square + 1.0 / 19.0
    series = series * square + 1.0 / 17.0
    series = series * square + 1.0 / 15.0
    series = series * square + 1.0 / 13.0
    series = series * square + 1.0 / 11.0
    series = series * square + 1.0 / 9.0
    series = series * square + 1.0 / 7.0
    series = series * square + 1.0 / 5.0
    series = series * square + 1.0 / 3.0
    small = 2.0 * s + (2.0 * s) * (square * series)
    return power * _LOG2_HIGH + (small + power * _LOG2_LOW)


@formula
def power(base: float, exponent: float) -> float:
    """`base` ** `exponent`, for a base above nought."""
    return exp(exponent * log(base))


@formula
def normal_quantile(p: float) -> float:
    """The number below which a standard normal draw stays with chance `p`, 0 < p < 1 (Wichura 1988, algorithm AS 241)."""
    q = p - 0.5
    if abs(q) <= 0.425:
        return q * _middle(0.180625 - q * q)
    r = math.sqrt(-log(p if q < 0.0 else 1.0 - p))
    tail = _tail(r - 1.6) if r <= 5.0 else _far_tail(r - 5.0)
    return -tail if q < 0.0 else tail


@formula
def _middle(r: float) -> float:
    above = 2.5090809287301226727e3
    above = above * r + 3.3430575583588128105e4
    above = above * r + 6.7265770927008700853e4
    above = above * r + 4.5921953931549871457e4
    above = above * r + 1.3731693765509461125e4
    above = above * r + 1.9715909503065514427e3
    above = above * r + 1.3314166789178437745e2
    above = above * r + 3.3871328727963666080e0
    below = 5.2264952788528545610e3
    below = below * r + 2.8729085735721942674e4
    below = below * r + 3.9307895800092710610e4
    below = below * r + 2.1213794301586595867e4
    below = below * r + 5.3941960214247511077e3
    below = below * r + 6.8718700749205790830e2
    below = below * r + 4.2313330701600911252e1
    return above / (below * r + 1.0)


@formula
def _tail(r: float) -> float:
    above = 7.74545014278341407640e-4
    above = above * r + 2.27238449892691845833e-2
    above = above * r + 2.41780725177450611770e-1
    above = above * r + 1.27045825245236838258e0
    above = above * r + 3.64784832476320460504e0
    above = above * r + 5.76949722146069140550e0
    above = above * r + 4.63033784615654529590e0
    above = above * r + 1.42343711074968357734e0
    below = 1.05075007164441684324e-9
    below = below * r + 5.47593808499534494600e-4
    below = below * r + 1.51986665636164571966e-2
    below = below * r + 1.48103976427480074590e-1
    below = below * r + 6.89767334985100004550e-1
    below = below * r + 1.67638483018380384940e0
    below = below * r + 2.05319162663775882187e0
    return above / (below * r + 1.0)


@formula
def _far_tail(r: float) -> float:
    above = 2.01033439929228813265e-7
    above = above * r + 2.71155556874348757815e-5
    above = above * r + 1.24266094738807843860e-3
    above = above * r + 2.65321895265761230930e-2
    above = above * r + 2.96560571828504891230e-1
    above = above * r + 1.78482653991729133580e0
    above = above * r + 5.46378491116411436990e0
    above = above * r + 6.65790464350110377720e0
    below = 2.04426310338993978564e-15
    below = below * r + 1.42151175831644588870e-7
    below = below * r + 1.84631831751005468180e-5
    below = below * r + 7.86869131145613259100e-4
    below = below * r + 1.48753612908506148525e-2
    below = below * r + 1.36929880922735805310e-1
    below = below * r + 5.99832206555887937690e-1
    return above / (below * r + 1.0)


@rule
def exp_each(values: FloatArray) -> FloatArray:
    """The exponential of every number of a list."""
    found = np.empty(len(values))
    for i in range(len(values)):
        found[i] = exp(values[i])
    return found


@rule
def log_each(values: FloatArray) -> FloatArray:
    """The natural logarithm of every number of a list."""
    found = np.empty(len(values))
    for i in range(len(values)):
        found[i] = log(values[i])
    return found


@rule
def normal_each(draws: FloatArray) -> FloatArray:
    """Standard normal numbers from uniform ones; a draw of exactly 0 counts as the smallest possible one."""
    found = np.empty(len(draws))
    for i in range(len(draws)):
        found[i] = normal_quantile(max(draws[i], 2.0**-54))
    return found


@rule
def poisson_table(mean: float, length: int) -> FloatArray:
    """The chance that a Poisson number is at most 0, 1, 2, ...: products from the most likely number outwards, added up."""
    chances = np.zeros(length)
    middle = int(mean)
    chances[middle] = 1.0
    for number in range(middle + 1, length):
        chances[number] = chances[number - 1] * mean / number
    for number in range(middle, 0, -1):
        chances[number - 1] = chances[number] * number / mean
    for number in range(1, length):
        chances[number] += chances[number - 1]
    whole = chances[length - 1]
    for number in range(length):
        chances[number] /= whole
    return chances
