"""What form of cooperation suits whom, in a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import batched
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.measure import Measurement
from rich.table import Table

from collectief_sim.experiment.analysis import Analysis, records
from collectief_sim.experiment.design import in_language
from collectief_sim.experiment.forms import LeftOut
from collectief_sim.report.forms import Suit, details_of, left_out_told, sentences, signs
from collectief_sim.report.words import Words
from collectief_sim.scenario import load

if TYPE_CHECKING:
    import pandas as pd

_ANY = 10_000  # characters of a terminal in which everything fits


def tell(
    analysis: Analysis, suits: Sequence[Suit], left_out: Sequence[LeftOut], words: Words, goal: str, console: Console
) -> None:
    """Print the sentences first, then a table of signs, then what there is to say of each form."""
    results, design = analysis.results, analysis.results.experiment
    scenario = results.scenario_of(analysis.area, next(iter(design.all_arms())))
    console.print(in_language(design.title, words.language), markup=False, style="bold")
    console.print(
        words(
            "forms.beside_none",
            area=words.area(analysis.area),
            years=words.number(scenario.months / 12),
            worlds=words.number(design.worlds),
            replicates=words.number(results.manifest["plan"]["replicates"]),
        ),
        markup=False,
    )
    if had := [form.called.told(words.language) for form in load(design.areas[0]).forms.present().values()]:
        console.print(words("forms.had", forms=words.listed(had)), markup=False)
    console.print()
    for sentence in sentences(suits, words, goal):
        console.print(f"• {sentence}", markup=False)
    _tell_signs(suits, words, console)
    console.print(words("forms.legend"), markup=False, style="dim")
    for title, lines in details_of(suits, words):
        console.print()
        console.print(title, markup=False, style="bold")
        for head, text in lines:
            console.print(f"  {head}: {text}", markup=False)
    console.print()
    for line in [*left_out_told(left_out, words), words("forms.not_forecast")]:
        console.print(line, markup=False, style="dim")


def _tell_signs(suits: Sequence[Suit], words: Words, console: Console) -> None:
    """The table in one piece, or in two where it would not fit."""
    table = signs(suits, words)
    whole = _shown(table, list(table.columns[1:]))
    fits = Measurement.get(console, console.options.update_width(_ANY), whole).maximum <= console.width
    half = -(-len(table.columns) // 2)
    for part in [whole] if fits else [_shown(table, some) for some in batched(table.columns[1:], half)]:
        console.print(part)


def _shown(table: pd.DataFrame, heads: Sequence[str]) -> Table:
    first = str(table.columns[0])
    shown = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    shown.add_column(first, overflow="fold")
    for head in heads:
        shown.add_column(head.replace(" ", "\n").replace("-", "-\n"), overflow="fold")
    for row in records(table):
        shown.add_row(escape(row[first]), *(escape(row[head]) for head in heads))
    return shown
