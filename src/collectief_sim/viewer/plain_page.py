"""The page that `collectief view --plain` shows: Mesa's SolaraViz on CollectiefModel. Solara runs this file for every tab."""

from __future__ import annotations

from typing import Any

import solara
from mesa.visualization import SolaraViz, SpaceRenderer, make_plot_component
from mesa.visualization.components import AgentPortrayalStyle

from collectief_sim.mesa_face.agents import Entrepreneur
from collectief_sim.mesa_face.model import CollectiefModel
from collectief_sim.viewer.plain import ROLE_COLOURS, asked_for


def portray(agent: Any) -> AgentPortrayalStyle:
    """Entrepreneurs as dots by role; nothing else stands on the grid."""
    if not isinstance(agent, Entrepreneur):
        return AgentPortrayalStyle(size=0)
    return AgentPortrayalStyle(color=ROLE_COLOURS[agent.role], size=12)


@solara.component
def Page() -> None:  # noqa: N802 (Solara looks for this name)
    """One model per tab."""
    target, seed = asked_for()
    model = solara.use_memo(lambda: CollectiefModel(target, rng=seed), [])
    renderer = solara.use_memo(lambda: SpaceRenderer(model, backend="matplotlib").setup_agents(portray), [])
    renderer.draw_agents()
    SolaraViz(
        model,
        renderer,
        components=[make_plot_component("collectives"), make_plot_component("work_floor_m2")],
        model_params={
            "spec": target,
            "rng": {"type": "SliderInt", "value": seed, "label": "seed", "min": 0, "max": 100, "step": 1},
        },
        name="collectief-sim",
    )
