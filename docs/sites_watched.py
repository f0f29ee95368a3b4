"""What runs make of sites: every plan for a building, watched from outside month by month."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache

import numpy as np
import pandas as pd

from collectief_sim.model.codes import AIMS, BUILDING_SITE, GRANTED, HOMES, OWNERS, PERMIT
from collectief_sim.model.rows import NONE, columns
from collectief_sim.model.simulation import Simulation
from collectief_sim.scenario import Scenario, load

AREAS = ("stylised-area", "keilekwartier", "werkspoorkwartier", "de-kroon", "hillevliet")
FIRST_YEARS = 15  # plans that arise in these years of thirty: nearly all have run their course when a run ends


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
