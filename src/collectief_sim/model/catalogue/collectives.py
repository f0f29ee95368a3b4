"""Outcomes about collectives: how many, how long, how they end, how far they come."""

from __future__ import annotations

import numpy as np

from collectief_sim.model.catalogue.declaring import Outcomes, Value
from collectief_sim.model.catalogue.run import Run, ratio
from collectief_sim.model.codes import PURCHASE_FAILURES
from collectief_sim.model.rows import NONE
from collectief_sim.scenario.languages import Said

LADDER_STEPS = range(1, 8)
COLLECTIVES = Outcomes()

YEARS: dict[int, dict[str, Said]] = {
    months: {"years": Said(str(months // 12), str(months // 12)), "in_words": Said(*words)}
    for months, words in {
        24: ("two", "twee"),
        60: ("five", "vijf"),
        120: ("ten", "tien"),
        240: ("twenty", "twintig"),
    }.items()
}
WAYS = {
    "planning_impact": {"way": Said("through planning", "via de planvorming")},
    "value_impact": {
        "way": Said("through socio-economic and circular work", "via sociaal-economisch en circulair werk")
    },
}
FAILURES = {
    "money": {"why": Said("for want of money", "op geld")},
    "rent": {"why": Said("because rent at cost was too dear", "omdat de kostprijshuur te hoog was")},
    "seller": {"why": Said("because the seller changed his mind", "omdat de verkoper ervan afzag")},
    "rival": {"why": Said("because somebody else got it", "omdat een ander het kreeg")},
    "place": {"why": Said("because the place or the group was gone", "omdat de plek of de groep er niet meer was")},
}
ENDS = {
    "fell_apart": {"how": Said("fell apart", "uiteenvielen")},
    "too_small": {"how": Said("became too small", "te klein werden")},
    "displaced": {"how": Said("lost their building", "hun pand verloren")},
}


@COLLECTIVES.one(
    "collectives",
    "number",
    0,
    "collectives",
    nl="collectieven die er waren, die van het begin meegeteld",
    label=Said("collectives there were", "collectieven in totaal"),
    phrase=Said("there are {value} collectives", "er | zijn | {value} collectieven"),
)
def collectives_founded(run: Run) -> Value:
    """Collectives there were, those of the start included."""
    return len(run.lives)


@COLLECTIVES.one(
    "collectives",
    "number",
    1,
    "collectives",
    nl="daarvan bestaan aan het eind",
    label=Said("collectives at the end", "collectieven aan het eind"),
    phrase=Said("{value} collectives are left at the end", "er | zijn | aan het eind nog {value} collectieven"),
)
def collectives_alive(run: Run) -> Value:
    """Of them alive at the end."""
    return int(run.lives.alive.sum())


@COLLECTIVES.one(
    "collectives",
    "number",
    1,
    "collectives",
    nl="daarvan waren ooit stabiel van binnen",
    label=Said("collectives that were stable", "collectieven die stabiel waren"),
)
def collectives_stable(run: Run) -> Value:
    """Of them ever stable inside."""
    return int(run.stable.sum())


@COLLECTIVES.one(
    "collectives",
    "number",
    1,
    "collectives",
    nl="daarvan hadden ooit invloed op het gebied: een jaar lang reikte wat ze in de planvorming deden, of hun "
    "sociaal-economische en circulaire werk, tot hun gebied of verder (E33)",
    label=Said("collectives that reached area-level impact", "collectieven met invloed op het gebied"),
    phrase=Said(
        "{value} collectives reach area-level impact", "{value} collectieven | krijgen | invloed op het gebied"
    ),
)
def collectives_area_level(run: Run) -> Value:
    """Of them that ever reached area-level impact: for a year what they did in planning, or their socio-economic and circular
    work, reached their area or further (E33).
    """
    return int(run.area_level.sum())


@COLLECTIVES.one(
    "collectives",
    "share",
    1,
    "share",
    nl="of er ooit een collectief met invloed op het gebied was: 1 als dat zo is, anders 0",
    label=Said("ever area-level impact in the area", "ooit invloed op het gebied"),
    phrase=Said(
        "in {value} of all runs some collective reaches area-level impact",
        "in {value} van alle herhalingen | krijgt | een collectief invloed op het gebied",
    ),
)
def area_level_ever(run: Run) -> Value:
    """Whether there ever was a collective with area-level impact: 1 if so, else 0."""
    return int(run.area_level.any())


@COLLECTIVES.one(
    "collectives",
    "number",
    1,
    "years",
    nl="jaren waarin er minstens één collectief is dat ooit invloed op het gebied kreeg en nog bestaat",
    label=Said(
        "years with a collective that had area-level impact", "jaren met een collectief dat invloed op het gebied kreeg"
    ),
    phrase=Said(
        "for {value} years there is a collective that reached area-level impact",
        "gedurende {value} jaar | is | er een collectief dat invloed op het gebied kreeg",
    ),
)
def area_level_years(run: Run) -> Value:
    """Years in which there is at least one collective that once reached area-level impact and still exists."""
    mine, months = run.lives[run.area_level], len(run.series)
    until = np.where(mine.alive, months, mine.ended_month)
    change = np.bincount(mine.area_level_month, minlength=months + 1) - np.bincount(until, minlength=months + 1)
    return int((np.cumsum(change) > 0).sum()) / 12


@COLLECTIVES.one(
    "collectives",
    "share",
    1,
    "share",
    nl="collectieven met ooit invloed op het gebied als deel van alle; leeg als er geen waren",
    label=Said("area-level impact, of all collectives", "invloed op het gebied, van alle collectieven"),
)
def area_level_share(run: Run) -> Value:
    """Collectives that ever reached area-level impact as share of all; empty if there were none."""
    return ratio(int(run.area_level.sum()), len(run.lives))


@COLLECTIVES.one(
    "collectives",
    "number",
    1,
    "collectives",
    nl="daarvan werden ooit erkend: stabiel met tien leden of meer",
    label=Said("collectives that were recognised", "collectieven die erkend werden"),
    phrase=Said("{value} collectives are recognised", "{value} collectieven | worden | erkend"),
)
def collectives_recognised(run: Run) -> Value:
    """Of them ever recognised: stable with ten members or more."""
    return int(run.recognised.sum())


@COLLECTIVES.one(
    "collectives",
    "number",
    1,
    "collectives",
    nl="erkende collectieven die aan het eind bestaan",
    label=Said("recognised collectives at the end", "erkende collectieven aan het eind"),
    phrase=Said(
        "{value} recognised collectives are left at the end",
        "er | zijn | aan het eind nog {value} erkende collectieven",
    ),
)
def recognised_alive(run: Run) -> Value:
    """Recognised collectives alive at the end."""
    return int((run.recognised & run.lives.alive).sum())


@COLLECTIVES.family(
    "recognised_after_{key}_months",
    {months: YEARS[months] for months in (120, 240)},
    "collectives",
    "number",
    1,
    "collectives",
    nl="erkende collectieven die er {years} jaar na het begin van de run zijn; leeg als die korter duurt",
    label=Said("recognised collectives after {years} years", "erkende collectieven na {years} jaar"),
    phrase=Said(
        "after {in_words} years there are {value} recognised collectives",
        "na {in_words} jaar | zijn | er {value} erkende collectieven",
    ),
)
def recognised_after(run: Run, months: int) -> Value:
    """Recognised collectives that are there {years} years after the start of a run; empty if it is shorter."""
    return int(run.series.recognised[months - 1]) if len(run.series) >= months else None


@COLLECTIVES.one(
    "collectives",
    "large",
    1,
    "years",
    nl="jaren die collectieven bestaan, opgeteld",
    label=Said("collective-years (years lived, together)", "collectiefjaren (jaren dat ze bestaan, samen)"),
    short=Said("collective-\nyears", "collectief-\njaren"),
    phrase=Said("collectives live {value} years together", "collectieven | bestaan | samen {value} jaar"),
)
def collective_years(run: Run) -> Value:
    """Years that collectives live, added up."""
    return float(run.series.collectives.sum(dtype=float)) / 12


@COLLECTIVES.one(
    "collectives",
    "large",
    1,
    "years",
    nl="jaren die erkende collectieven bestaan, vanaf hun erkenning, opgeteld",
    label=Said("years lived by recognised collectives", "jaren dat erkende collectieven bestaan"),
    phrase=Said(
        "recognised collectives live {value} years together", "erkende collectieven | bestaan | samen {value} jaar"
    ),
)
def recognised_years(run: Run) -> Value:
    """Years that recognised collectives live, from their recognition, added up."""
    return float(run.series.recognised.sum()) / 12


@COLLECTIVES.one(
    "collectives",
    "number",
    1,
    "years",
    nl="jaren dat een collectief in de run bestaat, gemiddeld over alle die er waren: maal hun aantal zijn dat de "
    "collectiefjaren; leeg als er geen waren",
    label=Said("years lived per collective", "jaren per collectief"),
)
def years_per_collective(run: Run) -> Value:
    """Years that a collective lives within the run, mean over all there were: times their number these are the collective-years;
    empty if there were none.
    """
    return ratio(run.series.collectives.sum(dtype=float) / 12, len(run.lives))


@COLLECTIVES.one(
    "collectives",
    "number",
    1,
    "years",
    nl="jaren dat een erkend collectief in de run bestaat, vanaf zijn erkenning, gemiddeld over alle erkende: maal hun aantal "
    "zijn dat de jaren van erkende collectieven; leeg als er geen waren",
    label=Said("years lived per recognised collective", "jaren per erkend collectief"),
)
def years_per_recognised(run: Run) -> Value:
    """Years that a recognised collective lives within the run, from its recognition, mean over all that were recognised: times
    their number these are the years of recognised collectives; empty if there were none.
    """
    return ratio(run.series.recognised.sum(dtype=float) / 12, int(run.recognised.sum()))


@COLLECTIVES.family(
    "collectives_{key}",
    WAYS,
    "collectives",
    "number",
    1,
    "collectives",
    nl="daarvan hadden ooit invloed op het gebied {way}; sommige op beide manieren",
    label=Said("area-level impact {way}", "invloed op het gebied {way}"),
)
def impact_by(run: Run, way: str) -> Value:
    """Of them that ever reached area-level impact {way}; some did both ways."""
    return int((run.lives[f"{way}_month"] != NONE).sum())


@COLLECTIVES.family(
    "ended_{key}",
    ENDS,
    "collectives",
    "number",
    -1,
    "collectives",
    nl="collectieven die {how}",
)
def ended(run: Run, cause: str) -> Value:
    """Collectives that {how}."""
    return run.ended[cause]


@COLLECTIVES.family(
    "survival_{key}_months",
    YEARS,
    "collectives",
    "share",
    1,
    "share",
    nl="deel dat {key} maanden oud wordt (Kaplan-Meier); leeg als er geen zo lang te zien was",
    label=Said("still exist after {years} years", "bestaan nog na {years} jaar"),
)
def survival(run: Run, age: int) -> Value:
    """Share that reaches {key} months of age (Kaplan-Meier); empty if none could be seen so long."""
    return run.alive_at(age)


@COLLECTIVES.one(
    "collectives",
    "number",
    1,
    "people",
    nl="gemiddelde over collectief-maanden; wie ook bindt telt mee",
    label=Said("trekkers per collective", "trekkers per collectief"),
)
def trekkers_per_collective(run: Run) -> Value:
    """Mean over collective-months; who also binds counts."""
    return ratio(run.series.leading.sum(), run.series.collectives.sum())


@COLLECTIVES.one(
    "collectives",
    "number",
    1,
    "people",
    nl="gemiddelde over collectief-maanden; wie ook trekt telt mee",
    label=Said("binders per collective", "binders per collectief"),
)
def binders_per_collective(run: Run) -> Value:
    """Mean over collective-months; who also leads counts."""
    return ratio(run.series.binding.sum(), run.series.collectives.sum())


@COLLECTIVES.family(
    "ladder_share_{key}",
    {step: {} for step in LADDER_STEPS},
    "collectives",
    "share",
    0,
    "share",
    nl="deel van de collectief-maanden op trede {key} van de ladder (E37)",
    label=Said("time on ladder step {key}", "tijd op trede {key} van de ladder"),
)
def ladder_share(run: Run, step: int) -> Value:
    """Share of collective-months on ladder step {key} (E37)."""
    months = run.lives.months_on_step.sum(axis=0)
    return ratio(months[step], months.sum())


@COLLECTIVES.one(
    "collectives",
    "number",
    0,
    "purchases",
    nl="aankopen van hun pand die collectieven begonnen voor te bereiden",
    label=Said("purchases tried", "aankopen geprobeerd"),
)
def purchases_tried(run: Run) -> Value:
    """Purchases of their building that collectives began to prepare."""
    return int(run.lives.purchases_tried.sum())


@COLLECTIVES.one(
    "collectives",
    "number",
    1,
    "collectives",
    nl="collectieven die hun pand kochten; wie het van het begin af had telt niet mee",
    label=Said("collectives that bought their building", "collectieven die hun pand kochten"),
)
def purchases_done(run: Run) -> Value:
    """Collectives that bought their building; who had it from the start does not count."""
    return int((run.lives.bought_month != NONE).sum())


@COLLECTIVES.family(
    "purchases_failed_{key}",
    FAILURES,
    "collectives",
    "number",
    -1,
    "purchases",
    nl="aankopen die mislukten {why}",
    label=Said("purchases that failed {why}", "aankopen mislukt {why}"),
)
def purchases_failed(run: Run, cause: str) -> Value:
    """Purchases that failed {why}."""
    return int(run.lives.purchases_failed[:, PURCHASE_FAILURES.index(cause)].sum())


@COLLECTIVES.one(
    "collectives",
    "number",
    -1,
    "collectives",
    nl="collectieven die een gekocht pand weer verloren omdat ze hun leningen niet konden betalen",
    label=Said("bought and lost to the bank", "gekocht en weer verloren aan de bank"),
)
def purchases_foreclosed(run: Run) -> Value:
    """Collectives that lost a building they had bought because they could not pay their loans."""
    return int((run.lives.foreclosed_month != NONE).sum())
