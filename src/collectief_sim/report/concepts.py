"""Arms that rest on a form of cooperation of which only the concept is known: to be tried, and never a finding or an advice."""

from __future__ import annotations

from typing import Any

from collectief_sim.experiment.analysis import Analysis
from collectief_sim.report.words import Words
from collectief_sim.scenario.forms import Forms

_SECTIONS = {f"forms.{name}" for name, form in Forms().named().items() if form.grounds == "concept only"}


def only_concept(analysis: Analysis, row: Any) -> bool:
    """Whether a row of comparisons, or of effects, rests on such a form."""
    results = analysis.results
    if "base" in row:
        return results.only_concept(row["area"], row["base"], row["other"])
    return any(str(row[name]).rpartition(".")[0] in _SECTIONS for name in ("factor", "by"))


def main_is_concept(analysis: Analysis, area: str = "") -> bool:
    """Whether the main comparison does, in the area reported in detail or in another."""
    return analysis.results.only_concept(area or analysis.area, *analysis.results.experiment.pairs()[0])


def no_finding(analysis: Analysis, words: Words) -> str:
    """That nothing follows from those arms; empty if there are none."""
    names = sorted({name.told(words.language) for some in analysis.results.concepts.values() for name in some})
    return words("notices.concept", forms=words.listed(names)) if names else ""
