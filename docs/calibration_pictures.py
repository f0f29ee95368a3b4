"""The figures of docs/calibration.md: where worlds have what is known, and what they make of two against ten years."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from measured import Numbers

_BEFORE, _AFTER, _KNOWN = "#b0b0b0", "#0b6e75", "#f3d9a4"
_COLUMNS = 5
_MOST_RATIO = 300.0
_MORE_THAN_LUCK = 0.25  # share of a figure's variance that settings explain, below which it differs by luck alone
_NINE_IN_TEN = 3.29  # standard deviations between the ends of nine in ten
_STYLE = {"svg.hashsalt": "collectief", "font.size": 8, "axes.spines.top": False, "axes.spines.right": False}


def draw_figures(found: dict[str, Any], names: dict[str, str], file: Path) -> None:
    """Every figure before and after, rule by rule, over the band of what is known."""
    targets = list(next(iter(found["rules"].values()))["targets"])
    rows = -(-len(targets) // _COLUMNS)
    with mpl.rc_context(_STYLE):
        picture = Figure(figsize=(12.0, 1.5 * rows + 0.8), layout="constrained")
        axes = picture.subplots(rows, _COLUMNS).ravel()
        for ax in axes[len(targets) :]:
            ax.axis("off")
        for ax, name in zip(axes, targets, strict=False):
            _figure(ax, name, names[name], [one["targets"][name] for one in found["rules"].values()])
        picture.suptitle(_title(found), fontsize=11, x=0.01, ha="left")
        picture.savefig(file, metadata={"Date": None})


def _title(found: dict[str, Any]) -> str:
    """What the figure shows, in a sentence."""
    worlds = sum(found["worlds"].values())
    every = [one for of_rule in found["rules"].values() for one in of_rule["targets"].values() if one["after"]]
    ones = [one for one in every if (one["emulated"][0]["explained"] or 0.0) >= _MORE_THAN_LUCK]
    narrow = sum(_width(one, "after") < 0.5 * _width(one, "before") for one in ones if one["before"])
    return (
        f"What is known narrows {narrow} of the {len(ones)} figures that settings decide to less than half of what was possible "
        f"({worlds} worlds left)\n"
        "sand: known; grey: before; green: worlds left; a line per rule (one renewal, running term, expected stay)\n"
        "luck of runs is part of the lines, not of the count"
    )


def _width(one: dict[str, Any], part: str) -> float:
    """How far nine in ten points lie apart, without what luck adds: points before and after had not as many runs."""
    error = one["errors"][part == "after"] or 0.0
    ends = np.log(np.minimum(one[part], _MOST_RATIO)) if one["scale"] == "log" else one[part]
    return float(np.sqrt(max(0.0, (ends[2] - ends[0]) ** 2 - (_NINE_IN_TEN * error) ** 2)))


def _figure(ax: Axes, name: str, what: str, ones: list[dict[str, Any]]) -> None:
    values = [v for one in ones for part in (one["before"], one["after"]) if part for v in (part[0], part[2])]
    values += [end for end in ones[0]["known"] if end is not None]
    low, high = min(values), max(values)
    if ones[0]["scale"] == "log":  # a ratio may be of next to nothing: beyond this it says no more
        ax.set_xscale("log")
        high = min(high, _MOST_RATIO)
    room = 0.08 * (high - low or 1.0) if ones[0]["scale"] == "plain" else 0.3 * low
    known = [low - room if ones[0]["known"][0] is None else ones[0]["known"][0]]
    known.append(high + room if ones[0]["known"][1] is None else ones[0]["known"][1])
    ax.axvspan(known[0], known[1], color=_KNOWN, lw=0)
    for place, one in enumerate(ones):
        for part, colour, shift, width in ((one["before"], _BEFORE, 0.18, 1.5), (one["after"], _AFTER, -0.18, 3.0)):
            if part:
                ax.plot([part[0], part[2]], [-place + shift] * 2, color=colour, lw=width, solid_capstyle="butt")
                ax.plot([part[1]], [-place + shift], "o", color=colour, ms=3.5)
    ax.set(xlim=(low - room, high + room), ylim=(-len(ones) + 0.4, 0.6), yticks=[])
    ax.spines["left"].set_visible(False)
    ax.set_title(f"{name} {_short(what)}", fontsize=7.5, loc="left")


def _short(text: str, most: int = 33) -> str:
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + " …"


def draw_headline(shown: dict[str, tuple[Numbers, Numbers]], labels: dict[str, str], file: Path) -> None:
    """Ten less two years, world by world: over the prior, and over what is left."""
    with mpl.rc_context(_STYLE):
        picture = Figure(figsize=(9.0, 0.95 * len(shown) + 0.9), layout="constrained")
        axes = np.atleast_1d(picture.subplots(len(shown), 1))
        for ax, (name, pair) in zip(axes, shown.items(), strict=True):
            ax.axvline(0.0, color="#888888", lw=0.8)
            for place, (values, colour) in enumerate(zip(pair, (_BEFORE, _AFTER), strict=True)):
                spread = np.random.default_rng(1).uniform(-0.28, 0.28, len(values))
                ax.plot(values, -place + spread, ".", color=colour, ms=3, alpha=0.6)
                ax.plot([values.mean()] * 2, [-place - 0.36, -place + 0.36], color="black", lw=1.6)
            ax.set(ylim=(-1.5, 0.5), yticks=[0, -1])
            ax.set_yticklabels(["before", "worlds left"])
            ax.set_title(labels[name], fontsize=8.5, loc="left")
        makers = shown["maker_years"][1]
        homes = shown["homes_built"][1]
        picture.suptitle(
            f"Ten-year leases win maker-years in {np.mean(makers > 0):.0%} of worlds and cost homes in {np.mean(homes < 0):.0%}\n"
            "municipal property; a dot is a world (luck taken off), the bar the mean",
            fontsize=10,
            x=0.01,
            ha="left",
        )
        picture.savefig(file, metadata={"Date": None})
