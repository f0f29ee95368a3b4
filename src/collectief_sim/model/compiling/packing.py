"""The world as compiled rules see it: one pointer to all tables.

A tuple of some twenty tables would be taken apart and put together again at every call of every rule, in machine code
and by the compiler. Packed into one piece of memory it is a single argument. Rules do not notice: ``world.plots`` reads
the same either way. And as that memory never changes and owns nothing, machine code may keep in its registers where a
table is, and counts no references.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, cast

import numba
import numpy as np
from llvmlite.ir import Constant
from numba import types
from numba.core import cgutils
from numba.core.imputils import lower_getattr_generic
from numba.core.typing.templates import AttributeTemplate, infer_getattr
from numba.extending import NativeValue, intrinsic, models, register_model, unbox
from numba.np.arrayobj import make_array

from collectief_sim.model.compiling import rule

if TYPE_CHECKING:
    from collectief_sim.model.world import World


class _WorldType(types.Type):
    """The type of a packed world. Numba mangles its name into symbols: it is short, but other layouts have other names."""

    def __init__(self, tables: types.NamedTuple) -> None:
        layout = hashlib.sha256(f"{tables} {tables.fields}".encode()).hexdigest()
        super().__init__(f"World_{layout[:16]}")
        self.tables = tables

    @property
    def key(self):
        return self.tables


register_model(_WorldType)(models.OpaqueModel)  # an address


class _PackedWorld:
    """A packed world as Python holds it: to be handed to rules. Tables can be read, and a copy is packed anew."""

    def __init__(self, world: World) -> None:
        self._numba_type_, size = _type_and_size(world)
        self._memory = np.zeros(size, np.uint8)
        self._world = world  # keeps the tables alive
        self.address = self._memory.ctypes.data
        _store(world, self.address)

    def __getattr__(self, table: str) -> Any:
        return getattr(self.__dict__["_world"], table)

    def __reduce__(self) -> tuple[Any, ...]:
        return pack, (self._world,)


_known: dict[tuple[Any, ...], tuple[_WorldType, int]] = {}


def _type_and_size(world: World) -> tuple[_WorldType, int]:
    """The type of a packed world and its bytes; Numba takes milliseconds to say, so it is asked once per layout."""
    layout = tuple((table.dtype, table.flags.writeable) for table in world if isinstance(table, np.ndarray))
    if layout not in _known:
        _known[layout] = _WorldType(numba.typeof(world)), _size(world)
    return _known[layout]


@unbox(_WorldType)
def _unbox(kind, packed, c):
    """What compiled code gets of a packed world: its address."""
    address = c.pyapi.object_getattr_string(packed, "address")
    pointer = c.pyapi.long_as_voidptr(address)
    c.pyapi.decref(address)
    return NativeValue(pointer)


@infer_getattr
class _Tables(AttributeTemplate):
    """The type of ``world.plots``: that of the table."""

    key = _WorldType

    def generic_resolve(self, kind, name):
        return kind.tables.types[kind.tables.fields.index(name)] if name in kind.tables.fields else None


@lower_getattr_generic(_WorldType)
def _load(context, builder, kind, pointer, name):
    """The machine code of ``world.plots``."""
    place = kind.tables.fields.index(name)
    table = kind.tables.types[place]
    memory = builder.bitcast(pointer, context.get_value_type(kind.tables).as_pointer())

    def load(*path: int) -> Any:
        value = builder.load(cgutils.gep_inbounds(builder, memory, 0, place, *path))
        value.set_metadata("invariant.load", builder.module.add_metadata([]))
        return value

    if not isinstance(table, types.Array):
        return load()
    view = make_array(table)(context, builder)
    fields = {field: i for i, field in enumerate(context.data_model_manager[table]._fields)}
    for field in ("nitems", "itemsize", "data", "shape", "strides"):
        setattr(view, field, load(fields[field]))
    for field in ("meminfo", "parent"):  # it owns nothing
        setattr(view, field, Constant(getattr(view, field).type, None))
    return view._getvalue()


@intrinsic
def _size_of(context, world):
    """The bytes that a tuple of tables takes."""

    def generate(context, builder, signature, arguments):
        size = context.get_abi_sizeof(context.get_value_type(signature.args[0]))
        return context.get_constant(types.intp, size)

    return types.intp(world), generate


@intrinsic
def _store_at(context, world, address):
    """Write a tuple of tables to memory."""

    def generate(context, builder, signature, arguments):
        value, address = arguments
        builder.store(value, builder.inttoptr(address, value.type.as_pointer()))
        return context.get_dummy_value()

    return types.void(world, address), generate


@rule
def _size(world):
    return _size_of(world)


@rule
def _store(world, address):
    _store_at(world, address)


def pack(world: World) -> World:
    """The same tables behind one pointer (the world itself where compilation is switched off).

    Raises
    ------
    ValueError
        If the tables are those that a model shows, which nobody may change.
    """
    if not world.town.flags.writeable:
        raise ValueError("these tables are read-only; rules need tables of their own, see build_world")
    return world if numba.config.DISABLE_JIT else cast("World", _PackedWorld(world))
