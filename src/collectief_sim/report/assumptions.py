"""What an experiment assumes: what every policy sets, and every other setting with where it comes from."""

from __future__ import annotations

import re
from collections.abc import Set
from typing import TYPE_CHECKING, Any

from collectief_sim.experiment.design import in_language
from collectief_sim.scenario.changes import changed
from collectief_sim.scenario.dictionary import Parameter, parameters_of
from collectief_sim.scenario.files import COMMAND_LINE

if TYPE_CHECKING:
    from collectief_sim.experiment.design import Experiment, Uncertainty
    from collectief_sim.experiment.results import Results
    from collectief_sim.report.words import Words
    from collectief_sim.scenario import Scenario
    from collectief_sim.scenario.policy import Policy

_TOLD = ("policy", "market", "landlords", "people", "behaviour", "prices")
_OF_LEASE = {"policy.contract_months", "policy.renewal_months"}
_OF_AREA = ("area.ground_lease_share", "area.ground_lease_years")


def policies(results: Results, words: Words) -> list[dict[str, str]]:
    """The settings of every arm, as `--set` takes them, and the lease they come to together with those of the areas."""
    experiment = results.experiment
    return [
        {
            "arm": experiment.title_of(name, words.language),
            "settings": ", ".join(f"{path}={as_set(value)}" for path, value in arm.settings.items()),
            "lease": ". ".join(filter(None, (_leases(results, name, words), in_language(arm.note, words.language)))),
        }
        for name, arm in experiment.all_arms().items()
    ]


def _leases(results: Results, arm: str, words: Words) -> str:
    """First term and renewals under an arm; by area where they differ."""
    areas: dict[str, list[str]] = {}
    for area in results.areas if _differ(results, arm) else results.areas[:1]:
        areas.setdefault(_lease(results.scenario_of(area, arm), words), []).append(words.area(area))
    if len(areas) == 1:
        return next(iter(areas))
    return "; ".join(f"{words.listed(names)}: {lease}" for lease, names in areas.items())


def _differ(results: Results, arm: str) -> bool:
    """Whether an arm may come to another lease in another area: it leaves some of it as it is there, or a date changes it."""
    experiment = results.experiment
    asked = experiment.settings.keys() | experiment.all_arms()[arm].settings.keys()
    return not asked >= _OF_LEASE or any(may_be_undone(results, area, asked) for area in results.areas)


def may_be_undone(results: Results, area: str, asked: Set[str]) -> bool:
    """Whether an area dates a change of any of these settings: told from its first arm, as reading all of them takes long."""
    first = results.scenario_of(area, next(iter(results.experiment.all_arms())))
    dated = {path for change in first.changes.values() for path in change.settings}
    return bool(dated & asked) or any(path.startswith("changes.") for path in asked)


def _lease(scenario: Scenario, words: Words) -> str:
    """First term and renewals, and from when on the scenario makes them others."""
    policy, market = scenario.policy, scenario.market
    told = lease = _terms(policy, words)
    for month, settings in scenario.dated_changes():
        policy, market = changed(policy, market, settings)
        before, lease = lease, _terms(policy, words)
        told += words("page.terms_from", date=scenario.date_of(month), lease=lease) if lease != before else ""
    return told


def _terms(policy: Policy, words: Words) -> str:
    key = "page.equal_terms" if policy.renewal() == policy.contract_months else "page.other_terms"
    return words(key, first=policy.contract_months, next=policy.renewal())


def _forms_tried(scenario: Scenario, experiment: Experiment) -> set[str]:
    """The forms of cooperation that exist in the area or that some arm is about."""
    paths = [path for arm in experiment.all_arms().values() for path in arm.settings] + list(experiment.settings)
    asked = {path.split(".")[1] for path in paths if path.startswith("forms.")}
    return asked | scenario.forms.present().keys()


def assumptions(scenario: Scenario, experiment: Experiment, words: Words) -> list[Parameter]:
    """Every setting of the first arm's scenario; those that differ by policy or by world are told as such."""
    base = experiment.pairs()[0][0]
    varied = {path for arm in experiment.all_arms().values() for path in arm.settings}
    title = experiment.title_of(base, words.language)
    lines, forms = [], _forms_tried(scenario, experiment)
    for line in parameters_of(scenario, language=words.language):
        part, _, rest = line.path.partition(".")
        if (
            part not in _TOLD
            and line.path not in _OF_AREA
            and not (part == "forms" and rest.partition(".")[0] in forms)
        ):
            continue
        line = line._replace(value=_in_words(line.value, words))
        if line.source == COMMAND_LINE:
            line = line._replace(source=words("page.this_experiment"))
        if line.path in experiment.uncertainties:
            values = span(experiment.uncertainties[line.path], words)
            line = line._replace(value=words("page.by_world", range=values), source=words("page.this_experiment"))
        elif line.path in varied:
            line = line._replace(value=words("page.by_policy", arm=title, value=line.value))
        lines.append(line)
    return lines


def span(uncertainty: Uncertainty, words: Words) -> str:
    """What an uncertain setting can be."""
    if uncertainty.alternatives:
        return " / ".join(_plain(value, words) for value in uncertainty.alternatives)
    return words("number.to", low=_plain(uncertainty.low, words), high=_plain(uncertainty.high, words))


def as_set(value: Any) -> str:
    """A setting as `--set` takes it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _in_words(text: str, words: Words) -> str:
    """A value of the dictionary in the manner of the language."""
    if re.fullmatch(r"-?[0-9][0-9,]*(\.[0-9]+)?", text):
        return words.number(float(text.replace(",", "")), len(text.partition(".")[2]))
    return words(f"page.{text}") if text in ("yes", "no", "none") else text


def _plain(value: Any, words: Words) -> str:
    """A setting as people read it: yes or no, numbers in the manner of the language."""
    if isinstance(value, bool):
        return words("page.yes" if value else "page.no")
    if isinstance(value, int | float):
        decimals = 0 if value == round(value) else len(f"{value:.6g}".partition(".")[2])
        return words.number(value, decimals)
    return str(value)
