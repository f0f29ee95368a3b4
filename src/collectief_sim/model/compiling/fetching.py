"""Fetching rows before they are needed: what compiled rules make of `rows.fetch_ahead`."""

from __future__ import annotations

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic, overload
from numba.np.arrayobj import make_array

from collectief_sim.model import rows

_AHEAD = 16  # rows: to work through so many takes about as long as memory takes to answer
_BYTE, _INT = ir.IntType(8).as_pointer(), ir.IntType(32)
_HOW = tuple(ir.Constant(_INT, value) for value in (0, 3, 1))  # to be read, kept at hand, data: as LLVM's prefetch asks


@overload(rows.fetch_ahead, inline="always")
def _fetch_ahead(table, order, place):
    return lambda table, order, place: _fetch(table, order[min(place + _AHEAD, len(order) - 1)])


@intrinsic
def _fetch(context, table, row):
    """Ask for all cache lines of a row. Of a row that does not exist nothing comes, and no harm."""

    def generate(context, builder, signature, arguments):
        kind, kind_of_row = signature.args
        rows_at = make_array(kind)(context, builder, arguments[0])
        place = context.cast(builder, arguments[1], kind_of_row, types.intp)
        row_at = builder.gep(builder.bitcast(rows_at.data, _BYTE), [builder.mul(place, rows_at.itemsize)])
        asking = ir.FunctionType(ir.VoidType(), [_BYTE, *(how.type for how in _HOW)])
        ask = cgutils.get_or_insert_function(builder.module, asking, "llvm.prefetch.p0i8")
        for byte in range(0, kind.dtype.size, rows.CACHE_LINE):
            builder.call(ask, [builder.gep(row_at, [context.get_constant(types.intp, byte)]), *_HOW])
        return context.get_dummy_value()

    return types.void(table, row), generate
