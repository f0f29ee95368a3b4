"""By which path the main difference comes about: a line a goal, a bar a path."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd

from collectief_sim.experiment.analysis import Analysis, records, rows_of
from collectief_sim.experiment.coalitions import WHOLE
from collectief_sim.experiment.compare import FEWEST
from collectief_sim.experiment.design import in_language
from collectief_sim.experiment.goals import GOALS
from collectief_sim.experiment.ledger import LEDGER
from collectief_sim.report.concepts import main_is_concept
from collectief_sim.report.figures.style import FAINT, INK, MAIN, Drawing, as_svg, look, new_figure, wrapped
from collectief_sim.report.words import Words

type Row = dict[str, Any]

_IN_TITLE = ("stay", "collectives", "impact", "homes")  # goals: more make no sentence
_FURTHEST = 1.3  # times the whole: beyond it a bar or an interval is cut off
_LARGEST = 0.6  # how long the largest is drawn in a line without a clear whole, on the same scale
_LABEL = 0.7  # room for the number beside a bar, on that scale
_WANTED = {goal.outcome: goal.wanted for goal in GOALS.values()}  # of others: what the ledger calls good
_COLOURS = {1: MAIN[1], -1: MAIN[0]}
_ENDS = ("low", "difference", "high")


@dataclass(frozen=True)
class Line:
    """What paths have in one outcome."""

    outcome: str
    paths: dict[str, Row]
    whole: Row

    @property
    def scale(self) -> float:
        """What counts as 1: the whole where it is clear, else so much that the largest number has its place."""
        if self.whole["clear"]:
            return float(self.whole["difference"])
        sizes = [abs(row[end]) for row in self.paths.values() for end in _ENDS if not math.isnan(row[end])]
        return max(sizes, default=0.0) / _LARGEST or 1.0

    def ends(self, path: str) -> tuple[float, float, float]:
        """The left end of an interval, the end of the bar, and the right end, on that scale, as far as they are drawn."""
        one, middle, another = (self.paths[path][end] / self.scale for end in _ENDS)
        low, high = sorted(middle if math.isnan(end) else end for end in (one, another))
        low, middle, high = (
            end if math.isnan(end) else max(-_FURTHEST, min(_FURTHEST, end)) for end in (low, middle, high)
        )
        return low, middle, high

    def colour(self, path: str) -> str:
        """Of what is better, of what is worse, or of what is not clear."""
        row = self.paths[path]
        wanted = _WANTED.get(self.outcome, LEDGER[self.outcome].good)
        return _COLOURS[wanted if row["difference"] > 0 else -wanted] if row["clear"] else FAINT

    @property
    def against(self) -> bool:
        """Whether clear paths lead both up and down, and nothing clear is left."""
        ways = {row["difference"] > 0 for row in self.paths.values() if row["clear"]}
        return len(ways) > 1 and not self.whole["clear"]


def paths(analysis: Analysis, words: Words) -> Drawing:
    """What every path has in the difference, for every goal."""
    experiment, lines = analysis.results.experiment, lines_of(analysis)
    drawn = [end for line in lines for path in line.paths for end in line.ends(path) if not math.isnan(end)]
    low, high = min([0.0, *drawn]) - 0.05, max([1.0, *drawn]) + _LABEL
    zero = -low / (high - low)  # where bars begin, as a share of a column
    with look("paths"):
        figure = new_figure(8, 1.2 + 0.46 * len(lines))
        columns = figure.subplots(1, len(experiment.paths), sharey=True)
        for axes, (name, path) in zip(columns, experiment.paths.items(), strict=True):
            axes.axvline(0, color=FAINT, lw=0.8)
            for place, line in enumerate(lines):
                _bar(axes, place, line, name, words)
            note = wrapped(in_language(path.note, words.language), 18)
            axes.set_title(experiment.path_title(name, words.language), x=zero, ha="left", pad=38, fontweight="bold")
            below = axes.annotate(note, (zero, 1), (0, 35), "axes fraction", "offset points", va="top", fontsize=8)
            below.set_in_layout(axes is columns[-1])  # elsewhere long words would make a column wider than others
            axes.set(xlim=(low, high), ylim=(len(lines) - 0.5, -0.5), xticks=[])
            axes.tick_params(axis="y", length=0)
            for side in ("left", "bottom"):
                axes.spines[side].set_visible(False)
        columns[0].set_yticks(range(len(lines)), [_called(line, words) for line in lines], fontsize=8.5)
    title = finding_of(analysis, words)
    caption = words("figures.paths.caption", **_main(analysis, words), area=words.area(analysis.area))
    svg, data = as_svg(figure, "paths"), rows_of(analysis.paths, area=analysis.area)
    return Drawing("paths", title, caption, title, svg, _table(analysis, lines, words), data, figure)


def finding_of(analysis: Analysis, words: Words) -> str:
    """What the figure shows, in a sentence: which path brings most for whom, and where paths work against each other."""
    experiment, lines = analysis.results.experiment, {line.outcome: line for line in lines_of(analysis)}
    if main_is_concept(analysis):
        return words("figures.concept", subject=words("figures.paths.subject"))
    if analysis.repetitions < FEWEST:
        return words("figures.few", subject=words("figures.paths.subject"))
    most: dict[str, list[str]] = {}
    for goal in _IN_TITLE:
        for path, row in lines[GOALS[goal].outcome].paths.items():
            if row["most"]:
                most.setdefault(path, []).append(words(f"first.goals.{goal}"))
    against = [words(f"first.goals.{goal}") for goal in _IN_TITLE if lines[GOALS[goal].outcome].against]
    told = [(goals, experiment.path_title(path, words.language)) for path, goals in most.items()]
    parts = [
        words(f"figures.paths.{'next' if place else 'first'}", goals=words.listed(goals), path=path)
        for place, (goals, path) in enumerate(told)
    ]
    if against:
        parts.append(words(f"figures.paths.against{'' if parts else '_first'}", goals=words.listed(against)))
    clear = any(row["clear"] for line in lines.values() for row in line.paths.values())
    nothing = words(f"figures.paths.{'none' if clear else 'nothing'}", **_main(analysis, words))
    return "; ".join(parts) or nothing


def lines_of(analysis: Analysis) -> list[Line]:
    """The table of the first area, outcome by outcome."""
    found: dict[str, dict[str, Row]] = {}
    for row in records(rows_of(analysis.paths, area=analysis.area)):
        found.setdefault(row["outcome"], {})[row["path"]] = row
    return [Line(outcome, rows, rows.pop(WHOLE)) for outcome, rows in found.items()]


def _main(analysis: Analysis, words: Words) -> dict[str, str]:
    experiment = analysis.results.experiment
    base, other = (experiment.title_of(arm, words.language) for arm in experiment.pairs()[0])
    return {"base": base, "other": other}


def _bar(axes: Any, place: int, line: Line, path: str, words: Words) -> None:
    low, middle, high = line.ends(path)
    if math.isnan(middle):
        axes.text(0.05, place, "–", va="center", fontsize=8.5)
        return
    axes.barh(place, middle, height=0.55, color=line.colour(path), alpha=0.8)
    axes.plot([low, high], [place, place], color=INK, lw=0.9)
    axes.text(max(high, 0.0) + 0.06, place, _told(line, path, words), va="center", fontsize=8.5)


def _told(line: Line, path: str, words: Words) -> str:
    """A share as a percentage of the whole where that is clear, else as a number."""
    value = line.paths[path]["difference"]
    return _percent(value / line.scale, words) if line.whole["clear"] else _number(line.outcome, value, words)


def _percent(share: float, words: Words) -> str:
    return words.percent(share) if not math.isnan(share) else "–"


def _number(outcome: str, value: float, words: Words) -> str:
    return words.brief(outcome, value, signed=True)


def _called(line: Line, words: Words) -> str:
    """Whose goal it is, and what changes in all."""
    goal = next((goal for goal in GOALS.values() if goal.outcome == line.outcome), None)
    who = words(f"first.parties.{goal.name}" if goal else "figures.paths.collective")
    what = words(f"first.measures.{goal.name}") if goal else words.label(line.outcome)
    return f"{who}\n{wrapped(what, 34)}: {_number(line.outcome, line.whole['difference'], words)}"


def _table(analysis: Analysis, lines: list[Line], words: Words) -> pd.DataFrame:
    experiment = analysis.results.experiment
    rows = []
    for line in lines:
        for path, row in {**line.paths, WHOLE: line.whole}.items():
            whole = path == WHOLE
            share = row["difference"] / line.scale if line.whole["clear"] else math.nan
            rows.append(
                {
                    words("page.outcome"): words.label(line.outcome),
                    words("figures.paths.path"): words("figures.paths.all")
                    if whole
                    else experiment.path_title(path, words.language),
                    words("page.difference"): words.signed(line.outcome, row["difference"]),
                    words("page.interval"): words.interval(line.outcome, row["low"], row["high"]),
                    words("figures.paths.share"): _percent(share, words),
                    words("figures.paths.alone"): "" if whole else words.signed(line.outcome, row["alone"]),
                    words("figures.paths.without"): "" if whole else words.signed(line.outcome, row["without"]),
                }
            )
    return pd.DataFrame(rows)
