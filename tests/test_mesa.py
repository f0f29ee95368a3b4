"""The model to a Mesa user: agents, grid, layers and batch_run, in agreement with the tables."""

from __future__ import annotations

import copy
import gc
import operator
import re
import weakref
from pathlib import Path

import mesa
import networkx as nx
import numpy as np
import pandas as pd
import pytest
from conftest import small

from collectief_sim.files.errors import ScenarioError
from collectief_sim.mesa_face.agents import AreaCooperative, Collective, Developer, Entrepreneur, Municipality
from collectief_sim.mesa_face.model import CollectiefModel
from collectief_sim.model.codes import ACTIVITIES, ROLES
from collectief_sim.model.compiling.packing import pack
from collectief_sim.model.simulation import run
from collectief_sim.model.world import World
from collectief_sim.scenario import dump, load
from collectief_sim.scenario.files import override


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
            assert agent.role == ROLES[world.entrepreneurs.role[agent.row]]
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
    assert set(people.get("activity")) <= set(ACTIVITIES)


def test_the_other_actors_are_there(model: CollectiefModel) -> None:
    assert len(model.agents_by_type[Developer]) == 2
    assert [agent.conscious for agent in model.agents_by_type[Developer]] == [False, True]
    assert len(model.agents_by_type[Municipality]) == 1
    assert model.municipality.openness == model.spec.policy.openness
    assert all(model.world.buildings.plan_month[row] != -1 for row in model.municipality.plans)


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
    rent = model.world.plots.market_rent_eur_m2_year[1 * width + 3]
    assert layer.data[3, 1] == model.grid[(3, 1)].market_rent_eur_m2_year == rent
    assert np.shares_memory(layer.data, model.world.plots)
    model.step()
    model.finish()
    assert model.world.plots.market_rent_eur_m2_year[1 * width + 3] == layer.data[3, 1] != rent


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
    people = model.world.entrepreneurs
    assert set(network) == set(people.number[people.present].tolist())
    assert network.number_of_edges() > 0
    assert all(0.3 <= weight <= 1 for _, _, weight in network.edges(data="weight"))


def test_batch_run_varies_settings_by_name_and_gives_rows_that_can_be_grouped() -> None:
    rows = mesa.batch_run(
        CollectiefModel,
        {"spec": small(months=12), "contract_months": [12, 120], "market.housing_pressure": [0.5, 1.0]},
        rng=[1, 2],
        number_processes=1,
        display_progress=False,
    )
    table = pd.DataFrame(rows)
    assert table.groupby(["contract_months", "market.housing_pressure", "seed"]).size().tolist() == [1] * 8
    for _, row in table.iterrows():
        settings = {
            "policy.contract_months": row.contract_months,
            "market.housing_pressure": row["market.housing_pressure"],
        }
        direct = run(override(small(months=12), settings), row.seed)
        assert row.Step == 12
        assert row.entrepreneurs == direct.series.entrepreneurs.iloc[-1]
        assert row.free_plots_share_in_month == direct.series.free_plots_share.iloc[-1]
        for outcome, value in direct.outcomes.items():
            assert row[outcome] == value or (value is None and pd.isna(row[outcome])), outcome


def test_batch_run_keeps_the_seed_it_drew_and_gives_every_month_if_asked() -> None:
    rows = mesa.batch_run(
        CollectiefModel,
        {"spec": small(months=6)},
        rng=[None],
        number_processes=1,
        display_progress=False,
        data_collection_period=1,
    )
    assert [row["Step"] for row in rows] == [1, 2, 3, 4, 5, 6]
    again = CollectiefModel(small(months=6), rng=rows[0]["seed"])
    again.finish()
    assert [row["members"] for row in rows] == again.series.members.tolist()
    assert [row["collectives_founded"] for row in rows] == [None] * 5 + [again.outcomes["collectives_founded"]]


def test_what_cannot_be_a_setting_is_told_by_name() -> None:
    for settings, told in (
        ({"contract_month": 12}, "Did you mean 'contract_months'"),
        ({"seed": 3}, "the seed is `rng`"),
        ({"contract_months": 24, "policy.contract_months": 120}, "is given twice"),
        ({"contract_months": 24, "overrides": {"policy.contract_months": 24}}, "is given twice"),
        ({"constant": 1.0}, "several settings are called so"),
        ({"contract_months": 0}, "from 1 to 600"),
        ({"overrides": "policy.contract_months"}, "contract_months"),
        ({"rng": -1}, "rng = -1"),
        ({"rng": True}, "rng = True"),
        ({"rng": 2**63}, "rng = "),
        ({"months": 0}, "months = 0"),
        ({"months": 999}, "months = 999"),
    ):
        with pytest.raises(ScenarioError, match=re.escape(told)):
            CollectiefModel(small(), **settings)


def test_numbers_of_numpy_and_paths_are_as_good_as_pythons(tmp_path: Path) -> None:
    file = tmp_path / "area.toml"
    file.write_text(dump(small()), encoding="utf-8")
    months, pressure = np.int64(120), np.float32(0.5)
    model = CollectiefModel(
        file, rng=np.int64(7), months=np.int32(5), contract_months=months, housing_pressure=pressure
    )
    assert (model.seed, model.spec.policy.contract_months, model.spec.market.housing_pressure) == (7, 120, 0.5)
    assert load(file, {"policy.right_of_return": np.bool_(True)}).policy.right_of_return is True
    model.run_model()
    assert model.steps == 5


def test_any_seed_that_numpy_takes_gives_a_run_that_can_be_repeated() -> None:
    for seeds in ([3, 4], np.random.SeedSequence(5)):
        assert CollectiefModel(small(), rng=seeds).seed == CollectiefModel(small(), rng=seeds).seed
    assert CollectiefModel(small(), rng=None).seed != CollectiefModel(small(), rng=None).seed
    assert CollectiefModel(small(), rng=np.random.default_rng(3)).seed >= 0


def test_a_subclass_may_collect_what_it_likes() -> None:
    class Collecting(CollectiefModel):
        def __init__(self, **settings: object) -> None:
            super().__init__(small(months=8), **settings)
            self.datacollector = mesa.DataCollector(
                model_reporters={"alive": lambda model: model.outcomes["collectives_alive"], "months": "months_done"},
                agenttype_reporters={Entrepreneur: {"role": "role"}},
            )

        def step(self) -> None:
            super().step()
            self.datacollector.collect(self)

    model = Collecting(contract_months=24)
    model.run_model()
    frame = model.datacollector.get_model_vars_dataframe()
    assert frame.months.tolist() == list(range(1, 9))
    assert frame.alive.iloc[-1] == model.outcomes["collectives_alive"]
    assert len(model.datacollector.get_agenttype_vars_dataframe(Entrepreneur)) > 8


def test_our_own_collector_is_one_of_mesas_and_grows_with_the_run(model: CollectiefModel) -> None:
    assert isinstance(model.datacollector, mesa.DataCollector)
    model.datacollector.collect(model)
    seen = []
    while model.running:
        seen.append(len(model.datacollector.model_vars["members"]))
        model.step()
    assert seen == list(range(30, 60))
    assert model.datacollector.model_vars["members"] == model.series.members.tolist()
    assert model.datacollector.get_model_vars_dataframe().equals(model.series)
    assert CollectiefModel(small()).datacollector.model_vars["members"] == []


def test_what_is_handed_out_cannot_be_written_to(model: CollectiefModel) -> None:
    world, layer = model.world, model.grid.use
    before = world.plots.tobytes()
    for attempt in (
        lambda: world.plots.use.fill(3),
        lambda: setattr(world.plots, "use", 3),
        lambda: setattr(world.plots[2], "use", 3),
        lambda: operator.setitem(world.series[3], "members", 1.0),
        lambda: operator.setitem(world.ties.bonds, 0, 1),
        lambda: layer.set_cells(3),
        lambda: operator.setitem(layer.data, (1, 1), 3),
        lambda: setattr(model.grid[(1, 1)], "use", 3),
        lambda: setattr(world, "plots", None),
        lambda: pack(world),
    ):
        with pytest.raises((ValueError, AttributeError)):
            attempt()
    assert world.plots.tobytes() == before


def test_changes_are_remembered(model: CollectiefModel) -> None:
    model.change({"policy.contract_months": np.int64(120)})
    model.step()
    assert model.changes == ((30, {"policy.contract_months": 120}),)
    assert copy.deepcopy(model).changes == model.changes
    with pytest.raises(ScenarioError, match="only policy"):
        model.change({"people.ability_sigma": 0.1})
    assert len(model.changes) == 1


def test_a_model_that_is_over_or_broken_does_not_go_on_silently(model: CollectiefModel) -> None:
    class Breaks(CollectiefModel):
        @staticmethod
        def month(world: object, now: int) -> None:
            raise ZeroDivisionError

    broken = Breaks(small(), rng=1)
    with pytest.raises(ZeroDivisionError):
        broken.step()
    assert not broken.running
    for go_on in (broken.step, broken.finish, lambda: broken.run_for(3), lambda: copy.deepcopy(broken).step()):
        with pytest.raises(RuntimeError, match="month 0 broke off halfway"):
            go_on()
    assert broken.months_done == 0


def test_a_finished_model_stands_still(model: CollectiefModel) -> None:
    model.run_model()
    for go_on in (model.step, model.finish, lambda: model.run_for(3)):
        go_on()
        assert (model.steps, model.time, model.months_done) == (60, 60.0, 60)
    assert len(model.series) == 60


def test_what_is_scheduled_on_mesas_clock_happens_however_the_run_is_finished() -> None:
    by_steps, at_once = CollectiefModel(small(), rng=6), CollectiefModel(small(), rng=6)
    for model in (by_steps, at_once):

        def change(model: CollectiefModel = model) -> None:
            model.change({"policy.contract_months": 120})

        model.keep = change  # Mesa holds it weakly
        model.schedule_event(change, at=4)
    by_steps.run_model()
    at_once.finish()
    assert by_steps.changes == at_once.changes == ((4, {"policy.contract_months": 120}),)
    assert by_steps.outcomes == at_once.outcomes


def test_the_clock_is_right_where_finishing_was_interrupted(model: CollectiefModel) -> None:
    def stop(done: int) -> None:
        if done == 40:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        model.finish(stop)
    assert (model.months_done, model.steps, model.time) == (40, 40, 40.0)
    model.step()
    assert (model.months_done, model.steps, model.time) == (41, 41, 41.0)


def test_a_subclass_that_does_more_in_a_step_does_it_when_finishing_too() -> None:
    class Noting(CollectiefModel):
        def step(self) -> None:
            super().step()
            self.noted = [*getattr(self, "noted", []), self.months_done]

    model = Noting(small(months=6), rng=1)
    model.finish()
    assert model.noted == [1, 2, 3, 4, 5, 6]


def test_a_process_can_be_swapped() -> None:
    from collectief_sim.model.month import month

    class Counting(CollectiefModel):
        calls = 0

        @staticmethod
        def month(world: World, now: int) -> None:
            Counting.calls += 1
            month(world, now)

    model = Counting(small(months=5), rng=1)
    model.run_model()
    assert Counting.calls == 5


def test_tables_of_collectives_grow_when_they_must() -> None:
    roomy, narrow = CollectiefModel(small(), rng=6), CollectiefModel(small(), rng=6)
    fewest = len(narrow.world.buildings)
    inner = narrow.simulation
    inner._hold(inner._world._replace(collectives=inner._world.collectives[:fewest].copy()))
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
    for table in ("entrepreneurs", "plots", "collectives", "series", "ties"):
        assert getattr(one_by_one.world, table).tobytes() == getattr(at_once.world, table).tobytes(), table


def test_a_finished_model_is_freed() -> None:
    model = CollectiefModel(small(months=3), rng=1)
    model.run_model()
    assert len(model.agents)
    gone = weakref.ref(model)
    del model
    gc.collect()
    assert gone() is None
