"""All cards of a run, made in one pass: of the municipality, every collective and every building, in every month.

What entrepreneurs' cards say is too much to keep for everybody; those are asked for one by one, see `asked`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from collectief_sim.model.month import month as months_rule
from collectief_sim.model.rows import columns
from collectief_sim.model.simulation import Simulation
from collectief_sim.model.world import World
from collectief_sim.scenario import Scenario
from collectief_sim.viewer.cards.collective import CollectiveLife, collective_card
from collectief_sim.viewer.cards.life import Card, Event
from collectief_sim.viewer.cards.municipality import municipality_card
from collectief_sim.viewer.cards.plot import plot_card
from collectief_sim.viewer.history import Change, Check, advance, whatever_it_takes
from collectief_sim.viewer.texts import as_json

_OF_THE_PLOT = ("plot", "titles")  # on the card of a plot, not of what stands on it


@dataclass
class Pages:
    """The cards of one thing, by month; a card holds until the next one."""

    cards: list[tuple[int, bytes]] = field(default_factory=list)  # from which month on, and the card as JSON
    events: list[tuple[int, Event]] | None = None  # by when each was known; None if such cards have none

    def add(self, month: int, card: Card) -> None:
        """The card of a month, if it says something else than the one before."""
        content = as_json(card)
        if not self.cards or self.cards[-1][1] != content:
            self.cards.append((month, content))

    def lines(self) -> Iterator[bytes]:
        """As lines of JSON: the events, or null; and then ``[month, card]`` for each card."""
        yield as_json(self.events)
        for month, content in self.cards:
            yield b"[%d,%b]" % (month, content)


@dataclass
class Album:
    """Cards by number: of the municipality (0), of collectives, and of buildings without what is said of the plot itself."""

    municipality: list[Pages]
    collective: list[Pages]
    building: list[Pages]


def album_of(
    scenario: Scenario,
    seed: int,
    months: int,
    changes: Sequence[Change] = (),
    buildings: bool = True,
    check: Check = whatever_it_takes,
    rule: Callable[[World, int], None] = months_rule,
) -> Album:
    """Cards of months 0 to `months`; those of buildings only if wanted. `check` is called before every month."""
    model = Simulation(scenario, seed)
    plots: list[int] = columns(model.world.buildings).plot.tolist() if buildings else []
    album = Album([Pages()], [], [Pages() for _ in plots])
    lives: list[CollectiveLife] = []

    def note(done: int) -> None:
        album.municipality[0].add(done, municipality_card(model))
        _add_collectives(album.collective, lives, model, done)
        for pages, plot in zip(album.building, plots, strict=True):
            card = plot_card(model, plot)
            pages.add(done, {name: said for name, said in card.items() if name not in _OF_THE_PLOT})

    note(0)
    advance(model, months, changes, note, check, rule)
    return album


def _add_collectives(pages: list[Pages], lives: list[CollectiveLife], model: Simulation, done: int) -> None:
    for number in range(len(lives), int(model.world.town[0].collectives)):
        lives.append(CollectiveLife(number))
        pages.append(Pages(events=[]))
    for life, page in zip(lives, pages, strict=True):
        life.note(model, done)
        page.add(done, collective_card(model, life.number))
        known = page.events or []
        page.events = known + [(done, event) for event in life.events[len(known) :]]
