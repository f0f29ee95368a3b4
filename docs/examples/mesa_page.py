"""Our map and levers on a page of Mesa's, beside a plot of Mesa's own.

``uv run --extra viewer solara run docs/examples/mesa_page.py``
"""

import solara
from mesa.visualization import SolaraViz, make_plot_component

from collectief_sim import CollectiefModel
from collectief_sim.viewer.mesa import AreaView, parameters


@solara.component
def Page() -> None:  # noqa: D103, N802 (Solara looks for this name)
    model = solara.use_memo(lambda: CollectiefModel("keilekwartier", rng=3), [])
    plots = make_plot_component({"collectives": "tab:blue", "area_active": "tab:red"})
    SolaraViz(model, components=[AreaView, plots], model_params=parameters("keilekwartier", rng=3))
