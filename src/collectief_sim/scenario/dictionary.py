"""The parameter dictionary: every setting with value, unit, range, source and meaning; also written as docs/parameters.md."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from collectief_sim.scenario.area import FirstCollective, LegendEntry
from collectief_sim.scenario.behaviour import Behaviour
from collectief_sim.scenario.changes import PolicyChange
from collectief_sim.scenario.facts import DemolitionList, NoHomes, Renovation
from collectief_sim.scenario.fields import CALIBRATED, Section
from collectief_sim.scenario.files import source_of
from collectief_sim.scenario.forms import Forms
from collectief_sim.scenario.landlords import Landlords
from collectief_sim.scenario.people import People
from collectief_sim.scenario.policy import Market, Policy
from collectief_sim.scenario.prices import Prices
from collectief_sim.scenario.shocks import Coalition, Fire, Slump
from collectief_sim.scenario.spec import Scenario

if TYPE_CHECKING:
    from rich.console import Console


class Parameter(NamedTuple):
    """One line of the dictionary."""

    path: str
    value: str
    unit: str
    range: str
    source: str
    confidence: str
    meaning: str
    language: str  # of the meaning, which is not told in every language


def confidence(source: str) -> str:
    """How firm a number is: a fitted value, a public figure, a direction that a source gives, or an assumption."""
    if source.startswith(CALIBRATED):
        return "fitted"
    if "assumed" in source or not source:
        return "assumed"
    return "figure" if re.search(r"\bF\d", source) else "direction" if re.search(r"\bE\d", source) else "reference"


def parameters_of(section: Section, prefix: str = "", language: str = "en") -> Iterator[Parameter]:
    """All settings of a section and those inside it; the source is the scenario's own where it sets a number.

    Meanings are in English where they are not told in the language.
    """
    for name, field in type(section).model_fields.items():
        value = getattr(section, name)
        if name == "sources":
            continue
        if isinstance(value, Section):
            yield from parameters_of(value, f"{prefix}{name}.", language)
        elif isinstance(value, dict) and value and all(isinstance(item, Section) for item in value.values()):
            for key, item in value.items():
                yield from parameters_of(item, f"{prefix}{name}.{key}.", language)
        else:
            extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
            low, high = extra.get("low"), extra.get("high")
            limits = "" if low is None and high is None else f"{_short(low)} to {_short(high)}"
            source = source_of(section, name, field)
            other = str(extra.get(language, ""))  # English is the description
            meaning = (other or field.description or "", language if other else "en")
            unit = str(extra.get("unit", ""))
            yield Parameter(f"{prefix}{name}", _show(value), unit, limits, source, confidence(source), *meaning)


def _show(value: object) -> str:
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return _short(value)
    text = str(value).strip()
    return f"({len(text.splitlines())} lines)" if "\n" in text else text


def _short(value: object) -> str:
    return f"{value:,.6g}" if isinstance(value, int | float) else str(value)


def print_parameters(spec: Scenario, console: Console, only: str = "") -> None:
    """Print the dictionary of a scenario, or the lines that have a text in them."""
    from rich import box
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, title=f"Parameters of {spec.name}", title_justify="left")
    for column in ("parameter", "value", "unit", "allowed", "source", "confidence", "meaning"):
        table.add_column(column, overflow="fold", no_wrap=column == "parameter" and console.is_terminal is False)
    for *line, _ in parameters_of(spec):
        if only.lower() not in " ".join(line).lower():
            continue
        table.add_row(*(escape(cell) for cell in line))
    if not console.is_terminal:
        console.width = 800  # for pipes and files: one line per parameter
    console.print(table)


MARK = "●"  # of those that matter most
_SCREENED = Path(__file__).parents[3] / "docs" / "screening.csv"  # in a checkout


@cache
def most_influential(table: Path = _SCREENED) -> frozenset[str]:
    """The paths of the dozen that a screening found to matter most; none where there is no table of one."""
    if not table.is_file():
        return frozenset()
    with table.open(encoding="utf-8", newline="") as file:
        return frozenset(row["parameter"] for row in csv.DictReader(file) if row.get("place"))


_LANDLORDS = [name for name in Landlords.model_fields if name != "sources"]


def as_markdown() -> str:
    """The dictionary of all defaults as a page; generated into docs/parameters.md and checked against it."""
    parts = [
        "# Parameters",
        "",
        "Generated by `python -m collectief_sim.scenario.dictionary` from the scenario classes; do not edit.",
        "Sources are ids from [evidence.md](evidence.md), or `assumed`. A scenario file may set any of these; what it sets",
        "carries its own source. `collectief parameters SCENARIO` prints them with the values of that scenario.",
        "",
        "Confidence: *figure*, a public number; *direction*, the source says which way it works, the size is ours; *fitted*,",
        "moved by the calibration ([calibration.md](calibration.md)); *reference*, literature; *assumed*, our own guess within",
        "the allowed range.",
    ]
    if most_influential():
        parts += [
            "",
            f"{MARK} before a name: one of the dozen that move the main outcomes most, each tried in its own range",
            "([screening.md](screening.md)).",
        ]
    sections: list[tuple[str, str, Section | type[Section]]] = [
        ("policy", "policy", Policy()),
        ("market", "market", Market()),
        *((f"landlords.{name}", f"landlords.{name}", getattr(Landlords(), name)) for name in _LANDLORDS),
        ("people", "people", People()),
    ]
    sections += [(f"forms.{name}", f"forms.{name}", form) for name, form in Forms().named().items()]
    behaviours = [name for name in Behaviour.model_fields if name != "sources"]
    sections += [(f"behaviour.{name}", f"behaviour.{name}", getattr(Behaviour(), name)) for name in behaviours]
    sections.append(("prices", "prices", Prices()))
    for title, prefix, section in sections:
        parts += _markdown_table(title, type(section) if isinstance(section, Section) else section, prefix)
    for title, kind in (
        ("area.legend.X", LegendEntry),
        ("area.legend.X.collective", FirstCollective),
        ("shocks.NAME (fire)", Fire),
        ("shocks.NAME (slump)", Slump),
        ("shocks.NAME (coalition)", Coalition),
        ("facts.NAME (no_homes)", NoHomes),
        ("facts.NAME (demolition_list)", DemolitionList),
        ("facts.NAME (renovation)", Renovation),
        ("changes.NAME", PolicyChange),
    ):
        parts += _markdown_table(title, kind, "")
    return "\n".join(parts) + "\n"


def _markdown_table(title: str, kind: type[Section], prefix: str) -> list[str]:
    lines = ["", f"## {title}", "", (kind.__doc__ or "").strip().splitlines()[0], ""]
    lines += [
        "| parameter | default | unit | allowed | source | confidence | meaning |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, field in kind.model_fields.items():
        if name == "sources":
            continue
        extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
        default = "(required)" if field.is_required() else _show(field.default)
        limits = "" if extra.get("low") is None else f"{_short(extra['low'])} to {_short(extra['high'])}"
        path = f"{prefix}.{name}" if prefix else name
        source = str(extra.get("source", ""))
        cells = (
            f"{MARK} `{path}`" if path in most_influential() else f"`{path}`",
            default,
            extra.get("unit", ""),
            limits,
            source,
            confidence(source),
            field.description or "",
        )
        lines.append("| " + " | ".join(str(cell).replace("|", "or") for cell in cells) + " |")
    return lines


if __name__ == "__main__":
    print(as_markdown(), end="")  # noqa: T201
