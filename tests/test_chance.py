"""The generator: published vectors, and draws that are uniform and independent in every direction."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from collectief_sim.model import chance


def draws(seed: int, decision: int, month: int, count: int) -> np.ndarray:
    numbers = np.empty(count)
    chance.fill_uniforms(numbers, seed, decision, month)
    return numbers


def test_bits_are_those_of_splitmix64() -> None:
    # first outputs for seed 1234567, as published with the reference implementation and on Rosetta Code
    known = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821]
    assert [int(chance.bits(1234567, entity)) for entity in range(5)] == known


def test_every_decision_has_a_number_of_its_own() -> None:
    decisions = [value for name, value in vars(chance).items() if name.isupper() and not name.startswith("_")]
    assert len(decisions) > 30
    assert len(set(decisions)) == len(decisions)


def test_draws_of_a_list_are_those_of_its_entities_one_by_one() -> None:
    stream, listed, numbers = chance.stream(7, chance.MEETING, 12), np.array([5, 0, 2**40, 5, 77]), np.full(5, -1.0)
    chance.draw_each(numbers, stream, listed, 4)
    assert numbers.tolist() == [*(chance.uniform(stream, entity) for entity in listed[:4]), -1.0]


@pytest.mark.parametrize("direction", ["entity", "month", "decision", "seed"])
def test_draws_are_uniform_in_every_direction(direction: str) -> None:
    n = 4000
    match direction:
        case "entity":
            u = draws(7, chance.FIRM_LUCK, 12, n)
        case "month":
            u = np.array([draws(7, chance.FIRM_LUCK, month, 1)[0] for month in range(n)])
        case "decision":
            u = np.array([draws(7, decision, 12, 1)[0] for decision in range(1, n)])
        case _:
            u = np.array([draws(seed, chance.FIRM_LUCK, 12, 1)[0] for seed in range(n)])
    assert stats.kstest(u, "uniform").pvalue > 1e-4
    assert abs(np.corrcoef(u[:-1], u[1:])[0, 1]) < 4 / np.sqrt(n)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((1, chance.FIRM_LUCK, 5), (2, chance.FIRM_LUCK, 5)),
        ((1, chance.FIRM_LUCK, 5), (1, chance.FIRM_LUCK, 6)),
        ((1, chance.FIRM_LUCK, 5), (1, chance.FIRM_CLOSES, 5)),
        ((1, chance.FIRM_LUCK, -1), (1, chance.FIRM_LUCK, 0)),
    ],
)
def test_streams_are_independent(one: tuple[int, int, int], other: tuple[int, int, int]) -> None:
    n = 20_000
    a, b = draws(*one, n), draws(*other, n)
    assert abs(np.corrcoef(a, b)[0, 1]) < 4 / np.sqrt(n)
    joint = np.histogram2d(a, b, bins=8)[0]
    assert stats.chisquare(joint.ravel()).pvalue > 1e-4


def test_a_draw_does_not_depend_on_who_else_draws() -> None:
    assert np.array_equal(draws(3, chance.MEETING, 9, 10), draws(3, chance.MEETING, 9, 1000)[:10])


def test_a_pair_has_one_number_whoever_is_named_first() -> None:
    assert chance.pair(3, 900) == chance.pair(900, 3)
    pairs = {int(chance.pair(a, b)) for a in range(40) for b in range(a, 40)}
    assert len(pairs) == 40 * 41 // 2
