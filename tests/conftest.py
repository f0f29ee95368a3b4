"""A small area that runs in milliseconds, ways to vary it, and directions on paired seeds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import pytest

from collectief_sim.mesa_face.model import CollectiefModel
from collectief_sim.model.simulation import run
from collectief_sim.scenario import Scenario, load
from collectief_sim.scenario.files import override

MAP = """
hh.LL.mm
h..LL.mm
.mm.....
.mm.ss.m
..K.1.2.
~~~~~~~~
"""

SMALL: dict[str, Any] = {
    "name": "small",
    "start": "2020-01",
    "months": 60,
    "area": {
        "map": MAP,
        "developers": 1,
        "conscious_developers": 1,
        "legend": {
            "~": {"title": "water", "use": "open"},
            ".": {"title": "street", "use": "open"},
            "h": {"title": "housing", "use": "housing"},
            "L": {
                "title": "hall",
                "one_building": True,
                "floor_m2": 2400.0,
                "owner": "municipality",
                "operator": "Op",
                "collective": {"form": "operator"},
            },
            "m": {
                "title": "medium",
                "floor_m2": 700.0,
                "floor_sigma": 0.2,
                "owner": {"municipality": 0.3, "investor": 0.5, "developer": 0.1, "conscious_investor": 0.1},
            },
            "s": {"title": "small", "floor_m2": 250.0},
            "K": {
                "title": "owned",
                "floor_m2": 1500.0,
                "owner": "collective",
                "collective": {"form": "owner", "founded": "2018-06"},
            },
            "1": {"title": "shed one", "floor_m2": 900.0, "owner": "municipality", "operator": "Op", "part_of": "2"},
            "2": {
                "title": "shed two",
                "floor_m2": 900.0,
                "owner": "municipality",
                "operator": "Op",
                "collective": {"form": "operator"},
            },
        },
    },
}


def small(overrides: Mapping[str, Any] | None = None, **top: Any) -> Scenario:
    """The small area, with settings by path and whole top-level entries replaced."""
    return override(Scenario.model_validate(SMALL | top), overrides or {})


def finished(overrides: dict[str, object], seed: int = 1, name: str = "") -> CollectiefModel:
    """A model at its end: of the small area, or of a scenario by name."""
    model = CollectiefModel(load(name) if name else small(), rng=seed, overrides=overrides)
    while model.running:
        model.step()
    return model


# A claim about a direction is a one-sided sign test over 24 paired seeds at 18 of 24 or better: if nothing were true of it, it
# would pass with probability 0.011.
SEEDS = range(100, 124)
NEEDED = 18


def mean_of(overrides: dict[str, object], column: str) -> np.ndarray:
    """The mean over all months of a column of the series, seed by seed."""
    spec = load("stylised-area", {"months": 180, **overrides})
    return np.array([np.nanmean(run(spec, seed).world.series[column]) for seed in SEEDS])


def outcome_of(overrides: dict[str, object], name: str, seeds: Iterable[int] = SEEDS) -> np.ndarray:
    """An outcome, seed by seed."""
    spec = load("stylised-area", overrides)
    return np.array([run(spec, seed).outcomes[name] for seed in seeds], float)


def wins(higher: np.ndarray, lower: np.ndarray) -> int:
    """On how many seeds one is higher than the other."""
    return int((higher > lower).sum())


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """The browser, for tests of what people look at."""
    from viewing import chromium

    with chromium() as found:
        yield found
