"""Deficits of homes: what plans fall short of, and a budget that they wait for."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from conftest import outcome_of, small

from collectief_sim.model.build import build_world
from collectief_sim.model.catalogue.accounting import Money
from collectief_sim.model.codes import HOMES, INVESTOR, MUNICIPALITY, NO_PLAN, PERMIT
from collectief_sim.model.compiling.packing import pack
from collectief_sim.model.processes import deficits
from collectief_sim.model.rows import NONE
from collectief_sim.model.simulation import Simulation, run
from collectief_sim.scenario import load

BUDGET = "policy.deficit_budget_eur_year"
BUSY = {"months": 240, "market.housing_pressure": 1.5}


def waiting(budget: float | None, more: dict[str, object] | None = None, some: int = 12) -> Any:
    """A world in which plans of some buildings wait for nothing but a permit."""
    usual = {BUDGET: budget, "behaviour.deficits.sd_eur_home": 0.0, "behaviour.deficits.stops_per_year": 0.0}
    world: Any = build_world(small(usual | (more or {})), 1)
    chosen = world.buildings[np.flatnonzero(world.buildings.owner_kind == INVESTOR)[:some]]
    for building in chosen:
        building.plan_month, building.stage, building.aim, building.plans = 0, PERMIT, HOMES, 1
        building.stage_until_month = 0
    world.buildings[np.flatnonzero(world.buildings.owner_kind == INVESTOR)[:some]] = chosen
    return world


def per_plan(world: Any) -> float:
    """What each of them falls short of: they are as large, and without spread."""
    b = int(np.flatnonzero(world.buildings.stage == PERMIT)[0])
    return float(deficits.deficit_of_plan(pack(world), world.buildings[b]))


def test_a_deficit_is_that_of_all_homes_of_a_plan() -> None:
    world = waiting(None)
    assert per_plan(world) == pytest.approx(16_000 * 160 * 0.25)
    world.buildings.spared_share[:] = 0.5
    world.town.price_index[0] = 1.1
    assert per_plan(world) == pytest.approx(1.1 * 16_000 * 160 * 0.25 / 2)


def test_a_bit_over_a_third_of_all_sites_gains_and_they_lose_what_was_measured() -> None:
    world: Any = build_world(load("stylised-area"), 1)
    lucks = []
    for plan in range(1, 200):
        world.buildings.plans[:] = plan
        lucks += [deficits.site_luck(pack(world), building) for building in world.buildings]
    per_home = 16_000 + 40_000 * np.array(lucks)
    assert per_home.mean() == pytest.approx(16_000, abs=700)
    assert 0.33 < (per_home < 0).mean() < 0.37


def test_the_budget_covers_as_many_plans_as_it_can_and_the_others_wait() -> None:
    each = per_plan(waiting(None))
    world = waiting(3.5 * each)
    deficits.share_out(pack(world), 0)
    assert (world.sites.reserved_eur > 0).sum() == 3
    assert (world.sites.waiting_since_month == 0).sum() == (world.buildings.stage == PERMIT).sum() - 3
    assert world.town.deficit_budget_eur[0] == pytest.approx(0.5 * each)
    for month in range(1, 13):
        deficits.share_out(pack(world), month)
    assert (world.sites.reserved_eur > 0).sum() == 7  # what was left is kept: 0.5 + 3.5


def test_who_waits_longest_is_first_and_who_gains_needs_no_money() -> None:
    each = per_plan(waiting(None))
    world = waiting(each)
    some = np.flatnonzero(world.buildings.stage == PERMIT)
    world.town.deficit_budget_eur[0] = -each
    deficits.share_out(pack(world), 0)
    world.sites.waiting_since_month[some[1:]] = 2
    deficits.share_out(pack(world), 12)
    assert world.sites.reserved_eur[some[0]] > 0.0
    gaining = waiting(0.0, {"behaviour.deficits.mean_eur_home": -1.0})
    deficits.share_out(pack(gaining), 0)
    assert (gaining.sites.waiting_since_month == NONE).all()


def test_the_order_does_not_hang_on_rows() -> None:
    each = per_plan(waiting(None))
    world = waiting(2.5 * each)
    deficits.share_out(pack(world), 0)
    chosen = set(world.buildings.plot[world.sites.reserved_eur > 0])
    other = waiting(2.5 * each)
    other.buildings[:] = other.buildings[::-1].copy()
    deficits.share_out(pack(other), 0)
    assert set(other.buildings.plot[other.sites.reserved_eur > 0]) == chosen
    assert len(chosen) == 2


def test_money_of_a_plan_that_is_dropped_comes_back() -> None:
    world = waiting(1e8)
    deficits.share_out(pack(world), 0)
    world.buildings.plan_month[:], world.buildings.stage[:] = NONE, NO_PLAN
    deficits.share_out(pack(world), 1)
    assert world.town.deficit_budget_eur[0] == pytest.approx(1e8)
    assert (world.sites.reserved_eur == 0).all()


def test_plans_that_wait_too_long_are_dropped() -> None:
    world = waiting(0.0, {"behaviour.deficits.stops_per_year": 5.0})
    first = (world.buildings.stage == PERMIT).sum()
    for month in range(24):
        deficits.share_out(pack(world), month)
    assert first > 2
    assert (world.buildings.stage == PERMIT).sum() == 0
    assert (world.sites.waiting_since_month == NONE).all()


def test_a_budget_that_covers_all_changes_nothing() -> None:
    free, rich = (run(load("stylised-area", BUSY | {BUDGET: budget}), 4) for budget in (None, 1e8))
    apart = {name for name, value in free.outcomes.items() if value != rich.outcomes[name]}
    assert apart == {"homes_elsewhere", "homes_here_and_elsewhere"}
    assert free.outcomes["deficits_eur"]


def test_lifting_a_budget_lets_everybody_go_on() -> None:
    simulation = Simulation(load("stylised-area", BUSY | {BUDGET: 0.0}), 1)
    while simulation.months_done < 180:
        simulation.advance()
    assert (simulation.world.sites.waiting_since_month != NONE).any()
    simulation.change({BUDGET: None})
    simulation.advance()
    assert simulation.outcomes["homes_waiting_for_budget"] == 0.0


def test_a_small_budget_means_fewer_homes() -> None:
    seeds = range(1, 9)
    free, none = (outcome_of(BUSY | {BUDGET: budget}, "homes_built", seeds) for budget in (None, 0.0))
    assert (none < free).all()
    assert (none > 0).any()  # sites that gain


def test_land_accounts_close() -> None:
    """What sites fall short of, in all, is borne by the municipality, the state and owners who gain; at each level."""
    world: Any = build_world(small(), 1)
    sites = world.sites
    sites.begun_month[:6], sites.homes[:6], sites.price_index[:6] = 3, 10.0, 1.2
    sites.luck[:6] = [-2.0, 0.0, 1.0, -2.0, 0.0, 1.0]
    sites.owner_kind[:6] = [MUNICIPALITY] * 3 + [INVESTOR] * 3
    sites.made_up_eur[[1, 4]] = 50_000.0, 1e6
    money = Money(world)
    for level in (-1, 0, 1):
        mean = money.mean_deficit(level)
        short = sum(12.0 * (mean + 40_000 * luck) for luck in sites.luck[:6])
        borne = money.land("municipality", -level) + money.land("owners", -level) + money.help_with_deficits(-level)
        assert borne - money.state(level) == pytest.approx(1_050_000 - short)
        assert money.deficits(level) == pytest.approx(money.state(level) * 2)
    assert money.land("owners", 0) == pytest.approx(12 * 64_000 + 1e6 - 12 * 16_000)  # one gains, one was paid too much
    assert money.land("municipality", 0) == pytest.approx(
        12 * (64_000 - 28_000) + 50_000 - 192_000 + (192_000 - 50_000) / 2
    )
