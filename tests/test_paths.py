"""What a policy does, divided over the paths by which it does it: made-up truths, all orders by hand, and whole experiments."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import combinations, permutations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from conftest import small
from test_cli import collectief

from collectief_sim.experiment.analysis import Analysis
from collectief_sim.experiment.coalitions import WHOLE, Coalition, PathOfPolicy, arms_between, coalitions
from collectief_sim.experiment.design import load_experiment
from collectief_sim.experiment.expand import plan_of
from collectief_sim.experiment.paths import OUTCOMES, shares
from collectief_sim.experiment.results import Results, read_results
from collectief_sim.files.errors import ScenarioError
from collectief_sim.model.simulation import run
from collectief_sim.report.figures.paths import finding_of, lines_of, paths
from collectief_sim.report.words import Words, words_for
from collectief_sim.scenario import dump, load
from collectief_sim.scenario.languages import Said

type Truth = Callable[[frozenset[str]], float]

FOUR = ("protection", "voice", "security", "appetite")
SHIPPED = load_experiment("paths")


def made_of(names: Iterable[str], shut: Iterable[str] = ()) -> dict[str, PathOfPolicy]:
    """Paths with a setting each, and another by which some of them are closed."""
    return {
        name: PathOfPolicy(long={f"long.{name}": 1}, shut={f"shut.{name}": True} if name in shut else {})
        for name in names
    }


def units_of(
    truth: Truth, found: list[Coalition], count: int = 60, noise: float = 0.0, outcome: str = "y"
) -> pd.DataFrame:
    """Units with luck that all arms share and some of their own; closing paths moves the base, which is no effect."""
    luck = np.random.default_rng(5)
    shared = luck.normal(0, 100, count)
    rows = []
    of_base = {name: luck.normal(0, 50) for name in dict.fromkeys(one.base for one in found)}
    of_arm = {one.base: of_base[one.base] for one in found}
    of_arm |= {one.other: of_base[one.base] + truth(one.paths) for one in found if one.other != one.base}
    for arm, mean in of_arm.items():
        values = mean + shared + noise * luck.normal(0, 1, count)
        rows.append(pd.DataFrame({"area": "here", "arm": arm, "unit": range(count), outcome: values}))
    return pd.concat(rows, ignore_index=True)


def shares_of(truth: Truth, names: tuple[str, ...], noise: float = 0.0) -> pd.DataFrame:
    found = coalitions(made_of(names, names[-2:]), "two", "ten")
    return shares(units_of(truth, found, noise=noise), found, names, ["y"]).set_index("path")


# ---- which arms there are --------------------------------------------------------------------------------------------


def test_the_shipped_experiment_needs_nineteen_arms_for_sixteen_coalitions() -> None:
    arms = SHIPPED.arms_to_run()
    found = SHIPPED.coalitions()
    assert (len(arms), len(found)) == (19, 16)
    assert list(SHIPPED.all_arms()) == ["two-years", "ten-years"]
    assert SHIPPED.pairs() == [("two-years", "ten-years")]
    assert {name for one in found for name in (one.base, one.other)} == set(arms)
    assert (found[-1].base, found[-1].other) == SHIPPED.pairs()[0]
    assert (found[0].paths, found[0].base) == (frozenset(), found[0].other)


def test_a_path_that_is_open_is_long_in_one_arm_and_one_that_is_closed_is_shut_in_both() -> None:
    arms = SHIPPED.arms_to_run()
    for one in SHIPPED.coalitions():
        base, other = (arms[name].settings for name in (one.base, one.other))
        for name, path in SHIPPED.paths.items():
            if name in one.paths:
                assert path.long.items() <= other.items()
            for settings in (base, other):
                shut = path.shut.items() <= settings.items()
                assert shut == (name not in one.paths or not path.shut)
        assert not base.keys() & {setting for path in SHIPPED.paths.values() for setting in path.long}


@pytest.mark.parametrize("language", ["en", "nl"])
def test_what_is_closed_stands_in_the_title_of_an_arm(language: str) -> None:
    titles = {name: arm.title for name, arm in SHIPPED.arms_to_run().items()}
    told = {"en": "10 years, all owners − voice − appetite", "nl": "10 jaar, alle eigenaren − stem − durf"}
    title = titles["ten-years without voice, appetite"]
    assert isinstance(title, dict)
    assert title[language] == told[language]


def test_arms_that_come_to_the_same_are_run_once() -> None:
    for shut, count in (((), 8), (("a",), 9), (("a", "b"), 11), (("a", "b", "c"), 15)):
        made = list(arms_between(made_of("abc", shut), "two", "ten"))
        assert len({one.name for one in made}) == len(made) == count
        assert len({str(sorted(one.settings.items())) for one in made}) == count


@pytest.mark.parametrize("lease", [24, 120])
def test_the_two_arms_are_plainly_two_and_ten_years(lease: int) -> None:
    settings = SHIPPED.settings | SHIPPED.all_arms()["two-years" if lease == 24 else "ten-years"].settings
    plain = {"policy.contract_months": lease, "policy.renewal_months": "same", "policy.reach": "all"}
    for name in ("small", "stylised-area"):
        one, other = (
            small({"months": 240, **some}) if name == "small" else load(name, {"months": 120, **some})
            for some in (settings, plain)
        )
        assert repr(run(one, 3).outcomes) == repr(run(other, 3).outcomes)


def test_with_security_and_appetite_closed_no_horizon_moves_anybody() -> None:
    shut = {setting: value for path in SHIPPED.paths.values() for setting, value in path.shut.items()}
    one, other = (
        run(small({"months": 240, **SHIPPED.settings, **shut, "policy.horizon_months": months}), 4).outcomes
        for months in (24, 120)
    )
    assert repr(one) == repr(other)  # what is undefined is so in both


# ---- shares ----------------------------------------------------------------------------------------------------------


def test_where_paths_add_up_each_has_what_it_adds() -> None:
    adds = dict(zip(FOUR, (5.0, -2.0, 0.0, 1.0), strict=True))
    table = shares_of(lambda some: sum(adds[name] for name in some), FOUR)
    for name, truth in adds.items():
        assert table.loc[name, ["difference", "alone", "low", "high"]].tolist() == pytest.approx([truth] * 4, abs=1e-9)
        assert table.loc[name, "without"] == pytest.approx(4.0 - truth)
    assert table.loc[WHOLE, "difference"] == pytest.approx(4.0)
    assert table["most"].tolist() == [True, False, False, False, False]


def test_what_two_paths_do_only_together_they_share_and_one_that_does_nothing_has_nothing() -> None:
    table = shares_of(lambda some: 6.0 * ({"protection", "security"} <= some) + 1.0 * ("voice" in some), FOUR)
    assert table.loc[list(FOUR), "difference"].tolist() == pytest.approx([3.0, 1.0, 3.0, 0.0], abs=1e-9)
    assert table.loc["protection", "alone"] == pytest.approx(0.0, abs=1e-9)
    assert table.loc["protection", "without"] == pytest.approx(1.0)
    assert not table["most"].any()


@pytest.mark.parametrize("count", [2, 3, 4, 5])
def test_shares_are_the_mean_over_all_orders_and_add_up_to_the_whole(count: int) -> None:
    names = tuple("abcde"[:count])
    luck = np.random.default_rng(count)
    drawn = {frozenset(some): luck.normal(0, 10) for size in range(1, count + 1) for some in combinations(names, size)}
    drawn[frozenset()] = 0.0
    table = shares_of(drawn.__getitem__, names)
    orders = list(permutations(names))
    for name in names:
        steps = [frozenset(order[: order.index(name)]) for order in orders]
        by_hand = np.mean([drawn[before | {name}] - drawn[before] for before in steps])
        assert table.loc[name, "difference"] == pytest.approx(by_hand, abs=1e-9)
    assert table.loc[list(names), "difference"].sum() == pytest.approx(table.loc[WHOLE, "difference"])
    assert table.loc[WHOLE, "difference"] == pytest.approx(drawn[frozenset(names)])


def test_most_is_said_of_more_than_half_of_a_clear_whole_only() -> None:
    def truth(part: float, against: float) -> Truth:
        return lambda some: part * ("protection" in some) + against * ("voice" in some)

    assert shares_of(truth(6.0, 4.0), FOUR, noise=1.0)["most"].tolist() == [True, *[False] * 4]
    assert not shares_of(truth(5.1, 4.9), FOUR, noise=3.0)["most"].any()  # luck could turn that around
    against = shares_of(truth(6.0, -6.0), FOUR, noise=1.0)
    assert against.loc[["protection", "voice"], "clear"].all()
    assert not against["most"].any()  # of nothing nobody brings most
    assert shares_of(truth(-6.0, 1.0), FOUR, noise=1.0).loc["protection", "most"]  # less may be most as well


def test_intervals_are_those_of_paired_differences_and_hold_the_truth_as_often_as_they_say() -> None:
    held = 0
    found = coalitions(made_of("ab", "b"), "two", "ten")
    for seed in range(200):
        luck = np.random.default_rng(seed)
        shared = luck.normal(0, 100, 60)
        arms = dict.fromkeys(name for one in found for name in (one.base, one.other))
        rows = [
            pd.DataFrame({"area": "here", "arm": arm, "unit": range(60), "y": shared + luck.normal(0, 1, 60)})
            for arm in arms
        ]
        row = shares(pd.concat(rows), found, "ab", ["y"]).set_index("path").loc["a"]
        held += row["low"] <= 0.0 <= row["high"]
    assert 178 <= held <= 198  # 190 are expected; fewer or more would come about once in several hundred trials


def test_a_unit_that_some_arm_does_not_know_is_left_out_of_all_so_that_shares_still_add_up() -> None:
    found = coalitions(made_of(FOUR, FOUR[2:]), "two", "ten")
    units = units_of(lambda some: float(len(some)), found, noise=2.0)
    units.loc[(units["unit"] == 7) & (units["arm"] == found[3].other), "y"] = np.nan
    table = shares(units, found, FOUR, ["y"]).set_index("path")
    assert set(table["pairs"]) == {59}
    assert table.loc[list(FOUR), "difference"].sum() == pytest.approx(table.loc[WHOLE, "difference"])


def test_an_outcome_that_is_never_known_has_no_share() -> None:
    found = coalitions(made_of("ab"), "two", "ten")
    table = shares(units_of(lambda some: 1.0, found).assign(y=np.nan), found, "ab", ["y"])
    assert table["difference"].isna().all()
    assert not table[["clear", "most"]].any(axis=None)


# ---- a whole experiment ----------------------------------------------------------------------------------------------


def file_in(folder: Path, *changes: tuple[str, str]) -> Path:
    area = folder / "small.toml"
    area.write_text(dump(small({"months": 180})), encoding="utf-8")
    text = f"""
name = "ways"
areas = ['{area}']
replicates = 6
main = "maker_years"
settings = {{ "policy.reach" = "all", "policy.contract_months" = 24, "policy.horizon_months" = 24 }}
[arms.two]
title = {{ en = "2 years", nl = "2 jaar" }}
[arms.ten]
title = {{ en = "10 years", nl = "10 jaar" }}
[paths.protection]
long = {{ "policy.contract_months" = 120 }}
[paths.security]
title = {{ en = "security", nl = "zekerheid" }}
long = {{ "policy.horizon_months" = 120 }}
shut = {{ "behaviour.horizon.through_engagement" = false, "behaviour.horizon.through_founding" = false }}
"""
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    file = folder / "ways.toml"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a finished experiment with two paths."""
    folder = tmp_path_factory.mktemp("paths")
    ran = collectief("experiment", file_in(folder), "--out", folder / "out", "--workers", 1, "--json")
    assert ran.returncode == 0, ran.stderr
    return folder / "out"


def test_shares_are_written_beside_the_comparison_and_add_up_to_it(done: Path) -> None:
    table = pd.read_csv(done / "paths.csv")
    compared = pd.read_csv(done / "comparison.csv").set_index("outcome")
    assert list(dict.fromkeys(table["outcome"])) == list(OUTCOMES)
    assert set(table["path"]) == {"protection", "security", WHOLE}
    for outcome, rows in table.groupby("outcome"):
        of = rows.set_index("path")["difference"]
        assert of["protection"] + of["security"] == pytest.approx(
            of[WHOLE], rel=1e-4, abs=1e-6
        )  # six digits are written
        if not of.isna().any() and rows["pairs"].iloc[0] == compared.loc[str(outcome), "pairs"]:
            assert of[WHOLE] == pytest.approx(compared.loc[str(outcome), "difference"], rel=1e-5, abs=1e-9)


def test_arms_that_are_no_policies_are_explained_and_are_in_no_other_table(done: Path) -> None:
    names = pd.read_csv(done / "policies.csv")["arm"].tolist()
    assert names == ["two", "ten", "ten without security", "ten without protection", "two without security"]
    for name in ("arms", "comparison", "curves", "ladder", "fan", "verdicts"):
        table = pd.read_csv(done / f"{name}.csv")
        there = {arm for column in {"arm", "base", "other"} & set(table) for arm in table[column]}
        assert there <= {"two", "ten"}, name
    results = read_results(done)
    assert results.complete
    assert set(results.runs["arm"]) == set(names)
    declared = pd.read_csv(done / "dictionary.csv").query("table == 'paths'")["column"].tolist()
    assert declared == list(pd.read_csv(done / "paths.csv"))


def test_the_folder_says_how_it_was_divided(done: Path) -> None:
    methods = (done / "methods.md").read_text(encoding="utf-8")
    assert "protection and security" in methods
    assert "Shapley" in methods
    assert "protection en zekerheid" in methods


def test_the_report_draws_paths(done: Path) -> None:
    assert 'id="paths' in (done / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("[arms.ten]", "[arms.five]\n[arms.ten]"), "paths: with them give two arms"),
        (("[arms.ten]", '[[comparisons]]\nbase = "two"\nother = "ten"\n[arms.ten]'), "and no comparisons"),
        (
            ("[paths.protection]", '[arms.ten.settings]\n"policy.openness" = 0.9\n[paths.protection]'),
            "arms.ten: its settings",
        ),
        (('long = { "policy.horizon_months" = 120 }', ""), "'paths.security.long' is missing"),
        (('long = { "policy.horizon_months" = 120 }', "long = {}"), "a path changes at least one setting"),
        (
            ('"policy.horizon_months" = 120', '"policy.contract_months" = 60'),
            "policy.contract_months has another value",
        ),
        (('"behaviour.horizon.through_founding"', '"policy.contract_months"'), "is in long and in shut"),
        (("[paths.protection]", "[paths.whole]"), "'whole' is the name of all together"),
        (('"policy.horizon_months" = 120', '"policy.horizon_month" = 120'), "there is no such setting"),
        (('[paths.protection]\nlong = { "policy.contract_months" = 120 }\n', ""), "paths: give 2 to 6 of them"),
        (('"policy.horizon_months" = 120', '"policy.horizon_months" = 24'), "same settings as arm"),
    ],
)
def test_paths_that_cannot_be_told_apart_are_refused(tmp_path: Path, change: tuple[str, str], words: str) -> None:
    with pytest.raises(ScenarioError) as refusal:
        plan_of(load_experiment(str(file_in(tmp_path, change))))
    assert words in str(refusal.value), str(refusal.value)


# ---- the figure ------------------------------------------------------------------------------------------------------


def analysis_of(
    truths: dict[str, dict[str, float]], concept: bool = False, noise: float = 1.0, count: int = 60
) -> Analysis:
    """Paths that add up to these numbers, by outcome; nothing for all other outcomes."""
    found = SHIPPED.coalitions()
    tables = []
    for outcome in OUTCOMES:
        truth = truths.get(outcome, {})
        units = units_of(lambda some, truth=truth: sum(truth.get(name, 0.0) for name in some), found, noise=noise)  # type: ignore[misc]
        tables.append(units.set_index(["area", "arm", "unit"])["y"].rename(outcome))
    table = shares(pd.concat(tables, axis=1).reset_index(), found, list(SHIPPED.paths), OUTCOMES)
    results = Results(
        Path(),
        SHIPPED,
        {"plan": {"arms": [{"scenario": "here"}]}},
        pd.DataFrame({"area": ["here"]}),
        pd.DataFrame(),
        0,
        (),
    )
    vars(results)["concepts"] = {("here", "ten-years"): [Said("trust", "trust")]} if concept else {}
    made = object.__new__(Analysis)
    vars(made).update(results=results, paths=table, arms=pd.DataFrame({"area": ["here"], "units": [count]}))
    return made


def both_languages() -> tuple[Words, Words]:
    return words_for(SHIPPED, "en"), words_for(SHIPPED, "nl")


MIXED = {
    "maker_years": {"protection": 900.0, "voice": 100.0},
    "homes_built": {"protection": -110.0, "security": 5.0},
    "collectives_area_level": {"appetite": 40.0, "voice": 12.0},
    "collective_years": {"protection": 30.0, "security": -30.0},
}


def test_a_title_says_which_path_brings_most_for_whom_and_where_they_work_against_each_other() -> None:
    english, dutch = both_languages()
    analysis = analysis_of(MIXED)
    assert finding_of(analysis, english) == (
        "Most of the difference for makers at work and homes comes by protection; for impact on the area by appetite; "
        "for years of collectives paths work against each other"
    )
    assert finding_of(analysis, dutch) == (
        "Het verschil voor makers aan het werk en woningen loopt vooral via bescherming; voor invloed op het gebied via "
        "durf; voor jaren van collectieven werken wegen tegengesteld"
    )


def test_a_title_claims_nothing_that_is_not_clear() -> None:
    english, dutch = both_languages()
    shared = analysis_of({"maker_years": dict.fromkeys(FOUR, 20.0)})
    assert finding_of(shared, english).startswith("No single path clearly brings most")
    assert finding_of(shared, dutch).startswith("Geen enkele weg")
    nothing = analysis_of({}, noise=3.0)
    if not any(row["clear"] for line in lines_of(nothing) for row in line.paths.values()):
        assert finding_of(nothing, english) == "By which path “10 years, all owners” works is not clear"
    only = analysis_of({"collective_years": MIXED["collective_years"]})
    assert finding_of(only, english).startswith("For years of collectives paths work against each other")
    assert "only the idea is known" in finding_of(analysis_of(MIXED, concept=True), english)
    assert "too few" in finding_of(analysis_of(MIXED, count=5), english)


def test_a_share_is_told_of_a_clear_whole_and_a_number_elsewhere() -> None:
    english, _ = both_languages()
    analysis = analysis_of(MIXED)
    drawing = paths(analysis, english)
    for text in (">90%<", ">77%<", ">−30<", ">+30<"):
        assert text in drawing.svg.replace(" ", ""), text
    table = drawing.table.set_index(["outcome", "path"])
    label = english.label("maker_years")
    assert table.loc[(label, "protection"), "share of it"] == "90%"
    assert table.loc[(english.label("collective_years"), "security"), "share of it"] == "–"
    assert table.loc[(label, "all together"), "share of it"] == "100%"


def test_bars_point_the_way_of_the_whole_and_intervals_lie_around_them() -> None:
    for line in lines_of(analysis_of(MIXED)):
        for path, row in line.paths.items():
            low, middle, high = line.ends(path)
            assert low <= middle <= high
            if line.outcome == "homes_built" and path == "protection":
                assert middle > 0 > row["difference"]  # with the whole, which is less


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_figure_is_drawn_with_what_is_never_known(language: str) -> None:
    analysis = analysis_of(MIXED)
    table = analysis.paths.copy()
    table.loc[table["outcome"] == "survival_120_months", ["difference", "low", "high", "alone", "without"]] = np.nan
    unknown = object.__new__(Analysis)
    vars(unknown).update(results=analysis.results, paths=table, arms=analysis.arms)
    drawing = paths(unknown, words_for(SHIPPED, language))
    assert "nan" not in drawing.svg.lower()
    assert "nan" not in drawing.table.to_csv().lower()
