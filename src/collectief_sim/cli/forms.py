"""Which forms of cooperation exist in a scenario, for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collectief_sim.cli.terminal import say

if TYPE_CHECKING:
    from collectief_sim.scenario import Scenario

_CONCEPT = ", so that it never is a finding or an advice"


def tell_forms(spec: Scenario) -> None:
    """A line for each form that is on: since when, and on what grounds; nothing where none is."""
    for name, form in spec.forms.present().items():
        more = _CONCEPT if form.grounds == "concept only" else ""
        say(f"Form: {form.called.en} (forms.{name}), from {form.since or spec.start}; grounds: {form.grounds}{more}.")
