"""Draw the register of sites, and below it the same in the model."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pandas as pd
from sites_measures import LONG, NARROW, RENTS, SHARES, SHORT, TIMES, WIDE, Held, Span, short

STYLE = {
    "font.family": "sans-serif",
    "font.size": 9,
    "svg.fonttype": "none",  # words stay words
    "svg.hashsalt": "sites",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
}
BLUE, RED, GREEN, GREY = "#1b6e8c", "#c8553d", "#6a8d3f", "#888888"
LIGHT, DARK, MIDDLE, STAY = "#e3ddd1", "#c2b69f", "#5b5140", "#9cc3d1"
MARKS = {  # of a date: marker, colour, in words
    "planned": ("|", "#333333", "plan for something else"),
    "announced": ("^", BLUE, "people hear of an end"),
    "announced_end": ("D", BLUE, "first date to be out"),
    "notice": ("v", RED, "notice"),
    "ended": ("X", RED, "last one out"),
    "zoning_final": ("s", GREY, "zoning beyond appeal"),
    "permit": ("P", GREY, "permit"),
    "in_use": ("*", GREEN, "homes, or in use again"),
}
CAME_WORDS = {
    "demolition": "demolished",
    "renovation": "renovation",
    "building": "building began",
    "extension": "longer: to",
    "sale": "sold",
    "plan dropped": "plan dropped",
    "fire": "fire",
}


def drawn(sites: pd.DataFrame, measured: Sequence[Held], file: Path) -> None:
    """Above the sites with their dates, below the same durations in the model."""
    from matplotlib.figure import Figure

    with mpl.rc_context(STYLE):
        by_measure = {one.measure: one for one in measured}
        heights = [0.25 * len(sites) + 0.4, *(0.5 * len(some) + 0.2 for some in (LONG, SHORT)), 0.6]
        tall, top, gap = sum(heights) + 4.75, 1.45, 0.95  # inches
        picture, down = Figure(figsize=(9.6, tall)), top

        def place(left: float, wide: float, high: float, down: float) -> Any:
            return picture.add_axes((left, 1.0 - (down + high) / tall, wide, high / tall))

        draw_lines(place(0.31, 0.67, heights[0], down), sites)
        down += heights[0] + gap
        draw_strips(place(0.31, 0.67, heights[1], down), [by_measure[one] for one in LONG], "years", (-2.0, 25.0))
        draw_key(picture, 1.0 - (down - 0.32) / tall)
        down += heights[1] + 0.6
        draw_strips(place(0.31, 0.67, heights[2], down), [by_measure[one] for one in SHORT], "months", (0.0, 36.0))
        down += heights[2] + gap
        ends = (
            (SHARES, "share of members", (0.0, 1.0)),
            (TIMES, "times", (0.0, 11.0)),
            (RENTS, "€/m²/year", (0.0, 260.0)),
        )
        for nth, (some, unit, limits) in enumerate(ends):
            axes = place(0.04 + 0.325 * nth, 0.28, heights[3], down)
            draw_strips(axes, [by_measure[one] for one in some], unit, limits, above=True)
        picture.savefig(file, metadata={"Date": None, "Creator": None})


def draw_key(picture: Any, height: float) -> None:
    """What bands and points are."""
    from matplotlib.lines import Line2D

    handles = [
        Line2D(
            [],
            [],
            color=RED,
            marker="o",
            linewidth=2.0,
            markersize=5,
            label="a real site (a line where dates are known by the year)",
        ),
        Line2D([], [], color=LIGHT, linewidth=9, label="nine in ten of the model's"),
        Line2D([], [], color=DARK, linewidth=9, label="half of them"),
        Line2D(
            [], [], color=MIDDLE, marker="|", linestyle="", markersize=10, markeredgewidth=1.6, label="the middle one"
        ),
    ]
    picture.text(0.02, height + 0.008, "The same in the model", fontweight="bold", fontsize=11)
    picture.legend(handles=handles, loc="upper left", bbox_to_anchor=(0.01, height + 0.007), ncols=4, frameon=False)


def middle(site: pd.Series[Any], column: str) -> float:
    """The middle of what a date may be."""
    return float(site[f"{column}_low"] + site[f"{column}_high"]) / 2.0


def draw_lines(axes: Any, sites: pd.DataFrame) -> None:
    """A line for each site."""
    keys = [*MARKS, "start", "came_on", "moved_to"]
    first = sites[[f"{key}_low" for key in keys]].min(axis=1, skipna=True).fillna(2100.0)
    ordered = sites.loc[first.sort_values(kind="stable").index]
    ordered = ordered[first.loc[ordered.index] < 2100.0]
    for row, (_, site) in enumerate(ordered.iterrows()):
        draw_site(axes, row, site)
    used = [column for column in MARKS if (sites[column] != "").any()]
    for column in used:
        mark, colour, words = MARKS[column]
        axes.plot([], [], mark, color=colour, markersize=6, label=words)
    axes.plot([], [], ".", color="#333333", markersize=5, label="what came of it, and the year")
    axes.plot([], [], color=STAY, linewidth=6, label="makers there (arrow: no end known)")
    axes.set_yticks(range(len(ordered)), [f"{short(site['name'])}, {site['city']}" for _, site in ordered.iterrows()])
    axes.set_ylim(len(ordered) - 0.5, -0.5)
    axes.set_xlim(2004.0, 2034.0)
    axes.set_xticks(range(2005, 2035, 5))
    axes.grid(axis="x", color="#eeeeee")
    axes.set_axisbelow(True)
    axes.tick_params(axis="y", length=0)
    axes.xaxis.set_ticks_position("both")
    axes.tick_params(axis="x", labeltop=True, length=0)
    axes.figure.text(
        0.02, 1.0 - 0.25 / axes.figure.get_figheight(), "What is known of sites", fontweight="bold", fontsize=11
    )
    axes.figure.legend(
        *axes.get_legend_handles_labels(),
        loc="upper left",
        bbox_to_anchor=(0.01, 1.0 - 0.35 / axes.figure.get_figheight()),
        ncols=3,
        frameon=False,
    )


def draw_site(axes: Any, row: int, site: pd.Series[Any]) -> None:
    """One line: who was there from when to when, and what was told."""
    end = next((column for column in ("ended", "moved_to", "announced_end") if site[column]), "")
    dates = [middle(site, column) for column in (*MARKS, "came_on", "moved_to", "start") if site[column]]
    last = max(dates)
    if site["start"]:
        start = middle(site, "start")
        until = middle(site, end) if end else last
        axes.plot([start, until], [row, row], color=STAY, linewidth=6, solid_capstyle="butt")
        if not end:
            arrow = {"arrowstyle": "-|>", "color": STAY, "linewidth": 4, "shrinkA": 0, "shrinkB": 0}
            axes.annotate("", (last + 1.8, row), (last, row), arrowprops=arrow)
    axes.plot([min(dates), last], [row, row], color="#bbbbbb", linewidth=0.8, zorder=0.9)
    for column, (mark, colour, _) in MARKS.items():
        if site[column]:
            size, edge = (9.0, 1.5) if mark == "|" else (6.0, 0.5)
            axes.plot(middle(site, column), row, mark, color=colour, markersize=size, markeredgewidth=edge)
    if site["came"]:
        axes.plot(middle(site, "came_on"), row, ".", color="#333333", markersize=5)
        told = site["moved_to"] if site["came"] == "extension" else site["came_on"]
        right = last + (2.0 if site["start"] and not end else 0.4)
        axes.text(right, row, f"{CAME_WORDS[site['came']]} {told[:4]}", va="center", fontsize=8)


def draw_strips(axes: Any, some: Sequence[Held], unit: str, limits: Span, above: bool = False) -> None:
    """A strip for each measure: the model's as a band, sites as points."""
    for row, one in enumerate(some):
        if len(one.made):
            axes.plot(
                [one.per_cent(share) for share in WIDE], [row, row], color=LIGHT, linewidth=9, solid_capstyle="butt"
            )
            axes.plot(
                [one.per_cent(share) for share in NARROW], [row, row], color=DARK, linewidth=9, solid_capstyle="butt"
            )
            axes.plot([one.per_cent(50.0)] * 2, [row - 0.17, row + 0.17], color=MIDDLE, linewidth=1.6)
        for span in one.known.values():
            axes.plot(span, [row, row], color=RED, linewidth=2.0)
            axes.plot(sum(span) / 2.0, row, "o", color=RED, markersize=5)
        for nth, (where, names) in enumerate(close_together(one.known, 0.03 * (limits[1] - limits[0]))):
            side = {"xytext": (0, 7), "va": "bottom"} if nth % 2 == 0 else {"xytext": (0, -7), "va": "top"}
            edge = where - limits[0] < 0.12 * (limits[1] - limits[0])  # names do not run over what is at the left
            at = limits[0] if edge and len(names) > 15 else where
            axes.annotate(
                names,
                (at, row),
                textcoords="offset points",
                ha="center" if at == where else "left",
                fontsize=7,
                color=RED,
                **side,
            )
    axes.set_xlim(*limits)
    axes.set_ylim(len(some) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel(unit)
    if above:
        axes.set_yticks([])
        axes.set_title(some[0].measure.words, fontsize=9)
    else:
        axes.set_yticks(range(len(some)), [textwrap.fill(one.measure.words, 40) for one in some])
        for row in range(1, len(some)):
            axes.axhline(row - 0.5, color="#eeeeee", linewidth=0.6)


def close_together(known: dict[str, Span], near: float) -> Iterator[tuple[float, str]]:
    """Where to write the names of sites: those that are close together get one place."""
    places = sorted((sum(span) / 2.0, name) for name, span in known.items())
    while places:
        some = [one for one in places if one[0] - places[0][0] <= near]
        places = places[len(some) :]
        yield sum(where for where, _ in some) / len(some), ", ".join(name for _, name in some)
