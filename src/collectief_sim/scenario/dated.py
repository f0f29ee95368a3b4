"""What a scenario dates, told in the order of time: what was decided for places, shocks, and changes of policy."""

from __future__ import annotations

from typing import Any, NamedTuple

from collectief_sim.scenario.facts import Fact
from collectief_sim.scenario.fields import titles
from collectief_sim.scenario.languages import Said
from collectief_sim.scenario.policy import lever_at
from collectief_sim.scenario.shocks import Coalition, Fire, Shock, Slump
from collectief_sim.scenario.spec import Scenario

_KINDS = {
    "no_homes": Said("no homes", "geen woningen"),
    "demolition_list": Said("on a demolition list", "op een slooplijst"),
    "renovation": Said("to be renovated", "te renoveren"),
}


class Dated(NamedTuple):
    """One thing with a date."""

    date: str  # "YYYY-MM"
    said: Said
    fact: str = ""  # the name of the fact it is, if it is one


def dated(scenario: Scenario) -> list[Dated]:
    """All that holds or happens from a date on, earliest first; what is switched off is left out."""
    found = [Dated(one.date, _fact(scenario, one), name) for name, one in scenario.facts.items() if one.on]
    found += [Dated(one.date, _shock(scenario, one)) for one in scenario.shocks.values() if one.on]
    found += [Dated(one.date, _policy(one.overrides())) for one in scenario.changes.values() if one.on]
    return sorted(found, key=lambda one: scenario.month_of(one.date))


def _fact(scenario: Scenario, fact: Fact) -> Said:
    """What it is called, and what date people are told."""
    places = _places(scenario, fact.place)
    kind = _KINDS[fact.kind]
    name = titles(fact) if fact.title else {"en": f"{places.en}: {kind.en}", "nl": f"{places.nl}: {kind.nl}"}
    if fact.kind != "no_homes":
        return Said(f"{name['en']}, to be empty by {fact.until}", f"{name['nl']}, leeg in {fact.until}")
    if fact.until is None:
        if not fact.reversed_per_year:
            return Said(f"{name['en']}, for good", f"{name['nl']}, voorgoed")
        return Said(f"{name['en']}, until it is taken back", f"{name['nl']}, tot het wordt ingetrokken")
    return Said(f"{name['en']}, until {fact.until}", f"{name['nl']}, tot {fact.until}")


def _places(scenario: Scenario, place: str) -> Said:
    """The names of places, or of the whole area."""
    entries = [titles(scenario.area.legend[symbol]) for symbol in place]
    if not entries:
        return Said("the whole area", "het hele gebied")
    return Said(", ".join(one["en"] for one in entries), ", ".join(one["nl"] for one in entries))


def _shock(scenario: Scenario, shock: Shock) -> Said:
    """What hits the area."""
    if isinstance(shock, Fire):
        place = _places(scenario, shock.building)
        return Said(f"fire in {place.en}", f"brand in {place.nl}")
    if isinstance(shock, Slump):
        return Said(f"a slump of {shock.lasts_months} months", f"een crisis van {shock.lasts_months} maanden")
    assert isinstance(shock, Coalition)
    return Said(f"another coalition, listening {shock.openness:g}", f"een andere coalitie, luistert {shock.openness:g}")


def _policy(settings: dict[str, Any]) -> Said:
    """Other settings of policy, by the names that people know."""
    told = [(lever_at(path), path, value) for path, value in settings.items()]
    names = [one.short if one else Said(path, path) for one, path, _ in told]
    values = [_value(one.absent if one else None, value) for one, _, value in told]
    pairs = list(zip(names, values, strict=True))
    english, dutch = (", ".join(f"{name.told(at)} {value.told(at)}" for name, value in pairs) for at in ("en", "nl"))
    return Said(f"policy: {english}", f"beleid: {dutch}")


def _value(absent: Said | None, value: Any) -> Said:
    if value is None:
        return absent or Said("none", "geen")
    if isinstance(value, bool):
        return Said("yes", "ja") if value else Said("no", "nee")
    return Said(str(value), str(value))
