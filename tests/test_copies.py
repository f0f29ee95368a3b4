"""Copies of a model: independent of it, also in another process, and going on to the same bytes."""

from __future__ import annotations

import copy
import multiprocessing
import pickle
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from threading import Thread

import cloudpickle
import numpy as np
import pytest
from conftest import small

from collectief_sim.mesa_face.agents import Entrepreneur
from collectief_sim.mesa_face.model import CollectiefModel
from collectief_sim.model.simulation import run
from collectief_sim.model.world import own

EARLY, LATE = {"policy.contract_months": 12}, {"policy.contract_months": 120}


def pickled(model: CollectiefModel) -> CollectiefModel:
    return pickle.loads(pickle.dumps(model))


def pickled_in_parts(model: CollectiefModel) -> CollectiefModel:
    """As joblib and Dask do it: large arrays travel by themselves, and arrive closed to writing."""
    parts: list[pickle.PickleBuffer] = []
    rest = pickle.dumps(model, protocol=5, buffer_callback=parts.append)
    return pickle.loads(rest, buffers=[bytes(part) for part in parts])


def cloudpickled(model: CollectiefModel) -> CollectiefModel:
    return cloudpickle.loads(cloudpickle.dumps(model))


COPIES = [copy.copy, copy.deepcopy, pickled, pickled_in_parts, cloudpickled]


def halfway(look: bool) -> CollectiefModel:
    model = CollectiefModel(small(EARLY), rng=6)
    model.run_for(30)
    model.change(LATE)
    if look:
        assert len(model.agents)
        model.grid.create_property_layer("noise", 1.0).data[2, 3] = 7.0
        model.favourite = model.agents_by_type[Entrepreneur].to_list()[3]
        model.layer = model.grid.use
        assert len(model.datacollector.model_vars["members"]) == 30
    return model


def tables(model: CollectiefModel) -> dict[str, bytes]:
    return {name: part.tobytes() for name, part in model.world._asdict().items() if isinstance(part, np.ndarray)}


def to_the_end(model: CollectiefModel) -> dict[str, bytes]:
    model.finish()
    return tables(model)


@pytest.mark.parametrize("look", [False, True])
@pytest.mark.parametrize("copied", COPIES)
def test_a_copy_is_independent_and_goes_on_to_the_same_bytes(
    copied: Callable[[CollectiefModel], CollectiefModel], look: bool
) -> None:
    expected = to_the_end(halfway(False))
    model = halfway(look)
    before = tables(model)
    other = copied(model)
    assert tables(other) == before
    other.step()
    assert tables(model) == before
    assert (model.months_done, other.months_done, other.steps) == (30, 31, 31)
    assert to_the_end(other) == expected
    assert tables(model) == before
    assert to_the_end(model) == expected
    assert other.changes == model.changes == ((30, LATE),)
    assert other.outcomes == model.outcomes


@pytest.mark.parametrize("copied", COPIES)
def test_agents_grid_and_layers_of_a_copy_are_its_own(copied: Callable[[CollectiefModel], CollectiefModel]) -> None:
    model = halfway(True)
    other = copied(model)
    assert other.grid is not model.grid
    assert other.favourite is other.agents_by_type[Entrepreneur].to_list()[3] is not model.favourite
    assert other.favourite.model is other
    assert other.layer is other.grid.use
    assert other.grid.noise.data[2, 3] == other.grid[(2, 3)].noise == 7.0
    other.grid.noise.data[2, 3] = 8.0
    assert model.grid.noise.data[2, 3] == 7.0
    assert np.shares_memory(other.grid.use.data, other.world.plots)
    assert not np.shares_memory(other.world.plots, model.world.plots)
    other.step()
    for agent in other.agents_by_type[Entrepreneur]:
        assert agent in agent.cell.agents
        assert agent.cell is other.grid[agent.cell.coordinate]
    assert (
        other.grid.empty.data == np.array([[not other.grid[(x, y)].agents for y in range(6)] for x in range(8)])
    ).all()
    assert len(other.grid[(3, 3)].neighborhood) == 8
    assert len(other.datacollector.model_vars["members"]) == 31


def test_a_copy_can_be_made_by_way_of_an_agent_a_cell_or_a_layer() -> None:
    model = halfway(True)
    for part in (model.favourite, model.grid, model.grid.noise, model.favourite.cell, model._views, model.municipality):
        assert pickle.loads(pickle.dumps(part)) is not part
    agent = copy.deepcopy(model.favourite)
    assert to_the_end(agent.model) == to_the_end(model)
    assert agent.cell is agent.model.grid[agent.cell.coordinate]


def test_a_copy_of_a_large_area_does_not_run_out_of_stack() -> None:
    model = CollectiefModel("stylised-area", rng=1, **{"area.tiles": 4})
    assert len(model.grid.all_cells) > 2000
    assert len(pickled(model).grid.all_cells) == len(model.grid.all_cells)


def test_a_copy_is_of_a_whole_month_also_if_another_thread_steps_the_model() -> None:
    expected = to_the_end(CollectiefModel(small(), rng=6))
    copies: list[CollectiefModel] = []
    while not any(0 < one.months_done < one.spec.months for one in copies):  # which thread is ahead differs each time
        model = CollectiefModel(small(), rng=6)
        stepping = Thread(target=model.run_model)
        stepping.start()
        while stepping.is_alive():
            copies.append(copy.deepcopy(model))
        stepping.join()
    assert all(to_the_end(one) == expected for one in copies)


def test_a_copied_model_of_which_tables_grew_goes_on() -> None:
    model = CollectiefModel(small(), rng=6)
    inner = model.simulation
    inner._hold(inner._world._replace(collectives=inner._world.collectives[: len(model.world.buildings)].copy()))
    other = copy.deepcopy(model)
    assert to_the_end(other) == to_the_end(model)
    assert len(other.world.collectives) == 2 * len(model.world.buildings)


def test_models_and_results_travel_to_other_processes_and_back() -> None:
    expected = to_the_end(halfway(False))
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        assert pool.submit(to_the_end, halfway(True)).result() == expected
        result = pool.submit(run, small(), 3).result()
    assert result.outcomes == run(small(), 3).outcomes
    assert result.collectives.equals(run(small(), 3).collectives)


def test_a_pickled_model_goes_on_in_a_process_that_never_made_one(tmp_path: Path) -> None:
    model = halfway(True)
    (tmp_path / "model.pickle").write_bytes(pickle.dumps(model))
    code = "import pickle, sys; m = pickle.load(open(sys.argv[1], 'rb')); m.step(); m.finish(); print(m.outcomes)"
    told = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "model.pickle")], capture_output=True, text=True, check=True
    ).stdout
    model.finish()
    assert told.strip() == str(model.outcomes)


def test_nothing_that_is_copied_holds_an_address() -> None:
    model = halfway(True)
    address = getattr(model.for_rules, "address", None)
    parts = model.simulation.__getstate__()
    assert "_packed" not in parts
    assert address is None or address not in parts.values()
    packed = pickle.loads(pickle.dumps(model.for_rules))
    assert packed.plots.tobytes() == model.world.plots.tobytes()
    assert getattr(packed, "address", None) != address or address is None


def test_tables_that_come_closed_to_writing_are_copied() -> None:
    """The numbers of a scenario among them: policy may change on the way."""
    model = halfway(False)
    owned = own(model.world)
    for theirs, mine in ((model.world.plots, owned.plots), (model.world.rules, owned.rules)):
        assert mine.flags.writeable
        assert not np.shares_memory(mine, theirs)


@pytest.mark.parametrize("copied", COPIES)
def test_policy_can_change_in_a_copy_and_leaves_the_original_as_it_is(
    copied: Callable[[CollectiefModel], CollectiefModel],
) -> None:
    model, expected = halfway(False), halfway(False)
    other = copied(model)
    for one in (other, expected):
        one.change({"policy.contract_months": 240})
    assert model.spec.policy.contract_months != 240
    assert to_the_end(other) == to_the_end(expected)
    assert to_the_end(model) == to_the_end(halfway(False))
