"""Which figures a report has, in their order."""

from __future__ import annotations

from collections.abc import Callable

from collectief_sim.experiment.analysis import Analysis, rows_of
from collectief_sim.report.figures import area, differences, frontier, goals, lives, paths
from collectief_sim.report.figures.style import Drawing
from collectief_sim.report.policies import compared_with_first
from collectief_sim.report.words import Words


def drawn(analysis: Analysis, words: Words, progress: Callable[[float], None] = lambda share: None) -> list[Drawing]:
    """All figures there is something to draw for; `progress` is told which share of them is drawn."""
    wanted: list[tuple[Callable[[Analysis, Words], Drawing], bool]] = [
        (goals.goals, bool(differences.shared_goals(analysis))),
        (frontier.frontier, _is_choice(analysis)),
        (lives.survival, True),
        (lives.area_level, True),
        (lives.endings, True),
        (differences.pairs, bool(differences.shared_goals(analysis))),
        (differences.forest, True),
        (differences.effects, not analysis.effects.empty),
        (paths.paths, not analysis.paths.empty),
        (differences.sensitivity, bool(len(analysis.sensitivity)) and bool(analysis.sensitivity["clear"].any())),
        (area.ladder, True),
        (area.maps, not analysis.maps.empty),
    ]
    drawings = []
    figures = [draw for draw, there in wanted if there]
    for place, draw in enumerate(figures):
        progress(place / len(figures))
        drawings.append(draw(analysis, words))
    return drawings


def _is_choice(analysis: Analysis) -> bool:
    """Whether policies can be held side by side: more than two, in an area where homes are built."""
    homes = rows_of(analysis.verdicts, area=analysis.area, goal="homes")
    return len(compared_with_first(analysis)) > 1 and bool((homes[["mean_base", "mean_other"]] > 0).any(axis=None))
