"""Outcomes about forms of cooperation: what they brought about, and what went through them. 0 where none exists."""

from __future__ import annotations

from collectief_sim.model.catalogue.declaring import Outcomes, Value
from collectief_sim.model.catalogue.run import Run
from collectief_sim.model.rows import columns
from collectief_sim.scenario.languages import Said

FORMS = Outcomes()


@FORMS.one(
    "city",
    "number",
    0,
    "votes",
    nl="stemmingen over een heffing die gehaald zijn (F55)",
    label=Said("votes on a levy that passed", "gehaalde stemmingen over een heffing"),
)
def votes_passed(run: Run) -> Value:
    """Votes on a levy that passed (F55)."""
    return int(columns(run.world.levies).votes_passed.sum())


@FORMS.one(
    "city",
    "number",
    0,
    "votes",
    nl="stemmingen over een heffing die verloren zijn (F58)",
    label=Said("votes on a levy that were lost", "verloren stemmingen over een heffing"),
)
def votes_lost(run: Run) -> Value:
    """Votes on a levy that were lost (F58)."""
    return int(columns(run.world.levies).votes_lost.sum())


@FORMS.one(
    "city",
    "money",
    0,
    "EUR",
    nl="wat heffingen opbrachten, betaald door wie de vloer gebruikt",
    label=Said("brought in by levies (€)", "opgebracht door heffingen (€)"),
)
def levied_eur(run: Run) -> Value:
    """What levies brought in, paid by those who use the floor [EUR]."""
    return float(columns(run.world.levies).levied_eur.sum())
