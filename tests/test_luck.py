"""A run is a pure function of scenario and seed, and arms share their luck."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import small

from collectief_sim.mesa_face.model import CollectiefModel
from collectief_sim.model.build import build_world
from collectief_sim.model.identities import broken
from collectief_sim.model.rows import NONE, Records
from collectief_sim.model.simulation import run
from collectief_sim.model.world import World

TABLES = ("town", "entrepreneurs", "ties", "plots", "collectives", "developers", "area_cooperatives")


def same(one: World, other: World, tables: tuple[str, ...] = TABLES) -> bool:
    return all(getattr(one, name).tobytes() == getattr(other, name).tobytes() for name in tables)


def model_after(months: int, seed: int = 4, **options: object) -> CollectiefModel:
    model = CollectiefModel(small(**options), rng=seed)  # type: ignore[arg-type]
    for _ in range(months):
        model.step()
    return model


def test_the_same_scenario_and_seed_give_the_same_run_to_the_byte() -> None:
    assert same(model_after(60).world, model_after(60).world)


def test_another_seed_gives_another_run() -> None:
    assert not same(model_after(12, seed=4).world, model_after(12, seed=5).world)


def test_two_models_in_one_process_do_not_touch_each_other() -> None:
    one, other = CollectiefModel(small(), rng=4), CollectiefModel(small({"policy.openness": 1.0}), rng=9)
    for _ in range(36):
        one.step()
        other.step()
    assert same(one.world, model_after(36).world)


def test_run_drives_the_model() -> None:
    assert same(run(small(), 4).world, model_after(60).world)


def test_stopping_early_is_a_prefix_of_the_whole_run() -> None:
    assert run(small(), 4, months=24).series.equals(run(small(), 4).series.head(24))


def test_looking_at_agents_changes_nothing() -> None:
    watched = CollectiefModel(small(), rng=4)
    for _ in range(60):
        watched.step()
        assert len(watched.agents)
        assert watched.grid is not None
    assert same(watched.world, model_after(60).world)


def test_arms_are_identical_until_the_policy_first_bites() -> None:
    shock = {"coalition": {"kind": "coalition", "date": "2022-01", "openness": 1.0}}
    assert same(model_after(24, shocks=shock).world, model_after(24).world)
    assert not same(model_after(60, shocks=shock).world, model_after(60).world)


@pytest.mark.parametrize("contract", [12, 240])
def test_arms_share_people_newcomers_and_buildings(contract: int) -> None:
    base, arm = build_world(small(), 3), build_world(small({"policy.contract_months": contract}), 3)
    assert base.entrepreneurs.tobytes() == arm.entrepreneurs.tobytes()
    assert np.array_equal(base.queue_start, arm.queue_start)
    assert np.array_equal(base.buildings.floor_m2, arm.buildings.floor_m2)
    assert np.array_equal(base.buildings.owner_kind, arm.buildings.owner_kind)


def test_more_zoning_never_unzones_a_building() -> None:
    some = build_world(small({"policy.work_zoning_share": 0.3}), 3).buildings.housing_excluded
    more = build_world(small({"policy.work_zoning_share": 0.6}), 3).buildings.housing_excluded
    assert (more | ~some).all()
    assert more.sum() > some.sum()


def with_one_more(world: World) -> World:
    """One more would-be entrepreneur at the end of the queue, in the last month, who can pay anything."""
    extra = world.entrepreneurs[-1:].copy()
    extra.arrival_month, extra.present, extra.plot, extra.building = len(world.series) - 1, False, NONE, NONE
    extra.need_m2, extra.ability_eur_m2_year = 12.0, 1000.0
    people = np.concatenate([world.entrepreneurs, extra]).view(Records)
    queue = world.queue_start.copy()
    queue[-1] += 1
    longer = np.zeros(len(people), world.roster.dtype)
    longer[: len(world.roster)] = world.roster
    return world._replace(
        entrepreneurs=people,
        queue_start=queue,
        roster=longer,
        seekers=np.zeros(len(people), np.int64),
        company=np.zeros(len(people), np.int64),
        luck=np.zeros(len(people)),
        more_luck=np.zeros(len(people)),
        ties=np.concatenate([world.ties, world.ties[-1:]]).view(Records),
    )


def test_one_more_entrepreneur_leaves_everybody_elses_luck_alone() -> None:
    worlds = []
    for change in (lambda world: world, with_one_more):
        model = CollectiefModel(small(), rng=8)
        model.simulation._hold(change(build_world(model.spec, 8)))
        while model.running:
            model.step()
        assert broken(model.world, 60) == []
        worlds.append(model.world)
    base, more = worlds
    assert more.town.arrived[0] == base.town.arrived[0] + 1
    newcomer = more.entrepreneurs[-1]
    elsewhere = np.flatnonzero(base.entrepreneurs.building != newcomer.building)
    assert len(elsewhere) > 50
    for field in ("present", "plot", "buffer_months", "area_m2", "mentality", "collective", "left_month"):
        assert np.array_equal(base.entrepreneurs[field][elsewhere], more.entrepreneurs[field][elsewhere]), field
