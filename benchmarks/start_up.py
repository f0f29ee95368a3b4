"""How long people wait for a command whose rules are compiled already. Run with ``uv run python benchmarks/start_up.py``."""

from __future__ import annotations

import subprocess
import sys
import time

ROUNDS = 3
START = "from collectief_sim.cli.main import command; command()"


def main() -> None:
    """Wall time of whole commands, the best of a few."""
    for command in (["--help"], ["run", "keilekwartier", "--json"]):
        times = []
        for _ in range(ROUNDS):
            start = time.perf_counter()
            subprocess.run([sys.executable, "-c", START, *command], capture_output=True, check=True)
            times.append(time.perf_counter() - start)
        print(f"collectief {' '.join(command)}: {min(times):.2f} s")


if __name__ == "__main__":
    main()
