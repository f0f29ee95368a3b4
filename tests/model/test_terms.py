"""The terms of a lease: how long, and when the landlord must speak."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import small

from collectief_sim.model.build import build_world
from collectief_sim.model.codes import CONSCIOUS_INVESTOR, INVESTOR
from collectief_sim.model.compiling.packing import pack
from collectief_sim.model.processes import terms
from collectief_sim.model.rows import NONE


def test_conscious_owners_never_give_less_than_a_long_lease() -> None:
    world: Any = build_world(small(), 1)
    packed, building = pack(world), world.buildings[1]
    for kind, given in ((INVESTOR, [24, 240]), (CONSCIOUS_INVESTOR, [120, 240])):
        building.owner_kind = kind
        assert [terms.term(packed, building, asked) for asked in (24, 240)] == given


@pytest.mark.parametrize(
    ("notice", "contract", "renewal", "expected"), [(6, 24, 12, 6), (24, 12, 60, 12), (24, 60, 3, 3)]
)
def test_notice_is_never_longer_than_a_whole_term(notice: int, contract: int, renewal: int, expected: int) -> None:
    policy = {"notice_months": notice, "contract_months": contract, "renewal_months": renewal}
    world = build_world(small({f"policy.{name}": value for name, value in policy.items()}), 1)
    assert terms.notice_months(pack(world)) == expected


def test_a_new_lease_runs_its_first_term_in_every_channel() -> None:
    channels = {"policy.hazard_months": 12, "policy.horizon_months": 240, "policy.voice_months": 60}
    world: Any = build_world(small(channels), 1)
    building = world.buildings[2]
    building.let, building.vacate_month = False, 5
    terms.start_lease(pack(world), 2, 7)
    assert building.let
    assert building.vacate_month == NONE
    ends = (building.lease_end_month, building.horizon_end_month, building.voice_end_month)
    assert ends == (7 + 12, 7 + 240, 7 + 60)
