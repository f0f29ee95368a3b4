"""How fast a run is, where the time goes, and how it compares with plain Mesa. Prints figures; asserts nothing.

Run with ``uv run python benchmarks/speed.py [--million]``. The machine may be busy: ratios are of interleaved rounds.
"""

from __future__ import annotations

import gc
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np
from plain_mesa import Firm, PlainFirms

from collectief_sim.mesa_face.model import CollectiefModel
from collectief_sim.model import month as month_module
from collectief_sim.model.build import build_world
from collectief_sim.model.compiling import rule
from collectief_sim.model.compiling.packing import pack
from collectief_sim.model.simulation import run
from collectief_sim.model.world import World
from collectief_sim.scenario import load

ROUNDS = 25
YEAR = 12  # months of the plain model that are timed, after a first year: with a January, in which rents are appraised


@rule
def nothing(world: World, now: int) -> None:
    """The cost of calling a rule from Python, to be taken off."""


def seconds(work: Callable[[], object]) -> float:
    """CPU time of one call [s]."""
    gc.collect()  # what the other model left behind is not ours to clean up
    start = time.process_time()
    work()
    return time.process_time() - start


def whole_model_against_plain_mesa() -> None:
    """Entrepreneur-months a second of the whole model, and of firms and rents alone in plain Mesa, in turns."""
    spec = load("stylised-area")
    result = run(spec, 1)
    present = float(result.series.entrepreneurs.sum())
    people = round(present / spec.months)
    ours, plain = [], []
    for seed in range(ROUNDS):
        ours.append(seconds(lambda: run(spec, 1)) / present)
        model = PlainFirms(spec, rng=seed)
        model.run_for(YEAR)
        gc.collect()
        before = time.process_time()
        counted = 0
        for _ in range(YEAR):
            counted += len(model.agents_by_type[Firm])
            model.step()
        plain.append((time.process_time() - before) / counted)
    best, usual = min(ours), statistics.median(ours)
    print(f"stylised-area x {spec.months} months, {people} entrepreneurs present on average, seed 1, {ROUNDS} rounds")
    print(f"  whole model through run(): {1e-6 / usual:.1f} million entrepreneur-months/s (best {1e-6 / best:.1f}),")
    print(f"    {usual * present * 1e3:.0f} ms a run, {usual * 1e9:.0f} ns per entrepreneur-month")
    print(f"  firms and rents alone in plain Mesa: {statistics.median(plain) * 1e9:.0f} ns per entrepreneur-month")
    ratios = [p / o for p, o in zip(plain, ours, strict=True)]
    print(
        f"  the whole model is {statistics.median(ratios):.0f} times as fast ({min(ratios):.0f}-{max(ratios):.0f} by round,"
    )
    print(f"    {min(plain) / min(ours):.0f} best against best)")


def where_the_time_goes() -> None:
    """Time per process, each called from Python, the cost of the call itself taken off."""
    import inspect
    import re

    source = inspect.getsource(getattr(month_module.month, "py_func", month_module.month))
    names = re.findall(r"^    (\w+)\.(\w+)\(", source, re.MULTILINE)
    processes = [getattr(getattr(month_module, module), name) for module, name in names]
    spec = load("stylised-area")
    best = np.full(len(processes) + 1, np.inf)
    for _ in range(3):
        world = build_world(spec, 1)
        packed = pack(world)
        spent = np.zeros(len(processes) + 1)
        for now in range(spec.months):
            for i, process in enumerate([nothing, *processes]):
                arguments = (packed,) if process.__name__ == "call_roll" else (packed, now)
                start = time.perf_counter()
                process(*arguments)
                spent[i] += time.perf_counter() - start
        best = np.minimum(best, spent)
    present = world.series.entrepreneurs.sum()
    net = np.maximum(0.0, best[1:] - best[0])
    print("where the time goes (ns per entrepreneur-month, share)")
    for i in np.argsort(-net):
        if net[i] > 0.005 * net.sum():
            print(
                f"  {names[i][0] + '.' + names[i][1]:32s} {net[i] / present * 1e9:6.1f}  {100 * net[i] / net.sum():4.0f}%"
            )
    building = min(seconds(lambda: build_world(spec, 1)) for _ in range(5))
    print(f"  building the world: {building * 1e3:.1f} ms; all processes: {net.sum() * 1e3:.1f} ms")


def start_up() -> None:
    """Wall time of whole commands, warm."""
    for command in (["--help"], ["run", "keilekwartier", "--json"]):
        times = []
        for _ in range(3):
            start = time.perf_counter()
            subprocess.run(
                [sys.executable, "-c", "from collectief_sim.cli.main import command; command()", *command],
                capture_output=True,
                check=True,
            )
            times.append(time.perf_counter() - start)
        print(f"collectief {' '.join(command)}: {min(times):.2f} s")


def one_million() -> None:
    """A tiled area of a million entrepreneurs for a year."""
    spec = load("stylised-area", {"area.tiles": 31, "months": 12})
    start = time.perf_counter()
    model = CollectiefModel(spec, rng=1)
    built = time.perf_counter()
    while model.running:
        model.step()
    done = time.perf_counter()
    people = int(model.world.series.entrepreneurs[-1])
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    rate = model.world.series.entrepreneurs.sum() / (done - built) / 1e6
    print(f"{people:,} entrepreneurs x 12 months: built in {built - start:.1f} s, run in {done - built:.1f} s,")
    print(f"  {rate:.1f} million entrepreneur-months/s, {memory:.1f} GB")


if __name__ == "__main__":
    if "--million" in sys.argv:
        one_million()
    else:
        whole_model_against_plain_mesa()
        where_the_time_goes()
        start_up()
        subprocess.run([sys.executable, __file__, "--million"], check=True)
