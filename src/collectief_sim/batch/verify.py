"""What `collectief verify` tells: every file of a results folder by its state."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape

from collectief_sim.batch.integrity import DIGESTS, Found, inspect, inspect_run
from collectief_sim.batch.manifest import MANIFEST, read_manifest
from collectief_sim.files.disk import SUMS
from collectief_sim.files.errors import ScenarioError

_WORDS = {
    "damaged": "damaged: not what was written",
    "missing": "missing",
    "unfinished": "unfinished: not part of the results, --resume writes it again",
    "set_aside": "set aside because it was damaged",
    "foreign": "foreign: not written by us, or only half",
}
_MOST_NAMED = 20


def look(folder: Path, progress: Callable[[int, int], None]) -> dict[str, Any]:
    """Every file of a folder of a batch, an experiment or a run, by state; `progress` hears of chunks in all and so far.

    Raises
    ------
    ScenarioError
        If it is none of those.
    """
    if not (folder / MANIFEST).exists() and not (folder / DIGESTS).is_dir():
        if not (folder / SUMS).is_file() and not (folder / "run.json").is_file():
            raise ScenarioError(f"{folder}: no results folder (there is no {MANIFEST} and no {SUMS} in it).")
        return _as_record(folder, inspect_run(folder))
    total = sum(1 for _ in (folder / DIGESTS).glob("*.sha256"))
    seen = 0

    def told(record: str) -> None:
        nonlocal seen
        progress(total, seen)
        seen += 1

    found = inspect(folder, told)
    return _as_record(folder, found) | {"runs": _runs(folder, found)}


def _as_record(folder: Path, found: Found) -> dict[str, Any]:
    return {"folder": str(folder), "sound": found.sound, **{state: getattr(found, state) for state in _WORDS}}


def _runs(folder: Path, found: Found) -> dict[str, int | None]:
    """How many runs were planned, and are there in sound chunks."""
    try:
        planned = int(read_manifest(folder)["plan"]["runs"])
    except ScenarioError:
        planned = None
    done, failed = len(set(found.done)), len(set(found.failed))
    return {
        "planned": planned,
        "done": done,
        "failed": failed,
        "missing": None if planned is None else planned - done - failed,
    }


def tell_of(found: dict[str, Any], console: Console) -> None:
    """Print it: a line per state, and the files of all but the sound ones."""
    console.print(f"[bold]{escape(found['folder'])}[/bold]: {len(found['sound'])} files are as they were written.")
    if runs := found.get("runs"):
        of = "an unknown number" if runs["planned"] is None else runs["planned"]
        console.print(f"{runs['done']} of {of} runs are there, and {runs['failed']} that failed.")
    for state, words in _WORDS.items():
        files = found[state]
        if files:
            console.print(f"{len(files)} {words}:")
            for name in files[:_MOST_NAMED]:
                console.print(f"  {escape(name)}", soft_wrap=True)
            if len(files) > _MOST_NAMED:
                console.print(f"  and {len(files) - _MOST_NAMED} more (all with --json)")
