"""Limits and closed forms: what must come out exactly, or within the error that chance allows."""

from __future__ import annotations

import math

import numpy as np
import pytest
from conftest import small

from collectief_sim.mesa_face.model import CollectiefModel
from collectief_sim.model.build import build_world
from collectief_sim.model.codes import COLLECTIVE, MUNICIPALITY, STRONGEST
from collectief_sim.model.compiling.packing import pack
from collectief_sim.model.outcomes import survival
from collectief_sim.model.processes import horizon, land, leases, moving, outreach, plans, rates, roles, ties
from collectief_sim.model.rows import NONE, table
from collectief_sim.model.tables import Collective
from collectief_sim.model.world import own
from collectief_sim.scenario import load

NOBODY_FAILS = {
    "behaviour.firms.luck_sd_months": 0.0,
    "behaviour.firms.relocation_per_year": 0.0,
    "people.ability_median_eur_m2_year": 1000.0,
    "people.growth_mean_per_year": 0.0,
    "people.growth_sd_per_year": 0.0,
    "market.arrivals_per_year_share": 0.0,
    "market.housing_pressure": 0.0,
}


def finished(overrides: dict[str, object], seed: int = 1, name: str = "") -> CollectiefModel:
    model = CollectiefModel(load(name) if name else small(), rng=seed, overrides=overrides)
    while model.running:
        model.step()
    return model


def test_without_housing_demand_nobody_is_displaced_and_nothing_is_built() -> None:
    for seed in range(3):
        out = finished({"market.housing_pressure": 0.0}, seed, "stylised-area").outcomes
        assert out["entrepreneurs_displaced"] == 0
        assert out["ended_displaced"] == 0
        assert out["homes_built"] == 0
        assert out["work_floor_share"] == pytest.approx(1.0)


def test_zoning_all_work_floor_does_the_same() -> None:
    out = finished({"policy.work_zoning_share": 1.0}, 1, "stylised-area").outcomes
    assert out["entrepreneurs_displaced"] == 0
    assert out["homes_built"] == 0


def test_a_constant_closure_hazard_gives_geometric_survival() -> None:
    per_year, months = 0.2, 60
    settings = NOBODY_FAILS | {
        "behaviour.firms.closure_per_year": per_year,
        "behaviour.firms.settling_months": 0,
        "months": months,
    }
    model = finished(settings, 2, "stylised-area")
    start = int(model.world.queue_start[0])
    expected = math.exp(-per_year * months / 12)
    error = math.sqrt(expected * (1 - expected) / start)
    assert model.outcomes["entrepreneurs_present"] / start == pytest.approx(expected, abs=4 * error)


def test_without_newcomers_and_failures_everybody_stays() -> None:
    model = finished(NOBODY_FAILS | {"behaviour.firms.closure_per_year": 0.0})
    assert model.outcomes["entrepreneurs_present"] == model.world.queue_start[0]


def test_the_work_floor_minimum_is_kept() -> None:
    pressure = {"market.housing_pressure": 6.0, "behaviour.plans.hazard_per_year": 5.0}
    out = finished(pressure | {"policy.work_floor_minimum_share": 0.8}, 1, "stylised-area").outcomes
    assert 0.8 <= out["work_floor_share"] < 0.85


def test_newcomers_arrive_at_the_poisson_rate() -> None:
    world = build_world(load("stylised-area"), 5)
    counts = np.diff(world.queue_start)
    mean = 0.2 * world.queue_start[0] / 12
    assert counts.mean() == pytest.approx(mean, abs=4 * math.sqrt(mean / len(counts)))
    assert counts.var() == pytest.approx(mean, rel=0.35)


def lease_of(**overrides: object) -> tuple[object, object]:
    world = build_world(small({"policy.contract_months": 120, **overrides}), 1)
    return world, world.buildings[np.flatnonzero(world.buildings.owner_kind == MUNICIPALITY)[0]]


def test_the_horizon_is_what_remains_plus_a_trusted_renewal() -> None:
    world, building = lease_of()
    building.horizon_end_month, building.collective = 100, NONE
    world.town.trust = 0.25
    stay = world.rules[0].leases.stay_of_eviction_months
    assert leases.secured_horizon(pack(world), building, 0) == pytest.approx(100 + stay + 0.25 * 120)


def test_while_a_decision_is_pending_no_renewal_counts() -> None:
    world, building = lease_of()
    building.horizon_end_month, building.collective = 12, NONE  # 6 months to decide, 6 months' notice
    stay = world.rules[0].leases.stay_of_eviction_months
    assert leases.secured_horizon(pack(world), building, 0) == pytest.approx(12 + stay)


def test_after_notice_only_the_notice_counts() -> None:
    world, building = lease_of()
    building.vacate_month = 5
    assert leases.secured_horizon(pack(world), building, 0) == 5


def test_an_owner_counts_on_the_cap() -> None:
    model = CollectiefModel(small(), rng=1)
    model.step()
    owned = model.world.buildings[model.world.buildings.owner_kind == COLLECTIVE]
    assert len(owned) == 1
    assert owned.horizon_months[0] == model.spec.behaviour.leases.owner_horizon_months
    assert owned.security[0] == pytest.approx(1 - math.exp(-360 / 60))


def test_the_channels_of_a_contract_come_apart() -> None:
    channels = {"policy.hazard_months": 12, "policy.horizon_months": 240, "policy.voice_months": 60}
    world = build_world(small(channels), 1)
    heads = world.buildings[world.buildings.owner_kind == MUNICIPALITY]
    assert (heads.lease_end_month <= 12).all()
    assert heads.horizon_end_month.max() > 60
    assert (heads.voice_end_month <= 60).all()
    assert heads.voice_end_month.max() > 12


def test_channels_that_follow_the_lease_stay_with_it() -> None:
    model = CollectiefModel(small({"policy.contract_months": 24, "policy.renewal_months": 12}), rng=1)
    while model.running:
        model.step()
        rows = model.world.buildings
        tenants = rows[rows.let & (rows.vacate_month == NONE) & (rows.owner_kind != COLLECTIVE)]
        assert np.array_equal(tenants.horizon_end_month, tenants.lease_end_month)
        assert np.array_equal(tenants.voice_end_month, tenants.lease_end_month)


def test_a_shorter_term_alone_does_not_raise_the_chance_of_a_plan() -> None:
    short, long = (build_world(small({"policy.contract_months": months}), 1) for months in (12, 240))
    for b in range(len(short.buildings)):
        assert plans.hazard(pack(short), b) == plans.hazard(pack(long), b)


def test_diversity_runs_from_one_kind_to_all_kinds() -> None:
    assert roles.diversity(np.array([9, 0, 0, 0, 0, 0, 0, 0]), 9) == 0
    assert roles.diversity(np.full(8, 3), 24) == pytest.approx(1)


def test_monthly_chances_add_up_to_the_yearly_hazard() -> None:
    assert (1 - rates.chance_per_month(0.3)) ** 12 == pytest.approx(math.exp(-0.3))
    assert rates.logistic(0.0) == 0.5
    assert rates.approach(1.0, 0.0, 4.0) == 0.75


def test_patience_and_horizon_decide_the_appetite_for_slow_themes() -> None:
    world = build_world(small(), 1)
    packed, collective = pack(world), world.collectives[0]
    collective.patience = 1.0
    world.buildings.horizon_months[collective.home] = 48
    assert outreach.appetite(packed, collective, 48.0) == pytest.approx(0.5)
    assert outreach.appetite(packed, collective, 12.0) > 0.8 > 0.2 > outreach.appetite(packed, collective, 96.0)
    collective.patience = 2.0
    assert outreach.appetite(packed, collective, 96.0) == pytest.approx(0.5)


def test_the_roll_lists_everybody_by_building() -> None:
    model = CollectiefModel(small(), rng=3)
    for _ in range(20):
        model.step()
    world = own(model.world)
    moving.call_roll(pack(world))
    people = world.entrepreneurs
    listed = world.roster[: world.roster_start[-1]]
    assert sorted(listed) == np.flatnonzero(people.present).tolist()
    assert (np.diff(people.building[listed]) >= 0).all()
    for b in range(len(world.buildings)):
        inside = world.roster[world.roster_start[b] : world.roster_start[b + 1]]
        assert set(inside) == set(np.flatnonzero(people.present & (people.building == b)))


def test_bonds_grow_between_the_like_and_shrink_between_the_unlike() -> None:
    world = build_world(small(), 1)
    packed = pack(world)
    world.entrepreneurs.mentality[:3] = (0.5, 0.5, 1.0)
    for _ in range(2):
        ties.bring_together(packed, 0, 1)
        ties.bring_together(packed, 0, 2)
    place = ties.place_for(packed, 0, 1)
    assert ties.bond(packed, 0, place, 1) / STRONGEST == pytest.approx(2 * world.rules[0].ties.step)
    assert ties.bond(packed, 0, ties.place_for(packed, 0, 2), 2) == 0
    for _ in range(40):
        ties.fade(packed)
    assert ties.bond(packed, 0, place, 1) / STRONGEST == pytest.approx(0.5 * (1 - 0.015) ** 40, rel=1e-5)


def test_rents_are_capped_for_municipal_tenants_only() -> None:
    model = finished({"policy.rent_cap_eur_m2_year": 60.0, "policy.contract_months": 12})
    rows = model.world.buildings
    let = rows[rows.let & (rows.owner_kind != COLLECTIVE)]
    municipal = let.owner_kind == MUNICIPALITY
    assert (let.rent_eur_m2_year[municipal] <= 60 * model.world.town.price_index[0] + 1e-9).all()
    assert (let.rent_eur_m2_year[~municipal] > 70).any()
    assert model.outcomes["public_cost_eur"] > finished({"policy.contract_months": 12}).outcomes["public_cost_eur"]


def test_land_values_settle_without_growth() -> None:
    still = {
        "market.work_rent_growth_per_year": 0.0,
        "market.housing_value_growth_per_year": 0.0,
        "behaviour.land.standing_bonus_per_year": 0.0,
        "behaviour.land.new_homes_bonus_per_year": 0.0,
    }
    world = build_world(small(still), 1)
    before = world.plots.market_rent_eur_m2_year.copy()
    packed = pack(world)
    for year in range(1, 60):
        land.appraise(packed, 12 * year)
    after = world.plots.market_rent_eur_m2_year
    assert after.std() < 0.05 * before.std()
    assert before.min() <= after.min() <= after.max() <= before.max()


def lives(*spells: tuple[int, int | None]) -> object:
    rows = table(Collective, len(spells))
    for row, (founded, ended) in zip(rows, spells, strict=True):
        row.founded_month = founded
        row.alive = ended is None
        row.ended_month = NONE if ended is None else ended
    return rows


def test_survival_is_kaplan_meier() -> None:
    # ages at end: 10, 30 ended; 50 (alive at month 60), 20 (alive): at risk 4, then 2
    rows = lives((0, 10), (10, 40), (10, None), (40, None))
    assert survival(rows, 60)(24) == pytest.approx(3 / 4)
    assert survival(rows, 60)(48) == pytest.approx(3 / 4 * 1 / 2)
    assert survival(rows, 60)(59) is None  # nobody was seen that long
    assert survival(lives(), 60)(24) is None


def test_survival_counts_those_founded_before_the_start_from_their_age_on() -> None:
    # one enters at age 24, so only one is at risk when the other ends at age 12
    assert survival(lives((-24, None), (0, 12)), 60)(24) == 0.0
    assert survival(lives((-6, None), (0, 12)), 60)(24) == pytest.approx(0.5)


def weighed(rule: str, months: float, mentality: float) -> tuple[float, float]:
    """Security, and appetite for something that pays back after four years, of a collective with so long to go."""
    settings = {"policy.contract_months": 24, "behaviour.horizon.rule": rule}
    world = own(finished(settings | {"months": 120}).world)
    lives = world.collectives
    home = world.buildings[lives[0].home]
    home.collective, home.horizon_months = 0, months
    lives[0].mentality, lives[0].patience = mentality, 1.0
    packed = pack(world)
    return horizon.security(packed, home), horizon.appetite(packed, lives[0], 48.0)


@pytest.mark.parametrize("months", [0.0, 47.0, 49.0, 360.0])
def test_the_horizon_is_weighed_by_the_rule_that_the_scenario_names(months: float) -> None:
    secure, willing = 1 - math.exp(-months / 60), 1 / (1 + math.exp(-(months - 48) / 18))
    assert weighed("exponential", months, 0.8) == pytest.approx((secure, willing))
    sudden = 1 / (1 + math.exp(-(months - 48) / 6))
    assert weighed("threshold", months, 0.8) == pytest.approx((sudden, float(months >= 48)))
    social = (secure + (1 - secure) * 0.5 * 0.8, willing + (1 - willing) * 0.5 * 0.8)
    assert weighed("social_value", months, 0.8) == pytest.approx(social)
