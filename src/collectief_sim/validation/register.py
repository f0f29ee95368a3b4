"""Read the register of sites, ``docs/sites.csv``: real places of makers with dates, to hold runs against.

What is not known is empty. A date is as precise as it is known: ``2019``, ``2019-05``, ``2019-05-31``, or two of these with a
slash if it lies between them. A number may be a span: ``110-150``. Every date and number is read as where it begins and ends,
in the columns ``<name>_low`` and ``<name>_high``; dates in years.
"""

from __future__ import annotations

import calendar
import csv
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from pathlib import Path

import pandas as pd

from collectief_sim.files.errors import ScenarioError
from collectief_sim.files.texts import short
from collectief_sim.scenario.owners import KINDS
from collectief_sim.scenario.problems import suggestion

SCOPES = ("building", "area")
CONFIDENCES = ("high", "medium", "low")
CAME = ("demolition", "renovation", "building", "extension", "sale", "plan dropped", "fire")  # what came of a site
NEEDED = ("name", "city", "scope", "evidence", "source", "confidence")
WORDS = {"scope": SCOPES, "owner_kind": KINDS, "came": CAME, "confidence": CONFIDENCES}
DATES = (
    *("start", "planned", "announced", "announced_end", "moved_to", "notice"),
    *("zoning_final", "permit", "ended", "came_on", "in_use"),
)
AMOUNTS = {  # number: least, most, unit
    "floor_m2": (1.0, 1e7, "m2"),
    "makers": (1.0, 1e5, "people or firms"),
    "notice_months": (0.0, 120.0, "months"),
    "moved_along_share": (0.0, 1.0, "a share"),
    "rent_eur_m2_year": (0.0, 1000.0, "EUR/m2/year"),
    "rent_after_eur_m2_year": (0.0, 1000.0, "EUR/m2/year"),
}
COLUMNS = (
    *("name", "city", "scope", "owner_kind", "owner", "floor_m2", "makers"),
    *("start", "planned", "announced", "announced_end", "moved_to", "notice", "notice_months"),
    *("zoning_final", "permit", "ended", "came", "came_on", "in_use"),
    *("moved_along_share", "rent_eur_m2_year", "rent_after_eur_m2_year"),
    *("evidence", "source", "confidence", "note"),
)
ORDERS = (  # none of these may come before the one in front of it
    ("start", "announced", "notice", "ended"),
    ("start", "announced_end"),
    ("announced", "announced_end"),
    ("notice", "announced_end"),
    ("planned", "announced"),
    ("planned", "zoning_final", "permit", "in_use"),
    ("ended", "in_use"),
    ("came_on", "in_use"),
)
A_DATE = "a date as 2019, 2019-05 or 2019-05-31, or two of them as 2018/2019 if it lies between them"

type Span = tuple[float, float]


def read_sites(file: Path) -> pd.DataFrame:
    """Read the register and check it: a row per site, in the order of the file; texts as they stand there, and spans.

    Raises
    ------
    ScenarioError
        If something is not as it must be: every problem on a line of its own, with file, row, column, value and what is allowed.
    """
    head, *rows = _cells(file)
    problems = list(_of_head(head)) or list(_of_lengths(head, rows))
    if not problems:
        sites = pd.DataFrame(rows, columns=head, dtype=str)
        problems = list(_of_cells(sites)) or list(_of_rows(sites))
    if problems:
        raise ScenarioError("\n".join(f"{file.name}: {problem}" for problem in problems))
    for column in (*DATES, *AMOUNTS):
        spans = [span_of(column, text) if text else (float("nan"), float("nan")) for text in sites[column]]
        sites[f"{column}_low"], sites[f"{column}_high"] = zip(*spans, strict=True)
    return sites


def evidence_of(sites: pd.DataFrame) -> dict[str, list[str]]:
    """The sites that lean on each piece of evidence."""
    found: dict[str, list[str]] = {}
    for name, ids in zip(sites["name"], sites["evidence"], strict=True):
        for one in ids.split():
            found.setdefault(one, []).append(name)
    return found


def span_of(column: str, text: str) -> Span:
    """Between what and what a date [years] or a number lies.

    Raises
    ------
    ValueError
        If it is none; the message says what is allowed.
    """
    if column in DATES:
        return _date(text)
    least, most, unit = AMOUNTS[column]
    found = re.fullmatch(r"(\d+(?:\.\d+)?)(?:-(\d+(?:\.\d+)?))?", text)
    low, high = (float(found[1]), float(found[2] or found[1])) if found else (1.0, 0.0)
    if not least <= low <= high <= most:
        raise ValueError(f"a number from {least:g} to {most:g} ({unit}), or two of them as 110-150")
    return low, high


def _date(text: str) -> Span:
    first, slash, last = text.partition("/")
    low, high = _moment(first)[0], _moment(last if slash else first)[1]
    if slash and low >= high:
        raise ValueError(f"{A_DATE}, the earlier one first")
    return low, high


def _moment(text: str) -> Span:
    """A year, month or day as what it lasts [years]."""
    found = re.fullmatch(r"((?:19|20)\d\d)(?:-(\d\d)(?:-(\d\d))?)?", text)
    if not found or not 1 <= int(found[2] or 1) <= 12:
        raise ValueError(A_DATE)
    year, month = int(found[1]), int(found[2] or 1)
    if found[3]:
        days = calendar.monthrange(year, month)[1]
        if not 1 <= int(found[3]) <= days:
            raise ValueError(f"{A_DATE}, and {year}-{month:02} has {days} days")
        day = year + (month - 1 + (int(found[3]) - 0.5) / days) / 12.0  # noon
        return day, day
    return (year + (month - 1) / 12.0, year + month / 12.0) if found[2] else (float(year), year + 1.0)


# ---- what is not as it must be ---------------------------------------------------------------------------------------


def _cells(file: Path) -> list[list[str]]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:  # some spreadsheets begin a file with a mark
            rows = list(csv.reader(lines, strict=True))
    except (OSError, ValueError, csv.Error) as error:
        raise ScenarioError(f"{file.name}: cannot be read as a table with commas, in UTF-8: {error}") from error
    return rows or [[]]


def _of_head(head: list[str]) -> Iterator[str]:
    if len(head) == 1 and ";" in head[0]:
        yield "row 1: there are semicolons between columns; save it with commas."
        return
    for column in head:
        if column not in COLUMNS:
            yield f"row 1: unknown column {short(column)}.{suggestion(column, COLUMNS)} Allowed: {', '.join(COLUMNS)}."
    for column in COLUMNS:
        if head.count(column) != 1:
            yield f"row 1: column {column!r} {'is there twice' if column in head else 'is missing'}."


def _of_lengths(head: list[str], rows: list[list[str]]) -> Iterator[str]:
    if not rows:
        yield "row 2: there is no site."
    for place, row in enumerate(rows):
        if len(row) != len(head):
            name = f" ({short(row[0])})" if row and row[0] else ""
            told = f"row {place + 2}{name}: {len(row)} cells are not allowed: there are {len(head)} columns."
            yield f"{told} A text with a comma in it stands in double quotes." if len(row) > len(head) else told


def _of_cells(sites: pd.DataFrame) -> Iterator[str]:
    for column in COLUMNS:
        for place, text in enumerate(sites[column]):
            wanted = _wanted(column, text)
            if wanted:
                yield f"{_row(sites, place)}, column {column!r} = {short(text)} is not allowed: it must be {wanted}."


def _wanted(column: str, text: str) -> str:
    """What a cell must be, if it is not."""
    if not text:
        return "filled in" if column in NEEDED else ""
    if text != text.strip():
        return "without blanks before or behind it"
    if column in WORDS:
        hint = suggestion(text, WORDS[column])
        return "" if text in WORDS[column] else f"one of {', '.join(WORDS[column])}{hint and f' ({hint.strip()})'}"
    if column == "evidence":
        known = all(re.fullmatch(r"[EF][1-9]\d*", one) for one in text.split(" "))
        return "" if known else "ids of docs/evidence.md with a blank between them, as E9 F18"
    if column in DATES or column in AMOUNTS:
        return _problem(span_of, column, text)
    return ""


def _problem(read: Callable[[str, str], Span], column: str, text: str) -> str:
    try:
        read(column, text)
    except ValueError as error:
        return str(error)
    return ""


def _of_rows(sites: pd.DataFrame) -> Iterator[str]:
    """What does not go together."""
    twice = sites.duplicated(["name", "city"])
    for place in range(len(sites)):
        site = sites.iloc[place]
        where = _row(sites, place)
        if twice.iloc[place]:
            yield f"{where}, column 'name' = {short(site['name'])} is not allowed: that site of {site['city']} has a row."
        if bool(site["came"]) != bool(site["came_on"]):
            yield f"{where}, columns 'came' and 'came_on': what came and when go together, so both or neither."
        if not any(site[column] for column in (*DATES, "notice_months")):
            yield f"{where}: nothing is dated; a site needs one date or more, or a notice in months."
        for order in ORDERS:
            yield from (f"{where}, {told}" for told in _out_of_order(site, order))


def _out_of_order(site: pd.Series[str], order: Iterable[str]) -> Iterator[str]:
    known = [(column, *span_of(column, site[column])) for column in order if site[column]]
    for (one, low, _), (other, _, high) in pairwise(known):
        if low > high or (low == high and site[one] != site[other]):  # a year ends where the next begins
            told = f"column {other!r} = {site[other]} is not allowed: it must not come before {one!r}"
            yield f"{told}, which is {site[one]}."


def _row(sites: pd.DataFrame, place: int) -> str:
    """A row as a spreadsheet counts it, the head being the first."""
    name = sites["name"].iloc[place]
    return f"row {place + 2}" + (f" ({short(name)})" if name else "")
