"""The terms of a lease: whose they are, and how a new one starts."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from conftest import small

from collectief_sim.model.build import build_world
from collectief_sim.model.build.world import enact
from collectief_sim.model.codes import (
    CONSCIOUS_DEVELOPER,
    CONSCIOUS_INVESTOR,
    DEVELOPER,
    INVESTOR,
    MUNICIPALITY,
    OWNERS,
)
from collectief_sim.model.compiling.packing import pack
from collectief_sim.model.processes import terms
from collectief_sim.model.rows import NONE
from collectief_sim.scenario import Scenario
from collectief_sim.scenario.files import override

OWN = {
    "landlords.investor.first_term_months": 36,
    "landlords.investor.next_term_months": 12,
    "landlords.investor.notice_given_months": 3,
    "landlords.developer.first_term_months": 6,
    "landlords.conscious.first_term_months": 120,
}


def let_by(spec: Scenario) -> dict[int, int]:
    """The first term that each kind of owner gives."""
    world: Any = build_world(spec, 1)
    packed, building = pack(world), world.buildings[2]
    found = {}
    for kind in range(len(OWNERS)):
        building.owner_kind = kind
        terms.start_lease(packed, 2, 7)
        found[kind] = int(building.lease_end_month) - 7
    return found


def test_terms_are_those_of_the_owner_and_policy_reaches_the_municipality_alone() -> None:
    for contract in (24, 240):
        given = let_by(small(OWN | {"policy.contract_months": contract}))
        assert given[MUNICIPALITY] == contract
        assert (given[INVESTOR], given[DEVELOPER]) == (36, 6)
        assert given[CONSCIOUS_INVESTOR] == given[CONSCIOUS_DEVELOPER] == 120


def test_where_policy_binds_everybody_conscious_owners_still_give_no_less_than_their_own() -> None:
    for contract, conscious in ((24, 120), (240, 240)):
        given = let_by(small(OWN | {"policy.contract_months": contract, "policy.reach": "all"}))
        assert given[MUNICIPALITY] == given[INVESTOR] == given[DEVELOPER] == contract
        assert given[CONSCIOUS_INVESTOR] == given[CONSCIOUS_DEVELOPER] == conscious


@pytest.mark.parametrize(
    ("notice", "contract", "renewal", "expected"), [(6, 24, 12, 6), (24, 12, 60, 12), (24, 60, 3, 3)]
)
def test_notice_is_never_longer_than_a_whole_term(notice: int, contract: int, renewal: int, expected: int) -> None:
    policy = {"notice_months": notice, "contract_months": contract, "renewal_months": renewal}
    world: Any = build_world(small({f"policy.{name}": value for name, value in policy.items()}), 1)
    assert world.landlords[MUNICIPALITY].notice_months == expected
    assert world.landlords[INVESTOR].notice_months == 4


def test_at_the_start_every_owner_is_somewhere_in_a_term_of_its_own() -> None:
    world: Any = build_world(small(OWN | {"policy.contract_months": 240}), 1)
    left = {
        kind: world.buildings.lease_end_month[world.buildings.owner_kind == kind] for kind in (MUNICIPALITY, INVESTOR)
    }
    assert left[INVESTOR].max() <= 36 < left[MUNICIPALITY].max() <= 240


def test_another_policy_on_the_way_changes_coming_terms_and_keeps_what_was_learned() -> None:
    before = small()
    world: Any = build_world(before, 1)
    world.landlords.years, world.landlords.ended = 7.0, 2.0
    ends = world.buildings.lease_end_month.copy()
    enact(world, before, override(before, {"policy.contract_months": 99, "policy.renewal_months": 88}))
    assert world.landlords[MUNICIPALITY].lease_first_months == 99
    assert world.landlords[MUNICIPALITY].lease_renewal_months == 88
    assert world.landlords[INVESTOR].lease_first_months == 24
    assert (world.landlords.years == 7.0).all()
    assert np.array_equal(world.buildings.lease_end_month, ends)


def test_a_new_lease_runs_its_first_term_in_every_channel() -> None:
    channels = {"policy.hazard_months": 12, "policy.horizon_months": 240, "policy.voice_months": 60}
    world: Any = build_world(small(channels), 1)
    building = world.buildings[2]
    building.let, building.vacate_month, building.owner_kind = False, 5, MUNICIPALITY
    terms.start_lease(pack(world), 2, 7)
    assert building.let
    assert building.vacate_month == NONE
    ends = (building.lease_end_month, building.horizon_end_month, building.voice_end_month)
    assert ends == (7 + 12, 7 + 240, 7 + 60)


def test_breaks_are_part_of_the_lease_that_runs_whoever_buys_and_whatever_policy_becomes() -> None:
    before = small(
        {"policy.contract_months": 120, "policy.landlord_break_months": 60, "policy.tenant_break_months": 12}
    )
    world: Any = build_world(before, 1)
    b = int(np.flatnonzero(world.buildings.owner_kind == MUNICIPALITY)[0])
    building, packed = world.buildings[b], pack(world)
    enact(world, before, override(before, {"policy.landlord_break_months": 24, "policy.tenant_break_months": None}))
    building.owner_kind = INVESTOR
    assert (building.break_months, building.tenant_break_months) == (60, 12)
    terms.start_lease(packed, b, 7)
    assert np.isinf([building.break_months, building.tenant_break_months]).all()  # the terms of investors
    building.owner_kind = MUNICIPALITY
    terms.start_lease(packed, b, 7)
    assert (building.break_months, np.isinf(building.tenant_break_months)) == (24, True)


def test_where_policy_binds_everybody_conscious_owners_do_not_break_a_lease() -> None:
    world: Any = build_world(small({"policy.reach": "all", "policy.landlord_break_months": 12}), 1)
    assert world.landlords[INVESTOR].break_months == 12
    assert np.isinf(world.landlords[CONSCIOUS_INVESTOR].break_months)


def test_where_tenants_know_of_a_plan_a_new_lease_is_for_the_time_being() -> None:
    world: Any = build_world(small({"policy.contract_months": 120}), 1)
    b = int(np.flatnonzero(world.buildings.owner_kind == MUNICIPALITY)[0])
    building, packed = world.buildings[b], pack(world)
    for announced, months in ((NONE, 120), (40, 12)):
        building.announced_month = announced
        terms.start_lease(packed, b, 7)
        assert building.temporary == (announced != NONE)
        assert building.lease_end_month == building.horizon_end_month == building.voice_end_month == 7 + months
