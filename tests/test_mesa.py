"""The model to a Mesa user: agents, grid, layers and batch_run, in agreement with the tables."""

from __future__ import annotations

import gc
import weakref

import mesa
import networkx as nx
import numpy as np
import pytest
from conftest import small

from collectief_sim import state
from collectief_sim.agents import AreaCooperative, Collective, Developer, Entrepreneur, Municipality
from collectief_sim.model import CollectiefModel
from collectief_sim.packing import pack


@pytest.fixture
def model() -> CollectiefModel:
    model = CollectiefModel(small(), rng=6)
    for _ in range(30):
        model.step()
    return model


def test_it_is_a_mesa_model(model: CollectiefModel) -> None:
    assert isinstance(model, mesa.Model)
    assert model.steps == model.months_done == 30
    assert model.time == 30.0


def test_agents_agree_with_the_tables_every_month() -> None:
    model = CollectiefModel(small({"policy.contract_months": 6, "behaviour.plans.hazard_per_year": 2.0}), rng=2)
    while model.running:
        world = model.world
        people = model.agents_by_type[Entrepreneur]
        rows = sorted(agent.row for agent in people)
        assert rows == np.flatnonzero(world.entrepreneurs.present).tolist()
        lives = model.agents_by_type.get(Collective, [])
        assert sorted(agent.row for agent in lives) == np.flatnonzero(world.collectives.alive).tolist()
        for agent in people:
            plot = world.plots[world.entrepreneurs.plot[agent.row]]
            assert agent.cell.coordinate == (plot.x, plot.y)
            assert agent in agent.cell.agents
            assert agent.role == state.ROLES[world.entrepreneurs.role[agent.row]]
        for collective in lives:
            assert len(collective.members) == collective.headcount
            assert all(member.collective is collective for member in collective.members)
        assert len(model.agents) == sum(len(agents) for agents in model.agents_by_type.values())
        model.step()


def test_who_leaves_disappears_from_the_agents(model: CollectiefModel) -> None:
    before = {agent.row: agent for agent in model.agents_by_type[Entrepreneur]}
    for _ in range(24):
        model.step()
    left = [row for row in before if not model.world.entrepreneurs.present[row]]
    assert left
    here = {agent.row for agent in model.agents_by_type[Entrepreneur]}
    assert not here & set(left)
    assert all(before[row] not in model.grid[tuple(coordinate)].agents for row in left for coordinate in [(0, 0)])


def test_select_and_agg_work(model: CollectiefModel) -> None:
    people = model.agents_by_type[Entrepreneur]
    trekkers = people.select(lambda agent: agent.role == "trekker")
    assert 0 < len(trekkers) < len(people)
    assert people.agg("engagement", max) == model.world.entrepreneurs.engagement.max()
    assert set(people.get("activity")) <= set(state.ACTIVITIES)


def test_the_other_actors_are_there(model: CollectiefModel) -> None:
    assert len(model.agents_by_type[Developer]) == 2
    assert [agent.conscious for agent in model.agents_by_type[Developer]] == [False, True]
    assert len(model.agents_by_type[Municipality]) == 1
    assert model.municipality.openness == model.spec.policy.openness
    assert all(model.world.plots.plan_month[row] != -1 for row in model.municipality.plans)


def test_area_cooperatives_know_their_collectives() -> None:
    eager = {"behaviour.area_cooperatives.standing": 0.0, "behaviour.area_cooperatives.founding_per_year": 5.0}
    model = CollectiefModel(small(eager), rng=6)
    while model.running and AreaCooperative not in model.agents_by_type:
        model.step()
    (federation,) = model.agents_by_type[AreaCooperative].to_list()
    assert len(federation.collectives) == federation.members >= 2
    assert all(collective.area_cooperative is federation for collective in federation.collectives)


def test_layers_are_the_plot_table_itself(model: CollectiefModel) -> None:
    layer = model.grid.market_rent_eur_m2_year
    height, width = 6, 8
    assert layer.data.shape == (width, height)
    model.world.plots.market_rent_eur_m2_year[1 * width + 3] = 77.0
    assert layer.data[3, 1] == 77.0
    assert model.grid[(3, 1)].market_rent_eur_m2_year == 77.0
    assert np.shares_memory(layer.data, model.world.plots)


def test_the_grid_is_a_moore_grid(model: CollectiefModel) -> None:
    assert isinstance(model.grid, mesa.discrete_space.OrthogonalMooreGrid)
    assert len(model.grid[(3, 3)].neighborhood) == 8


def test_agents_are_read_only(model: CollectiefModel) -> None:
    agent = model.agents_by_type[Entrepreneur].to_list()[0]
    with pytest.raises(AttributeError):
        agent.engagement = 1.0
    with pytest.raises(TypeError, match="rules"):
        agent.remove()
    with pytest.raises(TypeError, match="rules"):
        agent.cell = model.grid[(0, 0)]


def test_ids_are_the_same_whenever_somebody_first_looks() -> None:
    early, late = CollectiefModel(small(), rng=6), CollectiefModel(small(), rng=6)
    assert len(early.agents)
    for model in (early, late):
        for _ in range(12):
            model.step()
    assert sorted(a.unique_id for a in early.agents) == sorted(a.unique_id for a in late.agents)
    assert len({a.unique_id for a in late.agents}) == len(late.agents)


def test_the_tie_network_is_a_graph(model: CollectiefModel) -> None:
    network = model.tie_network(at_least=0.3)
    assert isinstance(network, nx.Graph)
    assert set(network) == set(np.flatnonzero(model.world.entrepreneurs.present))
    assert network.number_of_edges() > 0
    assert all(0.3 <= weight <= 1 for _, _, weight in network.edges(data="weight"))


def test_batch_run_works() -> None:
    overrides = [{"policy.contract_months": 12}, {"policy.contract_months": 120}]
    rows = mesa.batch_run(
        CollectiefModel,
        {"spec": small(months=12), "overrides": overrides},
        rng=[1, 2],
        number_processes=1,
        display_progress=False,
    )
    assert len(rows) == 4
    direct = CollectiefModel(small(months=12), rng=2, overrides=overrides[1])
    direct.run_model()
    row = next(r for r in rows if r["iteration"] == 1 and r["overrides"] == overrides[1])
    assert row["Step"] == 12
    assert row["entrepreneurs"] == direct.world.series.entrepreneurs[-1]


def test_a_model_that_is_over_or_broken_does_not_go_on_silently(model: CollectiefModel) -> None:
    class Breaks(CollectiefModel):
        @staticmethod
        def month(world: object, now: int) -> None:
            raise ZeroDivisionError

    broken = Breaks(small(), rng=1)
    with pytest.raises(ZeroDivisionError):
        broken.step()
    assert not broken.running
    while model.running:
        model.step()
    with pytest.raises(RuntimeError, match="over"):
        model.step()


def test_a_process_can_be_swapped() -> None:
    from collectief_sim.month import month

    class Counting(CollectiefModel):
        calls = 0

        @staticmethod
        def month(world: state.World, now: int) -> None:
            Counting.calls += 1
            month(world, now)

    model = Counting(small(months=5), rng=1)
    model.run_model()
    assert Counting.calls == 5


def test_tables_of_collectives_grow_when_they_must() -> None:
    roomy, narrow = CollectiefModel(small(), rng=6), CollectiefModel(small(), rng=6)
    fewest = len(narrow.world.buildings)
    narrow.world = narrow.world._replace(collectives=narrow.world.collectives[:fewest].copy())
    narrow._packed = pack(narrow.world)
    for model in (roomy, narrow):
        model.finish()
    founded = roomy.world.town.collectives[0]
    assert founded > 0
    assert len(narrow.world.collectives) == 2 * fewest
    assert narrow.world.collectives[:founded].tobytes() == roomy.world.collectives[:founded].tobytes()


def test_many_months_at_a_time_are_the_same_months() -> None:
    one_by_one, at_once = CollectiefModel(small(), rng=6), CollectiefModel(small(), rng=6)
    told: list[int] = []
    one_by_one.finish(told.append)
    at_once.finish()
    assert told == list(range(1, one_by_one.months_done + 1))
    for table in ("entrepreneurs", "plots", "collectives", "series", "bonds"):
        assert getattr(one_by_one.world, table).tobytes() == getattr(at_once.world, table).tobytes(), table


def test_a_finished_model_is_freed() -> None:
    model = CollectiefModel(small(months=3), rng=1)
    model.run_model()
    assert len(model.agents)
    gone = weakref.ref(model)
    del model
    gc.collect()
    assert gone() is None
