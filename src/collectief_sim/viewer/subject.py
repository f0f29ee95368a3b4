"""What is looked at in a notebook or a file: a scenario or a run, one luck, and one policy or two."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from collectief_sim.files.errors import ScenarioError
from collectief_sim.files.texts import short, strange
from collectief_sim.model.month import month as months_rule
from collectief_sim.model.rows import columns
from collectief_sim.model.simulation import Result, Simulation
from collectief_sim.model.world import World
from collectief_sim.scenario import Scenario
from collectief_sim.scenario.files import override
from collectief_sim.viewer.bounds import MOST_CHANGES, check_tiles, watchable, within
from collectief_sim.viewer.cards.asked import card
from collectief_sim.viewer.cards.life import Card
from collectief_sim.viewer.history import Change, Check, History, advance, simulate, whatever_it_takes
from collectief_sim.viewer.levers import changeable, levers_of
from collectief_sim.viewer.opening import open_target, told_as_lowered, usual_in

type Target = Scenario | Simulation | Result | Model | str | Path
type Policies = Mapping[str, Mapping[str, Any]] | Sequence[Mapping[str, Any]]
type Title = dict[str, str] | None  # by language; None: what was set says it
type Rule = Callable[[World, int], None]

LAST_SEED = 2**53  # browsers count no further


@runtime_checkable
class Model(Protocol):
    """What is asked here of a `CollectiefModel`: who looks at a scenario need not load Mesa."""

    simulation: Simulation

    def repeatable_month(self) -> Rule:
        """What happens in a month, to run it again; raises ScenarioError where that is not all that happens."""
        ...


@dataclass(frozen=True)
class Policy:
    """A policy as it is looked at."""

    scenario: Scenario  # with its settings
    settings: dict[str, Any]  # by path: what sets it apart from the scenario of the subject
    changes: tuple[Change, ...] = ()
    title: Title = None


@dataclass(frozen=True)
class Subject:
    """What is looked at."""

    scenario: Scenario
    seed: int
    months: int
    policies: dict[str, Policy]  # A, and perhaps B
    rule: Rule = months_rule
    notice: str = ""  # what who looks should know, in one sentence

    def history(self, arm: str, check: Check = whatever_it_takes) -> History:
        """All months of one policy; `check` is called before each."""
        policy = self.policies[arm]
        return simulate(policy.scenario, self.seed, policy.changes, check, self.months, self.rule)

    def card(self, arm: str, kind: str, number: int, month: int) -> Card:
        """A card of a month, see `cards.asked`; raises LookupError if there is nothing of that kind and number."""
        if arm not in self.policies or not 0 <= month <= self.months:
            raise LookupError(f"there is no month {month} of policy {arm[:10]}")
        policy = self.policies[arm]
        return card(kind, number, policy.scenario, self.seed, month, policy.changes, rule=self.rule)

    def told(self) -> dict[str, Any]:
        """What the component is told of it, as plain data: ``titles``, ``policies``, ``levers`` and ``usual``."""
        return {
            "titles": {arm: policy.title for arm, policy in self.policies.items()},
            "policies": {
                arm: {
                    "settings": policy.settings,
                    "changes": [{"month": one.month, "settings": dict(one.overrides)} for one in policy.changes],
                }
                for arm, policy in self.policies.items()
            },
            "levers": levers_of(self.scenario),
            "usual": changeable(self.scenario),
        }


def subject_of(
    what: Target, policies: Policies | None = None, seed: int | None = None, months: int | None = None
) -> Subject:
    """What is asked for.

    Parameters
    ----------
    what
        A scenario, the name or file of one, or a folder of results: two years against ten, or what the folder is about.
        Or a run (`CollectiefModel`, `Simulation`, `Result`): its months so far, with all that changed on the way.
    policies
        One or two, as settings by path: a list, or by what they are called. A run then lends scenario, seed and months.
    seed
        The luck; 1, or that of the folder, if absent. A run has its own.
    months
        Not more than so many months.

    Raises
    ------
    ScenarioError
        If something is not allowed, is too large to watch, or is a run that cannot be repeated.
    """
    if isinstance(what, str | Path):
        found = _of_target(str(what), seed)
    elif isinstance(what, Scenario):
        found = _of_scenario(what, _usual(what), 1 if seed is None else within(seed, "seed", 0, LAST_SEED))
    else:
        found = _of_run(what, seed, replayed=policies is None)
    if policies is not None:
        found = _of_scenario(found.scenario, _given(policies), found.seed, found.months, found.rule, found.notice)
    return found if months is None else replace(found, months=within(months, "months", 1, found.months))


def _usual(scenario: Scenario) -> list[tuple[Title, dict[str, Any]]]:
    return [(None, settings) for settings in usual_in(scenario).values()]


def _given(policies: Any) -> list[tuple[Title, dict[str, Any]]]:
    """What was given as `policies`, with titles."""
    found: list[tuple[Title, Any]] = []
    if isinstance(policies, Mapping):
        found = [(_title(name), settings) for name, settings in policies.items()]
    elif isinstance(policies, Sequence) and not isinstance(policies, str):
        found = [(None, settings) for settings in policies]
    if not 1 <= len(found) <= 2 or not all(isinstance(settings, Mapping) for _, settings in found):
        raise ScenarioError(
            f"policies = {short(policies)} is not allowed: it must be one or two policies, each with its settings by "
            'path, for instance {"ten years": {"policy.contract_months": 120}}.'
        )
    return [(title, dict(settings)) for title, settings in found]


def _title(name: Any) -> dict[str, str]:
    if not isinstance(name, str) or not name.strip() or strange(name):
        raise ScenarioError(f"policies, {short(name)}: is not allowed as a title: it must be plain text on one line.")
    return {"en": name, "nl": name}


def _of_scenario(
    scenario: Scenario,
    policies: Sequence[tuple[Title, dict[str, Any]]],
    seed: int,
    months: int | None = None,
    rule: Rule = months_rule,
    notice: str = "",
) -> Subject:
    """A scenario under some policies, each checked for size."""
    found = {}
    for arm, (title, settings) in zip("AB", policies, strict=False):
        check_tiles(scenario, settings)
        under = override(scenario, settings, f"policies, {title['en'] if title else arm}:") if settings else scenario
        watchable(under, seed)
        found[arm] = Policy(under, settings, (), title)
    shortest = min(policy.scenario.months for policy in found.values())
    return Subject(scenario, seed, shortest if months is None else min(months, shortest), found, rule, notice)


def _of_target(target: str, seed: int | None) -> Subject:
    """A name, a file or a folder, as the command `view` opens it."""
    choices, opening = open_target(target, None if seed is None else within(seed, "seed", 0, LAST_SEED))
    arms = [(_in_languages(arm["title"]), arm["settings"]) for arm in opening["arms"].values()]
    told = opening["notice"]
    scenario = choices.load(opening["scenario"])
    notice = (
        f"these results were made by {told['theirs']}; what is shown is made by {told['ours']}, and may differ."
        if told
        else " ".join(told_as_lowered(scenario, {arm: one["settings"] for arm, one in opening["arms"].items()}))
    )
    return _of_scenario(scenario, arms, opening["seed"], notice=notice)


def _in_languages(title: Any) -> Title:
    return {"en": title, "nl": title} if isinstance(title, str) else title


def _of_run(what: Any, seed: int | None, replayed: bool) -> Subject:
    """A run so far; checked by running it again, unless only what it began with is wanted."""
    run, rule = _run_in(what)
    if seed is not None:
        raise ScenarioError(f"seed = {short(seed)} is not allowed with a run: it has its own, {run.seed}.")
    with run.lock:  # a month and the changes before it belong together
        run.check_whole()
        months, changes = run.months_done, tuple(Change(month, settings) for month, settings in run.changes)
        series = columns(run.world.series)[:months].tobytes()
    if len(changes) > MOST_CHANGES:
        raise ScenarioError(f"changes: {len(changes)} are too many to watch, at most {MOST_CHANGES} are allowed.")
    watchable(run.first_spec, run.seed)
    if replayed:
        _check_repeated(run, months, changes, rule, series)
    policy = Policy(run.first_spec, {}, changes)
    return Subject(run.first_spec, run.seed, months, {"A": policy}, rule)


def _run_in(what: Any) -> tuple[Simulation, Rule]:
    """The simulation of a run, and what it does in a month."""
    if isinstance(what, Simulation):
        return what, months_rule
    if isinstance(what, Result):
        return what.simulation, months_rule
    if not isinstance(what, Model):
        raise ScenarioError(
            f"{short(type(what).__name__)}: cannot be looked at; give a scenario, its name or file, a results folder, "
            "or a run (CollectiefModel, Simulation, Result)."
        )
    return what.simulation, what.repeatable_month()


def _check_repeated(run: Simulation, months: int, changes: Sequence[Change], rule: Rule, series: bytes) -> None:
    """Refuse a run that something else than its rule and its changes had a hand in."""
    again = Simulation(run.first_spec, run.seed)
    advance(again, months, changes, rule=rule)
    if columns(again.world.series)[:months].tobytes() != series:
        raise ScenarioError(
            f"{run.first_spec.name}: this run cannot be repeated from its scenario, seed and changes, so its months "
            "cannot be looked at: something else changed it on the way."
        )
