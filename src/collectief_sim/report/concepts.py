"""Arms that rest on a form of cooperation of which only the concept is known: to be tried, and never a finding or an advice."""

from __future__ import annotations

from collectief_sim.experiment.analysis import Analysis
from collectief_sim.report.words import Words
from collectief_sim.scenario.languages import Said


def concepts_in(analysis: Analysis) -> dict[str, list[Said]]:
    """The arms in which there is such a form, each with what those forms are called."""
    results = analysis.results
    found = {}
    for arm in results.experiment.all_arms():
        present = results.scenario_of(analysis.area, arm).forms.present().values()
        if names := [form.called for form in present if form.grounds == "concept only"]:
            found[arm] = names
    return found


def no_finding(analysis: Analysis, words: Words) -> str:
    """That nothing follows from those arms; empty if there are none."""
    found = concepts_in(analysis)
    names = sorted({name.told(words.language) for some in found.values() for name in some})
    return words("answer.concept", forms=words.listed(names)) if names else ""
