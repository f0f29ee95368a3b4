"""Which patterns the worlds were matched to, so that nobody takes them for tests (experiments/calibration.toml)."""

from __future__ import annotations

from functools import cache

from collectief_sim.experiment.design import folder
from collectief_sim.files.toml_files import read_toml


@cache
def matched() -> frozenset[str]:
    """Their ids, "P1" for instance."""
    targets = read_toml(folder() / "calibration.toml").get("targets", {})
    return frozenset(name.partition(".")[0] for name in targets)
