"""Encounters and ties: what a meeting does to a bond, and what time does."""

from __future__ import annotations

import pytest
from conftest import small

from collectief_sim.model.build import build_world
from collectief_sim.model.codes import STRONGEST
from collectief_sim.model.compiling.packing import pack
from collectief_sim.model.processes import ties


def test_bonds_grow_between_the_like_and_shrink_between_the_unlike() -> None:
    world = build_world(small(), 1)
    packed = pack(world)
    world.entrepreneurs.mentality[:3] = (0.5, 0.5, 1.0)
    for _ in range(2):
        ties.bring_together(packed, 0, 1)
        ties.bring_together(packed, 0, 2)
    place = ties.place_for(packed, 0, 1)
    assert ties.bond(packed, 0, place, 1) / STRONGEST == pytest.approx(2 * world.rules[0].ties.step)
    assert ties.bond(packed, 0, ties.place_for(packed, 0, 2), 2) == 0
    for _ in range(40):
        ties.fade(packed)
    assert ties.bond(packed, 0, place, 1) / STRONGEST == pytest.approx(0.5 * (1 - 0.015) ** 40, rel=1e-5)
