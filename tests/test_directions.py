"""What a reader of the whitepaper would bet on, on paired seeds.

Each claim is a one-sided sign test over 24 paired seeds at 18 of 24 or better: if a lever did nothing, a claim would
pass with probability 0.011.
"""

from __future__ import annotations

import pytest
from conftest import NEEDED, outcome_of, wins

pytestmark = pytest.mark.slow


def test_longer_leases_keep_collectives_and_people() -> None:
    assert (
        wins(outcome_of({"policy.contract_months": 120}, "survival_120_months"), outcome_of({}, "survival_120_months"))
        >= NEEDED
    )
    assert (
        wins(
            outcome_of({}, "entrepreneurs_displaced"),
            outcome_of({"policy.contract_months": 120}, "entrepreneurs_displaced"),
        )
        >= NEEDED
    )


def test_longer_leases_cost_homes() -> None:
    assert wins(outcome_of({}, "homes_built"), outcome_of({"policy.contract_months": 120}, "homes_built")) >= NEEDED


def test_yearly_renewals_undo_a_first_term_of_five_years() -> None:
    everybody = {"policy.contract_months": 60, "policy.reach": "all"}  # it is about who has such a lease
    five = outcome_of(everybody, "survival_120_months")
    yearly = outcome_of(everybody | {"policy.renewal_months": 12}, "survival_120_months")
    assert wins(five, yearly) >= NEEDED


def test_more_housing_pressure_displaces_more() -> None:
    high = outcome_of({"market.housing_pressure": 1.5}, "entrepreneurs_displaced")
    assert wins(high, outcome_of({"market.housing_pressure": 0.7}, "entrepreneurs_displaced")) >= NEEDED
