"""Outcomes about the area: makers and their space, and what the city gives up for them."""

from __future__ import annotations

import numpy as np

from collectief_sim.model.catalogue.collectives import YEARS
from collectief_sim.model.catalogue.declaring import Outcomes, Value
from collectief_sim.model.catalogue.run import Run, defined, ratio
from collectief_sim.model.rows import columns
from collectief_sim.scenario.languages import Said

AREA = Outcomes()


@AREA.one(
    "makers",
    "share",
    1,
    "share",
    nl="werkvloer aan het eind, als deel van die aan het begin",
    label=Said("work floor left", "resterende werkruimte"),
    short=Said("work floor\nleft", "werkruimte\nover"),
    phrase=Said("{value} of the work floor is left", "{value} van de werkruimte | blijft | over"),
)
def work_floor_share(run: Run) -> Value:
    """Work floor at the end, as share of the start."""
    return ratio(float(run.last.work_floor_m2), float(run.world.town[0].work_floor_start_m2))


@AREA.one(
    "makers",
    "share",
    1,
    "share",
    nl="betaalbare werkvloer aan het eind (E2), als deel van de werkvloer aan het begin",
    label=Said("affordable work floor left", "resterende betaalbare werkruimte"),
    phrase=Said(
        "{value} of the work floor is left and affordable", "{value} van de werkruimte | blijft | over, en betaalbaar"
    ),
)
def affordable_floor_share(run: Run) -> Value:
    """Affordable work floor at the end (E2), as share of the work floor at the start."""
    return ratio(run.last.affordable_floor_m2, float(run.world.town[0].work_floor_start_m2))


@AREA.one(
    "makers",
    "share",
    0,
    "share",
    nl="deel van de werkvloer dat aan het eind leegstaat",
    label=Said("floor standing empty at the end", "leegstand aan het eind"),
    phrase=Said(
        "{value} of the work floor stands empty at the end", "{value} van de werkruimte | staat | aan het eind leeg"
    ),
)
def vacancy_share(run: Run) -> Value:
    """Share of the work floor that stands empty at the end."""
    return ratio(run.last.vacant_floor_m2, float(run.last.work_floor_m2))


@AREA.one(
    "makers",
    "number",
    -1,
    "EUR/m2/year",
    nl="gemiddelde huur die aan het eind wordt betaald [EUR/m2/jaar]",
    label=Said(
        "mean rent at the end (€/m²/year, prices of then)", "gemiddelde huur aan het eind (€/m²/jaar, prijzen van dan)"
    ),
    short=Said("rent\n(€/m²/yr)", "huur\n(€/m²/jr)"),
    phrase=Said(
        "mean rent is €{value} per m² and year at the end",
        "de gemiddelde huur | is | aan het eind € {value} per m² per jaar",
    ),
)
def mean_rent_eur_m2_year(run: Run) -> Value:
    """Mean rent paid at the end [EUR/m2/year]."""
    return defined(run.last.mean_rent_eur_m2_year)


@AREA.one(
    "makers",
    "large",
    1,
    "years",
    nl="jaren dat ondernemers in het gebied werken, opgeteld",
    label=Said("maker-years (years worked in the area, together)", "makersjaren (gewerkte jaren in het gebied, samen)"),
    short=Said("maker-\nyears", "makers-\njaren"),
    phrase=Said(
        "entrepreneurs work {value} years in the area together",
        "ondernemers | werken | samen {value} jaar in het gebied",
    ),
)
def maker_years(run: Run) -> Value:
    """Years that entrepreneurs work in the area, added up."""
    return float(run.series.entrepreneurs.sum(dtype=float)) / 12


@AREA.one(
    "makers",
    "large",
    1,
    "years",
    nl="makersjaren tegen een huur tot € 125 per m² per jaar, in prijzen van het begin (E2), opgeteld",
    label=Said("maker-years at affordable rents", "makersjaren tegen betaalbare huur"),
    phrase=Said(
        "entrepreneurs work {value} years at affordable rents together",
        "ondernemers | werken | samen {value} jaar tegen een betaalbare huur",
    ),
)
def affordable_maker_years(run: Run) -> Value:
    """Maker-years at rents up to 125 EUR/m2/year at the start's price level (E2), added up."""
    return float(run.series.affordable_entrepreneurs.sum(dtype=float)) / 12


@AREA.one(
    "makers",
    "large",
    1,
    "people",
    nl="ondernemers aan het eind",
    phrase=Said("{value} entrepreneurs are there at the end", "er | zijn | aan het eind {value} ondernemers"),
)
def entrepreneurs_present(run: Run) -> Value:
    """Entrepreneurs at the end."""
    return int(run.last.entrepreneurs)


@AREA.one(
    "makers",
    "large",
    1,
    "people",
    nl="daarvan in een collectief",
    label=Said("members of collectives at the end", "leden van collectieven aan het eind"),
)
def members_present(run: Run) -> Value:
    """Of them in a collective."""
    return int(run.last.members)


@AREA.one("makers", "large", 0, "people", nl="nieuwkomers die ruimte vonden")
def entrepreneurs_arrived(run: Run) -> Value:
    """Newcomers who found space."""
    return int(run.last.arrived)


@AREA.one(
    "makers",
    "large",
    -1,
    "people",
    nl="wie uit het gebied vertrok na opzegging of brand",
    label=Said("entrepreneurs displaced", "verdrongen ondernemers"),
    short=Said("displaced", "verdrongen"),
    phrase=Said("{value} entrepreneurs are displaced", "{value} ondernemers | worden | verdrongen"),
)
def entrepreneurs_displaced(run: Run) -> Value:
    """Who left the area because of notice or fire."""
    return int(run.last.displaced)


@AREA.one(
    "makers",
    "number",
    -1,
    "people per 1,000 maker-years",
    nl="wie uit het gebied vertrok na opzegging of brand, per 1.000 makersjaren; leeg als er geen waren",
    label=Said("displaced per 1,000 maker-years", "verdrongen per 1.000 makersjaren"),
    phrase=Said(
        "{value} entrepreneurs are displaced per 1,000 maker-years",
        "per 1.000 makersjaren | worden | {value} ondernemers verdrongen",
    ),
)
def displaced_per_1000_maker_years(run: Run) -> Value:
    """Who left the area because of notice or fire, per 1,000 maker-years; empty if there were none."""
    return ratio(12_000 * float(run.last.displaced), float(run.series.entrepreneurs.sum(dtype=float)))


@AREA.one(
    "makers",
    "large",
    0,
    "people",
    nl="wie zijn ruimte verloor en zelf andere in het gebied vond (verhuizingen van een groep tellen niet mee)",
    label=Said("entrepreneurs who found other space", "ondernemers die andere ruimte vonden"),
)
def entrepreneurs_rehoused(run: Run) -> Value:
    """Who lost their space and found other space in the area by themselves (group moves are not in it)."""
    return int(run.last.rehoused)


@AREA.one(
    "makers",
    "large",
    1,
    "people",
    nl="wie het gebied moest verlaten en elders in de stad ruimte vond",
    label=Said("of the displaced, found space in the city", "verdrongen, met ruimte elders in de stad"),
)
def entrepreneurs_resettled(run: Run) -> Value:
    """Who had to leave the area and found space elsewhere in the city."""
    return int(run.last.resettled)


@AREA.one(
    "makers",
    "large",
    0,
    "m2-years",
    nl="werkvloer die leegstond in afwachting van bouw of renovatie [m2-jaren]",
    label=Said("floor empty before redevelopment (m²·years)", "leegstand voor herontwikkeling (m²·jaren)"),
)
def waiting_floor_m2_years(run: Run) -> Value:
    """Work floor that stood empty until building or renovation could begin [m2-years]."""
    return float(run.series.waiting_floor_m2.sum()) / 12.0


@AREA.one(
    "makers",
    "share",
    0,
    "share",
    nl="werkvloer aan het eind in herontwikkelde en gerenoveerde panden, als deel van die aan het begin",
    label=Said("new or renovated work floor", "nieuwe of gerenoveerde werkruimte"),
)
def renewed_floor_share(run: Run) -> Value:
    """Work floor at the end in redeveloped and renovated buildings, as share of the work floor at the start."""
    return ratio(run.last.renewed_floor_m2, float(run.world.town[0].work_floor_start_m2))


@AREA.one(
    "makers",
    "large",
    -1,
    "people",
    nl="wie stopte of failliet ging",
    label=Said("entrepreneurs who closed", "ondernemers die stopten"),
)
def entrepreneurs_closed(run: Run) -> Value:
    """Who closed or went broke."""
    return int(run.last.closed + run.last.broke)


@AREA.one(
    "makers",
    "large",
    0,
    "people",
    nl="wie te groot werd voor het gebied",
    label=Said("entrepreneurs who outgrew the area", "ondernemers die te groot werden voor het gebied"),
)
def entrepreneurs_outgrew(run: Run) -> Value:
    """Who outgrew the area."""
    return int(run.last.outgrew)


@AREA.one(
    "city",
    "large",
    0,
    "homes",
    nl="gebouwde woningen",
    short=Said("homes\nbuilt", "woningen"),
    phrase=Said("{value} homes are built", "er | worden | {value} woningen gebouwd"),
)
def homes_built(run: Run) -> Value:
    """Homes built."""
    return float(run.last.homes_built)


@AREA.family(
    "homes_within_{key}_months",
    {120: YEARS[120]},
    "city",
    "large",
    0,
    "homes",
    nl="woningen die in de eerste {years} jaar van de run klaar zijn; leeg als die korter duurt",
    label=Said("homes in the first {years} years", "woningen in de eerste {years} jaar"),
    phrase=Said(
        "{value} homes are built in the first {in_words} years",
        "er | worden | in de eerste {in_words} jaar {value} woningen gebouwd",
    ),
)
def homes_within(run: Run, months: int) -> Value:
    """Homes finished in the first {years} years of a run; empty if it is shorter."""
    return float(run.series.homes_built[months - 1]) if len(run.series) >= months else None


@AREA.one(
    "city",
    "number",
    0,
    "years",
    nl="na hoeveel jaar een woning klaar is, vanaf het begin van de run, gemiddeld over wat er gebouwd is; leeg als dat niets is",
    label=Said("years until a home is finished", "jaren tot een woning klaar is"),
    phrase=Said(
        "a home that is built is finished after {value} years",
        "een gebouwde woning | is | na gemiddeld {value} jaar klaar",
    ),
)
def years_to_homes(run: Run) -> Value:
    """After how many years a home is finished, from the start of the run, mean over the homes built; empty if there are none."""
    buildings = columns(run.world.buildings)
    return ratio(float(buildings.homes @ buildings.homes_month.astype(float)) / 12, float(buildings.homes.sum()))


@AREA.one(
    "city",
    "money",
    0,
    "EUR",
    nl="publiek geld, uitgegeven of misgelopen [EUR]",
    label=Said("public cost (€)", "publieke kosten (€)"),
    short=Said("public\ncost (€)", "publieke\nkosten (€)"),
    phrase=Said("the measures cost the municipality {value}", "de maatregelen | kosten | de gemeente {value}"),
)
def public_cost_eur(run: Run) -> Value:
    """Public money spent or forgone [EUR]."""
    return float(run.last.public_cost_eur)


@AREA.one("collectives", "number", 1, "cooperatives", nl="gebiedscoöperaties die aan het eind bestaan")
def area_cooperatives(run: Run) -> Value:
    """Area cooperatives alive at the end."""
    return int(run.last.area_cooperatives)


@AREA.one(
    "city",
    "share",
    0,
    "share",
    nl="deel van de bedrijfskavels waarop binnen vijf jaar iets anders kan (dan bindt geen contract meer), gemiddeld over de "
    "maanden",
    label=Said("work plots free to change within 5 years", "bedrijfskavels vrij binnen 5 jaar"),
    short=Said("free\nplots", "vrije\nkavels"),
    phrase=Said(
        "on average {value} of the work plots could be changed within five years",
        "op gemiddeld {value} van de bedrijfskavels | kan | binnen vijf jaar iets anders",
    ),
)
def free_plots_share(run: Run) -> Value:
    """Share of work plots free to change within five years (no lease binds by then), mean over the months."""
    free = run.series.free_plots_share
    return defined(np.nanmean(free)) if np.isfinite(free).any() else None
