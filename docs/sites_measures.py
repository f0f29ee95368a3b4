"""What the register knows of sites and runs have too: durations, shares and rents, one beside the other."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from collectief_sim.model.codes import OWNERS

WIDE, NARROW = (5.0, 95.0), (25.0, 75.0)  # per cent: nine in ten, and half
PRIVATE = tuple(kind for kind in OWNERS if kind not in ("municipality", "collective"))

type Span = tuple[float, float]

UNITS = {  # of a unit: how many of the register's and of the model's make one, decimals
    "years": (1.0, 1 / 12.0, 1),
    "months": (12.0, 1.0, 0),
    "share": (1.0, 1.0, 2),
    "times": (1.0, 1.0, 1),
    "€/m²/year": (1.0, 1.0, 0),
}


def short(name: str) -> str:
    """What a site is called where there is little room."""
    return name.partition(" (")[0].partition(", with")[0]


def called(site: pd.Series[Any]) -> str:
    """The same, with a mark if it is a whole area: a plan in the model is for one building."""
    return short(site["name"]) + (" (area)" if site["scope"] == "area" else "")


@dataclass(frozen=True)
class Measure:
    """Something that the register knows of some sites and that runs have too."""

    words: str
    unit: str  # of `UNITS`
    register: Callable[[pd.Series[Any]], Span | None]
    model: Callable[[pd.DataFrame], pd.Series[float]]  # dates in months, else as it is
    built_in: str = ""  # the number of the model that such facts went into

    @property
    def decimals(self) -> int:
        """How exactly it is told."""
        return UNITS[self.unit][2]


def between(first: str, last: str, when: Callable[[Any], bool] = lambda site: True) -> Callable[[Any], Span | None]:
    """From one date of a site to another [years]."""

    def span(site: pd.Series[Any]) -> Span | None:
        if not when(site) or not (site[first] and site[last]):
            return None
        return max(0.0, site[f"{last}_low"] - site[f"{first}_high"]), site[f"{last}_high"] - site[f"{first}_low"]

    return span


def came(*words: str) -> Callable[[Any], bool]:
    """Whether one of these came of a site."""
    return lambda site: site["came"] in words


def notice(site: pd.Series[Any]) -> Span | None:
    """How long before the date they were told people heard of it; of a clause, what it says [years]."""
    if site["notice_months"]:
        return site["notice_months_low"] / 12.0, site["notice_months_high"] / 12.0
    return between("notice", "announced_end")(site)


def of_owner(measured: Callable[[Any], Span | None], *kinds: str) -> Callable[[Any], Span | None]:
    """The same of sites of these kinds of owner alone."""
    return lambda site: measured(site) if site["owner_kind"] in kinds else None


def off(site: pd.Series[Any]) -> Span | None:
    """How far the first date was off [years]: of the date it was moved to, or of the day all were out."""
    last = "moved_to" if site["moved_to"] else "ended"
    if not (site["announced_end"] and site[last]):
        return None
    if site["announced_end"] == site[last]:
        return 0.0, 0.0
    months = len(site["announced_end"]) == len(site[last]) == len("2020-12")
    if months:  # both to the month: what lies between them is known to the month too
        apart = site[f"{last}_low"] - site["announced_end_low"]
        return apart, apart
    return site[f"{last}_low"] - site["announced_end_high"], site[f"{last}_high"] - site["announced_end_low"]


def of_column(column: str) -> Callable[[Any], Span | None]:
    """A number of a site as it stands."""
    return lambda site: (site[f"{column}_low"], site[f"{column}_high"]) if site[column] else None


def dearer(site: pd.Series[Any]) -> Span | None:
    """Rent after, as a multiple of rent before."""
    before, after = of_column("rent_eur_m2_year")(site), of_column("rent_after_eur_m2_year")(site)
    return (after[0] / before[1], after[1] / before[0]) if before and after else None


def apart(first: str, last: str, aim: str = "") -> Callable[[pd.DataFrame], pd.Series[float]]:
    """From one month of an episode to another."""
    return lambda made: (made[last] - made[first])[made.aim == aim if aim else slice(None)]


LONG = (
    Measure(
        "from moving in to the first end that was announced",
        "years",
        between("start", "announced_end"),
        apart("since_told", "first_end"),
    ),
    Measure(
        "from moving in to being out, for something else to come",
        "years",
        between("start", "ended", lambda site: site["came"] != "fire"),
        apart("since_out", "out"),
    ),
    Measure(
        "from the first word of an end to the first date to be out",
        "years",
        between("announced", "announced_end"),
        apart("announced", "first_end"),
    ),
    Measure(
        "from the first word to notice",
        "years",
        between("announced", "notice"),
        apart("announced", "notice"),
    ),
    Measure(
        "from plan to zoning beyond appeal",
        "years",
        between("planned", "zoning_final"),
        apart("planned", "zoning_final", "homes"),
        "in part: F20, F22-F24, `behaviour.calendar`",
    ),
    Measure(
        "from plan to homes",
        "years",
        between("planned", "in_use", lambda site: site["came"] != "renovation"),
        apart("planned", "in_use", "homes"),
        "in part: F20, F25, `behaviour.calendar`, and F9 in the Keilekwartier",
    ),
    Measure(
        "from plan to plan dropped",
        "years",
        between("planned", "came_on", came("plan dropped")),
        apart("planned", "dropped", "homes"),
    ),
    Measure(
        "from plan to renovated and in use",
        "years",
        between("planned", "in_use", came("renovation")),
        apart("planned", "in_use", "renovation"),
        "in part: F36, `behaviour.calendar.renovation_months`",
    ),
    Measure(
        "empty and rebuilt, from the last one out to renovated",
        "years",
        between("ended", "in_use", came("renovation")),
        apart("out", "in_use", "renovation"),
        "yes: F36, `behaviour.calendar.renovation_months`",
    ),
    Measure(
        "how much later it was than the first date",
        "years",
        off,
        apart("first_end", "out"),
    ),
)
SHORT = (
    Measure(
        "notice of a municipality: from hearing the date to that date",
        "months",
        of_owner(notice, "municipality"),
        lambda made: apart("notice", "told")(made[made.owner == "municipality"]),
    ),
    Measure(
        "notice of a private owner",
        "months",
        of_owner(notice, *PRIVATE),
        lambda made: apart("notice", "told")(made[made.owner.isin(PRIVATE)]),
        "yes: F38, `landlords.investor.notice_given_months`",
    ),
    Measure(
        "from notice to the last one out",
        "months",
        between("notice", "ended"),
        apart("notice", "out"),
        "in part: two months of legal stay (F7)",
    ),
    Measure(
        "empty, from the last one out to works",
        "months",
        between("ended", "came_on", came("demolition", "renovation")),
        apart("out", "site"),
    ),
)
SHARES = (
    Measure(
        "share of a collective that moved along",
        "share",
        of_column("moved_along_share"),
        lambda made: made.moved_along,
    ),
)
TIMES = (
    Measure(
        "rent after, as a multiple of rent before",
        "times",
        dearer,
        lambda made: made.rent_after / made.rent,
    ),
)
RENTS = (
    Measure(
        "rent at the site",
        "€/m²/year",
        of_column("rent_eur_m2_year"),
        lambda made: made.rent,
    ),
)
MEASURES = (*LONG, *SHORT, *SHARES, *TIMES, *RENTS)


@dataclass(frozen=True)
class Held:
    """A measure with what the register knows of it, and what runs make of it."""

    measure: Measure
    known: dict[str, Span]  # by site, as it is called where there is little room; areas are marked
    made: npt.NDArray[Any]

    def per_cent(self, share: float) -> float:
        """The value that so many in a hundred of the model's stay under."""
        return float(np.percentile(self.made, share)) if len(self.made) else math.nan

    def stands(self, span: Span) -> str:
        """Where a site stands to what nine in ten of the model's lie in."""
        if not len(self.made):
            return "the model has none"
        if span[1] < self.per_cent(WIDE[0]):
            return "less than in the model"
        return "more than in the model" if span[0] > self.per_cent(WIDE[1]) else "within"


def held(measure: Measure, sites: pd.DataFrame, made: pd.DataFrame) -> Held:
    """Put both sides beside each other, in the unit of the measure."""
    of_register, of_model, _ = UNITS[measure.unit]
    known: dict[str, Span] = {}
    for _, site in sites.iterrows():
        span = measure.register(site)
        if span is not None:
            known[called(site)] = span[0] * of_register, span[1] * of_register
    values = measure.model(made).to_numpy(float) * of_model
    return Held(measure, known, values[np.isfinite(values)])
