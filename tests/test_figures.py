"""Titles of figures say what their tables carry and no more, on made-up tables; figures lie beside the report as files."""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from PIL import Image

from collectief_sim.experiment.analysis import Analysis
from collectief_sim.experiment.design import Experiment
from collectief_sim.experiment.goals import GOALS
from collectief_sim.experiment.lives import seen_before, tally
from collectief_sim.experiment.results import Results
from collectief_sim.report.figures import findings, frontier, goals, saved, style
from collectief_sim.report.figures.style import Drawing
from collectief_sim.report.words import words
from collectief_sim.scenario.languages import Said

EN, NL = words("en"), words("nl")
YEARS = {"one": 1, "two": 2, "five": 5, "ten": 10}
MAIN = {"base": "two", "other": "ten"}
NAN = math.nan

# ---- made-up tables --------------------------------------------------------------------------------------------------


def design(**changed: Any) -> Experiment:
    made: dict[str, Any] = {
        "name": "leases",
        "areas": ["here"],
        "replicates": 30,
        "arms": {
            name: {
                "title": {"en": f"{years} years", "nl": f"{years} jaar"},
                "settings": {"policy.contract_months": 12 * years},
            }
            for name, years in YEARS.items()
        },
        "comparisons": [MAIN, *({"base": "two", "other": arm} for arm in ("one", "five"))],
    }
    return Experiment.model_validate(made | changed)


def compared(outcome: str = "survival_120_months", **changed: Any) -> dict[str, Any]:
    """A row of comparisons: from two years to ten, 47% to 64%, clear."""
    row = {
        "area": "here",
        **MAIN,
        "outcome": outcome,
        "mean_base": 0.47,
        "mean_other": 0.64,
        "difference": 0.17,
        "low": 0.14,
        "high": 0.2,
        "pairs": 30,
        "clear": True,
    }
    return row | changed


UNCLEAR = {"clear": False, "difference": 0.01, "low": -0.1, "high": 0.12}
ALIKE = {"clear": False, "difference": 0.0, "low": 0.0, "high": 0.0}


def verdict(goal: str, way: str, base: str = "two", other: str = "ten", **changed: Any) -> dict[str, Any]:
    """A row of verdicts that comes to this: how large it is follows from which way."""
    size = {"better": 1.0, "worse": -1.0}.get(way, 0.0) * GOALS[goal].wanted * 50.0
    row = {
        "area": "here",
        "base": base,
        "other": other,
        "goal": goal,
        "outcome": GOALS[goal].outcome,
        "mean_base": 1000.0,
        "mean_other": 1000.0 + size,
        "difference": size,
        "low": size - 10,
        "high": size + 10,
        "units": 30,
        **dict.fromkeys(("world_low", "world_high", "up", "up_low", "up_high", "none", "luck", "by_rule"), NAN),
        "q": 0.001 if size else 0.5,
        "way": way,
    }
    return row | changed


def analysis_of(
    comparison: Sequence[dict[str, Any]] = (),
    verdicts: Sequence[dict[str, Any]] = (),
    experiment: Experiment | None = None,
    concept: bool = False,
    runs: pd.DataFrame | None = None,
    **tables: Any,
) -> Analysis:
    """An analysis with these tables and nothing else."""
    made = experiment or design()
    areas = sorted({row["area"] for row in comparison} | {"here"}, key=lambda name: name != "here")
    if runs is None:
        runs = pd.DataFrame({"area": areas, "arm": "two", "months": 360})
    arms = [{"scenario": area} for area in areas]
    lives = tables.pop("collectives", pd.DataFrame())
    results = Results(Path(), made, {"plan": {"arms": arms}}, runs, lives, 0, ())
    found = {("here", "ten"): [Said("land trust", "grondbeheer")]} if concept else {}
    vars(results)["concepts"] = found  # else read from the folder
    empty = {
        name: pd.DataFrame()
        for name in (
            "curves",
            "effects",
            "tradeoffs",
            "sensitivity",
            "agreement",
            "matched",
            "paths",
            "ladder",
            "fan",
            "maps",
        )
    }
    columns = ["area", "base", "other", "outcome"]
    filled = {
        "comparison": pd.DataFrame(comparison, columns=None if comparison else columns),
        "verdicts": pd.DataFrame(verdicts, columns=None if verdicts else [*columns, "goal"]),
        "arms": pd.DataFrame({"area": ["here"], "units": [tables.pop("units", 30)]}),
        "tests": pd.DataFrame([{"area": "here", **MAIN, "more_ends": -5.0, "p": tables.pop("p", 0.5)}]),
    }
    return Analysis(results=results, **(empty | filled | tables))


# ---- lives -----------------------------------------------------------------------------------------------------------


def test_survival_tells_a_clear_difference_in_numbers() -> None:
    made = analysis_of([compared()])
    assert (
        findings.survival(made, EN)
        == "After ten years 64% of collectives still exist under “10 years”, 47% under “2 years”"
    )
    assert (
        findings.survival(made, NL)
        == "Na tien jaar bestaat bij “10 jaar” nog 64% van de collectieven, bij “2 jaar” 47%"
    )


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (UNCLEAR, "Whether collectives last longer under “10 years” than under “2 years” is not clear"),
        ({"clear": False}, "Whether collectives last longer under “10 years” than under “2 years” is not clear"),
        (ALIKE, "Collectives last as long under “10 years” as under “2 years”"),
        ({"clear": False, "pairs": 9}, "How long collectives last: too few repetitions to say"),
    ],
)
def test_survival_says_so_where_nothing_is_clear(changed: dict[str, Any], said: str) -> None:
    made = analysis_of([compared(**changed)], units=changed.get("pairs", 30))
    assert findings.survival(made, EN) == said


def test_numbers_that_round_to_the_same_get_a_decimal() -> None:
    made = analysis_of([compared(mean_base=0.471, mean_other=0.474)])
    assert "47.4% of collectives still exist under “10 years”, 47.1%" in findings.survival(made, EN)


def test_a_mean_over_worlds_that_point_both_ways_is_no_finding() -> None:
    shares = {"same_way": 0.6, "same_way_low": 0.45, "same_way_high": 0.7, "none": 0.0}
    agreement = pd.DataFrame([{"outcome": "survival_120_months", "worlds": 54} | shares])
    told = analysis_of([compared()], agreement=agreement)
    assert findings.survival(told, EN) == (
        "Whether collectives last longer under “10 years” than under “2 years” depends on the assumptions"
    )
    told = analysis_of([compared()], agreement=agreement.assign(same_way=0.97, same_way_low=0.9))
    assert findings.survival(told, EN).startswith("After ten years 64%")
    told = analysis_of(
        [compared()], agreement=agreement.assign(none=0.35)
    )  # those that do not change are not against it
    assert findings.survival(told, EN).startswith("After ten years 64%")


@pytest.mark.parametrize(
    ("p", "units", "said"),
    [
        (0.01, 30, "Collectives end less often under “10 years” than under “2 years”"),
        (0.3, 30, "Whether collectives last longer under “10 years” than under “2 years” is not clear"),
        (0.01, 9, "How long collectives last: too few repetitions to say"),
    ],
)
def test_where_not_every_run_sees_ten_years_the_test_of_all_ages_is_told(p: float, units: int, said: str) -> None:
    for rows in ([], [compared(pairs=0, clear=False)], [compared(pairs=units - 1)]):
        assert findings.survival(analysis_of(rows, p=p, units=units), EN) == said


def test_area_level_is_told_at_the_last_age_that_all_runs_know() -> None:
    of_twenty, of_ten = (f"area_level_within_{months}_months" for months in (240, 120))
    late, early = compared(of_twenty), compared(of_ten, mean_base=0.01, mean_other=0.03)
    assert findings.area_level(analysis_of([early, late]), EN) == (
        "Within twenty years 64% of collectives reach area-level impact under “10 years”, 47% under “2 years”"
    )
    made = analysis_of([early, late | {"pairs": 12}])
    assert findings.area_level(made, NL) == (
        "Binnen tien jaar krijgt bij “10 jaar” 3% van de collectieven invloed op het gebied, bij “2 jaar” 1%"
    )
    assert findings.area_level(analysis_of([late | UNCLEAR]), EN) == (
        "Whether more collectives reach area-level impact under “10 years” than under “2 years” is not clear"
    )
    assert findings.area_level(analysis_of(), EN) == "Reaching area-level impact: these runs cannot tell"


def test_endings_tell_of_clear_causes_only() -> None:
    fewer = compared("fell_apart_within_120_months", mean_base=0.45, mean_other=0.31, difference=-0.14)
    more = compared("displaced_within_120_months", mean_base=0.05, mean_other=0.12)
    maybe = compared("too_small_within_120_months", **UNCLEAR)
    assert findings.endings(analysis_of([fewer, maybe, more]), EN) == (
        "From “2 years” to “10 years”, within ten years of founding: fewer collectives fall apart (31%, not 45%) and more "
        "lose their building (12%, not 5%)"
    )
    assert findings.endings(analysis_of([maybe]), NL) == (
        "Waardoor collectieven eindigen verschilt niet duidelijk tussen “2 jaar” en “10 jaar”"
    )
    few = analysis_of([maybe | {"pairs": 5}], units=5)
    assert findings.endings(few, EN) == "How collectives end within ten years: too few repetitions to say"


def test_what_became_of_lives_adds_up_to_all_that_were_seen() -> None:
    luck = np.random.default_rng(3)
    founded = luck.integers(-40, 100, 300)
    lived = luck.integers(0, 150, 300)
    ends = np.maximum(founded + lived, 0)
    lives = pd.DataFrame(
        {
            "founded_month": founded,
            "ended_month": np.where(ends < 120, ends, NAN),
            "cause": np.where(ends < 120, "too_small", None),
            **dict.fromkeys(("stable_month", "area_level_month", "recognised_month"), NAN),
        }
    )
    table = seen_before(lives, 120)
    counts = tally(lives.assign(unit=0), 120, 1)["ended"]
    np.testing.assert_array_equal(table["at_risk"], counts.at_risk[0])
    np.testing.assert_array_equal(table["ended"].diff().dropna(), counts.ended()[0][:-1])
    whole = table[["at_risk", "ended", "censored"]].sum(axis=1)
    assert (whole.diff().dropna() >= 0).all()
    assert whole.iloc[-1] <= len(lives)
    assert table.loc[0, ["ended", "censored"]].tolist() == [0, 0]


# ---- differences -----------------------------------------------------------------------------------------------------


def test_pairs_of_worlds_are_told_by_how_many_agree() -> None:
    surely, mostly = ({"up": up, "up_low": up - 0.1, "up_high": 1.0, "none": 0.0} for up in (0.98, 0.75))
    rows = [
        verdict("stay", "better", **surely),
        verdict("collectives", "better", **mostly),
        verdict("homes", "even", **mostly),
        verdict("impact", "same"),
    ]
    shares = {row["goal"]: np.full(30, row["difference"]) for row in rows}
    assert findings.pairs(analysis_of(), rows, shares, EN) == (
        "From “2 years” to “10 years”: nearly all worlds agree on makers at work; most worlds agree on years of "
        "collectives; no clear direction for homes"
    )
    assert findings.pairs(analysis_of(), rows[3:], shares, EN) == "From “2 years” to “10 years” nothing changes"
    assert findings.pairs(analysis_of(), [verdict("stay", "few")], {"stay": np.ones(3)}, EN) == (
        "How far repetitions agree: too few repetitions to say"
    )


def test_pairs_of_runs_are_told_by_whether_luck_can_turn_them_around() -> None:
    rows = [verdict("stay", "better"), verdict("homes", "worse"), verdict("collectives", "even")]
    shares = {"stay": np.ones(30), "homes": np.r_[np.ones(6), -np.ones(24)], "collectives": np.zeros(30)}
    assert findings.pairs(analysis_of(), rows, shares, EN) == (
        "From “2 years” to “10 years”: luck seldom turns the effect around for makers at work; luck of a single run can turn "
        "it around for homes; no clear direction for years of collectives"
    )


def test_the_figure_of_the_first_page_tells_who_gains_first_and_nothing_of_too_few() -> None:
    rows = beside({"ten": ("better", "worse")})
    for row in rows:
        if row["goal"] == "go":
            row.update(way="even")
    made = analysis_of(verdicts=rows)
    assert goals.finding_of(made, EN) == (
        "10 years: more makers at work and fewer homes; no clear direction for forced departures"
    )
    assert goals.finding_of(made, NL) == (
        "10 jaar: meer makers aan het werk en minder woningen; geen duidelijke richting voor gedwongen vertrek"
    )
    assert goals.finding_of(analysis_of(verdicts=beside({"ten": ("same", "same")})), EN) == "10 years: nothing changes"
    few = [row | {"way": "few"} for row in rows]
    assert goals.finding_of(analysis_of(verdicts=few), EN) == ("What changes, and for whom: too few repetitions to say")


def test_the_forest_tells_where_it_is_clear() -> None:
    fewer = {"difference": -0.1}
    all_of_them = analysis_of([compared(), compared(area="there")])
    assert findings.forest(all_of_them, EN).endswith(", from “2 years” to “10 years”: clearly more in all 2 areas")
    mixed = analysis_of([compared(), compared(area="there", **UNCLEAR), compared(area="yonder", **fewer)])
    assert findings.forest(mixed, EN).endswith(": clearly more in here; clearly less in yonder; not clear in there")
    none = analysis_of([compared(**UNCLEAR), compared(area="there", **UNCLEAR)])
    assert findings.forest(none, NL).endswith(": in geen van de 2 gebieden duidelijk")
    one = analysis_of([compared(), compared(other="five"), compared(other="one", **UNCLEAR)])
    assert findings.forest(one, EN).endswith(": 2 of 3 comparisons differ clearly")
    assert findings.forest(analysis_of([compared(**UNCLEAR)]), EN).endswith(": none of 1 comparisons differs clearly")


def factorial() -> Experiment:
    factors = {
        "policy.contract_months": {"title": "lease", "levels": [24, 120]},
        "policy.openness": {"title": "listening", "levels": [0.1, 0.5]},
    }
    return design(arms={}, comparisons=[], factors=factors)


def test_effects_name_what_clearly_does_something_the_largest_first() -> None:
    row = {"area": "here", "outcome": "survival_120_months", "level": 1, "by": "", "by_level": 0}
    number = {"pairs": 30, "clear": True, "low": 0.01, "high": 0.3}
    table = pd.DataFrame(
        [
            row | number | {"factor": "policy.openness", "difference": 0.02},
            row | number | {"factor": "policy.contract_months", "difference": 0.17},
            row
            | number
            | {"factor": "policy.openness", "by": "policy.contract_months", "by_level": 1, "difference": 0.5},
        ]
    )
    told = findings.effects(analysis_of(experiment=factorial(), effects=table), EN)
    assert told.index("120") < told.index("0.5")
    assert "(+17.0 pp)" in told
    assert "+50" not in told
    unclear = table.assign(clear=False, low=-0.1)
    assert findings.effects(analysis_of(experiment=factorial(), effects=unclear), EN).startswith("No setting by itself")
    few = unclear.assign(pairs=5)
    assert findings.effects(analysis_of(experiment=factorial(), effects=few), EN).endswith("too few repetitions to say")


def test_sensitivity_names_what_clearly_matters_or_nothing() -> None:
    uncertain = {
        path: {"title": title, "low": 0.0, "high": 1.0}
        for path, title in {"policy.openness": "openness", "market.housing_pressure": "pressure"}.items()
    }
    experiment = design(uncertainties=uncertain, worlds=30)
    table = pd.DataFrame({"setting": list(uncertain), "clear": [True, False]})
    told = findings.sensitivity(analysis_of(experiment=experiment, sensitivity=table), EN)
    assert told.endswith("hangs on “openness”")
    told = findings.sensitivity(analysis_of(experiment=experiment, sensitivity=table.assign(clear=False)), EN)
    assert told.startswith("No single assumption clearly decides how much “10 years” does for")


# ---- what is won and what it costs -----------------------------------------------------------------------------------


def beside(ways: dict[str, tuple[str, str]], base: str = "two") -> list[dict[str, Any]]:
    """Verdicts of policies beside the first: for makers who stay and for homes; the same for every other goal."""
    return [
        verdict(goal, {"stay": stay, "homes": homes}.get(goal, "same"), base, arm)
        for arm, (stay, homes) in ways.items()
        for goal in GOALS
    ]


def test_each_step_longer_is_said_where_every_step_does() -> None:
    up = ("better", "worse")
    rows = beside({"one": ("worse", "better"), "five": up, "ten": up}) + beside({"ten": up}, "five")
    assert style.steps_of(design()) == ["one", "two", "five", "ten"]
    assert findings.frontier(analysis_of(verdicts=rows), EN) == "Each step longer wins maker-years and costs homes"
    assert findings.frontier(analysis_of(verdicts=rows), NL) == "Elke stap langer wint makersjaren en kost woningen"


def test_steps_are_told_as_far_as_they_are_clear() -> None:
    up, down = ("better", "worse"), ("worse", "better")
    rows = beside({"one": down, "five": up, "ten": up}) + beside({"ten": ("even", "worse")}, "five")
    assert findings.frontier(analysis_of(verdicts=rows), EN) == (
        "Up to “5 years” each step longer wins maker-years and costs homes"
    )
    rows = beside({"one": ("even", "better"), "five": up, "ten": up}) + beside({"ten": up}, "five")
    assert not findings.frontier(analysis_of(verdicts=rows), EN).startswith(("Each", "Up to"))
    uncompared = beside({"one": down, "five": ("even", "even"), "ten": up})
    assert not findings.frontier(analysis_of(verdicts=uncompared), EN).startswith(("Each", "Up to"))


def other_arms() -> Experiment:
    """Policies that are no steps of one lever."""
    settings = {"two": {}, "ten": {"policy.openness": 0.5}, "fund": {"policy.fund": 1}, "sale": {"policy.sale": 1}}
    return design(
        arms={name: {"title": name, "settings": values} for name, values in settings.items()},
        comparisons=[{"base": "two", "other": arm} for arm in ("ten", "fund", "sale")],
    )


@pytest.mark.parametrize(
    ("ways", "said"),
    [
        (
            {"ten": ("better", "worse"), "fund": ("better", "worse"), "sale": ("even", "even")},
            "Every policy that wins maker-years costs homes, beside “two”",
        ),
        (
            {"ten": ("better", "worse"), "fund": ("better", "even"), "sale": ("even", "better")},
            "More maker-years than under “two”: without clearly fewer homes with “fund”; for fewer homes with “ten”",
        ),
        (
            {"ten": ("even", "worse"), "fund": ("worse", "even"), "sale": ("even", "even")},
            "No policy clearly wins maker-years beside “two”",
        ),
        ({"ten": ("few", "few"), "fund": ("few", "few")}, "Maker-years against homes: too few repetitions to say"),
    ],
)
def test_policies_that_are_no_steps_are_told_by_what_they_cost(ways: dict[str, tuple[str, str]], said: str) -> None:
    rows = beside(ways)
    for row in rows:
        if row["goal"] == "collectives":  # so that none beats another
            row.update(difference={"ten": 1.0, "fund": 200.0, "sale": 400.0}[row["other"]])
        if row["goal"] == "owners":
            row.update(difference={"ten": 400.0, "fund": 200.0, "sale": 1.0}[row["other"]])
        if said.endswith("to say"):
            row.update(way="few")
    assert findings.frontier(analysis_of(verdicts=rows, experiment=other_arms()), EN) == said


def test_what_another_beats_on_every_goal_is_marked_and_not_praised() -> None:
    rows = beside({"ten": ("better", "better"), "fund": ("better", "even"), "sale": ("even", "even")})
    made = analysis_of(verdicts=rows, experiment=other_arms())
    assert findings.frontier(made, EN) == "More maker-years than under “two”: and more homes with “ten”"
    drawing = frontier.frontier(made, EN)
    assert "fund †" in drawing.svg
    assert "ten †" not in drawing.svg
    assert drawing.table["beaten by"].tolist() == ["–", "ten", "ten"]
    data = drawing.data.set_index(["other", "goal"])
    assert data.loc[("fund", "stay"), "beaten_by"] == "ten"
    assert data.loc[("ten", "homes"), "difference"] == 50.0
    (axes,) = drawing.figure.axes
    marks = {line.get_label(): line for line in axes.get_lines()}
    assert marks["ten"].get_xydata().tolist() == [[50.0, 50.0]]
    assert marks["two"].get_xydata().tolist() == [[0.0, 0.0]]
    assert [marks[arm].get_markerfacecolor() == "white" for arm in ("ten", "fund", "sale")] == [False, True, True]


def test_intervals_of_the_trade_off_are_of_worlds_where_there_are_worlds() -> None:
    row = verdict("stay", "better")
    assert frontier.ends_of(row) == (40, 60)
    assert frontier.ends_of(row | {"world_low": 5, "world_high": 95}) == (5, 95)


# ---- what becomes of the area ----------------------------------------------------------------------------------------


def runs_of(with_a_say: dict[str, float]) -> pd.DataFrame:
    steps = {f"ladder_share_{step}": 0.0 for step in range(1, 8)}
    luck = np.random.default_rng(5)
    return pd.DataFrame(
        [
            steps
            | {"area": "here", "arm": arm, "unit": unit, "months": 360, "collective_years": 300.0}
            | {"ladder_share_4": share + luck.normal(0, 0.001)}
            for arm, share in with_a_say.items()
            for unit in range(30)
        ]
    )


def test_the_ladder_tells_how_many_have_a_say() -> None:
    told = findings.ladder(analysis_of(runs=runs_of({"two": 0.2, "ten": 0.3})), EN)
    assert told == (
        "On average 3.0 collectives are asked for advice or have more say under “10 years”, 2.0 under “2 years”"
    )
    same = runs_of({"two": 0.2})
    alike = pd.concat([same, same.assign(arm="ten")])
    assert findings.ladder(analysis_of(runs=alike), EN).startswith("As many collectives are asked")
    few = runs_of({"two": 0.2, "ten": 0.3}).query("unit < 9")
    assert findings.ladder(analysis_of(runs=few), EN).endswith("too few repetitions to say")


def test_maps_are_told_as_one_history_whatever_is_drawn() -> None:
    maps = pd.DataFrame({"arm": ["two", "two", "ten", "ten"], "month": 360, "kind": [1, 4, 1, 3]})
    for made in (analysis_of(maps=maps), analysis_of(maps=maps, concept=True)):
        assert findings.maps(made, EN) == "One possible history under each policy: an illustration, no finding"
        assert findings.maps(made, NL) == "Eén mogelijk verloop bij elk beleid: een illustratie, geen bevinding"


def titles() -> list[Callable[[Analysis], str]]:
    rows = [verdict("stay", "better")]
    return [
        *(
            lambda made, tell=tell: tell(made, EN)
            for tell in (
                findings.survival,
                findings.area_level,
                findings.endings,
                findings.frontier,
                findings.ladder,
                findings.sensitivity,
                goals.finding_of,
            )
        ),
        lambda made: findings.pairs(made, rows, {"stay": np.ones(30)}, EN),
    ]


@pytest.mark.parametrize("tell", titles())
def test_there_is_no_finding_where_only_the_idea_is_known(tell: Callable[[Analysis], str]) -> None:
    tables = {
        "runs": runs_of({"two": 0.2, "ten": 0.3}),
        "sensitivity": pd.DataFrame({"setting": [], "clear": []}),
    }
    made = analysis_of([compared()], beside({"ten": ("better", "worse")}), concept=True, **tables)
    assert tell(made).endswith(": of one of these policies only the idea is known, so there is no finding")


def test_few_policies_are_drawn_and_the_main_two_always() -> None:
    years = range(1, 13)
    arms = {f"y{n}": {"settings": {"policy.contract_months": 12 * n, "policy.openness": 0.1 * (n < 4)}} for n in years}
    made = design(arms=arms, comparisons=[{"base": "y11", "other": "y12"}])
    assert style.chosen(made) == ["y4", "y5", "y6", "y7", "y8", "y11", "y12"]
    assert style.chosen(design()) == list(YEARS)


# ---- files beside the report -----------------------------------------------------------------------------------------


def made_drawing(key: str = "survival", title: str = "After “2 years” <more>", caption: str = "A & B") -> Drawing:
    figure = style.new_figure(4, 2)
    figure.subplots().plot([0, 1], [0, 1])
    table = pd.DataFrame({"arm": ["=1+1", "ten"], "estimate": [0.123456789, NAN]})
    return Drawing(key, title, caption, "what is seen", style.as_svg(figure, key), table, table, figure)


def test_a_figure_is_saved_as_svg_png_and_csv_that_stand_by_themselves(tmp_path: Path) -> None:
    drawing = made_drawing()
    assert saved.write_figures(tmp_path, [drawing]) == [f"figures/survival.{kind}" for kind in ("svg", "png", "csv")]
    root = ElementTree.fromstring((tmp_path / "figures/survival.svg").read_bytes())
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    texts = [text.replace("\N{NO-BREAK SPACE}", " ") for text in root.itertext()]
    assert {"After “2 years” <more>", "A & B", "what is seen"} <= set(texts)
    picture = Image.open(tmp_path / "figures/survival.png")
    assert picture.width >= 4 * 150
    assert picture.height > 2 * 150
    assert np.asarray(picture).shape[2] == 3  # nothing shines through
    assert (tmp_path / "figures/survival.csv").read_text() == "arm,estimate\n'=1+1,0.123457\nten,\n"


def test_saving_leaves_the_drawing_as_it_was() -> None:
    drawing = made_drawing()
    one, two = (saved.as_png(drawing) for _ in range(2))
    assert one == two
    assert not drawing.figure.texts


def test_what_is_no_longer_drawn_goes_and_what_is_not_ours_stays(tmp_path: Path) -> None:
    saved.write_figures(tmp_path, [made_drawing(), made_drawing("maps")])
    (tmp_path / "figures/mine.png").write_bytes(b"of somebody else")
    saved.write_figures(tmp_path, [made_drawing()])
    left = sorted(file.name for file in (tmp_path / "figures").iterdir())
    assert left == ["mine.png", "survival.csv", "survival.png", "survival.svg"]


def test_a_title_that_xml_cannot_hold_does_no_harm() -> None:
    svg = saved.as_svg_file(made_drawing(title="odd \x07 \ud800 ]]> & <b>", caption='"'))
    assert "odd" in "".join(ElementTree.fromstring(svg).itertext())


def test_long_titles_make_room_for_themselves() -> None:
    short, long = (Image.open(io.BytesIO(saved.as_png(made_drawing(title="word " * n)))) for n in (3, 60))
    assert long.height > short.height
    assert long.width == short.width


def test_every_figure_has_its_place_among_the_keys() -> None:
    assert len(set(saved.KEYS)) == len(saved.KEYS)
    sections = {key for key, value in EN.many("figures").items() if isinstance(value, dict)}
    assert sections == set(saved.KEYS)
    assert isinstance(replace(made_drawing()).figure, Figure)
