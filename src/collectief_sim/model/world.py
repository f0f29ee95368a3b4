"""All tables of a run, and copies of them."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple, get_args, get_origin, get_type_hints

import numpy as np

from collectief_sim.model.processes.accounts import Account, Deed, MakersAccount
from collectief_sim.model.processes.clauses import Agenda, Clause
from collectief_sim.model.processes.deficits import Site
from collectief_sim.model.processes.engagement import Drive
from collectief_sim.model.processes.holdings import Holder, Holding
from collectief_sim.model.processes.hours import Scheme
from collectief_sim.model.processes.investments import Investment, Stake
from collectief_sim.model.processes.land import Appraisal
from collectief_sim.model.processes.levies import Ballot, Levy
from collectief_sim.model.processes.makers_funds import MakersFund
from collectief_sim.model.processes.roles import Stocktaking
from collectief_sim.model.rows import (
    BuildingId,
    CollectiveId,
    DeveloperId,
    FederationId,
    FloatArray,
    Ids,
    IdsOf,
    IntArray,
    PersonId,
    PersonNumber,
    PlotId,
    Records,
    Rows,
    columns,
    table,
)
from collectief_sim.model.tables import (
    AreaCooperative,
    Building,
    Collective,
    DatedFact,
    Developer,
    Entrepreneur,
    Event,
    Happening,
    Landlord,
    Month,
    Plot,
    Stay,
    Ties,
    Town,
)
from collectief_sim.scenario.record import Rules


class World(NamedTuple):
    """All tables of a run. Rules take a world and the month; they change the tables in place."""

    seed: int
    rules: Rows[int, Rules]  # one row: every number of the scenario, by section and name
    town: Rows[int, Town]  # one row
    entrepreneurs: Rows[PersonId, Entrepreneur]
    ties: Rows[PersonId, Ties]
    plots: Rows[PlotId, Plot]  # row = y * width + x
    buildings: Rows[BuildingId, Building]
    collectives: Rows[CollectiveId, Collective]
    landlords: Rows[int, Landlord]  # row = kind of owner
    accounts: Rows[int, Account]  # row = kind of owner
    makers_account: Rows[int, MakersAccount]  # one row
    developers: Rows[DeveloperId, Developer]
    area_cooperatives: Rows[FederationId, AreaCooperative]
    events: Rows[int, Event]
    facts: Rows[int, DatedFact]
    levies: Rows[int, Levy]  # a row for each that exists here
    schemes: Rows[int, Scheme]
    agendas: Rows[int, Agenda]
    clauses: Rows[BuildingId, Clause]
    ballots: Rows[int, Ballot]  # scratch: one row
    holders: Rows[int, Holder]  # a row for each that exists here
    makers_funds: Rows[int, MakersFund]  # a row for each that exists here
    investments: Rows[int, Investment]  # a row for each kind that exists here
    stakes: Rows[CollectiveId, Stake]
    happenings: Rows[int, Happening]  # what forms of cooperation brought about; no rows where none exists
    stays: Rows[int, Stay]  # by number, of whoever may ever come; no rows if nobody asked for it
    queue_start: IntArray  # numbers of those who arrive in month m: queue_start[m] .. queue_start[m + 1]
    plots_built: Ids[PlotId]  # all plots that something is built on, grouped by building
    roster: Ids[PersonId]  # present entrepreneurs, grouped by building
    numbers: Ids[PersonNumber]  # the same people by number
    roster_start: IntArray  # by building, where its people start in the roster; last and last but one: how many
    living: Ids[CollectiveId]  # collectives that are alive, the first town.living entries, in order of founding
    vacant: Ids[BuildingId]  # buildings with room, once a side: the first town.vacancies entries
    roomy: Ids[BuildingId]  # by size of room (`moving.size_class`), the first of the buildings a group could move to
    neighbours: IdsOf[PlotId, PlotId]  # the up to eight plots around each plot, NONE beyond the edge
    series: Rows[int, Month]  # a row a month
    stocktaking: Rows[CollectiveId, Stocktaking]
    holdings: Rows[BuildingId, Holding]
    sites: Rows[BuildingId, Site]
    deeds: Rows[BuildingId, Deed]
    drives: Rows[CollectiveId, Drive]
    appraisals: Rows[PlotId, Appraisal]
    seeker_numbers: Ids[PersonNumber]  # scratch: the same people by number
    seekers: Ids[PersonId]  # scratch: who looks for company this month; the roster in the making
    company: Ids[PersonId]  # scratch: whom each of them meets
    luck: FloatArray  # scratch: draws by place on a list, as long as that stays as it is
    more_luck: FloatArray  # scratch: the same, where two are needed

    def with_more_happenings(self) -> World:
        """The same world with room for twice as much that happens; all other tables are shared."""
        return self._replace(happenings=_twice(self.happenings, Happening))

    def with_more_collectives(self) -> World:
        """The same world with twice as many rows for collectives; all other tables are shared."""
        kinds = tables_by(CollectiveId) | tables_by(FederationId)
        return self._replace(**{name: _twice(getattr(self, name), kind) for name, kind in kinds.items()})


@cache
def tables_by(of: Any) -> dict[str, type]:
    """The tables of `World` whose rows go by one kind of id, with the classes that declare them."""
    hints = ((name, get_args(hint)) for name, hint in get_type_hints(World).items() if get_origin(hint) is Rows)
    return {name: kind for name, (row, kind) in hints if row is of}


def _twice(rows: Any, kind: type) -> Any:
    return np.concatenate([rows, table(kind, len(rows))]).view(Records)


def on_plots(world: World, field: str, absent: Any) -> Any:
    """A field of buildings for every plot, and `absent` where nothing is built: shape (plots,)."""
    column = columns(world.buildings)[field]
    return np.append(column, np.asarray(absent, column.dtype))[columns(world.plots).building]


def read_only(world: World) -> World:
    """The same tables for whoever may look but not change."""
    return World._make(_locked(part) if isinstance(part, np.ndarray) else part for part in world)


def snapshot(world: World) -> World:
    """A copy of all tables."""
    return World._make(_copied(part) if isinstance(part, np.ndarray) else part for part in world)


def own(world: World) -> World:
    """The same tables as rules know them: who copies or sends arrays may lose whether they can be written to."""
    return World._make(
        _copied(part) if isinstance(part, np.ndarray) and not part.flags.writeable else part for part in world
    )


def _copied(table: Any) -> Any:
    """A copy to the last byte: NumPy's own leaves the bytes between fields to chance, and then equal tables seem to differ."""
    fresh = np.zeros(table.shape, table.dtype).view(type(table))
    fresh[...] = table
    return fresh


def _locked(table: Any) -> Any:
    view = table.view()
    view.flags.writeable = False
    return view
