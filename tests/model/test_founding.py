"""Founding and joining: what a founder needs, who comes along, and how likely others join."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from conftest import small

from collectief_sim.model.build import build_world
from collectief_sim.model.codes import GRASSROOTS, STRONGEST
from collectief_sim.model.compiling.packing import pack
from collectief_sim.model.processes.founding import comes_along, found_and_join, readiness
from collectief_sim.model.rows import NONE
from collectief_sim.model.simulation import run
from collectief_sim.scenario import load

CERTAIN = {
    "people.grown_in_months": 0,
    "behaviour.founding.hazard_per_month": 1.0,
    "behaviour.founding.joining_per_month": 0.0,
}


def pioneer(ties: int, initiative: float = 1.0, strength: float = 1.0, seed: int = 1) -> tuple[Any, int, list[int]]:
    """A world where one person, in a building without a collective, has so many ties to co-tenants; and these."""
    world: Any = build_world(small(CERTAIN), seed)
    people = world.entrepreneurs
    people.initiative[:] = 0.0
    b = int(np.flatnonzero(world.buildings.collective == NONE)[0])
    row, *others = np.flatnonzero(people.present & (people.building == b)).tolist()
    people.initiative[row], people.mentality[row] = initiative, 1.0  # ambition is motive enough
    world.ties.contacts[row, :ties], world.ties.bonds[row, :ties] = others[:ties], int(strength * STRONGEST)
    found_and_join(pack(world), 3)
    return world, row, others[:ties]


def test_a_pioneer_founds_with_those_who_come_along_by_their_bonds() -> None:
    world, row, allies = pioneer(4, seed=3)
    assert world.town.collectives[0] == 4
    new = world.collectives[3]
    assert (new.founder, new.form, new.founded_month, new.headcount) == (row, GRASSROOTS, 3, 5)
    assert set(np.flatnonzero(world.entrepreneurs.collective == 3)) == {row, *allies}
    assert world.entrepreneurs.leads[row]
    assert world.entrepreneurs.binds[row]
    assert world.buildings.collective[new.home] == 3


@pytest.mark.parametrize("lacking", [{"ties": 0}, {"ties": 4, "initiative": 0.59}, {"ties": 4, "strength": 0.0}])
def test_nobody_founds_without_initiative_or_anybody_who_comes_along(lacking: dict[str, Any]) -> None:
    for seed in range(1, 20):
        world, _, _ = pioneer(**lacking, seed=seed)
        assert world.town.collectives[0] == 3


@pytest.mark.parametrize("bonds", [[1.0], [0.5, 0.5], [1.0] * 3, [1.0] * 6, [0.7] * 8])
def test_readiness_rises_with_number_and_strength_of_ties_without_a_threshold(bonds: list[float]) -> None:
    world, row, allies = pioneer(0)
    world.ties.contacts[row, : len(bonds)] = allies = np.flatnonzero(
        (world.entrepreneurs.building == world.entrepreneurs.building[row])
        & (np.arange(len(world.entrepreneurs)) != row)
    )[: len(bonds)]
    assert len(allies) == len(bonds)
    world.ties.bonds[row, : len(bonds)] = (np.array(bonds) * STRONGEST).astype(int)
    share = (sum(bonds) / 6) ** 3
    assert readiness(pack(world), row) == pytest.approx(share / (1 + share), rel=1e-6)


def test_contacts_come_along_as_often_as_their_bond_is_strong() -> None:
    world, row, _ = pioneer(0)
    other = int(np.flatnonzero(world.entrepreneurs.building == world.entrepreneurs.building[row])[-1])
    for bond in (0.2, 0.7):
        world.ties.contacts[row, 0], world.ties.bonds[row, 0] = other, int(bond * STRONGEST)
        packed = pack(world)
        share = np.mean([comes_along(packed, row, 0, now) for now in range(2000)])
        assert share == pytest.approx(bond, abs=0.04)


@pytest.mark.slow
def test_how_many_are_founded_changes_gradually_with_the_ties_it_takes() -> None:
    halves = (4.0, 5.0, 6.0, 7.0, 8.0)
    spec = {half: load("stylised-area", {"months": 180, "behaviour.founding.backing_half": half}) for half in halves}
    founded = [
        np.mean([run(spec[half], seed).outcomes["collectives_founded"] for seed in range(1, 9)]) for half in halves
    ]
    steps = np.array(founded[:-1]) / founded[1:]
    assert (steps > 1.0).all()
    assert (steps < 1.8).all()


def test_free_co_tenants_join_by_what_the_group_offers_and_by_likeness_of_mind() -> None:
    settings = {"behaviour.founding.joining_per_month": 0.5, "behaviour.founding.hazard_per_month": 0.0}
    world: Any = build_world(small(settings), 1)
    people = world.entrepreneurs
    free = people.collective == NONE
    homes = np.flatnonzero(free & people.present)
    world.buildings.collective[np.unique(people.building[homes])] = 0  # all who are free live with the first one
    world.collectives.cohesion[0], world.collectives.mentality[0] = 0.5, 0.5
    for distance in (0.0, 0.2):
        people.mentality[homes] = 0.5 + distance
        joined = 0
        for seed in range(40):
            one = world._replace(seed=seed, entrepreneurs=people.copy(), collectives=world.collectives.copy())
            found_and_join(pack(one), 0)
            joined += (one.entrepreneurs.collective[homes] == 0).sum()
        count = 40 * len(homes)
        expected = 0.5 * (0.5 + 0.5) * math.exp(-((distance / 0.2) ** 2))
        assert joined / count == pytest.approx(expected, abs=4 * math.sqrt(expected * (1 - expected) / count))
