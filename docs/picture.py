"""Draw the picture of a run for the README: ``uv run python docs/picture.py``."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl
from matplotlib import pyplot as plt
from matplotlib.colors import ListedColormap
from matplotlib.patches import Patch, Rectangle

from collectief_sim.experiment.typical_run import KINDS, kinds_of, ladder_steps
from collectief_sim.model.rows import columns
from collectief_sim.model.simulation import Simulation
from collectief_sim.report.figures.area import KIND_COLOURS
from collectief_sim.report.words import words
from collectief_sim.scenario import load

LABELS = [words("en")(f"kinds.{kind}") for kind in KINDS]


def draw_map(axes: plt.Axes, model: Simulation) -> set[int]:
    """One map; a frame marks the buildings of collectives, thicker with a higher ladder step. The kinds that are on it."""
    ground, plots, steps = model.spec.area.ground, columns(model.world.plots), ladder_steps(model)
    kinds = kinds_of(model).reshape(ground.height, ground.width)
    axes.imshow(kinds, cmap=ListedColormap(KIND_COLOURS), vmin=0, vmax=len(KINDS) - 1)
    for plot, step in zip(plots, steps, strict=True):
        if step:
            width = 0.4 + 0.5 * step
            axes.add_patch(Rectangle((plot.x - 0.5, plot.y - 0.5), 1, 1, fill=False, ec="black", lw=width))
    axes.set(xticks=[], yticks=[], title=f"January {model.spec.date_of(model.months_done)[:4]}")
    return set(kinds.ravel().tolist())


def main() -> None:
    """Simulate the Keilekwartier and draw it."""
    mpl.rcParams.update(
        {"font.size": 9, "svg.hashsalt": "collectief", "axes.spines.top": False, "axes.spines.right": False}
    )
    model = Simulation(load("keilekwartier"), 3)
    figure = plt.figure(figsize=(11, 5.6), layout="constrained")
    grid = figure.add_gridspec(2, 12, height_ratios=[1.1, 1])
    seen: set[int] = set()
    for i, year in enumerate((0, 9, 18, 27)):
        while model.months_done < 12 * year:
            model.advance()
        seen |= draw_map(figure.add_subplot(grid[0, 3 * i : 3 * i + 3]), model)
    model.finish()
    series = model.series
    years = 2015 + series.month / 12
    panels = [
        (
            "Collectives by phase",
            [("founding", "founding", ":"), ("stable", "stable", "-"), ("area_active", "area level", "--")],
        ),
        (
            "Entrepreneurs",
            [
                ("entrepreneurs", "present", "-"),
                ("members", "in a collective", "--"),
                ("displaced", "displaced so far", ":"),
            ],
        ),
        (
            "Work floor (1,000 m2) and homes (100)",
            [("work_floor_m2", "work floor", "-"), ("homes_built", "homes built", "--")],
        ),
    ]
    scale = {"work_floor_m2": 1e-3, "homes_built": 1e-2}
    for i, (title, lines) in enumerate(panels):
        axes = figure.add_subplot(grid[1, 4 * i : 4 * i + 4])
        for column, label, style in lines:
            axes.plot(years, series[column] * scale.get(column, 1), style, color="#1f3b57", label=label)
        axes.axvline(2023.42, color="#999999", lw=0.8)
        axes.set(title=title, ylim=(0, None), xlim=(2015, 2045))
        axes.yaxis.get_major_locator().set_params(integer=True)
        axes.legend(frameon=False, loc="best")
    handles = [Patch(fc=KIND_COLOURS[kind], ec="#999999", label=LABELS[kind]) for kind in sorted(seen)]
    figure.legend(handles=handles, loc="outside upper center", ncols=len(seen), frameon=False)
    figure.savefig(Path(__file__).with_name("keilekwartier.png"), dpi=110)


if __name__ == "__main__":
    main()
