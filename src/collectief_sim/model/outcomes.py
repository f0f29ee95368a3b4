"""From the tables of a finished run to what people ask about: lives of collectives, the monthly series, the outcomes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
import numpy.typing as npt

from collectief_sim.model.codes import ACTIVITIES, ENDINGS, FORMS, LEAVING_CAUSES, PHASES, RADII, THEMES
from collectief_sim.model.rows import NONE, Count, Number, Records, columns, layout, table
from collectief_sim.model.tables import Month
from collectief_sim.model.world import World
from collectief_sim.scenario.ground import Ground

if TYPE_CHECKING:
    import pandas as pd

type Outcome = float | int | None
type FloatArray = npt.NDArray[np.float64]

SURVIVAL_MONTHS = (24, 60, 120, 240)
LADDER_STEPS = range(1, 8)
SIZES = ("under_10", "10_to_19", "20_or_more")


def outcomes_of(world: World, months: int) -> dict[str, Outcome]:
    """The outcomes of a run of so many months as a flat table; None where something is not defined (never NaN)."""
    lives = columns(world.collectives)[: world.town[0].collectives]
    last = world.series[max(0, months - 1)]
    series = columns(world.series)[:months]
    values: dict[str, Outcome] = {
        "collectives_founded": len(lives),
        "collectives_alive": int(lives.alive.sum()),
        "collectives_stable": int((lives.stable_month != NONE).sum()),
        "collectives_area_level": int((lives.area_level_month != NONE).sum()),
        "area_level_share": ratio((lives.area_level_month != NONE).sum(), len(lives)),
    }
    for code, name in enumerate(ENDINGS):
        if name:
            values[f"ended_{name}"] = int((lives.ending == code).sum())
    alive_at = survival(lives, months)
    values |= {f"survival_{age}_months": alive_at(age) for age in SURVIVAL_MONTHS}
    values |= roles_per_collective(series) | ladder_shares(lives) | area_outcomes(world, last)
    free = series.free_plots_share
    values["free_plots_share"] = defined(np.nanmean(free)) if np.isfinite(free).any() else None
    for theme in THEMES:
        values[f"outreach_{theme}"] = ratio(series[theme].sum(), series.collectives.sum())
    return values


def survival(lives: Records, months: int) -> Callable[[int], float | None]:
    """Share of collectives that reach an age [months]: Kaplan-Meier, with late entry and right-censoring.

    None for ages up to which nobody was under observation.
    """
    if len(lives) == 0:
        return lambda age: None
    alive, founded = np.asarray(lives.alive), np.asarray(lives.founded_month)
    entry = np.maximum(0, -founded)
    exit_ = np.where(alive, months, lives.ended_month) - founded
    moments, ends = np.unique(exit_[~alive], return_counts=True)
    entered = np.searchsorted(np.sort(entry), moments, side="left") + ((moments == 0) * (entry == 0).sum())
    gone = np.searchsorted(np.sort(exit_), moments, side="left")
    shares = np.concatenate([[1.0], np.cumprod(1.0 - ends / np.maximum(1, entered - gone))])

    def at(age: int) -> float | None:
        share = float(shares[np.searchsorted(moments, age, side="right")])
        return share if exit_.max() >= age or share == 0.0 else None

    return at


def roles_per_collective(series: Records) -> dict[str, Outcome]:
    """Mean number of trekkers and binders per collective-month; who does both counts in both."""
    months = series.collectives.sum()
    return {
        "trekkers_per_collective": ratio(series.leading.sum(), months),
        "binders_per_collective": ratio(series.binding.sum(), months),
    }


def ladder_shares(lives: Records) -> dict[str, Outcome]:
    """Share of collective-months on each ladder step."""
    months = lives.months_on_step.sum(axis=0)
    return {f"ladder_share_{step}": ratio(months[step], months.sum()) for step in LADDER_STEPS}


def area_outcomes(world: World, last: Month) -> dict[str, Outcome]:
    """What the area looks like in the last month, and what it took."""
    floor, start = float(last.work_floor_m2), float(world.town[0].work_floor_start_m2)
    return {
        "work_floor_share": ratio(floor, start),
        "affordable_floor_share": ratio(last.affordable_floor_m2, start),
        "vacancy_share": ratio(last.vacant_floor_m2, floor),
        "mean_rent_eur_m2_year": defined(last.mean_rent_eur_m2_year),
        "entrepreneurs_present": int(last.entrepreneurs),
        "members_present": int(last.members),
        "entrepreneurs_arrived": int(last.arrived),
        "entrepreneurs_displaced": int(last.displaced),
        "entrepreneurs_rehoused": int(last.rehoused),
        "entrepreneurs_closed": int(last.closed + last.broke),
        "entrepreneurs_outgrew": int(last.outgrew),
        "homes_built": float(last.homes_built),
        "public_cost_eur": float(last.public_cost_eur),
        "area_cooperatives": int(last.area_cooperatives),
    }


def ratio(part: float, whole: float) -> float | None:
    """Part over whole, None if there is no whole."""
    return float(part) / float(whole) if whole else None


def defined(value: float) -> float | None:
    """A number, or None for NaN."""
    return None if np.isnan(value) else float(value)


def series_table(dates: list[str], series: Records) -> pd.DataFrame:
    """The monthly series: a row a month, fields as in :class:`collectief_sim.model.tables.Month`."""
    import pandas as pd

    return pd.DataFrame({"month": np.arange(len(series)), "date": dates, **series_columns(series)})


def series_columns(series: Records) -> dict[str, npt.NDArray[np.float32]]:
    """The monthly series by column; what is recorded by step or radius becomes several columns."""
    columns = {}
    for name in layout(Month).names or ():
        values = series[name]
        if values.ndim == 1:
            columns[name] = values
        else:
            labels = RADII if name == "radius" else [str(i) for i in range(values.shape[1])]
            for i, label in enumerate(labels):
                if not (name == "ladder" and i == 0):
                    columns[f"{name}_{label}"] = values[:, i]
    return columns


def entrepreneurs_table(world: World) -> pd.DataFrame:
    """Stays of entrepreneurs: a row for everybody who ever had space in the area; missing where something never happened."""
    import pandas as pd

    people = columns(world.entrepreneurs)
    people = people[people.plot != NONE]
    return pd.DataFrame(
        {
            "arrived_month": pd.array(np.maximum(people.arrival_month, 0), "Int64"),
            "first_tenant": people.arrival_month == NONE,
            "left_month": pd.array(np.where(people.present, np.nan, people.left_month), "Int64"),
            "cause": pd.array([LEAVING_CAUSES[code] or None for code in people.left_cause], "string"),
            "was_member": people.was_member,
            "experience_years": people.experience_years,
            "activity": [ACTIVITIES[code] for code in people.activity],
            "mentality": people.mentality,
        }
    )


class Home:
    """The building where a collective was founded, as it is told."""

    x: Annotated[Count, "column of its first plot on the map"]
    y: Annotated[Count, "row of its first plot on the map"]
    symbol: Annotated[Count, "character of that plot on the map (code point)"]
    adaptability: Annotated[Number, "how far tenants can change it, 0-1"]


def lives_of(world: World, ground: Ground) -> tuple[Records, Records]:
    """The collectives of a run so far, and beside each the building where it was founded (`Home`)."""
    lives = columns(world.collectives)[: world.town[0].collectives]
    buildings, plots = columns(world.buildings)[lives.first_home], columns(world.plots)
    homes: Records = table(Home, len(lives))
    homes.x, homes.y = plots.x[buildings.plot], plots.y[buildings.plot]
    homes.symbol = np.array([ord(zone.name) for zone in ground.zones])[buildings.zone]
    homes.adaptability = buildings.adaptability
    return lives, homes


def collectives_columns(lives: Records, home: Records) -> dict[str, Any]:
    """Lives of collectives by column: months as in the run, missing where something never happened.

    Parameters
    ----------
    lives, home
        As from :func:`lives_of`; those of several runs may stand below each other.
    """
    import pandas as pd

    months = {
        f"{name}_month": pd.array(np.where(lives[f"{name}_month"] == NONE, 0, lives[f"{name}_month"]), "Int64")
        for name in ("founded", "stable", "area_level", "ended")
    }
    for name, column in months.items():
        if name != "founded_month":
            column[lives[name] == NONE] = pd.NA
    months["founded_month"] = pd.array(lives.founded_month, "Int64")
    return {
        "founder": lives.founder,
        "form": _words(FORMS, lives.form),
        "plot_x": home.x,
        "plot_y": home.y,
        "symbol": pd.array([chr(code) for code in home.symbol], "string"),
        **months,
        "cause": _words(ENDINGS, lives.ending),
        "phase": _words(PHASES, lives.phase),
        "peak_size": lives.peak_size,
        "size": lives.headcount,
        "cohesion": lives.cohesion,
        "trekkers": lives.trekkers,
        "binders": lives.binders,
        "standing": lives.standing,
        "ladder_step": lives.step,
        **{f"months_on_step_{step}": lives.months_on_step[:, step] for step in LADDER_STEPS},
        **{theme: lives[theme] for theme in THEMES},
        "radius": _words(RADII, lives.radius),
        **{f"months_with_{size}_members": lives.months_at_size[:, i] for i, size in enumerate(SIZES)},
        "size_at_end": pd.array(np.where(lives.alive, 0, lives.size_at_end), "Int64"),
        "months_of_turnover_young": lives.months_of_turnover[:, 0],
        "months_of_turnover_stable": lives.months_of_turnover[:, 1],
        "turnover_per_year": lives.turnover_per_year,
        "homogeneity_after_a_year": lives.early_homogeneity,
        "diversity_after_a_year": lives.early_diversity,
        "size_after_a_year": lives.early_size,
        "adaptability": home.adaptability,
        "patience": lives.patience,
        "reserve_eur": lives.reserve_eur,
    }


def _words(names: tuple[str, ...], codes: npt.NDArray[np.int8]) -> pd.api.extensions.ExtensionArray:
    """Codes as words; the empty word is missing."""
    import pandas as pd

    return pd.array(np.array([name or None for name in names], object)[codes], dtype="string")
