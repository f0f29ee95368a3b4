"""What an experiment's folder holds beside its runs: tables, what their columns mean, a workbook, how it was reckoned."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from collectief_sim.batch.show import read
from collectief_sim.experiment.analysis import MAPS, Analysis, as_csv
from collectief_sim.experiment.methods import METHODS, methods
from collectief_sim.experiment.tables import columns_of, dictionary, made_tables
from collectief_sim.experiment.workbook import WORKBOOK, workbook
from collectief_sim.files.disk import write_file

if TYPE_CHECKING:
    import pandas as pd

DICTIONARY = "dictionary.csv"
CSV_KINDS = ("en", "nl")
_OF_RUNS = (
    "runs",
    "collectives",
    "makers",
)  # what is stored of runs and may be wanted as CSV; a series is a million rows
_ALL_DIGITS = 15
_DUTCH = ".nl.csv"


def write_tables(analysis: Analysis, csv: str = "") -> list[str]:
    """Write everything that is made of the results but the report, each file whole or not at all; their names.

    Parameters
    ----------
    csv
        ``en`` for the tables of runs and collectives as CSV too; ``nl`` for all with semicolons and decimal commas, as a
        spreadsheet in Dutch reads them. What was once asked for is kept up to date.
    """
    folder = analysis.results.folder
    written = []
    for name, content in _files(analysis, _wanted(analysis, csv)):
        write_file(folder / name, content)
        written.append(name)
    return written


def _wanted(analysis: Analysis, csv: str) -> set[str]:
    folder = analysis.results.folder
    there = {"en": folder / f"{_OF_RUNS[0]}.csv", "nl": folder / f"{_OF_RUNS[0]}{_DUTCH}"}
    return {kind for kind in CSV_KINDS if kind == csv or there[kind].exists()}


def _files(analysis: Analysis, kinds: set[str]) -> Iterator[tuple[str, bytes]]:
    """Every file with its content, one after the other, as some are large."""
    columns = columns_of(analysis)
    made = {**made_tables(analysis), DICTIONARY.removesuffix(".csv"): dictionary(columns)}
    for name, table in made.items():
        yield f"{name}.csv", as_csv(table).encode()
    if not analysis.maps.empty:
        yield MAPS, analysis.maps.to_parquet(index=False)
    yield METHODS, methods(analysis).encode()
    yield WORKBOOK, workbook(analysis, columns)
    results = analysis.results
    for name in _OF_RUNS if kinds else ():
        stored = read(results.folder, name, results.chunks)
        if stored is not None and "en" in kinds:
            yield f"{name}.csv", as_csv(stored, _ALL_DIGITS).encode()
        if stored is not None and "nl" in kinds:
            yield f"{name}{_DUTCH}", dutch_csv(stored, _ALL_DIGITS)
    for name, table in made.items() if "nl" in kinds else ():
        yield f"{name}{_DUTCH}", dutch_csv(table)


def dutch_csv(table: pd.DataFrame, digits: int = 6) -> bytes:
    """A table as spreadsheets in Dutch read it: semicolons, decimal commas, and a mark that says UTF-8."""
    return ("\ufeff" + as_csv(table, digits, ";", ",")).encode()
