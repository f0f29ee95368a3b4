"""A process of one's own, in plain Python and outside the package: a street festival in every building, once a year.

``uv run python docs/examples/own_process.py``
"""

from __future__ import annotations

from statistics import mean
from typing import Any

from collectief_sim import CollectiefModel, Scenario
from collectief_sim.model.month import month


def hold_festival(world: Any, now: int) -> None:
    """In the sixth month of every year of the run, members of a collective come a tenth closer to full cohesion."""
    if now % 12 == 5:
        collectives = world.collectives  # a row each, alive or not; a field is a column of numbers
        alive = collectives.alive
        collectives.cohesion[alive] += 0.1 * (1.0 - collectives.cohesion[alive])


class WithFestival(CollectiefModel):
    """The usual month, and then the festival."""

    @staticmethod
    def month(world: Any, now: int) -> None:
        """What happens in month `now`; 0 is the first."""
        month(world, now)
        hold_festival(world, now)


def compare(outcome: str, area: str | Scenario, seeds: range) -> tuple[float, float]:
    """The mean of an outcome without and with the festival, for the same people and the same luck."""
    means = []
    for kind in (CollectiefModel, WithFestival):
        models = [kind(area, seed) for seed in seeds]
        for model in models:
            model.finish()
        means.append(mean(model.outcomes[outcome] for model in models))
    return means[0], means[1]


if __name__ == "__main__":
    without, with_it = compare("collectives_stable", "stylised-area", range(1, 21))
    print(f"Collectives that became stable: {without:.1f} without the festival, {with_it:.1f} with it.")
