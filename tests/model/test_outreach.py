"""Outreach: what lasting work comes to, what fades, and when it counts as impact on the area."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from conftest import SEEDS, small

from collectief_sim.model.build import build_world
from collectief_sim.model.codes import AREA_ACTIVE, FOUNDING, STABLE
from collectief_sim.model.compiling.packing import pack
from collectief_sim.model.processes.outreach import reach_out
from collectief_sim.model.rows import NONE
from collectief_sim.model.simulation import run
from collectief_sim.scenario import load

# By this rule appetite is 1 within the horizon and 0 beyond it.
SUDDEN = {"behaviour.horizon.weighing": "threshold"}


def worker(
    hours: float, horizon_months: float, phase: int = STABLE, settings: Mapping[str, object] | None = None
) -> Any:
    world = build_world(small(SUDDEN | dict(settings or {})), 1)
    world.buildings.horizon_months[:] = horizon_months
    first = world.collectives[0]
    first.patience, first.phase, first.surplus_hours, first.headcount = 1.0, phase, hours, 25
    return world


def themes(world: Any, months: int) -> list[float]:
    for now in range(months):
        reach_out(pack(world), now)
    first = world.collectives[0]
    return [float(first.socio_economic), float(first.planning), float(first.circular)]


EARS = {"behaviour.outreach.planning_heard": 0.01, "policy.openness": 1.0}  # all that is done on plans counts


@pytest.mark.parametrize("horizon_months", [12.0, 48.0, 96.0])
def test_lasting_hours_give_the_outreach_they_are_said_to_whatever_the_themes(horizon_months: float) -> None:
    found = themes(worker(2.8, horizon_months, settings=EARS), 2000)
    assert sum(found) == pytest.approx(1.0, rel=1e-3)
    assert [value > 0 for value in found] == [horizon_months >= least for least in (12, 48, 96)]


def planned(openness: float, influence: float, horizon_months: float = 48.0) -> float:
    world = worker(2.0, horizon_months, settings={"policy.openness": openness})
    world.collectives.influence[0] = influence
    return themes(world, 240)[1]


def test_plans_come_of_being_listened_to_which_begins_without_influence_and_has_no_step() -> None:
    assert planned(0.0, 1.0) == 0.0
    assert planned(0.5, 0.0) > 0.0
    found = [planned(0.5, influence) for influence in np.linspace(0.0, 1.0, 21)]
    growth = np.diff(found)
    assert (growth > 0.0).all()
    assert growth.max() < 0.15 * growth.sum()  # a twentieth of the way each: no jump anywhere
    assert (np.diff([planned(openness, 0.5) for openness in np.linspace(0.0, 1.0, 11)]) > 0.0).all()


def test_where_nobody_listens_circular_work_opens_by_what_is_done_for_others() -> None:
    closed = {"policy.openness": 0.0}
    _, planning, circular = themes(worker(6.0, 360.0, settings=closed), 240)
    assert planning == 0.0
    assert circular > 0.5
    through_plans = closed | {"behaviour.outreach.circular_from_value": 0.0}
    assert themes(worker(6.0, 360.0, settings=through_plans), 240)[1:] == [0.0, 0.0]


def test_nothing_is_begun_that_does_not_pay_back_in_time_nor_while_founding() -> None:
    assert themes(worker(10.0, 11.0), 60) == [0.0, 0.0, 0.0]
    assert themes(worker(10.0, 360.0, FOUNDING), 60) == [0.0, 0.0, 0.0]


def test_a_theme_opens_only_after_the_one_before_it() -> None:
    world = worker(10.0, 360.0)
    socio_economic, planning, circular = themes(world, 1)
    assert socio_economic > 0.0
    assert (planning, circular) == (0.0, 0.0)
    assert themes(world, 1)[1] > 0.0


def test_without_work_outreach_fades() -> None:
    world = worker(0.0, 360.0)
    world.collectives.socio_economic[0] = world.collectives.circular[0] = 1.0
    left = (1 - 1 / 60) ** 24
    assert themes(world, 24) == pytest.approx([left, 0.0, left])


@pytest.mark.parametrize(
    ("theme", "way", "other"), [("planning", "planning", "value"), ("circular", "value", "planning")]
)
def test_impact_must_have_held_for_a_year_is_lost_at_once_and_its_way_is_told(theme: str, way: str, other: str) -> None:
    world = worker(0.0, 0.0)
    first = world.collectives[0]
    for now in range(12):
        assert first.phase == STABLE
        assert first.area_level_month == NONE
        first.socio_economic = first[theme] = 1.0
        reach_out(pack(world), now)
    assert (first.phase, first.area_level_month) == (AREA_ACTIVE, 11)
    assert (first[f"{way}_impact_month"], first[f"{other}_impact_month"]) == (11, NONE)
    first[theme] = 0.5
    reach_out(pack(world), 12)
    assert (first.phase, first.area_level_month) == (STABLE, 11)  # that it once had it stays known


@pytest.mark.slow
def test_a_municipality_that_does_not_listen_leaves_impact_through_other_work_alone() -> None:
    long = {"policy.openness": 0.0, "policy.contract_months": 120, "policy.reach": "all"}
    found = [run(load("stylised-area", long), seed).outcomes for seed in SEEDS]
    assert sum(out["collectives_planning_impact"] for out in found) == 0
    assert sum(out["collectives_value_impact"] for out in found) > 0


def test_who_was_picked_for_others_works_for_them_before_being_stable() -> None:
    found = []
    for picked in (0.0, 0.5, 1.0):
        world = worker(2.8, 96.0, FOUNDING)
        world.collectives.picked_for_others[0] = picked
        found.append(themes(world, 12)[0])
    assert found[0] == 0.0
    assert found[1] == pytest.approx(found[2] / 2, rel=0.2)
