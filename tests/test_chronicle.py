"""What happens to buildings is seen from outside, and changes nothing."""

from __future__ import annotations

from collectief_sim.model.chronicle import Chronicle, Happened
from collectief_sim.model.rows import NONE, columns
from collectief_sim.model.simulation import Simulation
from collectief_sim.scenario import load


def watched(scenario: str, seed: int, months: int) -> tuple[Simulation, list[Happened]]:
    run = Simulation(load(scenario), seed, months)
    chronicle = Chronicle(run)
    run.finish(lambda done: chronicle.look())
    return run, chronicle.events


def test_watching_changes_nothing() -> None:
    alone = Simulation(load("keilekwartier"), 2, 140)
    alone.finish()
    assert watched("keilekwartier", 2, 140)[0].outcomes == alone.outcomes


def test_what_happened_agrees_with_the_tables() -> None:
    run, events = watched("keilekwartier", 1, 360)
    buildings, lives = columns(run.world.buildings), columns(run.world.collectives)
    assert len([one for one in events if one.what == "ended"]) == run.outcomes["ended_displaced"]
    for one in events:
        if one.what == "ended":
            assert lives.ended_month[one.collective] == one.month
        if one.what == "operator_stopped":
            assert not buildings.operated[one.building]
        if one.what == "notice":
            assert one.until_month > one.month
        if one.what == "moved":
            assert one.to_building not in (NONE, one.building)
        if one.what == "bought":
            assert one.owner == "collective"
    fires = [one for one in events if one.what == "fire"]
    assert [run.spec.date_of(one.month) for one in fires] == ["2023-06"]  # the one that the scenario dates
