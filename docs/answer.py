"""Reckon the answer anew: ten years instead of two, or of what is usual now, whoever is bound and however far people look.

``uv run python docs/answer.py`` simulates, which takes some minutes, and writes docs/answer.md: what stands between its marks
is replaced, and answer.svg beside it is drawn. ``--pairs 2 --areas stylised-area --page somewhere.md`` is for a quick look.
"""

from __future__ import annotations

import argparse
import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib as mpl
import numpy as np
import numpy.typing as npt
import pandas as pd
from measured import LIVES, Numbers, effect, from_to, number, points_surviving, simulated, table, written_into

from collectief_sim.experiment.compare import estimate
from collectief_sim.model.codes import COLLECTIVE, MUNICIPALITY
from collectief_sim.model.rows import NONE, columns
from collectief_sim.model.simulation import Result, Simulation
from collectief_sim.scenario import Scenario, load
from collectief_sim.scenario.behaviour.calendar import Calendar

PAGE = Path(__file__).with_name("answer.md")
AREAS = ("stylised-area", "keilekwartier", "de-kroon", "hillevliet", "werkspoorkwartier")
RULES = {"running_term": "running term", "one_renewal": "one renewal", "expected_stay": "expected stay"}
REACHES = {"municipal": "municipal property", "agreements": "that, and leased land", "all": "all property"}
TWO, TEN = 24, 120  # months
# A plan for homes that takes some four years, as in version 0.1: stages at two fifths of their time, without slips and appeals
QUICK = {f"behaviour.calendar.{name}": 0.0 for name in ("slip_chance", "appeal_chance")} | {
    f"behaviour.calendar.{name}_months": 0.4 * getattr(Calendar(), f"{name}_months")
    for name in ("idea", "study", "agreement", "zoning", "building")
}
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


class Arm(NamedTuple):
    """What is run."""

    area: str
    reach: str
    rule: str
    first: int  # months of a first lease
    later: int  # of each renewal
    quick: bool = False  # whether plans take some four years


@dataclass(frozen=True)
class History:
    """What one run says: sums over its years, apart for floor that policy reached at the start and for other floor."""

    lives: pd.DataFrame  # a row per collective, with ``on_reached``: whether it was founded on floor that is reached
    months: int
    floor_m2: Numbers  # (reached, other), at the start
    sums: dict[str, Numbers]  # the same, for each of `YEARLY`
    horizon: float  # what people count on, in the mean over buildings and time [months]


@cache
def scenario_of(arm: Arm) -> Scenario:
    """The area of an arm under its leases."""
    leases = {"policy.contract_months": arm.first, "policy.renewal_months": arm.later, "policy.reach": arm.reach}
    return load(arm.area, leases | {"behaviour.horizon.rule": arm.rule} | (QUICK if arm.quick else {}))


@cache
def now(area: str) -> tuple[int, int]:
    """How long the municipality lets in an area now, as its scenario has it: first leases and renewals [months]."""
    policy = load(area).policy
    return policy.contract_months, policy.renewal()


def in_two(area: str) -> tuple[int, int]:
    """The same, with renewals of two years at least."""
    first, later = now(area)
    return first, max(later, TWO)


def as_ordered(area: str) -> str:
    """How long it lets now, in words."""
    first, later = now(area)
    return f"{first} months" if first == later else f"{first} months, then {later}"


def history_of(task: tuple[Arm, int]) -> History:
    """Run an arm once, and count who was where month by month."""
    arm, seed = task
    run = Simulation(scenario_of(arm), seed, stays=False)
    buildings = columns(run.world.buildings).copy()  # at the start: who owns what later differs between arms
    reached = reached_by(arm.reach, buildings)
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
    result = Result(run, {})
    lives = result.collectives[LIVES]
    first_home = columns(run.world.collectives).first_home[: len(lives)]
    horizon = float(result.series["mean_horizon_months"].mean())
    return History(lives.assign(on_reached=reached[first_home]), run.months_done, floor, sums, horizon)


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
        arms = [
            Arm(*where, months, months)
            for where in itertools.product(self.areas, REACHES, RULES)
            for months in (TWO, TEN)
        ]
        for area, rule in itertools.product(self.areas, RULES):
            arms += [Arm(area, "municipal", rule, *now(area)), Arm(area, "municipal", rule, *in_two(area))]
        for reach, months in itertools.product(("municipal", "all"), (TWO, TEN)):
            arms.append(Arm(self.areas[0], reach, usual_rule(self.areas[0]), months, months, quick=True))
        self.histories: dict[Arm, list[History]] = {arm: [] for arm in arms}  # each once
        tasks = [(arm, seed) for arm in self.histories for seed in range(1, pairs + 1)]
        for (arm, _), history in simulated(history_of, tasks):
            self.histories[arm].append(history)

    def both(
        self,
        area: str,
        reach: str,
        rule: str,
        figure: Callable[[list[History]], Numbers],
        before: tuple[int, int] = (TWO, TWO),
        after: tuple[int, int] = (TEN, TEN),
        quick: bool = False,
    ) -> tuple[Any, Any]:
        """A figure of every seed under some leases and under others."""
        one, other = (figure(self.histories[Arm(area, reach, rule, *terms, quick)]) for terms in (before, after))
        return one, other

    def floor(self, area: str, reach: str) -> Numbers:
        """Floor at the start that policy reaches, and other floor [m2], means over seeds."""
        rule = next(iter(RULES))
        return np.mean([history.floor_m2 for history in self.histories[Arm(area, reach, rule, TWO, TWO)]], axis=0)

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


def horizons(histories: list[History]) -> Numbers:
    """What people count on, seed by seed."""
    return np.array([history.horizon for history in histories])


# ---- how it is told --------------------------------------------------------------------------------------------------


def share(found: Found, area: str, reach: str) -> float:
    """Share of the floor that is reached [%]."""
    reached, other = found.floor(area, reach)
    return 100.0 * reached / (reached + other)


def title(area: str) -> str:
    """What an area is called."""
    return load(area).title.partition(",")[0].partition(":")[0]


def usual_rule(area: str) -> str:
    """How far people look unless it is told otherwise."""
    return load(area).behaviour.horizon.rule


def starts(area: str) -> dict[str, tuple[int, int]]:
    """From which leases ten years are a change: in words, and as they are."""
    two = {"two years": (TWO, TWO)}
    return two if now(area) == (TWO, TWO) else {f"now ({as_ordered(area)})": now(area)} | two


def renews_in_two(area: str) -> bool:
    """Whether renewals of two years are longer than those of now."""
    return in_two(area) != now(area)


def of_renewals(found: Found, area: str, rule: str) -> str:
    """What renewals of two years add to survival under leases as they are now."""
    return effect(*found.both(area, "municipal", rule, surviving(), now(area), in_two(area)))


def in_short(found: Found) -> str:
    """What ten years add to leases as they are now, area by area."""
    lines = []
    for area in found.areas:
        rule = usual_rule(area)
        one, other = found.both(area, "municipal", rule, surviving(), now(area))
        apart, owned = other - one, number(share(found, area, "municipal"), 0)
        told = estimate(apart[np.isfinite(apart)])
        lucky = "" if told["low"] > 0 or told["high"] < 0 else " (may be luck)"
        some = (
            f", of which renewals of two years alone do {of_renewals(found, area, rule)}" if renews_in_two(area) else ""
        )
        two = found.both(area, "municipal", rule, surviving())
        against = "If" if now(area) == (TWO, TWO) else f"Ten years against two: {effect(*two)}; if"
        lasting, longer = (number(np.nanmean(values), 0) for values in (one, other))
        lines.append(
            f"- **{title(area)}**. The municipality owns {owned}% of the floor and lets for {as_ordered(area)}. Of a hundred "
            f"collectives {lasting} last ten years so, {longer} with leases of ten years: {effect(one, other)}{lucky}{some}. "
            f"{against} everybody had to let so: "
            f"{effect(*found.both(area, 'all', rule, surviving()))}. Version 0.1, in which that was so, said "
            f"{number(FIRST_EDITION[area][0], sign=True)}."
        )
    return "\n".join(lines)


def makers(found: Found) -> str:
    """What ten years do to maker-years on municipal floor and elsewhere."""
    rows = []
    for area in found.areas:
        for words, before in starts(area).items():
            where = (area, "municipal", usual_rule(area))
            cells = [effect(*found.both(*where, total("maker_years", place), before), 0) for place in (0, 1, None)]
            rows.append([title(area), words, *cells])
    return table(["area", "instead of", "maker-years on municipal floor", "elsewhere", "together"], rows)


def ranges(found: Found) -> str:
    """What ten years add where policy binds municipal property: the least and the most of the rules, area by area."""
    rows = []
    for area in found.areas:
        for words, before in starts(area).items():
            cells = []
            for figure, decimals in ((surviving(), 1), *((total(name), 0) for name in YEARLY)):
                pairs = [found.both(area, "municipal", rule, figure, before) for rule in RULES]
                means = sorted(float(np.nanmean(other - one)) for one, other in pairs)
                least, most = (number(mean, decimals, sign=True) for mean in (means[0], means[-1]))
                cells.append(least if least == most else f"{least} to {most}")
            rows.append([title(area), words, *cells])
    return table(["area", "instead of", "survival (points)", "collective-years", "maker-years", "homes"], rows)


def renewals(found: Found) -> str:
    """Survival under leases as they are now, with renewals of two years, and with ten years, by rule."""
    rows = []
    for area, rule in itertools.product(found.areas, RULES):
        one, ten = found.both(area, "municipal", rule, surviving(), now(area))
        counted_on = found.both(area, "municipal", rule, horizons, now(area))[0]
        cells = [number(counted_on.mean(), 0), number(np.nanmean(one)), effect(one, ten)]
        cells.append(of_renewals(found, area, rule) if renews_in_two(area) else "–")
        rows.append([title(area), as_ordered(area), RULES[rule], *cells])
    return table(
        [
            "area",
            "now",
            "rule",
            "people count on (months)",
            "last ten years",
            "ten years add",
            "renewals of two years alone",
        ],
        rows,
    )


def clock(found: Found) -> str:
    """What ten years add where plans take some ten years, as they do, or some four."""
    area, rows = found.areas[0], []
    for quick, reach in itertools.product((True, False), ("all", "municipal")):
        words = f"{title(area)}, {REACHES[reach]}, plans of about {'four' if quick else 'ten'} years"
        cells = [
            effect(*found.both(area, reach, usual_rule(area), figure, quick=quick), decimals)
            for figure, decimals in ((surviving(), 1), *((total(name), 0) for name in YEARLY))
        ]
        rows.append([words, *cells])
    return table(["", "survival (points)", "collective-years", "maker-years", "homes"], rows)


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
        "makers": makers(found),
        "ranges": ranges(found),
        "clock": clock(found),
        "renewals": renewals(found),
        "survival": survivals(found),
        **{name.replace("_", "-"): yearly(found, name) for name in YEARLY},
        "by place": survivals_by_place(found),
        "municipal": places(found, "municipal"),
        "agreements": places(found, "agreements"),
    }


# ---- how it is drawn -------------------------------------------------------------------------------------------------

STYLE = {
    "font.family": "sans-serif",
    "font.size": 9,
    "svg.fonttype": "none",  # words stay words
    "svg.hashsalt": "answer",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
}
MARKS = {"running_term": ("o", "#1b6e8c"), "one_renewal": ("s", "#c8553d"), "expected_stay": ("D", "#6a8d3f")}


def drawn(found: Found, file: Path) -> None:
    """What ten years add to two, in survival and in maker-years, by area, rule and reach, with 95% intervals."""
    from matplotlib.figure import Figure

    with mpl.rc_context(STYLE):
        picture = Figure(figsize=(8.0, 1.1 + 0.72 * len(found.areas)), layout="constrained")
        for axes, words, in_per_cent in zip(
            picture.subplots(1, 2, sharey=True),
            ("points of ten-year survival", "maker-years, % of those under two years"),
            (False, True),
            strict=True,
        ):
            for (row, area), (nth, rule), reach in itertools.product(
                enumerate(found.areas), enumerate(RULES), ("municipal", "all")
            ):
                one, other = found.both(area, reach, rule, total("maker_years") if in_per_cent else surviving())
                apart, per = other - one, one.mean() / 100.0 if in_per_cent else 1.0
                told = estimate(apart[np.isfinite(apart)])
                mark, colour = MARKS[rule]
                height = row + 0.25 * (nth - 1)
                axes.plot([told["low"] / per, told["high"] / per], [height] * 2, color=colour, linewidth=1.0)
                axes.plot(
                    told["difference"] / per,
                    height,
                    mark,
                    color=colour,
                    markersize=5,
                    markerfacecolor="white" if reach == "all" else colour,
                    label=f"{RULES[rule]}, {REACHES[reach]}" if row == 0 else None,
                )
            axes.axvline(0.0, color="#888888", linewidth=0.8)
            axes.set_xlabel(words)
            axes.tick_params(axis="y", length=0)
            for row in range(1, len(found.areas)):
                axes.axhline(row - 0.5, color="#dddddd", linewidth=0.6)
        axes.set_yticks(range(len(found.areas)), [title(area) for area in found.areas])
        axes.set_ylim(len(found.areas) - 0.5, -0.5)
        picture.legend(
            *axes.get_legend_handles_labels(), loc="outside upper center", ncols=3, frameon=False, columnspacing=1.5
        )
        picture.savefig(file, metadata={"Date": None, "Creator": None})


def main() -> None:
    """Simulate, and write the page."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--pairs", type=int, default=PAIRS, help="pairs of seeds in every arm")
    asked.add_argument("--areas", nargs="+", default=AREAS, choices=AREAS)
    asked.add_argument("--page", type=Path, default=PAGE, help="where to write it")
    given = asked.parse_args()
    found = Found(given.areas, given.pairs)
    drawn(found, given.page.with_suffix(".svg"))
    made = written_into(PAGE.read_text(encoding="utf-8"), sections(found))
    given.page.write_text(made, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
