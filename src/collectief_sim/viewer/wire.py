"""How a history travels to the page: a header that says what follows, then numbers as they are in memory."""

from __future__ import annotations

from typing import Any

import numpy as np

from collectief_sim.scenario.fields import titles
from collectief_sim.viewer.frames import Array
from collectief_sim.viewer.history import History
from collectief_sim.viewer.texts import as_json

_TYPES = ("uint8", "int8", "int16", "uint16", "int32", "float32")  # those a page has arrays for


def encode(history: History) -> bytes:
    """A 4-byte length (little-endian), a JSON header of that length, padding to 8 bytes, and the arrays.

    The header's ``arrays`` says of each its group, name, type, shape and where it starts, counted from the first array; each
    starts at a multiple of 8.
    """
    groups = {
        "plots": history.plots,
        "people": history.people,
        "collectives": history.collectives,
        "series": history.series,
        "index": {"people_start": history.people_start, "place": history.place, "building": history.building},
    }
    told: list[dict[str, Any]] = []
    parts: list[bytes | memoryview] = []  # large arrays are copied once, when all are joined
    place = 0
    for group, arrays in groups.items():
        for name, array in arrays.items():
            content = _content(array)
            told.append({"group": group, "name": name, "type": str(array.dtype), "shape": array.shape, "at": place})
            parts += [content, b"\0" * (-content.nbytes % 8)]
            place += content.nbytes + len(parts[-1])
    header = as_json({**_about(history), "arrays": told})
    start = len(header).to_bytes(4, "little") + header
    return b"".join([start, b"\0" * (-len(start) % 8), *parts])


def _content(array: Array) -> memoryview:
    if str(array.dtype) not in _TYPES:
        raise TypeError(f"no way to send {array.dtype}")
    flat = np.ascontiguousarray(array, array.dtype.newbyteorder("<")).reshape(-1)
    return flat.view(np.uint8).data  # of an array of nothing (no collective was ever founded) too


def _about(history: History) -> dict[str, Any]:
    scenario = history.scenario
    return {
        "scenario": scenario.name,
        "titles": titles(scenario) if scenario.title else {"en": scenario.name, "nl": scenario.name},
        "seed": history.seed,
        "months": scenario.months,
        "first": history.first,
        "last": len(history.series["collectives"]) - 1,
        "start": scenario.start,
        "width": history.width,
        "height": history.height,
        "places": history.places,
        "lives": history.lives,
        "events": history.events,
    }
