"""How people weigh the time they may stay: three rival rules, by their formulas."""

from __future__ import annotations

import math

import pytest
from conftest import finished

from collectief_sim.model.compiling.packing import pack
from collectief_sim.model.processes import horizon, leases
from collectief_sim.model.rows import NONE
from collectief_sim.model.world import own


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
