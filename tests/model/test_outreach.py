"""Outreach: what lasting work comes to, what fades, and when it counts as impact on the area."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import small

from collectief_sim.model.build import build_world
from collectief_sim.model.codes import AREA_ACTIVE, FOUNDING, STABLE
from collectief_sim.model.compiling.packing import pack
from collectief_sim.model.processes.outreach import reach_out
from collectief_sim.model.rows import NONE

# By this rule appetite is 1 within the horizon and 0 beyond it.
SUDDEN = {"behaviour.horizon.weighing": "threshold"}


def worker(hours: float, horizon_months: float, phase: int = STABLE) -> Any:
    world = build_world(small(SUDDEN), 1)
    world.buildings.horizon_months[:] = horizon_months
    first = world.collectives[0]
    first.patience, first.phase, first.surplus_hours, first.headcount = 1.0, phase, hours, 25
    return world


def themes(world: Any, months: int) -> list[float]:
    for now in range(months):
        reach_out(pack(world), now)
    first = world.collectives[0]
    return [float(first.socio_economic), float(first.planning), float(first.circular)]


@pytest.mark.parametrize("horizon_months", [12.0, 48.0, 96.0])
def test_lasting_hours_give_the_outreach_they_are_said_to_whatever_the_themes(horizon_months: float) -> None:
    found = themes(worker(2.8, horizon_months), 2000)
    assert sum(found) == pytest.approx(1.0, rel=1e-3)
    assert [value > 0 for value in found] == [horizon_months >= least for least in (12, 48, 96)]


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


def test_impact_must_have_held_for_a_year_and_is_lost_at_once() -> None:
    world = worker(0.0, 0.0)
    first = world.collectives[0]
    for now in range(12):
        assert first.phase == STABLE
        assert first.area_level_month == NONE
        first.socio_economic = first.planning = 1.0
        reach_out(pack(world), now)
    assert (first.phase, first.area_level_month) == (AREA_ACTIVE, 11)
    first.planning = 0.5
    reach_out(pack(world), 12)
    assert (first.phase, first.area_level_month) == (STABLE, 11)  # that it once had it stays known
