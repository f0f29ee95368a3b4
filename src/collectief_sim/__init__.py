"""collectief-sim: how collectives of makers form, survive and come to shape a city area under transformation.

>>> import collectief_sim as cs
>>> result = cs.run(cs.load("stylised-area", {"policy.contract_months": 120}), seed=1)  # doctest: +SKIP
>>> result.outcomes["collectives_founded"]  # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.2.0.dev0"

if TYPE_CHECKING:
    from collectief_sim.files.errors import ScenarioError
    from collectief_sim.mesa_face.model import CollectiefModel
    from collectief_sim.model.simulation import Result, run
    from collectief_sim.scenario import Scenario, load
    from collectief_sim.viewer.view import View

__all__ = ["CollectiefModel", "Result", "Scenario", "ScenarioError", "View", "__version__", "load", "run"]

_HOME = {
    "CollectiefModel": "collectief_sim.mesa_face.model",
    "Result": "collectief_sim.model.simulation",
    "run": "collectief_sim.model.simulation",
    "Scenario": "collectief_sim.scenario",
    "ScenarioError": "collectief_sim.files.errors",
    "load": "collectief_sim.scenario",
    "View": "collectief_sim.viewer.view",
}


def __dir__() -> list[str]:
    return list(__all__)


def __getattr__(name: str) -> object:
    """Import on first use: Mesa, Numba and pandas take seconds, and not everybody needs them."""
    import importlib

    if name not in _HOME:
        raise AttributeError(f"module 'collectief_sim' has no attribute {name!r}")
    try:
        return getattr(importlib.import_module(_HOME[name]), name)
    except ModuleNotFoundError as missing:
        if name != "View" or missing.name not in ("anywidget", "traitlets"):
            raise
        raise ImportError("cs.View needs the extra `viewer`: pip install 'collectief-sim[viewer]'") from None
