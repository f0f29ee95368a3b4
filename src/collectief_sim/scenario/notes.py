"""What is allowed and yet may not be what was meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from collectief_sim.files.texts import short
from collectief_sim.scenario.changes import ABSENT
from collectief_sim.scenario.dates import DATED
from collectief_sim.scenario.notes_on_forms import forms_without_ground
from collectief_sim.scenario.reach import policy_without_reach
from collectief_sim.scenario.spec import Scenario

_TERMS = ("lease_first_months", "lease_renewal_months")
_TERM, _RENEWAL = "policy.contract_months", "policy.renewal_months"


class Undone(NamedTuple):
    """A setting that holds for a while only, because the scenario dates another."""

    path: str
    change: str  # the name of the dated change
    date: str  # from which month on
    value: Any  # what it is from then on

    def at_once(self, scenario: Scenario) -> bool:
        """Whether it never holds at all."""
        return scenario.month_of(self.date) == 0


def notes_on(scenario: Scenario, settings: Iterable[str]) -> list[str]:
    """Things to say of a scenario in which these settings (by path) were changed; usually none."""
    policy, changed = scenario.policy, set(settings)
    notes = [f"{scenario.name}: {_told(one, scenario)}." for one in undone(scenario, changed)]
    notes += _unreached(scenario, changed)
    if _TERM in changed and _RENEWAL not in changed and policy.renewal() != policy.contract_months:
        notes.append(
            f"{scenario.name}: {_RENEWAL} stays {policy.renewal_months}, so that a lease of {policy.contract_months} months is "
            f"renewed for {policy.renewal_months} at a time; {_RENEWAL}=same makes all terms equal."
        )
    return notes


def _unreached(scenario: Scenario, changed: set[str]) -> list[str]:
    """What a run that was made shorter does not get to; what was switched off by hand is known."""
    return not_reached(scenario, scenario.months, changed) if "months" in changed else []


def not_reached(scenario: Scenario, months: int, changed: Iterable[str] = ()) -> list[str]:
    """What so many months of a scenario do not get to."""
    until = scenario.date_of(months - 1)
    dated = [(f"{table}.{name}", one.date) for table in DATED for name, one in getattr(scenario, table).items()]
    dated += [(f"forms.{name}", form.since) for name, form in scenario.forms.named().items() if form.since]
    return [
        f"{scenario.name}: {path} ({date}) is not reached: the run ends with {until}."
        for path, date in dated
        if scenario.month_of(date) >= months and f"{path}.on" not in changed
    ]


def notes_of(scenario: Scenario) -> list[str]:
    """Things to say of a scenario as it is written; usually none."""
    return [
        *policy_without_reach(scenario),
        *_same_titles(scenario),
        *_lists(scenario),
        *forms_without_ground(scenario),
    ]


def _same_titles(scenario: Scenario) -> Iterator[str]:
    """Places, or facts, that people cannot tell apart."""
    named: dict[str, Mapping[str, Any]] = {"area.legend": scenario.area.legend, "facts": scenario.facts}
    for table, entries in named.items():
        called: dict[str, str] = {}
        for name, entry in entries.items():
            first = called.setdefault(entry.title, name) if entry.title else name
            if first != name:
                yield f"{scenario.name}: {table}.{first} and {table}.{name} have the same title, {short(entry.title)}."


def _lists(scenario: Scenario) -> Iterator[str]:
    """Lists with a date that leases may outlast, or on top of another list."""
    terms, taken = scenario.landlords.by_kind(scenario.policy), dict[str, str]()
    for name, fact in sorted(scenario.facts.items(), key=lambda one: scenario.month_of(one[1].date)):
        if fact.kind == "no_homes" or not fact.on or fact.until is None:
            continue
        months = scenario.month_of(fact.until) - scenario.month_of(fact.date)
        longest = {
            symbol: max(
                max(terms[kind][term] for term in _TERMS) for kind, share in entry.owners().items() if share > 0
            )
            for symbol, entry in scenario.area.legend.items()
            if symbol in fact.place
        }
        if late := "".join(symbol for symbol in fact.place if longest[symbol] > months):
            yield (
                f"{scenario.name}: facts.{name} tells {late!r} to be empty by {fact.until}, {months} months on; leases of its "
                f"owner run up to {max(longest.values()):g} months, and it may be emptied later."
            )
        if again := "".join(symbol for symbol in fact.place if symbol in taken):
            yield (
                f"{scenario.name}: facts.{name} passes over what is still on the list of facts.{taken[again[0]]} in {again!r} by "
                f"{fact.date}, as a building is on one list at a time."
            )
        taken |= dict.fromkeys(fact.place, name)


def undone(scenario: Scenario, settings: Iterable[str]) -> list[Undone]:
    """Which of these settings (by path) a dated change of the scenario makes something else, each with the first that does."""
    found: dict[str, Undone] = {}
    asked = set(settings)
    dated = ((scenario.month_of(one.date), name, one) for name, one in scenario.changes.items() if one.on)
    for _, name, one in sorted(dated, key=lambda item: item[:2]):
        for path, value in one.overrides().items():
            if path in asked and value != _now(scenario, path):
                found.setdefault(path, Undone(path, name, one.date, ABSENT if value is None else value))
    return list(found.values())


def _now(scenario: Scenario, path: str) -> Any:
    section, _, name = path.partition(".")
    return getattr(getattr(scenario, section), name)


def _told(one: Undone, scenario: Scenario) -> str:
    until = "never holds" if one.at_once(scenario) else f"holds until {one.date} only"
    return (
        f"{one.path} as it was set {until}: changes.{one.change} makes it {one.value} from then on; "
        f"changes.{one.change}.on=false leaves that out"
    )
