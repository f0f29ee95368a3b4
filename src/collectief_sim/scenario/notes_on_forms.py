"""What to say of forms of cooperation that are allowed here and yet can do nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from collectief_sim.scenario.forms.holders import Funded
from collectief_sim.scenario.forms.levies import Levy, VotedLevy
from collectief_sim.scenario.size import first_tenants

if TYPE_CHECKING:
    from collectief_sim.scenario.spec import Scenario


def idle(scenario: Scenario, settings: Iterable[str]) -> dict[str, list[str]]:
    """Which of these settings (by path) are numbers of a form that is absent, by the form.

    A form that these settings switch off by hand is known to be absent, and so is one that a shorter run does not reach, which
    is told for itself.
    """
    changed = set(settings)
    found: dict[str, list[str]] = {}
    for name, form in scenario.forms.named().items():
        cut_off = "months" in changed and form.since and scenario.month_of(form.since) >= scenario.months
        if not (form.on or cut_off or f"forms.{name}.on" in changed):
            found[name] = [f"forms.{name}.{key}" for key in type(form).model_fields if f"forms.{name}.{key}" in changed]
    return {name: paths for name, paths in found.items() if paths}


def own_numbers(scenario: Scenario) -> list[str]:
    """The settings of forms (by path) that are not as they are unless somebody sets them."""
    return [
        f"forms.{name}.{key}"
        for name, form in scenario.forms.named().items()
        for key, field in type(form).model_fields.items()
        if key not in ("on", "sources") and getattr(form, key) != field.default
    ]


def no_effect(name: str, paths: Iterable[str]) -> str:
    """What to say of numbers of a form that is absent."""
    told = list(paths)
    return f"{', '.join(told)} {'has' if len(told) == 1 else 'have'} no effect: forms.{name}.on is false"


def idle_notes(scenario: Scenario, settings: Iterable[str], on_elsewhere: Iterable[str] = ()) -> list[str]:
    """Notes on numbers of forms that are absent, here and in all that this is compared with."""
    elsewhere = set(on_elsewhere)
    return [
        f"{scenario.name}: {no_effect(name, paths)}."
        for name, paths in idle(scenario, settings).items()
        if name not in elsewhere
    ]


def forms_without_ground(scenario: Scenario) -> Iterator[str]:
    """Forms that exist, and find nobody or nothing in this area that they could be about."""
    nobody = first_tenants(scenario) == 0.0  # and as many come as there are, so that nobody ever does
    for name, form in scenario.forms.present().items():
        here = f"{scenario.name}: forms.{name}.on is true,"
        if isinstance(form, Levy) and nobody:
            could = "could vote" if isinstance(form, VotedLevy) else "would pay"
            yield f"{here} and nobody {could}: there are no tenants (area.legend: floor_m2, tenants, occupied_share)."
        if isinstance(form, Funded) and not _for_sale(scenario):
            yield f"{here} and there is nothing to buy: all buildings are owned by collectives (area.legend: owner)."
        if doubt := form.doubt():
            yield f"{here} and {doubt}."


def _for_sale(scenario: Scenario) -> bool:
    """Whether any building has, or may have, an owner who could sell it."""
    area = scenario.area
    return any(
        share > 0.0
        for symbol in area.built()
        for kind, share in area.legend[symbol].owners().items()
        if kind != "collective"
    )
