"""What the report of an experiment costs beside the runs it rests on, in processor time. Prints figures.

Run with ``uv run python benchmarks/report.py [REPLICATES]``. On a busy machine too:
ratios are of processor time, not of waiting.
"""

from __future__ import annotations

import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from collectief_sim.experiment.design import load_experiment
from collectief_sim.experiment.expand import plan_of
from collectief_sim.model.simulation import run

EXPERIMENT = "contract-length"
ROUNDS = 3
START = "from collectief_sim.cli.main import command; command()"


def command(*words: str) -> float:
    """Processor time of a whole command, and of the processes it starts [s]."""
    before = _spent(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", START, *words], capture_output=True, check=True)
    return _spent(resource.RUSAGE_CHILDREN) - before


def _spent(whose: int) -> float:
    usage = resource.getrusage(whose)
    return usage.ru_utime + usage.ru_stime


def one_run(replicates: int) -> float:
    """Processor time of a run, the mean over all arms and areas [s]."""
    design = load_experiment(EXPERIMENT)
    plan = plan_of(design.model_copy(update={"replicates": replicates}))
    some = plan.arms[: len(design.all_arms()) * len(design.areas)]  # those of one world
    run(some[0].scenario, 1)  # the rules are loaded
    before = _spent(resource.RUSAGE_SELF)
    for arm in some:
        run(arm.scenario, 1)
    return (_spent(resource.RUSAGE_SELF) - before) / len(some)


def main() -> None:
    """The report of stored runs, in runs; and what share that is of the whole experiment."""
    replicates = int(sys.argv[1]) if len(sys.argv) > 1 else 2  # in each world
    folder = Path(tempfile.mkdtemp(prefix="collectief-report-"))
    try:
        results = folder / "results"
        whole = command("experiment", EXPERIMENT, "--replicates", str(replicates), "--out", str(results))
        reports = [command("report", str(results)) for _ in range(ROUNDS)]
        start = min(command("experiments") for _ in range(ROUNDS))
        report, single = statistics.median(reports), one_run(replicates)
        print(f"report of {EXPERIMENT}, {replicates} replicates: {report:.1f} s of processor time (median of {ROUNDS})")
        print(
            f"  that is {report / single:.0f} runs, {report / whole:.0%} of the experiment, {report / start:.0f} bare starts"
        )
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
