"""Dated facts about places: when they hold, what they do, and which make no sense."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from conftest import small
from pydantic import ValidationError

from collectief_sim.mesa_face.model import CollectiefModel
from collectief_sim.model.build import build_world
from collectief_sim.model.codes import AGREEMENT, NO_PLAN, PERMIT, RENOVATION
from collectief_sim.model.compiling.packing import pack
from collectief_sim.model.processes import facts
from collectief_sim.model.rows import NONE
from collectief_sim.scenario import Scenario
from collectief_sim.scenario.problems import explain

PAYS = {"market.housing_pressure": 6.0}
BAN = {"kind": "no_homes", "date": "2020-05", "until": "2021-01", "place": "m"}
LIST = {"kind": "demolition_list", "date": "2020-05", "until": "2023-01", "place": "12"}


def with_facts(settings: dict[str, object] | None = None, **which: dict[str, object]) -> Any:
    """A small area with facts."""
    return small(settings, facts=which)


def zone(world: Any, spec: Any, name: str) -> np.ndarray:
    """The buildings of a place."""
    return np.asarray(spec.area.ground.zone(name).buildings)


def test_a_ban_bars_homes_in_its_place_for_its_time() -> None:
    spec = with_facts(ban=BAN)
    world: Any = build_world(spec, 1)
    packed, here = pack(world), zone(None, spec, "m")
    for now in range(15):
        facts.hold(packed, now)
        barred = np.flatnonzero(world.buildings.barred)
        assert np.array_equal(barred, here if 4 <= now < 12 else [])
    assert (world.facts.lifted_month == 12).all()


def test_who_is_on_a_demolition_list_is_told_and_there_is_a_plan() -> None:
    spec = with_facts(PAYS, listed=LIST)
    world: Any = build_world(spec, 1)
    facts.hold(pack(world), 4)
    rows = world.buildings[np.concatenate([zone(None, spec, name) for name in "12"])]
    assert rows.listed.all()
    assert (rows.stage == AGREEMENT).all()
    assert (rows.announced_month == 36).all()


def test_a_list_that_is_taken_back_takes_the_plan_of_all_its_places_at_once() -> None:
    months = set()
    for seed in range(30):
        spec = with_facts(PAYS, listed=LIST | {"reversed_per_year": 1.0})
        world: Any = build_world(spec, seed)
        packed = pack(world)
        for now in range(60):
            facts.hold(packed, now)
        lifted = set(world.facts.lifted_month.tolist())
        assert len(lifted) == 1
        months |= lifted
        if lifted != {NONE}:
            rows = world.buildings[np.concatenate([zone(None, spec, name) for name in "12"])]
            assert not rows.listed.any()
            assert (rows.stage == NO_PLAN).all()
    assert len(months) > 10


def test_the_rest_of_a_run_is_the_same_until_a_fact_bites() -> None:
    plain, banned = CollectiefModel(small(), rng=3), CollectiefModel(with_facts(ban=BAN), rng=3)
    for _ in range(4):
        plain.step()
        banned.step()
    assert np.array_equal(plain.world.entrepreneurs, banned.world.entrepreneurs)


@pytest.mark.parametrize(
    ("facts_", "told"),
    [
        ({"a": BAN | {"date": "2019-12"}}, "facts.a.date = '2019-12' is outside the run (2020-01 to 2024-12)"),
        ({"a": BAN | {"date": "2025-01", "until": "2026-01"}}, "facts.a.date = '2025-01' is outside the run"),
        ({"a": BAN | {"until": "2020-05"}}, "facts.a.until = '2020-05' is not after its date, '2020-05'"),
        ({"a": BAN | {"place": "h"}}, "facts.a.place = 'h': 'h' is not a building on the map"),
        ({"a": LIST | {"place": ""}}, "facts.a.place is empty: name the buildings"),
        (
            {"a": BAN, "b": BAN | {"date": "2020-09", "place": "sm"}},
            "facts.b: no_homes holds for 'm' already, by facts.a until 2021-01",
        ),
        (
            {"a": {"kind": "contour", "date": "2020-05"}},
            "facts.a.kind is not allowed: it must be one of no_homes, demolition_list, renovation",
        ),
        ({"a": BAN | {"date": "May"}}, "facts.a.date = 'May' is not a month"),
        ({"a": LIST | {"until": None}}, "facts.a.until"),
        ({"a": LIST | {"place": "LmL"}}, "facts.a.place = 'LmL' names 'L' twice"),
        (
            {"a": LIST | {"place": "m"}, "b": LIST | {"place": "ms", "kind": "renovation"}},
            "facts.b: demolition_list holds for 'm' already, by facts.a until",
        ),
        ({"sources": BAN}, "facts: 'sources' says where numbers come from; give it another name"),
    ],
)
def test_facts_that_make_no_sense_are_refused(facts_: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError) as error:
        small(facts=facts_)
    assert told in str(explain(error.value, Scenario, "file"))


def test_two_facts_of_different_kinds_or_after_each_other_share_a_place() -> None:
    with_facts(a=BAN, b=BAN | {"date": "2021-01", "until": None}, c=LIST | {"place": "m"})


def test_permit_is_the_stage_that_a_ban_holds_up() -> None:
    """A plan goes on as far as the permit while homes are barred, so that it is there when they no longer are."""
    spec = with_facts(
        PAYS | {"months": 240, "behaviour.plans.hazard_per_year": 5.0}, ban=BAN | {"until": None, "place": ""}
    )
    model = CollectiefModel(spec, rng=1)
    model.finish()
    assert model.outcomes["homes_built"] == 0
    assert (model.world.buildings.stage == PERMIT).any()


def test_a_renovation_that_is_announced_is_one_and_who_owns_needs_none() -> None:
    spec = with_facts(listed={"kind": "renovation", "date": "2020-05", "until": "2022-01", "place": "LK"})
    world: Any = build_world(spec, 1)
    facts.hold(pack(world), 4)
    hall, owned = world.buildings[zone(None, spec, "L")], world.buildings[zone(None, spec, "K")]
    assert (hall.aim == RENOVATION).all()
    assert (hall.announced_month == 24).all()
    assert not owned.listed.any()
