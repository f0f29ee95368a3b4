"""What the pages open on: what the command was asked for. Solara makes a page for every tab of a browser, from this."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from collectief_sim.scenario import Scenario, load
from collectief_sim.scenario.fields import titles
from collectief_sim.scenario.files import override
from collectief_sim.viewer.choices import Choices
from collectief_sim.viewer.opening import Opening, usual_in


@dataclass(frozen=True)
class Opened:
    """What one page shows alone, the two scenarios that the other compares, and the luck to begin with."""

    alone: Scenario  # as it was filed; of results, what was run first
    scenarios: Mapping[str, Scenario]  # of A and of B
    titles: Mapping[str, Any]  # what the policies are called, in each language; None if by what was set
    seed: int

    def title(self, language: str) -> str:
        """What the area is called."""
        scenario = self.scenarios["A"]
        return titles(scenario)[language] if scenario.title else scenario.name


def opened_by(choices: Choices, opening: Opening) -> Opened:
    """What a target of the command opens on (see :func:`collectief_sim.viewer.opening.open_target`)."""
    base, arms = choices.load(opening["scenario"]), opening["arms"]
    scenarios = {arm: override(base, one["settings"]) for arm, one in arms.items()}
    usual = {arm: one["settings"] for arm, one in arms.items()} == usual_in(base)
    return Opened(
        base if usual else scenarios["A"], scenarios, {arm: one["title"] for arm, one in arms.items()}, opening["seed"]
    )


def usual() -> Opened:
    """The Keilekwartier, two years against ten: for pages that no command opened."""
    base = load("keilekwartier")
    return Opened(
        base, {arm: override(base, settings) for arm, settings in usual_in(base).items()}, {"A": None, "B": None}, 1
    )


_now: list[Opened] = []


def show(opened: Opened) -> None:
    """Let pages that are opened from now on show this."""
    _now[:] = [opened]


def shown_now() -> Opened:
    """What pages show."""
    return _now[0] if _now else usual()
