"""What a results folder gives to researchers and offices: no column without a meaning, a workbook, methods, figures made anew."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from openpyxl import load_workbook
from test_cli import collectief
from test_experiment import Change, experiment_in

from collectief_sim.batch.columns import LABELS, as_texts, stored_columns
from collectief_sim.batch.engine import carry_out
from collectief_sim.batch.executors import Processes
from collectief_sim.batch.integrity import inspect, sealing
from collectief_sim.batch.manifest import read_manifest
from collectief_sim.batch.of_set import used_in
from collectief_sim.batch.store import Store
from collectief_sim.experiment import workbook as workbooks
from collectief_sim.experiment.analysis import Analysis, analyse, draw_maps
from collectief_sim.experiment.design import load_experiment
from collectief_sim.experiment.expand import plan_of
from collectief_sim.experiment.methods import passage
from collectief_sim.experiment.results import design_file, read_results
from collectief_sim.experiment.tables import MADE, STORED, columns_of, made_tables
from collectief_sim.experiment.tradeoff import COST, PRICE, tradeoffs
from collectief_sim.experiment.workbook import WORKBOOK, workbook
from collectief_sim.experiment.worlds import of_set, some_worlds
from collectief_sim.experiment.writing import write_tables

EXAMPLES = Path(__file__).parents[1] / "docs" / "examples"
ROOM = 40_000  # cells in a workbook: reading them back takes long
MAIN = ("first_seed = 11", 'first_seed = 11\nmain = "collectives_founded"')
LONG = 'settings = { "policy.contract_months" = 120 }'
LESS = ("replicates = 8", "replicates = 2")
UNCERTAIN = '\n[uncertainties]\n"market.housing_pressure" = { low = 0.6, high = 1.6, title = { en = "pressure", nl = "druk" } }\n'
KINDS: dict[str, list[Change]] = {
    "arms": [(LONG, f'{LONG}\n[arms."=1+1"]\nsettings = {{ "policy.contract_months" = 60 }}')],
    "worlds": [MAIN, ("replicates = 8", "replicates = 2\nworlds = 20"), ("[arms.short]", f"{UNCERTAIN}[arms.short]")],
    "set": [MAIN, ("replicates = 8", "replicates = 2\nworlds = 3\nfrom_set = true")],
    "factors": [
        MAIN,
        LESS,
        (
            """[arms.short]
title = { en = "2 years", nl = "2 jaar" }
settings = { "policy.contract_months" = 24 }
[arms.long]
title = "10"
settings = { "policy.contract_months" = 120 }
""",
            '[factors]\n"policy.contract_months" = { levels = [24, 120] }\n"policy.openness" = { levels = [0.2, 0.8] }\n',
        ),
    ],
}


@pytest.fixture(scope="module")
def analyses(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Analysis]:
    """What came out of experiments of every kind, with folders that hold all but the report."""
    found = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workbooks, "MOST_CELLS", ROOM)
        for kind in KINDS:
            found[kind] = analysis_of(kind, tmp_path_factory.mktemp(kind))
    return found


def analysis_of(kind: str, place: Path) -> Analysis:
    """What comes out of an experiment, in a folder with all but the report."""
    design = load_experiment(str(experiment_in(place, *KINDS[kind], months=180 if kind == "arms" else 36)))
    plan = plan_of(design)
    used = of_set(some_worlds(design.worlds), {}).as_file() if design.from_set else {}
    with Store.create(place / "out", plan, design_file(design) | used) as store, Processes(1) as executor:
        for _ in carry_out(plan, store, executor):
            pass
    results = read_results(place / "out")
    analysis = analyse(results, draw_maps(results))
    made_again(analysis)
    return analysis


@pytest.fixture(scope="module")
def folders(analyses: dict[str, Analysis]) -> dict[str, Path]:
    """Their folders."""
    return {kind: analysis.results.folder for kind, analysis in analyses.items()}


@pytest.fixture
def analysis(analyses: dict[str, Analysis], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Analysis:
    """A copy of the first, with a folder of its own."""
    monkeypatch.setattr(workbooks, "MOST_CELLS", ROOM)
    first = analyses["arms"]
    copied = Path(shutil.copytree(first.results.folder, tmp_path / "out"))
    return replace(first, results=replace(first.results, folder=copied))


@pytest.fixture
def folder(analysis: Analysis) -> Path:
    """The folder of that."""
    return analysis.results.folder


def made_again(analysis: Analysis, csv: str = "") -> None:
    """Write all but the report once more, as the command does."""
    with sealing(analysis.results.folder) as made:
        made += write_tables(analysis, csv)


def damaged(folder: Path) -> list[str]:
    found = inspect(folder)
    assert not found.missing
    return found.damaged


def tables_in(folder: Path) -> dict[str, pd.DataFrame]:
    """Every table in a folder, however it is written."""
    found = {file.stem: pd.read_csv(file) for file in folder.glob("*.csv") if file.stem not in ("dictionary", "worlds")}
    found |= {file.stem: pd.read_parquet(file) for file in folder.glob("*.parquet")}
    return found | {name: pd.read_parquet(folder / name) for name in STORED if (folder / name).is_dir()}


# ---- columns ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_no_column_of_any_table_is_without_a_meaning(kind: str, folders: dict[str, Path]) -> None:
    told = pd.read_csv(folders[kind] / "dictionary.csv", keep_default_na=False)
    tables = tables_in(folders[kind])
    assert set(told["table"]) == set(tables)
    for name, table in tables.items():
        mine = told[told["table"] == name].set_index("column")
        assert list(mine.index) == list(table.columns), name
        assert (mine["meaning"] != "").all()
        assert (mine["unit"] != "").all(), name
        empty = table.columns[table.isna().any()]
        assert (mine.loc[empty, "empty"] != "").all(), f"{name}: {[*empty[mine.loc[empty, 'empty'] == '']]}"


def test_every_table_that_can_be_made_is_declared_and_told_in_dutch() -> None:
    units = pd.DataFrame(
        [
            {"arm": arm, "unit": unit, "gain": arm * unit, PRICE: -arm * unit, COST: 0.0}
            for arm in (1, 2, 3)
            for unit in range(1, 5)
        ]
    ).assign(arm=lambda table: table["arm"].astype(str))
    made = tradeoffs(units, "1", "3", ["2"], "gain")
    assert ["area", *made.columns] == list(MADE["tradeoffs"].columns)
    for name, table in MADE.items():
        for column, one in table.columns.items():
            texts = as_texts(one)
            assert texts["meaning_nl"], (name, column)
            assert bool(texts["empty"]) == bool(texts["empty_nl"]), (name, column)


def test_area_and_arm_have_columns_of_their_own(folders: dict[str, Path]) -> None:
    for kind, folder in folders.items():
        tables = tables_in(folder)
        arms = set(tables["policies"]["arm"])
        for name, table in tables.items():
            if name in ("policies", "outcomes"):
                continue
            assert set(table["area"]) == {"small"}, (kind, name)
            named = set(table[[c for c in ("arm", "base", "other") if c in table]].to_numpy().ravel())
            assert {one.removeprefix("'") for one in map(str, named)} <= {one.removeprefix("'") for one in arms}
        planned = {arm["name"] for arm in read_manifest(folder)["plan"]["arms"]}
        assert set(tables["runs"]["cell"]) == set(tables["plan"]["cell"]) == planned
    used = used_in(folders["set"])
    assert used is not None
    assert sorted(tables_in(folders["set"])["runs"]["world"].unique()) == sorted(used.numbers)


def test_a_setting_that_was_varied_has_the_meaning_of_its_declaration() -> None:
    known = stored_columns(["policy.contract_months", "changes.mine.on"])["runs"]
    assert known["policy.contract_months"].unit == "months"
    assert known["policy.contract_months"].meaning.nl
    assert known["changes.mine.on"].meaning.en == "setting that was varied"
    assert list(known)[: len(LABELS)] == list(LABELS)


# ---- the workbook ----------------------------------------------------------------------------------------------------


def sheets_of(content: bytes) -> dict[str, list[tuple[Any, ...]]]:
    book = load_workbook(io.BytesIO(content))
    for sheet in book:
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row), "a formula"
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


@pytest.mark.parametrize("kind", KINDS)
def test_the_workbook_holds_what_the_other_files_hold(kind: str, folders: dict[str, Path]) -> None:
    sheets = sheets_of((folders[kind] / WORKBOOK).read_bytes())
    tables = tables_in(folders[kind])
    first, meanings, *others = sheets
    assert {"plan"} <= set(tables) - set(others) <= {"plan", "collectives", "series"}
    assert "runs" in others
    for name in others:
        head, *rows = sheets[name]
        found, wanted = pd.DataFrame(rows, columns=pd.Index(head)), tables[name]
        if name == "curves":
            wanted = wanted[wanted["age_months"] % 12 == 0].reset_index(drop=True)
        assert list(found.columns) == list(wanted.columns)
        assert len(found) == len(wanted)
        for column in wanted:
            if pd.api.types.is_numeric_dtype(wanted[column]):
                same = np.isclose(found[column].astype(float), wanted[column].astype(float), rtol=1e-14, equal_nan=True)
                assert same.all(), (name, column)
            else:
                texts = wanted[column].astype(object).where(wanted[column].notna(), "").astype(str)
                assert found[column].fillna("").astype(str).tolist() == [one.removeprefix("'") for one in texts]
    told = {(row[0], row[1]) for row in sheets[meanings]}
    assert {(name, column) for name in others for column in tables[name]} <= told
    assert {row[0] for row in sheets[first]} >= set(others)


def test_the_files_are_the_same_bytes_whenever_they_are_made(analysis: Analysis, folder: Path) -> None:
    before = {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}
    assert {WORKBOOK, "methods.md", "dictionary.csv"} <= before.keys()
    made_again(analysis)
    assert {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()} == before


def test_what_does_not_fit_is_left_out_and_told(analysis: Analysis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MOST_CELLS", 12_000)
    sheets = sheets_of(workbook(analysis, columns_of(analysis)))
    assert "comparison" in sheets
    assert "series" not in sheets
    (line,) = (row for row in sheets[next(iter(sheets))] if row[0] == "series" and row[1] is None)
    assert "see series/*.parquet" in line[3]
    assert "zie series/*.parquet" in line[5]


@pytest.mark.parametrize("name", [WORKBOOK, "dictionary.csv", "methods.md", "policies.csv"])
def test_damage_to_what_was_made_is_noticed(name: str, analysis: Analysis, folder: Path) -> None:
    assert damaged(folder) == []
    content = bytearray((folder / name).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / name).write_bytes(content)
    assert damaged(folder) == [name]
    made_again(analysis)
    assert damaged(folder) == []


def test_a_file_is_written_whole_or_not_at_all(
    analysis: Analysis, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {file.name: file.read_bytes() for file in folder.glob("tables.xlsx")}
    monkeypatch.setattr(workbooks, "_fill", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        made_again(analysis)
    assert {file.name: file.read_bytes() for file in folder.glob("*.xlsx*")} == before


# ---- CSV -------------------------------------------------------------------------------------------------------------


def test_csv_for_dutch_spreadsheets_has_the_same_numbers(analysis: Analysis, folder: Path) -> None:
    made_again(analysis, "nl")
    names = {file.name.removesuffix(".nl.csv") for file in folder.glob("*.nl.csv")}
    assert names == {*made_tables(analysis), "dictionary", "runs", "collectives"}
    for name in names:
        content = (folder / f"{name}.nl.csv").read_bytes()
        assert content.startswith(b"\xef\xbb\xbf")
        dutch = pd.read_csv(io.BytesIO(content), sep=";", decimal=",", encoding="utf-8-sig")
        other = pd.read_parquet(folder / name) if name in STORED else pd.read_csv(folder / f"{name}.csv")
        for column in other:
            if pd.api.types.is_numeric_dtype(other[column]):
                assert np.allclose(dutch[column].astype(float), other[column].astype(float), rtol=1e-12, equal_nan=True)
    (folder / "comparison.nl.csv").write_text("old")
    assert damaged(folder) == ["comparison.nl.csv"]
    made_again(analysis)  # once asked for, kept up to date
    assert damaged(folder) == []
    assert (folder / "comparison.nl.csv").read_bytes().startswith(b"\xef\xbb\xbfarea;base;other;outcome")


def test_runs_are_csv_on_request(folder: Path) -> None:
    assert not (folder / "runs.csv").exists()
    assert collectief("report", folder, "--csv", "en").returncode == 0
    stored, written = pd.read_parquet(folder / "runs"), pd.read_csv(folder / "runs.csv")
    assert written["homes_built"].tolist() == stored["homes_built"].tolist()
    assert written["cell"].map(lambda text: text.lstrip("'")).tolist() == stored["cell"].tolist()
    refused = collectief("report", folder, "--csv", "fr")
    assert refused.returncode == 2
    assert "--csv 'fr' is not allowed: it must be one of en, nl" in refused.stderr


# ---- how it was reckoned ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_the_methods_are_those_of_the_manifest(kind: str, folders: dict[str, Path]) -> None:
    manifest = read_manifest(folders[kind])
    english, dutch = re.split(r"^## Werkwijze$", (folders[kind] / "methods.md").read_text("utf-8"), flags=re.MULTILINE)
    for text in (english, dutch):
        assert manifest["code"] in text
        assert manifest["code"].partition("+")[0] in text
        assert manifest["plan"]["digest"] in text
        assert manifest["commit"] is None or manifest["commit"]["hash"] in text
        assert all(f"{name} {version}" in text for name, version in manifest["software"].items())
        assert "The collectief-sim developers" in text
        assert str(manifest["plan"]["runs"]) in text
        assert "{" not in text
    if kind == "arms":
        assert "“2 years”, “10” and “=1+1”" in english
        assert "“2 jaar”, “10” en “=1+1”" in dutch
        assert "8 times in each area, with the same seeds (11 to 18)" in english
        assert "over 15 jaar" in dutch
    elif kind == "worlds":
        assert "20 worlds, each with values of its own for pressure, drawn" in english
        assert "20 werelden, elk met eigen waarden voor druk, getrokken" in dutch
    elif kind == "set":
        used = used_in(folders[kind])
        assert used is not None
        assert (
            f"3 worlds of a set of {used.total} that nothing known rules out (SHA-256 of the set {used.digest};"
            in english
        )
        assert f"3 werelden uit een verzameling van {used.total} die" in dutch
        assert f"SHA-256 van de verzameling {used.digest};" in dutch


def test_methods_follow_what_the_manifest_says(analysis: Analysis) -> None:
    said = dict(analysis.results.manifest)
    other = {
        **said,
        "code": "9.9.9+abc",
        "commit": None,
        "software": {"python": "4.0"},
        "also_by": [{"code": "9.9.8+abd", "software": {}, "processor": {}}],
    }
    text = passage(replace(analysis, results=replace(analysis.results, manifest=other)), "en")
    assert "collectief-sim 9.9.9, an agent-based model" in text
    assert "Software: python 4.0;" in text
    assert "another version: 9.9.8+abd" in text
    assert "commit" not in text


# ---- figures without our code ----------------------------------------------------------------------------------------


def test_the_notebook_makes_the_figure_without_the_package(folder: Path, tmp_path: Path) -> None:
    cells = json.loads((EXAMPLES / "main-figure.ipynb").read_text("utf-8"))["cells"]
    lines = ["import sys", "sys.modules['collectief_sim'] = None"]
    lines += ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    lines += ["print(abs(checked['in the folder'].astype(float) / checked['here'].astype(float) - 1).max() < 1e-5)"]
    assert all(not cell.get("outputs") for cell in cells)
    (tmp_path / "cells.py").write_text("\n".join(lines))
    env = {"FOLDER": str(folder), "MPLBACKEND": "Agg", "MPLCONFIGDIR": str(tmp_path), "PATH": "/usr/bin:/bin"}
    ran = subprocess.run(
        [sys.executable, "cells.py"], cwd=tmp_path, env=env, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip().endswith("True")
    assert (tmp_path / "main-figure.png").stat().st_size > 10_000


def test_r_reckons_the_same_differences_from_the_folder(analysis: Analysis, folder: Path, tmp_path: Path) -> None:
    """Its package `survival` has late entry and clusters: another reckoning of shares, differences and intervals."""
    there = shutil.which("Rscript") and subprocess.run(["Rscript", "-e", "library(survival)"], capture_output=True)
    if not there or there.returncode:
        pytest.skip("needs R with the package survival (Debian: r-base-core, r-cran-survival)")
    made_again(analysis, "en")
    command = ["Rscript", str(EXAMPLES / "main-figure.R"), str(folder), str(tmp_path / "figure.pdf")]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert (tmp_path / "figure.pdf").read_bytes().startswith(b"%PDF")
    number = r"(-?[\d.e+-]+)"
    pattern = rf"(\w+): in the folder {number} \({number} to {number}\), here {number} \({number} to {number}\)"
    found = re.findall(pattern, ran.stdout)
    assert {name for name, *_ in found} == {"collective_years", "maker_years", "homes_built", "survival_120_months"}
    for name, *texts in found:
        theirs, low, high, ours, other_low, other_high = map(float, texts)
        assert ours == pytest.approx(theirs, rel=1e-4, abs=1e-9), name
        assert (other_high - other_low) == pytest.approx(high - low, rel=0.6)  # eight pairs: Student's is the wider
