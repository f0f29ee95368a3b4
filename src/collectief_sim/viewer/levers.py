"""The levers a page shows, as they are declared in the scenario: in what steps they move, and what is said of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from collectief_sim.scenario import Scenario
from collectief_sim.scenario.fields import Section
from collectief_sim.scenario.languages import Said
from collectief_sim.scenario.levers import Lever, levers_in
from collectief_sim.scenario.policy import LEVERED


def paths() -> list[str]:
    """Every lever of the page, in the order in which they are declared."""
    return [f"{section}.{name}" for section in LEVERED for name, _ in _shown(section)]


def levers_of(scenario: Scenario) -> list[dict[str, Any]]:
    """Every lever with its group, value in a scenario, slider, unit, source, and words by language.

    ``slider`` is (lowest, highest, step), or None for a switch, or for a lever that is one of a few words, its ``options``. A
    lever with a ``nothing`` may have that for a value: no rent cap, or renewals as long as the first term; ``absent`` says what
    that means, and ``first`` where its slider starts. One that is no more than the largest of others names them in ``within``.
    """
    return [_lever(getattr(scenario, section), section, name) for section in LEVERED for name, _ in _shown(section)]


def changeable(scenario: Scenario) -> dict[str, Any]:
    """The value in a scenario of every setting that `CollectiefModel.change` takes."""
    return {
        f"{section}.{name}": getattr(getattr(scenario, section), name)
        for section in LEVERED
        for name in levers_in(LEVERED[section])
    }


def _shown(section: str) -> Iterator[tuple[str, Lever]]:
    return ((name, lever) for name, lever in levers_in(LEVERED[section]).items() if lever.group)


def _lever(values: Section, section: str, name: str) -> dict[str, Any]:
    field, lever = type(values).model_fields[name], levers_in(type(values))[name]
    extra: Any = field.json_schema_extra
    told = {
        "path": f"{section}.{name}",
        "group": lever.group,
        "value": getattr(values, name),
        "slider": lever.slider,
        "unit": extra["unit"],
        "source": extra["source"],
        "range": [extra.get("low"), extra.get("high")],
        "name": lever.name._asdict(),
        "short": lever.short._asdict(),
        "meaning": Said(field.description or "", extra["nl"])._asdict(),
    }
    if lever.options:
        told["options"] = {word: said._asdict() for word, said in lever.options.items()}
    if lever.within:
        told["within"] = [f"{section}.{other}" for other in lever.within]
    if lever.absent:
        told |= {"absent": lever.absent._asdict(), "nothing": lever.nothing, "first": lever.first}
    return told
