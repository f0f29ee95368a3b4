"""Measure what each form of cooperation does, against the same area without it, under leases of two and of ten years.

``uv run python docs/forms.py`` simulates, which takes some minutes, and writes docs/forms.md: what stands between its marks is
replaced. ``--pairs 2 --page somewhere.md`` is for a quick look.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from measured import LIVES, Numbers, effect, number, points_surviving, simulated, table, written_into

from collectief_sim.model.catalogue.happenings import HAPPENED
from collectief_sim.model.codes import HAPPENINGS
from collectief_sim.model.simulation import run
from collectief_sim.scenario import Scenario, load
from collectief_sim.scenario.forms import FORM_NAMES, Forms

PAGE = Path(__file__).with_name("forms.md")
AREAS = {"stylised-area": "Stylised area", "keilekwartier": "Keilekwartier"}
TERMS = {24: "two years", 120: "ten years"}
PAIRS = 60
PAIRED = (("land_trust", "makers_fund"), ("biz", "development_agenda"), ("energy_cooperative", "fit_out"))
NONE = ""

# figure: in words, decimals
FIGURES = {
    "survival": ("survival (points)", 1),
    "collective_years": ("collective-years", 0),
    "maker_years": ("maker-years", 0),
    "displaced": ("makers displaced", 0),
    "area_level": ("collectives with area-level impact", 2),
    "affordable": ("affordable floor left (points)", 1),
    "homes": ("homes", 0),
    "public_cost": ("public cost (€ 1,000)", 0),
}

type Arm = tuple[str, int, str]  # area, months of a lease, forms with + between them


@dataclass(frozen=True)
class History:
    """What one run says."""

    lives: pd.DataFrame
    months: int
    sums: dict[str, float]
    happened: Counter[tuple[str, str]]  # form and what


@cache
def scenario_of(arm: Arm) -> Scenario:
    """The area of an arm; renewals are as long as first terms."""
    area, months, forms = arm
    settings = {"policy.contract_months": months, "policy.renewal_months": "same"}
    settings |= {f"forms.{name}.on": False for name in FORM_NAMES}
    settings |= {f"forms.{name}.on": True for name in forms.split("+") if name}
    return load(area, settings)


def history_of(task: tuple[Arm, int]) -> History:
    """Run an arm once."""
    arm, seed = task
    result = run(scenario_of(arm), seed, stays=False)
    out, series = result.outcomes, result.series
    sums = {
        "collective_years": float(series.collectives.sum()) / 12.0,
        "maker_years": float(series.entrepreneurs.sum()) / 12.0,
        "displaced": float(out["entrepreneurs_displaced"] or 0),
        "area_level": float(out["collectives_area_level"] or 0),
        "affordable": 100.0 * float(out["affordable_floor_share"] or 0),
        "homes": float(out["homes_built"] or 0),
        "public_cost": float(out["public_cost_eur"] or 0) / 1000.0,
    }
    told = result.happenings
    return History(result.collectives[LIVES], result.months, sums, Counter(zip(told.form, told.what, strict=True)))


class Found:
    """The histories of all arms."""

    def __init__(self, areas: Iterable[str], pairs: int) -> None:
        self.areas, self.pairs = list(areas), pairs
        forms = [NONE, *FORM_NAMES, *("+".join(some) for some in PAIRED)]
        arms = [(area, months, form) for area in self.areas for months in TERMS for form in forms]
        self.histories: dict[Arm, list[History]] = {arm: [] for arm in arms}
        for (arm, _), history in simulated(history_of, [(arm, seed) for arm in arms for seed in range(1, pairs + 1)]):
            self.histories[arm].append(history)

    def figure(self, arm: Arm, name: str) -> Numbers:
        """A figure of every seed."""
        histories = self.histories[arm]
        if name == "survival":
            return points_surviving([one.lives for one in histories], histories[0].months)
        return np.array([one.sums[name] for one in histories])


def effects(found: Found, forms: str) -> str:
    """What some forms add, area by area and for both lengths of lease."""
    rows = []
    for area in found.areas:
        for months, words in TERMS.items():
            pairs = [
                (found.figure((area, months, NONE), name), found.figure((area, months, forms), name))
                for name in FIGURES
            ]
            cells = [effect(*pair, decimals) for pair, (_, decimals) in zip(pairs, FIGURES.values(), strict=True)]
            rows.append([AREAS[area], words, *cells])
    return table(["area", "leases", *(words for words, _ in FIGURES.values())], rows)


def happened(found: Found, form: str) -> str:
    """How often each thing came about in a run, on the average."""
    lines = []
    for area in found.areas:
        for months, words in TERMS.items():
            total: Counter[str] = Counter()
            for one in found.histories[area, months, form]:
                total.update({what: count for (by, what), count in one.happened.items() if by == form})
            told = [
                f"{HAPPENED[what].en} {number(total[what] / found.pairs, 1)}×" for what in HAPPENINGS if total[what]
            ]
            lines.append(f"{AREAS[area]}, leases of {words}: {'; '.join(told) or 'nothing came of it'}.")
    return "In a run: " + " ".join(lines)


def in_short(found: Found) -> str:
    """What each form adds, from the least to the most of areas and leases; nothing follows from concepts: they are left out."""
    rows = []
    for name, form in Forms().named().items():
        if form.grounds == "concept only":
            continue
        cells = []
        for figure, (_, decimals) in FIGURES.items():
            means = [
                float(
                    np.nanmean(found.figure((area, months, name), figure) - found.figure((area, months, NONE), figure))
                )
                for area in found.areas
                for months in TERMS
            ]
            least, most = (number(mean, decimals, sign=True) for mean in (min(means), max(means)))
            cells.append(least if least == most else f"{least} to {most}")
        rows.append([form.called.en, form.grounds, *cells])
    return table(["form", "grounds", *(words for words, _ in FIGURES.values())], rows)


def sections(found: Found) -> dict[str, str]:
    """What stands between the marks of the page."""
    forms = Forms().named()
    apart = {name: f"{effects(found, name)}\n\n{happened(found, name)}" for name in forms}
    return (
        {"in short": in_short(found)} | apart | {" and ".join(some): effects(found, "+".join(some)) for some in PAIRED}
    )


def main() -> None:
    """Simulate, and write the page."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--pairs", type=int, default=PAIRS, help="pairs of seeds in every arm")
    asked.add_argument("--areas", nargs="+", default=list(AREAS), choices=list(AREAS))
    asked.add_argument("--page", type=Path, default=PAGE, help="where to write it")
    given = asked.parse_args()
    made = written_into(PAGE.read_text(encoding="utf-8"), sections(Found(given.areas, given.pairs)))
    given.page.write_text(made, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
