"""Roles: what is counted of a collective, and who is called up."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from conftest import small

from collectief_sim.model.build import build_world
from collectief_sim.model.codes import BINDER, LESS_ENGAGED, TREKKER
from collectief_sim.model.compiling.packing import pack
from collectief_sim.model.processes import roles
from collectief_sim.model.processes.roles import share_the_work
from collectief_sim.model.rows import NONE

HOURS = {"behaviour.roles.trekker_hours": 8.8, "behaviour.roles.binder_hours": 13.0, "behaviour.roles.slack": 1.25}


def leaderless(**overrides: object) -> Any:
    """A world of equally engaged members in which nobody leads or binds."""
    world = build_world(small({**HOURS, **overrides}), 1)
    people = world.entrepreneurs
    people.leads[:] = people.binds[:] = False
    people.engagement[people.collective != NONE] = 0.6
    return world


def test_a_shortage_calls_up_the_most_suited_one_a_month_till_hours_suffice() -> None:
    world = leaderless()
    people = world.entrepreneurs
    mine = people.collective == 0
    able = mine & (people.experience_years >= 2) & (people.initiative >= 0.5)
    expected = np.flatnonzero(able)[np.argsort(-people.initiative[able])]
    for now in range(12):
        share_the_work(pack(world), now)
        collective = world.collectives[0]
        assert collective.trekkers <= now
        assert collective.leading_given >= 14.0 + collective.trekkers * 8.8 * 0.6 * 0.6  # of one who does both: 60%
    leading = np.flatnonzero(people.leads & mine)
    assert len(leading) >= 2
    assert set(leading) == set(expected[: len(leading)])
    assert collective.leading_given >= collective.leading_asked


def test_nobody_leads_who_is_worn_out_and_hours_are_those_of_who_carries_a_role() -> None:
    world = leaderless(**{"behaviour.roles.engaged_hours": 0.0})
    people, packed = world.entrepreneurs, pack(world)
    tired, leader, binder, both = np.flatnonzero(people.collective == 0)[:4]
    people.leads[[tired, leader, both]] = people.binds[[binder, both]] = True
    people.engagement[tired] = 0.39  # below 0.8 of the threshold
    assert [roles.hours(packed, row) for row in (leader, binder)] == [
        (pytest.approx(8.8 * 0.6), 0.0),
        (0.0, pytest.approx(13.0 * 0.6)),
    ]
    share_the_work(packed, 0)
    assert not people.leads[tired]
    assert [people.role[row] for row in (tired, leader, binder, both)] == [LESS_ENGAGED, TREKKER, BINDER, TREKKER]
    assert sum(roles.hours(packed, both)) == pytest.approx((8.8 + 13.0) * 0.6 * 0.6)


def test_members_by_role_are_all_members() -> None:
    world: Any = build_world(small(), 1)
    share_the_work(pack(world), 0)
    counted = world.collectives.core + world.collectives.engaged + world.collectives.less_engaged
    members = np.bincount(world.entrepreneurs.collective[world.entrepreneurs.collective != NONE], minlength=3)
    assert counted[:3].tolist() == world.collectives.headcount[:3].tolist() == members.tolist()
    floor = [world.entrepreneurs.area_m2[world.entrepreneurs.collective == c].sum() for c in range(3)]
    assert world.collectives.area_m2[:3] == pytest.approx(floor)
