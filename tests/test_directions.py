"""What a reader of the whitepaper would bet on, on paired seeds.

Each claim is a one-sided sign test over 24 paired seeds at 18 of 24 or better: if a lever did nothing, a claim would
pass with probability 0.011. What the whitepaper says of leases is about who has such a lease, so it is asked where everybody has.
A municipality decides about a third of the floor here, and then the same takes a hundred pairs to be seen.
"""

from __future__ import annotations

import pytest
from conftest import NEEDED, outcome_of, wins

pytestmark = pytest.mark.slow


TEN_YEARS = {"policy.contract_months": 120}
EVERYBODY = {"policy.reach": "all"}
MANY, NEEDED_OF_MANY = range(100, 200), 62  # a lever that does nothing passes with probability 0.010


def test_longer_leases_keep_collectives_and_people() -> None:
    longer = EVERYBODY | TEN_YEARS
    assert wins(outcome_of(longer, "survival_120_months"), outcome_of(EVERYBODY, "survival_120_months")) >= NEEDED
    displaced = "entrepreneurs_displaced"
    assert wins(outcome_of(EVERYBODY, displaced), outcome_of(longer, displaced)) >= NEEDED


def test_longer_leases_cost_homes() -> None:
    longer = EVERYBODY | TEN_YEARS
    assert wins(outcome_of(EVERYBODY, "homes_built"), outcome_of(longer, "homes_built")) >= NEEDED


def test_longer_leases_of_the_municipality_keep_collectives_and_cost_homes() -> None:
    name = "survival_120_months"
    assert wins(outcome_of(TEN_YEARS, name, MANY), outcome_of({}, name, MANY)) >= NEEDED_OF_MANY
    assert wins(outcome_of({}, "homes_built", MANY), outcome_of(TEN_YEARS, "homes_built", MANY)) >= NEEDED_OF_MANY


def test_yearly_renewals_undo_a_first_term_of_five_years() -> None:
    everybody = EVERYBODY | {"policy.contract_months": 60}
    five = outcome_of(everybody, "survival_120_months")
    yearly = outcome_of(everybody | {"policy.renewal_months": 12}, "survival_120_months")
    assert wins(five, yearly) >= NEEDED


def test_more_housing_pressure_displaces_more() -> None:
    high = outcome_of({"market.housing_pressure": 1.5}, "entrepreneurs_displaced")
    assert wins(high, outcome_of({"market.housing_pressure": 0.7}, "entrepreneurs_displaced")) >= NEEDED
