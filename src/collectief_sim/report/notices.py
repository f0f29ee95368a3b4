"""What must be read beside the first page: what is missing from the results, and where one figure alone would mislead."""

from __future__ import annotations

from typing import Any

from collectief_sim.experiment.analysis import Analysis, records, rows_of
from collectief_sim.experiment.compare import ENOUGH
from collectief_sim.experiment.results import Results
from collectief_sim.model.catalogue.collectives import ENDS
from collectief_sim.report.assumptions import as_set, may_be_undone
from collectief_sim.report.concepts import main_is_concept, no_finding
from collectief_sim.report.words import Words
from collectief_sim.scenario.notes import Undone, undone
from collectief_sim.scenario.policy import lever_at

type Row = dict[str, Any]

SURVIVAL, OF_ENDINGS = "survival_120_months", "{cause}_within_120_months"
YEARS, FOUNDED = "collective_years", "collectives_founded"
_REACH = "policy.reach"


def warnings(analysis: Analysis, words: Words) -> list[str]:
    """What a reader must know before anything else."""
    results, units = analysis.results, analysis.repetitions
    found = []
    if not results.complete:
        numbers = {"done": len(results.runs), "planned": results.planned, "failed": results.failed}
        found.append(words("page.incomplete", **numbers))
    if units < ENOUGH:
        found.append(words("page.few", units=units, enough=ENOUGH))
    concept = no_finding(analysis, words)
    return [*found, *([concept] if concept else []), *undone_by_dates(analysis, words)]


def notices(analysis: Analysis, words: Words) -> list[str]:
    """Where one figure alone would mislead; nothing beside an answer that there is no finding."""
    if main_is_concept(analysis):
        return []
    return [
        *conflict(analysis, words),
        *mixed(analysis, words),
        *_competing(analysis, comparisons_of(analysis), words),
        *turning(analysis, words),
    ]


def comparisons_of(analysis: Analysis) -> dict[str, Row]:
    """The main comparison in the first area, by outcome."""
    base, other = analysis.results.experiment.pairs()[0]
    return {
        row["outcome"]: row for row in records(rows_of(analysis.comparison, area=analysis.area, base=base, other=other))
    }


def conflict(analysis: Analysis, words: Words) -> list[str]:
    """Whether a figure per collective and one per area part ways, and how many are founded then."""
    rows = comparisons_of(analysis)
    if not {SURVIVAL, YEARS, FOUNDED} <= rows.keys() or not rows[SURVIVAL]["clear"]:
        return []
    share, years, founded = (rows[name] for name in (SURVIVAL, YEARS, FOUNDED))
    if years["clear"] and (years["difference"] > 0) == (share["difference"] > 0):
        return []
    longer = "longer" if share["difference"] > 0 else "shorter"
    against = "against" if years["clear"] else "unclear"
    said = words(
        f"notices.conflict_{longer}_{against}", area=words.area(analysis.area), **_both(SURVIVAL, share, words)
    )
    sums = words(
        "notices.conflict_years", signed=words.signed(YEARS, years["difference"]), **_both(YEARS, years, words)
    )
    return [f"{said} {sums} {words('notices.conflict_founded', **_both(FOUNDED, founded, words))}"]


def _both(outcome: str, row: Row, words: Words) -> dict[str, str]:
    return {end: words.told(outcome, row[f"mean_{end}"]) for end in ("base", "other")}


def mixed(analysis: Analysis, words: Words) -> list[str]:
    """Whether which collectives come about makes a difference to the share that lasts, beside how long they last."""
    row = records(rows_of(analysis.matched, area=analysis.area))[0]
    if not (row["low"] > 0 or row["high"] < 0):
        return []
    apart = {name: words.signed(SURVIVAL, row[f"{name}_other"] - row[f"{name}_base"]) for name in ("all", "matched")}
    return [words("notices.mixed", area=words.area(analysis.area), **apart)]


def turning(analysis: Analysis, words: Words) -> list[str]:
    """For whom the difference points the other way in worlds of one rule of looking ahead."""
    base, other = analysis.results.experiment.pairs()[0]
    rows = records(rows_of(analysis.verdicts, area=analysis.area, base=base, other=other))
    turned = [words(f"first.goals.{row['goal']}") for row in rows if row["turns"]]
    return [words("notices.turning", goals=words.listed(turned))] if turned else []


def reaching(analysis: Analysis, words: Words) -> list[str]:
    """The same comparison with another reach of policy, where the experiment has that."""
    experiment = analysis.results.experiment
    arms = experiment.all_arms()
    main = [arms[arm].settings for arm in experiment.pairs()[0]]
    told = []
    for base, other in experiment.pairs()[1:]:
        pair = [arms[arm].settings for arm in (base, other)]
        if all(
            one.keys() | {_REACH} == two.keys() | {_REACH} and _alike(one, two)
            for one, two in zip(main, pair, strict=True)
        ):
            rows = {
                row["goal"]: row
                for row in records(rows_of(analysis.verdicts, area=analysis.area, base=base, other=other))
            }
            numbers = {
                name: words.signed(rows[name]["outcome"], rows[name]["difference"]) for name in ("stay", "homes")
            }
            reach = words(f"notices.reaches.{pair[0].get(_REACH, 'municipal')}")
            told.append(words("notices.reaching", reach=reach, **numbers))
    return told


def _alike(one: dict[str, Any], two: dict[str, Any]) -> bool:
    """Whether two policies differ in their reach and in nothing else."""
    return one.get(_REACH) != two.get(_REACH) and all(one[name] == two[name] for name in one.keys() - {_REACH})


def _competing(analysis: Analysis, rows: dict[str, Any], words: Words) -> list[str]:
    """A way to end that clearly becomes more frequent while clearly more collectives last, or both less: other ways to end
    take fewer before, or more.
    """
    ends = {cause: name for cause in ENDS if (name := OF_ENDINGS.format(cause=cause)) in rows}
    survival = rows.get(SURVIVAL)
    if survival is None or not survival["clear"]:
        return []
    up = survival["difference"] > 0
    way = {cause: rows[name]["difference"] * survival["difference"] for cause, name in ends.items()}
    same = [cause for cause, name in ends.items() if rows[name]["clear"] and way[cause] > 0]
    opposite = [cause for cause in ends if way[cause] < 0]
    arm = analysis.results.experiment.title_of(survival["other"], words.language)
    key = "notices.competing_more" if up else "notices.competing_fewer"
    names = {
        name: words.listed([words(f"notices.ends.{cause}") for cause in causes])
        for name, causes in (("same", same), ("opposite", opposite))
    }
    return [words(key, area=words.area(analysis.area), arm=arm, **names)] if same and opposite else []


def undone_by_dates(analysis: Analysis, words: Words) -> list[str]:
    """What arms set, and what a scenario makes something else from a later month on, in all arms alike."""
    results, experiment = analysis.results, analysis.results.experiment
    shared = experiment.settings.keys() | experiment.uncertainties.keys()
    found: dict[tuple[str, Undone], list[str]] = {}
    arms = experiment.all_arms()
    for area in results.areas:
        if not may_be_undone(results, area, shared.union(*(arm.settings for arm in arms.values()))):
            continue
        for name, arm in arms.items():
            for one in undone(results.scenario_of(area, name), shared | arm.settings.keys()):
                found.setdefault((area, one), []).append(experiment.title_of(name, words.language))
    return [
        words(
            "page.undone",
            area=words.area(area),
            arms=words.listed(arms),
            name=lever.name.told(words.language) if (lever := lever_at(one.path)) else one.path,
            path=one.path,
            date=one.date,
            value=as_set(one.value),
            alike=words("page.alike") if _in_all_arms(results, area, one) else "",
        )
        for (area, one), arms in found.items()
    ]


def _in_all_arms(results: Results, area: str, undone: Undone) -> bool:
    """Whether the area changes a setting at that date whatever the arm."""
    arms = (results.scenario_of(area, name) for name in results.experiment.all_arms())
    return all(
        any(one.on and one.date == undone.date and undone.path in one.settings for one in arm.changes.values())
        for arm in arms
    )
