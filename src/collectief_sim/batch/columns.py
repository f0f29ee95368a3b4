"""What every column of a results folder means."""

from __future__ import annotations

from collections.abc import Iterable

from collectief_sim.model.catalogue import OUTCOMES
from collectief_sim.model.codes import ACTIVITIES, ENDINGS, FORMS, LEAVING_CAUSES, PHASES, RADII, ROLES
from collectief_sim.model.outcomes import LADDER_STEPS, SIZES, Home, collectives_columns
from collectief_sim.model.rows import meanings, table
from collectief_sim.model.tables import Collective, Month

LABELS = {
    "key": "of the run: a hash of its resolved scenario and seed",
    "arm": "name of the arm",
    "scenario": "name of the scenario",
    "seed": "the luck; the same seed in two arms makes a pair",
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
MAKERS = {
    "maker": "number within its run, in order of arrival, first tenants first; the same in all arms",
    "activity": f"one of {', '.join(ACTIVITIES)} (E23)",
    "role": f"at the end, or before they left: one of {', '.join(ROLES)} (E16); outside too if their collective ended first",
    "arrived_month": "month they came; empty for who was there at the start",
    "left_month": "month they left the area; empty if they did not",
    "cause": f"why they left: {', '.join(filter(None, LEAVING_CAUSES))}; empty if they did not",
    "floor_m2": "floor used, at the end or when they left [m2]",
    "rent_eur_m2_year": "rent they last paid, subsidy taken off, in prices of then [EUR/m2/year]",
    "affordable": "whether that is up to 125 EUR/m2/year at the start's price level (E2)",
    "was_member": "whether they were ever in a collective",
    "member_months": "months of the run in collectives",
    "mentality": "0 commercial to 1 commons-minded",
    "experience_years": "years as an entrepreneur on arrival, or at the start",
}


def column_dictionary(paths: Iterable[str]) -> dict[str, dict[str, str]]:
    """The meaning of every column, by table."""
    varied = dict.fromkeys(paths, "setting that was varied")
    outcomes = {name: outcome.meaning.en for name, outcome in OUTCOMES.items()}
    return {
        "runs": {**LABELS, **varied, "months": "months simulated", **outcomes},
        "collectives": LABELS | _lives(),
        "series": LABELS | series_meanings(),
        "makers": LABELS | MAKERS,
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
