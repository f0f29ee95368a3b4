"""Keeping Mesa's agents and grid in step with the tables, for runs that somebody looks at."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from collectief_sim.mesa_face import agents
from collectief_sim.mesa_face.grid import PlotGrid
from collectief_sim.model.rows import columns

if TYPE_CHECKING:
    from collectief_sim.mesa_face.model import CollectiefModel


class Views:
    """The agents of a model by what stays theirs (people by number, others by row), and its grid."""

    def __init__(self, model: CollectiefModel) -> None:
        self.model = model
        self.entrepreneurs: dict[int, agents.Entrepreneur] = {}
        self.collectives: dict[int, agents.Collective] = {}
        self.area_cooperatives: dict[int, agents.AreaCooperative] = {}
        self.municipality = agents.Municipality(model, 0, 0)
        self.developers = [agents.Developer(model, row, row) for row in range(len(model.world.developers))]
        self.keep_in_step()

    def keep_in_step(self) -> None:
        """Make agents for rows that have appeared, retire those whose rows are gone, and move who moved."""
        world = self.model.world
        people = columns(world.entrepreneurs)
        rows = np.flatnonzero(people.present)
        self._match(self.entrepreneurs, agents.Entrepreneur, rows.tolist(), people.number[rows].tolist())
        self._match(self.collectives, agents.Collective, _rows(columns(world.collectives).alive))
        self._match(self.area_cooperatives, agents.AreaCooperative, _rows(columns(world.area_cooperatives).alive))
        if "grid" in self.__dict__:
            self._place(self.grid)

    def _match(
        self, known: dict[int, Any], kind: type[agents.RowView], rows: list[int], ids: list[int] | None = None
    ) -> None:
        """Agents for these rows, known by what stays theirs: the row itself, but people's rows are sorted anew."""
        ids = rows if ids is None else ids
        for gone in set(known).difference(ids):
            known.pop(gone).retire()
        for row, one in zip(rows, ids, strict=True):
            if one not in known:
                known[one] = kind(self.model, row, one)
            known[one].row = row

    @cached_property
    def grid(self) -> PlotGrid:
        """The grid, with a layer for each field of the plot table and people in their cells."""
        plots = columns(self.model.world.plots)
        grid = PlotGrid((int(plots.x.max()) + 1, int(plots.y.max()) + 1), self.model.random)
        grid.show(plots)
        self._place(grid)
        return grid

    def show_tables(self) -> None:
        """Let the grid of a copied model show the copied tables."""
        if "grid" in self.__dict__:
            self.grid.show(columns(self.model.world.plots))

    def _place(self, grid: PlotGrid) -> None:
        """Put everybody in the cell of their plot (a no-op in Mesa for who did not move)."""
        plots, where = columns(self.model.world.plots), columns(self.model.world.entrepreneurs).plot
        x, y = plots.x.tolist(), plots.y.tolist()
        for agent in self.entrepreneurs.values():
            plot = where[agent.row]
            agent.place(grid[x[plot], y[plot]])


def _rows(there: np.ndarray[Any, Any]) -> list[int]:
    rows: list[int] = np.flatnonzero(there).tolist()
    return rows
