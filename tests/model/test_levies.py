"""Levies: who votes, what it takes to pass, who pays, and what it is spent on."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import small
from hypothesis import given, settings
from hypothesis import strategies as st

from collectief_sim.model.build import build_world
from collectief_sim.model.codes import (
    HAPPENINGS,
    TOO_FEW_IN_FAVOUR,
    TOO_LITTLE_VALUE,
    TURNOUT_TOO_LOW,
    VOTE_PASSED,
)
from collectief_sim.model.compiling.packing import pack
from collectief_sim.model.processes import levies
from collectief_sim.model.simulation import run
from collectief_sim.scenario import ScenarioError, load

BIZ = {"forms.biz.on": True}
FUND = {"forms.business_fund.on": True}
ALL_FOR = {"forms.biz.favour": 5.0, "forms.biz.turnout_outsider": 1.0, "forms.biz.favour_by_cost": 0.0}


def world_with(overrides: dict[str, object]):
    return build_world(small(overrides), seed=1)


@pytest.mark.parametrize(
    ("contributors", "votes", "in_favour", "value_for", "value_against", "outcome"),
    [
        (100, 49, 49, 1.0, 0.0, TURNOUT_TOO_LOW),  # by one ballot, all in favour (F58)
        (100, 50, 33, 9.0, 1.0, TOO_FEW_IN_FAVOUR),
        (100, 60, 40, 9.0, 1.0, VOTE_PASSED),  # two thirds to the vote
        (100, 60, 40, 1.0, 1.0, TOO_LITTLE_VALUE),
        (0, 0, 0, 0.0, 0.0, TURNOUT_TOO_LOW),  # a vote without contributors is no vote
    ],
)
def test_a_vote_needs_turnout_votes_and_value(
    contributors: float, votes: float, in_favour: float, value_for: float, value_against: float, outcome: int
) -> None:
    world = world_with(BIZ)
    ballot = world.ballots[0]
    ballot.contributors, ballot.votes, ballot.in_favour = contributors, votes, in_favour
    ballot.value_for_eur, ballot.value_against_eur = value_for, value_against
    assert levies.verdict(pack(world), 0) == outcome


@settings(deadline=None)  # rules are compiled in it
@given(st.floats(0, 1e7))
def test_a_levy_is_a_share_of_value_between_least_and_most(value: float) -> None:
    world = pack(world_with(BIZ))
    assert levies.levy_on(world, 0, value) == pytest.approx(min(5000.0, max(250.0, 0.00245 * value)))


def test_turnout_rises_with_engagement_and_is_the_given_one_for_outsiders() -> None:
    world = pack(world_with({**BIZ, "forms.biz.turnout_outsider": 0.4}))
    assert levies.turnout(world, 0, 0.0) == pytest.approx(0.4)
    assert levies.turnout(world, 0, 0.5) == pytest.approx(0.7)
    assert levies.turnout(world, 0, 1.0) == 1.0


def test_who_pays_much_for_it_favours_it_less_and_who_thinks_of_the_commons_more() -> None:
    world = pack(world_with(BIZ))
    assert levies.favours(world, 0, 0.5, 0.1) < levies.favours(world, 0, 0.5, 0.0) < levies.favours(world, 0, 0.9, 0.0)


def test_an_operated_building_and_one_that_a_collective_owns_are_one_contributor_each() -> None:
    world = world_with({**BIZ, **ALL_FOR})
    levies.count_votes(pack(world), 0, 0)
    buildings = world.buildings
    bodies = (buildings.operated | (buildings.head_tenant >= 0) | (buildings.owner_kind == 5)) & (
        buildings.occupied_m2 > 0
    )
    assert world.ballots[0].contributors == bodies.sum() + buildings.tenants[~bodies].sum()
    assert world.ballots[0].votes == world.ballots[0].contributors  # everybody turns out


def test_a_firm_pays_from_its_buffer_what_the_levy_brings_in() -> None:
    world = world_with(BIZ)
    before = world.entrepreneurs.buffer_months.copy()
    row = int(world.entrepreneurs.present.argmax())
    world.levies.billed_months[0] = 12
    levies.charge(pack(world), row, 100.0)
    e, paid = world.entrepreneurs[row], world.levies.billed_eur[0]
    monthly = e.ability_eur_m2_year * e.area_m2 / 12
    assert paid > 0
    assert before[row] - e.buffer_months == pytest.approx(paid / monthly)


def test_a_levy_that_passes_is_voted_on_again_after_its_term() -> None:
    happenings = run(load("stylised-area", {**BIZ, **ALL_FOR}), 1).happenings
    passed = happenings[happenings.what == "vote_passed"].month.to_numpy()
    assert len(passed) > 2
    assert (np.diff(passed) == 60).all()


def test_a_levy_that_nobody_wants_never_starts_and_takes_no_money() -> None:
    result = run(load("stylised-area", {**BIZ, "forms.biz.favour": -5.0}), 1)
    assert set(result.happenings.what) <= {"vote_lost_votes", "vote_lost_turnout"}
    assert result.outcomes["votes_lost"] > 0
    assert result.outcomes["levied_eur"] == 0


def test_preparing_a_vote_takes_hours_of_collectives_and_some_that_the_municipality_pays() -> None:
    world = world_with(BIZ)
    world.collectives.phase[:2], world.collectives.spare_hours[:2] = 1, (10.0, 30.0)
    levies.come_to_a_vote(pack(world), 0, 0)
    a_month = 250.0 / 8
    assert world.levies[0].prepared_hours == pytest.approx(90.0 + min(160.0, a_month))
    assert world.collectives.zone_hours[:2] == pytest.approx([-a_month / 4, -3 * a_month / 4])
    assert world.town[0].public_cost_eur == 90.0 * 60.0


def test_money_of_a_fund_waits_for_its_term_and_what_is_older_lapses() -> None:
    world = world_with({**FUND, "forms.business_fund.term_months": 12})
    world.collectives.spare_hours = 0.0
    packed, levy = pack(world), world.levies[0]
    for month in range(12):
        levies.levy_and_spend(packed, month)
    of_a_year = levy.levied_eur
    assert of_a_year > 0
    assert levy.lapsed_eur == levy.spent_eur == levy.meetings == 0
    levies.levy_and_spend(packed, 12)
    assert levy.levied_eur > of_a_year
    assert levy.lapsed_eur == pytest.approx(of_a_year, rel=1e-3)
    assert levy.purse_eur == pytest.approx(levy.levied_eur - levy.lapsed_eur)


@pytest.mark.parametrize("start", [0, 5])
def test_there_is_one_bill_for_what_is_left_of_a_year_and_it_is_spent_until_the_next(start: int) -> None:
    world = world_with({**FUND, "forms.business_fund.rate_per_year": 1e-9})  # each pays the least, whatever its floor
    packed, levy = pack(world), world.levies[0]
    world.collectives.phase[:2], world.collectives.spare_hours[:2] = 1, (10.0, 30.0)
    levies.levy_and_spend(packed, start)
    billed = levy.levied_eur
    assert levy.billed_months == 12 - start
    assert levy.spent_eur == pytest.approx(billed / (12 - start))
    for month in range(start + 1, 12):
        levies.levy_and_spend(packed, month)
        assert levy.levied_eur == billed
    assert levy.purse_eur == pytest.approx(0.0, abs=1e-6)
    levies.levy_and_spend(packed, 12)
    assert levy.levied_eur - billed == pytest.approx(billed * 12 / (12 - start))


def test_what_is_told_of_the_end_of_a_levy_is_what_it_brought_in_since_it_began() -> None:
    unsure = {**BIZ, "forms.biz.favour": 1.5, "forms.biz.favour_if_known": 0.0}
    for seed in range(1, 6):
        result = run(load("stylised-area", unsure), seed)
        ended = result.happenings[result.happenings.what == "levy_ended"]
        assert ended.amount_eur.sum() <= result.outcomes["levied_eur"] * (1 + 1e-9)


def test_a_levy_that_holds_already_is_favoured() -> None:
    world = world_with(BIZ)
    packed = pack(world)
    before = levies.favours(packed, 0, 0.5, 0.0)
    world.levies.until_month[0] = 60
    assert levies.favours(packed, 0, 0.5, 0.0) > before


def test_money_buys_meetings_and_hours_for_every_settled_collective() -> None:
    world = world_with(FUND)
    world.collectives.phase[:2], world.collectives.spare_hours[:2] = 1, 5.0
    levies.levy_and_spend(pack(world), 0)
    assert 0 < levies.meetings_paid(pack(world)) <= 1
    given = world.collectives.zone_hours[:2]
    assert given[0] == given[1] > 0


@pytest.mark.parametrize(
    ("overrides", "told"),
    [
        ({"forms.biz.on": True, "forms.biz.since": "2008-01"}, "outside the run"),
        ({"forms.biz.on": True, "forms.biz.since": "soon"}, "is not a month"),
        ({"forms.biz.on": True, "forms.biz.term_months": 120}, "60"),
        ({"start": "2007-01", "forms.biz.on": True}, "before the law knows it"),
    ],
)
def test_a_levy_that_cannot_be_is_refused(overrides: dict[str, object], told: str) -> None:
    with pytest.raises((ScenarioError, ValueError), match=told):
        load("stylised-area", overrides)


def test_every_happening_has_words() -> None:
    from collectief_sim.model.catalogue.happenings import HAPPENED

    assert set(HAPPENED) == set(HAPPENINGS)
