"""Hold the register of sites, docs/sites.csv, beside what runs make of such sites.

``uv run python docs/sites.py`` simulates, which takes a minute or two, and writes docs/sites.md: what stands between its marks
is replaced, and sites.svg beside it is drawn. ``--seeds 2 --page somewhere.md`` is for a quick look.
"""

from __future__ import annotations

import argparse
import math
import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from measured import number, simulated, table, written_into

from collectief_sim.model.codes import AIMS, BUILDING_SITE, GRANTED, HOMES, OWNERS, PERMIT
from collectief_sim.model.rows import NONE, columns
from collectief_sim.model.simulation import Simulation
from collectief_sim.scenario import Scenario, load
from collectief_sim.validation.register import read_sites

PAGE = Path(__file__).with_name("sites.md")
REGISTER = Path(__file__).with_name("sites.csv")
AREAS = ("stylised-area", "keilekwartier", "werkspoorkwartier", "de-kroon", "hillevliet")
SEEDS = 20
FIRST_YEARS = 15  # plans that arise in these years of thirty: nearly all have run their course when a run ends
WIDE, NARROW = (5.0, 95.0), (25.0, 75.0)  # per cent: nine in ten, and half

PRIVATE = tuple(kind for kind in OWNERS if kind not in ("municipality", "collective"))

type Span = tuple[float, float]


# ---- what runs make of sites -----------------------------------------------------------------------------------------


@dataclass
class Episode:
    """A plan for a building, from the month it arose; what never came is missing. Months of the run."""

    planned: int
    aim: str
    owner: str  # kind of owner, of who gave notice if anybody did
    listed: bool = False  # the scenario dates its end: its dates are not the model's own
    announced: float = math.nan
    first_end: float = math.nan  # by when it was to be empty, as was told first
    notice: float = math.nan
    told: float = math.nan  # by when tenants had to be out by that notice, the legal stay left out
    zoning_final: float = math.nan
    out: float = math.nan
    site: float = math.nan
    in_use: float = math.nan
    dropped: float = math.nan
    since_told: float = math.nan  # since when the collective was at home there that heard of the end
    since_out: float = math.nan  # since when the one was that was put out
    moved_along: float = math.nan  # share of its members there who went along to another building
    stayed: float = math.nan  # share of all tenants who found other space in the area
    rent: float = math.nan  # of the building when it was emptied [EUR/m2/year]
    rent_after: float = math.nan  # of what they then rented in the area, in the mean


@cache
def scenario_of(area: str) -> Scenario:
    """An area as it is shipped, without the fire that nobody could foresee."""
    fires = {f"shocks.{name}.on": False for name, shock in load(area).shocks.items() if shock.kind == "fire"}
    return load(area, fires)


def episodes_of(task: tuple[str, int]) -> list[Episode]:
    """Run an area once and watch its buildings, month by month."""
    area, seed = task
    run = Simulation(scenario_of(area), seed, stays=False)
    watch = Watch(run)
    run.finish(watch.look)
    return watch.episodes


class Watch:
    """What happens to buildings with a plan, seen from outside: nothing in a run changes for being watched."""

    def __init__(self, run: Simulation) -> None:
        self.run, self.episodes = run, list[Episode]()
        self._open: dict[int, tuple[int, Episode]] = {}  # by building: number of the plan, and what is known of it
        self._home: dict[int, tuple[int, int]] = {}  # by collective: where it is at home, and since when
        self._stay = run.spec.behaviour.leases.stay_of_eviction_months
        self._settle(0)
        self._remember()

    def look(self, months_done: int) -> None:
        """Compare with the month before."""
        now, world = months_done - 1, self.run.world
        buildings = columns(world.buildings)
        self._buildings, self._uses = buildings, columns(world.plots).use
        seen = np.flatnonzero((buildings.plan_month != NONE) | np.isin(np.arange(len(buildings)), list(self._open)))
        for b in seen.tolist():
            self._follow(b, now)
        self._settle(now)
        self._remember()

    def _remember(self) -> None:
        people, buildings = columns(self.run.world.entrepreneurs), columns(self.run.world.buildings)
        here = people[people.present]
        self._before = {name: np.array(here[name]) for name in ("number", "building", "collective")}
        self._was = {name: np.array(buildings[name]) for name in ("let", "collective", "rent_eur_m2_year")}

    def _settle(self, now: int) -> None:
        """Since when collectives are where they are."""
        world = self.run.world
        lives = columns(world.collectives)[: world.town[0].collectives]
        for c in np.flatnonzero(lives.alive).tolist():
            home = int(lives.home[c])
            if c not in self._home:
                self._home[c] = (home, int(lives.founded_month[c]))
            elif self._home[c][0] != home:
                self._home[c] = (home, now)

    def _follow(self, b: int, now: int) -> None:
        buildings = self._buildings
        number_of_plan, planned = int(buildings.plans[b]), int(buildings.plan_month[b])
        known = self._open.get(b)
        if known and (planned == NONE or known[0] != number_of_plan):
            self._finish(b, known[1], now)
        if planned == NONE:
            return
        if b not in self._open:
            one = Episode(planned, AIMS[buildings.aim[b]], OWNERS[buildings.owner_kind[b]])
            self._open[b] = number_of_plan, one
            self.episodes.append(one)
        self._date(b, self._open[b][1], now)

    def _finish(self, b: int, one: Episode, now: int) -> None:
        """A plan is gone: carried out, or dropped."""
        self._see_out(b, one, now)
        if math.isnan(one.site):
            one.dropped = now
        else:
            one.in_use = now
        del self._open[b]

    def _date(self, b: int, one: Episode, now: int) -> None:
        buildings = self._buildings
        one.listed |= bool(buildings.listed[b])
        if math.isnan(one.announced) and buildings.announced_month[b] != NONE:
            one.announced, one.first_end = now, int(buildings.announced_month[b])
            one.since_told = self._since(b)
        if math.isnan(one.zoning_final) and buildings.stage[b] >= PERMIT and buildings.aim[b] == HOMES:
            one.zoning_final = now
        if math.isnan(one.notice) and buildings.vacate_month[b] != NONE:
            one.notice, one.told = now, int(buildings.vacate_month[b]) - self._stay
            one.owner = OWNERS[buildings.owner_kind[b]]
        self._see_out(b, one, now)
        on_site = self._uses[buildings.plot[b]] == BUILDING_SITE
        if math.isnan(one.site) and on_site and buildings.stage[b] == GRANTED:
            one.site = now

    def _since(self, b: int) -> float:
        home = self._home.get(int(self._was["collective"][b]))
        return home[1] if home and home[0] == b else math.nan

    def _see_out(self, b: int, one: Episode, now: int) -> None:
        """Where those went who were there, in the month in which everybody had to be out."""
        if not math.isnan(one.out) or math.isnan(one.notice) or not self._was["let"][b] or self._buildings.let[b]:
            return
        one.out, one.since_out, one.rent = now, self._since(b), float(self._was["rent_eur_m2_year"][b])
        people = columns(self.run.world.entrepreneurs)
        here = people[people.present]
        who = self._before["building"] == b
        numbers, c = self._before["number"][who], int(self._was["collective"][b])
        after = here[np.isin(here.number, numbers)]
        if len(numbers):
            one.stayed = len(after) / len(numbers)
        if len(after):
            one.rent_after = float(self._buildings.rent_eur_m2_year[after.building].mean())
        members = self._before["number"][who & (self._before["collective"] == c)] if c != NONE else numbers[:0]
        if len(members):
            along = after[np.isin(after.number, members)]
            one.moved_along = float((along.collective == c).sum()) / len(members)


def told_by(episodes: Sequence[Episode]) -> pd.DataFrame:
    """Episodes that are the model's own and had the time to run their course, a row each."""
    made = pd.DataFrame([asdict(one) for one in episodes], columns=list(Episode.__dataclass_fields__))
    return made[~made.listed & (made.planned < 12 * FIRST_YEARS)]


# ---- what is measured ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Measure:
    """Something that the register knows of some sites and that runs have too."""

    words: str
    unit: str  # "years", "months", "share", "times" or "€/m²/year"
    register: Callable[[pd.Series[Any]], Span | None]
    model: Callable[[pd.DataFrame], pd.Series[float]]  # dates in months, else as it is
    built_in: str = ""  # the number of the model that such facts went into


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
PER_UNIT = {"years": (1.0, 1 / 12.0, 1), "months": (12.0, 1.0, 0), "share": (1.0, 1.0, 2), "times": (1.0, 1.0, 1)}
PLAIN = (1.0, 1.0, 0)  # register in the unit, model in the unit, decimals


@dataclass(frozen=True)
class Held:
    """A measure with what the register knows of it, and what runs make of it."""

    measure: Measure
    known: dict[str, Span]  # by site, as it is called where there is little room; areas are marked
    made: np.ndarray[Any, np.dtype[np.float64]]

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
    of_register, of_model, _ = PER_UNIT.get(measure.unit, PLAIN)
    known = {called(site): measure.register(site) for _, site in sites.iterrows()}
    spans = {name: (low * of_register, high * of_register) for name, (low, high) in (_known(known))}
    values = measure.model(made).to_numpy(float) * of_model
    return Held(measure, spans, values[np.isfinite(values)])


def _known(known: dict[str, Span | None]) -> Iterator[tuple[str, Span]]:
    yield from ((name, span) for name, span in known.items() if span is not None)


class Found:
    """The register, and what runs make of such sites."""

    def __init__(self, seeds: int, areas: Sequence[str] = AREAS) -> None:
        self.sites, self.seeds, self.areas = read_sites(REGISTER), seeds, areas
        tasks = [(area, seed) for area in areas for seed in range(1, seeds + 1)]
        self.episodes = [one for _, some in simulated(episodes_of, tasks) for one in some]
        self.made = told_by(self.episodes)
        self.held = [held(measure, self.sites, self.made) for measure in MEASURES]


# ---- how it is told --------------------------------------------------------------------------------------------------


def written(span: Span, decimals: int) -> str:
    """A span as it is read."""
    low, high = (number(end, decimals) for end in span)
    return low if low == high else f"{low} to {high}"


def short(name: str) -> str:
    """What a site is called where there is little room."""
    return name.partition(" (")[0].partition(", with")[0]


def called(site: pd.Series[Any]) -> str:
    """The same, with a mark if it is a whole area: a plan in the model is for one building."""
    return short(site["name"]) + (" (area)" if site["scope"] == "area" else "")


def runs(found: Found) -> str:
    """What was simulated."""
    made = found.made
    ended = made.dropped.notna() | made.in_use.notna()
    return (
        f"{len(found.areas)} shipped scenarios ({', '.join(f'`{area}`' for area in found.areas)}), as they are but without the "
        f"fire of the Keilewerf, {found.seeds} runs each (seeds 1 to {found.seeds}). In the first {FIRST_YEARS} years "
        "of these runs "
        f"{len(made):,} plans arose: {int((made.aim == 'homes').sum()):,} for homes, "
        f"{int((made.aim == 'renovation').sum()):,} for a renovation. {int(made.out.notna().sum()):,} buildings were emptied for "
        f"them. {int((~ended).sum()):,} of the plans were still on their way when the run ended; what became of "
        "those is not counted. "
        "Buildings of which a scenario dates the end (the Keilewerf, the Vlampijpateliers) are left out: "
        "they would only say again what they were told."
    )


def beside(found: Found) -> str:
    """Every measure: what is known, what runs make, and where sites stand."""
    rows = []
    for one in found.held:
        decimals = PER_UNIT.get(one.measure.unit, PLAIN)[2]
        known = "; ".join(f"{name} {written(span, decimals)}" for name, span in one.known.items())
        middle, low, high = (number(one.per_cent(share), decimals) for share in (50.0, *WIDE))
        made = f"{middle} ({low} to {high})" if len(one.made) else "–"
        stands = "; ".join(f"{name}: {one.stands(span)}" for name, span in one.known.items())
        rows.append(
            [f"{one.measure.words} [{one.measure.unit}]", known or "–", made, f"{len(one.made):,}", stands or "–"]
            + [one.measure.built_in or "–"]
        )
    head = ["what", "known of sites", "in the model: middle (nine in ten)", "of how many", "where sites stand"]
    return table([*head, "was the model given it?"], rows)


def apart_from_each_other(found: Found) -> str:
    """What lies outside nine in ten of the model's, a line each."""
    lines = []
    for one in found.held:
        decimals = PER_UNIT.get(one.measure.unit, PLAIN)[2]
        unit = "" if one.measure.unit == "share" else f" {one.measure.unit}"
        range_ = written((one.per_cent(WIDE[0]), one.per_cent(WIDE[1])), decimals)
        for name, span in one.known.items():
            if one.stands(span) in ("less than in the model", "more than in the model"):
                words = f"{one.measure.words}: {written(span, decimals)}{unit}; in the model {range_}."
                lines.append(f"- **{name}**, {words}")
    count = sum(len(one.known) for one in found.held)
    if not lines:
        return f"All {count} values lie within what nine in ten of the model's do."
    told = f"Of {count} values {count - len(lines)} lie within what nine in ten of the model's do. {len(lines)} do not:"
    return "\n".join([told, "", *lines])


def rows_of(found: Found) -> str:
    """The register to read."""
    rows = []
    for _, site in found.sites.iterrows():
        owner = site["owner"] or "not known"
        kind = f" ({site['owner_kind'].replace('_', ' ')})" if site["owner_kind"] else ""
        rows.append(
            [site["name"], site["city"], owner + kind, in_words(site), site["makers"] or "–"]
            + [f"{site['evidence'].replace(' ', ', ')} ({site['confidence']})", site["note"]]
        )
    head = ["site", "city", "owner", "dates", "makers or firms", "facts (confidence)", "what to know"]
    return table(head, rows)


SAID = {
    "planned": "plan {}",
    "start": "makers since {}",
    "announced": "end or plan told {}",
    "announced_end": "first date to be out {}",
    "moved_to": "moved to {}",
    "notice": "notice {}",
    "zoning_final": "zoning beyond appeal {}",
    "permit": "permit {}",
    "ended": "out {}",
    "came_on": "{came} {}",
    "in_use": "homes or in use again {}",
}


def in_words(site: pd.Series[Any]) -> str:
    """The dates of a site, as they stand in the register."""
    told = [words.format(site[column], came=site["came"]) for column, words in SAID.items() if site[column]]
    return "; ".join(told) or f"notice of {site['notice_months']} months"


def sections(found: Found) -> dict[str, str]:
    """What stands between the marks of the page."""
    return {
        "runs": runs(found),
        "beside": beside(found),
        "apart": apart_from_each_other(found),
        "sites": rows_of(found),
    }


# ---- how it is drawn -------------------------------------------------------------------------------------------------

STYLE = {
    "font.family": "sans-serif",
    "font.size": 9,
    "svg.fonttype": "none",  # words stay words
    "svg.hashsalt": "sites",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
}
BLUE, RED, GREEN, GREY = "#1b6e8c", "#c8553d", "#6a8d3f", "#888888"
LIGHT, DARK, MIDDLE, STAY = "#e3ddd1", "#c2b69f", "#5b5140", "#9cc3d1"
MARKS = {  # of a date: marker, colour, in words
    "planned": ("|", "#333333", "plan for something else"),
    "announced": ("^", BLUE, "people hear of an end"),
    "announced_end": ("D", BLUE, "first date to be out"),
    "notice": ("v", RED, "notice"),
    "ended": ("X", RED, "last one out"),
    "zoning_final": ("s", GREY, "zoning beyond appeal"),
    "permit": ("P", GREY, "permit"),
    "in_use": ("*", GREEN, "homes, or in use again"),
}
CAME_WORDS = {
    "demolition": "demolished",
    "renovation": "renovation",
    "building": "building began",
    "extension": "longer: to",
    "sale": "sold",
    "plan dropped": "plan dropped",
    "fire": "fire",
}


def drawn(found: Found, file: Path) -> None:
    """Above the sites with their dates, below the same durations in the model."""
    from matplotlib.figure import Figure

    with mpl.rc_context(STYLE):
        by_measure = {one.measure: one for one in found.held}
        heights = [0.25 * len(found.sites) + 0.4, *(0.5 * len(some) + 0.2 for some in (LONG, SHORT)), 0.6]
        tall, top, gap = sum(heights) + 4.75, 1.45, 0.95  # inches
        picture, down = Figure(figsize=(9.6, tall)), top

        def place(left: float, wide: float, high: float, down: float) -> Any:
            return picture.add_axes((left, 1.0 - (down + high) / tall, wide, high / tall))

        draw_lines(place(0.31, 0.67, heights[0], down), found.sites)
        down += heights[0] + gap
        draw_strips(place(0.31, 0.67, heights[1], down), [by_measure[one] for one in LONG], "years", (-2.0, 25.0))
        draw_key(picture, 1.0 - (down - 0.32) / tall)
        down += heights[1] + 0.6
        draw_strips(place(0.31, 0.67, heights[2], down), [by_measure[one] for one in SHORT], "months", (0.0, 36.0))
        down += heights[2] + gap
        ends = (
            (SHARES, "share of members", (0.0, 1.0)),
            (TIMES, "times", (0.0, 11.0)),
            (RENTS, "€/m²/year", (0.0, 260.0)),
        )
        for nth, (some, unit, limits) in enumerate(ends):
            axes = place(0.04 + 0.325 * nth, 0.28, heights[3], down)
            draw_strips(axes, [by_measure[one] for one in some], unit, limits, above=True)
        picture.savefig(file, metadata={"Date": None, "Creator": None})


def draw_key(picture: Any, height: float) -> None:
    """What bands and points are."""
    from matplotlib.lines import Line2D

    handles = [
        Line2D(
            [],
            [],
            color=RED,
            marker="o",
            linewidth=2.0,
            markersize=5,
            label="a real site (a line where dates are known by the year)",
        ),
        Line2D([], [], color=LIGHT, linewidth=9, label="nine in ten of the model's"),
        Line2D([], [], color=DARK, linewidth=9, label="half of them"),
        Line2D(
            [], [], color=MIDDLE, marker="|", linestyle="", markersize=10, markeredgewidth=1.6, label="the middle one"
        ),
    ]
    picture.text(0.02, height + 0.008, "The same in the model", fontweight="bold", fontsize=11)
    picture.legend(handles=handles, loc="upper left", bbox_to_anchor=(0.01, height + 0.007), ncols=4, frameon=False)


def middle(site: pd.Series[Any], column: str) -> float:
    """The middle of what a date may be."""
    return float(site[f"{column}_low"] + site[f"{column}_high"]) / 2.0


def draw_lines(axes: Any, sites: pd.DataFrame) -> None:
    """A line for each site."""
    keys = [*MARKS, "start", "came_on", "moved_to"]
    first = sites[[f"{key}_low" for key in keys]].min(axis=1, skipna=True).fillna(2100.0)
    ordered = sites.loc[first.sort_values(kind="stable").index]
    ordered = ordered[first.loc[ordered.index] < 2100.0]
    for row, (_, site) in enumerate(ordered.iterrows()):
        draw_site(axes, row, site)
    used = [column for column in MARKS if (sites[column] != "").any()]
    for column in used:
        mark, colour, words = MARKS[column]
        axes.plot([], [], mark, color=colour, markersize=6, label=words)
    axes.plot([], [], ".", color="#333333", markersize=5, label="what came of it, and the year")
    axes.plot([], [], color=STAY, linewidth=6, label="makers there (arrow: no end known)")
    axes.set_yticks(range(len(ordered)), [f"{short(site['name'])}, {site['city']}" for _, site in ordered.iterrows()])
    axes.set_ylim(len(ordered) - 0.5, -0.5)
    axes.set_xlim(2004.0, 2034.0)
    axes.set_xticks(range(2005, 2035, 5))
    axes.grid(axis="x", color="#eeeeee")
    axes.set_axisbelow(True)
    axes.tick_params(axis="y", length=0)
    axes.xaxis.set_ticks_position("both")
    axes.tick_params(axis="x", labeltop=True, length=0)
    axes.figure.text(
        0.02, 1.0 - 0.25 / axes.figure.get_figheight(), "What is known of sites", fontweight="bold", fontsize=11
    )
    axes.figure.legend(
        *axes.get_legend_handles_labels(),
        loc="upper left",
        bbox_to_anchor=(0.01, 1.0 - 0.35 / axes.figure.get_figheight()),
        ncols=3,
        frameon=False,
    )


def draw_site(axes: Any, row: int, site: pd.Series[Any]) -> None:
    """One line: who was there from when to when, and what was told."""
    end = next((column for column in ("ended", "moved_to", "announced_end") if site[column]), "")
    dates = [middle(site, column) for column in (*MARKS, "came_on", "moved_to", "start") if site[column]]
    last = max(dates)
    if site["start"]:
        start = middle(site, "start")
        until = middle(site, end) if end else last
        axes.plot([start, until], [row, row], color=STAY, linewidth=6, solid_capstyle="butt")
        if not end:
            arrow = {"arrowstyle": "-|>", "color": STAY, "linewidth": 4, "shrinkA": 0, "shrinkB": 0}
            axes.annotate("", (last + 1.8, row), (last, row), arrowprops=arrow)
    axes.plot([min(dates), last], [row, row], color="#bbbbbb", linewidth=0.8, zorder=0.9)
    for column, (mark, colour, _) in MARKS.items():
        if site[column]:
            size, edge = (9.0, 1.5) if mark == "|" else (6.0, 0.5)
            axes.plot(middle(site, column), row, mark, color=colour, markersize=size, markeredgewidth=edge)
    if site["came"]:
        axes.plot(middle(site, "came_on"), row, ".", color="#333333", markersize=5)
        told = site["moved_to"] if site["came"] == "extension" else site["came_on"]
        right = last + (2.0 if site["start"] and not end else 0.4)
        axes.text(right, row, f"{CAME_WORDS[site['came']]} {told[:4]}", va="center", fontsize=8)


def draw_strips(axes: Any, some: Sequence[Held], unit: str, limits: Span, above: bool = False) -> None:
    """A strip for each measure: the model's as a band, sites as points."""
    for row, one in enumerate(some):
        if len(one.made):
            axes.plot(
                [one.per_cent(share) for share in WIDE], [row, row], color=LIGHT, linewidth=9, solid_capstyle="butt"
            )
            axes.plot(
                [one.per_cent(share) for share in NARROW], [row, row], color=DARK, linewidth=9, solid_capstyle="butt"
            )
            axes.plot([one.per_cent(50.0)] * 2, [row - 0.17, row + 0.17], color=MIDDLE, linewidth=1.6)
        for span in one.known.values():
            axes.plot(span, [row, row], color=RED, linewidth=2.0)
            axes.plot(sum(span) / 2.0, row, "o", color=RED, markersize=5)
        for nth, (where, names) in enumerate(close_together(one.known, 0.03 * (limits[1] - limits[0]))):
            side = {"xytext": (0, 7), "va": "bottom"} if nth % 2 == 0 else {"xytext": (0, -7), "va": "top"}
            edge = where - limits[0] < 0.12 * (limits[1] - limits[0])  # names do not run over what is at the left
            at = limits[0] if edge and len(names) > 15 else where
            axes.annotate(
                names,
                (at, row),
                textcoords="offset points",
                ha="center" if at == where else "left",
                fontsize=7,
                color=RED,
                **side,
            )
    axes.set_xlim(*limits)
    axes.set_ylim(len(some) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel(unit)
    if above:
        axes.set_yticks([])
        axes.set_title(some[0].measure.words, fontsize=9)
    else:
        axes.set_yticks(range(len(some)), [textwrap.fill(one.measure.words, 40) for one in some])
        for row in range(1, len(some)):
            axes.axhline(row - 0.5, color="#eeeeee", linewidth=0.6)


def close_together(known: dict[str, Span], near: float) -> Iterator[tuple[float, str]]:
    """Where to write the names of sites: those that are close together get one place."""
    places = sorted((sum(span) / 2.0, name) for name, span in known.items())
    while places:
        some = [one for one in places if one[0] - places[0][0] <= near]
        places = places[len(some) :]
        yield sum(where for where, _ in some) / len(some), ", ".join(name for _, name in some)


def main() -> None:
    """Simulate, and write the page."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--seeds", type=int, default=SEEDS, help="runs of every area")
    asked.add_argument("--areas", nargs="+", default=AREAS, choices=AREAS)
    asked.add_argument("--page", type=Path, default=PAGE, help="where to write it")
    given = asked.parse_args()
    found = Found(given.seeds, given.areas)
    drawn(found, given.page.with_suffix(".svg"))
    made = written_into(PAGE.read_text(encoding="utf-8"), sections(found))
    given.page.write_text(made, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
