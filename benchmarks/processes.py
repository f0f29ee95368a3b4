"""Where the time of a month goes, process by process. Run with ``uv run python benchmarks/processes.py``.

Every process is called from Python, and the cost of such a call is taken off.
"""

from __future__ import annotations

import inspect
import re
import time
from collections import Counter
from collections.abc import Callable

from collectief_sim.model import month as month_module
from collectief_sim.model.compiling import rule
from collectief_sim.model.simulation import Simulation
from collectief_sim.model.world import World
from collectief_sim.scenario import load

AREA = "stylised-area"
ROUNDS = 3


@rule
def nothing(world: World, now: int) -> None:
    """The cost of calling a rule from Python."""


def processes() -> list[tuple[str, Callable[..., object], bool]]:
    """The processes of a month in order: name, rule, and whether it is told the month."""
    month = month_module.month
    source = inspect.getsource(getattr(month, "py_func", month))
    calls = re.findall(r"^ +(\w+)\.(\w+)\(world(, now)?\)", source, re.MULTILINE)
    return [
        (f"{module}.{name}", getattr(getattr(month_module, module), name), bool(now)) for module, name, now in calls
    ]


def spent_in_a_run(steps: list[tuple[str, Callable[..., object], bool]]) -> Counter[str]:
    """Seconds per process over a whole run."""
    spent: Counter[str] = Counter()

    def timed_month(world: World, now: int) -> None:
        for name, process, told in steps:
            arguments = (world, now) if told else (world,)
            start = time.perf_counter()
            process(*arguments)
            spent[name] += time.perf_counter() - start

    simulation = Simulation(load(AREA))
    simulation.advance(simulation.length, timed_month)
    return spent


def main() -> None:
    """Print the share of each process, the dearest first."""
    steps = [("nothing", nothing, True), *processes()]
    runs = [spent_in_a_run(steps) for _ in range(ROUNDS)]
    best = {name: min(run[name] for run in runs) for name in runs[0]}
    call = best.pop("nothing")
    calls = Counter(name for name, _, _ in steps)
    net = {name: max(0.0, seconds - calls[name] * call) for name, seconds in best.items()}
    total = sum(net.values())
    print(f"{AREA}, one run, {total * 1e3:.1f} ms in all processes")
    for name, seconds in sorted(net.items(), key=lambda item: -item[1]):
        print(f"  {name:32s} {seconds / total:6.1%}")


if __name__ == "__main__":
    main()
