"""Each mechanism can be switched off, and off means absent: nothing in a history tells of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from collectief_sim.model.codes import INVESTOR, MUNICIPALITY, RENOVATION
from collectief_sim.model.rows import NONE, columns
from collectief_sim.model.simulation import Simulation
from collectief_sim.scenario import load

AREA, MONTHS, SEED = "keilekwartier", 240, 4
BUSY = {"months": MONTHS, "market.housing_pressure": 1.5}


def trace(settings: dict[str, Any], look: Callable[[Simulation], float]) -> float:
    """What one looks at, summed over the months of a history."""
    run = Simulation(load(AREA, BUSY | settings), SEED)
    found = 0.0
    while run.running:
        run.advance()
        found += look(run)
    return found


def some(field: str, value: int) -> Callable[[Simulation], float]:
    """Buildings in which a field has a value."""
    return lambda run: float((columns(run.world.buildings)[field] == value).sum())


def town(field: str) -> Callable[[Simulation], float]:
    """A total of the town."""
    return lambda run: float(columns(run.world.town)[field][0])


def ended_early(run: Simulation) -> float:
    """Buildings under notice though their term had long to go."""
    rows, notice = columns(run.world.buildings), columns(run.world.landlords).notice_months
    left = rows.lease_end_month - run.months_done
    return float(((rows.vacate_month != NONE) & (left > notice[rows.owner_kind] + 12)).sum())


def sold_by_the_municipality(run: Simulation) -> float:
    """Municipal buildings that have another owner than at the start, and none that bought for its own people."""
    rows, first = columns(run.world.buildings), columns(Simulation(run.first_spec, SEED).world.buildings)
    return float(((first.owner_kind == MUNICIPALITY) & (rows.owner_kind == INVESTOR)).sum())


def operators_gone(run: Simulation) -> float:
    """Of the two buildings that are run by an operator at the start, those that no longer are."""
    return 2.0 - some("operated", 1)(run)


def under_covenant(run: Simulation) -> float:
    """Buildings that a covenant keeps for work."""
    return float((columns(run.world.buildings).covenant_until_month != NONE).sum())


def with_homes_and_work(run: Simulation) -> float:
    """Buildings with new homes in which there is work floor as well."""
    rows = columns(run.world.buildings)
    return float((rows.renewed & (rows.homes > 0)).sum())


def halved(run: Simulation) -> float:
    """Buildings of which a halved plan leaves part as it is."""
    return float((columns(run.world.buildings).spared_share > 0).sum())


def purchases_tried(run: Simulation) -> float:
    """Attempts of collectives to buy."""
    return float(columns(run.world.collectives).purchases_tried.sum())


NOBODY_BUYS = {
    "behaviour.ownership.municipal_sale_per_year": 0.0,
    "behaviour.ownership.private_sale_per_year": 0.0,
    "behaviour.ownership.asked_anyway": 0.0,
}
NO_NEW_FLOOR = {
    "policy.new_floor_in_redevelopment": 0.0,
    "changes.constant_work_floor.on": False,
    "behaviour.calendar.halving_chance": 0.0,
}
NO_RENOVATION = {
    "behaviour.plans.renovation_per_year": 0.0,
    "behaviour.plans.renovation_per_neglected_year": 0.0,
    "behaviour.sales.buyer_clears_share": 0.0,
    "behaviour.head_leases.taken_over_share": 1.0,
}
NO_SALES = {"behaviour.sales.municipal_per_year": 0.0, "behaviour.ownership.municipal_sale_per_year": 0.0}
LONG = {"policy.reach": "all", "policy.contract_months": 240, "policy.renewal_months": "same"}
OPERATORS_STAY = NOBODY_BUYS | {  # who buys a building runs it
    "behaviour.head_leases.stops_per_year": 0.0,
    "behaviour.head_leases.reserve_start_months": 120.0,
    "behaviour.head_leases.reserve_limit_months": 240.0,
}

# name: (what switches it off, where it would show, what it would show)
MECHANISMS: dict[str, tuple[dict[str, Any], dict[str, Any], Callable[[Simulation], float]]] = {
    "renovation": (NO_RENOVATION, {}, some("aim", RENOVATION)),
    "sale by the municipality": (NO_SALES, {"behaviour.sales.municipal_per_year": 0.1}, sold_by_the_municipality),
    "operators that stop": (OPERATORS_STAY, {"behaviour.head_leases.stops_per_year": 0.2}, operators_gone),
    "space elsewhere": (
        {"behaviour.firms.elsewhere_chance": 0.0, "policy.relocation_support": 0.0},
        {},
        town("resettled"),
    ),
    "halved plans": ({"behaviour.calendar.halving_chance": 0.0}, {}, halved),
    "covenants": ({"policy.reach": "municipal"}, {"policy.reach": "agreements"}, under_covenant),
    "a landlord's break": (
        {"policy.landlord_break_months": None},
        LONG | {"policy.landlord_break_months": 12},
        ended_early,
    ),
    "buying out": ({"policy.buy_out_eur_m2_year": None}, LONG | {"policy.buy_out_eur_m2_year": 1.0}, ended_early),
    "new floor": (NO_NEW_FLOOR, {"policy.new_floor_in_redevelopment": 0.8}, with_homes_and_work),
    "purchases": (NOBODY_BUYS, {"behaviour.ownership.municipal_sale_per_year": 2.0}, purchases_tried),
}


@pytest.mark.parametrize("name", MECHANISMS)
def test_off_means_absent_and_on_leaves_a_trace(name: str) -> None:
    off, on, look = MECHANISMS[name]
    assert trace(off, look) == 0.0
    assert trace(on, look) > 0.0


def test_without_ties_grown_in_nobody_knows_anybody_at_the_start() -> None:
    for months, known in ((0, False), (36, True)):
        world = Simulation(load(AREA, {"people.grown_in_months": months}), SEED).world
        assert (columns(world.ties).bonds > 0).any() == known


def test_facts_that_are_off_are_no_facts() -> None:
    off = {f"facts.{name}.on": False for name in load(AREA).facts}
    plain = load(AREA, off | {"months": 120})
    without = plain.model_copy(update={"facts": {}})
    one, other = (Simulation(spec, SEED, months=120) for spec in (plain, without))
    one.finish()
    other.finish()
    assert one.series.equals(other.series)
