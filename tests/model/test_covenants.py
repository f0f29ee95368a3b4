"""Covenants: land leased from the municipality stays for work."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from conftest import small

from collectief_sim.model.build import build_world
from collectief_sim.model.codes import INVESTOR, MUNICIPALITY
from collectief_sim.model.compiling.packing import pack
from collectief_sim.model.processes import covenants
from collectief_sim.model.rows import NONE


def test_a_covenant_keeps_leased_land_for_work_as_long_as_a_first_lease_runs() -> None:
    settings = {"policy.reach": "agreements", "policy.contract_months": 120, "area.ground_lease_share": 1.0}
    world: Any = build_world(small(settings), 1)
    b = int(np.flatnonzero(world.buildings.owner_kind == INVESTOR)[0])
    building, packed = world.buildings[b], pack(world)
    building.ground_lease_month = 7
    for now in range(140):
        covenants.come_and_go(packed, now)
        assert building.barred == (7 <= now < 127)
    assert building.ground_lease_month == 7 + 600


@pytest.mark.parametrize("reach", ["municipal", "all"])
def test_no_covenant_without_that_reach(reach: str) -> None:
    world: Any = build_world(small({"policy.reach": reach, "area.ground_lease_share": 1.0}), 1)
    world.buildings.ground_lease_month[:] = 7
    covenants.come_and_go(pack(world), 7)
    assert not world.buildings.barred.any()


def test_municipal_land_and_who_owns_need_no_covenant() -> None:
    world: Any = build_world(small({"area.ground_lease_share": 1.0}), 1)
    leased = world.buildings.ground_lease_month != NONE
    assert np.array_equal(leased, ~np.isin(world.buildings.owner_kind, (MUNICIPALITY, 5)))
