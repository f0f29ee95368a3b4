"""How an experiment was reckoned, as a passage to paste into a paper or a memo, in English and Dutch: methods.md.

The words are in `wording/`; every number and name in them is from the folder.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from collectief_sim.batch.of_set import used_in
from collectief_sim.experiment.analysis import Analysis, rows_of
from collectief_sim.experiment.compare import FALSE_DISCOVERIES, RESAMPLES
from collectief_sim.experiment.design import in_language
from collectief_sim.experiment.results import Results
from collectief_sim.files.texts import on_one_line
from collectief_sim.scenario.fields import titles
from collectief_sim.scenario.languages import Said

METHODS = "methods.md"
LANGUAGES = ("en", "nl")
_AND = {"en": " and ", "nl": " en "}
_UNITS = {False: Said("seed", "seed"), True: Said("world", "wereld")}
_PLURALS = {False: "seeds", True: "werelden"}  # in Dutch
_CITATION = "CITATION.cff"


def methods(analysis: Analysis) -> str:
    """The passage in both languages, as Markdown."""
    return "\n".join(passage(analysis, language) for language in LANGUAGES)


def passage(analysis: Analysis, language: str) -> str:
    """The passage in one language."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "wording"),
        undefined=StrictUndefined,
        autoescape=False,
        keep_trailing_newline=True,
    )
    environment.filters["listed"] = lambda names: _listed(names, language)
    known = {**_what(analysis, language), **_worlds(analysis.results, language), **_by_whom(analysis.results.manifest)}
    return environment.get_template(f"methods.{language}.md").render(**known, **_citation())


def _what(analysis: Analysis, language: str) -> dict[str, Any]:
    """What was compared, where and how often."""
    results = analysis.results
    experiment = results.experiment
    base, *_ = arms = list(experiment.all_arms())
    plan = results.manifest["plan"]
    pairs = experiment.pairs()
    called = {arm: on_one_line(experiment.title_of(arm, language)) for arm in arms}
    areas = [titles(results.scenario_of(area, base))[language] or area for area in results.areas]
    question = on_one_line(in_language(experiment.question, language))
    units = rows_of(analysis.comparison, area=analysis.area, base=pairs[0][0], other=pairs[0][1])["pairs"]
    months = int(results.runs["months"].max())
    return {
        "question": question if not question or question.endswith((".", "?", "!")) else f"{question}.",
        "arms": [f"“{title}”" for title in called.values()],
        "areas": [on_one_line(area) for area in areas],
        "years": _number(months // 12 if months % 12 == 0 else round(months / 12, 1), language),
        "paths": [on_one_line(experiment.path_title(path, language)) for path in experiment.paths],
        "arms_run": len(experiment.arms_to_run()),
        "comparisons": len(pairs),
        "many_comparisons": len(pairs) > 1,
        "base": called[pairs[0][0]],
        "other": called[pairs[0][1]],
        "planned": _number(plan["runs"], language),
        "done": _number(len(results.runs), language),
        "failed": results.failed,
        "units": _number(int(units.max()), language),
        "unit": _UNITS[experiment.has_worlds].told(language),
        "unit_plural": _PLURALS[experiment.has_worlds],
        "resamples": _number(RESAMPLES, language),
        "discoveries": f"{FALSE_DISCOVERIES:.0%}",
        "replicates": plan["replicates"],
        "first_seed": plan["first_seed"],
        "last_seed": plan["first_seed"] + plan["replicates"] - 1,
        "fixed": bool(experiment.settings),
        "plan": plan["digest"],
    }


def _worlds(results: Results, language: str) -> dict[str, Any]:
    """In which worlds: of a set, drawn for the experiment, or none."""
    experiment = results.experiment
    used = used_in(results.folder)
    drawn = experiment.has_worlds and not experiment.from_set
    settings = experiment.uncertainties.items() if drawn else ()
    return {
        "worlds": results.runs["world"].nunique() if experiment.has_worlds else 0,
        "set_worlds": experiment.from_set,
        "of_set": used.told().told(language) if used else "",
        "set_digest": used.digest if used else "",
        "set_size": _number(used.total, language) if used else "",
        "set_otherwise": bool(used and used.changed),
        "settings": [on_one_line(in_language(one.title, language)) or f"`{path}`" for path, one in settings],
    }


def _by_whom(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """Which model, with what, on what."""
    commit = manifest["commit"] or {}
    processor = manifest["processor"]
    return {
        "code": manifest["code"],
        "version": manifest["code"].partition("+")[0],
        "commit": commit.get("hash", ""),
        "changed": bool(commit.get("dirty")),
        "software": ", ".join(f"{name} {version}" for name, version in manifest["software"].items()),
        "machine": " ".join(filter(None, (processor.get("system"), processor.get("machine"), processor.get("libc")))),
        "mixed": [one["code"] for one in manifest["also_by"]],
    }


def _citation() -> dict[str, str]:
    """Who made the software, and what it is called, as CITATION.cff has it."""
    text = citation_file().read_text(encoding="utf-8")

    def told(name: str) -> str:
        found = re.search(rf'^[ -]*{name}: "?(.*?)"?$', text, re.MULTILINE)
        return found[1] if found else ""

    return {"title": told("title"), "author": told("name"), "license": told("license")}


def citation_file() -> Path:
    """Where it is: in the package, or at the root of a checkout."""
    package = Path(__file__).parents[1]
    shipped = package / _CITATION
    return shipped if shipped.is_file() else package.parents[1] / _CITATION


def _listed(names: Iterable[str], language: str) -> str:
    """A, B and C."""
    *some, last = names
    return f"{', '.join(some)}{_AND[language]}{last}" if some else last


def _number(value: float, language: str) -> str:
    text = f"{value:,}"
    return text.translate(str.maketrans(",.", ".,")) if language == "nl" else text
