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


@FORMS.one(
    "collectives",
    "money",
    0,
    "EUR",
    nl="wat collectieven in hun pand staken om later terug te verdienen: eigen geld en wat geleend werd",
    label=Said("invested by collectives (€)", "geïnvesteerd door collectieven (€)"),
)
def invested_eur(run: Run) -> Value:
    """What collectives put into their buildings to be paid back later: their own money and what was lent [EUR]."""
    return float(columns(run.world.stakes).invested_eur.sum())


@FORMS.one(
    "collectives",
    "money",
    0,
    "EUR",
    nl="wat leden bespaarden op de kosten van hun ruimte door wat collectieven investeerden, na aflossing en rente",
    label=Said("saved by members through investments (€)", "bespaard door leden dankzij investeringen (€)"),
)
def saved_eur(run: Run) -> Value:
    """What members saved on what space costs them by what collectives invested, lenders paid [EUR]."""
    return float(columns(run.world.stakes).saved_eur.sum())


@FORMS.one(
    "collectives",
    "money",
    0,
    "EUR",
    nl="van wat collectieven investeerden: wat niet terugverdiend was toen ze hun plek kwijtraakten of ophielden",
    label=Said("invested and left behind (€)", "geïnvesteerd en achtergelaten (€)"),
)
def left_behind_eur(run: Run) -> Value:
    """Of what collectives invested, what was not paid back when they lost the place or ended [EUR]."""
    return float(columns(run.world.stakes).left_behind_eur.sum())
