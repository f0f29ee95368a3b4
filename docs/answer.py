"""Reckon the answer anew: ten years instead of two, whoever is bound by policy and however far people look.

``uv run python docs/answer.py`` simulates, which takes some minutes, and writes docs/answer.md: what stands between its marks
is replaced. ``--pairs 2 --areas stylised-area --page somewhere.md`` is for a quick look.
"""

from __future__ import annotations

import argparse
import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from measured import LIVES, Numbers, effect, from_to, number, points_surviving, simulated, table, written_into

from collectief_sim.experiment.compare import estimate
from collectief_sim.model.codes import COLLECTIVE, MUNICIPALITY
from collectief_sim.model.rows import NONE, columns
from collectief_sim.model.simulation import Result, Simulation
from collectief_sim.scenario import Scenario, load

PAGE = Path(__file__).with_name("answer.md")
AREAS = ("stylised-area", "keilekwartier", "de-kroon", "hillevliet", "werkspoorkwartier")
RULES = {"running_term": "running term", "one_renewal": "one renewal", "expected_stay": "expected stay"}
REACHES = {"municipal": "municipal property", "agreements": "that, and leased land", "all": "all property"}
SHORT, LONG = 24, 120  # months
PAIRS = 40
YEARLY = ("collective_years", "maker_years", "homes")
DECIMALS = {"collective_years": (2, 1), "maker_years": (1, 0), "homes": (1, 0)}  # per 1,000 m2, and in sum
# Version 0.1, 60 pairs, in points of ten-year survival: as it was, and as tried with other owners held at two years or less
FIRST_EDITION = {
    "stylised-area": (17.4, 5.4),
    "keilekwartier": (15.6, 9.9),
    "de-kroon": (18.0, 7.0),
    "hillevliet": (14.5, 0.5),
    "werkspoorkwartier": (28.5, 0.9),
}

type Rows = npt.NDArray[Any]
type Arm = tuple[str, str, str, int]  # area, reach, rule, months


@dataclass(frozen=True)
class History:
    """What one run says: sums over its years, apart for floor that policy reached at the start and for other floor."""

    lives: pd.DataFrame  # a row per collective, with ``on_reached``: whether it was founded on floor that is reached
    months: int
    floor_m2: Numbers  # (reached, other), at the start
    sums: dict[str, Numbers]  # the same, for each of `YEARLY`


@cache
def scenario_of(arm: Arm) -> Scenario:
    """The area of an arm under its leases; renewals are as long as first terms."""
    area, reach, rule, months = arm
    leases = {"policy.contract_months": months, "policy.renewal_months": "same", "policy.reach": reach}
    return load(area, leases | {"behaviour.horizon.rule": rule})


def history_of(task: tuple[Arm, int]) -> History:
    """Run an arm once, and count who was where month by month."""
    arm, seed = task
    run = Simulation(scenario_of(arm), seed, stays=False)
    buildings = columns(run.world.buildings).copy()  # at the start: who owns what later differs between arms
    reached = reached_by(arm[1], buildings)
    floor = apart(reached, np.arange(len(buildings)), buildings.floor_m2)
    sums = {name: np.zeros(2) for name in YEARLY}

    def look(_: int) -> None:
        people = columns(run.world.entrepreneurs)
        here = people[people.present]
        sums["maker_years"] += apart(reached, here.building) / 12.0
        members = here[here.collective != NONE]
        size = np.bincount(members.collective, minlength=1)  # a collective counts where its members are
        sums["collective_years"] += apart(reached, members.building, 1.0 / size[members.collective]) / 12.0

    run.finish(look)
    after = columns(run.world.buildings)
    done = np.flatnonzero(after.homes_month != NONE)
    sums["homes"] = apart(reached, done, after.homes[done])
    lives = Result(run, {}).collectives[LIVES]
    first_home = columns(run.world.collectives).first_home[: len(lives)]
    return History(lives.assign(on_reached=reached[first_home]), run.months_done, floor, sums)


def reached_by(reach: str, buildings: Rows) -> npt.NDArray[np.bool_]:
    """The buildings that policy reaches: by its leases, or by covenants on the land they stand on."""
    municipal: npt.NDArray[np.bool_] = buildings.owner_kind == MUNICIPALITY
    if reach == "agreements":
        return municipal | (buildings.ground_lease_month != NONE)
    return municipal if reach == "municipal" else buildings.owner_kind != COLLECTIVE


def apart(reached: npt.NDArray[np.bool_], buildings: Rows, weights: Numbers | None = None) -> Numbers:
    """How much there is in buildings that are reached, and in others."""
    there = reached[buildings]
    worth = np.ones(len(there)) if weights is None else np.asarray(weights, float)
    return np.array([worth[there].sum(), worth[~there].sum()])


class Found:
    """The histories of all arms, and what is asked of them."""

    def __init__(self, areas: Iterable[str], pairs: int) -> None:
        self.areas, self.pairs = list(areas), pairs
        arms = list(itertools.product(self.areas, REACHES, RULES, (SHORT, LONG)))
        tasks = [(arm, seed) for arm in arms for seed in range(1, pairs + 1)]
        self.histories: dict[Arm, list[History]] = {arm: [] for arm in arms}
        for (arm, _), history in simulated(history_of, tasks):
            self.histories[arm].append(history)

    def both(self, area: str, reach: str, rule: str, figure: Callable[[list[History]], Numbers]) -> tuple[Any, Any]:
        """A figure of every seed under short and under long leases."""
        one, other = (figure(self.histories[area, reach, rule, months]) for months in (SHORT, LONG))
        return one, other

    def floor(self, area: str, reach: str) -> Numbers:
        """Floor at the start that policy reaches, and other floor [m2], means over seeds."""
        rule = next(iter(RULES))
        return np.mean([history.floor_m2 for history in self.histories[area, reach, rule, SHORT]], axis=0)

    def has(self, area: str, reach: str, place: int) -> bool:
        """Whether there is floor that is reached (0), or other floor (1)."""
        return bool(self.floor(area, reach)[place] > 0)


def surviving(place: int | None = None) -> Callable[[list[History]], Numbers]:
    """Points of ten-year survival, seed by seed: of all collectives, or of those founded on reached (0) or other floor."""

    def figure(histories: list[History]) -> Numbers:
        runs = [history.lives for history in histories]
        if place is not None:
            runs = [lives[lives["on_reached"] == (place == 0)] for lives in runs]
        return points_surviving(runs, histories[0].months)

    return figure


def total(name: str, place: int | None = None) -> Callable[[list[History]], Numbers]:
    """A sum over a run, seed by seed: in the whole area, or on reached (0) or other floor (1)."""

    def figure(histories: list[History]) -> Numbers:
        sums = np.array([history.sums[name] for history in histories])
        return sums.sum(axis=1) if place is None else sums[:, place]

    return figure


# ---- how it is told --------------------------------------------------------------------------------------------------


def share(found: Found, area: str, reach: str) -> float:
    """Share of the floor that is reached [%]."""
    reached, other = found.floor(area, reach)
    return 100.0 * reached / (reached + other)


def title(area: str) -> str:
    """What an area is called."""
    return load(area).title.partition(",")[0].partition(":")[0]


def in_short(found: Found) -> str:
    """A sentence per area, and one about how far people look."""
    lines = []
    for area in found.areas:
        rule = load(area).behaviour.horizon.rule
        one, other = found.both(area, "municipal", rule, surviving())
        told, owned = estimate(other - one), number(share(found, area, "municipal"), 0)
        lucky = " This may be luck." if not (told["low"] > 0 or told["high"] < 0) else ""
        lines.append(
            f"- **{title(area)}**: the municipality owns {owned}% of the floor. Of a hundred collectives "
            f"{number(one.mean(), 0)} last ten years if it lets for two years, {number(other.mean(), 0)} if it lets "
            f"for ten: {effect(one, other)}.{lucky} If everybody had to let as it does, the effect would be "
            f"{effect(*found.both(area, 'all', rule, surviving()))}. Version 0.1, in which that was so, said "
            f"{number(FIRST_EDITION[area][0], sign=True)}."
        )
    return "\n".join(lines)


def ranges(found: Found) -> str:
    """What ten years add where policy binds municipal property: the least and the most of the rules, area by area."""
    rows = []
    for area in found.areas:
        cells = []
        for figure, decimals in ((surviving(), 1), *((total(name), 0) for name in YEARLY)):
            pairs = [found.both(area, "municipal", rule, figure) for rule in RULES]
            means = sorted(float((other - one).mean()) for one, other in pairs)
            least, most = (number(mean, decimals, sign=True) for mean in (means[0], means[-1]))
            cells.append(least if least == most else f"{least} to {most}")
        rows.append([title(area), f"{number(share(found, area, 'municipal'), 0)}%", *cells])
    return table(["area", "municipal floor", "survival (points)", "collective-years", "maker-years", "homes"], rows)


def survivals(found: Found) -> str:
    """Points of ten-year survival: first edition and second."""
    rows = []
    for area, reach in itertools.product(found.areas, REACHES):
        bound, tried = (number(value, sign=True) for value in FIRST_EDITION[area])
        first = {"all": bound, "municipal": f"{tried} (tried)"}.get(reach, "–")
        cells = [from_to(*found.both(area, reach, rule, surviving())) for rule in RULES]
        rows.append([title(area), REACHES[reach], first, *cells])
    return table(["area", "policy binds", "version 0.1", *RULES.values()], rows)


def yearly(found: Found, name: str) -> str:
    """The effect on a sum in the whole area."""
    rows = [
        [title(area), REACHES[reach], *(from_to(*found.both(area, reach, rule, total(name)), 0) for rule in RULES)]
        for area, reach in itertools.product(found.areas, REACHES)
    ]
    return table(["area", "policy binds", *RULES.values()], rows)


def places(found: Found, reach: str) -> str:
    """Per 1,000 m2 that is reached, and on floor that is not."""
    rows = []
    for area, rule in itertools.product(found.areas, RULES):
        reached = found.floor(area, reach)[0]
        cells = [f"{number(reached, 0)} m2 ({number(share(found, area, reach), 0)}%)"]
        for place, per in ((0, reached / 1000.0), (1, 1.0)):
            for name in YEARLY:
                pair = found.both(area, reach, rule, total(name, place))
                told = effect(*pair, DECIMALS[name][place], per)
                cells.append(told if found.has(area, reach, place) else "–")
        rows.append([title(area), RULES[rule], *cells])
    words = [name.replace("_", "-") for name in YEARLY]
    head = [f"{word} per 1,000 m2 reached" for word in words] + [f"{word} elsewhere" for word in words]
    return table(["area", "rule", "floor reached", *head], rows)


def survivals_by_place(found: Found) -> str:
    """Survival of collectives founded on municipal floor, and of others."""
    rows = []
    for area, rule in itertools.product(found.areas, RULES):
        pairs = [found.both(area, "municipal", rule, surviving(place)) for place in (0, 1)]
        rows.append([title(area), RULES[rule], *(from_to(*pair) for pair in pairs)])
    return table(["area", "rule", "founded on municipal floor", "founded elsewhere"], rows)


def sections(found: Found) -> dict[str, str]:
    """What stands between the marks of the page."""
    return {
        "in short": in_short(found),
        "ranges": ranges(found),
        "survival": survivals(found),
        **{name.replace("_", "-"): yearly(found, name) for name in YEARLY},
        "by place": survivals_by_place(found),
        "municipal": places(found, "municipal"),
        "agreements": places(found, "agreements"),
        "all": places(found, "all"),
    }


def main() -> None:
    """Simulate, and write the page."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--pairs", type=int, default=PAIRS, help="pairs of seeds in every arm")
    asked.add_argument("--areas", nargs="+", default=AREAS, choices=AREAS)
    asked.add_argument("--page", type=Path, default=PAGE, help="where to write it")
    given = asked.parse_args()
    made = written_into(PAGE.read_text(encoding="utf-8"), sections(Found(given.areas, given.pairs)))
    given.page.write_text(made, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
