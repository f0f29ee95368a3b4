"""Clauses: what is asked of a plan, who agrees, and that a clause lives and dies with its plan."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from conftest import small

from collectief_sim.model.build import build_world
from collectief_sim.model.codes import HOMES, INVESTOR, MUNICIPALITY, ZONING
from collectief_sim.model.compiling.packing import pack
from collectief_sim.model.processes import clauses
from collectief_sim.model.processes.plans import drop_plan
from collectief_sim.model.processes.stages import start_plan, start_stage
from collectief_sim.model.simulation import run
from collectief_sim.scenario import load


def with_plan(owner: int, **settings: Any):
    """A small world in which the first building has a plan that has just come through its agreement."""
    paths = {f"forms.development_agenda.{name}": value for name, value in settings.items()}
    world = build_world(small({"forms.development_agenda.on": True, **paths}), 1)
    world.collectives.phase[:2] = 1  # two settled collectives: a whole agenda
    world.buildings.owner_kind[0] = owner
    packed = pack(world)
    start_plan(packed, 0, HOMES, 0)
    start_stage(packed, 0, ZONING, 0)
    return world, packed


@pytest.mark.parametrize(
    ("owner", "accepted", "agreed"), [(MUNICIPALITY, 0.0, 1), (INVESTOR, 0.0, 0), (INVESTOR, 1.0, 1)]
)
def test_on_municipal_land_a_clause_is_a_condition_and_a_private_owner_may_refuse(
    owner: int, accepted: float, agreed: int
) -> None:
    world, packed = with_plan(owner, accepted=accepted)
    clauses.watch(packed, 0)
    assert (world.agendas[0].agreed, world.agendas[0].refused) == (agreed, 1 - agreed)
    assert world.buildings.kept_share[0] == pytest.approx(0.3 * agreed)


def test_without_settled_collectives_there_is_no_agenda() -> None:
    world, packed = with_plan(MUNICIPALITY)
    world.collectives.phase[:] = 0
    clauses.watch(packed, 0)
    assert world.agendas[0].agreed == 0


def test_a_plan_is_asked_once() -> None:
    world, packed = with_plan(INVESTOR, accepted=0.0)
    for month in range(3):
        clauses.watch(packed, month)
    assert world.agendas[0].refused == 1


def test_a_clause_dies_with_its_plan() -> None:
    world, packed = with_plan(MUNICIPALITY)
    clauses.watch(packed, 0)
    drop_plan(packed, 0, 1)
    clauses.watch(packed, 1)
    assert (world.agendas[0].dead, world.agendas[0].kept) == (1, 0)
    assert not world.clauses[0].holds


def test_what_was_built_under_a_clause_has_its_floor_at_its_rent() -> None:
    agenda = {"forms.development_agenda.on": True, "forms.development_agenda.accepted": 1.0}
    result = run(load("stylised-area", agenda), 1)
    told, buildings = result.happenings, result.world.buildings
    built = told[told.what == "clause_kept"].building.to_numpy(int)
    assert len(built) > 5
    assert (buildings.floor_m2[built] > 0).all()
    market = result.world.plots.market_rent_eur_m2_year[buildings.plot[built]]
    rents = buildings.rent_eur_m2_year[built] / market
    assert np.median(rents) < 1.0
    without = run(load("stylised-area"), 1)
    assert result.outcomes["work_floor_share"] > without.outcomes["work_floor_share"]
    assert result.outcomes["homes_built"] < without.outcomes["homes_built"]
