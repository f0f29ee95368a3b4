"""Every lever moves what it is for, in the direction its source gives, and moves nothing where it cannot bite.

The claims are in `lever_cases.py`. Each is a one-sided signed rank test on paired seeds: a lever without effect would pass
once in a thousand times. Seeds are fixed, so a test that passes goes on passing until the model changes.
"""

from __future__ import annotations

from typing import Any

import lever_cases
import levers
import numpy as np
import pytest
from lever_cases import CASES, Case
from levers import ERROR_RATE

from collectief_sim.scenario import load
from collectief_sim.scenario.policy import Policy


def as_parameter(case: Case) -> Any:
    """A claim that is known not to hold must go on failing: once it holds, its note has to go."""
    known = [pytest.mark.xfail(strict=True, reason=case.nothing_because)] if case.nothing_because else []
    return pytest.param(case, marks=known, id=case.name)


@pytest.mark.slow
@pytest.mark.parametrize("case", [as_parameter(case) for case in CASES])
def test_a_lever_moves_what_it_is_for(case: Case) -> None:
    found = levers.differences(case)
    assert len(found) >= 0.8 * case.pairs, "too few histories in which this figure is defined"
    p = levers.p_value(levers.beyond_the_least(case))
    assert p < ERROR_RATE, f"{case.why}: mean difference {found.mean():+.4g} over {len(found)} pairs, p = {p:.2g}"


def test_no_lever_is_left_out() -> None:
    assert {case.lever for case in CASES} == set(Policy.model_fields) - {"sources"} | {"market.housing_pressure"}


@pytest.mark.parametrize("pairs", [lever_cases.USUAL, lever_cases.MANY])
def test_a_lever_without_effect_passes_about_once_in_a_thousand_times(pairs: int) -> None:
    noise = np.random.default_rng(1).laplace(size=(8000, pairs))
    passed = sum(levers.p_value(row) < ERROR_RATE for row in noise)
    assert passed <= 18  # eight are expected; more than this would be chance once in a thousand times


NO_HOUSING = {"market.housing_pressure": 0.0}
NOBODY_FOUNDS = {"behaviour.founding.hazard_per_month": 0.0}
NOBODY_SELLS = {
    "behaviour.ownership.municipal_sale_per_year": 0.0,
    "behaviour.ownership.private_sale_per_year": 0.0,
    "behaviour.ownership.asked_anyway": 0.0,
}
DEAF = {"policy.openness": 0.0, "behaviour.sales.municipal_per_year": 0.0}  # a municipality that sells to nobody
OTHERS = ("investor", "developer", "conscious")


def others_let_for(months: int, notice: int) -> dict[str, Any]:
    """All landlords but the municipality let for so many months, and renew for as many."""
    terms = {"first_term_months": months, "next_term_months": months, "notice_given_months": notice}
    terms |= {"waits_for_permit_share": 0.5}  # and as many of them let until there is a permit
    return {f"landlords.{owner}.{name}": value for owner in OTHERS for name, value in terms.items()}


NO_PLANS = NO_HOUSING | {  # neither homes nor renovations
    "behaviour.plans.renovation_per_year": 0.0,
    "behaviour.plans.renovation_per_neglected_year": 0.0,
    "behaviour.sales.buyer_clears_share": 0.0,
}
NO_PERMITS = {"behaviour.calendar.stop_chance": 1.0}  # every plan is dropped before there is a permit
NO_WORK_REBUILT = {"policy.new_floor_in_redevelopment": 0.0, "behaviour.calendar.partnership_work_share": 0.0}
TEN_YEARS = {"policy.contract_months": 120}
COSTS_NOTHING = {"behaviour.firms.reletting_months": 0.0}  # somebody else is found at once
YEARLY = {"policy.contract_months": 12} | others_let_for(12, 4)
INVESTORS = {"s": 0.9, "m": 0.85, "L": 0.85}  # with what was the municipality's
NO_MUNICIPAL_BUILDINGS = {f"area.legend.{symbol}.owner.investor": share for symbol, share in INVESTORS.items()} | {
    f"area.legend.{symbol}.owner.municipality": 0.0 for symbol in INVESTORS
}

WITHOUT_EFFECT = (
    ("a subsidy on no floor", "subsidy_eur_m2_year", 0.0, 40.0, {}),
    ("a share of floor with no subsidy", "subsidy_share", 0.0, 1.0, {}),
    ("a cap where the municipality has no buildings", "rent_cap_eur_m2_year", None, 60.0, NO_MUNICIPAL_BUILDINGS),
    ("a cap above all rents", "rent_cap_eur_m2_year", None, 1000.0, {}),
    ("indexation where every year brings a new term", "rent_indexation_per_year", 0.0, 0.04, YEARLY | NO_PLANS),
    ("zoning where nobody wants homes", "work_zoning_share", 0.0, 0.5, NO_HOUSING),
    ("a minimum of work floor where nobody wants homes", "work_floor_minimum_share", 0.0, 0.8, NO_HOUSING),
    ("floor kept in redevelopment that never comes", "affordable_share_in_redevelopment", 0.0, 0.5, NO_HOUSING),
    ("support for moves where nobody has to move", "relocation_support", 0.0, 1.0, NO_PLANS),
    ("a right of return where nobody has to move", "right_of_return", False, True, NO_PLANS),
    ("a fund for collectives nobody sells to", "purchase_fund_eur_year", 0.0, 5e6, NOBODY_SELLS),
    ("a first right where no municipality sells", "first_right_to_buy", False, True, DEAF),
    ("paid hours for no collective", "governance_support_hours_month", 0.0, 20.0, NOBODY_FOUNDS),
    ("an open ear without collectives", "openness", 0.0, 1.0, NOBODY_FOUNDS),
    ("reach where all let on the terms of the municipality", "reach", "municipal", "all", others_let_for(24, 6)),
    ("temporary use where nothing is planned", "temporary_use_share", 0.0, 1.0, NO_PLANS),
    ("temporary use where the municipality has no buildings", "temporary_use_share", 0.0, 1.0, NO_MUNICIPAL_BUILDINGS),
    ("a tenant's break where the term ends", "tenant_break_months", None, 24, {"policy.notice_months": 0}),
    ("a tenant's break where leaving costs nothing", "tenant_break_months", None, 1, TEN_YEARS | COSTS_NOTHING),
    ("a landlord's break of no landlord", "landlord_break_months", None, 60, TEN_YEARS | NO_MUNICIPAL_BUILDINGS),
    ("a buy-out above all gains", "buy_out_eur_m2_year", None, 1000.0, TEN_YEARS),
    ("a buy-out where no plan gets a permit", "buy_out_eur_m2_year", None, 0.0, TEN_YEARS | NO_PERMITS),
    ("new floor in redevelopment that never comes", "new_floor_in_redevelopment", 0.0, 0.8, NO_HOUSING),
    ("stacking where no work floor is rebuilt", "stacked", False, True, NO_WORK_REBUILT),
    ("renewals named as long as the term", "renewal_months", "same", 24, {}),
    ("a hazard channel named as it is", "hazard_months", None, 24, {}),
    ("a horizon channel named as it is", "horizon_months", None, 24, {}),
    ("a voice channel named as it is", "voice_months", None, 24, {}),
    ("a voice channel where nobody has a voice", "voice_months", 12, 240, NOBODY_FOUNDS),
)


@pytest.mark.parametrize(
    ("lever", "before", "after", "where"), [pytest.param(*case, id=name) for name, *case in WITHOUT_EFFECT]
)
def test_a_lever_moves_nothing_where_it_cannot_bite(lever: str, before: Any, after: Any, where: dict[str, Any]) -> None:
    path = levers.path_of(lever)
    one, other = (load(levers.AREA, {"months": 120, **where, path: value}) for value in (before, after))
    for seed in (1, 2):
        histories = [levers.run(spec, seed) for spec in (one, other)]
        assert histories[0].series.equals(histories[1].series)
        assert histories[0].collectives.equals(histories[1].collectives)
        assert histories[0].makers.equals(histories[1].makers)


def test_a_landlords_break_moves_nothing_but_the_horizon_where_no_plan_gets_a_permit() -> None:
    paths = {f"behaviour.horizon.through_{path}": False for path in ("engagement", "founding", "outreach", "voice")}
    where = {"months": 120} | TEN_YEARS | NO_PERMITS | paths
    spec = [load(levers.AREA, where | {"policy.landlord_break_months": months}) for months in (None, 60)]
    one, other = (levers.run(each, 1).series for each in spec)
    assert (other.pop("mean_horizon_months") <= one.pop("mean_horizon_months")).all()
    assert one.equals(other)
