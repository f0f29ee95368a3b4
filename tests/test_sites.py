"""The register of sites: its form, its reader, and docs/sites.py, which holds it beside runs."""

from __future__ import annotations

import csv
import math
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest

from collectief_sim.files.errors import ScenarioError
from collectief_sim.model.codes import BUILDING_SITE
from collectief_sim.model.rows import NONE, columns
from collectief_sim.model.simulation import Simulation
from collectief_sim.scenario.owners import KINDS
from collectief_sim.validation.register import AMOUNTS, CAME, COLUMNS, DATES, evidence_of, read_sites, span_of

DOCS = Path(__file__).parents[1] / "docs"
REGISTER = DOCS / "sites.csv"
PAGE = (DOCS / "sites.md").read_text(encoding="utf-8")
MARKED = re.compile(r"<!-- ([\w -]+): generated -->\n(.*?)<!-- end -->", re.DOTALL)
A_SITE = {
    **dict.fromkeys(COLUMNS, ""),
    "name": "De School",
    "city": "Arnhem",
    "scope": "building",
    "owner_kind": "municipality",
    "start": "2016",
    "evidence": "F36",
    "source": "a newspaper",
    "confidence": "low",
}


@pytest.fixture
def sites(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """The script and what it is made of, as one."""
    monkeypatch.syspath_prepend(DOCS)
    import sites
    import sites_measures
    import sites_watched

    return SimpleNamespace(**(vars(sites_measures) | vars(sites_watched) | vars(sites)))


def filed(folder: Path, *rows: dict[str, str], head: tuple[str, ...] = COLUMNS) -> Path:
    """A register with these rows."""
    file = folder / "sites.csv"
    with file.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, head, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return file


def refused(file: Path) -> str:
    with pytest.raises(ScenarioError) as told:
        read_sites(file)
    return str(told.value)


# ---- the register ----------------------------------------------------------------------------------------------------


def test_the_register_can_be_read() -> None:
    register = read_sites(REGISTER)
    assert len(register) >= 15
    assert list(register.columns[: len(COLUMNS)]) == list(COLUMNS)
    assert set(register["owner_kind"]) <= {"", *KINDS}
    for column in (*DATES, *AMOUNTS):
        known = register[column] != ""
        assert (register[f"{column}_low"].notna() == known).all()
        assert (register.loc[known, f"{column}_low"] <= register.loc[known, f"{column}_high"]).all()


def test_evidence_has_every_source_and_says_that_the_register_leans_on_it() -> None:
    text = (DOCS / "evidence.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| ([EF]\d+) \|.*\| ([^|]*) \|$", text, re.MULTILINE))
    cited = evidence_of(read_sites(REGISTER))
    assert set(cited) <= set(rows)
    assert {one for one, used_in in rows.items() if "`docs/sites.csv`" in used_in} == set(cited)


def test_a_date_is_as_precise_as_it_is_known() -> None:
    assert span_of("start", "2019") == (2019.0, 2020.0)
    assert span_of("start", "2019-05") == pytest.approx((2019 + 4 / 12, 2019 + 5 / 12))
    assert span_of("start", "2021-12-31") == pytest.approx((2022.0, 2022.0), abs=0.002)
    assert span_of("start", "2018/2019-06") == (2018.0, 2019.5)
    assert span_of("makers", "110-150") == (110.0, 150.0)


@pytest.mark.parametrize(
    ("column", "text", "allowed"),
    [
        ("start", "May 2019", "a date as 2019, 2019-05 or 2019-05-31"),
        ("start", "2019-13", "a date as 2019"),
        ("start", "2023-02-29", "2023-02 has 28 days"),
        ("start", "2020/2019", "the earlier one first"),
        ("makers", "about 30", "a number from 1 to 100000 (people or firms)"),
        ("makers", "150-110", "or two of them as 110-150"),
        ("moved_along_share", "90", "a number from 0 to 1 (a share)"),
        ("owner_kind", "municipalty", "one of municipality, investor"),
        ("owner_kind", "land_trust", "one of municipality, investor"),
        ("came", "demolished", "one of demolition, renovation"),
        ("scope", "", "filled in"),
        ("confidence", "sure", "one of high, medium, low"),
        ("evidence", "F36, F37", "ids of docs/evidence.md with a blank between them"),
        ("city", " Arnhem", "without blanks before or behind it"),
    ],
)
def test_a_cell_that_is_not_allowed_is_named(tmp_path: Path, column: str, text: str, allowed: str) -> None:
    told = refused(filed(tmp_path, A_SITE, A_SITE | {"name": "Wrong", column: text}))
    assert told.startswith("sites.csv: row 3 (")
    assert f"column '{column}' = " in told
    assert text in told
    assert allowed in told
    assert "\n" not in told


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    told = refused(filed(tmp_path, A_SITE | {"start": "x"}, A_SITE | {"name": "Other", "owner_kind": "y"}))
    assert sorted(line.partition(",")[0] for line in told.splitlines()) == [
        "sites.csv: row 2 ('De School')",
        "sites.csv: row 3 ('Other')",
    ]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"announced": "2015"}, "column 'announced' = 2015 is not allowed: it must not come before 'start'"),
        (
            {"announced": "2018", "notice": "2017-12"},
            "'notice' = 2017-12 is not allowed: it must not come before 'announced'",
        ),
        ({"ended": "2015"}, "'ended' = 2015 is not allowed: it must not come before 'start'"),
        ({"announced": "2020-05", "announced_end": "2020-04"}, "must not come before 'announced'"),
        ({"planned": "2020", "permit": "2019"}, "'permit' = 2019 is not allowed: it must not come before 'planned'"),
        ({"came": "sale"}, "both or neither"),
        ({"start": ""}, "nothing is dated"),
    ],
)
def test_what_does_not_go_together_is_named(tmp_path: Path, wrong: dict[str, str], told: str) -> None:
    assert told in refused(filed(tmp_path, A_SITE | wrong))


def test_dates_of_one_year_may_be_in_any_order(tmp_path: Path) -> None:
    assert len(read_sites(filed(tmp_path, A_SITE | {"announced": "2016", "notice": "2016-03", "ended": "2016"}))) == 1


def test_a_site_has_one_row(tmp_path: Path) -> None:
    assert "that site of Arnhem has a row" in refused(filed(tmp_path, A_SITE, A_SITE))


def test_a_table_of_another_form_is_refused(tmp_path: Path) -> None:
    assert "column 'permit' is missing" in refused(filed(tmp_path, A_SITE, head=COLUMNS[:14] + COLUMNS[16:]))
    told = refused(filed(tmp_path, A_SITE, head=("nam", *COLUMNS[1:])))
    assert "unknown column 'nam'. Did you mean 'name'?" in told
    assert "there is no site" in refused(filed(tmp_path))
    file = filed(tmp_path, A_SITE)
    file.write_text(file.read_text("utf-8").replace("a newspaper", "a newspaper, June 2022"), encoding="utf-8")
    told = refused(file)
    assert told.startswith(f"sites.csv: row 2 ('De School'): {len(COLUMNS) + 1} cells are not allowed")
    assert "double quotes" in told
    file.write_text(";".join(COLUMNS), encoding="utf-8")
    assert "save it with commas" in refused(file)
    file.write_bytes(b"\xff\xfe\x00")
    assert "in UTF-8" in refused(file)
    file.unlink()
    assert "cannot be read" in refused(file)


def test_a_mark_that_spreadsheets_write_is_no_problem(tmp_path: Path) -> None:
    file = filed(tmp_path, A_SITE)
    file.write_text("\ufeff" + file.read_text("utf-8"), encoding="utf-8")
    assert read_sites(file)["name"].tolist() == ["De School"]


# ---- the page --------------------------------------------------------------------------------------------------------


def test_the_page_has_every_site_and_every_measure(sites: SimpleNamespace) -> None:
    made = dict(MARKED.findall(PAGE))
    assert list(made) == ["runs", "beside", "apart", "sites"]
    register = read_sites(REGISTER)
    assert [line.split(" | ")[0].removeprefix("| ") for line in made["sites"].splitlines()[2:]] == list(
        register["name"]
    )
    words = [f"{one.words} [{one.unit}]" for one in sites.MEASURES]
    assert [line.split(" | ")[0].removeprefix("| ") for line in made["beside"].splitlines()[2:]] == words
    for area in sites.AREAS:
        assert f"`{area}`" in made["runs"]


def test_the_page_tells_the_register_as_it_is(sites: SimpleNamespace) -> None:
    filed_rows = dict(MARKED.findall(PAGE))["sites"]
    for _, site in read_sites(REGISTER).iterrows():
        assert sites.in_words(site) in filed_rows
        assert site["note"] in filed_rows
    beside = dict(MARKED.findall(PAGE))["beside"].splitlines()[2:]
    for line, measure in zip(beside, sites.MEASURES, strict=True):
        one = sites.held(measure, read_sites(REGISTER), sites.told_by([]))
        for name, span in one.known.items():
            assert f"{name} {sites.written(span, measure.decimals)}" in line


def test_the_page_says_what_the_register_is_not_and_how_to_add_to_it() -> None:
    headings = re.findall(r"^## (.*)$", PAGE, re.MULTILINE)
    assert headings == [
        "Beside the model",
        "Where they differ",
        "What the model has no counterpart for",
        "The sites",
        "How to add a line",
        "Do it again",
    ]
    assert "no sample" in PAGE
    assert "not in the model" in PAGE
    how = PAGE.partition("## How to add a line")[2]
    explained = set(re.findall(r"`(\w+)`", how))
    assert set(COLUMNS) <= explained
    assert {f"`{word}`" for word in (*CAME, *KINDS)} <= set(re.findall(r"`[\w ]+`", how))


def test_the_example_of_a_line_would_be_read(tmp_path: Path) -> None:
    table = PAGE.partition("| column | value | why |")[2].partition("\n\n")[0]
    site = dict.fromkeys(COLUMNS, "")
    for line in table.splitlines()[2:]:
        names, values = (re.findall(r"`([^`]+)`", cell) for cell in line.split(" | ")[:2])
        assert set(names) <= set(COLUMNS)
        site |= dict(zip(names, values, strict=False))  # what comes last in a line may be empty
    read = read_sites(filed(tmp_path, site)).iloc[0]
    assert [read["came_on"], read["in_use"], read["permit"]] == ["2023-09", "", ""]
    assert read["makers_high"] == 35.0


def test_the_figure_has_a_line_for_every_site_with_a_date(sites: SimpleNamespace) -> None:
    picture = ElementTree.parse(DOCS / "sites.svg")
    words = {"".join(text.itertext()).strip() for text in picture.iter("{http://www.w3.org/2000/svg}text")}
    for _, site in read_sites(REGISTER).iterrows():
        dated = any(site[column] for column in DATES)
        assert (f"{sites.short(site['name'])}, {site['city']}" in words) == dated


def test_what_is_watched_is_what_happens_in_the_run(sites: SimpleNamespace) -> None:
    made = sites.episodes_of(("stylised-area", 3))
    run = Simulation(sites.scenario_of("stylised-area"), 3, stays=False)
    run.finish()
    buildings = columns(run.world.buildings)
    assert len(made) == buildings.plans.sum()
    homes = sorted(int(one.in_use) for one in made if one.aim == "homes" and not math.isnan(one.in_use))
    assert homes == sorted(buildings.homes_month[buildings.homes_month != NONE].tolist())
    going_on = [one for one in made if math.isnan(one.in_use) and math.isnan(one.dropped)]
    assert len(going_on) == (buildings.plan_month != NONE).sum()
    sites_now = columns(run.world.plots).use[buildings.plot] == BUILDING_SITE
    assert sum(not math.isnan(one.site) for one in going_on) == sites_now.sum()


def test_dates_of_a_plan_are_in_order(sites: SimpleNamespace) -> None:
    made = pd.DataFrame([vars(one) for one in sites.episodes_of(("keilekwartier", 1))])
    order = ["planned", "announced", "notice", "out", "site", "in_use"]
    for first, last in pairwise(order):
        apart = (made[last] - made[first]).dropna()
        assert len(apart)
        assert (apart >= 0).all(), (first, last)
    assert made.listed.any()
    assert not sites.told_by([sites.Episode(0, "homes", "investor", listed=True)]).size
    for share in ("moved_along", "stayed"):
        assert made[share].dropna().between(0.0, 1.0).all()


def test_where_a_site_stands(sites: SimpleNamespace) -> None:
    one = sites.Held(sites.MEASURES[0], {}, np.arange(101.0))
    for span, stands in (
        ((1.0, 4.0), "less than in the model"),
        ((1.0, 6.0), "within"),
        ((96.0, 99.0), "more than in the model"),
    ):
        assert one.stands(span) == stands
    assert sites.Held(sites.MEASURES[0], {}, np.array([])).stands((1.0, 2.0)) == "the model has none"


def approx_days(span: tuple[float, float]) -> Any:
    """As far as a day goes."""
    return pytest.approx(span, abs=0.003)


def measured(sites: SimpleNamespace, words: str, **cells: str) -> Any:
    """What a measure makes of a site with these cells [in years, or as it stands]."""
    site = pd.Series(dict.fromkeys(COLUMNS, "") | cells, dtype=object)
    for column in (*DATES, *AMOUNTS):
        if site[column]:
            site[f"{column}_low"], site[f"{column}_high"] = span_of(column, site[column])
    return next(one for one in sites.MEASURES if one.words.startswith(words)).register(site)


def test_durations_are_as_wide_as_dates_leave_open(sites: SimpleNamespace) -> None:
    assert measured(sites, "from moving in to the first end", start="2013", announced_end="2021-12-31") == approx_days(
        (8.0, 9.0)
    )
    assert measured(sites, "from moving in to the first end", start="2013") is None
    assert measured(sites, "how much later", announced_end="2021-12-31", ended="2021-12-31") == (0.0, 0.0)
    assert measured(sites, "how much later", announced_end="2020-12", moved_to="2021-04") == pytest.approx(
        (1 / 3, 1 / 3)
    )
    assert measured(sites, "notice of a municipality", owner_kind="municipality", notice_months="3") == (0.25, 0.25)
    assert measured(sites, "notice of a private", owner_kind="municipality", notice_months="3") is None
    rents = {"rent_eur_m2_year": "25", "rent_after_eur_m2_year": "75-250"}
    assert measured(sites, "rent after", **rents) == (3.0, 10.0)


@pytest.mark.slow
def test_the_page_can_be_made_again(tmp_path: Path) -> None:
    page = tmp_path / "sites.md"
    script = [sys.executable, DOCS / "sites.py", "--seeds", "2", "--page", page]
    done = subprocess.run(script, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    made = page.read_text(encoding="utf-8")
    assert MARKED.sub("", made) == MARKED.sub("", PAGE)
    assert not re.search(r"\bnan\b", made)
    assert (tmp_path / "sites.svg").is_file()
