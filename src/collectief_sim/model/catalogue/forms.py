"""Outcomes about forms of cooperation: what they brought about, and what went through them. 0 where none exists, and left out of
what experiments report where they are 0 in every run.
"""

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
    phrase=Said("{value} votes on a levy pass", "{value} stemmingen over een heffing | worden | gehaald"),
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
    phrase=Said("{value} votes on a levy are lost", "{value} stemmingen over een heffing | gaan | verloren"),
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
    phrase=Said("levies bring in {value}", "heffingen | brengen | {value} op"),
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
    phrase=Said("collectives invest {value}", "collectieven | investeren | {value}"),
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
    phrase=Said("members save {value} through investments", "leden | besparen | {value} dankzij investeringen"),
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
    phrase=Said("{value} of investments is left behind", "{value} aan investeringen | blijft | achter"),
)
def left_behind_eur(run: Run) -> Value:
    """Of what collectives invested, what was not paid back when they lost the place or ended [EUR]."""
    return float(columns(run.world.stakes).left_behind_eur.sum())


@FORMS.one(
    "makers",
    "large",
    1,
    "m2",
    nl="werkvloer die aan het eind van grondfondsen en ontwikkelingsmaatschappijen is (F72, F76)",
    label=Said("floor of trusts and companies (m²)", "vloer van fondsen en maatschappijen (m²)"),
    phrase=Said(
        "trusts and companies own {value} m² of work floor at the end",
        "fondsen en maatschappijen | hebben | aan het eind {value} m² werkvloer",
    ),
)
def held_floor_m2(run: Run) -> Value:
    """Work floor that land trusts and development companies own at the end (F72, F76) [m2]."""
    buildings = columns(run.world.buildings)
    return float(buildings.floor_m2[columns(run.world.holdings).price_eur > 0].sum())


@FORMS.one(
    "city",
    "money",
    0,
    "EUR",
    nl="kapitaal dat overheid of publiek in grondfonds, ontwikkelingsmaatschappij of stadmakersfonds stak (F70, F72, F76)",
    label=Said("capital put into floor (€)", "kapitaal dat in vloer gestoken is (€)"),
    phrase=Said("{value} of capital is put into floor", "{value} kapitaal | wordt | in vloer gestoken"),
)
def capital_put_in_eur(run: Run) -> Value:
    """Capital that public bodies or a crowd put into a land trust, development company or makers' fund (F70, F72, F76) [EUR]."""
    holders, funds = columns(run.world.holders), columns(run.world.makers_funds)
    return float(holders.paid_in_eur.sum() + funds.paid_in_eur.sum())


@FORMS.one(
    "city",
    "money",
    0,
    "EUR",
    nl="leningen van een stadmakersfonds, of aan grondfonds of ontwikkelingsmaatschappij, die niet terugkwamen",
    label=Said("loans lost (€)", "verloren leningen (€)"),
    phrase=Said("loans of {value} are lost", "{value} aan leningen | gaat | verloren"),
)
def loans_lost_eur(run: Run) -> Value:
    """Loans of a makers' fund, or to a land trust or development company, that did not come back [EUR]."""
    holders, funds = columns(run.world.holders), columns(run.world.makers_funds)
    return float(holders.lost_eur.sum() + funds.lost_eur.sum())
