"""Outcomes about what collectives do for others."""

from __future__ import annotations

from collectief_sim.model.catalogue.declaring import Outcomes, Value
from collectief_sim.model.catalogue.run import Run, ratio
from collectief_sim.scenario.languages import Said

OUTREACH = Outcomes()
_THEMES = {
    "socio_economic": {"theme": Said("socio-economic", "sociaal-economisch")},
    "planning": {"theme": Said("planning", "planvorming")},
    "circular": {"theme": Said("circular", "circulair")},
}


@OUTREACH.family(
    "outreach_{key}",
    _THEMES,
    "collectives",
    "number",
    1,
    "outreach",
    nl="waarde naar buiten in het thema {theme}, gemiddeld over collectief-maanden (E32)",
    label=Said("outreach, {theme}", "waarde naar buiten, {theme}"),
)
def outreach(run: Run, theme: str) -> Value:
    """Outreach in the theme {key}, mean over collective-months (E32)."""
    return ratio(run.series[theme].sum(), run.series.collectives.sum())
