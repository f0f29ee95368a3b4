"""The answer in a terminal: the first page of the report in words, and every policy beside every goal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from collectief_sim.experiment.analysis import Analysis
from collectief_sim.report.first import FirstPage, first_page
from collectief_sim.report.notices import notices
from collectief_sim.report.policies import areas_and_goals, marks_told, policies_and_goals, steps_and_goals
from collectief_sim.report.words import Words, words_of

if TYPE_CHECKING:
    import pandas as pd


def tell(analysis: Analysis, language: str, console: Console) -> None:
    """Print all of it."""
    words = words_of(analysis.results, language)
    first = first_page(analysis, words)
    console.print(first.headline, markup=False, style="bold")
    console.print(first.terms, markup=False, style="dim")
    for sentence in first.lead:
        console.print(sentence, markup=False)
    _tell_interests(first, words, console)
    _tell_list(words("first.sure"), [first.sure_of, *first.sure] if first.sure else [], console)
    _tell_list(words("first.hangs"), first.hangs, console)
    _tell_list(words("notices.title"), notices(analysis, words), console)
    _tell_list(words("first.next_title"), first.next, console)
    tables = {
        "title": policies_and_goals(analysis, words),
        "steps": steps_and_goals(analysis, words),
        "areas": areas_and_goals(analysis, words),
    }
    there = {name: table for name, table in tables.items() if table is not None}
    for name, table in there.items():
        _tell_table(words(f"policies.{name}"), table, console)
    for sentence in [words("policies.legend"), *marks_told(analysis, words)] if there else []:
        console.print(sentence, markup=False, style="dim")


def _tell_interests(first: FirstPage, words: Words, console: Console) -> None:
    if not first.interests:
        return
    table = Table(box=box.SIMPLE_HEAD, title=words("first.title"), title_justify="left")
    who, what, *numbers, way = first.heads
    for head in (who, what):
        table.add_column(escape(head))
    for head in numbers:
        table.add_column(escape(head), justify="right")
    table.add_column(escape(way))
    for line in first.interests:
        table.add_row(line.who, line.what, line.base, line.other, line.difference, line.spread, line.judged)
    console.print(table)


def _tell_list(title: str, sentences: object, console: Console) -> None:
    told = [str(sentence) for sentence in sentences] if isinstance(sentences, list | tuple) else []
    if told:
        console.print(title, markup=False, style="bold")
    for sentence in told:
        console.print(f"- {sentence}", markup=False)


def _tell_table(title: str, policies: pd.DataFrame, console: Console) -> None:
    """A row per policy, a column per goal."""
    table = Table(box=box.SIMPLE_HEAD, title=title, title_justify="left")
    for place, head in enumerate(policies.columns):
        table.add_column(escape(str(head)), justify="left" if place == 0 else "right", overflow="fold")
    for row in policies.astype(str).to_numpy().tolist():
        table.add_row(*(escape(cell) for cell in row))
    console.print(table)
