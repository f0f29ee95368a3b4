"""A card of any month: simulated up to there, with what happened before noted on the way."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from collectief_sim.model.month import month as months_rule
from collectief_sim.model.simulation import Simulation
from collectief_sim.model.world import World
from collectief_sim.scenario import Scenario
from collectief_sim.viewer.cards.collective import CollectiveLife, collective_card
from collectief_sim.viewer.cards.entrepreneur import EntrepreneurLife, entrepreneur_card
from collectief_sim.viewer.cards.life import Card, Life
from collectief_sim.viewer.cards.municipality import municipality_card
from collectief_sim.viewer.cards.plot import plot_card
from collectief_sim.viewer.history import Change, Check, advance, whatever_it_takes

_LIVES: Mapping[str, Callable[[int], Life]] = {"collective": CollectiveLife, "entrepreneur": EntrepreneurLife}
_NOW = {"collective": collective_card, "plot": plot_card, "municipality": municipality_card}
KINDS = ("collective", "entrepreneur", "plot", "municipality")


def card(
    kind: str,
    number: int,
    scenario: Scenario,
    seed: int,
    month: int,
    changes: Sequence[Change] = (),
    check: Check = whatever_it_takes,
    rule: Callable[[World, int], None] = months_rule,
) -> Card:
    """The card of one of `KINDS` after so many months; those of collectives and entrepreneurs have ``events``.

    Raises
    ------
    LookupError
        If there is no such kind, or nobody of that number by then.
    """
    if kind not in KINDS:
        raise LookupError(f"there is no card of a {kind[:40]}")
    model, life = Simulation(scenario, seed), _LIVES[kind](number) if kind in _LIVES else None

    def note(done: int) -> None:
        if life is not None:
            life.note(model, done)

    note(0)
    advance(model, month, changes, note, check, rule)
    return _told(kind, number, model, life)


def _told(kind: str, number: int, model: Simulation, life: Life | None) -> Card:
    """The card of a model as it stands, with the events of a life that was noted so far; raises LookupError."""
    if isinstance(life, EntrepreneurLife):
        if not life.events:
            raise LookupError(f"there is no entrepreneur {number} by month {model.months_done}")
        found = entrepreneur_card(model, number, life.person)
    else:
        found = _NOW[kind](model, number)
    return found | {"events": life.events} if life else found
