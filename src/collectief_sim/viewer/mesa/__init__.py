"""Mesa's viewer: `SolaraViz` with our map, charts and cards, and what Mesa users need to write such a page themselves.

>>> from mesa.visualization import SolaraViz  # doctest: +SKIP
>>> SolaraViz(model, components=[AreaView], model_params=parameters("keilekwartier"))  # doctest: +SKIP
"""

from __future__ import annotations

try:
    import anywidget  # noqa: F401
    import solara  # noqa: F401
except ImportError as error:
    raise ImportError(
        f"collectief_sim.viewer.mesa needs what is not installed here ({error.name}): pip install 'collectief-sim[viewer]', "
        "or in a clone of the project uv sync --extra viewer."
    ) from None

from collectief_sim.viewer.mesa.area import AreaView
from collectief_sim.viewer.mesa.north import north_up
from collectief_sim.viewer.mesa.pair import TwoPolicies
from collectief_sim.viewer.mesa.parameters import parameters, parameters_of_two

__all__ = ["AreaView", "TwoPolicies", "north_up", "parameters", "parameters_of_two"]
