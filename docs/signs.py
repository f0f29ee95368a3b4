"""Measure signs that a reader would not expect, and by which path they come about.

``uv run python docs/signs.py`` simulates, which takes some minutes, and writes docs/signs.md: what stands between its marks is
replaced. ``--pairs 2 --page somewhere.md`` is for a quick look.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from measured import LIVES, Numbers, effect, from_to, points_surviving, simulated, table, written_into

from collectief_sim.model.rows import columns
from collectief_sim.model.simulation import Result, Simulation
from collectief_sim.scenario import Scenario, load

PAGE = Path(__file__).with_name("signs.md")
AREA = "stylised-area"
PAIRS = 100

type Settings = Mapping[str, Any]
type Arm = tuple[tuple[str, Any], ...]  # settings, sorted

# figure: in words, decimals
FIGURES = {
    "survival": ("ten-year survival (of a hundred collectives)", 1),
    "collective_years": ("collective-years", 0),
    "maker_years": ("maker-years", 0),
    "founded": ("collectives founded", 1),
    "recognised": ("recognised collectives", 1),
    "fell_apart": ("fell apart", 1),
    "too_small": ("became too small", 1),
    "lost": ("lost their building", 1),
}

EVERYBODY = {"policy.reach": "all"}
AS_NOW = {"policy.contract_months": 24, "policy.renewal_months": "same", "policy.notice_months": 6}
SUBSIDY = ({"policy.subsidy_share": 1.0}, {"policy.subsidy_share": 1.0, "policy.subsidy_eur_m2_year": 40.0})
PROGRAMMING = ({"policy.programming": 0.2}, {"policy.programming": 0.8})
NOTICE = AS_NOW | {"policy.notice_months": 24}
TEN = AS_NOW | {"policy.contract_months": 120}
TERMS = {
    "no notice": AS_NOW | {"policy.notice_months": 0},
    "12 months' notice": AS_NOW | {"policy.notice_months": 12},
    "24 months' notice": NOTICE,
    "four-year leases": AS_NOW | {"policy.contract_months": 48},
    "ten-year leases": TEN,
}

NO_TURNOVER = {"behaviour.cohesion.turnover_weight": 0.0}
NO_ENGAGEMENT = {"behaviour.horizon.through_engagement": False}
NO_FEAR = {"behaviour.horizon.through_founding": False}
OWN_INTEREST = {
    "as it is": {},
    "own interest moves nobody": {"behaviour.engagement.need_weight": 0.0},
    "the rent is no part of own interest, scarcity is": {"behaviour.engagement.scarcity_share": 1.0},
    "a threatened place is no part of it": {"behaviour.engagement.threat_weight": 0.0},
    "what is shared is no part of it": {"behaviour.engagement.shared_weight": 0.0},
    "insecurity moves nobody to found": NO_FEAR,
    "members who leave weaken no group": NO_TURNOVER,
}
SECURITY = {
    "as it is": {},
    "security moves no engagement": NO_ENGAGEMENT,
    "members who leave weaken no group": NO_TURNOVER,
    "neither of these two": NO_ENGAGEMENT | NO_TURNOVER,
    "insecurity moves nobody to found": NO_FEAR,
    "negotiating takes no time": {"behaviour.horizon.through_voice": False},
    "a threatened place wakes nobody": {"behaviour.engagement.threat_weight": 0.0},
    "no group is too small": {"behaviour.cohesion.too_small_per_year": 0.0},
}
SIZES = {
    "in buildings of under 300 m2": (0.0, 300.0),
    "in buildings of 300 to 800 m2": (300.0, 800.0),
    "in buildings of 800 m2 and more": (800.0, np.inf),
}  # floor of a building at the start


@dataclass(frozen=True)
class History:
    """What one run says."""

    lives: pd.DataFrame  # a row per collective, with ``floor``, where it began, at the start [m2]
    sums: dict[str, float]
    months: int


def arm_of(*settings: Settings) -> Arm:
    """Settings as the name of an arm; later ones hold."""
    return tuple(sorted({path: value for some in settings for path, value in some.items()}.items()))


@cache
def scenario_of(arm: Arm) -> Scenario:
    """The stylised area under the settings of an arm."""
    return load(AREA, dict(arm))


def history_of(task: tuple[Arm, int]) -> History:
    """Run an arm once, and count."""
    arm, seed = task
    run = Simulation(scenario_of(arm), seed, stays=False)
    floor = columns(run.world.buildings).floor_m2.copy()
    run.finish()
    result = Result(run, {})
    series, lives = result.series, result.collectives[LIVES]
    first_home = columns(run.world.collectives).first_home[: len(lives)]
    causes = lives["cause"].value_counts()
    sums = {
        "collective_years": series["collectives"].sum() / 12,
        "maker_years": series["entrepreneurs"].sum() / 12,
        "founded": len(lives),
        "recognised": lives["recognised_month"].notna().sum(),
        "fell_apart": causes.get("fell_apart", 0),
        "too_small": causes.get("too_small", 0),
        "lost": causes.get("displaced", 0),
        "homes": series["homes_built"].iloc[-1],
        "displaced": series["displaced"].iloc[-1],
        "horizon": series["mean_horizon_months"].mean(),
    }
    told = {name: float(value) for name, value in sums.items()}
    return History(lives.assign(floor=floor[first_home]), told, run.months_done)


class Found:
    """The histories of all arms, and what is asked of them."""

    def __init__(self, pairs: int) -> None:
        self.pairs = pairs
        self.histories: dict[Arm, list[History]] = {arm: [] for arm in all_arms()}
        tasks = [(arm, seed) for arm in self.histories for seed in range(1, pairs + 1)]
        for (arm, _), history in simulated(history_of, tasks):
            self.histories[arm].append(history)

    def figure(self, name: str, *settings: Settings) -> Numbers:
        """A figure of an arm, seed by seed."""
        histories = self.histories[arm_of(*settings)]
        if name == "survival":
            return points_surviving([history.lives for history in histories], histories[0].months)
        return np.array([history.sums[name] for history in histories])

    def change(self, name: str, before: Settings, after: Settings, path: Settings | None = None) -> str:
        """A figure before and after, and the difference."""
        decimals = FIGURES[name][1]
        return from_to(*(self.figure(name, settings, path or {}) for settings in (before, after)), decimals)


def all_arms() -> Iterable[Arm]:
    """Every arm that is asked for, once."""
    asked = [arm_of(settings, path) for settings in (*SUBSIDY, *PROGRAMMING) for path in OWN_INTEREST.values()]
    asked += [arm_of(reach, settings) for reach in ({}, EVERYBODY) for settings in (AS_NOW, *TERMS.values())]
    asked += [arm_of(EVERYBODY, settings, path) for settings in (AS_NOW, NOTICE, TEN) for path in SECURITY.values()]
    return dict.fromkeys(asked)


# ---- how it is told --------------------------------------------------------------------------------------------------


def measured(found: Found, before: Settings, after: Settings) -> str:
    """All figures before and after."""
    rows = [[words, found.change(name, before, after)] for name, (words, _) in FIGURES.items()]
    return table(["over thirty years", "before → after: difference"], rows)


def by_path(found: Found, before: Settings, after: Settings, paths: Mapping[str, Settings]) -> str:
    """The difference with one path after another switched off, in both arms."""
    names = ("survival", "collective_years", "maker_years", "founded")
    rows = [[words, *(found.change(name, before, after, path) for name in names)] for words, path in paths.items()]
    return table(["switched off in both arms", *(FIGURES[name][0] for name in names)], rows)


def by_building(found: Found, before: Settings, after: Settings) -> str:
    """Survival of all collectives, and by what is known at the start: the size of the building in which they began."""
    runs = [found.histories[arm_of(settings)] for settings in (before, after)]
    rows = []
    for words, (least, most) in {"all": (0.0, np.inf), **SIZES}.items():
        parts = [[each.lives[each.lives["floor"].between(least, most, "left")] for each in arm] for arm in runs]
        counts = [np.array([len(lives) for lives in part], float) for part in parts]
        points = [points_surviving(part, runs[0][0].months) for part in parts]
        rows.append([words, from_to(*counts), from_to(*points)])
    return table(["collectives", "founded", FIGURES["survival"][0]], rows)


def by_terms(found: Found, reach: Settings) -> str:
    """What other terms add to two-year leases with six months' notice."""
    decimals = {"survival": 1, "collective_years": 0, "maker_years": 0, "displaced": 0, "homes": 0, "horizon": 0}
    rows = []
    for words, settings in TERMS.items():
        pairs = [(found.figure(name, reach, AS_NOW), found.figure(name, reach, settings)) for name in decimals]
        cells = [effect(*pair, places) for pair, places in zip(pairs, decimals.values(), strict=True)]
        rows.append([words, *cells])
    head = ["survival (points)", "collective-years", "maker-years", "makers displaced", "homes", "horizon (months)"]
    return table(["instead of two years with 6 months' notice", *head], rows)


def notice_against_ten(found: Found) -> str:
    """Survival that long notice and long leases add, path by path."""
    rows = []
    for words, path in SECURITY.items():
        base = found.figure("survival", EVERYBODY, AS_NOW, path)
        cells = [effect(base, found.figure("survival", EVERYBODY, settings, path)) for settings in (NOTICE, TEN)]
        rows.append([words, *cells])
    return table(["switched off in both arms", "24 months' notice (points)", "ten-year leases (points)"], rows)


def sections(found: Found) -> dict[str, str]:
    """What stands between the marks of the page."""
    return {
        "subsidy": measured(found, *SUBSIDY),
        "subsidy by path": by_path(found, *SUBSIDY, OWN_INTEREST),
        "programming": measured(found, *PROGRAMMING),
        "programming by building": by_building(found, *PROGRAMMING),
        "programming by path": by_path(found, *PROGRAMMING, OWN_INTEREST),
        "notice on municipal property": by_terms(found, {}),
        "notice on all property": by_terms(found, EVERYBODY),
        "notice by path": notice_against_ten(found),
    }


def main() -> None:
    """Simulate, and write the page."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--pairs", type=int, default=PAIRS, help="pairs of seeds in every arm")
    asked.add_argument("--page", type=Path, default=PAGE, help="where to write it")
    given = asked.parse_args()
    made = written_into(PAGE.read_text(encoding="utf-8"), sections(Found(given.pairs)))
    given.page.write_text(made, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
