"""Which patterns the worlds were matched to, so that nobody takes them for tests (experiments/calibration.toml)."""

from __future__ import annotations

from functools import cache

from collectief_sim.experiment.design import folder
from collectief_sim.files.toml_files import read_toml


@cache
def targets() -> frozenset[str]:
    """Figures that were targets, "P1.2" for instance: the second of pattern P1."""
    return frozenset(read_toml(folder() / "calibration.toml").get("targets", {}))


@cache
def matched() -> frozenset[str]:
    """Ids of the patterns they are of, "P1" for instance."""
    return frozenset(name.partition(".")[0] for name in targets())
