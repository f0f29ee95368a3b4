"""What a page sends and is sent, as JSON that can do no harm, and names of files (other texts: `collectief_sim.files.texts`)."""

from __future__ import annotations

import json
import math
import re
from typing import Any

_DEEPEST = 8  # of what a setting may hold


def file_name(text: str) -> str:
    """A name that means the same in a header and on every disk: never a path, a hidden file or too long."""
    kept = re.sub(r"[^A-Za-z0-9._-]", "_", text).lstrip(".")
    return kept if len(kept) <= 120 else f"{kept[:60]}_{kept[-59:]}"


def as_json(data: Any) -> bytes:
    """JSON in ASCII, so that half a character does no harm; what is no number (or endless) is null."""
    return json.dumps(_finite(data), allow_nan=False, separators=(",", ":")).encode("ascii")


def parsed(text: str) -> Any:
    """What a JSON text says.

    Raises
    ------
    ValueError
        If it is none, or says numbers or texts that no setting can have, or is nested deeper than any setting.
    """
    try:
        value = json.loads(text, parse_constant=_refuse, parse_float=_finite_number)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    _check(value, _DEEPEST)
    return value


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _finite_number(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f"{text[:20]} is too large")
    return value


def _check(value: Any, deeper: int) -> None:
    if deeper == 0:
        raise ValueError("nested too deeply")
    if isinstance(value, str):
        value.encode()  # half a character (a lone surrogate) is refused: UnicodeEncodeError is a ValueError
    elif isinstance(value, dict):
        for key, inside in value.items():
            key.encode()
            _check(inside, deeper - 1)
    elif isinstance(value, list):
        for inside in value:
            _check(inside, deeper - 1)


def _finite(data: Any) -> Any:
    if isinstance(data, float):
        return data if math.isfinite(data) else None
    if isinstance(data, dict):
        return {str(key): _finite(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_finite(value) for value in data]
    return data
