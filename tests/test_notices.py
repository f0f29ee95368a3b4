"""What must be read beside the first page: sentences on made-up numbers, so that none says what the numbers do not."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from collectief_sim.experiment.design import Experiment
from collectief_sim.experiment.matched import matched
from collectief_sim.report.notices import conflict, mixed, reaching, turning
from collectief_sim.report.words import Words, words


def row(base: float, other: float, clear: bool = True) -> dict[str, Any]:
    return {"mean_base": base, "mean_other": other, "difference": other - base, "clear": clear, "pairs": 60}


def told_of(survival: dict[str, Any], years: dict[str, Any], language: str = "en") -> list[str]:
    rows = {"survival_120_months": survival, "collective_years": years, "collectives_founded": row(51.0, 36.0)}
    pair = {"area": "hillevliet", "base": "two", "other": "ten"}
    made = SimpleNamespace(
        area="hillevliet",
        comparison=pd.DataFrame([pair | {"outcome": outcome} | one for outcome, one in rows.items()]),
        results=SimpleNamespace(experiment=SimpleNamespace(pairs=lambda: [("two", "ten")])),
    )
    return conflict(made, words(language))  # type: ignore[arg-type]


def test_a_share_that_rises_while_years_fall_is_told_with_how_many_are_founded() -> None:
    (english,) = told_of(row(0.4, 0.7), row(518, 503))
    assert english.startswith(
        "Per collective and per area part ways in Hillevliet. Of those founded a larger share lasts"
    )
    assert "(70.0% instead of 40.0%), but together they live fewer years. Together they live 503 years" in english
    assert english.endswith("Over the years 36.0 are founded instead of 51.0.")
    (dutch,) = told_of(row(0.4, 0.7), row(518, 503), "nl")
    assert "lopen in Hillevliet uiteen" in dutch


def test_the_other_way_round_is_told_as_such() -> None:
    (english,) = told_of(row(0.5, 0.44), row(377, 573))
    assert "a smaller share lasts ten years (44.0% instead of 50.0%), but together they live more years" in english


def test_a_share_that_rises_without_clearly_more_years_promises_none() -> None:
    (english,) = told_of(row(0.4, 0.44), row(417, 413, clear=False))
    assert "that does not mean more collectives" in english


@pytest.mark.parametrize(
    ("survival", "years"),
    [
        (row(0.4, 0.5), row(400, 450)),
        (row(0.5, 0.4), row(450, 400)),
        (row(0.4, 0.41, clear=False), row(450, 400)),
    ],
)
def test_where_both_agree_or_nothing_is_clear_nothing_is_said(survival: dict[str, Any], years: dict[str, Any]) -> None:
    assert told_of(survival, years) == []


# ---- which collectives come about ------------------------------------------------------------------------------------


def lives(lasting: dict[tuple[str, int, int], bool], months: int = 240) -> Any:
    """Results with collectives by arm, unit and building, founded in month 12, that last ten years or five."""
    rows = [
        {
            "area": "small",
            "arm": arm,
            "unit": unit,
            "seed": unit,
            "key": f"{arm} {unit}",
            "plot_x": building,
            "plot_y": 0,
            "founded_month": 12,
            "ended_month": np.nan if lasts else 72.0,
        }
        for (arm, unit, building), lasts in lasting.items()
    ]
    keys = {line["key"] for line in rows}
    return SimpleNamespace(
        areas=["small"],
        collectives=pd.DataFrame(rows),
        runs=pd.DataFrame({"key": sorted(keys), "months": months}),
        experiment=SimpleNamespace(pairs=lambda: [("two", "ten")]),
    )


def test_weak_collectives_that_come_about_under_one_policy_alone_are_told_apart() -> None:
    both = {(arm, unit, 1): True for arm in ("two", "ten") for unit in range(30)}
    weak = {("ten", unit, 2): unit % 3 == 0 for unit in range(30)}
    table = matched(lives(both | weak))
    found = table.iloc[0]
    assert found["matched_base"] == found["matched_other"] == found["all_base"] == 1.0
    assert found["all_other"] == pytest.approx((30 + 10) / 60)
    assert found["high"] < 0
    (said,) = mixed(SimpleNamespace(area="small", matched=table), words("en"))  # type: ignore[arg-type]
    assert "survival changes by −33.3 pp, but by 0.0 pp in buildings that have one under both policies" in said


def test_where_the_same_buildings_have_one_nothing_is_told() -> None:
    same = {(arm, unit, 1): unit % 2 == 0 for arm in ("two", "ten") for unit in range(30)}
    table = matched(lives(same))
    assert table.iloc[0]["gap"] == 0.0
    assert mixed(SimpleNamespace(area="small", matched=table), words("nl")) == []  # type: ignore[arg-type]


def test_collectives_that_nobody_could_follow_for_ten_years_do_not_count() -> None:
    short = lives({("two", 1, 1): True, ("ten", 1, 1): True}, months=100)
    assert np.isnan(matched(short).iloc[0]["all_base"])


# ---- rules and reach -------------------------------------------------------------------------------------------------


def analysis(arms: dict[str, dict[str, Any]], pairs: list[tuple[str, str]], turns: bool = False) -> Any:
    design = Experiment(
        name="reach",
        areas=["stylised-area"],
        arms={name: {"settings": settings} for name, settings in arms.items()},  # type: ignore[misc]
        comparisons=[{"base": base, "other": other} for base, other in pairs],  # type: ignore[misc]
    )
    verdicts = pd.DataFrame(
        {
            "area": "stylised-area",
            "base": base,
            "other": other,
            "goal": goal,
            "outcome": outcome,
            "difference": difference,
            "turns": turns,
        }
        for base, other in pairs
        for goal, outcome, difference in (("stay", "maker_years", 1165.0), ("homes", "homes_built", -140.0))
    )
    return SimpleNamespace(
        area="stylised-area", verdicts=verdicts, results=SimpleNamespace(experiment=design), words=Words
    )


LEASES = {"two": {"policy.contract_months": 24}, "ten": {"policy.contract_months": 120}}
ALL = {f"{name}-all": {**settings, "policy.reach": "all"} for name, settings in LEASES.items()}


def test_the_same_step_with_another_reach_is_told_with_both_numbers() -> None:
    made = analysis(LEASES | ALL, [("two", "ten"), ("two-all", "ten-all")])
    assert reaching(made, words("en")) == [
        "If policy bound leases of all owners (a thought experiment), the same step would change makers' years by +1,165 and "
        "homes by −140."
    ]
    assert "+1.165" in reaching(made, words("nl"))[0]


def test_another_step_or_another_difference_is_no_reach() -> None:
    other = {"two-all": ALL["two-all"], "five-all": {"policy.contract_months": 60, "policy.reach": "all"}}
    assert reaching(analysis(LEASES | other, [("two", "ten"), ("two-all", "five-all")]), words("en")) == []
    more = {name: {**settings, "policy.openness": 0.9} for name, settings in ALL.items()}
    assert reaching(analysis(LEASES | more, [("two", "ten"), ("two-all", "ten-all")]), words("en")) == []
    assert reaching(analysis(LEASES, [("two", "ten")]), words("en")) == []


def test_a_rule_under_which_the_difference_turns_around_is_told() -> None:
    assert turning(analysis(LEASES, [("two", "ten")]), words("en")) == []
    (said,) = turning(analysis(LEASES, [("two", "ten")], turns=True), words("en"))
    assert "for makers at work and homes the difference points the other way under one of the rules" in said
