"""The calendar of a plan: what each stage ends in."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from conftest import small

from collectief_sim.model.build import build_world
from collectief_sim.model.codes import AGREEMENT, GRANTED, HOMES, PERMIT, RENOVATION, STUDY, ZONING
from collectief_sim.model.compiling.packing import pack
from collectief_sim.model.processes import calendar, stages
from collectief_sim.model.rows import NONE

PAYS = {"market.housing_pressure": 6.0}
GOES_ON = PAYS | {"behaviour.calendar.stop_chance": 0.0, "behaviour.calendar.refusal_if_heard": 0.0}


def at_stage(stage: int, settings: dict[str, object], aim: int = HOMES, b: int = 3) -> tuple[Any, Any, Any]:
    """A world with a plan whose stage is over in month 10."""
    world: Any = build_world(small(settings), 1)
    building, packed = world.buildings[b], pack(world)
    stages.start_plan(packed, b, aim, 0)
    stages.start_stage(packed, b, stage, 0)
    building.stage_until_month = 10
    return world, building, packed


def test_a_stage_that_is_over_is_followed_by_the_next_one() -> None:
    for stage in range(1, GRANTED):
        _, building, packed = at_stage(stage, GOES_ON)
        calendar.advance(packed, 9)
        assert building.stage == stage
        calendar.advance(packed, 10)
        assert building.stage == stage + 1
    _, building, packed = at_stage(STUDY, GOES_ON, RENOVATION)
    calendar.advance(packed, 10)
    assert building.stage == PERMIT  # a renovation needs no agreement and no other environment plan


def test_plans_stop_at_their_chance_and_more_often_where_a_collective_stands_high_and_is_heard() -> None:
    world, building, packed = at_stage(ZONING, PAYS)
    building.collective = NONE
    assert calendar.stop_chance(packed, 3) == pytest.approx(0.045)
    building.collective, world.collectives.standing[0], world.collectives.influence[0] = 0, 1.0, 0.4
    assert calendar.stop_chance(packed, 3) == pytest.approx(0.045 * 2.5 + 1.2 * 0.5 * 0.4)
    building.stage = STUDY
    assert calendar.stop_chance(packed, 3) == pytest.approx(0.045 * 2.5)  # the council hears nothing of it yet
    stopped = 0
    for plan in range(2000):
        building.plan_month, building.stage, building.plans = 0, STUDY, plan
        calendar.end_stage(packed, 3, 10)
        stopped += building.plan_month == NONE
    assert stopped / 2000 == pytest.approx(0.1125, abs=0.025)


def test_no_permit_as_long_as_homes_are_barred_and_the_plan_waits() -> None:
    _, building, packed = at_stage(PERMIT, GOES_ON)
    building.barred = 1
    calendar.advance(packed, 10)
    assert (building.stage, building.stage_until_month) == (PERMIT, 11)
    assert building.announced_month >= 10
    building.barred = 0
    calendar.advance(packed, 11)
    assert building.stage == GRANTED


def test_a_plan_for_homes_that_is_not_allowed_any_more_is_dropped_and_a_renovation_is_not() -> None:
    for aim, there in ((HOMES, False), (RENOVATION, True)):
        _, building, packed = at_stage(STUDY, GOES_ON, aim)
        building.housing_excluded = True
        calendar.advance(packed, 10)
        assert (building.plan_month != NONE) == there


def test_an_agreement_holds_what_the_municipality_asks_and_a_collective_that_co_decides() -> None:
    for influence, right, share, kept, back in (
        (0.0, False, 0.1, 0.1, False),
        (0.0, True, 0.0, 0.3, True),
        (1.0, False, 0.5, 0.5, True),
    ):
        settings = {"policy.affordable_share_in_redevelopment": share, "policy.right_of_return": right}
        settings |= {"policy.openness": 1.0, "behaviour.ladder.co_decides_steepness": 50.0}
        world, building, packed = at_stage(AGREEMENT, GOES_ON | settings)
        building.collective, world.collectives.influence[0] = 0, influence
        calendar.advance(packed, 10)
        assert (building.kept_share, building.return_agreed) == (pytest.approx(kept), back)


def test_some_agreements_come_out_half_as_large() -> None:
    _, building, packed = at_stage(AGREEMENT, GOES_ON)
    halved = []
    for plan in range(1000):
        building.plans, building.spared_share = plan, 0.0
        calendar.agree(packed, 3)
        halved.append(building.spared_share)
    assert set(np.unique(halved)) == {0.0, 0.5}
    assert np.mean(np.array(halved) > 0) == pytest.approx(0.15, abs=0.035)
