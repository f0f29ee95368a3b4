"""Cohesion, phases and endings."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from conftest import NEEDED, mean_of, small, wins

from collectief_sim.model.build import build_world
from collectief_sim.model.codes import FELL_APART, STABLE, TOO_SMALL
from collectief_sim.model.compiling.packing import pack
from collectief_sim.model.processes.cohesion import cohere, end_collective
from collectief_sim.model.processes.moving import leave_collective
from collectief_sim.model.rows import NONE

TOUCHED = ("collectives", "buildings", "entrepreneurs", "town", "area_cooperatives")


@pytest.mark.slow
def test_mixed_mentality_lowers_cohesion() -> None:
    alike = mean_of({"people.mentality_sd": 0.12, "people.mentality_sorting": 0.7}, "mean_cohesion")
    mixed = mean_of({"people.mentality_sd": 0.3, "people.mentality_sorting": 0.0}, "mean_cohesion")
    assert wins(alike, mixed) >= NEEDED


@pytest.mark.slow
def test_without_binders_cohesion_falls() -> None:
    base = mean_of({}, "mean_cohesion")
    none = mean_of({"behaviour.roles.binder_sociability": 1.0}, "mean_cohesion")
    assert wins(base, none) >= NEEDED


def alone(settings: dict[str, object], roles_filled: int = 3) -> Any:
    """A world of which only cohesion moves, with so many core roles filled in the first collective."""
    world = build_world(small(settings), 1)
    world.collectives.trekkers[0], world.collectives.binders[0] = roles_filled - 1, 1
    return world


def test_cohesion_goes_a_share_of_the_way_every_month_to_the_logistic_of_what_holds_a_group_together() -> None:
    weights = ("binding", "homogeneity", "diversity", "engagement", "shortage", "turnover", "setback")
    settings = {f"behaviour.cohesion.{name}_weight": 0.0 for name in weights} | {"behaviour.cohesion.constant": 0.5}
    world = alone(settings)
    target, start = 1 / (1 + math.exp(-0.5)), world.collectives.cohesion[0]
    for now in range(30):
        cohere(pack(world), now)
    assert world.collectives.cohesion[0] == pytest.approx(target + (start - target) * (1 - 1 / 21) ** 30)


def test_a_group_falls_apart_after_a_year_of_weak_cohesion_and_its_people_stay_as_neighbours() -> None:
    world = alone({"behaviour.cohesion.constant": -10.0})
    members = np.flatnonzero(world.entrepreneurs.collective == 0)
    collective, weak = world.collectives[0], 0
    for now in range(200):
        cohere(pack(world), now)
        weak += collective.cohesion < 0.3
        if not collective.alive:
            break
    assert weak == 12
    assert (collective.ending, collective.ended_month, collective.size_at_end) == (FELL_APART, now, len(members))
    assert (world.entrepreneurs.collective[members] == NONE).all()
    assert world.entrepreneurs.present[members].all()
    assert collective.headcount == 0
    assert world.buildings.collective[0] == NONE


def of_size(members: int, settings: dict[str, object]) -> Any:
    """A world in which the first collective has kept so many of its members."""
    world = alone(settings)
    packed = pack(world)
    for row in np.flatnonzero(world.entrepreneurs.collective == 0)[members:]:
        leave_collective(packed, row, 0)
    return world


@pytest.mark.parametrize("members", [2, 3, 4, 6])
def test_a_group_turns_out_too_small_the_more_often_the_smaller_it_is(members: int) -> None:
    world, ended, tries = of_size(members, {"behaviour.cohesion.too_small_per_year": 6.0}), 0, 600
    expected = 1 - math.exp(-6.0 / 12 * math.exp(2 - members))
    for seed in range(tries):
        one = world._replace(seed=seed, **{name: getattr(world, name).copy() for name in TOUCHED})
        cohere(pack(one), 0)
        ended += not one.collectives.alive[0]
        assert one.collectives.ending[0] == (0 if one.collectives.alive[0] else TOO_SMALL)
    assert ended / tries == pytest.approx(expected, abs=4 * math.sqrt(expected * (1 - expected) / tries))


@pytest.mark.parametrize(("members", "alive"), [(1, False), (2, True)])
def test_who_is_alone_is_no_group(members: int, alive: bool) -> None:
    world = of_size(members, {"behaviour.cohesion.too_small_per_year": 0.0})
    cohere(pack(world), 0)
    assert world.collectives.alive[0] == alive


@pytest.mark.parametrize(("roles_filled", "stable"), [(2, False), (3, True)])
def test_stable_is_who_held_together_for_a_year_with_its_core_roles_filled(roles_filled: int, stable: bool) -> None:
    world = alone({"behaviour.cohesion.constant": 10.0}, roles_filled)
    collective, steady = world.collectives[0], 0
    for now in range(60):
        cohere(pack(world), now)
        steady += collective.cohesion > 0.62
        assert (collective.phase == STABLE) == (stable and steady >= 12)
    assert (collective.stable_month != NONE) == stable


def test_a_federation_of_one_is_none() -> None:
    world: Any = build_world(small(), 1)
    world.area_cooperatives.alive[0], world.area_cooperatives.members[0] = True, 2
    world.collectives.area_cooperative[:2] = 0
    end_collective(pack(world), 0, 5, TOO_SMALL)
    assert not world.area_cooperatives.alive[0]
    assert (world.collectives.area_cooperative[:3] == NONE).all()
