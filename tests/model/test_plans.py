"""Plans to redevelop: what allows them and what does not move them."""

from __future__ import annotations

from conftest import finished, small

from collectief_sim.model.build import build_world
from collectief_sim.model.compiling.packing import pack
from collectief_sim.model.processes import plans


def test_the_work_floor_minimum_is_kept() -> None:
    pressure = {"market.housing_pressure": 6.0, "behaviour.plans.hazard_per_year": 5.0}
    out = finished(pressure | {"policy.work_floor_minimum_share": 0.8}, 1, "stylised-area").outcomes
    assert 0.8 <= out["work_floor_share"] < 0.85


def test_a_shorter_term_alone_does_not_raise_the_chance_of_a_plan() -> None:
    short, long = (build_world(small({"policy.contract_months": months}), 1) for months in (12, 240))
    for b in range(len(short.buildings)):
        assert plans.hazard(pack(short), b) == plans.hazard(pack(long), b)
