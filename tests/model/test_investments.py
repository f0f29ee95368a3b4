"""Investments: who puts in how much, what it yields to whom, and what is left behind."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import small
from hypothesis import given, settings
from hypothesis import strategies as st

from collectief_sim.model.build import build_world
from collectief_sim.model.codes import COLLECTIVE, OWNERS
from collectief_sim.model.compiling.packing import pack
from collectief_sim.model.identities import stakes
from collectief_sim.model.processes import investments
from collectief_sim.model.processes.displacement import lose_building, relocate
from collectief_sim.model.processes.moving import call_roll
from collectief_sim.model.rows import NONE
from collectief_sim.model.simulation import run
from collectief_sim.scenario import ScenarioError, load
from collectief_sim.scenario.forms import Forms

ROOF = {"forms.energy_cooperative.on": True}
FIT_OUT = {"forms.fit_out.on": True}
EAGER = {
    "forms.energy_cooperative.thought_of_per_year": 12.0,
    "forms.energy_cooperative.least_m2": 0.0,
    "forms.energy_cooperative.wait_months": 0,
}


def world_with(overrides: dict[str, object]):
    """The small area, its first collective settled, engaged and with money."""
    world = build_world(small(overrides), seed=1)
    world.collectives.phase[:3], world.collectives.engagement[:3] = 1, 0.5
    world.entrepreneurs.engagement = np.where(world.entrepreneurs.collective != NONE, 0.5, 0.0)
    world.collectives.reserve_eur[:3] = 20_000.0
    return world


def with_roof(cost: float = 30_000.0, **more: object):
    """The same, with panels on the roof of the first collective from the first month."""
    world = world_with({**ROOF, **more})
    world.stakes.building[0, 0] = world.collectives.home[0]
    packed = pack(world)
    investments.put_in(packed, 0, 0, cost, 0)
    return world, packed


def buffers_eur(world) -> float:
    """What all have in their buffers [EUR]."""
    packed, here = pack(world), np.flatnonzero(world.entrepreneurs.present)
    return sum(world.entrepreneurs.buffer_months[row] * investments.costs_of(packed, row) for row in here)


def test_all_kinds_have_a_place() -> None:
    kinds = [form for form in Forms().named().values() if form.mechanism == "investments"]
    assert 2 <= len(kinds) <= investments.MOST_KINDS


def test_what_is_wanted_fits_the_roof_and_the_members() -> None:
    world = world_with(ROOF)
    home, members = world.collectives.home[0], world.collectives.headcount[0]
    world.buildings.floor_m2[home] = 1e6
    assert investments.wanted_m2(pack(world), 0, 0) == pytest.approx(25.0 * 0.5 * members)  # 5 kWp a member (F64)
    world.buildings.floor_m2[home] = 200.0
    assert investments.wanted_m2(pack(world), 0, 0) == pytest.approx(0.4 * 200.0)


def test_works_fit_as_far_as_the_building_can_be_changed() -> None:
    world = world_with(FIT_OUT)
    world.collectives.area_m2[0] = 1e6
    home = world.collectives.home[0]
    assert investments.wanted_m2(pack(world), 0, 0) == pytest.approx(
        world.buildings.floor_m2[home] * world.buildings.adaptability[home]
    )


@pytest.mark.parametrize(
    ("owner", "chance"),
    [
        ("municipality", 0.8),
        ("conscious_investor", 0.9),
        ("conscious_developer", 0.9),
        ("investor", 0.4),
        ("developer", 0.1),
        ("collective", 1.0),
    ],
)
def test_the_owner_must_allow_it(owner: str, chance: float) -> None:
    world = world_with(ROOF)
    home = world.collectives.home[0]
    world.buildings.owner_kind[home] = OWNERS.index(owner)
    assert investments.allowance(pack(world), world.buildings[home], 0) == chance
    world.buildings.announced_month[home] = 40
    told = investments.allowance(pack(world), world.buildings[home], 0)
    assert told == (1.0 if OWNERS.index(owner) == COLLECTIVE else 0.0)


def test_who_has_a_longer_horizon_is_keener_unless_that_path_is_closed() -> None:
    def keen(months: float, **more: object) -> float:
        world = world_with({**ROOF, **more})
        world.buildings.horizon_months[world.collectives.home[0]] = months
        return investments.keenness(pack(world), 0, 0)

    assert keen(24) < 0.05 < 0.3 < keen(120)
    closed = {"behaviour.horizon.through_investment": False}
    assert keen(24, **closed) == keen(120, **closed)


def test_money_comes_from_lenders_the_reserve_and_members_and_adds_up() -> None:
    world = world_with(ROOF)
    world.stakes.building[0, 0] = world.collectives.home[0]
    before = buffers_eur(world) + world.collectives.reserve_eur[0]
    packed = pack(world)
    investments.put_in(packed, 0, 0, 30_000.0, 0)
    lent = world.stakes.lent_eur[0, 0]
    assert lent == pytest.approx(investments.lent_share(packed, 0, 0) * 30_000.0)
    assert before - buffers_eur(world) - world.collectives.reserve_eur[0] == pytest.approx(30_000.0 - lent)
    assert world.collectives.reserve_eur[0] >= 10_000.0  # half of it is kept
    assert list(stakes(world)) == []


def test_lenders_come_first_and_members_save_the_rest() -> None:
    world, packed = with_roof()
    before = buffers_eur(world)
    investments.earn(packed, 0, 0, 1)
    stake = world.stakes[0]
    paid = stake.repaid_eur[0] + stake.interest_eur[0]
    assert paid == pytest.approx(stake.due_eur_month[0])
    assert stake.saved_eur[0] == pytest.approx(30_000.0 / 102 - paid)
    assert buffers_eur(world) - before == pytest.approx(stake.saved_eur[0])


def test_it_is_paid_back_after_its_time_and_worn_out_at_its_end() -> None:
    world, packed = with_roof()
    for now in range(1, 301):
        investments.earn(packed, 0, 0, now)
        assert list(stakes(world)) == []
        assert (world.stakes.outstanding_eur[0, 0] == 0.0) == (now >= 102)
    stake = world.stakes[0]
    assert stake.paid_back_eur[0] == pytest.approx(30_000.0)
    assert stake.loan_eur[0] == pytest.approx(0.0, abs=0.01)
    assert (stake.building[0], stake.until_month[0]) == (NONE, NONE)
    total = stake.saved_eur[0] + stake.repaid_eur[0] + stake.interest_eur[0]
    assert total == pytest.approx(300 * 30_000.0 / 102)


def test_who_ends_leaves_all_of_it_behind_and_lenders_lose_what_the_reserve_cannot_pay() -> None:
    world, packed = with_roof()
    home, owed = world.collectives.home[0], world.stakes.loan_eur[0, 0]
    world.collectives.reserve_eur[0] = 1_000.0
    world.collectives.alive[0] = False
    world.buildings.let[home] = False
    investments.earn(packed, 0, 0, 1)
    stake = world.stakes[0]
    assert stake.left_behind_eur[0] == pytest.approx(30_000.0)
    assert stake.repaid_eur[0] == pytest.approx(1_000.0)
    assert stake.lenders_lost_eur[0] == pytest.approx(owed - 1_000.0)
    assert world.collectives.reserve_eur[0] == 0.0
    assert list(stakes(world)) == []


@pytest.mark.parametrize("movable", [0.0, 0.4, 1.0])
def test_who_moves_takes_along_what_can_be_moved(movable: float) -> None:
    world, packed = with_roof(**{"forms.energy_cooperative.movable_share": movable})
    home, owed = world.collectives.home[0], world.stakes.loan_eur[0, 0]
    other = next(b for b in range(len(world.buildings)) if world.buildings.collective[b] == NONE)
    world.collectives.reserve_eur[0] = 0.0
    relocate(packed, 0, other, 1)
    call_roll(packed)
    before = buffers_eur(world)
    investments.leave_behind(packed, 0, 0, 1)
    stake = world.stakes[0]
    assert stake.left_behind_eur[0] == pytest.approx((1.0 - movable) * 30_000.0)
    assert stake.loan_eur[0] == pytest.approx(movable * owed)
    assert stake.building[0] == (other if movable else NONE) != home
    if world.collectives.headcount[0]:
        assert before - buffers_eur(world) == pytest.approx((1.0 - movable) * owed)
    assert list(stakes(world)) == []


def test_a_lost_building_is_noticed_the_next_time() -> None:
    world, packed = with_roof()
    lose_building(packed, world.collectives.home[0], 1, 5)
    investments.invest_and_earn(packed, 1)
    assert world.stakes.left_behind_eur[0, 0] + world.stakes.outstanding_eur[0, 0] == pytest.approx(30_000.0)
    assert world.stakes.left_behind_eur[0, 0] > 0
    assert list(stakes(world)) == []


@settings(deadline=None)
@given(homes=st.floats(0, 1e4), revenue=st.floats(0, 1e3))
def test_homes_nearby_add_to_what_it_yields_up_to_a_limit(homes: float, revenue: float) -> None:
    world, packed = with_roof(**{"forms.energy_cooperative.homes_revenue_eur_home_year": revenue})
    world.town.homes = homes
    investments.count_running(packed)
    added = investments.from_homes(packed, 0, 300.0, 0)
    assert added == pytest.approx(min(1.0, revenue / 12 * homes / 300.0))


def test_preparing_takes_hours_to_spare_and_no_more() -> None:
    world = world_with(ROOF)
    world.stakes.building[0, 0], world.stakes.since_month[0, 0] = world.collectives.home[0], 0
    world.collectives.spare_hours[0] = 3.0
    investments.prepare(pack(world), 0, 0, 1)
    assert world.collectives.zone_hours[0] == -3.0
    assert world.stakes.prepared_hours[0, 0] == 3.0


def test_whoever_hears_of_a_plan_while_preparing_gives_it_up() -> None:
    world = world_with(ROOF)
    home = next(b for b in range(len(world.buildings)) if world.buildings.owner_kind[b] != COLLECTIVE)
    world.collectives.home[0] = home
    world.stakes.building[0, 0], world.stakes.since_month[0, 0] = home, 0
    world.buildings.announced_month[home] = 30
    investments.prepare(pack(world), 0, 0, 1)
    assert (world.stakes.building[0, 0], world.stakes.since_month[0, 0]) == (NONE, NONE)
    assert world.stakes.again_month[0, 0] == 37


def test_nobody_invests_whose_owner_never_allows_it() -> None:
    never = {
        f"forms.energy_cooperative.allowed_{who}": 0.0 for who in ("municipality", "conscious", "investor", "developer")
    }
    happenings = run(load("stylised-area", {**ROOF, **EAGER, **never, "months": 120}), 1).happenings
    rented = happenings[happenings.what == "invested"]
    assert (happenings.what == "refused_by_owner").any()
    assert len(rented) <= 2  # of those who own their building


def test_whoever_may_stay_longer_invests_more() -> None:
    def invested(months: int) -> float:
        lease = {"policy.contract_months": months, "policy.renewal_months": "same", "policy.reach": "all"}
        spec = load("stylised-area", {**ROOF, **lease, "months": 180})
        return sum(float(run(spec, seed).outcomes["invested_eur"]) for seed in range(1, 9))

    assert invested(120) > invested(12)


@pytest.mark.parametrize(
    ("overrides", "told"),
    [
        ({"forms.energy_cooperative.life_months": 100}, "never pays back"),
        ({"forms.fit_out.loan_share": 0.9}, "nobody lends more than it costs"),
        ({"forms.energy_cooperative.most_m2": 50.0}, "none could be made"),
        ({"forms.energy_cooperative.on": True, "forms.energy_cooperative.since": "1999-01"}, "outside the run"),
    ],
)
def test_an_investment_that_cannot_be_is_refused(overrides: dict[str, object], told: str) -> None:
    with pytest.raises((ScenarioError, ValueError), match=told):
        load("stylised-area", overrides)
