"""Encounters and ties: what a meeting does to a bond, and what time does."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from conftest import small

from collectief_sim.model.build import build_world
from collectief_sim.model.codes import STRONGEST
from collectief_sim.model.compiling.packing import pack
from collectief_sim.model.processes import ties
from collectief_sim.model.rows import NONE
from collectief_sim.model.simulation import run
from collectief_sim.scenario import load

STRANGERS = {"people.grown_in_months": 0}


def test_bonds_grow_between_the_like_and_shrink_between_the_unlike() -> None:
    world = build_world(small(STRANGERS), 1)
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


def bonds_at_the_start(settings: dict[str, object]) -> Any:
    world: Any = build_world(load("stylised-area", settings), 1)
    return world, world.ties.bonds[world.entrepreneurs.present] / STRONGEST


def test_first_tenants_know_each_other_from_before_the_start_the_longer_the_more() -> None:
    means = [
        bonds_at_the_start({"people.grown_in_months": months})[1].sum(axis=1).mean() for months in (0, 12, 36, 120)
    ]
    assert means[0] == 0.0
    assert (np.diff(means) > 0.05).all()
    assert means[3] < means[2] + 0.4  # bonds fade as well


def test_who_was_not_there_yet_met_nobody() -> None:
    world, bonds = bonds_at_the_start({})
    since = world.entrepreneurs.since_month[world.entrepreneurs.present]
    assert (bonds[since >= 0] == 0).all()
    assert bonds[since <= -36].sum(axis=1).mean() > 2 * bonds[(since < 0) & (since > -18)].sum(axis=1).mean()
    assert (since >= -12 * world.entrepreneurs.experience_years[world.entrepreneurs.present] - 1e-9).all()
    held = world.ties.contacts[world.entrepreneurs.present][:, :, None] == np.flatnonzero(since >= 0)
    assert not (held.any(axis=2) & (bonds > 0)).any()


def test_no_policy_enters_what_was_before_it() -> None:
    one = bonds_at_the_start({"policy.programming": 0.0, "policy.contract_months": 12})[1]
    other = bonds_at_the_start({"policy.programming": 1.0, "policy.contract_months": 240})[1]
    assert np.array_equal(one, other)


def test_nobody_founds_all_at_once_after_a_start_that_is_grown_in() -> None:
    founded = np.mean(
        [run(load("stylised-area", {"months": 72}), seed).series.founded.to_numpy()[11::12] for seed in range(1, 13)],
        axis=0,
    )
    a_year = np.diff([0.0, *founded])
    assert founded[1] > 0.5  # no empty years
    assert a_year[:2].max() <= a_year[2:].max()  # and no rush


@pytest.mark.parametrize(("usual", "given"), [(0.1, 0.0), (0.1, 4.0), (0.1, 90.0), (0.0, 0.0)])
def test_people_meet_as_often_as_is_said(usual: float, given: float) -> None:
    settings = {"behaviour.ties.meetings_by_binders": 0.3}
    world: Any = build_world(small(STRANGERS | settings), 1)
    world.collectives.binding_asked, world.collectives.binding_given = 10.0, given
    organised = world.buildings.collective[world.entrepreneurs.building[world.entrepreneurs.present]] != NONE
    packed, months = pack(world), 300
    met = sum(ties.seek_company(packed, usual, now) for now in range(months))
    share, bound = organised.mean(), min(1.0, given / 10.0)
    expected = usual + 0.3 * bound * share
    assert met / months / world.town.present[0] == pytest.approx(expected, abs=0.01)
