"""The area as a component for Solara pages: the map, charts and cards of a model, following it while Mesa steps it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import solara
from mesa.visualization.utils import update_counter

from collectief_sim.files.errors import ScenarioError
from collectief_sim.mesa_face.model import CollectiefModel
from collectief_sim.scenario import Scenario
from collectief_sim.viewer.mesa.pair import TwoPolicies
from collectief_sim.viewer.mesa.patience import use_last_picture, use_patience
from collectief_sim.viewer.mesa.shown import Shown, first_scenario, usual_in
from collectief_sim.viewer.mesa.words import LANGUAGES
from collectief_sim.viewer.wanted import CHARTS, LAYERS, one_of, some_of
from collectief_sim.viewer.widget import AreaWidget

# of the component: all that follow a live run, and those shown if nobody says which
PARTS = ("title", "layers", "legend", "maps", "table", "apart", "charts", "card", "glossary")
USUAL_PARTS = tuple(part for part in PARTS if part != "table")
LABELS = Path(__file__).with_name("labels.css")


@solara.component
def AreaView(
    model: CollectiefModel | TwoPolicies,
    parts: Sequence[str] = USUAL_PARTS,
    charts: Sequence[str] | None = None,
    language: str = "en",
    layer: str = "use",
    usual: Scenario | None = None,
) -> None:
    """Map, charts and cards of a model, or of two policies side by side; north is up.

    Parameters
    ----------
    model
        What Mesa steps; ``SolaraViz(model, components=[AreaView])`` hands it over.
    parts
        Which of `PARTS` are shown; all but the table if nobody says.
    charts
        Which of `collectief_sim.viewer.wanted.CHARTS` are shown; all if None.
    language
        ``"en"`` or ``"nl"``.
    layer
        What the map is coloured by at first: ``use``, ``owner``, ``rent`` or ``pull``.
    usual
        What policies are compared with: only what they do otherwise is told of them. The first model's scenario if None.

    Raises
    ------
    ScenarioError
        If something is none of what is allowed, or there is no model of ours to show.
    """
    if not isinstance(model, CollectiefModel | TwoPolicies):
        raise ScenarioError(f"model: {type(model).__name__} cannot be shown; give a CollectiefModel or TwoPolicies.")
    some_of("parts", parts, PARTS)
    some_of("charts", CHARTS if charts is None else charts, CHARTS)
    one_of("language", language, LANGUAGES)
    one_of("layer", layer, LAYERS)
    update_counter.get()  # Mesa counts this up when there is something new to be seen
    use_patience()
    shown = solara.use_memo(lambda: Shown(model), [model])
    use_last_picture(shown.months)
    told = shown.histories()
    first = solara.use_memo(lambda: usual_in(usual or first_scenario(model)), [])
    wanted = (tuple(parts), None if charts is None else tuple(charts), language, layer)
    options = solara.use_memo(lambda: shown.options(*wanted, first), [shown, shown.changes, wanted])
    AreaWidget.element(a=told["A"], b=told.get("B", b""), options=options, ask_card=shown.card)
    solara.Style(LABELS)
