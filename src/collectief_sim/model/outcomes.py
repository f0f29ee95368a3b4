"""From the tables of a finished run to what people ask about: lives of collectives, the monthly series, the outcomes.

What the outcomes are is declared in `catalogue/`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
import numpy.typing as npt

from collectief_sim.model.catalogue import OUTCOMES
from collectief_sim.model.catalogue.collectives import LADDER_STEPS as LADDER_STEPS
from collectief_sim.model.catalogue.declaring import Value
from collectief_sim.model.catalogue.run import Run
from collectief_sim.model.codes import (
    ACTIVITIES,
    AIMS,
    COLLECTIVE,
    ENDINGS,
    FORMS,
    HAPPENINGS,
    LEAVING_CAUSES,
    OWNERS,
    PHASES,
    RADII,
    ROLES,
    STAGES,
    STILL_HERE,
    THEMES,
    USES,
)
from collectief_sim.model.questions import rents
from collectief_sim.model.rows import NONE, Count, Number, Records, columns, layout, table
from collectief_sim.model.tables import Month, Stay
from collectief_sim.model.world import World
from collectief_sim.scenario.forms import FORM_NAMES
from collectief_sim.scenario.ground import Ground

if TYPE_CHECKING:
    import pandas as pd

type FloatArray = npt.NDArray[np.float64]

SIZES = ("under_10", "10_to_19", "20_or_more")


def outcomes_of(world: World, months: int) -> dict[str, Value]:
    """The outcomes of a run of so many months, as declared in `catalogue/`; None where something is not defined (never NaN)."""
    run = run_of(world, months)
    return {name: outcome.read(run) for name, outcome in OUTCOMES.items()}


def run_of(world: World, months: int) -> Run:
    """A run of so many months, as its outcomes read it."""
    lives, series = columns(world.collectives)[: world.town[0].collectives], columns(world.series)
    return Run(
        world=world,
        lives=lives,
        series=series[:months],
        last=series[max(0, months - 1)],
        stable=lives.stable_month != NONE,
        area_level=lives.area_level_month != NONE,
        recognised=lives.recognised_month != NONE,
        ended={name: int((lives.ending == code).sum()) for code, name in enumerate(ENDINGS) if name},
        alive_at=survival(lives, months),
    )


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


def makers_columns(world: World, months: int) -> dict[str, Any]:
    """Makers by column, in order of their numbers: everybody who ever had space in the area; missing where something never
    happened.

    Parameters
    ----------
    world
        As rules see it, after so many months.

    Raises
    ------
    ValueError
        If the run was told not to keep the stays of those who left.
    """
    import pandas as pd

    stays = stays_of(world)
    everybody = columns(world.entrepreneurs)
    here = everybody[everybody.present]
    places = np.searchsorted(stays.number, here.number)
    paid, cheap = rents(world)
    stays.rent_eur_m2_year[places], stays.affordable[places] = paid[here.building], cheap[here.building]
    stays.member_months[places] += np.where(here.collective == NONE, 0, months - np.maximum(0, here.joined_month))
    return {
        "maker": stays.number,
        "activity": _words(ACTIVITIES, stays.activity),
        "role": _words(ROLES, stays.role),
        **{
            f"{name}_month": pd.array(np.where(when == NONE, np.nan, when), "Int64")
            for name, when in (("arrived", stays.arrival_month), ("left", stays.left_month))
        },
        "cause": _words(LEAVING_CAUSES, stays.left_cause),
        "floor_m2": stays.area_m2,
        "rent_eur_m2_year": stays.rent_eur_m2_year,
        "affordable": stays.affordable,
        "was_member": stays.was_member,
        "member_months": stays.member_months,
        "mentality": stays.mentality,
        "experience_years": stays.experience_years,
    }


def happenings_table(world: World, titles: Sequence[str], date_of: Callable[[int], str]) -> pd.DataFrame:
    """What forms of cooperation brought about, in order of time; missing where it is about the whole area.

    `titles` are those of the zones, `date_of` says the date of a month.
    """
    import pandas as pd

    told = columns(world.happenings)[: world.town[0].happenings]
    somewhere = told.building != NONE
    rows = columns(world.buildings)[np.where(somewhere, told.building, 0)]
    plots = columns(world.plots)[rows.plot]
    return pd.DataFrame(
        {
            "month": told.month.astype(np.int64),
            "date": pd.array([date_of(int(month)) for month in told.month], "string"),
            "form": _words(FORM_NAMES, told.form),
            "what": _words(HAPPENINGS, told.what),
            "collective": pd.array(np.where(told.collective == NONE, np.nan, told.collective), "Int64"),
            "building": pd.array(np.where(somewhere, told.building, np.nan), "Int64"),
            "title": pd.array(np.where(somewhere, np.array(titles, object)[rows.zone], None), "string"),
            "plot_x": pd.array(np.where(somewhere, plots.x, np.nan), "Int64"),
            "plot_y": pd.array(np.where(somewhere, plots.y, np.nan), "Int64"),
            "amount_eur": told.amount_eur,
        }
    )


def stays_of(world: World) -> Records:
    """The stays of all who ever had space in the area, in order of their numbers; `left_month` is NONE of who is still there,
    whose rent is left open here.

    Raises
    ------
    ValueError
        If the run was told not to keep the stays of those who left.
    """
    town, people = world.town[0], columns(world.entrepreneurs)
    if town.left.sum() and not len(world.stays):
        raise ValueError("this run keeps no stays of those who left; give it stays=True")
    kept, here = columns(world.stays), people[people.present]
    stays: Records = table(Stay, len(here))
    for name in set(layout(Stay).names or ()) & set(here.dtype.names or ()):
        stays[name] = here[name]
    stays.member_months = kept.member_months[here.number] if len(kept) else 0
    both: Records = np.concatenate([kept[kept.left_cause != STILL_HERE], stays]).view(Records)
    return both[np.argsort(both.number)]


def buildings_table(world: World, ground: Ground, titles: Sequence[str]) -> pd.DataFrame:
    """The buildings at the end: a row each; `titles` are those of the zones, and what does not hold is missing."""
    import pandas as pd

    rows, plots = columns(world.buildings), columns(world.plots)
    let = np.asarray(rows.let)
    own = rows.owner_kind == COLLECTIVE

    def month(values: npt.NDArray[Any], where: npt.NDArray[np.bool_]) -> pd.api.extensions.ExtensionArray:
        return pd.array(np.where(where & (values != NONE), values, np.nan), "Int64")

    return pd.DataFrame(
        {
            "building": np.arange(len(rows)),
            "plot_x": plots.x[rows.plot],
            "plot_y": plots.y[rows.plot],
            "plots": rows.part_count,
            "symbol": pd.array([ground.zones[zone].name for zone in rows.zone], "string"),
            "title": pd.array([titles[zone] for zone in rows.zone], "string"),
            "use": pd.array([USES[code] for code in plots.use[rows.plot]], "string"),
            "owner": pd.array([OWNERS[code] for code in rows.owner_kind], "string"),
            "operated": rows.operated,
            "head_tenant": month(rows.head_tenant, rows.head_tenant != NONE),
            "collective": month(rows.collective, rows.collective != NONE),
            "floor_m2": rows.floor_m2,
            "occupied_m2": rows.occupied_m2,
            "tenants": rows.tenants,
            "let": let,
            "rent_eur_m2_year": np.where(let & ~own, rows.rent_eur_m2_year, np.nan),
            "lease_end_month": month(rows.lease_end_month, let & ~own),
            "vacate_month": month(rows.vacate_month, let),
            "temporary": rows.temporary & let,
            "plan_stage": _words(STAGES, rows.stage),
            "plan_aim": _words(("", *AIMS), np.where(rows.plan_month == NONE, 0, rows.aim + 1)),
            "plan_month": month(rows.plan_month, rows.plan_month != NONE),
            "announced_month": month(rows.announced_month, rows.announced_month != NONE),
            "site_until_month": month(rows.site_until_month, rows.site_until_month != NONE),
            "ground_lease_month": month(rows.ground_lease_month, rows.ground_lease_month != NONE),
            "covenant_until_month": month(rows.covenant_until_month, rows.covenant_until_month != NONE),
            "homes": rows.homes,
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
        for name in (
            *("founded", "stable", "recognised", "area_level", "planning_impact", "value_impact"),
            *("bought", "foreclosed", "ended"),
        )
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
        "influence": lives.influence,
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
        "purchases_tried": lives.purchases_tried,
        "loan_eur": lives.loan_eur,
        "fund_loan_eur": lives.fund_loan_eur,
    }


def _words(names: tuple[str, ...], codes: npt.NDArray[np.int8]) -> pd.api.extensions.ExtensionArray:
    """Codes as words; the empty word is missing."""
    import pandas as pd

    return pd.array(np.array([name or None for name in names], object)[codes], dtype="string")
