"""What every column of a results folder means."""

from __future__ import annotations

from collections.abc import Iterable

from collectief_sim.model.codes import ENDINGS, FORMS, PHASES, RADII, THEMES
from collectief_sim.model.outcomes import LADDER_STEPS, SIZES, SURVIVAL_MONTHS, Home, collectives_columns
from collectief_sim.model.rows import meanings, table
from collectief_sim.model.tables import Collective, Month

LABELS = {
    "key": "of the run: a hash of its resolved scenario and seed",
    "arm": "name of the arm",
    "scenario": "name of the scenario",
    "seed": "the luck; the same seed in two arms makes a pair",
}
OUTCOMES = {
    "collectives_founded": "collectives there were, those of the start included",
    "collectives_alive": "of them alive at the end",
    "collectives_stable": "of them ever stable inside",
    "collectives_area_level": "of them that ever reached area-level impact: for a year, what they did in socio-economic "
    "matters and in planning reached their area or further (E33)",
    "area_level_share": "the same as share of all; empty if there were none",
    "ended_fell_apart": "collectives that fell apart",
    "ended_too_small": "collectives that became too small",
    "ended_displaced": "collectives that lost their building",
    **{
        f"survival_{age}_months": f"share that reaches {age} months of age (Kaplan-Meier); empty if none could be seen so long"
        for age in SURVIVAL_MONTHS
    },
    "trekkers_per_collective": "mean over collective-months; who also binds counts",
    "binders_per_collective": "mean over collective-months; who also leads counts",
    **{f"ladder_share_{step}": f"share of collective-months on ladder step {step} (E37)" for step in LADDER_STEPS},
    "work_floor_share": "work floor at the end, as share of the start",
    "affordable_floor_share": "affordable work floor at the end (E2), as share of the work floor at the start",
    "vacancy_share": "share of the work floor that stands empty at the end",
    "mean_rent_eur_m2_year": "mean rent paid at the end [EUR/m2/year]",
    "entrepreneurs_present": "entrepreneurs at the end",
    "members_present": "of them in a collective",
    "entrepreneurs_arrived": "newcomers who found space",
    "entrepreneurs_displaced": "who left the area because of notice or fire",
    "entrepreneurs_rehoused": "who lost their space and found other space in the area by themselves (group moves are not in it)",
    "entrepreneurs_closed": "who closed or went broke",
    "entrepreneurs_outgrew": "who outgrew the area",
    "homes_built": "homes built",
    "public_cost_eur": "public money spent or forgone [EUR]",
    "free_plots_share": "share of work plots free to change within five years (no lease binds by then), mean over the months",
    "area_cooperatives": "area cooperatives alive at the end",
    **{f"outreach_{theme}": f"outreach in the theme {theme}, mean over collective-months (E32)" for theme in THEMES},
}
_LIVES = {
    "collective": "number within its run, in order of founding",
    "plot_x": "column of its first plot on the map",
    "plot_y": "row of its first plot on the map",
    "symbol": "character of that plot on the map",
    "founder": "number of its founder",
    "cause": f"why it ended: {', '.join(filter(None, ENDINGS))}; empty if it did not",
    "form": f"one of {', '.join(FORMS)}",
    "phase": f"one of {', '.join(PHASES)}",
    "radius": f"how far its value reaches: {', '.join(RADII)} (E33)",
    "size": "members at the end of the run",
    "ladder_step": "ladder step at the end, 1-7 (E37)",
    **{f"months_on_step_{step}": f"months spent on ladder step {step}" for step in LADDER_STEPS},
    **{f"months_with_{size}_members": f"months lived with {size.replace('_', ' ')} members (E26)" for size in SIZES},
    "months_of_turnover_young": "months of ordinary turnover lived before it was stable (E22)",
    "months_of_turnover_stable": "months of ordinary turnover lived since (E22)",
    "homogeneity_after_a_year": "of mentality a year after founding, 0-1",
    "diversity_after_a_year": "of activities a year after founding, 0-1",
    "size_after_a_year": "members a year after founding",
    "adaptability": "of its first building, 0-1",
}


def column_dictionary(paths: Iterable[str]) -> dict[str, dict[str, str]]:
    """The meaning of every column, by table."""
    varied = dict.fromkeys(paths, "setting that was varied")
    return {
        "runs": {**LABELS, **varied, "months": "months simulated", **OUTCOMES},
        "collectives": LABELS | _lives(),
        "series": LABELS | series_meanings(),
        "failures": LABELS | {"error": "what went wrong, in a line", "traceback": "where, as Python tells it"},
    }


def _lives() -> dict[str, str]:
    """The meaning of the columns of `collectives`: most are fields of the table of collectives."""
    known = meanings(Collective) | _LIVES
    columns = collectives_columns(table(Collective, 0), table(Home, 0))
    return {name: known[name] for name in ("collective", *columns)}


def series_meanings() -> dict[str, str]:
    """The meaning of the columns of a monthly series."""
    months = {"month": "month of the run, from 0", "date": "year and month"} | meanings(Month)
    steps = {f"ladder_{step}": f"collectives on ladder step {step} (E37)" for step in LADDER_STEPS}
    reach = {f"radius_{radius}": f"collectives whose value reaches the {radius} (E33)" for radius in RADII}
    return {name: meaning for name, meaning in months.items() if name not in ("ladder", "radius")} | steps | reach
