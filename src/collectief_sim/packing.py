"""The world as compiled rules see it: one pointer to all tables.

A tuple of some twenty tables would be taken apart and put together again at every call of every rule, in machine code
and by the compiler; packed into one Numba structure it is a single argument, which halves the time to compile. Rules
do not notice: ``world.plots`` reads the same either way.
"""

from __future__ import annotations

from typing import Any, cast

import numba
from llvmlite.ir import Constant
from numba import njit, types
from numba.experimental import structref
from numba.extending import intrinsic

from collectief_sim.compiled import caching
from collectief_sim.state import World


@structref.register
class _WorldType(types.StructRef):
    """The type of a packed world. There is only one, so a short name will do (Numba mangles names into symbols)."""

    def __init__(self, fields: Any) -> None:
        super().__init__(fields)
        self.name = "World"

    def preprocess_fields(self, fields: Any) -> Any:
        return tuple((name, types.unliteral(kind)) for name, kind in fields)


class _PackedWorld(structref.StructRefProxy):
    """A packed world as Python holds it: to be handed to rules, not to be read."""


@intrinsic
def _borrow(context, array):
    """The same array without an owner: compiled code then keeps no reference counts, which takes half the time.

    Safe because the tables outlive the packed world: whoever packs keeps the world.
    """

    def generate(context, builder, signature, arguments):
        view = context.make_array(array)(context, builder, value=arguments[0])
        view.meminfo = Constant(view.meminfo.type, None)
        view.parent = Constant(view.parent.type, None)
        return view._getvalue()

    return array(array), generate


structref.define_proxy(_PackedWorld, _WorldType, list(World._fields))

with caching():

    @njit(cache=True)
    def _pack(w):
        return _PackedWorld(
            w.seed,
            _borrow(w.rules),
            _borrow(w.town),
            _borrow(w.entrepreneurs),
            _borrow(w.contacts),
            _borrow(w.bonds),
            _borrow(w.plots),
            _borrow(w.collectives),
            _borrow(w.developers),
            _borrow(w.area_cooperatives),
            _borrow(w.events),
            _borrow(w.queue_start),
            _borrow(w.buildings),
            _borrow(w.plots_built),
            _borrow(w.roster),
            _borrow(w.roster_start),
            _borrow(w.scratch_people),
            _borrow(w.activity_count),
            _borrow(w.vacant),
            _borrow(w.scratch_plots),
            _borrow(w.scratch_collectives),
            _borrow(w.neighbours),
            _borrow(w.series),
        )


def pack(world: World) -> World:
    """The same tables behind one pointer (the world itself where compilation is switched off)."""
    return world if numba.config.DISABLE_JIT else cast(World, _pack(world))
