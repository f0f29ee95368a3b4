"""Stages of a plan: how long they take, and what tenants are told."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from conftest import small

from collectief_sim.model.build import build_world
from collectief_sim.model.codes import (
    AGREEMENT,
    GRANTED,
    HOMES,
    IDEA,
    MUNICIPALITY,
    NO_PLAN,
    PERMIT,
    RENOVATION,
    STUDY,
    ZONING,
)
from collectief_sim.model.compiling.packing import pack
from collectief_sim.model.processes import stages
from collectief_sim.model.rows import NONE

SMOOTH = {"behaviour.calendar.slip_chance": 0.0, "behaviour.calendar.appeal_chance": 0.0}
EXACT = SMOOTH | {
    f"behaviour.calendar.{name}_sigma": 0.0 for name in ("idea", "study", "agreement", "zoning", "permit", "building")
}
MONTHS = {IDEA: 9, STUDY: 15, AGREEMENT: 21, ZONING: 15, PERMIT: 6, GRANTED: 23}


def planned(settings: dict[str, object], aim: int = HOMES, b: int = 3) -> tuple[Any, Any]:
    """A world in which there is a plan from month 0 on."""
    world: Any = build_world(small(settings), 1)
    stages.start_plan(pack(world), b, aim, 0)
    return world, world.buildings[b]


@pytest.mark.parametrize(("stage", "months"), MONTHS.items())
def test_a_stage_takes_its_median_where_nothing_varies_and_less_on_municipal_land(stage: int, months: int) -> None:
    world, building = planned(EXACT)
    for kind in range(5):
        building.owner_kind = kind
        quicker = kind == MUNICIPALITY and stage not in (PERMIT, GRANTED)
        wanted = months * (0.85 if quicker else 1.0)
        assert stages.months_of_stage(pack(world), building, stage) == pytest.approx(wanted)


def test_luck_goes_by_building_and_number_of_the_plan_and_not_by_month() -> None:
    one, other = planned({}), planned({})
    packed = pack(other[0])
    stages.start_stage(packed, 3, STUDY, 40)
    stages.start_stage(pack(one[0]), 3, STUDY, 7)
    assert one[1].stage_until_month - 7 == other[1].stage_until_month - 40
    other[1].plans = 2
    stages.start_stage(packed, 3, STUDY, 40)
    assert one[1].stage_until_month - 7 != other[1].stage_until_month - 40


def test_times_are_spread_as_was_measured_and_slips_come_on_top() -> None:
    world, building = planned(SMOOTH)
    packed, taken = pack(world), []
    for plan in range(4000):
        building.plans = plan
        taken.append(stages.months_of_stage(packed, building, GRANTED))
    assert np.quantile(taken, [0.25, 0.5, 0.75]) == pytest.approx([16, 23, 34], abs=1.5)  # F25
    world, building = planned(EXACT | {"behaviour.calendar.slip_chance": 0.5})
    packed = pack(world)
    building.owner_kind, late = 1, []
    for plan in range(4000):
        building.plans = plan
        late.append(stages.months_of_stage(packed, building, STUDY) - 15)
    assert np.mean(np.array(late) > 0) == pytest.approx(0.5, abs=0.03)
    assert max(late) <= 24
    assert np.mean(late) == pytest.approx(6, abs=0.5)


def test_an_appeal_takes_seven_to_fourteen_months_and_a_collective_with_hours_surely_makes_one() -> None:
    world, building = planned(EXACT | {"behaviour.calendar.appeal_chance": 0.0})
    building.collective, building.owner_kind, packed = 0, 1, pack(world)
    for hours, chance in ((0.0, 0.0), (20.0, 0.5), (40.0, 1.0), (90.0, 1.0)):
        world.collectives.leading_given[0] = hours
        assert stages.appeal_chance(packed, building) == pytest.approx(chance)
    for plan in range(200):
        building.plans = plan
        assert 15 + 7 <= stages.months_of_stage(packed, building, ZONING) <= 15 + 14


def test_tenants_hear_of_a_plan_when_its_draft_is_on_display_and_of_a_renovation_when_it_is_studied() -> None:
    for aim, public in ((HOMES, ZONING), (RENOVATION, STUDY)):
        world, building = planned(EXACT, aim)
        building.owner_kind, packed = 1, pack(world)
        for stage in range(IDEA, GRANTED + 1):
            if aim == RENOVATION and stage in (AGREEMENT, ZONING):
                continue
            stages.start_stage(packed, 3, stage, 100)
            assert (building.announced_month != NONE) == (stage >= public)
    stages.start_stage(packed, 3, PERMIT, 100)
    assert building.announced_month == 100 + 6  # the date moves with the plan


def test_the_date_of_a_demolition_list_holds_until_the_plan_is_later() -> None:
    world, building = planned(EXACT)
    building.listed, building.announced_month, building.owner_kind = True, 90, 1
    stages.start_stage(pack(world), 3, AGREEMENT, 10)
    assert building.announced_month == 90
    stages.start_stage(pack(world), 3, AGREEMENT, 60)
    assert building.announced_month == 60 + 21 + 15 + 6


def test_a_plan_that_is_forgotten_leaves_nothing_behind() -> None:
    world, building = planned({})
    stages.start_stage(pack(world), 3, ZONING, 5)
    stages.forget_plan(building)
    assert (building.stage, building.plan_month, building.announced_month, building.stage_until_month) == (
        NO_PLAN,
        *3 * [NONE],
    )
    assert not building.listed
    assert math.isclose(building.plans, 1)
