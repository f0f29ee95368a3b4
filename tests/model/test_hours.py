"""Hours bought or exchanged: who pays, who gets them, and that none come from nowhere."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from conftest import small

from collectief_sim.model.build import build_world
from collectief_sim.model.compiling.packing import pack
from collectief_sim.model.processes import hours
from collectief_sim.model.simulation import run
from collectief_sim.scenario import load

PRICE = 60.0  # EUR an hour, behaviour.roles.support_cost_eur_hour


def settled(form: str, surplus: tuple[float, float] = (0.0, 0.0), **settings: Any):
    """A small world in which the first two collectives are past founding."""
    world = build_world(small({f"forms.{form}.on": True} | {f"forms.{form}.{k}": v for k, v in settings.items()}), 1)
    world.collectives.phase[:2], world.collectives.spare_hours[:2] = 1, surplus
    return world


def test_an_area_director_costs_what_the_hours_cost_and_serves_all_alike() -> None:
    world = settled("area_director", ends_per_year=0.0)
    hours.buy_and_exchange(pack(world), 0)
    assert world.collectives.zone_hours[:2] == pytest.approx([30.0, 30.0])
    assert world.town[0].public_cost_eur == 60.0 * PRICE


def test_nothing_begins_where_no_collective_is_settled() -> None:
    world = build_world(small({"forms.area_director.on": True}), 1)
    hours.buy_and_exchange(pack(world), 0)
    assert not world.schemes[0].running
    assert world.town[0].public_cost_eur == 0


def test_a_time_bank_moves_hours_and_loses_what_running_it_takes() -> None:
    world = settled("time_bank", (20.0, 0.0), ends_per_year=0.0, exchanged_share=0.5, running_hours_month=3.0)
    world.collectives.leading_asked[1], world.collectives.leading_given[1] = 10.0, 6.0
    hours.buy_and_exchange(pack(world), 0)
    assert world.collectives.zone_hours[:2] == pytest.approx([-7.0, 4.0])
    assert world.schemes[0].exchanged_hours == pytest.approx(4.0)
    assert world.town[0].public_cost_eur == 0


def test_no_member_gives_more_to_a_time_bank_than_the_most() -> None:
    world = settled("time_bank", (1000.0, 0.0), most_hours_member_month=0.1, exchanged_share=1.0)
    packed = pack(world)
    assert hours.offer(packed, 0, 0) == pytest.approx(0.1 * world.collectives.headcount[0])


def test_a_work_corporation_lives_on_fees_and_a_start_subsidy_that_is_given_once() -> None:
    world = settled("work_corporation", ends_per_year=0.0, owners_share=1.0, start_eur=60_000.0)
    packed = pack(world)
    rents = world.buildings.rent_eur_m2_year * world.buildings.occupied_m2
    fees = 0.05 * rents[world.buildings.owner_kind != 5].sum() / 12
    assert hours.fees(packed, 0) == pytest.approx(fees)
    hours.buy_and_exchange(packed, 0)
    assert world.collectives.zone_hours[:2].sum() == pytest.approx((fees + 1000.0) / PRICE)
    hours.end(packed, 0, 1)
    hours.begin(packed, 0, 30)
    assert world.schemes[0].purse_eur == 0  # a second time nothing is given
    assert world.town[0].public_cost_eur == pytest.approx(1000.0)  # the rest went back


def test_schemes_end_and_may_begin_again_after_a_rest() -> None:
    told = run(load("stylised-area", {"forms.time_bank.on": True, "forms.time_bank.ends_per_year": 1.0}), 1).happenings
    months = {what: told[told.what == what].month.to_numpy() for what in ("scheme_started", "scheme_ended")}
    assert len(months["scheme_ended"]) > 3
    between = months["scheme_started"][1:] - months["scheme_ended"][: len(months["scheme_started"]) - 1]
    assert (between >= 24).all()
    assert (np.diff(told.month) >= 0).all()
