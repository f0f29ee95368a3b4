"""How figures look, and how they become part of a page."""

from __future__ import annotations

import io
import re
import textwrap
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import Formatter

from collectief_sim.report.words import Words

if TYPE_CHECKING:
    import pandas as pd

    from collectief_sim.experiment.design import Experiment

INK, FAINT = "#1b2a38", "#8a949d"
MAIN = ("#b3541e", "#1f5f8b")  # the two policies of the main comparison; told apart without red and green
# told apart by anybody who sees any colour at all, and by how dark they are (after Okabe and Ito 2008)
COLOURS = ("#4d4d4d", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#8c6d31", "#0b3c5d", "#999999")
DASHES = ("-", "--", "-.", ":")
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "<", ">", "p", "h", "*")
MOST_BESIDE = 5  # arms drawn beside the main two, where more would hide each other
_LINE = 0.045  # height of a line of text, as a share of an axis
STEPS = (
    "#c9ced2",
    "#e8eef2",
    "#c6d9e6",
    "#9dbfd6",
    "#6d9fc0",
    "#3f7aa3",
    "#1a4c73",
)  # light to dark, but step 1 is grey


@dataclass(frozen=True)
class Drawing:
    """A figure with what belongs to it."""

    key: str
    title: str  # what it shows, in a sentence
    caption: str
    alt: str
    svg: str = field(repr=False)
    table: pd.DataFrame = field(repr=False)  # the numbers that are drawn, as people read them
    data: pd.DataFrame = field(repr=False)  # the same as software reads them
    figure: Figure = field(repr=False)  # its panels placed, to be drawn in another format


@contextmanager
def look(key: str) -> Iterator[None]:
    """Settings of Matplotlib while a figure is made: letters stay letters, ids are the same every time."""
    settings: Any = {
        "svg.fonttype": "none",
        "svg.hashsalt": key,
        "font.family": "sans-serif",
        "font.size": 10,
        "text.color": INK,
        "axes.labelcolor": INK,
        "axes.edgecolor": FAINT,
        "xtick.color": INK,
        "ytick.color": INK,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.titlesize": 10,
        "legend.frameon": False,
        "figure.facecolor": "white",
        "text.parse_math": False,  # a title may hold a dollar
    }
    with mpl.rc_context(settings), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing from font")  # readers have fonts of their own
        yield


def new_figure(width: float, height: float) -> Figure:
    """An empty figure [inches] that makes room for its labels by itself."""
    return Figure(figsize=(width, height), layout="constrained")


def as_svg(figure: Figure, key: str) -> str:
    """A figure to be set into a page: no prolog, no metadata, ids that no other figure has, a width that adapts."""
    buffer = io.StringIO()
    with look(key):
        _make_room(figure)
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    text = buffer.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>\s*", "", text, flags=re.DOTALL)
    text = re.sub(r"<[^>]+>", lambda tag: _with_own_ids(tag[0], key), text)  # in tags: what people wrote stays as it is
    return re.sub(
        r'<svg [^>]*?viewBox="([^"]+)"[^>]*>', r'<svg viewBox="\1" aria-hidden="true" focusable="false">', text, count=1
    )


def _make_room(figure: Figure) -> None:
    """Place panels and labels, once: left to `savefig`, everything is drawn for it and thrown away."""
    FigureCanvasSVG(figure)  # which measures texts as they are in the file
    figure.dpi = FigureCanvasSVG.fixed_dpi
    engine = figure.get_layout_engine()
    if engine is not None:
        engine.execute(figure)
    figure.set_layout_engine("none")


def _with_own_ids(tag: str, key: str) -> str:
    """A tag with ids that no other figure has."""
    tag = re.sub(r'(<image\b[^>]*?)\sid="[^"]+"', r"\1", tag)  # pictures that look alike would have the same
    tag = re.sub(r'id="([^"]+)"', rf'id="{key}-\1"', tag)
    return re.sub(r'(url\(#|href="#)', rf"\1{key}-", tag)


def drawing(
    figure: Figure, key: str, title: str, words: Words, table: pd.DataFrame, data: pd.DataFrame, **told: Any
) -> Drawing:
    """A finished figure with its caption and alternative text in one language."""
    caption, alt = (words(f"figures.{key}.{part}", **told) for part in ("caption", "alt"))
    return Drawing(key, title, caption, alt, as_svg(figure, key), table, data, figure)


def colours_of(arms: list[str], base: str, other: str) -> dict[str, str]:
    """A colour for every arm; those of the main comparison have theirs."""
    rest = [arm for arm in arms if arm not in (base, other)]
    return {base: MAIN[0], other: MAIN[1]} | {arm: COLOURS[i % len(COLOURS)] for i, arm in enumerate(rest)}


def chosen(experiment: Experiment) -> list[str]:
    """The arms that are drawn where more would hide each other, in their order: the main comparison, and a few beside it."""
    pair = experiment.pairs()[0]
    others = [arm for arm in experiment.all_arms() if arm not in pair]
    steps = steps_of(experiment)
    some = {*pair, *sorted(others, key=lambda arm: arm not in steps)[:MOST_BESIDE]}
    return [arm for arm in experiment.all_arms() if arm in some]


def steps_of(experiment: Experiment) -> list[str]:
    """Policies that differ from the main two in how far one lever is moved alone, in its order; fewer than three are none."""
    lever = lever_of(experiment)
    base = experiment.all_arms()[experiment.pairs()[0][0]].settings
    values = {
        arm: one.settings[lever]
        for arm, one in experiment.all_arms().items()
        if lever in one.settings and {**one.settings, lever: None} == {**base, lever: None}
    }
    if len(values) < 3 or not all(isinstance(v, int | float) and not isinstance(v, bool) for v in values.values()):
        return []
    return sorted(values, key=lambda arm: values[arm])


def lever_of(experiment: Experiment) -> str:
    """The only setting in which the main two differ; none if there are more."""
    base, other = (experiment.all_arms()[arm].settings for arm in experiment.pairs()[0])
    moved = [path for path in {*base, *other} if base.get(path) != other.get(path)]
    return moved[0] if len(moved) == 1 else ""


def wrapped(text: str, width: int) -> str:
    """A text over several lines."""
    return "\n".join(textwrap.wrap(text, width, break_long_words=False))


def legend_above(figure: Figure, handles: list[Any], **options: Any) -> None:
    """A legend above all panels, in as many columns as its longest label leaves room for."""
    longest = max(len(str(handle.get_label())) for handle in handles)
    columns = max(1, min(len(handles), 110 // (longest + 7)))
    figure.legend(handles=handles, loc="outside upper center", ncols=columns, fontsize=8, **options)


def label_ends(axes: Any, ends: list[tuple[float, float, str, str]]) -> None:
    """Names at the ends of curves, moved apart where they would overlap; `ends` are x, y, name and colour.

    The names are dark, because light colours cannot be read as letters; a line in the colour leads to them.
    """
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    ends = sorted(ends, key=lambda end: end[1])
    places = apart([y for _, y, _, _ in ends], _LINE * (high - low), high)
    until, at = (right + share * (right - left) for share in (0.03, 0.04))
    for (x, y, name, colour), place in zip(ends, places, strict=True):
        axes.plot([x, until], [y, place], color=colour, lw=0.7, ls=":", clip_on=False, label="_lead")
        axes.text(at, place, textwrap.shorten(name, 38, placeholder=" …"), fontsize=8, va="center", clip_on=False)
    axes.set(xlim=(left, right), ylim=(low, high))


def apart(heights: list[float], gap: float, top: float) -> list[float]:
    """Heights in rising order, moved as little as need be to be a gap apart and not above the top."""
    places: list[float] = []
    for height in heights:
        places.append(max(height, places[-1] + gap) if places else height)
    limit = top
    for i in reversed(range(len(places))):
        places[i] = min(places[i], limit)
        limit = places[i] - gap
    return places


def percent_axis(axis: Any, words: Words) -> None:
    """Ticks of a share as percentages."""
    number_axis(axis, words, 100.0, "%")


def number_axis(axis: Any, words: Words, scale: float = 1.0, sign: str = "") -> None:
    """Ticks in the manner of the language, with as many decimals as tell them apart."""
    axis.set_major_formatter(_Told(words, scale, sign))


class _Told(Formatter):
    """Texts of ticks, all of an axis at once."""

    def __init__(self, words: Words, scale: float, sign: str) -> None:
        super().__init__()
        self._words, self._scale, self._sign = words, scale, sign

    def format_ticks(self, values: Any) -> list[str]:
        scaled = [self._scale * value for value in values]
        decimals = _decimals(scaled)
        return [f"{self._words.number(value, decimals)}{self._sign}" for value in scaled]

    def __call__(self, value: float, pos: int | None = None) -> str:
        return self.format_ticks([value])[0]


def _decimals(ticks: list[float]) -> int:
    """How many it takes to tell ticks apart, at most four."""
    return next((d for d in range(4) if all(abs(tick - round(tick, d)) < 1e-6 for tick in ticks)), 4)
