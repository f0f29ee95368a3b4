"""Seeds and settings as somebody gives them on a page: what cannot be is told there, and does not end the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from collectief_sim.mesa_face.model import LAST_SEED, CollectiefModel
from collectief_sim.scenario import Scenario
from collectief_sim.scenario.levers import levers_in
from collectief_sim.viewer.mesa.pair import TwoPolicies

type Lowered = dict[str, int]  # by the name of a lever of policy


def seed_in(text: Any, otherwise: int) -> tuple[int, str | None]:
    """The seed that was typed; or another, and what was typed instead of one."""
    typed = str(text).strip()
    if typed.isascii() and typed.isdigit() and len(typed) < 20 and int(typed) <= LAST_SEED:
        return int(typed), None
    return otherwise, typed[:40]


def lowered_in(spec: Scenario, settings: Mapping[str, Any], before: str = "") -> Lowered:
    """The levers that are more than they can be beside others (a break after the end of the longest lease), and what they can be.

    `before` is what names of settings begin with.
    """
    return dict(_too_high(spec, settings, before))


def _too_high(spec: Scenario, settings: Mapping[str, Any], before: str) -> Iterator[tuple[str, int]]:
    def value(name: str) -> Any:
        return settings.get(f"{before}{name}", getattr(spec.policy, name))

    for name, lever in levers_in(type(spec.policy)).items():
        others = [one for one in map(value, lever.within) if isinstance(one, int)]
        if others and isinstance(value(name), int) and value(name) > max(others):
            yield name, max(others)


class OneOnPage(CollectiefModel):
    """A model whose seed is typed on a page.

    `no_seed` is what was typed if that is none, `lowered` what was more than it can be.
    """

    def __init__(self, spec: Scenario, rng: Any = "1", otherwise: int = 1, **settings: Any) -> None:
        seed, no_seed = seed_in(rng, otherwise)
        lowered = lowered_in(spec, settings)
        super().__init__(spec, rng=seed, **settings | lowered)
        self.no_seed, self.lowered = no_seed, [("", lowered)]


class TwoOnPage(TwoPolicies):
    """Two policies whose seed is typed on a page; for the rest as `OneOnPage`."""

    def __init__(
        self, spec: Scenario, rng: Any = "1", other: Scenario | None = None, otherwise: int = 1, **settings: Any
    ) -> None:
        seed, no_seed = seed_in(rng, otherwise)
        both = [("a_", lowered_in(spec, settings, "a_")), ("b_", lowered_in(other or spec, settings, "b_"))]
        fitting = {f"{before}{name}": value for before, lowered in both for name, value in lowered.items()}
        super().__init__(spec, rng=seed, other=other, **settings | fitting)
        self.no_seed = no_seed
        self.lowered = [(f"{before[0].upper()} · ", lowered) for before, lowered in both]
