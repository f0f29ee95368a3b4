"""How people weigh the time they may stay: three rival rules, by their formulas."""

from __future__ import annotations

import math

import pytest
from conftest import finished, small

from collectief_sim.model.build import build_world
from collectief_sim.model.compiling.packing import pack
from collectief_sim.model.processes import horizon, leases
from collectief_sim.model.rows import NONE
from collectief_sim.model.world import own


def test_patience_and_horizon_decide_the_appetite_for_slow_themes() -> None:
    world = build_world(small(), 1)
    packed, collective = pack(world), world.collectives[0]
    collective.patience = 1.0
    world.buildings.horizon_months[collective.home] = 48
    assert horizon.appetite(packed, collective, 48.0, True) == pytest.approx(0.5)
    assert (
        horizon.appetite(packed, collective, 12.0, True) > 0.8 > 0.2 > horizon.appetite(packed, collective, 96.0, True)
    )
    collective.patience = 2.0
    assert horizon.appetite(packed, collective, 96.0, True) == pytest.approx(0.5)


def weighed(rule: str, months: float, mentality: float) -> tuple[float, float]:
    """Security, and appetite for something that pays back after four years, of a collective with so long to go."""
    settings = {"policy.contract_months": 24, "behaviour.horizon.weighing": rule}
    world = own(finished(settings | {"months": 120}).world)
    lives = world.collectives
    home = world.buildings[lives[0].home]
    home.collective, home.horizon_months = 0, months
    lives[0].mentality, lives[0].patience = mentality, 1.0
    packed = pack(world)
    return horizon.security(packed, home), horizon.appetite(packed, lives[0], 48.0, True)


@pytest.mark.parametrize("path", ["engagement", "founding", "outreach", "voice", "investment"])
def test_a_path_that_is_switched_off_goes_by_a_horizon_that_no_lease_moves(path: str) -> None:
    settings = {"months": 36, f"behaviour.horizon.through_{path}": False, "behaviour.horizon.held_months": 24.0}
    world = own(finished(settings).world)
    collective = world.collectives[0]
    home = world.buildings[collective.home]
    home.collective, collective.patience = 0, 1.0
    packed = pack(world)
    held = 1 - math.exp(-24 / 60)
    for months in (3.0, 300.0):
        home.horizon_months = months
        home.security = horizon.security(packed, home)
        rules = world.rules[0].horizon
        for name, follows in (("engagement", rules.through_engagement), ("founding", rules.through_founding)):
            wanted = held if name == path else 1 - math.exp(-months / 60)
            assert horizon.felt(packed, home, follows) == pytest.approx(wanted)
        for name, follows in (("outreach", rules.through_outreach), ("investment", rules.through_investment)):
            counted = 24.0 if name == path else months
            wanted = 1 / (1 + math.exp(-(counted - 48) / 18))
            assert horizon.appetite(packed, collective, 48.0, follows) == pytest.approx(wanted)
    home.voice_end_month, home.vacate_month = 37, NONE
    hours = leases.negotiating_hours(packed, home, 36)
    assert (hours == 0.0) == (path == "voice")


@pytest.mark.parametrize("months", [0.0, 47.0, 49.0, 360.0])
def test_the_horizon_is_weighed_by_the_rule_that_the_scenario_names(months: float) -> None:
    secure, willing = 1 - math.exp(-months / 60), 1 / (1 + math.exp(-(months - 48) / 18))
    assert weighed("exponential", months, 0.8) == pytest.approx((secure, willing))
    sudden = 1 / (1 + math.exp(-(months - 48) / 6))
    assert weighed("threshold", months, 0.8) == pytest.approx((sudden, float(months >= 48)))
    social = (secure + (1 - secure) * 0.5 * 0.8, willing + (1 - willing) * 0.5 * 0.8)
    assert weighed("social_value", months, 0.8) == pytest.approx(social)
