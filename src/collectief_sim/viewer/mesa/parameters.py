"""Levers as Mesa's `model_params`: what each is called, its unit, range and source come from its declaration."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import reduce
from pathlib import Path
from typing import Any

from mesa.visualization import Slider

from collectief_sim.files.errors import ScenarioError
from collectief_sim.mesa_face.model import LAST_SEED
from collectief_sim.scenario import Scenario, load
from collectief_sim.scenario.files import named
from collectief_sim.viewer.bounds import within
from collectief_sim.viewer.levers import levers_of
from collectief_sim.viewer.mesa.words import LANGUAGES, said, unit_in
from collectief_sim.viewer.wanted import one_of

type Parameters = dict[str, Any]

LAST_ON_A_SLIDER = 100
_SHARED = "market."  # levers of the world that both policies live in


def parameters(spec: Scenario | str | Path = "stylised-area", rng: int = 1, language: str = "en") -> Parameters:
    """``model_params`` for `SolaraViz` on a `CollectiefModel`: its scenario (fixed), its seed, and every lever.

    Parameters
    ----------
    spec
        A scenario, or the name or file of one; sliders start at what it says.
    rng
        The seed to begin with.
    language
        Of the labels: ``"en"`` or ``"nl"``.
    """
    one_of("language", language, LANGUAGES)
    scenario = spec if isinstance(spec, Scenario) else load(spec)
    controls: Parameters = {"spec": scenario, "rng": _seed(rng, language)}
    for lever in levers_of(scenario):
        controls[_keyword(lever["path"], scenario)] = _control(lever, label_of(lever, language), language)
    return controls


def parameters_of_two(
    spec: Scenario | str | Path = "stylised-area",
    rng: int = 1,
    language: str = "en",
    other: Scenario | str | Path | None = None,
) -> Parameters:
    """``model_params`` for `SolaraViz` on `TwoPolicies`: one seed, one market, and the levers of policy A and of policy B.

    `other` is the scenario of B if it is not that of A; see :func:`parameters` for the rest.
    """
    one_of("language", language, LANGUAGES)
    first, second = (
        one if isinstance(one, Scenario) else load(one) for one in (spec, spec if other is None else other)
    )
    controls: Parameters = {"spec": first, "other": second, "rng": _seed(rng, language)}
    for of_a, of_b in zip(levers_of(first), levers_of(second), strict=True):
        name, label = _keyword(of_a["path"], first), label_of(of_a, language)
        if of_a["path"].startswith(_SHARED):
            controls[name] = _control(of_a, label, language)
        else:
            controls[f"a_{name}"] = _control(of_a, f"A · {label}", language)
            controls[f"b_{name}"] = _control(of_b, f"B · {label}", language)
    return controls


def _keyword(path: str, scenario: Scenario) -> str:
    last = path.rpartition(".")[2]
    try:
        named(scenario, {last: None})
    except ScenarioError:  # several settings are called so
        return path
    return last


def label_of(lever: Mapping[str, Any], language: str) -> str:
    """Name, range, unit and source of a lever, for instance "first term of a lease (12-240 months; E38)"."""
    name, source = lever["name"][language], said("source", language).get(lever["source"], lever["source"])
    if lever["slider"] is None or "absent" in lever:  # a list tells its values itself, and cuts long labels off
        return f"{name} ({source})"
    low, high, _ = lever["slider"]
    span = f"{_number(low, language)}–{_number(high, language)} {unit_in(lever['unit'], language)}".strip()
    return f"{name} ({span}; {source})"


def meaning_of(lever: Mapping[str, Any], language: str) -> str:
    """What a lever does, and what values files allow besides those of its slider."""
    low, high = lever["range"]
    if low is None:
        return str(lever["meaning"][language])
    allowed = said("allowed", language).format(low=_number(low, language), high=_number(high, language))
    return f"{lever['meaning'][language]} ({allowed})"


def _control(lever: Mapping[str, Any], label: str, language: str) -> Any:
    if "options" in lever:
        values = [{"text": told[language], "value": word} for word, told in lever["options"].items()]
        return {"type": "Select", "value": lever["value"], "values": values, "label": label}
    if lever["slider"] is None:
        return {"type": "Checkbox", "value": lever["value"], "label": label}
    low, high, step = lever["slider"]
    if "absent" in lever:
        return _choice(lever, label, language)
    value = lever["value"]
    low, high = min(low, value), max(high, value)
    return Slider(label, value, low, high, _step(step, value, low))


def _choice(lever: Mapping[str, Any], label: str, language: str) -> dict[str, Any]:
    """A lever that may have no value, as a list of the steps of its slider and of what it means to have none.

    Values are the same in each language, as Mesa keeps them; Vuetify shows the texts.
    """
    low, high, step = lever["slider"]
    amounts = {low + step * place for place in range(int((high - low) / step) + 1)}
    if lever["value"] not in (None, lever["nothing"]):
        amounts.add(lever["value"])
    unit = unit_in(lever["unit"], language)
    values = [{"text": lever["absent"][language], "value": lever["nothing"]}]
    values += [{"text": f"{_number(one, language)} {unit}", "value": one} for one in sorted(amounts)]
    return {"type": "Select", "value": lever["value"], "values": values, "label": label}


def _seed(rng: int, language: str) -> Slider:
    """A slider, so that nothing can be said that is no seed."""
    within(rng, "rng", 0, LAST_SEED)
    return Slider(said("seed_on_slider", language), rng, 0, max(LAST_ON_A_SLIDER, rng), 1)


def _step(step: float, value: float, low: float) -> float:
    """The step, or a smaller one that comes by the value: a slider moves what is between its steps."""
    parts = [Fraction(str(one)) for one in (step, value - low if isinstance(value, int) else round(value - low, 6))]
    common = reduce(_gcd, [part for part in parts if part])
    return int(common) if isinstance(step, int) and common.denominator == 1 else float(common)


def _gcd(one: Fraction, other: Fraction) -> Fraction:
    while other:
        one, other = other, one % other
    return one


def _number(value: float, language: str) -> str:
    """As people write it: 2,000,000 or 2.000.000, 0.5 or 0,5."""
    text = f"{int(value):,}" if value == int(value) else f"{value:,.6g}"
    return text.translate(str.maketrans(",.", ".,")) if language == "nl" else text
