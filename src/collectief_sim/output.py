"""Writing results: a folder appears whole or not at all, and nothing that exists is ever replaced."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from collectief_sim import __version__
from collectief_sim.errors import ScenarioError
from collectief_sim.scenario import dump

if TYPE_CHECKING:
    from collectief_sim.simulation import Result


def check_target(folder: Path) -> None:
    """Refuse a results folder that cannot be written, before anything is computed.

    Raises
    ------
    ScenarioError
        If the folder holds something already, or its parent cannot be written.
    """
    try:
        if folder.exists() and not folder.is_dir():
            raise ScenarioError(f"--out {folder}: this is a file; give a folder that does not exist yet.")
        if folder.is_dir() and any(folder.iterdir()):
            raise ScenarioError(
                f"--out {folder}: the folder is not empty; results are never overwritten, choose another."
            )
        with tempfile.TemporaryDirectory(dir=_existing_parent(folder)):
            pass
    except OSError as error:
        raise ScenarioError(f"--out {folder}: cannot be written: {error.strerror}.") from None


def _existing_parent(folder: Path) -> Path:
    parent = folder.absolute().parent
    while not parent.exists():
        parent = parent.parent
    return parent


@contextmanager
def whole_folder(folder: Path) -> Iterator[Path]:
    """A temporary folder to write into, which takes its real name only when all is written.

    Raises
    ------
    ScenarioError
        If writing fails, for instance on a full disk; nothing is left behind then.
    """
    check_target(folder)
    made: list[Path] = []
    temporary: Path | None = None
    try:
        made = _make_parents(folder.absolute().parent)
        temporary = Path(tempfile.mkdtemp(dir=folder.absolute().parent, prefix=".collectief-"))
        yield temporary
        for file in temporary.iterdir():
            with file.open("rb") as handle:
                os.fsync(handle.fileno())
        temporary.chmod(0o755)
        temporary.replace(folder.absolute())
    except BaseException as error:
        if temporary is not None:
            shutil.rmtree(temporary, ignore_errors=True)
        for parent in made:
            parent.rmdir()
        if isinstance(error, OSError):
            raise ScenarioError(
                f"--out {folder}: writing failed: {error.strerror or error}; nothing was kept."
            ) from None
        raise


def _make_parents(parent: Path) -> list[Path]:
    made = [path for path in [parent, *parent.parents] if not path.exists()]
    parent.mkdir(parents=True, exist_ok=True)
    return made


def run_record(result: Result) -> dict[str, object]:
    """What ``--json`` prints and ``run.json`` holds."""
    return {
        "scenario": result.scenario.name,
        "seed": result.seed,
        "months": result.months,
        "version": __version__,
        "outcomes": result.outcomes,
    }


def write_run(result: Result, folder: Path) -> None:
    """Write run.json, series.parquet, collectives.parquet and scenario.toml into a new folder."""
    with whole_folder(folder) as target:
        result.series.to_parquet(target / "series.parquet", index=False)
        result.collectives.to_parquet(target / "collectives.parquet", index=False)
        (target / "scenario.toml").write_text(dump(result.scenario), encoding="utf-8")
        (target / "run.json").write_text(
            json.dumps(run_record(result), indent=2, allow_nan=False) + "\n", encoding="utf-8"
        )
