"""Heads, floor, memberships and money add up every month, in scenarios nobody thought of."""

from __future__ import annotations

import pytest
from conftest import small
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collectief_sim.mesa_face.model import CollectiefModel
from collectief_sim.model.identities import broken
from collectief_sim.scenario import load
from collectief_sim.scenario.forms import FORM_NAMES
from collectief_sim.scenario.policy import Policy

SETTINGS = {
    "policy.contract_months": st.sampled_from([1, 3, 12, 24, 120, 600]),
    "policy.renewal_months": st.sampled_from(["same", 1, 12, 60]),
    "policy.hazard_months": st.sampled_from([None, 12, 240]),
    "policy.horizon_months": st.sampled_from([None, 12, 240]),
    "policy.voice_months": st.sampled_from([None, 12, 240]),
    "policy.reach": st.sampled_from(["municipal", "agreements", "all"]),
    "policy.temporary_use_share": st.floats(0, 1),
    "policy.tenant_break_months": st.sampled_from([None, 1, 12]),
    "policy.landlord_break_months": st.sampled_from([None, 1, 6]),
    "policy.buy_out_eur_m2_year": st.sampled_from([None, 0.0, 50.0]),
    "policy.new_floor_in_redevelopment": st.floats(0, 1),
    "policy.stacked": st.booleans(),
    "policy.deficit_budget_eur_year": st.sampled_from([None, 0.0, 1e5, 1e8]),
    "behaviour.deficits.mean_eur_home": st.floats(-2e5, 2e5),
    "behaviour.deficits.stops_per_year": st.floats(0, 5),
    "prices.deficit_less_eur_home": st.floats(0, 5e5),
    "prices.state_share": st.floats(0, 1),
    "prices.fit_out_years": st.floats(1, 50),
    "area.ground_lease_share": st.floats(0.05, 1),  # with none, agreements would reach nobody, and are refused
    "area.ground_lease_years": st.integers(1, 10),
    "policy.notice_months": st.integers(0, 14),
    "landlords.investor.first_term_months": st.integers(1, 60),
    "landlords.investor.next_term_months": st.integers(1, 60),
    "landlords.developer.notice_given_months": st.integers(0, 14),
    "behaviour.horizon.rule": st.sampled_from(["running_term", "one_renewal", "expected_stay"]),
    "behaviour.horizon.through_outreach": st.booleans(),
    "behaviour.leases.hazard_start_per_year": st.floats(0.001, 2),
    "policy.decision_months": st.integers(0, 14),
    "policy.rent_cap_eur_m2_year": st.sampled_from([None, 0.0, 60.0, 200.0]),
    "policy.rent_indexation_per_year": st.floats(0, 0.2),
    "policy.work_zoning_share": st.floats(0, 1),
    "policy.work_floor_minimum_share": st.floats(0, 1),
    "policy.subsidy_share": st.floats(0, 1),
    "policy.subsidy_eur_m2_year": st.floats(0, 80),
    "policy.purchase_fund_eur_year": st.sampled_from([0.0, 2e5, 1e8]),
    "policy.first_right_to_buy": st.booleans(),
    "policy.programming": st.floats(0, 1),
    "policy.governance_support_hours_month": st.floats(0, 60),
    "policy.openness": st.floats(0, 1),
    "policy.relocation_support": st.floats(0, 1),
    "policy.right_of_return": st.booleans(),
    "policy.affordable_share_in_redevelopment": st.floats(0, 1),
    "market.housing_pressure": st.floats(0, 6),
    "market.arrivals_per_year_share": st.floats(0, 2),
    "people.growth_mean_per_year": st.floats(-0.1, 0.3),
    "behaviour.plans.hazard_per_year": st.floats(0, 5),
    "behaviour.plans.renovation_per_year": st.floats(0, 1),
    **{f"behaviour.calendar.{stage}_months": st.floats(0, 12) for stage in ("idea", "study", "agreement", "zoning")},
    "behaviour.calendar.stop_chance": st.floats(0, 0.5),
    "behaviour.calendar.halving_chance": st.floats(0, 1),
    "behaviour.calendar.building_months": st.floats(1, 20),
    "behaviour.calendar.renovation_months": st.floats(1, 20),
    "behaviour.calendar.shortest_building_months": st.integers(1, 12),
    "behaviour.sales.municipal_per_year": st.floats(0, 1),
    "behaviour.sales.investor_per_year": st.floats(0, 1),
    "behaviour.head_leases.stops_per_year": st.floats(0, 1),
    "behaviour.head_leases.taken_over_share": st.floats(0, 1),
    "behaviour.head_leases.reserve_start_months": st.floats(0, 24),
    "behaviour.ownership.preparing_months": st.integers(0, 12),
    "behaviour.ownership.municipal_sale_per_year": st.floats(0, 1),
    "behaviour.firms.reletting_months": st.floats(0, 60),
    "behaviour.developing.sale_per_year": st.floats(0, 1),
    "behaviour.shocks.random_fires_per_year": st.floats(0, 0.5),
    "behaviour.shocks.rebuilding_months": st.integers(1, 40),
    "behaviour.founding.hazard_per_month": st.floats(0, 1),
    "behaviour.founding.backing_half": st.floats(0.1, 5),
    "behaviour.area_cooperatives.founding_per_year": st.floats(0, 5),
    "behaviour.horizon.through_investment": st.booleans(),
    **{f"forms.{form}.on": st.booleans() for form in FORM_NAMES},
    "forms.biz.rate_per_year": st.floats(0, 0.05),
    "forms.biz.term_months": st.integers(1, 60),
    "forms.biz.favour": st.floats(-5, 5),
    "forms.biz.preparing_hours": st.floats(90, 1000),
    "forms.biz.wait_months": st.integers(0, 24),
    "forms.business_fund.term_months": st.integers(1, 60),
    "forms.siz.homes_turnout": st.floats(0, 1),
    "forms.time_bank.exchanged_share": st.floats(0, 1),
    "forms.time_bank.ends_per_year": st.floats(0, 12),
    "forms.work_corporation.owners_share": st.floats(0, 1),
    "forms.work_corporation.start_eur": st.sampled_from([0.0, 5e5, 1e7]),
    "forms.development_agenda.kept_floor_share": st.floats(0, 1),
    "forms.development_agenda.accepted": st.floats(0, 1),
    "forms.development_agenda.returning": st.floats(0, 1),
    "behaviour.roles.paid_hours_for_others": st.floats(0, 1),
    "forms.energy_cooperative.thought_of_per_year": st.floats(0, 12),
    "forms.energy_cooperative.preparing_hours": st.floats(1, 200),
    "forms.energy_cooperative.payback_months": st.integers(1, 300),
    "forms.energy_cooperative.loan_share": st.floats(0, 0.8),
    "forms.energy_cooperative.interest_per_year": st.floats(0, 0.3),
    "forms.energy_cooperative.homes_revenue_eur_home_year": st.floats(0, 1000),
    "forms.energy_cooperative.least_m2": st.floats(0, 75),
    "forms.fit_out.thought_of_per_year": st.floats(0, 12),
    "forms.fit_out.loan_months": st.integers(1, 600),
    "forms.fit_out.movable_share": st.floats(0, 1),
    "behaviour.cohesion.too_small_per_year": st.floats(0, 50),
    "behaviour.ownership.loan_interest_per_year": st.sampled_from([0.0, 0.04, 0.2]),
    "forms.land_trust.crowd_eur": st.sampled_from([0.0, 1e6, 1e8]),
    "forms.land_trust.preparing_months": st.integers(1, 24),
    "forms.development_company.capital_eur": st.sampled_from([1.0, 3e6, 1e9]),
    "forms.development_company.loan_share": st.floats(0, 0.9),
    "forms.development_company.rent_share": st.floats(0.01, 1.2),
    "forms.development_company.sells_per_year": st.floats(0, 10),
    "forms.makers_fund.capital_eur": st.sampled_from([1e4, 1e6, 1e9]),
}
RENTED = {"area.legend.1.operator": "", "area.legend.2.operator": "", "area.legend.2.collective.form": "head_tenant"}
BY_STATUTE = {"area.legend.2.collective.members_only": True, "area.legend.K.collective.members_only": True}
HANDS = (
    {},
    RENTED,
    RENTED | BY_STATUTE,
)  # whether the sheds are rented as a whole by their collective, and who is a member
BREAKS = ("policy.tenant_break_months", "policy.landlord_break_months")
FACTS = {
    "ban": {"kind": "no_homes", "date": "2020-07", "until": "2022-01", "reversed_per_year": 0.3},
    "list": {
        "kind": "demolition_list",
        "date": "2021-02",
        "until": "2023-01",
        "place": "L12",
        "reversed_per_year": 0.3,
    },
}
CHANGES = {"longer": {"date": "2022-06", "settings": {"policy.contract_months": 600, "policy.programming": 0.9}}}
SHOCKS = {
    "fire": {"kind": "fire", "date": "2021-03", "building": "1"},
    "slump": {"kind": "slump", "date": "2021-06", "lasts_months": 18, "earnings_factor": 0.7},
    "coalition": {"kind": "coalition", "date": "2022-01", "openness": 0.9},
}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    policy=st.fixed_dictionaries(SETTINGS),
    seed=st.integers(0, 2**40),
    dated=st.booleans(),
    hands=st.sampled_from(HANDS),
)
def test_identities_hold_every_month(
    policy: dict[str, object], seed: int, dated: bool, hands: dict[str, object]
) -> None:
    policy = policy | hands | {name: None for name in BREAKS if (policy[name] or 0) > longest(policy)}
    world = {"shocks": SHOCKS, "facts": FACTS, "changes": CHANGES} if dated else {}
    model = CollectiefModel(small(policy, **world), rng=seed)
    assert broken(model.world, 0) == []
    while model.running:
        model.step()
        assert broken(model.world, model.months_done) == []
        assert model.world.town.public_cost_eur[0] >= -1e-6  # no more comes back than was spent


def longest(policy: dict[str, object]) -> int:
    """The longest term: a break comes no later."""
    terms = [policy["policy.hazard_months"]] if policy["policy.hazard_months"] else []
    terms = terms or [
        term for term in (policy["policy.contract_months"], policy["policy.renewal_months"]) if term != "same"
    ]
    return max(terms)


def test_no_lever_is_left_out() -> None:
    assert {f"policy.{name}" for name in Policy.model_fields if name != "sources"} <= SETTINGS.keys()


@pytest.mark.parametrize("name", ["stylised-area", "keilekwartier", "werkspoorkwartier"])
def test_identities_hold_in_the_shipped_scenarios(name: str) -> None:
    model = CollectiefModel(load(name), rng=5)
    while model.running:
        model.step()
        if model.months_done % 6 == 0:
            assert broken(model.world, model.months_done) == []
