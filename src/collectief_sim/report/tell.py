"""The answer in a terminal: the sentences of the report, and a table of policies."""

from __future__ import annotations

from itertools import batched

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from collectief_sim.experiment.analysis import Analysis, rows_of
from collectief_sim.report.answer import answer, further, notes, words_for
from collectief_sim.report.words import Words

# outcomes that get a column
HEADS = (
    "survival_120_months",
    "area_level_within_240_months",
    "maker_years",
    "entrepreneurs_displaced",
    "work_floor_share",
    "mean_rent_eur_m2_year",
    "homes_built",
    "public_cost_eur",
    "municipality_net_eur",
    "free_plots_share",
)
_ROOM_FOR_ALL = 140  # characters of a terminal in which all columns fit
_WIDE, _NARROW = 10, 4  # columns of a table


def tell(analysis: Analysis, language: str, console: Console) -> None:
    """Print the sentences, and the means of the first area, a policy a line."""
    words = words_for(analysis.results.experiment, language)
    for place, sentence in enumerate(answer(analysis, words), start=1):
        console.print(f"{place}. {sentence}", markup=False)
    for sentence in [*notes(analysis, words), *further(analysis, words)]:
        console.print(f"   {sentence}", markup=False)
    console.print(f"   {words('terminal.intervals')}", markup=False, style="dim")
    console.print()
    _tell_means(analysis, words, console)


def _tell_means(analysis: Analysis, words: Words, console: Console) -> None:
    experiment = analysis.results.experiment
    means = rows_of(analysis.arms, area=analysis.area).pivot(index="arm", columns="outcome", values="mean")
    seen = means.dropna(axis=1, how="all")
    heads = {name: words.head(name) for name in HEADS if name in seen}
    if experiment.main not in heads:
        heads = {experiment.main: words.label(experiment.main)} | heads
    means_of = words("terminal.means", area=words.area(analysis.area), units=words.units(analysis.repetitions))
    console.print(means_of, markup=False)
    for some in batched(heads.items(), _WIDE if console.width >= _ROOM_FOR_ALL else _NARROW):
        table = Table(box=box.SIMPLE_HEAD)
        table.add_column(words("page.arm"))
        for _, head in some:
            table.add_column(head, justify="right", no_wrap=True)
        for arm in experiment.all_arms():
            cells = (words.value(name, means.loc[arm, name]) for name, _ in some)
            table.add_row(escape(experiment.title_of(arm, words.language)), *cells)
        console.print(table)
    if "municipality_net_eur" in heads:
        console.print(words("terminal.money"), markup=False, style="dim")
