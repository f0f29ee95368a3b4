"""What a host may want of the component: its parts, charts and layers by name, checked before they go to a browser."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from collectief_sim.files.errors import ScenarioError
from collectief_sim.files.texts import short

# as in static/component/parts.js and charts.js
PARTS = (
    *("languages", "title", "axis", "layers", "legend", "maps"),
    *("table", "apart", "charts", "export", "glossary", "card"),
)
SHOWN = tuple(part for part in PARTS if part not in ("languages", "table"))
CHARTS = (
    *("collectives", "stable", "area_active", "entrepreneurs", "displaced", "work_floor_m2", "mean_rent_eur_m2_year"),
    *("ladder", "homes_built", "public_cost_eur"),
)
LAYERS = ("use", "owner", "rent", "pull")


def one_of(name: str, value: Any, allowed: Collection[str]) -> str:
    """A word, if it is allowed; raises :class:`ScenarioError`."""
    if not isinstance(value, str) or value not in allowed:
        raise ScenarioError(f"{name} = {short(value)} is not allowed: it must be one of {', '.join(allowed)}.")
    return value


def some_of(name: str, values: Any, allowed: Collection[str]) -> list[str]:
    """Words, if all are allowed; raises :class:`ScenarioError`."""
    if isinstance(values, str) or not isinstance(values, Sequence):
        raise ScenarioError(f"{name} = {short(values)} is not allowed: it must be a list of {', '.join(allowed)}.")
    return [one_of(name, value, allowed) for value in values]
