"""What compiled rules make of the words that only type checkers need: ids are whole numbers, and nothing is called.

Numba compares names of arguments and annotations of an overload with those of what it returns, so there are none.
"""

from __future__ import annotations

from numba.extending import overload

from collectief_sim.model import rows


def _itself(value):
    return lambda value: value


for _kind in (*rows.ID_KINDS, rows.limit, rows.code):
    overload(_kind, inline="always")(_itself)


@overload(rows.ids, inline="always")
def _ids(table):
    return lambda table: range(len(table))


@overload(rows.first_ids, inline="always")
def _first_ids(table, count):
    return lambda table, count: range(count)


@overload(rows.next_id, inline="always")
def _next_id(table, count):
    return lambda table, count: count
