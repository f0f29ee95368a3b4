"""Seeds as somebody types them on a page: what is none is told there, and does not end the page."""

from __future__ import annotations

from typing import Any

from collectief_sim.mesa_face.model import LAST_SEED, CollectiefModel
from collectief_sim.viewer.mesa.pair import TwoPolicies


def seed_in(text: Any, otherwise: int) -> tuple[int, str | None]:
    """The seed that was typed; or another, and what was typed instead of one."""
    typed = str(text).strip()
    if typed.isascii() and typed.isdigit() and len(typed) < 20 and int(typed) <= LAST_SEED:
        return int(typed), None
    return otherwise, typed[:40]


class OneOnPage(CollectiefModel):
    """A model whose seed is typed on a page; `no_seed` is what was typed if that is none."""

    def __init__(self, rng: Any = "1", otherwise: int = 1, **settings: Any) -> None:
        seed, no_seed = seed_in(rng, otherwise)
        super().__init__(rng=seed, **settings)
        self.no_seed = no_seed


class TwoOnPage(TwoPolicies):
    """Two policies whose seed is typed on a page; `no_seed` is what was typed if that is none."""

    def __init__(self, rng: Any = "1", otherwise: int = 1, **settings: Any) -> None:
        seed, no_seed = seed_in(rng, otherwise)
        super().__init__(rng=seed, **settings)
        self.no_seed = no_seed
