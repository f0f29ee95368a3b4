"""A small area that runs in milliseconds, and ways to vary it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from collectief_sim.scenario import Scenario
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
