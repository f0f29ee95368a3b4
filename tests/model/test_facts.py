"""Dated facts about places: when they hold, what they do, and which make no sense."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest
from conftest import SMALL, small
from pydantic import ValidationError
from rich.console import Console

from collectief_sim.cli.summary import tell
from collectief_sim.mesa_face.model import CollectiefModel
from collectief_sim.model.build import build_world
from collectief_sim.model.codes import AGREEMENT, BUILDING_SITE, COLLECTIVE, KINDS_OF_FACT, NO_PLAN, PERMIT, RENOVATION
from collectief_sim.model.compiling.packing import pack
from collectief_sim.model.processes import facts
from collectief_sim.model.processes.plans import drop_plan
from collectief_sim.model.rows import NONE, BuildingId
from collectief_sim.model.simulation import run
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
            "facts.a.kind = 'contour' is not allowed: it must be one of no_homes, demolition_list, renovation",
        ),
        ({"a": BAN | {"date": "May"}}, "facts.a.date = 'May' is not a month"),
        ({"a": LIST | {"until": None}}, "facts.a.until"),
        ({"a": LIST | {"place": "LmL"}}, "facts.a.place = 'LmL' names 'L' twice"),
        (
            {"a": LIST | {"place": "m"}, "b": LIST | {"place": "ms", "kind": "renovation"}},
            "facts.b: demolition_list holds for 'm' already, by facts.a until",
        ),
        (
            {"a": LIST | {"place": "L"}, "b": BAN | {"date": "2020-05", "until": None, "place": ""}},
            "facts.a: demolition_list is not allowed for 'L': facts.b bars homes there from 2020-05 on for good",
        ),
        ({"a": LIST | {"place": "1K"}}, "facts.a: demolition_list is not allowed for 'K': its collective owns it"),
        (
            {"a": LIST | {"place": "K", "kind": "renovation"}},
            "facts.a: renovation is not allowed for 'K': its collective owns it (area.legend.K.owner)",
        ),
        ({"": BAN}, "facts: the name '' is not allowed"),
        ({"../x y": BAN}, "facts: the name '../x y' is not allowed"),
        (
            {"a": {"date": "2020-05"}},
            "facts.a.kind is missing: it must be one of no_homes, demolition_list, renovation",
        ),
        ({"a": LIST | {"place": ["L"]}}, "facts.a.place = ['L'] is not allowed: it must be text"),
        (
            {"a": BAN | {"date": date(2034, 1, 1)}},
            'facts.a.date = 2034-01-01 is not allowed: it must be text in quotes, a month as "YYYY-MM"',
        ),
        ({"a": BAN | {"title": "  "}}, "facts.a: title is blank: write something, or leave it out"),
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


def test_a_renovation_that_is_announced_is_one_and_who_bought_needs_none() -> None:
    spec = with_facts(listed={"kind": "renovation", "date": "2020-05", "until": "2022-01", "place": "L1"})
    world: Any = build_world(spec, 1)
    world.buildings.owner_kind[zone(None, spec, "1")] = COLLECTIVE  # bought since the start
    packed = pack(world)
    facts.hold(packed, 4)
    hall, owned = world.buildings[zone(None, spec, "L")], world.buildings[zone(None, spec, "1")]
    assert (hall.aim == RENOVATION).all()
    assert (hall.announced_month == 24).all()
    assert not owned.listed.any()


def test_a_list_is_not_allowed_where_housing_is_excluded() -> None:
    legend = SMALL["area"]["legend"] | {"L": SMALL["area"]["legend"]["L"] | {"housing_excluded": True}}
    area = SMALL["area"] | {"legend": legend}
    with pytest.raises(
        ValidationError, match=r"facts.a: demolition_list is not allowed for 'L': the zoning plan excludes"
    ):
        Scenario.model_validate(SMALL | {"area": area, "facts": {"a": LIST | {"place": "L"}}})
    Scenario.model_validate(SMALL | {"area": area, "facts": {"a": LIST | {"place": "L", "kind": "renovation"}}})
    Scenario.model_validate(SMALL | {"area": area, "facts": {"a": LIST | {"place": "L", "on": False}}})


def test_a_list_that_is_carried_out_or_dropped_is_over_and_not_taken_back() -> None:
    spec = with_facts(PAYS, listed=LIST | {"reversed_per_year": 5.0})
    one, two = (BuildingId(int(zone(None, spec, name)[0])) for name in "12")
    world: Any = build_world(spec, 1)
    packed = pack(world)
    facts.hold(packed, 4)
    facts.conclude(packed, 4)
    assert world.facts.holds.all()
    world.plots.use[world.buildings.plot[one]] = BUILDING_SITE
    drop_plan(packed, two, 5)
    facts.conclude(packed, 5)
    first, second = world.facts
    assert (first.carried_out_month, first.dropped_month) == (5, NONE)
    assert (second.carried_out_month, second.dropped_month) == (NONE, 5)
    assert not world.facts.holds.any()
    for now in range(6, 60):
        facts.hold(packed, now)
    assert (world.facts.lifted_month == NONE).all()
    assert world.buildings.stage[one] == AGREEMENT  # as it was: its plan was not taken away


def test_a_second_list_passes_over_what_is_still_on_the_first() -> None:
    again = LIST | {"kind": "renovation", "date": "2023-02", "until": "2024-01"}
    spec = with_facts(PAYS, listed=LIST, again=again)
    world: Any = build_world(spec, 1)
    packed = pack(world)
    drop_at = BuildingId(int(zone(None, spec, "2")[0]))
    for now in range(38):
        facts.hold(packed, now)
        if now == 20:
            drop_plan(packed, drop_at, now)
        facts.conclude(packed, now)
    rows = {(row.number, spec.area.ground.zones[row.zone].name): row for row in world.facts}
    assert rows[0, "1"].holds
    assert not rows[1, "1"].holds  # nothing could be put on it
    assert rows[1, "1"].dropped_month == rows[1, "1"].carried_out_month == NONE
    assert not rows[0, "2"].holds
    assert rows[1, "2"].holds
    assert world.buildings.aim[drop_at] == RENOVATION


def test_the_story_tells_how_a_list_ended(capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever became of a list, it is told once, and a ban that cannot be taken back is for good."""
    ends = set()
    for seed in range(12):
        ban = BAN | {"until": None, "place": "m"}
        spec = with_facts(PAYS | {"months": 240}, ban=ban, listed=LIST | {"reversed_per_year": 0.05})
        result = run(spec, seed)
        tell(result, Console(width=400))
        told = capsys.readouterr().out
        assert "no homes, for good." in told
        line = next(line for line in told.splitlines() if "demolition list" in line)
        rows = result.world.facts[result.world.facts.kind == KINDS_OF_FACT.index("demolition_list")]  # type: ignore[call-overload, attr-defined]
        words = {"carried_out": "carried out in", "dropped": "plan dropped in", "lifted": "taken back in"}
        for name, said in words.items():
            assert (said in line) == (rows[f"{name}_month"] != NONE).any()
            ends |= {name} if said in line else set()
        assert (rows.lifted_month[rows.carried_out_month != NONE] == NONE).all()  # one building to a place here
    assert {"carried_out", "lifted"} <= ends
