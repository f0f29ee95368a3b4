"""The answer in five sentences, made from the tables and from nothing else."""

from __future__ import annotations

import math
from typing import Any, Literal

from collectief_sim.experiment.analysis import Analysis, records, rows_of
from collectief_sim.experiment.design import Experiment
from collectief_sim.experiment.ledger import LEDGER
from collectief_sim.experiment.results import Results
from collectief_sim.model.catalogue.collectives import ENDS
from collectief_sim.report.assumptions import as_set
from collectief_sim.report.concepts import main_is_concept, no_finding, only_concept
from collectief_sim.report.robustness import ENOUGH, robustness, sentence
from collectief_sim.report.words import Words, words
from collectief_sim.scenario.notes import Undone, undone
from collectief_sim.scenario.policy import lever_at

SECOND, SECOND_OF_SHORT_RUNS = "area_level_within_240_months", "area_level_within_120_months"
MAKERS = ("maker_years", "entrepreneurs_displaced", "work_floor_share")
YEARS = "collective_years"
SURVIVAL, OF_ENDINGS = "survival_120_months", "{cause}_within_120_months"
CITY = ("homes_built", "public_cost_eur", "free_plots_share")
NEARLY_ALL = 0.95  # share of worlds that agree from which nothing is said of the others
FEWEST = 10  # pairs below which a difference that is not clear is called unknown rather than absent

type Finding = Literal["clear", "maybe", "unclear", "alike", "few", "undefined"]


def words_for(experiment: Experiment, language: str) -> Words:
    """The words for an experiment: what chance repeats is a repetition, or a world where settings are uncertain."""
    return words(language, worlds=experiment.has_worlds, of_set=experiment.from_set)


def answer(analysis: Analysis, words: Words) -> list[str]:
    """Five sentences: the main outcome, impact on the area, makers, the city, and how far it carries."""
    table, experiment = analysis.comparison, analysis.results.experiment
    base, other = experiment.pairs()[0]
    if main_is_concept(analysis):
        return [no_finding(analysis, words)]
    main = rows_of(table, area=analysis.area, base=base, other=other).set_index("outcome")
    years = int(analysis.results.runs["months"].max()) // 12
    first_two = [name for name in (experiment.main, _second(analysis)) if name in main.index]
    sentences = [_difference(analysis, main.loc[name], words, name) for name in first_two]
    for key, outcomes in (("makers", MAKERS), ("city", CITY)):
        parts = _parts(analysis, {name: main.loc[name] for name in outcomes if name in main.index}, words)
        if parts:
            where = words.area(analysis.area)
            sentences.append(words(f"answer.{key}", area=where, years=years, parts=words.listed(parts)))
    return [*sentences, robustness(analysis, words)]


def notes(analysis: Analysis, words: Words) -> list[str]:
    """What must be read beside the sentences: years beside shares that last, and what ways to end that compete do; nothing
    beside an answer that there is no finding.
    """
    if main_is_concept(analysis):
        return []
    base, other = analysis.results.experiment.pairs()[0]
    main = rows_of(analysis.comparison, area=analysis.area, base=base, other=other).set_index("outcome")
    rows = {name: main.loc[name] for name in main.index}
    return [*_in_years(analysis, rows, words), *_competing(analysis, rows, words)]


def _in_years(analysis: Analysis, rows: dict[str, Any], words: Words) -> list[str]:
    """Of collectives that last, a share says nothing of how many there are: years do."""
    if not LEDGER[analysis.results.experiment.main].of_lives or YEARS not in rows:
        return []
    parts = _parts(analysis, {YEARS: rows[YEARS]}, words)
    return [words("answer.in_years", area=words.area(analysis.area), parts=words.listed(parts))] if parts else []


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
    key = "answer.competing_more" if up else "answer.competing_fewer"
    names = {
        name: words.listed([words(f"answer.ends.{cause}") for cause in causes])
        for name, causes in (("same", same), ("opposite", opposite))
    }
    return [words(key, area=words.area(analysis.area), arm=arm, **names)] if same and opposite else []


def further(analysis: Analysis, words: Words) -> list[str]:
    """The other comparisons, where there are any: which are clear on the first two outcomes, and which are not."""
    experiment = analysis.results.experiment
    if not (experiment.comparisons or analysis.effects.empty):
        return []
    told = (_steps(analysis, words, outcome) for outcome in (experiment.main, _second(analysis)))
    return [sentence([steps]) for steps in told if steps]


def _second(analysis: Analysis) -> str:
    """The outcome of the second sentence: impact on the area within twenty years, or ten where no run is that long."""
    if analysis.results.experiment.main == SECOND:
        return "survival_120_months"
    seen = rows_of(analysis.comparison, area=analysis.area, outcome=SECOND)["pairs"].max()
    return SECOND if seen > 0 else SECOND_OF_SHORT_RUNS


def warnings(analysis: Analysis, words: Words) -> list[str]:
    """What a reader must know before anything else."""
    results, units = analysis.results, analysis.repetitions
    found = []
    if not results.complete:
        numbers = {"done": len(results.runs), "planned": results.planned, "failed": results.failed}
        found.append(words("page.incomplete", **numbers))
    if units < ENOUGH:
        found.append(words("page.few", units=units))
    concept = no_finding(analysis, words)
    return [*found, *([concept] if concept else []), *undone_by_dates(analysis, words)]


def undone_by_dates(analysis: Analysis, words: Words) -> list[str]:
    """What arms set, and what a scenario makes something else from a later month on, in all arms alike."""
    results, experiment = analysis.results, analysis.results.experiment
    shared = experiment.settings.keys() | experiment.uncertainties.keys()
    found: dict[tuple[str, Undone], list[str]] = {}
    for area in results.areas:
        for name, arm in experiment.all_arms().items():
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


def finding(row: Any) -> Finding:
    """What a row of comparisons allows to be said."""
    if row["pairs"] == 0:
        return "undefined"
    if row["clear"]:
        return "clear"
    if row["pairs"] > 1 and row["difference"] == row["low"] == row["high"] == 0.0:
        return "alike"
    if math.isnan(row["low"]) or row["pairs"] < FEWEST:
        return "few"
    return "maybe" if row["low"] > 0 or row["high"] < 0 else "unclear"


def _difference(analysis: Analysis, row: Any, words: Words, outcome: str) -> str:
    """One outcome of the main comparison, with its values, difference and interval; whether it is clear is said."""
    names = {key: analysis.results.experiment.title_of(row[key], words.language) for key in ("base", "other")}
    found = finding(row)
    if found == "undefined":
        return words("answer.main_undefined", area=words.area(analysis.area), label=words.label(outcome))
    key = "answer.main" if found == "clear" else f"answer.main_{found}"
    interval = words.interval(outcome, row["low"], row["high"])
    return words(
        key,
        **names,
        area=words.area(analysis.area),
        base_value=words.told(outcome, row["mean_base"]),
        clause_other=words.clause(outcome, row["mean_other"], names["other"]),
        signed=words.signed(outcome, row["difference"]),
        difference=words.more_or_less(outcome, row["difference"]),
        interval=(interval.removesuffix(" pp") if found == "clear" else interval)
        + _other_worlds(analysis, row, outcome, words),
        elsewhere=_elsewhere(analysis, words, outcome),
    )


def _elsewhere(analysis: Analysis, words: Words, outcome: str) -> str:
    """The same difference in the other areas: which way it points, and whether it is clear; empty if there are none."""
    base, other = analysis.results.experiment.pairs()[0]
    rows = rows_of(analysis.comparison, base=base, other=other, outcome=outcome)
    areas: dict[str, list[str]] = {}
    for row in records(rows[rows["area"] != analysis.area]):
        if not only_concept(analysis, row):
            areas.setdefault(_direction(row), []).append(words.area(row["area"]))
    if len(areas) == 1 and len(next(iter(areas.values()))) > 1:
        (direction, names), *_ = areas.items()
        return words("answer.elsewhere_all", count=len(names), direction=words(f"answer.{direction}").strip(","))
    parts = [
        words("answer.elsewhere_part", direction=words(f"answer.{direction}"), areas=words.listed(names))
        for direction, names in areas.items()
    ]
    return words("answer.elsewhere", parts="; ".join(parts)) if parts else ""


def _direction(row: Any) -> str:
    if row["pairs"] == 0 or row["difference"] == 0:
        return "alike" if row["pairs"] else "unseen"
    return f"{'clearly' if row['clear'] else 'unclear'}_{'more' if row['difference'] > 0 else 'less'}"


def _parts(analysis: Analysis, rows: dict[str, Any], words: Words) -> list[str]:
    """Several outcomes for one sentence; those that too little is known of are told together."""
    known = {name: row for name, row in rows.items() if finding(row) != "few"}
    told = [_part(row, words, name, _other_worlds(analysis, row, name, words)) for name, row in known.items()]
    few = [
        f"{words.label(name)} ({words.signed(name, row['difference'])})"
        for name, row in rows.items()
        if name not in known
    ]
    return [*told, *([words("answer.part_few", labels=words.listed(few))] if few else [])]


def _part(row: Any, words: Words, outcome: str, agree: str) -> str:
    found = finding(row)
    return words(
        "answer.part" if found == "clear" else f"answer.part_{found}",
        label=words.label(outcome),
        base_value=words.told(outcome, row["mean_base"]),
        other_value=words.told(outcome, row["mean_other"]),
        phrase_other=words.phrase(outcome, row["mean_other"]),
        signed=words.signed(outcome, row["difference"]),
        interval=words.interval(outcome, row["low"], row["high"]) + agree,
    )


def _other_worlds(analysis: Analysis, row: Any, outcome: str, words: Words) -> str:
    """In how many worlds a clear difference points this way, if not in nearly all; empty without worlds, or with few."""
    if analysis.agreement.empty or not row["clear"]:
        return ""
    found = rows_of(analysis.agreement, outcome=outcome).iloc[0]
    if found["worlds"] < ENOUGH or found["same_way"] >= NEARLY_ALL or not found["spread"] > 0:
        return ""
    share, none = (f"{words.number(100 * found[name])}%" for name in ("same_way", "none"))
    return words(
        "answer.part_same_way_or_none" if found["none"] > 1 - NEARLY_ALL else "answer.part_same_way",
        share=share,
        none=none,
    )


def _steps(analysis: Analysis, words: Words, outcome: str) -> str:
    """The other comparisons on one outcome, in the first area, by whether they are clear; empty if there are none."""
    experiment = analysis.results.experiment
    rows = rows_of(analysis.comparison, area=analysis.area, outcome=outcome).iloc[1:]
    told: dict[str, list[str]] = {"clear": [], "maybe": [], "unclear": [], "few": [], "undefined": []}
    for row in records(rows):
        if only_concept(analysis, row):
            continue
        names = {key: experiment.title_of(row[key], words.language) for key in ("base", "other")}
        found = finding(row)
        signed = words.signed(outcome, row["difference"])
        told[found if found in told else "unclear"].append(words("answer.step", **names, signed=signed))
    parts = [
        words(f"answer.steps_{found}", steps=", ".join(steps))
        for found, steps in told.items()
        if steps and found != "undefined"
    ]
    whole = {"area": words.area(analysis.area), "label": words.label(outcome), "parts": ". ".join(parts)}
    return words("answer.steps", **whole) if parts else ""
