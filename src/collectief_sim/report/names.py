"""What settings and their effects are called in a report."""

from __future__ import annotations

from typing import Any

from collectief_sim.experiment.analysis import Analysis
from collectief_sim.experiment.design import available, in_language, load_experiment
from collectief_sim.report.words import Words
from collectief_sim.scenario.dictionary import parameters_of
from collectief_sim.scenario.policy import lever_at


def effect_name(analysis: Analysis, effect: dict[str, Any], words: Words) -> str:
    """An effect of a factorial as people call it."""
    experiment = analysis.results.experiment
    name = experiment.level_label(effect["factor"], effect["level"], words.language)
    if effect["by"]:
        name += f" × {experiment.level_label(effect['by'], effect['by_level'], words.language)}"
    return name


def setting_name(analysis: Analysis, path: str, words: Words) -> str:
    """An uncertain setting as people call it: its title in the experiment, else its name as a lever, else what it means."""
    experiment = analysis.results.experiment
    title = in_language(experiment.uncertainties[path].title, words.language)
    if title:
        return title
    if lever := lever_at(path):
        return lever.name.told(words.language)
    scenario = analysis.results.scenario_of(analysis.area, experiment.pairs()[0][0])
    lines = parameters_of(scenario, language=words.language)
    return next((line.meaning for line in lines if line.path == path and line.meaning), path)


def design_name(analysis: Analysis) -> str:
    """What to call the experiment by: its name if it came with the package, else the file beside the results."""
    design = analysis.results.experiment
    if design.name in available():
        shipped = load_experiment(design.name)
        # the command says how often; and results put what worlds differ in among the uncertainties
        same = {name: getattr(design, name) for name in ("replicates", "precision", "uncertainties")}
        if shipped.model_copy(update=same) == design:
            return design.name
    return str(analysis.results.folder / "experiment.toml")
