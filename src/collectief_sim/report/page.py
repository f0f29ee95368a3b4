"""The report as one HTML file: no script, no request to anywhere, prints well."""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from collectief_sim import __version__
from collectief_sim.batch.of_set import used_in
from collectief_sim.experiment.analysis import Analysis, as_csv, records
from collectief_sim.experiment.compare import RESAMPLES
from collectief_sim.experiment.design import Experiment, in_language
from collectief_sim.experiment.ledger import LEDGER, SIDES
from collectief_sim.files.texts import typed
from collectief_sim.report.assumptions import assumptions, policies
from collectief_sim.report.concepts import main_is_concept
from collectief_sim.report.figures import differences
from collectief_sim.report.figures.drawn import drawn
from collectief_sim.report.figures.style import Drawing
from collectief_sim.report.first import first_page
from collectief_sim.report.forms import blocks
from collectief_sim.report.landlords import landlords, reach_of
from collectief_sim.report.names import design_name
from collectief_sim.report.notices import notices, undone_by_dates, warnings
from collectief_sim.report.policies import areas_and_goals, marks_told, policies_and_goals, steps_and_goals
from collectief_sim.report.words import Words, words_of
from collectief_sim.scenario import Scenario
from collectief_sim.scenario.dated import dated
from collectief_sim.scenario.dictionary import parameters_of
from collectief_sim.scenario.fields import descriptions, titles

if TYPE_CHECKING:
    import pandas as pd

CITY = ("homes_built", "public_cost_eur", "free_plots_share")
_CURVE_MONTHS = 12  # steps of the curves among the data in the page


@dataclass(frozen=True)
class Download:
    """A table that can be saved from the page."""

    name: str
    link: str


def render(analysis: Analysis, language: str, drawings: Sequence[Drawing] | None = None) -> str:
    """The whole page in one language, with its figures if they are drawn already."""
    told = words_of(analysis.results, language)
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["table"] = _table
    return environment.get_template("page.html.jinja").render(
        _contents(analysis, told, drawn(analysis, told) if drawings is None else drawings)
    )


def _contents(analysis: Analysis, told: Words, drawings: Sequence[Drawing]) -> dict[str, Any]:
    results, experiment = analysis.results, analysis.results.experiment
    scenario = results.scenario_of(analysis.area, experiment.pairs()[0][0])
    counted = _counted(analysis, told)
    base, other = experiment.pairs()[0]
    names = {"base": experiment.title_of(base, told.language), "other": experiment.title_of(other, told.language)}
    every = differences.comparison_table(analysis, analysis.comparison, told, named=True)
    every["q"] = [told.p_value(q) for q in analysis.comparison["q"]]
    for column, source, decimals in (("r", "correlation", 2), (told("page.efficiency"), "variance_ratio", 1)):
        every[column] = [
            "–" if value != value else told.number(value, decimals) for value in analysis.comparison[source]
        ]
    return {
        "w": told,
        "title": in_language(experiment.title, told.language) or experiment.name,
        "question": in_language(experiment.question, told.language),
        "warnings": warnings(analysis, told),
        "first": first_page(analysis, told),
        "policies": policies_and_goals(analysis, told),
        "steps": steps_and_goals(analysis, told),
        "everywhere": areas_and_goals(analysis, told),
        "policies_intro": told("policies.intro", base=names["base"], area=told.area(analysis.area)),
        "beaten": marks_told(analysis, told),
        "notices": notices(analysis, told),
        "price": told("page.price") if CITY[1] in set(analysis.arms["outcome"]) else "",
        "simulated": told("page.simulated", **counted),
        "glossaries": [(told(f"page.{name}"), _glossary(name, told)) for name in ("glossary", "glossary_leases")],
        "ledger_intro": told("page.ledger_intro", area=told.area(analysis.area), years=scenario.months // 12, **names),
        "ledger": _ledger(analysis, told),
        "tradeoffs": _tradeoffs(analysis, told),
        "tradeoff_intro": told("page.tradeoff_intro", label=told.label(experiment.main), **names),
        "tradeoff_none": told("page.tradeoff_none", area=told.area(analysis.area), **names)
        if len(experiment.arms) > 2 and not main_is_concept(analysis)
        else "",
        "forms": blocks(analysis, told),
        "undone": undone_by_dates(analysis, told),
        **_placed(drawings),
        "spread": differences.spread_table(analysis, told),
        "every": every,
        "method": _method(analysis, told, counted),
        "scenario": (titles(scenario)[told.language] or scenario.name, descriptions(scenario)[told.language]),
        "dated": [(one.date, one.said.told(told.language)) for one in dated(scenario)],
        "settings": policies(results, told),
        "landlords": landlords(results, analysis.area, told),
        "landlords_intro": _landlords_intro(analysis, told),
        "parameters": assumptions(scenario, experiment, told),
        "cannot": _cannot(scenario, experiment, told),
        "repeat": _repeat(analysis, told),
        "downloads": _downloads(analysis),
        "view": told("page.view", folder=typed([str(results.folder)])),
    }


def _ledger(analysis: Analysis, told: Words) -> list[tuple[str, pd.DataFrame]]:
    """The main comparison in the first area, by side of the ledger."""
    base, other = analysis.results.experiment.pairs()[0]
    table = analysis.comparison
    rows = table[(table["area"] == analysis.area) & (table["base"] == base) & (table["other"] == other)]
    sides = {side: [name for name, outcome in LEDGER.items() if outcome.side == side] for side in SIDES}
    found = []
    for side, names in sides.items():
        mine = rows[rows["outcome"].isin(names)]
        if not mine.empty:
            shown = differences.comparison_table(analysis, mine, told)
            if not analysis.agreement.empty:
                agree = records(analysis.agreement.set_index("outcome").reindex(mine["outcome"]))
                shown[told("page.same_way")] = [
                    "{} ({})".format(*told.share_with_interval(row, "same_way").values()) if clear else "–"
                    for row, clear in zip(
                        agree, mine["clear"] & (not main_is_concept(analysis)), strict=True
                    )  # without a direction none can be the same
                ]
            found.append((told(f"page.side_{side}"), shown))
    return found


def _landlords_intro(analysis: Analysis, told: Words) -> str:
    """Whose table of terms it is, and how much of the floor policy reaches, by policy where that differs."""
    results, experiment = analysis.results, analysis.results.experiment
    reached: dict[str, list[str]] = {}
    for name in experiment.all_arms():
        told_here = reach_of(results.scenario_of(analysis.area, name), told)
        reached.setdefault(told_here, []).append(experiment.title_of(name, told.language))
    everywhere = len(experiment.all_arms())
    parts = [
        text if len(arms) == everywhere else f"{text} ({', '.join(f'“{arm}”' for arm in arms)})"
        for text, arms in reached.items()
    ]
    text = "; ".join(parts)
    return told("page.landlords_intro", area=told.area(analysis.area), reached=text[0].upper() + text[1:])


def _placed(figures: Sequence[Drawing]) -> dict[str, Any]:
    """Figures by where they stand: on the first page, beside policies and goals, and all others."""
    by_key = {figure.key: figure for figure in figures}
    above = {place: by_key.pop(key, None) for place, key in (("first_figure", "goals"), ("frontier", "frontier"))}
    return above | {"figures": list(by_key.values())}


def _tradeoffs(analysis: Analysis, told: Words) -> pd.DataFrame | None:
    """What every other policy wins, and what it pays; None where there is nothing to share."""
    import pandas as pd

    if analysis.tradeoffs.empty:
        return None
    experiment = analysis.results.experiment
    rows = []
    for row in records(analysis.tradeoffs):
        shares = {
            told(f"page.{name}"): "{} ({})".format(*told.share_with_interval(row, name).values())
            for name in ("won", "paid")
        }
        rows.append(
            {
                told("page.area"): told.area(row["area"]),
                told("page.arm"): experiment.title_of(row["arm"], told.language),
                **shares,
                told("page.tradeoff_clear"): told("page.yes" if row["clear"] else "page.no"),
                told("page.more_cost"): told.signed("public_cost_eur", row["cost"]),
            }
        )
    return pd.DataFrame(rows)


def _glossary(name: str, told: Words) -> list[tuple[str, str]]:
    """Words and what they mean."""
    return [_term(told(f"{name}.{word}")) for word in told.many(name) if not word.endswith("_worlds")]


def _term(text: str) -> tuple[str, str]:
    """A word and what it means."""
    word, _, meaning = text.partition(": ")
    return word, meaning


def _counted(analysis: Analysis, told: Words) -> dict[str, str]:
    """How many units there are, runs in each of them, and runs of a policy in the first area."""
    results = analysis.results
    planned = told.number(results.manifest["plan"]["replicates"])
    runs = results.runs[results.runs["area"] == analysis.area].groupby("arm").size().max()
    return {
        "units": told.number(analysis.repetitions),
        "replicates": planned if results.complete else told("page.up_to", number=planned),
        "runs": told.number(int(runs)),
    }


def _method(analysis: Analysis, told: Words, counted: dict[str, str]) -> list[str]:
    """How it was done; and if replicates were added until it was precise enough, how many that took."""
    experiment = analysis.results.experiment
    texts = [
        told("method.model"),
        told(
            "method.runs",
            areas=told.listed([told.area(name) for name in analysis.results.areas]),
            **counted,
        ),
        told("method.lives"),
        told(
            "method.intervals",
            resamples=told.number(RESAMPLES),
            tests=told.number(int(analysis.comparison["p"].notna().sum())),
        ),
        told("method.cost"),
    ]
    if used := used_in(analysis.results.folder):
        texts.append(f"{used.told().told(told.language)}.")
    if experiment.precision is not None:
        half = told.amount(experiment.main, experiment.precision)
        texts.append(told("method.replicates", half=half, label=told.label(experiment.main), **counted))
    return texts


def _cannot(scenario: Scenario, experiment: Experiment, told: Words) -> list[str]:
    """What it does not say; and how many of the numbers are guesses, those that are drawn from a range among them."""
    numbers = [
        line
        for line in parameters_of(scenario)
        if line.path.startswith(("behaviour.", "people.", "market.", "landlords."))
    ]
    drawn = {line.path for line in numbers} & experiment.uncertainties.keys()
    own = {line.path: line.confidence for line in numbers if line.path not in drawn}
    sources = Counter(own.values())
    counted = {"assumed": sources["assumed"], "fitted": sources["fitted"], "drawn": len(drawn)}
    first, *others = told.many("cannot.text")
    return [first, told("cannot.numbers", all=len(numbers), **counted), *others]


def _repeat(analysis: Analysis, told: Words) -> dict[str, Any]:
    """The commands that make the results and the report again, and with which software."""
    results, manifest = analysis.results, analysis.results.manifest
    commit = manifest.get("commit") or {}
    changed = f", {told('repeat.changed')}" if commit.get("dirty") else ""
    name = f"{str(commit.get('hash', '–'))[:12]}{changed}"
    plan = manifest["plan"]
    design = design_name(analysis)
    return {
        "text": told("repeat.text", version=__version__, commit=name),
        "command": typed(["collectief", "experiment", design, "--replicates", str(plan["replicates"])]),
        "again": told("repeat.again"),
        "report": typed(["collectief", "report", str(results.folder), "--lang", told.language]),
        "software": told(
            "repeat.software", software=", ".join(f"{k} {v}" for k, v in manifest.get("software", {}).items())
        ),
    }


def _downloads(analysis: Analysis) -> list[Download]:
    tables = {
        "comparison": analysis.comparison,
        "arms": analysis.arms,
        "curves": analysis.curves[analysis.curves["age_months"] % _CURVE_MONTHS == 0],
        "effects": analysis.effects,
        "tradeoffs": analysis.tradeoffs,
        "sensitivity": analysis.sensitivity,
        "agreement": analysis.agreement,
    }
    return [
        Download(
            f"{name}.csv", "data:text/csv;charset=utf-8;base64," + base64.b64encode(as_csv(table).encode()).decode()
        )
        for name, table in tables.items()
        if not table.empty
    ]


def _table(frame: pd.DataFrame) -> dict[str, Any]:
    """A table as a template wants it: head and rows of text."""
    return {"head": [str(name) for name in frame.columns], "rows": frame.astype(str).to_numpy().tolist()}
