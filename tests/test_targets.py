"""What an area, its makers and its city live through: outcomes worked out by hand, and what they add up to."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from conftest import small

from collectief_sim.experiment.lives import contributions, tally
from collectief_sim.experiment.outcomes import outcomes_of_lives
from collectief_sim.model import observe
from collectief_sim.model.build import build_world
from collectief_sim.model.catalogue import OUTCOMES
from collectief_sim.model.codes import BROKE, LEAVING_CAUSES, ROLES
from collectief_sim.model.compiling.packing import pack
from collectief_sim.model.outcomes import makers_columns, run_of
from collectief_sim.model.processes import moving
from collectief_sim.model.rows import NONE
from collectief_sim.model.simulation import Result, run


@pytest.fixture(scope="module")
def result() -> Result:
    return run("stylised-area", 2)


def read(world: Any, name: str, months: int) -> Any:
    return OUTCOMES[name].read(run_of(world, months))


def world_with(lives: list[tuple[int, int, int]], months: int = 24) -> Any:
    """A world of so many months with collectives: founded, with area-level impact since, and ended (NONE: never)."""
    world: Any = build_world(small({"months": months}), 1)
    world.town[0].collectives = len(lives)
    for collective, (founded, reached, ended) in zip(world.collectives, lives, strict=False):
        collective.founded_month, collective.area_level_month, collective.ended_month = founded, reached, ended
        collective.alive = ended == NONE
    return world


# ---- makers ----------------------------------------------------------------------------------------------------------


def test_makers_are_counted_where_rent_is_affordable_up_to_the_limit_at_the_prices_of_then() -> None:
    world: Any = build_world(small({"policy.subsidy_eur_m2_year": 40.0}), 1)
    packed, buildings = pack(world), world.buildings
    buildings.subsidised[:] = False
    buildings.rent_eur_m2_year[:] = 125.1
    observe.record(packed, 0)
    assert world.series.affordable_entrepreneurs[0] == 0 < world.series.entrepreneurs[0]
    some, other = np.flatnonzero(buildings.tenants > 0)[:2]
    buildings.rent_eur_m2_year[some] = 125.0
    observe.record(packed, 1)
    assert world.series.affordable_entrepreneurs[1] == buildings.tenants[some]
    buildings.subsidised[other] = True  # they pay 85.1
    observe.record(packed, 2)
    assert world.series.affordable_entrepreneurs[2] == buildings.tenants[some] + buildings.tenants[other]
    world.town[0].price_index = 1.01  # the limit is 126.25 now
    observe.record(packed, 3)
    assert world.series.affordable_entrepreneurs[3] == world.series.entrepreneurs[3] == buildings.tenants.sum()


def test_maker_years_at_affordable_rents_and_displaced_per_thousand_by_hand() -> None:
    world: Any = build_world(small({"months": 24}), 1)
    world.series.entrepreneurs[:24], world.series.affordable_entrepreneurs[:24] = 100, 30
    world.series.affordable_entrepreneurs[20:24] = 0
    world.series.displaced[:24] = 5
    world.series.displaced[23] = 8
    assert read(world, "maker_years", 24) == 200.0
    assert read(world, "affordable_maker_years", 24) == 50.0  # 20 months of 30
    assert read(world, "displaced_per_1000_maker_years", 24) == 40.0  # 8 in 200 years
    world.series.entrepreneurs[:24] = 0
    assert read(world, "displaced_per_1000_maker_years", 24) is None


def test_maker_years_at_affordable_rents_are_some_of_all(result: Result) -> None:
    series, out = result.series, result.outcomes
    assert (series.affordable_entrepreneurs <= series.entrepreneurs).all()
    assert 0 < out["affordable_maker_years"] < out["maker_years"]
    displaced = out["displaced_per_1000_maker_years"] * out["maker_years"] / 1000
    assert displaced == pytest.approx(out["entrepreneurs_displaced"])
    nothing_affordable = series.affordable_floor_m2 == 0
    assert (series.affordable_entrepreneurs[nothing_affordable] == 0).all()


# ---- collectives -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lives", "ever", "months"),
    [
        ([], 0, 0),
        ([(0, NONE, NONE)], 0, 0),
        ([(0, 10, NONE)], 1, 14),  # from month 10 to 23
        ([(0, 10, 16)], 1, 6),
        ([(0, 10, 16), (0, 12, 20)], 1, 10),  # together from 10 to 19
        ([(0, 2, 4), (0, 3, NONE), (5, NONE, 7)], 1, 22),
        ([(0, 2, 4), (0, 20, NONE)], 1, 6),  # with a gap
    ],
)
def test_for_how_long_there_is_a_collective_that_reached_the_area(
    lives: list[tuple[int, int, int]], ever: int, months: int
) -> None:
    world = world_with(lives)
    assert read(world, "area_level_ever", 24) == ever
    assert read(world, "area_level_years", 24) == months / 12


def test_recognised_collectives_are_counted_at_the_end_of_ten_and_twenty_years_if_a_run_is_so_long() -> None:
    world: Any = build_world(small({"months": 240}), 1)
    world.series.recognised[:240] = np.arange(240)
    assert read(world, "recognised_after_120_months", 240) == 119  # the last month of the tenth year
    assert read(world, "recognised_after_240_months", 240) == 239
    assert read(world, "recognised_after_240_months", 239) is None
    assert read(world, "recognised_after_120_months", 119) is None


def test_impact_and_recognition_agree_with_lives(result: Result) -> None:
    out, series, lives = result.outcomes, result.series, result.collectives
    assert out["area_level_ever"] == int(out["collectives_area_level"] > 0)
    reached, ended = lives.area_level_month, lives.ended_month.fillna(result.months)
    there = [((reached <= month) & (ended > month)).any() for month in range(result.months)]
    assert out["area_level_years"] == pytest.approx(sum(there) / 12)
    assert out["recognised_after_240_months"] == series.recognised[239]


def test_number_times_life_of_each_is_what_collectives_live_in_a_run(result: Result) -> None:
    out = result.outcomes
    assert out["collectives_founded"] * out["years_per_collective"] == pytest.approx(out["collective_years"])
    assert out["collectives_recognised"] * out["years_per_recognised"] == pytest.approx(out["recognised_years"])
    none = world_with([])
    assert (read(none, "years_per_collective", 24), read(none, "years_per_recognised", 24)) == (None, None)


def test_number_times_life_of_each_holds_for_means_over_runs_and_for_whoever_is_older_than_the_run() -> None:
    results = [run(small({"months": 120}), seed) for seed in range(1, 7)]
    table = pd.concat([one.collectives.assign(unit=unit) for unit, one in enumerate(results)])
    assert (table.founded_month < 0).any()
    found = outcomes_of_lives(tally(table, 120, len(results)), contributions)
    for number, of_each, years in (
        ("collectives_founded", "years_per_collective", "collective_years"),
        ("collectives_recognised", "years_per_recognised", "recognised_years"),
    ):
        mean = {name: np.mean([float(one.outcomes[name] or 0) for one in results]) for name in (number, years)}
        assert mean[number] * found[of_each].mean() == pytest.approx(mean[years])
        assert mean[years] > 0


# ---- homes -----------------------------------------------------------------------------------------------------------


def test_when_homes_come_by_hand() -> None:
    world: Any = build_world(small({"months": 240}), 1)
    assert read(world, "years_to_homes", 240) is None
    world.buildings.homes[[1, 3]], world.buildings.homes_month[[1, 3]] = (30.0, 10.0), (60, 180)
    assert read(world, "years_to_homes", 240) == pytest.approx((30 * 5 + 10 * 15) / 40)
    world.series.homes_built[60:240], world.series.homes_built[180:240] = 30, 40
    assert read(world, "homes_within_120_months", 240) == 30
    assert read(world, "homes_within_120_months", 119) is None


def test_homes_come_when_the_series_says_they_do(result: Result) -> None:
    out, built = result.outcomes, result.series.homes_built
    assert 0 <= out["homes_within_120_months"] == built[119] <= out["homes_built"]
    new = built.diff().fillna(built[0])
    assert out["years_to_homes"] == pytest.approx((new * result.series.month).sum() / new.sum() / 12, rel=1e-5)


# ---- the table of makers ---------------------------------------------------------------------------------------------


def test_makers_have_a_row_each_that_adds_up_to_maker_years(result: Result) -> None:
    makers, out = result.makers, result.outcomes
    came, left = makers.arrived_month.fillna(0), makers.left_month.fillna(result.months)
    assert (left - came).sum() / 12 == pytest.approx(out["maker_years"])
    assert makers.left_month.isna().sum() == out["entrepreneurs_present"]
    assert makers.cause.isin(["displaced", "fire"]).sum() == out["entrepreneurs_displaced"]
    assert makers.arrived_month.notna().sum() == out["entrepreneurs_arrived"]
    assert makers.cause.isna().equals(makers.left_month.isna())
    assert makers.member_months.sum() == pytest.approx(result.series.members.sum(), rel=2e-3)  # as counted mid-month
    assert (makers.member_months <= left - came).all()
    assert (makers.member_months[~makers.was_member] == 0).all()
    assert makers.maker.is_unique
    assert makers.maker.is_monotonic_increasing
    assert set(makers.role) <= set(ROLES)
    assert set(makers.cause.dropna()) <= set(LEAVING_CAUSES[1:])
    here = makers[makers.left_month.isna()]
    assert here.affordable.sum() == result.series.affordable_entrepreneurs.iloc[-1]
    rent = np.average(here.rent_eur_m2_year, weights=here.floor_m2)
    assert rent == pytest.approx(out["mean_rent_eur_m2_year"], rel=1e-5)
    assert (here.role != "outside").sum() == out["members_present"]


def test_what_is_told_of_makers_who_left_and_who_are_there_by_hand() -> None:
    world: Any = build_world(small(), 3)
    packed, people = pack(world), world.entrepreneurs
    members = np.flatnonzero(people.collective == 0)
    gone, stayed, out = (int(row) for row in members[:3])
    b = people.building[gone]
    world.buildings.rent_eur_m2_year[b] = 130.0
    world.buildings.subsidised[b] = False
    role, floor = people.role[gone], people.area_m2[gone]
    moving.leave_area(packed, gone, 9, BROKE)
    moving.leave_collective(packed, out, 7)
    moving.join(packed, out, 0, 10)
    world.buildings.rent_eur_m2_year[b] = 90.0
    makers = pd.DataFrame(makers_columns(packed, 12)).set_index("maker")
    told = makers.loc[int(people.number[gone])]
    assert (told.left_month, told.cause, told.role) == (9, "broke", ROLES[role])
    assert (told.floor_m2, told.rent_eur_m2_year, told.affordable) == (floor, 130.0, False)
    assert told.member_months == 9
    told = makers.loc[int(people.number[stayed])]
    assert (told.rent_eur_m2_year, told.affordable, told.member_months) == (90.0, True, 12)
    assert pd.isna(told.left_month)
    assert makers.loc[int(people.number[out])].member_months == 7 + 2  # with three months between


def test_a_run_without_stays_has_no_table_of_makers() -> None:
    with pytest.raises(ValueError, match="keeps no stays"):
        _ = run(small(), 3, stays=False).makers
