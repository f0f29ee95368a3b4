"""The report: sentences that say what the tables say, figures that draw them, a page that needs nothing else."""

from __future__ import annotations

import base64
import html
import io
import itertools
import re
import shutil
import tomllib
from collections.abc import Iterator
from dataclasses import fields, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from conftest import small
from markupsafe import escape
from matplotlib.figure import Figure
from rich.console import Console

from collectief_sim.batch.engine import carry_out
from collectief_sim.batch.executors import Processes
from collectief_sim.batch.store import Store
from collectief_sim.experiment.analysis import Analysis, analyse, draw_maps, rows_of
from collectief_sim.experiment.compare import judged
from collectief_sim.experiment.design import Experiment, Uncertainty
from collectief_sim.experiment.expand import plan_of
from collectief_sim.experiment.ledger import LEDGER
from collectief_sim.experiment.results import Results, design_file, read_results
from collectief_sim.report.assumptions import assumptions, policies
from collectief_sim.report.figures import area, differences, frontier, lives, style
from collectief_sim.report.landlords import landlords, reach_of
from collectief_sim.report.names import setting_name
from collectief_sim.report.page import render
from collectief_sim.report.tell import tell
from collectief_sim.report.words import FOLDER, languages, words
from collectief_sim.scenario import Scenario, dump, load
from collectief_sim.scenario.owners import floor_share_of
from collectief_sim.scenario.policy import Market

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

# ---- words -----------------------------------------------------------------------------------------------------------


def keys_in(table: dict[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from keys_in(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", value


def test_every_language_says_the_same_things_with_the_same_blanks() -> None:
    english = dict(keys_in(tomllib.loads((FOLDER / "en.toml").read_text(encoding="utf-8"))))
    for language in languages():
        there = dict(keys_in(tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))))
        assert there.keys() == english.keys()
        for key, text in there.items():
            blanks, wanted = (sorted(set(re.findall(r"\{\w+\}", str(one)))) for one in (text, english[key]))
            assert blanks == wanted, f"{language}: {key}"


@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_outcome_has_words(language: str) -> None:
    told = words(language)
    for name in LEDGER:
        assert told.label(name)
        value = told.told(name, 0.5)
        assert value in told.phrase(name, 0.5)
        assert not {"|", "{", "}"} & set(told.phrase(name, 0.5))


def test_settings_are_told_in_dutch_where_they_are_declared_so_and_in_english_elsewhere(results: Results) -> None:
    lines = {
        line.path: line for line in assumptions(results.scenario_of("small", "two"), results.experiment, words("nl"))
    }
    levers = {path: line for path, line in lines.items() if path.startswith(("policy.", "market.", "people."))}
    assert {line.language for line in levers.values()} == {"nl"}
    assert lines["policy.openness"].meaning.startswith("hoe goed de gemeente luistert")
    assert {line.language for line in lines.values()} == {"en", "nl"}


def test_numbers_are_written_as_in_the_language() -> None:
    english, dutch = words("en"), words("nl")
    assert english.number(-1234.5, 1) == "−1,234.5"
    assert dutch.number(-1234.5, 1) == "−1.234,5"
    assert english.number(-0.001, 1) == "0.0"  # no minus nothing
    assert english.value("survival_120_months", 0.6123) == "61.2%"
    assert dutch.value("survival_120_months", 0.0612) == "6,1%"
    assert english.signed("survival_120_months", 0.174) == "+17.4 pp"
    assert english.signed("homes_built", -765.6) == "−766"
    assert english.signed("homes_built", 0.2) == "0"
    assert dutch.signed("public_cost_eur", 139_398) == "+139.000"
    assert english.interval("survival_120_months", -0.01, 0.02) == "−1.0 to +2.0 pp"
    assert english.value("homes_built", float("nan")) == "–"
    assert english.interval("homes_built", float("nan"), float("nan")) == "–"


# ---- an experiment to report on --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """Two small areas, three arms, twelve replicates; one title tries to be clever."""
    folder = tmp_path_factory.mktemp("report")
    for name in ("small", "other"):
        text = dump(small({"months": 150, "name": name, "title": "<script>alert(1)</script>"}))
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    design = Experiment(
        name="leases",
        title={"en": "Leases & <b>luck</b>", "nl": "Contracten"},
        question={"en": "Two or ten?", "nl": "Twee of tien?"},
        areas=[str(folder / "small.toml"), str(folder / "other.toml")],
        replicates=12,
        arms={  # type: ignore[arg-type]
            name: {
                "title": {"en": f"{years} years", "nl": f"{years} jaar"},
                "settings": {"policy.contract_months": 12 * years},
            }
            for name, years in (("two", 2), ("five", 5), ("ten", 10))
        },
        comparisons=[{"base": "two", "other": "ten"}, {"base": "two", "other": "five"}],  # type: ignore[list-item]
    )
    # the two areas must differ, or they are the same runs
    other = (
        (folder / "other.toml").read_text().replace("arrivals_per_year_share = 0.2", "arrivals_per_year_share = 0.3")
    )
    (folder / "other.toml").write_text(other)
    plan = plan_of(design)
    with Store.create(folder / "out", plan, design_file(design)) as store, Processes(2) as executor:
        for _ in carry_out(plan, store, executor):
            pass
    return read_results(folder / "out")


@pytest.fixture(scope="module")
def analysis(results: Results) -> Analysis:
    return analyse(results, draw_maps(results))


@pytest.fixture(scope="module", params=["en", "nl"])
def page(analysis: Analysis, request: pytest.FixtureRequest) -> str:
    return render(analysis, request.param)


# ---- sentences -------------------------------------------------------------------------------------------------------


def with_comparison(analysis: Analysis, outcome: str = "survival_120_months", **changed: Any) -> Analysis:
    """The analysis as if the main comparison on an outcome, the main one if not said, in the first area had come out so."""
    table = analysis.comparison.copy()
    main = (table["area"] == "small") & (table["base"] == "two") & (table["other"] == "ten")
    for name, value in changed.items():
        table.loc[main & (table["outcome"] == outcome), name] = value
    return replace(analysis, comparison=table)


CLEAR = {
    "mean_base": 0.47,
    "mean_other": 0.641,
    "difference": 0.171,
    "low": 0.14,
    "high": 0.2,
    "pairs": 100,
    "clear": True,
}


def test_who_lets_on_which_terms_is_told_with_what_policy_reaches(analysis: Analysis) -> None:
    results = analysis.results
    for language, town, yes in (("en", "municipality", "yes"), ("nl", "gemeente", "ja")):
        told = words(language)
        table = landlords(results, "small", told).set_index(told("page.owner"))
        own = table.loc[town]
        assert own[told("page.first_months")] == "24 / 60 / 120"
        assert own[told("page.reached")] == yes
        assert own[told("page.floor")].endswith("%")
    investor = load("stylised-area").landlords.investor
    lines = {line.path: line for line in assumptions(results.scenario_of("small", "two"), results.experiment, told)}
    assert lines["landlords.investor.first_term_months"].value == str(investor.first_term_months)
    assert "area.ground_lease_share" in lines


def test_how_much_floor_policy_reaches_is_told() -> None:
    told = words("en")
    share = round(100 * floor_share_of(load("stylised-area"), "municipality"))
    assert reach_of(load("stylised-area"), told) == f"policy sets the leases of {share}% of the floor at the start"
    everybody = reach_of(load("stylised-area", {"policy.reach": "all"}), told)
    assert everybody == "policy sets the leases of 100% of the floor at the start"
    assert "covenants may come on another" in reach_of(load("stylised-area", {"policy.reach": "agreements"}), told)


def test_where_settings_are_uncertain_a_report_speaks_of_worlds(analysis: Analysis) -> None:
    told = words("en", worlds=True)
    assert told.units(128) == "128 worlds"
    assert "worlds" in told("page.few", units=4, enough=50)
    assert "repetition" not in told("page.simulated", units=4, replicates=2)
    design = analysis.results.experiment.model_copy(
        update={"uncertainties": {"market.housing_pressure": Uncertainty(low=0.8, high=1.4)}, "settings": {}}
    )
    lines = {line.path: line for line in assumptions(analysis.results.scenario_of("small", "two"), design, told)}
    assert lines["market.housing_pressure"].value == "0.8 to 1.4, another value in every world"
    assert lines["policy.contract_months"].value == "differs by policy (“2 years”: 24)"
    assert lines["policy.contract_months"].source == "this experiment"
    assert "command line" not in {line.source for line in lines.values()}


def test_an_uncertain_setting_is_called_by_its_title_or_its_name_as_a_lever_or_what_it_means(
    analysis: Analysis,
) -> None:
    uncertain = {
        "policy.openness": Uncertainty(title={"en": "Openness", "nl": "Openheid"}, low=0.0, high=1.0),
        "market.housing_pressure": Uncertainty(low=0.8, high=1.4),
        "market.value_gradient": Uncertainty(low=0.1, high=0.4),
    }
    experiment = analysis.results.experiment.model_copy(update={"uncertainties": uncertain})

    class Kept(Results):
        def scenario_of(self, area: str, arm: str) -> Scenario:
            return load(small_file(analysis))

    kept = Kept(**{field.name: getattr(analysis.results, field.name) for field in fields(analysis.results)})
    made = replace(analysis, results=replace(kept, experiment=experiment))
    assert setting_name(made, "policy.openness", words("nl")) == "Openheid"
    assert setting_name(made, "market.housing_pressure", words("en")) == "pressure of housing (1 = as now)"
    described = setting_name(made, "market.value_gradient", words("en"))
    assert described == Market.model_fields["value_gradient"].description
    assert setting_name(made, "market.value_gradient", words("nl")).startswith("hoeveel hoger waarden")


def test_the_lease_a_policy_comes_to_is_told_by_area_where_it_differs(analysis: Analysis) -> None:
    rows = {row["arm"]: row["lease"] for row in policies(analysis.results, words("en"))}
    assert rows["10 years"] == "120 months, and again 120"
    kept = {"small": load(small_file(analysis), {"policy.renewal_months": 12, "policy.contract_months": 120})}

    class Mixed(Results):
        def scenario_of(self, area: str, arm: str) -> Scenario:
            return kept.get(area) or super().scenario_of(area, arm)

    made = Mixed(**{field.name: getattr(analysis.results, field.name) for field in fields(analysis.results)})
    told = {row["arm"]: row["lease"] for row in policies(made, words("en"))}["10 years"]
    assert told == "small: 120 months, then 12 at a time; other: 120 months, and again 120"


def small_file(analysis: Analysis) -> Path:
    """The file of the first area."""
    return Path(analysis.results.experiment.areas[0])


# ---- figures ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("units", "p", "said"),
    [
        (12, 0.01, "Over all ages together they differ clearly (log-rank test in pairs, p = 0.01"),
        (12, 0.4, "Over all ages together they do not clearly differ (log-rank"),
        (9, 0.01, "Too few repetitions to say whether they differ (log-rank"),
    ],
)
def test_whether_curves_differ_is_told_from_enough_pairs_only(
    analysis: Analysis, units: int, p: float, said: str
) -> None:
    made = replace(analysis, tests=analysis.tests.assign(p=p), arms=analysis.arms.assign(units=units))
    assert said in lives.survival(made, words("en")).caption


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[Figure]:
    """The figures behind the drawings that are made."""
    kept: list[Figure] = []
    original = style.as_svg

    def keep(figure: Figure, key: str) -> str:
        kept.append(figure)
        return original(figure, key)

    monkeypatch.setattr(style, "as_svg", keep)
    return kept


def lines_of(axes: Any) -> dict[str, Any]:
    return {line.get_label(): line for line in axes.get_lines()}


def test_the_survival_figure_draws_the_table_of_curves(analysis: Analysis, drawn: list[Figure]) -> None:
    drawing = lives.survival(analysis, words("en"))
    lines = lines_of(drawn[0].axes[0])
    names = {text.get_text(): text for text in drawn[0].axes[0].texts}
    assert names.keys() == {"2 years", "5 years", "10 years"}
    heights = sorted(text.get_position()[1] for text in names.values())
    assert min(after - before for before, after in itertools.pairwise(heights)) > 0.04
    for arm, title in (("two", "2 years"), ("five", "5 years"), ("ten", "10 years")):
        curve = rows_of(analysis.curves_here, arm=arm, curve="survival")
        np.testing.assert_allclose(lines[title].get_ydata(), curve["estimate"])
        np.testing.assert_allclose(lines[title].get_xdata(), curve["age_months"] / 12)
    counts = [int(text.get_text()) for text in drawn[0].axes[1].texts if text.get_text().isdigit()]
    ages = [age for age in lives.AGES if age <= 12 * drawn[0].axes[0].get_xlim()[1]]
    for block, arm in zip(np.reshape(counts, (2, 3, len(ages))), ("two", "ten"), strict=True):
        curve = rows_of(analysis.curves_here, arm=arm, curve="survival").set_index("age_months")
        assert block[0].tolist() == curve["at_risk"][ages].tolist()
        assert block[1].tolist() == [0, *(curve["events"][age - 1] for age in ages[1:])]
        data = drawing.data[drawing.data["arm"] == arm].set_index("age_months").loc[ages]
        np.testing.assert_array_equal(block, data[["at_risk", "ended", "censored"]].T)


def test_the_bars_of_endings_are_the_shares_and_add_up_to_one(analysis: Analysis, drawn: list[Figure]) -> None:
    lives.endings(analysis, words("en"))
    bars = [[bar.get_width() for bar in some] for some in drawn[0].axes[0].containers]
    at_ten = analysis.curves_here[analysis.curves_here["age_months"] == 120].set_index(["curve", "arm"])["estimate"]
    for widths, cause in zip(bars, ("fell_apart", "too_small", "displaced", "survival"), strict=True):
        np.testing.assert_allclose(widths, [at_ten[cause, arm] for arm in ("two", "five", "ten")])
    np.testing.assert_allclose(np.sum(bars, axis=0), 1)


def test_the_estimation_plot_draws_every_pair_and_the_mean(analysis: Analysis, drawn: list[Figure]) -> None:
    drawing = differences.pairs(analysis, words("en"))
    rows = differences.shared_goals(analysis)
    units = rows_of(analysis.results.own, area="small").set_index(["arm", "unit"])
    lines = drawn[0].axes[0].get_lines()
    dots = [line for line in lines if line.get_marker() in (".", "<", ">") and line.get_color() == style.MAIN[1]]
    means = [line for line in lines if line.get_color() != style.MAIN[1] and line.get_marker() in ("o", "<", ">")]
    reach = drawn[0].axes[0].get_xlim()[1]
    for place, (row, mean) in enumerate(zip(rows, means, strict=True)):
        apart = (units.loc["ten", row["outcome"]] - units.loc["two", row["outcome"]]).dropna()
        wanted = np.clip(100 * apart / row["mean_base"], -reach, reach)
        seen = np.concatenate([line.get_xdata() for line in dots[3 * place : 3 * place + 3]])
        np.testing.assert_allclose(np.sort(seen), np.sort(wanted))
        assert mean.get_xdata() == pytest.approx(np.clip(100 * row["difference"] / row["mean_base"], -reach, reach))
        assert (mean.get_markerfacecolor() == "white") != (row["way"] in ("better", "worse"))
        told = drawing.data[drawing.data["outcome"] == row["outcome"]]["difference"]
        np.testing.assert_allclose(told, apart)


def test_sensitivity_is_drawn_with_what_luck_would_give(analysis: Analysis, drawn: list[Figure]) -> None:
    titles = {"policy.openness": "Openness", "market.housing_pressure": "Pressure"}
    uncertain = {path: Uncertainty(title=title, low=0.0, high=1.0) for path, title in titles.items()}
    experiment = analysis.results.experiment.model_copy(update={"uncertainties": uncertain})
    table = pd.DataFrame(
        {
            "setting": list(titles),
            "first_order": [0.4, -0.02],
            "noise": 0.12,
            "clear": [True, False],
            "correlation": 0.5,
        }
    )
    results = replace(analysis.results, experiment=experiment)
    vars(results)["concepts"] = {}  # else read from scenarios of worlds that are not there
    made = replace(analysis, results=results, sensitivity=table)
    drawing = differences.sensitivity(made, words("en"))
    axes = drawn[0].axes[0]
    dots = [line for line in axes.get_lines() if line.get_marker() == "o"]
    assert [line.get_xdata()[0] for line in dots] == [0.4, -0.02]
    assert [line.get_markerfacecolor() == "white" for line in dots] == [False, True]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["Openness", "Pressure"]
    (noise,) = axes.patches
    assert noise.get_x() + noise.get_width() == pytest.approx(0.12)
    assert "S1 up to 0.12" in drawing.caption
    assert drawing.table["in the file"].tolist() == list(titles)


def test_the_forest_draws_the_main_outcome_in_every_area(analysis: Analysis, drawn: list[Figure]) -> None:
    differences.forest(analysis, words("en"))
    for axes, where in zip(drawn[0].axes, ("small", "other"), strict=True):
        rows = rows_of(analysis.comparison, area=where, outcome="survival_120_months")
        dots = [line.get_xdata()[0] for line in axes.get_lines() if line.get_marker() == "o"]
        np.testing.assert_allclose(dots, rows["difference"] * 100)


def test_the_trade_off_draws_differences_from_the_first_policy(analysis: Analysis, drawn: list[Figure]) -> None:
    frontier.frontier(analysis, words("en"))
    rows = rows_of(analysis.verdicts, area="small", base="two").set_index(["other", "goal"])["difference"]
    marked = {line.get_label(): line for line in drawn[0].axes[0].get_lines() if line.get_marker() != "None"}
    assert len({line.get_marker() for line in marked.values()}) == 3
    for arm, title in (("five", "5 years"), ("ten", "10 years")):
        assert marked[title].get_xydata()[0] == pytest.approx([rows[arm, "homes"], rows[arm, "stay"]])


def test_the_ladder_and_the_maps_show_their_tables(analysis: Analysis, drawn: list[Figure]) -> None:
    area.ladder(analysis, words("en"))
    steps = [f"ladder_{step}" for step in range(1, 8)]
    two = rows_of(analysis.ladder, arm="two")
    top = drawn[0].axes[0].collections[-1].get_paths()[0].vertices[:, 1].max()
    assert top == pytest.approx(two[two["month"] % 6 == 0][steps].sum(axis=1).max())
    alive = analysis.results.runs.query("area == 'small' and arm == 'two'")["collectives_alive"].mean()
    assert two[steps].sum(axis=1).iloc[-1] == pytest.approx(alive)
    maps = area.maps(analysis, words("en"))
    image = drawn[1].axes[-1].get_images()[0].get_array()
    last = analysis.maps[(analysis.maps["arm"] == "ten") & (analysis.maps["month"] == 150)]
    assert image[last["y"], last["x"]].tolist() == last["kind"].tolist()
    assert maps.table["policy"].tolist() == ["2 years", "10 years"]


def test_curves_end_where_the_first_of_the_main_pair_ends(analysis: Analysis, drawn: list[Figure]) -> None:
    curves = analysis.curves.copy()
    ended = (curves["arm"] == "ten") & (curves["age_months"] > 60)
    curves.loc[ended, ["estimate", "low", "high"]] = np.nan
    lives.survival(replace(analysis, curves=curves), words("en"))
    axes = drawn[0].axes[0]
    assert axes.get_xlim()[1] == pytest.approx(5.0)
    for title in ("2 years", "5 years", "10 years"):
        assert lines_of(axes)[title].get_xdata().max() == pytest.approx(5.0)


def test_two_figures_never_share_an_id_and_a_figure_is_the_same_every_time(analysis: Analysis) -> None:
    one, again, other = (draw(analysis, words("en")) for draw in (lives.survival, lives.survival, lives.area_level))
    assert one.svg == again.svg
    ids = [set(re.findall(r'id="([^"]+)"', drawing.svg)) for drawing in (one, other)]
    assert ids[0]
    assert not ids[0] & ids[1]
    used = set(re.findall(r'(?:url\(#|href="#)([^")]+)', one.svg))
    assert used <= ids[0]


# ---- the page --------------------------------------------------------------------------------------------------------


class Outline(HTMLParser):
    """What a page is made of."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Called for every tag."""
        self.tags.append((tag, dict(attrs)))

    def attributes(self, name: str) -> list[str]:
        """The values of one attribute, wherever it is."""
        return [value for _, attributes in self.tags for key, value in attributes.items() if key == name and value]


def test_the_page_is_self_contained_and_has_no_script(page: str) -> None:
    outline = Outline(page)
    names = {tag for tag, _ in outline.tags}
    assert not names & {"script", "link", "iframe", "object", "embed", "base", "form"}
    for name in ("href", "src", "xlink:href", "action", "data", "srcset"):
        for value in outline.attributes(name):
            assert value.startswith(("#", "data:")), value
    assert "url(http" not in page
    assert "@import" not in page
    assert not [name for _, attributes in outline.tags for name in attributes if name.startswith("on")]


def test_what_files_say_is_text_and_never_markup(page: str) -> None:
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<b>luck" not in page


def test_ids_are_unique_headings_in_order_and_figures_have_words(page: str) -> None:
    outline = Outline(page)
    ids = outline.attributes("id")
    assert len(ids) == len(set(ids))
    levels = [int(tag[1]) for tag, _ in outline.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    images = [attributes for _, attributes in outline.tags if attributes.get("role") == "img"]
    assert len(images) >= 9
    assert all(len(attributes["aria-label"] or "") > 30 for attributes in images)


def test_the_data_in_the_page_are_the_tables(page: str, analysis: Analysis) -> None:
    links = dict(re.findall(r'href="data:text/csv;charset=utf-8;base64,([^"]+)" download="([^"]+)"', page))
    files = {name: pd.read_csv(io.BytesIO(base64.b64decode(data))) for data, name in links.items()}
    assert {"comparison.csv", "arms.csv", "curves.csv"} <= files.keys()
    np.testing.assert_allclose(
        files["comparison.csv"]["difference"], analysis.comparison["difference"], rtol=1e-4, atol=1e-9
    )
    assert len(files["arms.csv"]) == len(analysis.arms)


def test_an_incomplete_folder_is_told_on_the_first_line(results: Results, analysis: Analysis) -> None:
    runs = results.runs.iloc[:30]
    partial = replace(results, runs=runs, collectives=results.collectives[results.collectives["key"].isin(runs["key"])])
    text = render(replace(analysis, results=partial), "en")
    first = text.split("<main>")[1].lstrip().splitlines()[0]
    assert "This report is incomplete: 30 of 72 runs could be used" in first


def test_few_repetitions_are_told(page: str) -> None:
    assert "12" in re.findall(r'class="warning"[^>]*>([^<]*)<', page)[0]


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")
@pytest.mark.filterwarnings("ignore")
def test_the_page_opens_without_a_request_or_an_accessibility_violation(page: str, tmp_path: Path) -> None:
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright

    file = tmp_path / "report.html"
    file.write_text(page, encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(offline=True, bypass_csp=True)
        tab = context.new_page()
        asked: list[str] = []
        said: list[str] = []
        tab.on("request", lambda request: asked.append(request.url))
        tab.on("console", lambda message: said.append(message.text))
        tab.goto(file.as_uri())
        assert [url for url in asked if not url.startswith("data:")] == [file.as_uri()]
        assert said == []
        for summary in tab.query_selector_all("summary"):
            summary.click()
        tab.screenshot(path=tmp_path / "report.png", full_page=True)
        found = Axe().run(tab, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]})
        assert found.violations_count == 0, found.generate_report()
        browser.close()


def test_a_table_of_comparisons_without_any_p_value_claims_nothing() -> None:
    table = pd.DataFrame({"p": [np.nan], "low": [np.nan], "high": [np.nan]})
    assert judged(table)["clear"].tolist() == [False]


CLEVER = [
    "$\\frac{1$",
    '<img src=x onerror="alert(1)"> id="x" url(#x)',
    "_hidden --> ]]> */ // <!-- {{ 7 * 7 }} {0} %s",
    "=1+1 & ümläut 😀 javascript:alert(1)",
]


@pytest.mark.parametrize("title", CLEVER)
@pytest.mark.parametrize("language", ["en", "nl"])
def test_titles_are_shown_as_they_were_written_and_do_nothing(language: str, title: str, analysis: Analysis) -> None:
    """Neither mathematics nor markup nor a formula: Matplotlib, HTML and spreadsheets would each read them otherwise."""
    design = analysis.results.experiment
    arms = {
        name: arm.model_copy(update={"title": f"{name} {title}", "note": title}) for name, arm in design.arms.items()
    }
    clever = design.model_copy(update={"title": title, "question": title, "arms": arms})
    told = replace(analysis, results=replace(analysis.results, experiment=clever))
    page = render(told, language)
    outline = Outline(page)
    assert {tag for tag, _ in outline.tags} == {tag for tag, _ in Outline(render(analysis, language)).tags}
    assert not [name for _, attributes in outline.tags for name in attributes if name.startswith("on")]
    assert len(outline.attributes("id")) == len(set(outline.attributes("id")))
    assert f'<p class="question">{escape(title)}. {escape(title)}</p>' in page
    texts = [html.unescape(text) for text in re.findall(r"<text [^>]*>(.*?)</text>", page, re.DOTALL)]
    assert any(text.startswith(f"ten {title}"[:12]) for text in texts)
    tell(told, language, console := Console(file=io.StringIO(), width=300))
    assert title in console.file.getvalue()  # type: ignore[attr-defined]


def test_a_title_alone_that_begins_with_an_underscore_is_drawn(analysis: Analysis) -> None:
    design = analysis.results.experiment
    arms = {name: arm.model_copy(update={"title": f"_{name}"}) for name, arm in design.arms.items()}
    told = replace(analysis, results=replace(analysis.results, experiment=design.model_copy(update={"arms": arms})))
    for figure in (frontier.frontier, lives.survival, differences.forest, area.ladder):
        assert "_ten" in figure(told, words("en")).svg


def test_curves_are_of_every_area_and_say_of_which(analysis: Analysis) -> None:
    assert analysis.curves["area"].unique().tolist() == ["small", "other"]
    assert analysis.curves_here["area"].unique().tolist() == ["small"]
    assert (
        set(analysis.curves_here["arm"]) == set(rows_of(analysis.curves, area="other")["arm"]) == {"two", "five", "ten"}
    )
    assert analysis.ladder["area"].unique().tolist() == analysis.fan["area"].unique().tolist() == ["small"]
