"""The area as a grid of Mesa: a cell a plot, a layer a field of the plot table. Made anew wherever a model is copied to.

Mesa makes a class of its own for the cells of every grid, which cannot be pickled once the grid has layers. So a cell is
copied as a place in its grid, a layer of ours as its name, and a grid as what users have added to it.
"""

from __future__ import annotations

import copyreg
import weakref
from collections.abc import Callable
from random import Random
from typing import Any, ClassVar

import numpy as np
from mesa.discrete_space import Cell, OrthogonalMooreGrid
from mesa.discrete_space.property_layer import PropertyLayer

from collectief_sim.model.rows import Records, layout
from collectief_sim.model.tables import Plot

_OURS_OR_MESAS = {"empty", *(layout(Plot).names or ())}


class PlotCell(Cell):
    """A cell of the grid, one plot."""

    __slots__ = ()
    home: ClassVar[Callable[[], PlotGrid | None]]  # of the class that Mesa makes for one grid: a weak reference to it

    def __reduce__(self) -> tuple[Any, ...]:
        changed = {"_agents": self._agents, "properties": self.properties, "capacity": self.capacity}
        return _cell_of, (type(self).home(), self.coordinate), (None, changed | {"empty": self.empty})


class FieldLayer(PropertyLayer):
    """A property layer that *is* a field of the plot table: a read-only view with axes (x, y), nothing is copied."""

    def __init__(self, name: str, grid: PlotGrid) -> None:
        self.name, self.dimensions, self._grid = name, grid.dimensions, weakref.ref(grid)

    def show(self, plots: Records) -> None:
        """Show the field of this table."""
        width, height = self.dimensions
        self._data = plots.view(np.ndarray)[self.name].reshape(height, width).T

    def __reduce__(self) -> tuple[Any, ...]:
        return _layer_of, (self._grid(), self.name)


class PlotGrid(OrthogonalMooreGrid):
    """The grid of plots, x to the east and y to the south."""

    def __init__(self, dimensions: tuple[int, int], random: Random) -> None:
        super().__init__(dimensions, torus=False, random=random, cell_klass=PlotCell)
        copyreg.dispatch_table.pop(
            self.cell_klass, None
        )  # Mesa's way of pickling; it would also keep the class for ever
        self.cell_klass.home = weakref.ref(self)
        self.fields = {name: FieldLayer(name, self) for name in layout(Plot).names or ()}

    def show(self, plots: Records) -> None:
        """Make the fields of a table the layers of this grid."""
        for layer in self.fields.values():
            layer.show(plots)
            self.add_property_layer(layer)

    def __reduce__(self) -> tuple[Any, ...]:
        added = [layer for name, layer in self._mesa_property_layers.items() if name not in _OURS_OR_MESAS]
        changed = [
            cell for cell in self._cells.values() if cell._agents or cell.properties or cell.capacity is not None
        ]
        return PlotGrid, (self.dimensions, self.random), (added, changed)

    def __setstate__(self, parts: tuple[list[PropertyLayer], list[PlotCell]]) -> None:
        """Take over the layers that users added; cells have put themselves right."""
        for layer in parts[0]:
            layer._data = np.require(
                layer._data, requirements="W"
            )  # as others hand it over, it can be closed to writing
            self.add_property_layer(layer)


def _cell_of(grid: PlotGrid, coordinate: tuple[int, int]) -> PlotCell:
    return grid[coordinate]


def _layer_of(grid: PlotGrid, name: str) -> FieldLayer:
    return grid.fields[name]
