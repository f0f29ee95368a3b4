"""The figure of docs/screening.md: the dozen numbers that move outcomes most, and which outcomes each of them moves."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from collectief_sim.report.figures.style import FAINT, INK, look, new_figure, wrapped
from collectief_sim.validation.screening.results import LEVEL, dozen
from collectief_sim.validation.screening.told import HALF, meaning, named, short_name, told

if TYPE_CHECKING:
    import pandas as pd

_MORE, _LESS, _BOTH = ("^", "#1f5f8b"), ("v", "#b3541e"), ("D", "#4d4d4d")
_LARGEST = 420.0  # area of the mark of the number that moves an outcome most [points squared]
_SMALLEST = 14.0  # of a mark that can still be seen
_WORDS = ("None", "This one moves", "These two move", "These three move", "These four move", "These five move")
_MORE_WORDS = ("six", "seven", "eight", "nine", "ten", "eleven", "twelve")


@dataclass(frozen=True)
class _Mark:
    """What a number does to the level of an outcome, over all rules of looking ahead."""

    row: int
    column: int
    share: float  # of what the number does that moves this outcome most
    look: tuple[str, str]  # shape and colour
    sure: bool  # whether it is more than luck under every rule
    text: str


def drawn(table: pd.DataFrame) -> str:
    """The figure as SVG, the same for the same numbers."""
    paths, outcomes = dozen(table), [str(name) for name in table["outcome"].unique()]
    with look("screening"):
        figure = new_figure(11.5, 2.2 + 0.5 * max(1, len(paths)))
        figure.suptitle(wrapped(title(table), 100), fontsize=12, fontweight="bold", x=0.01, ha="left", color=INK)
        axes = figure.subplots()
        _frame(axes, table, paths, outcomes)
        for mark in _marks(table, paths, outcomes):
            _draw(axes, mark, len(paths))
        figure.legend(handles=_legend(), loc="outside lower left", ncols=3, fontsize=8)
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return "\n".join(line.rstrip() for line in buffer.getvalue().splitlines()) + "\n"


def title(table: pd.DataFrame) -> str:
    """What the figure shows, in a sentence."""
    levels = table[table["of"] == LEVEL]
    out = levels.groupby("parameter")["stands_out"].any()
    count = len(dozen(table))
    if not count:
        return f"None of {len(out)} numbers moves an outcome by more than luck"
    words = _WORDS[count] if count < len(_WORDS) else f"These {_MORE_WORDS[count - len(_WORDS)]} move"
    return f"Of {len(out)} numbers {int(out.sum())} move an outcome by more than luck. {words} them most"


def _marks(table: pd.DataFrame, paths: list[str], outcomes: list[str]) -> list[_Mark]:
    """Where a number moves an outcome by more than luck, under any rule."""
    levels = table[table["of"] == LEVEL]
    by = levels.groupby(["outcome", "parameter"])
    mean_mu, mean_size = by["mu"].mean(), by["mu_star"].mean()
    anywhere, everywhere = by["stands_out"].any(), by["stands_out"].all()
    found = []
    for column, outcome in enumerate(outcomes):
        most = float(mean_size[outcome].max())
        for row, path in enumerate(paths):
            if anywhere[outcome, path]:
                mu, size = float(mean_mu[outcome, path]), float(mean_size[outcome, path])
                both = abs(mu) <= HALF * size
                kind = _BOTH if both else _MORE if mu > 0 else _LESS
                text = f"±{told(outcome, size)}" if both else told(outcome, mu, sign=True)
                found.append(_Mark(row, column, size / most, kind, bool(everywhere[outcome, path]), text))
    return found


def _draw(axes: Any, mark: _Mark, rows: int) -> None:
    shape, colour = mark.look
    at = rows - 1 - mark.row
    area = max(_SMALLEST, _LARGEST * mark.share)
    axes.scatter(
        [mark.column - 0.2], [at], s=area, marker=shape, edgecolors=colour, facecolors=colour if mark.sure else "white"
    )
    axes.text(mark.column + 0.05, at, mark.text, va="center", ha="left", fontsize=8.5, color=INK)


def _frame(axes: Any, table: pd.DataFrame, paths: list[str], outcomes: list[str]) -> None:
    """Numbers in rows, outcomes in columns, faint lines between the rows."""
    ranges = table.drop_duplicates("parameter").set_index("parameter")[["low", "high"]]
    rows = len(paths)
    for row, path in enumerate(paths):
        at = rows - 1 - row
        low, high = ranges.loc[path]
        words = wrapped(f"{row + 1}. {meaning(path)}", 50)
        axes.text(-0.62, at - 0.1, words, ha="right", va="bottom", fontsize=8.5, linespacing=1.0)
        name = f"{short_name(path)}, {low:g} to {high:g}"
        axes.text(-0.62, at - 0.16, name, ha="right", va="top", fontsize=7.5, color="#5b6670")
        axes.axhline(at - 0.5, color=FAINT, lw=0.4, alpha=0.5)
    axes.set_xlim(-0.55, len(outcomes) - 0.4)
    axes.set_ylim(-0.6, max(1, rows) - 0.4)
    axes.set_xticks(range(len(outcomes)), [wrapped(named(name), 17) for name in outcomes], fontsize=8.5)
    axes.xaxis.tick_top()
    axes.set_yticks([])
    axes.tick_params(length=0)
    for side in axes.spines.values():
        side.set_visible(False)


def _legend() -> list[Any]:
    from matplotlib.lines import Line2D

    words = ("a larger number makes it more", "a larger number makes it less", "more in one place, less in another")
    shapes = [
        Line2D([], [], color=colour, marker=shape, ls="", ms=8, label=text)
        for (shape, colour), text in zip((_MORE, _LESS, _BOTH), words, strict=True)
    ]
    hollow = Line2D(
        [], [], color=INK, marker="^", mfc="white", ls="", ms=8, label="hollow: more than luck under some rules only"
    )
    empty = Line2D([], [], ls="", label="no mark: nothing more than luck")
    size = Line2D([], [], ls="", label="large mark: moves this outcome most of all numbers")
    return [*shapes, hollow, empty, size]
