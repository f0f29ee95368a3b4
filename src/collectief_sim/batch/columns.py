"""What every column of the tables of runs means, its unit, and when it is empty: written as columns.json.

The tables that an experiment makes of them are declared in `experiment/tables.py`, in the same form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from collectief_sim.model.catalogue import OUTCOMES
from collectief_sim.model.codes import ACTIVITIES, ENDINGS, FORMS, LEAVING_CAUSES, PHASES, RADII, ROLES
from collectief_sim.model.outcomes import LADDER_STEPS, SIZES, Home, collectives_columns, series_columns
from collectief_sim.model.rows import meanings, table
from collectief_sim.model.tables import Collective, Month
from collectief_sim.scenario import load
from collectief_sim.scenario.dictionary import parameters_of
from collectief_sim.scenario.languages import Said

NEVER = Said("", "")


class Column(NamedTuple):
    """A column of a table; where there is no Dutch, that is empty."""

    meaning: Said
    unit: str
    empty: Said = NEVER  # when there is no value; empty if there always is


def english(meaning: str, unit: str = "", empty: str = "") -> Column:
    """A column of which the meaning is told in English alone, as those of the model's own tables are."""
    return Column(Said(meaning, ""), unit, Said(empty, ""))


TEXT, NUMBER, MONTH = "text", "number", "month of the run, from 0"
LABELS = {
    "key": Column(
        Said("of the run: a hash of its scenario and seed", "van de run: een hash van scenario en seed"), TEXT
    ),
    "cell": Column(
        Said(
            "what manifest.json calls this arm: in an experiment its area, arm and world together",
            "zoals manifest.json deze arm noemt: in een experiment gebied, arm en wereld samen",
        ),
        TEXT,
    ),
    "area": Column(
        Said("name of the area, as its scenario has it", "naam van het gebied, zoals in het scenario"), TEXT
    ),
    "arm": Column(Said("name of the policy that is compared", "naam van het beleid dat wordt vergeleken"), TEXT),
    "world": Column(
        Said(
            "number of the world, in its set or as drawn: settings that nobody knows exactly; 0 where there is but one",
            "nummer van de wereld, in de verzameling of zoals getrokken: wat niemand precies weet; 0 als er maar één is",
        ),
        NUMBER,
    ),
    "seed": Column(
        Said(
            "the luck; the same seed in two arms makes a pair",
            "het toeval; dezelfde seed in twee armen maakt een paar",
        ),
        NUMBER,
    ),
}
_NOT_SET = Said("where the arm does not set it", "waar de arm dit niet instelt")
_UNDEFINED = Said("where there is nothing to count or average", "waar niets te tellen of te middelen valt")
_NOBODY = Said("where no collective could be followed that long", "waar geen collectief zo lang te volgen was")
_HAPPENED = "if that did not happen"
_LIVES = {
    "collective": english("number within its run, in order of founding", NUMBER),
    "plot_x": english("column of its first plot on the map", NUMBER),
    "plot_y": english("row of its first plot on the map", NUMBER),
    "symbol": english("character of that plot on the map", TEXT),
    "founder": english("number of its founder", NUMBER),
    "cause": english(f"why it ended: {', '.join(filter(None, ENDINGS))}", TEXT, "if it did not end"),
    "form": english(f"one of {', '.join(FORMS)}", TEXT),
    "phase": english(f"one of {', '.join(PHASES)}", TEXT),
    "radius": english(f"how far its value reaches: {', '.join(RADII)} (E33)", TEXT),
    "size": english("members at the end of the run", NUMBER),
    "size_at_end": english("members when it ended; 0 if it did not", NUMBER),
    "ladder_step": english("ladder step at the end, 1-7 (E37)", NUMBER),
    **{f"months_on_step_{step}": english(f"months spent on ladder step {step}", "months") for step in LADDER_STEPS},
    **{
        f"months_with_{size}_members": english(f"months lived with {size.replace('_', ' ')} members (E26)", "months")
        for size in SIZES
    },
    "months_of_turnover_young": english("months of ordinary turnover lived before it was stable (E22)", "months"),
    "months_of_turnover_stable": english("months of ordinary turnover lived since (E22)", "months"),
    "homogeneity_after_a_year": english("of mentality a year after founding", "0-1", "if it did not live a year"),
    "diversity_after_a_year": english("of activities a year after founding", "0-1", "if it did not live a year"),
    "size_after_a_year": english("members a year after founding; 0 if it did not live so long", NUMBER),
    "adaptability": english("of its first building", "0-1"),
}
_UNIT = re.compile(r"\s*\[([^\]]+)\]")  # as fields of the model's tables tell it
_ABSENT = re.compile(r"; NaN (if .*)$")
_BY_NAME = {
    "_month": MONTH,
    "_share": "share",
    "_per_year": "share per year",
    "_eur": "EUR",
    "_m2": "m2",
    "_months": "months",
}
MAKERS = {
    "maker": english("number within its run, in order of arrival, first tenants first; the same in all arms", NUMBER),
    "activity": english(f"one of {', '.join(ACTIVITIES)} (E23)", TEXT),
    "role": english(
        f"at the end, or before they left: one of {', '.join(ROLES)} (E16); outside too if their collective ended first",
        TEXT,
    ),
    "arrived_month": english("month they came", MONTH, "for who was there at the start"),
    "left_month": english("month they left the area", MONTH, "if they did not leave"),
    "cause": english(f"why they left: {', '.join(filter(None, LEAVING_CAUSES))}", TEXT, "if they did not leave"),
    "floor_m2": english("floor used, at the end or when they left", "m2"),
    "rent_eur_m2_year": english("rent they last paid, subsidy taken off, in prices of then", "EUR/m2/year"),
    "affordable": english("whether that is up to 125 EUR/m2/year at the start's price level (E2)", "True or False"),
    "was_member": english("whether they were ever in a collective", "True or False"),
    "member_months": english("months of the run in collectives", "months"),
    "mentality": english("0 commercial to 1 commons-minded", "0-1"),
    "experience_years": english("years as an entrepreneur on arrival, or at the start", "years"),
}


def stored_columns(paths: Iterable[str]) -> dict[str, dict[str, Column]]:
    """Every column of what is stored of runs, by table; `paths` are the settings in which arms differ."""
    outcomes = {name: Column(one.meaning, one.unit, _absent(name)) for name, one in OUTCOMES.items()}
    return {
        "runs": {**LABELS, **_settings(paths), "months": english("months simulated", "months"), **outcomes},
        "collectives": LABELS | _lives(),
        "series": LABELS | _series(),
        "makers": LABELS | MAKERS,
        "failures": LABELS
        | {
            "error": english("what went wrong, in a line", TEXT),
            "traceback": english("where, as Python tells it", TEXT),
        },
    }


def column_dictionary(paths: Iterable[str]) -> dict[str, dict[str, dict[str, str]]]:
    """The same as plain data, without what is empty."""
    return {
        name: {column: {key: text for key, text in as_texts(one).items() if text} for column, one in columns.items()}
        for name, columns in stored_columns(paths).items()
    }


def as_texts(column: Column) -> dict[str, str]:
    """What is said of a column, each text under the name that files have for it."""
    return {
        "unit": column.unit,
        "meaning": column.meaning.en,
        "empty": column.empty.en,
        "meaning_nl": column.meaning.nl,
        "empty_nl": column.empty.nl,
    }


def _absent(outcome: str) -> Said:
    return _NOBODY if outcome.startswith("survival_") else _UNDEFINED


def _settings(paths: Iterable[str]) -> dict[str, Column]:
    """The settings that were varied; those of a place or of a dated change have names of their own, and no meaning here."""
    spec = load("stylised-area")
    dutch = {one.path: one.meaning for one in parameters_of(spec, language="nl") if one.language == "nl"}
    known = {
        one.path: Column(Said(one.meaning, dutch.get(one.path, "")), one.unit or TEXT, _NOT_SET)
        for one in parameters_of(spec)
    }
    unknown = Column(Said("setting that was varied", "instelling die is gevarieerd"), "", _NOT_SET)
    return {path: known.get(path, unknown) for path in paths}


def _lives() -> dict[str, Column]:
    """The columns of `collectives`: most are fields of the table of collectives."""
    fields = {name: _field(name, meaning, _HAPPENED) for name, meaning in meanings(Collective).items()}
    known = fields | {"founded_month": _field("founded_month", meanings(Collective)["founded_month"], "")} | _LIVES
    columns = collectives_columns(table(Collective, 0), table(Home, 0))
    return {name: known[name] for name in ("collective", *columns)}


def _series() -> dict[str, Column]:
    """The columns of a monthly series."""
    known = {name: _field(name, meaning, "") for name, meaning in meanings(Month).items()}
    known |= {f"ladder_{step}": english(f"collectives on ladder step {step} (E37)", NUMBER) for step in LADDER_STEPS}
    known |= {
        f"radius_{reach}": english(f"collectives whose value reaches the {reach} (E33)", NUMBER) for reach in RADII
    }
    moments = {"month": english(MONTH, NUMBER), "date": english("year and month", TEXT)}
    return moments | {name: known[name] for name in series_columns(table(Month, 0))}


def _field(name: str, meaning: str, month_empty: str) -> Column:
    """A field of the model's tables: its unit is told in its meaning, or by its name."""
    unit, absent = _UNIT.search(meaning), _ABSENT.search(meaning)
    by_name = next((unit for end, unit in _BY_NAME.items() if name.endswith(end)), NUMBER)
    empty = absent[1] if absent else month_empty if name.endswith("_month") else ""
    return english(_UNIT.sub("", _ABSENT.sub("", meaning)), unit[1] if unit else by_name, empty)
