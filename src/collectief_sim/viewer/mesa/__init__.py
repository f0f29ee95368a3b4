"""Mesa's viewer: `SolaraViz` with our map, charts and cards, and what Mesa users need to write such a page themselves.

>>> from mesa.visualization import SolaraViz  # doctest: +SKIP
>>> SolaraViz(model, components=[AreaView], model_params=parameters("keilekwartier"))  # doctest: +SKIP
"""

from __future__ import annotations

from collectief_sim.viewer.mesa.area import AreaView
from collectief_sim.viewer.mesa.north import north_up
from collectief_sim.viewer.mesa.pair import TwoPolicies
from collectief_sim.viewer.mesa.parameters import parameters, parameters_of_two

__all__ = ["AreaView", "TwoPolicies", "north_up", "parameters", "parameters_of_two"]
