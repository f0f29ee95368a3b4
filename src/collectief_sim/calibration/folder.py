"""The folder of a calibration: one writer at a time, one plan, one model."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from collectief_sim.batch.versions import code_version
from collectief_sim.calibration.plan import Calibration
from collectief_sim.files.disk import Lock, digest, json_bytes, telling_what_failed, write_file
from collectief_sim.files.errors import ScenarioError

_FILE = "calibration.json"
_WORDS = ("why", "source", "sources")


def digest_of_plan(plan: Calibration) -> str:
    """A hash of all in a plan that decides what is ruled out; words, why a range is what it is for instance, do not count."""
    return digest(json_bytes(_without_words(plan.model_dump())))[:16]


def _without_words(data: Any) -> Any:
    if isinstance(data, dict):
        return {name: _without_words(value) for name, value in data.items() if name not in _WORDS}
    return [_without_words(value) for value in data] if isinstance(data, list) else data


def usual_folder(plan: Calibration) -> Path:
    """Where a calibration goes if nobody says otherwise: the same plan and model, the same folder."""
    whole = digest(json_bytes([digest_of_plan(plan), code_version()]))
    return Path("results") / f"calibration-{whole[:8]}"


@contextmanager
def opened(folder: Path, plan: Calibration) -> Iterator[None]:
    """Hold a folder; refuses one that is of another plan, of another model, or of something else altogether."""
    made_by = {"plan": digest_of_plan(plan), "model": code_version()}
    with telling_what_failed(folder):
        there = folder.is_dir() and any(folder.iterdir())
        if there:
            _check(folder / _FILE, made_by)
        folder.mkdir(parents=True, exist_ok=True)
        lock = Lock(folder)
        lock.take()
        try:
            if not there:
                write_file(folder / _FILE, json_bytes(made_by))
            yield
        finally:
            lock.release()


def _check(file: Path, made_by: dict[str, str]) -> None:
    try:
        found = json.loads(file.read_bytes())
    except (OSError, ValueError):
        raise ScenarioError(f"{file.parent}: is not empty, and no calibration; choose another --out.") from None
    for what, mine in made_by.items():
        if not isinstance(found, dict) or found.get(what) != mine:
            raise ScenarioError(
                f"{file.parent}: was made by another {what}; choose another --out, or delete the folder to begin again."
            )
