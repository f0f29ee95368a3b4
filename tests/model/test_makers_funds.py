"""City makers' funds: what is paid in, lent, and told of loans."""

from __future__ import annotations

import pytest
from conftest import small

from collectief_sim.model.build import build_world
from collectief_sim.model.codes import LOAN_GIVEN
from collectief_sim.model.compiling.packing import pack
from collectief_sim.model.identities import broken
from collectief_sim.model.processes import makers_funds
from collectief_sim.model.rows import NONE
from collectief_sim.model.simulation import run
from collectief_sim.scenario import load

FUND = {"forms.makers_fund.on": True}


def test_capital_is_paid_in_once_at_its_date() -> None:
    world = build_world(small({**FUND, "forms.makers_fund.since": "2020-03"}), 1)
    packed = pack(world)
    for month, there in ((0, 0.0), (2, 1e6), (3, 1e6)):
        makers_funds.pay_in(packed, month)
        assert world.town[0].purchase_fund_eur == there


@pytest.mark.parametrize(("amount", "told"), [(1e-9, 0), (0.0, 0), (5e4, 1)])
def test_what_rounding_leaves_is_no_loan(amount: float, told: int) -> None:
    world = build_world(small(FUND), 1)
    makers_funds.tell_of_loan(pack(world), LOAN_GIVEN, 0, NONE, amount, 5)
    assert world.town[0].happenings == told


def test_a_makers_fund_lends_and_every_loan_is_told_until_it_is_settled() -> None:
    given = 0.0
    for seed in range(1, 5):
        result = run(load("stylised-area", {**FUND, "forms.makers_fund.capital_eur": 1e7}), seed)
        fund, told = result.world.makers_funds[0], result.happenings
        sums = told.groupby("what").amount_eur.sum()
        for what in ("given", "repaid", "lost"):
            assert sums.get(f"loan_{what}", 0.0) == pytest.approx(fund[f"{what}_eur"])
        assert fund.repaid_eur + fund.lost_eur <= fund.given_eur + 1.0
        assert result.outcomes["capital_put_in_eur"] == 1e7
        assert broken(result.world, result.months) == []
        given += float(fund.given_eur)
    assert given > 0
