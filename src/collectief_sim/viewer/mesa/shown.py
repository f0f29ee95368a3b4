"""What a page shows of a model while Mesa steps it: the history so far of each of its runs, and cards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from collectief_sim.mesa_face.model import CollectiefModel
from collectief_sim.viewer.cards.asked import card
from collectief_sim.viewer.cards.life import Card
from collectief_sim.viewer.history import Change
from collectief_sim.viewer.levers import changeable, levers_of
from collectief_sim.viewer.live import Live
from collectief_sim.viewer.mesa.pair import TwoPolicies
from collectief_sim.viewer.wire import encode

ALWAYS_TOLD = ("policy.contract_months",)  # settings that a policy is called by, whatever else sets it apart


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
        self.has_cards = all(type(one).step is CollectiefModel.step for one in models)

    def histories(self) -> dict[str, bytes]:
        """By arm, as :func:`collectief_sim.viewer.wire.encode` writes them: the series so far and the month of now."""
        return {arm: self._history(arm) for arm in self._models}

    def _history(self, arm: str) -> bytes:
        with self._models[arm].simulation.lock:  # Mesa may step on another thread
            return encode(self._live[arm].now())

    @property
    def changes(self) -> int:
        """How often a policy was changed so far."""
        return sum(len(model.changes) for model in self._models.values())

    def options(self, parts: Sequence[str], charts: Sequence[str] | None, language: str) -> dict[str, Any]:
        """What the component is told: what to show, and what of levers and policies."""
        scenario = self._models["A"].simulation.first_spec
        told = {"parts": list(parts), "language": language, "cards": self.has_cards, "levers": levers_of(scenario)}
        usual = {path: value for path, value in changeable(scenario).items() if path not in ALWAYS_TOLD}
        told |= {"usual": usual, "policies": {arm: self._policy(arm) for arm in self._models}}
        return told if charts is None else told | {"charts": list(charts)}

    def _policy(self, arm: str) -> dict[str, Any]:
        """How long leases run, what sets the policies apart, and what was changed on the way."""
        all_held = {name: changeable(model.simulation.first_spec) for name, model in self._models.items()}
        mine = all_held[arm]
        apart = [path for path in mine if len({str(held[path]) for held in all_held.values()}) > 1]
        settings = {path: mine[path] for path in dict.fromkeys((*ALWAYS_TOLD, *apart))}
        changes = [{"month": month, "settings": held} for month, held in self._models[arm].changes]
        return {"settings": settings, "changes": changes}

    def card(self, arm: str, kind: str, number: int, month: int) -> Card:
        """The card of something in a month that has passed; raises LookupError if there is none."""
        if arm not in self._models or not self.has_cards:
            raise LookupError("there are no cards of this model")
        model = self._models[arm]
        run = model.simulation
        changes = [Change(at, settings) for at, settings in run.changes]
        until = max(0, min(month, run.months_done))
        return card(kind, number, run.first_spec, run.seed, until, changes, rule=type(model).month)
