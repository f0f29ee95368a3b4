"""What a page shows of a model while Mesa steps it: the history so far of each of its runs, and cards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from collectief_sim.mesa_face.model import CollectiefModel
from collectief_sim.scenario import Scenario
from collectief_sim.viewer.cards.asked import card
from collectief_sim.viewer.cards.life import Card
from collectief_sim.viewer.history import Change
from collectief_sim.viewer.levers import changeable, levers_of
from collectief_sim.viewer.live import Live
from collectief_sim.viewer.mesa.pair import TwoPolicies
from collectief_sim.viewer.wire import encode

ALWAYS_TOLD = ("policy.contract_months", "policy.renewal_months")  # what a policy is called by, also if it is the usual


class Shown:
    """One model, or two policies with one luck.

    Parameters
    ----------
    model
        What Mesa steps. Cards are made by simulating once more up to the month shown, so there are none of a model that
        does more in a step than its month.
    """

    def __init__(self, model: CollectiefModel | TwoPolicies) -> None:
        models = model.models if isinstance(model, TwoPolicies) else (model,)
        self._models = dict(zip("AB", models, strict=False))
        self._live = {arm: Live(one.simulation) for arm, one in self._models.items()}
        self._drawn = -1
        self.has_cards = all(one.repeatable for one in models)

    def histories(self) -> dict[str, bytes]:
        """By arm, as :func:`collectief_sim.viewer.wire.encode` writes them: the series so far and the month of now."""
        self._drawn = self._month
        return {arm: self._history(arm) for arm in self._models}

    def months(self) -> tuple[int, int]:
        """The month whose histories were told last, and the month of now, of the run that has come furthest."""
        return self._drawn, self._month

    @property
    def _month(self) -> int:
        return max(model.months_done for model in self._models.values())

    def _history(self, arm: str) -> bytes:
        with self._models[arm].simulation.lock:  # Mesa may step on another thread
            return encode(self._live[arm].now())

    @property
    def changes(self) -> int:
        """How often a policy was changed so far."""
        return sum(len(model.changes) for model in self._models.values())

    def options(
        self, parts: Sequence[str], charts: Sequence[str] | None, language: str, layer: str, usual: Mapping[str, Any]
    ) -> dict[str, Any]:
        """What the component is told: what to show, and what of levers and policies; `usual` needs not be told of one."""
        told = {"parts": list(parts), "language": language, "layer": layer, "cards": self.has_cards}
        told |= {"levers": levers_of(self._models["A"].simulation.first_spec), "usual": dict(usual)}
        told["policies"] = {arm: self._policy(arm, usual) for arm in self._models}
        return told if charts is None else told | {"charts": list(charts)}

    def _policy(self, arm: str, usual: Mapping[str, Any]) -> dict[str, Any]:
        """What a policy is called by, what sets it apart from the usual and from the other, and its changes on the way."""
        held = {name: changeable(model.simulation.first_spec) for name, model in self._models.items()}
        apart = [path for path in held[arm] if any(one[path] != usual.get(path) for one in held.values())]
        changes = [{"month": month, "settings": settings} for month, settings in self._models[arm].changes]
        return {"settings": {path: held[arm][path] for path in apart}, "changes": changes}

    def card(self, arm: str, kind: str, number: int, month: int) -> Card:
        """The card of something in a month that has passed; raises LookupError if there is none."""
        if arm not in self._models or not self.has_cards:
            raise LookupError("there are no cards of this model")
        model = self._models[arm]
        run = model.simulation
        changes = [Change(at, settings) for at, settings in run.changes]
        until = max(0, min(month, run.months_done))
        return card(kind, number, run.first_spec, run.seed, until, changes, rule=type(model).month)


def usual_in(scenario: Scenario) -> dict[str, Any]:
    """Settings that need not be told of a policy: those of a scenario, but the ones that it is called by."""
    return {path: value for path, value in changeable(scenario).items() if path not in ALWAYS_TOLD}


def first_scenario(model: CollectiefModel | TwoPolicies) -> Scenario:
    """The scenario that a model began with; of two policies that of A."""
    return (model.a if isinstance(model, TwoPolicies) else model).simulation.first_spec
