"""Mesa agents as views of rows: for people who think in agents, and for Mesa's own tools.

An agent's attributes are the fields of its table (see `tables.py`), read when asked for, codes shown as words. Agents
are read-only: rules change tables, and the model keeps its agents in step with them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import mesa
import numpy as np
from mesa.discrete_space import CellAgent

from collectief_sim.model import codes, tables
from collectief_sim.model.rows import NONE, columns, meanings

if TYPE_CHECKING:
    from mesa.discrete_space import Cell

    from collectief_sim.mesa_face.model import CollectiefModel

_WORDS = {
    "activity": codes.ACTIVITIES,
    "role": codes.ROLES,
    "left_cause": codes.LEAVING_CAUSES,
    "form": codes.FORMS,
    "phase": codes.PHASES,
    "ending": codes.ENDINGS,
    "radius": codes.RADII,
}


def _field(table: str, name: str, meaning: str) -> property:
    words = _WORDS.get(name)

    def read(self: RowView) -> Any:
        value = getattr(self.model.world, table)[self.row][name]
        if words:
            return words[value]
        return value.item() if isinstance(value, np.generic) else value.copy()

    return property(read, doc=meaning)


class RowView(mesa.Agent):
    """An agent whose attributes are the fields of one row of a table."""

    kinds: ClassVar[int] = 0
    kind: ClassVar[int]
    model: CollectiefModel

    def __init_subclass__(cls, kind: type | None = None, table: str = "", **options: Any) -> None:
        super().__init_subclass__(**options)
        cls.kind = RowView.kinds
        RowView.kinds += 1
        for name, meaning in meanings(kind).items() if kind else ():
            if name not in cls.__dict__:
                setattr(cls, name, _field(table, name, meaning))

    def __init__(self, model: CollectiefModel, row: int, stays: int) -> None:
        super().__init__(model)
        self.row = row
        # the same id whenever somebody first looks, and never reused
        self.unique_id = stays * 8 + self.kind

    def remove(self) -> None:
        """Refused: who leaves is for the rules to say."""
        raise TypeError("agents are views of the model's tables: rules decide who leaves, not agent.remove()")

    def retire(self) -> None:
        """Take the agent off Mesa's books; the model does this when its row is no longer there."""
        self.model.deregister_agent(self)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.unique_id // 8}>"


class Entrepreneur(CellAgent, RowView, kind=tables.Entrepreneur, table="entrepreneurs"):
    """An entrepreneur who works in the area."""

    @property
    def cell(self) -> Cell:
        """The grid cell of their plot."""
        plot = self.model.world.plots[self.plot]
        return self.model.grid[int(plot.x), int(plot.y)]

    @cell.setter
    def cell(self, cell: Cell) -> None:
        raise TypeError("agents are views of the model's tables: rules decide who moves, not agent.cell = ...")

    @property
    def collective(self) -> Collective | None:
        """Their collective, or None."""
        row = int(columns(self.model.world.entrepreneurs).collective[self.row])
        return None if row == NONE else self.model.views.collectives[row]

    def place(self, cell: Cell | None) -> None:
        """Put the agent in a cell of Mesa's grid, or take it out; the model does this after every month."""
        CellAgent.cell.fset(self, cell)

    def retire(self) -> None:
        """Leave the grid and Mesa's books."""
        self.place(None)
        super().retire()


class Collective(RowView, kind=tables.Collective, table="collectives"):
    """A collective that exists."""

    @property
    def members(self) -> list[Entrepreneur]:
        """Its members."""
        people = columns(self.model.world.entrepreneurs)
        numbers = np.sort(people.number[people.present & (people.collective == self.row)])
        return [self.model.views.entrepreneurs[int(number)] for number in numbers]

    @property
    def area_cooperative(self) -> AreaCooperative | None:
        """The area cooperative it belongs to, or None."""
        row = int(columns(self.model.world.collectives).area_cooperative[self.row])
        return None if row == NONE else self.model.views.area_cooperatives[row]


class Developer(RowView, kind=tables.Developer, table="developers"):
    """A developer, conventional or conscious."""


class AreaCooperative(RowView, kind=tables.AreaCooperative, table="area_cooperatives"):
    """A federation of collectives."""

    @property
    def collectives(self) -> list[Collective]:
        """The collectives in it."""
        rows = np.flatnonzero(columns(self.model.world.collectives).area_cooperative == self.row)
        return [self.model.views.collectives[int(row)] for row in rows]


class Municipality(RowView, kind=tables.Town, table="town"):
    """The municipality: its mood, purse and totals; its levers are in ``model.spec.policy``."""

    @property
    def plans(self) -> list[int]:
        """Rows of all buildings in the area with a plan to redevelop."""
        return [int(row) for row in np.flatnonzero(columns(self.model.world.buildings).plan_month != NONE)]

    @property
    def permits_pending(self) -> list[int]:
        """Rows of the buildings whose permit is being decided."""
        return [int(row) for row in np.flatnonzero(columns(self.model.world.buildings).stage == codes.PERMIT)]
