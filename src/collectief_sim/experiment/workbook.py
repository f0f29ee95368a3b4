"""All tables of an experiment in one file for spreadsheets, with a first sheet that explains the others."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from collectief_sim.batch.columns import NEVER, Column
from collectief_sim.batch.show import read
from collectief_sim.experiment.analysis import MAPS, Analysis
from collectief_sim.experiment.design import in_language
from collectief_sim.experiment.tables import IN_DICTIONARY, MADE, about, dictionary, made_tables
from collectief_sim.files.texts import on_one_line
from collectief_sim.scenario.languages import Said

if TYPE_CHECKING:
    import pandas as pd

WORKBOOK = "tables.xlsx"
MOST_CELLS = 300_000  # in the whole file: about two seconds of work
MOST_ROWS = 1_048_575  # of a sheet below its head
_STEP = 12  # months of age between rows of the curves
_LONGEST = 32_000  # letters in a cell; Excel takes a few more
_FIRST, _SECOND = "read me - lees mij", "dictionary - woordenboek"
_WIDTHS = (16, 26, 30, 60, 40, 60, 40)


@dataclass(frozen=True)
class Sheet:
    """A table as the file has it; None where it is left out."""

    table: pd.DataFrame | None
    rows: int  # of the whole table
    left_out: Said  # what of it is elsewhere, and where


def workbook(analysis: Analysis, columns: Mapping[str, Mapping[str, Column]]) -> bytes:
    """The file: the same bytes for the same results. `columns` are those of all tables in the folder."""
    from xlsxwriter import Workbook

    sheets = _sheets(analysis)
    memory = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = Workbook(memory, options)
    experiment = analysis.results.experiment
    title = in_language(experiment.title, "en") or experiment.name
    book.set_properties({"title": on_one_line(title), "created": datetime(2000, 1, 1, tzinfo=UTC)})  # no date of today
    bold = book.add_format({"bold": True})
    top = book.add_format({"bold": True, "bottom": 1})
    _explain(book.add_worksheet(_FIRST), analysis, sheets, bold, top)
    _tell_columns(book.add_worksheet(_SECOND), {name: columns[name] for name in sheets}, top)
    for name, sheet in sheets.items():
        if sheet.table is not None:
            place = book.add_worksheet(name)
            _fill(place, sheet.table, 0, top)
            place.freeze_panes(1, 0)
            place.autofilter(0, 0, len(sheet.table), len(sheet.table.columns) - 1)
    book.close()
    return memory.getvalue()


def _sheets(analysis: Analysis) -> dict[str, Sheet]:
    """Every table of the folder, what was made first, as far as there is room."""
    sheets: dict[str, Sheet] = {}
    room = MOST_CELLS
    for name, rows, width, table in _tables(analysis):
        fits = rows <= MOST_ROWS and rows * width <= room
        sheets[name] = Sheet(table() if fits else None, rows, NEVER if fits else _elsewhere(name))
        room -= rows * width if fits else 0
    if "curves" in sheets and (curves := sheets["curves"].table) is not None:
        told = Said(
            f"every {_STEP}th month of age; all are in curves.csv",
            f"elke {_STEP}e maand; alle maanden staan in curves.csv",
        )
        sheets["curves"] = Sheet(curves, sheets["curves"].rows, told)
    return sheets


def _tables(analysis: Analysis) -> Iterator[tuple[str, int, int, Any]]:
    """Every table with its rows and columns, and how to come by it: those of runs are large."""
    results = analysis.results
    for name, table in made_tables(analysis).items():
        shown = table[table["age_months"] % _STEP == 0] if name == "curves" else table
        yield name, len(shown), len(shown.columns), lambda shown=shown: _to_six_digits(shown)
    if not analysis.maps.empty:
        yield "maps", len(analysis.maps), len(analysis.maps.columns), lambda: analysis.maps
    for name in ("runs", "failures", "collectives", "makers", "series"):
        rows, width = _size(analysis, name)
        if rows:
            yield name, rows, width, lambda name=name: read(results.folder, name, results.chunks)


def _size(analysis: Analysis, name: str) -> tuple[int, int]:
    """Rows and columns of a stored table, from the ends of its files."""
    from pyarrow import parquet

    places = [analysis.results.folder / name / f"{stem}.parquet" for stem in analysis.results.chunks]
    ends = [parquet.read_metadata(file) for file in places if file.exists()]
    return sum(one.num_rows for one in ends), max((one.num_columns for one in ends), default=0)


def _elsewhere(name: str) -> Said:
    """Where a table is that does not fit."""
    place = MAPS if name == "maps" else f"{name}.csv" if name in MADE else f"{name}/*.parquet"
    return Said(f"all of it, for its size: see {place}", f"alles, vanwege de omvang: zie {place}")


def _explain(
    place: Any,
    analysis: Analysis,
    sheets: Mapping[str, Sheet],
    bold: Any,
    top: Any,
) -> None:
    """The first sheet: what this is, and the sheets, in English and Dutch."""
    import pandas as pd

    experiment = analysis.results.experiment
    lines = [
        on_one_line(
            f"{in_language(experiment.title, lang) or experiment.name}. {in_language(experiment.question, lang)}"
        )
        for lang in ("en", "nl")
    ]
    lines += [
        "Differences are between runs on the same luck. The sheet verdicts has the answer; methods.md says how it was reckoned.",
        "Verschillen zijn tussen runs met hetzelfde toeval. Het antwoord: blad verdicts; rekenwijze: methods.md.",
    ]
    for row, line in enumerate(lines):
        place.write_string(row, 0, line, bold if row < 2 else None)
    told = [
        {
            "sheet / blad": name,
            "rows / rijen": len(sheet.table) if sheet.table is not None else None,
            "what it holds": about(name).en,
            "left out here": sheet.left_out.en,
            "wat erin staat": about(name).nl,
            "hier weggelaten": sheet.left_out.nl,
        }
        for name, sheet in sheets.items()
    ]
    start = len(lines) + 1
    _fill(place, pd.DataFrame(told), start, top)
    for column, width in enumerate(_WIDTHS):
        place.set_column(column, column, width)


def _tell_columns(place: Any, columns: Mapping[str, Mapping[str, Column]], top: Any) -> None:
    """The second sheet: every column of every sheet."""
    meanings = dictionary(columns)
    _fill(place, meanings.set_axis(list(IN_DICTIONARY), axis=1), 0, top)
    place.freeze_panes(1, 0)
    place.autofilter(0, 0, len(meanings), len(IN_DICTIONARY) - 1)
    for column, width in enumerate(_WIDTHS):
        place.set_column(column, column, width)


def _fill(place: Any, table: pd.DataFrame, start: int, top: Any) -> None:
    """Write a table below a row of names; a text is a text, whatever it looks like, and what is missing stays empty."""
    for column, name in enumerate(table.columns):
        place.write_string(start, column, on_one_line(str(name)), top)
        for row, value in enumerate(table[name].tolist(), start + 1):
            if isinstance(value, str):
                if value:
                    place.write_string(row, column, on_one_line(value)[:_LONGEST])
            elif isinstance(value, bool):
                place.write_boolean(row, column, value)
            elif isinstance(value, int | float) and math.isfinite(value):
                place.write_number(row, column, value)


def _to_six_digits(table: pd.DataFrame) -> pd.DataFrame:
    """The numbers that the CSV file has."""
    numbers = table.select_dtypes("float").columns
    return table.assign(**{name: [float(f"{value:.6g}") for value in table[name]] for name in numbers})
