"""How fast a run is, and how its cost grows with the area. Prints ratios.

Run with ``uv run python benchmarks/speed.py [tiles ...]``. Everything runs on one core, whole runs with what it takes to
set them up; CPU time is counted, and rounds alternate, as the machine may be busy.
"""

from __future__ import annotations

import gc
import statistics
import sys
import time
from collections.abc import Callable

from collectief_sim.model.simulation import Simulation
from collectief_sim.scenario import Scenario, load

AREA = "stylised-area"
TILES = (1, 3, 10)  # the map is laid out so often in both directions: about 1,000, 10,000 and 100,000 people
PEOPLE = "entrepreneur-month"


def ours(spec: Scenario, seed: int) -> float:
    """A whole run of ours; how many entrepreneur-months it had."""
    simulation = Simulation(spec, seed)
    simulation.finish()
    return float(simulation.series.entrepreneurs.sum())


def nanoseconds(whole_run: Callable[[Scenario, int], float], spec: Scenario, seed: int = 1) -> float:
    """CPU time per entrepreneur-month of a run."""
    gc.collect()  # what an earlier run left behind is not this one's to clean up
    start = time.process_time()
    entrepreneur_months = whole_run(spec, seed)
    return (time.process_time() - start) * 1e9 / entrepreneur_months


def cost_by_size(tiles: tuple[int, ...]) -> None:
    """Time per entrepreneur-month as the area grows, against that of the first size."""
    print(f"cost by size, {load(AREA).months} months:")
    ours(load(AREA), 1)  # compiled rules are fetched
    first = 0.0
    for times in tiles:
        spec = load(AREA, {"area.tiles": times})
        start = int(Simulation(spec).world.town[0].present)
        rounds = max(1, 9 // times**2)
        cost = statistics.median(nanoseconds(ours, spec, seed) for seed in range(1, rounds + 1))
        first = first or cost
        print(f"  {start:>9,} present at the start: {cost:6.0f} ns per {PEOPLE}, {cost / first:5.2f} times the first")


if __name__ == "__main__":
    cost_by_size(tuple(int(times) for times in sys.argv[1:]) or TILES)
