"""How tables are declared and read. A table is a NumPy array of records; a class says what is in a row, once.

The class is what a table is declared by (`layout`) and what rules are checked against: to mypy a row of
``Rows[PlotId, Plot]`` is a `Plot`, so that a misspelt field, a field of another table or an id of another kind is seen.
Rules read rows: ``world.buildings[b].floor_m2``. Python reads columns: ``columns(world.buildings).floor_m2``.

A row is a permanent id: rows are never reused, so that luck stays with its owner. People alone have a number for that, as
their rows are sorted anew now and then (`sorting.py`). Nothing here needs Numba; how compiled
rules take the same lines is in `compiling/ids.py`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, NewType, cast, get_type_hints, overload

import numpy as np
import numpy.typing as npt

type IntArray = npt.NDArray[np.int64]
type FloatArray = npt.NDArray[np.float64]

CACHE_LINE = 64  # bytes a processor fetches at a time; rows of one or two of these lie across no more than they need

NONE: Any = -1  # no row, or a month that has not come

PersonId = NewType("PersonId", int)  # a row, which changes when rows are sorted anew
PersonNumber = NewType("PersonNumber", int)  # who somebody is, for ever
PlotId = NewType("PlotId", int)
BuildingId = NewType("BuildingId", int)
CollectiveId = NewType("CollectiveId", int)
DeveloperId = NewType("DeveloperId", int)
FederationId = NewType("FederationId", int)
ID_KINDS = (PersonId, PersonNumber, PlotId, BuildingId, CollectiveId, DeveloperId, FederationId)


class Rows[K, T]:
    """A table: row `T` by id `K`."""

    if TYPE_CHECKING:

        def __getitem__(self, row: K) -> T: ...
        def __len__(self) -> int: ...


class Ids[K: int]:
    """A list of ids."""

    if TYPE_CHECKING:

        @overload
        def __getitem__(self, place: int) -> K: ...
        @overload
        def __getitem__(self, place: slice) -> Ids[K]: ...
        def __getitem__(self, place: Any) -> Any: ...
        def __setitem__(self, place: int, row: K) -> None: ...
        def __iter__(self) -> Iterator[K]: ...
        def __len__(self) -> int: ...


class IdsOf[K, V]:
    """A short list of values for each row: ``contacts[person, place]``."""

    if TYPE_CHECKING:

        def __getitem__(self, place: tuple[K, int]) -> V: ...
        def __setitem__(self, place: tuple[K, int], value: V) -> None: ...


def ids[K](table: Rows[K, Any]) -> Iterator[K]:
    """The ids of all rows of a table."""
    return cast(Iterator[K], range(len(table)))


def first_ids[K](table: Rows[K, Any], count: int) -> Iterator[K]:
    """The ids of the first `count` rows of a table, where others are still to be used."""
    return cast(Iterator[K], range(count))


def next_id[K](table: Rows[K, Any], count: int) -> K:
    """The id of the first row that is not in use, after `count` that are."""
    return cast(K, count)


def fetch_ahead[K: int](table: Rows[K, Any], order: Ids[K], place: int) -> None:
    """Have a row fetched that comes a little later in a list, so that it is at hand by the time its turn comes.

    It changes nothing but time. The rows of people in the order of a list lie here and there in memory, which a processor
    cannot foresee: in a large area a rule would wait for most of them.
    """


def limit(value: float | None) -> float:
    """A setting that may be absent, as a rule takes it: no limit is infinity."""
    return cast(float, value)


def code(word: str) -> int:
    """A setting that is one of a few words, as a rule takes it: its place among them."""
    return cast(int, word)


def columns(table: Rows[Any, Any] | Ids[Any] | IdsOf[Any, Any]) -> Records:
    """A table as Python reads it: by column."""
    return cast(Records, table)


# ---- how fields are declared: the type that rules see, how it is stored, and last its meaning and unit ----
# Rows and months take 32 bits, as in a large area time goes by the bytes of a person. Whoever multiplies one says `int(…)`:
# compiled rules reckon in 64 bits anyway, plain Python would not.

NOT_YET = "NONE until it happens"
Flag = Annotated[bool, np.bool_]
Code = Annotated[int, np.int8]  # a place in one of the tuples of `codes.py`
Count = Annotated[int, np.int64]
MonthNumber = Annotated[int, np.int32]
Later = Annotated[int, np.int32, NOT_YET]  # a month that may never come
Number = Annotated[float, np.float64]
Single = Annotated[float, np.float32]
Counts = Annotated[IntArray, np.int64]  # followed by how many
Numbers = Annotated[FloatArray, np.float64]  # the same
Singles = Annotated[npt.NDArray[np.float32], np.float32]
SomeRow = Annotated[int, np.int32, NOT_YET]  # of one of several tables
Person = Annotated[PersonId, np.int32, NOT_YET]
Numbered = Annotated[PersonNumber, np.int32, NOT_YET]
OnPlot = Annotated[PlotId, np.int32, NOT_YET]
InBuilding = Annotated[BuildingId, np.int32, NOT_YET]
OfFact = Annotated[int, np.int32, NOT_YET]  # a row of World.facts
OfCollective = Annotated[CollectiveId, np.int32, NOT_YET]
InFederation = Annotated[FederationId, np.int32, NOT_YET]
People = Annotated[Ids[PersonId], np.int32, NOT_YET]  # followed by how many
Strengths = Annotated[npt.NDArray[np.int32], np.int32]


class Records(np.ndarray[Any, Any]):
    """An array of records with fields as attributes, as ``np.recarray`` has them, but found five times as fast."""

    if TYPE_CHECKING:  # rows and columns of it are as they come

        def __getitem__(self, part: Any) -> Any: ...

    def __getattr__(self, name: str) -> Any:
        try:
            return self.view(np.ndarray)[name]
        except (ValueError, IndexError):
            raise AttributeError(f"no field {name!r} in this table") from None

    def __setattr__(self, name: str, value: Any) -> None:
        if self.dtype.names and name in self.dtype.names:
            self.view(np.ndarray)[name] = value
        elif self.dtype.names and not hasattr(np.ndarray, name):
            raise AttributeError(f"no field {name!r} in this table")
        else:
            super().__setattr__(name, value)


def table(kind: type, *shape: int) -> Any:
    """An empty table: all zero, but NONE in fields that hold rows or months of something that has not happened."""
    kind_of_row = layout(kind)
    count = math.prod(shape)
    rows = _memory(count * kind_of_row.itemsize).reshape(count, kind_of_row.itemsize)
    rows[:] = np.frombuffer(_blank(kind), np.uint8)
    return rows.view(kind_of_row).reshape(shape).view(Records)


def _memory(size: int) -> np.ndarray:
    """So many bytes, from the start of a cache line; by NumPy, which asks for large pages where they are many."""
    room = np.empty(size + CACHE_LINE, np.uint8)
    start = -room.ctypes.data % CACHE_LINE
    return room[start : start + size]


@cache
def _blank(kind: type) -> bytearray:
    row = np.zeros(1, layout(kind))
    for name, hint in _fields(kind).items():
        if NOT_YET in hint.__metadata__:
            row[name] = NONE
    return bytearray(row.tobytes())


@cache
def layout(kind: type) -> np.dtype[Any]:
    """The record type of a table."""
    fields = np.dtype([_field(name, hint) for name, hint in _fields(kind).items()], align=True)
    return np.dtype((np.record, fields))


def meanings(kind: type) -> dict[str, str]:
    """The meaning and unit of every field of a table."""
    return {name: hint.__metadata__[-1] for name, hint in _fields(kind).items()}


def _fields(kind: type) -> dict[str, Any]:
    return get_type_hints(kind, include_extras=True)


def _field(name: str, hint: Any) -> tuple[Any, ...]:
    shape = [part for part in hint.__metadata__ if isinstance(part, int)]
    return (name, hint.__metadata__[0], *shape)
