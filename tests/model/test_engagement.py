"""Engagement of members: where it settles, what wears it out, and who leaves."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from conftest import small

from collectief_sim.model.build import build_world
from collectief_sim.model.codes import COLLECTIVE
from collectief_sim.model.compiling.packing import pack
from collectief_sim.model.processes.engagement import engage, own_interest
from collectief_sim.model.rows import NONE

ONLY = {f"behaviour.engagement.{name}_weight": 0.0 for name in ("need", "cohesion", "security", "distance", "building")}
ONLY |= {"behaviour.engagement.role_taste": 0.0, "behaviour.engagement.overload_weight": 0.0}
AT_ONCE = {"behaviour.engagement.inertia_months": 1.0, "behaviour.engagement.noise_sd": 0.0}


def engaged_once(settings: dict[str, object]) -> Any:
    world = build_world(small(AT_ONCE | settings), 1)
    engage(pack(world), 0)
    return world


def test_engagement_comes_to_the_logistic_of_what_drives_it() -> None:
    world = engaged_once(ONLY | {"behaviour.engagement.constant": 0.7})
    members = world.entrepreneurs.collective != NONE
    assert members.sum() > 80
    assert world.entrepreneurs.engagement[members] == pytest.approx(1 / (1 + math.exp(-0.7)))
    assert (world.entrepreneurs.engagement[~members] == 0).all()


def test_who_thinks_otherwise_is_less_engaged() -> None:
    world = engaged_once(ONLY | {"behaviour.engagement.distance_weight": 3.0})
    people, groups = world.entrepreneurs, world.collectives
    members = people.collective != NONE
    distance = np.abs(people.mentality - groups.mentality[people.collective])[members]
    by_distance = people.engagement[members][np.argsort(distance)]
    assert (np.diff(by_distance) <= 0).all()
    assert by_distance[-1] < by_distance[0]


def test_members_who_feel_nothing_any_more_leave_at_the_rate_that_is_said_but_not_those_who_lead() -> None:
    months, per_month, stayed, of = 24, 0.02, 0, 0
    for seed in range(6):
        world: Any = build_world(small(AT_ONCE | ONLY | {"behaviour.engagement.constant": -10.0}), seed)
        packed, people = pack(world), world.entrepreneurs
        leading, others = people.leads.copy(), (people.collective != NONE) & ~people.leads
        for now in range(months):
            engage(packed, now)
        assert (people.collective[leading] != NONE).all()
        stayed += (people.collective[others] != NONE).sum()
        of += others.sum()
    expected = (1 - per_month) ** months
    assert stayed / of == pytest.approx(expected, abs=4 * math.sqrt(expected * (1 - expected) / of))


def needing(settings: dict[str, object] | None = None) -> Any:
    """A world whose first person, in an operated building that a collective without a fund rents, feels no need of money."""
    world: Any = build_world(small(settings), 1)
    world.entrepreneurs.ability_eur_m2_year[0] = 1e6
    world.town.scarcity = 0.0
    assert world.buildings.operated[world.entrepreneurs.building[0]]
    return world


def test_a_place_under_threat_is_own_interest_too_most_of_all_under_notice() -> None:
    world = needing({"behaviour.engagement.shared_weight": 0.0})
    packed, building = pack(world), world.buildings[world.entrepreneurs.building[0]]
    assert own_interest(packed, 0) == 0.0
    building.plan_month = 0
    assert own_interest(packed, 0) == 0.0  # nobody knows of it yet
    building.announced_month = 40
    assert own_interest(packed, 0) == pytest.approx(0.25)
    building.vacate_month = 6
    assert own_interest(packed, 0) == pytest.approx(0.5)
    world.town.scarcity = 1.0  # each fills part of what the other leaves
    assert own_interest(packed, 0) == pytest.approx(0.75)


def test_so_are_costs_and_space_that_are_shared() -> None:
    world = needing({"behaviour.engagement.threat_weight": 0.0})
    packed, building = pack(world), world.buildings[world.entrepreneurs.building[0]]
    collective = world.collectives[building.collective]
    assert own_interest(packed, 0) == pytest.approx(0.3 * 0.5)
    collective.area_m2, collective.reserve_eur = 100.0, 2000.0
    assert own_interest(packed, 0) == pytest.approx(0.3 * (1 - 0.5 * (1 - 0.5 * (1 - math.exp(-1)))))
    building.operated, collective.reserve_eur = False, 0.0
    assert own_interest(packed, 0) == 0.0
    building.head_tenant = building.collective
    assert own_interest(packed, 0) == pytest.approx(0.3)
    building.head_tenant, building.owner_kind = NONE, COLLECTIVE
    assert own_interest(packed, 0) == pytest.approx(0.3)
