"""Write the tables and figures of docs/calibration.md from the set of worlds and the verdicts on it.

``uv run python docs/calibration.py verdicts.json`` (of ``collectief validate --json``) simulates two against ten years over the
prior, over the worlds that are left, and over those that would be left had nobody known how rare area-level impact is; that
takes some minutes. It replaces what stands between the marks. ``--worlds 6 --seeds 2 --page somewhere.md`` is for a quick look.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from functools import cache
from itertools import batched
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from calibration_pictures import draw_figures, draw_headline
from measured import LIVES, Numbers, number, points_surviving, simulated, table, written_into

from collectief_sim.calibration.plan import Calibration, load_calibration
from collectief_sim.calibration.show import share as found_in_words
from collectief_sim.calibration.space import Space, filled
from collectief_sim.calibration.tried import FIRST, WAVE, not_ruled_out, read_table
from collectief_sim.experiment.design import folder
from collectief_sim.experiment.sensitivity import agreement_of
from collectief_sim.experiment.worlds import RULE, some_worlds
from collectief_sim.model.simulation import run
from collectief_sim.scenario import Scenario, load

PAGE = Path(__file__).with_name("calibration.md")
TRIED = Path(__file__).with_name("calibration-tried.csv")
FOUND = "worlds.json"
AREA = "stylised-area"
RULES = {"one_renewal": "one renewal", "running_term": "running term", "expected_stay": "expected stay"}
REACHES = {"municipal": "municipal property", "all": "all property (a thought experiment)"}
OUTCOMES = {
    "maker_years": "maker-years",
    "collective_years": "collective-years",
    "recognised_years": "years of recognised collectives",
    "collectives_area_level": "collectives with area-level impact",
    "entrepreneurs_displaced": "entrepreneurs displaced",
    "homes_built": "homes",
    "municipality_net_eur": "balance of the municipality, EUR 1,000",
    "owners_net_eur": "balance of other owners, EUR 1,000",
    "makers_net_eur": "balance of makers, EUR 1,000",
}
SURVIVAL = "survival"
LABELS = {**OUTCOMES, SURVIVAL: "collectives that still exist after ten years, points of a hundred"}
BASE = "two years"  # what means under leases of two years are kept as
IMPACT = ("P6.2", "P14.1")
"""Targets that say how many get far today, which is one of the two arms that are compared."""
_IN_THOUSANDS = "_eur"  # how names of amounts end
DECIMALS = {"maker_years": 0, "collective_years": 0, "recognised_years": 0, "collectives_area_level": 2, SURVIVAL: 1}
TERMS = (24, 120)
WORLDS, SEEDS = 180, 8
FIRST_SEED = 500_001  # of no other use
_PRIOR_SEED = 3


class Arm(NamedTuple):
    """What is run: settings of a world, whom policy reaches, and how long it lets."""

    settings: tuple[tuple[str, Any], ...]
    reach: str
    months: int


@cache
def scenario_of(arm: Arm) -> Scenario:
    """The area in a world, under its leases."""
    return load(AREA, {**dict(arm.settings), "policy.reach": arm.reach, "policy.contract_months": arm.months})


def outcomes_of(task: tuple[Arm, int]) -> tuple[list[float], pd.DataFrame]:
    """Run an arm once: its outcomes, and the lives of its collectives."""
    arm, seed = task
    result = run(scenario_of(arm), seed)
    amounts = [float(result.outcomes[name]) for name in OUTCOMES]  # type: ignore[arg-type]
    named = zip(OUTCOMES, amounts, strict=True)
    return [value / 1000 if name.endswith(_IN_THOUSANDS) else value for name, value in named], result.collectives[LIVES]


def prior(plan: Calibration, count: int) -> list[dict[str, Any]]:
    """Worlds as they were before anything was known: evenly over all that was tried, rule by rule in turn."""
    space = Space.of(plan.free)
    points = space.values(filled(space, count, _PRIOR_SEED))
    return [{RULE: plan.rules[i % len(plan.rules)], **space.settings(values)} for i, values in enumerate(points)]


def differences(worlds: Sequence[dict[str, Any]], reach: str, seeds: int) -> pd.DataFrame:
    """Ten less two years, a row per world and seed, with the rule of the world."""
    arms = [[Arm(tuple(world.items()), reach, months) for months in TERMS] for world in worlds]
    tasks = [
        (arm, FIRST_SEED + 1000 * i + seed) for i, pair in enumerate(arms) for seed in range(seeds) for arm in pair
    ]
    done = [found for _, found in simulated(outcomes_of, tasks)]
    found = np.array([values for values, _ in done]).reshape(len(worlds), seeds, 2, len(OUTCOMES))
    apart = found[:, :, 1] - found[:, :, 0]
    index = pd.MultiIndex.from_product([range(len(worlds)), range(seeds)], names=["world", "seed"])
    told = pd.DataFrame(apart.reshape(-1, len(OUTCOMES)), index=index, columns=list(OUTCOMES))
    told.attrs[BASE] = dict(zip(OUTCOMES, found[:, :, 0].mean(axis=(0, 1)), strict=True))
    told[SURVIVAL] = np.concatenate([_survival([lives for _, lives in part]) for part in batched(done, 2 * seeds)])
    return told.assign(rule=[world[RULE] for world in worlds for _ in range(seeds)])


def _survival(lives: Sequence[pd.DataFrame]) -> Numbers:
    """Points of ten-year survival, ten less two years, pair by pair of one world; a run counts for its share of all lives."""
    months = load(AREA).months
    two, ten = (points_surviving(lives[arm::2], months) for arm in (0, 1))
    return ten - two


def known_apart_from(plan: Calibration, file: Path, count: int) -> list[dict[str, Any]]:
    """Points of the first wave that would be left had nobody known the targets of impact: as many of every rule."""
    tried = read_table(file)
    tried = tried[(tried[WAVE] == FIRST) & not_ruled_out(plan, tried, IMPACT)]
    each = [same.head(count // len(plan.rules)) for _, same in tried.groupby(RULE, sort=False)]
    names = [RULE, *plan.free]
    space = Space.of(plan.free)
    return [
        {RULE: row[0], **space.settings(np.array(row[1:], float))}
        for row in pd.concat(each)[names].itertuples(index=False, name=None)
    ]


def without_luck(of_runs: pd.Series) -> Numbers:
    """Means of worlds, drawn together until their spread is what is left without the luck of their runs."""
    means = of_runs.groupby("world").mean().to_numpy(float)
    seen = means.std(ddof=1)
    return means.mean() + (means - means.mean()) * (agreement_of(of_runs).spread / seen if seen > 0 else 1.0)


def effect(of_runs: pd.Series, name: str) -> str:
    """The mean over worlds, nine in ten of them, and the share above nought with its 95% interval."""
    of_runs = of_runs.dropna()  # survival where no collective could be seen so long
    worlds, decimals, found = without_luck(of_runs), DECIMALS.get(name, 0), agreement_of(of_runs)
    low, high = (number(end, decimals, sign=True) for end in np.quantile(worlds, [0.05, 0.95]))
    shares = np.array([found.same_way, found.same_way_low, found.same_way_high])
    if worlds.mean() <= 0:
        shares = np.clip(1.0 - found.none - shares[[0, 2, 1]], 0.0, 1.0)
    span = f"{low} to {high}" if found.spread > 0 else "worlds differ by luck alone"
    share, *ends = 100 * shares
    return f"{number(worlds.mean(), decimals, sign=True)} ({span}); {share:.0f}% ({ends[0]:.0f}–{ends[1]:.0f})"


def headline(before: pd.DataFrame, but_impact: pd.DataFrame, after: pd.DataFrame) -> str:
    """Two against ten years over the prior, beside what is left."""
    parts = (before, but_impact, after)
    rows = [
        [label, _level(after, name), *(effect(part[name], name) for part in parts)] for name, label in LABELS.items()
    ]
    known = [
        "two years, worlds left",
        "before anything was known",
        "known but for how rare impact is",
        "in worlds that nothing known rules out",
    ]
    return table(["ten less two years", *known], rows)


def _level(of_runs: pd.DataFrame, name: str) -> str:
    """The mean with leases of two years, beside which a difference is large or small."""
    levels = of_runs.attrs[BASE]
    return number(levels[name], DECIMALS.get(name, 0)) if name in levels else "–"


def by_rule(after: dict[str, pd.DataFrame]) -> str:
    """The same per rule of looking ahead and per reach of policy."""
    rules = [rule for rule in RULES if (after["municipal"]["rule"] == rule).any()]
    rows = [
        [f"{label}, {words}", *(effect(found.loc[found["rule"] == rule, name], name) for rule in rules)]
        for name, label in LABELS.items()
        for words, found in ((REACHES[reach].partition(" (")[0], runs) for reach, runs in after.items())
    ]
    return table(["ten less two years", *(RULES[rule] for rule in rules)], rows)


def hangs_on(worlds: Sequence[dict[str, Any]], after: pd.DataFrame) -> str:
    """Which settings go with a larger effect: rank correlations that luck hardly reaches, and the part of the rule."""
    from scipy import stats

    settings = [name for name in worlds[0] if name != RULE]
    by_luck = stats.norm.isf(0.025 / len(settings)) / np.sqrt(max(1, len(worlds) - 1))
    rows = []
    for name, label in LABELS.items():
        means = after.groupby("world")[name].mean().to_numpy(float)
        rank = {path: stats.spearmanr([world[path] for world in worlds], means).statistic for path in settings}
        most = sorted((path for path in settings if abs(rank[path]) > by_luck), key=lambda path: -abs(rank[path]))
        told = ", ".join(f"`{path}` ({number(rank[path], 2, sign=True)})" for path in most) or "none beyond luck"
        rows.append([label, f"{_part_of_rule(worlds, means):.0%}", told])
    return table(["effect on", "of the spread, by rule", f"settings (rank correlation beyond {by_luck:.2f})"], rows)


def _part_of_rule(worlds: Sequence[dict[str, Any]], means: Numbers) -> float:
    rules = np.array([world[RULE] for world in worlds])
    between = sum((rules == rule).sum() * (means[rules == rule].mean() - means.mean()) ** 2 for rule in set(rules))
    return float(between / max(1e-12, ((means - means.mean()) ** 2).sum()))


def left(found: dict[str, Any]) -> str:
    """How much was left, rule by rule."""
    rows = []
    for rule, one in found["rules"].items():
        waves = [f"{share:.1%}" for share in one["left_by_emulators"]]
        made_up = one["recovery"]
        real = f"{one['worlds']} of {one['candidates']}"
        rows.append(
            [RULES[rule], *waves, *[""] * (3 - len(waves)), real, f"{made_up['kept']:.0%}", f"{made_up['left']:.1%}"]
        )
    head = ["rule", "left after wave 1", "after 2", "after 3", "candidates that pass for real"]
    return table([*head, "made-up truths kept", "left of the prior for those"], rows)


def settings(plan: Calibration, found: dict[str, Any]) -> str:
    """Every free setting: what was tried, what is left under each rule, and whether it can be found at all."""
    rows = []
    for name, limits in plan.free.items():
        cells = [f"`{name}`", f"{limits.low:g} to {limits.high:g}", limits.why]
        for one in found["rules"].values():
            mine = one["settings"][name]
            if "left" in mine:
                cells.append(f"{mine['left'][0]:.3g} to {mine['left'][2]:.3g} ({max(0.0, mine['narrower'][0]):.0%})")
            else:
                cells.append("–")
        recovered = [one["recovery"]["found"][name] for one in found["rules"].values()]
        known = [share for share in recovered if share is not None]
        rows.append([*cells, found_in_words(min(known)) if known else ""])
    rules = [RULES[rule] for rule in found["rules"]]
    return table(
        ["setting", "tried", "why", *(f"nine in ten worlds, {rule} (narrower by)" for rule in rules), "can be found"],
        rows,
    )


def targets(plan: Calibration, found: dict[str, Any]) -> str:
    """Every figure: what is known, what it ruled out at first, how well it is emulated, and where worlds have it."""
    what = _names(plan)
    rows = []
    for name, target in plan.targets.items():
        ones = [one["targets"][name] for one in found["rules"].values()]
        ruled = ", ".join(f"{one['ruled_out_first']:.0%}" for one in ones)
        emulated = ", ".join(
            "flat" if one["emulated"][-1]["explained"] is None else f"{one['emulated'][-1]['explained']:.0%}"
            for one in ones
        )
        after = [one["after"] for one in ones if one["after"]]
        span = f"{min(a[0] for a in after):.3g} to {max(a[2] for a in after):.3g}" if after else "–"
        rows.append(
            [
                name,
                what[name],
                f"{_end(target.low)} to {_end(target.high)}",
                f"{target.spread:g}",
                target.source,
                ruled,
                emulated,
                span,
            ]
        )
    head = [
        "",
        "figure",
        "known",
        "spread",
        "source",
        "ruled out of wave 1",
        "explained by the last emulator",
        "nine in ten worlds",
    ]
    return table(head, rows)


def _end(value: float | None) -> str:
    return "open" if value is None else f"{value:g}"


def _names(plan: Calibration) -> dict[str, str]:
    """What the checks behind targets are called, from a run or two of each arm."""
    from collectief_sim.validation.arms import arms_called
    from collectief_sim.validation.measure import measure
    from collectief_sim.validation.run import arms_for

    runs = {
        arm: [measure(run(spec, seed)) for seed in (1, 2)]
        for arm, spec in arms_called(arms_for(plan.patterns())).items()
    }
    return {f"{p.id}.{i}": check.what for p in plan.patterns() for i, check in enumerate(p.checks(runs), 1)}


def verdicts(record: dict[str, Any]) -> str:
    """In how many worlds each pattern shows."""
    rows = []
    for pattern in record["patterns"]:
        because = f"; *misses because {pattern['misses_because']}*" if pattern["misses_because"] else ""
        said = f"**{pattern['statement']}** ({', '.join([pattern['source'], *pattern['marks']])}){because}"
        rows.append([f"**{pattern['id']}**", said, "", "", f"**{pattern['shows']:.0%}: {pattern['shows_in']}**", ""])
        for check in pattern["checks"]:
            span = f"{_plain(check['middle'])} ({_plain(check['low'])} to {_plain(check['high'])})"
            band = f"{_plain(check['accepted_low'])} to {_plain(check['accepted_high'])}"
            rows.append(["", check["what"], span, band, f"{check['shows']:.0%}", f"{check['misses']:.0%}"])
    return table(
        ["", "pattern, and its figures", "middle (nine in ten worlds)", "accepted", "shows in", "misses in"], rows
    )


def rivals(record: dict[str, Any]) -> str:
    """What becomes of the main claim when the horizon is weighed in another way."""
    claim = next(pattern for pattern in record["patterns"] if pattern["id"] == "P7")
    rows = [
        [
            rule,
            check["what"],
            f"{_plain(check['figure'])} ({_plain(check['low'])} to {_plain(check['high'])})",
            check["verdict"],
        ]
        for rule, checks in [
            ("default", claim["checks"]),
            *((one["rule"], one["checks"]) for one in record["rival_rules"]),
        ]
        for check in checks
    ]
    return table(["weighing", "figure", "figure (95% interval)", "verdict"], rows)


def _plain(value: float | None) -> str:
    return "open" if value is None else f"{value:.3g}"


def main() -> None:
    """Simulate, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("verdicts", type=Path, help="what `collectief validate --json` said")
    parser.add_argument("--defaults", type=Path, help="what `collectief validate --defaults --json` said")
    parser.add_argument("--worlds", type=int, default=WORLDS)
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument("--page", type=Path, default=PAGE)
    asked = parser.parse_args()
    plan, found = load_calibration(), json.loads((folder() / FOUND).read_text(encoding="utf-8"))
    worlds = [dict(world.settings) for world in some_worlds(min(asked.worlds, sum(found["worlds"].values())))]
    before = differences(prior(plan, asked.worlds), "municipal", asked.seeds)
    but_impact = known_apart_from(plan, TRIED, asked.worlds)
    after = {reach: differences(worlds, reach, asked.seeds) for reach in REACHES}
    judged = json.loads(asked.verdicts.read_text(encoding="utf-8"))
    made = {
        "left": left(found),
        "settings": settings(plan, found),
        "targets": targets(plan, found),
        "verdicts": verdicts(judged),
        "headline": headline(before, differences(but_impact, "municipal", asked.seeds), after["municipal"]),
        "rules": by_rule(after),
        "hangs": hangs_on(worlds, after["municipal"]),
        "runs": f"{found['runs']:,} runs for the matching; {judged['worlds']} worlds judged by {judged['runs_per_arm']} runs "
        f"an arm (section 7); two or ten years in {len(worlds)} worlds, {asked.seeds} pairs of runs in each (section 8).",
    }
    if asked.defaults:
        made["rivals"] = rivals(json.loads(asked.defaults.read_text(encoding="utf-8")))
    asked.page.write_text(written_into(asked.page.read_text(encoding="utf-8"), made), encoding="utf-8", newline="\n")
    draw_figures(found, _names(plan), asked.page.with_name("calibration-figures.svg"))
    shown = {
        name: (without_luck(before[name].dropna()), without_luck(after["municipal"][name].dropna())) for name in LABELS
    }
    draw_headline(shown, LABELS, asked.page.with_name("calibration-headline.svg"))


if __name__ == "__main__":
    main()
