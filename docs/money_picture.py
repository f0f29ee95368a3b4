"""Draw who pays and who gets: the figure of docs/money.md."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib as mpl

STYLE: Any = {
    "font.family": "sans-serif",
    "font.size": 9,
    "svg.fonttype": "none",  # words stay words
    "svg.hashsalt": "money",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
}
GETS, PAYS, GREY = "#1b6e8c", "#c8553d", "#888888"
_HIGH, _HEAD = 0.23, 1.6  # of a row and of what stands above and below, in inches
_ON_A_LINE = 95  # characters of the title


class Bar(NamedTuple):
    """What is drawn of an item, or of a balance."""

    label: str
    is_balance: bool
    low: float
    middle: float
    high: float
    luck_low: float
    luck_high: float


def drawn(bars: Sequence[Bar], title: str, file: Path) -> None:
    """A row for each bar: low to high prices as a bar, the middle as a point, luck as a line; balances stand out."""
    from matplotlib.figure import Figure

    places = _places(bars)
    with mpl.rc_context(STYLE):
        picture = Figure(figsize=(8.6, _HEAD + _HIGH * (places[-1] + 1)), layout="constrained")
        axes = picture.subplots()
        for place, bar in zip(places, bars, strict=True):
            colour = GETS if bar.middle >= 0 else PAYS
            thick = 9 if bar.is_balance else 5
            shade = 0.55 if bar.is_balance else 0.3
            axes.plot(
                [bar.low, bar.high], [place] * 2, color=colour, alpha=shade, linewidth=thick, solid_capstyle="butt"
            )
            axes.plot([bar.luck_low, bar.luck_high], [place] * 2, color=colour, linewidth=1.2)
            axes.plot(bar.middle, place, "D" if bar.is_balance else "o", color=colour, markersize=5)
        axes.axvline(0.0, color=GREY, linewidth=0.8)
        axes.set_yticks(places, [bar.label for bar in bars])
        for words, bar in zip(axes.get_yticklabels(), bars, strict=True):
            words.set_fontweight("bold" if bar.is_balance else "normal")
        axes.set_ylim(places[-1] + 0.8, -0.8)
        axes.tick_params(axis="y", length=0)
        axes.grid(axis="x", color="#eeeeee")
        axes.set_axisbelow(True)
        axes.set_xlabel(
            "million euros over the whole run, ten less two years: right of 0 it gets more, or pays less\n"
            "bar: low to high prices; point: middle prices; line: what luck leaves open (95%)"
        )
        picture.suptitle(textwrap.fill(title, _ON_A_LINE), fontsize=11, fontweight="bold", x=0.01, ha="left")
        picture.savefig(file, metadata={"Date": None, "Creator": None})


def _places(bars: Sequence[Bar]) -> list[float]:
    """Where rows stand, with room between payers."""
    places, down = [], 0.0
    for bar in bars:
        places.append(down)
        down += 1.7 if bar.is_balance else 1.0
    return places
