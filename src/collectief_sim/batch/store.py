"""A folder of results: whole Parquet files that any tool can read, a manifest, and never a run lost or doubled.

What is in it::

    manifest.json   what was planned, by which software, from which command
    plan.parquet    every run of the plan in order: key, arm, scenario, seed
    scenarios/      the resolved scenario of each arm
    columns.json    what every column of the tables means
    runs/           a row per finished run; a run is done when it is here or in failures/
    collectives/    a row per collective
    series/         a row per month
    failures/       a row per run that raised, with its traceback
    set-aside/      files that were found damaged or half a chunk; nothing is ever deleted
"""

from __future__ import annotations

import json
import shlex
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Self

from collectief_sim.batch.columns import column_dictionary
from collectief_sim.batch.plan import Plan, Run
from collectief_sim.batch.versions import code_version, commit, software
from collectief_sim.batch.work import TABLES, Chunk
from collectief_sim.disk import Lock, sync_folder, telling_what_failed, write_file
from collectief_sim.errors import ScenarioError
from collectief_sim.output import check_target
from collectief_sim.scenario import dump

_BEFORE_THE_MANIFEST = {
    *(".lock", "scenarios", "columns.json", "plan.parquet"),
    *(".columns.json.part", ".plan.parquet.part", ".manifest.json.part"),
}
_NEEDED, _NEEDED_OF_PLAN = {"plan", "code", "command"}, {"digest", "runs", "replicates", "series", "arms"}
_MOST_NAMED = 4  # arms in a message
_WRITING = ".writing"  # chunks being written; what is found here was never finished


class Store:
    """A results folder, locked for one writer."""

    def __init__(self, folder: Path, plan: Plan) -> None:
        self.folder, self.plan = folder, plan
        self.set_aside: list[str] = []
        self._lock: Lock | None = None

    # ---- opening ----

    @classmethod
    def create(cls, folder: Path | str, plan: Plan) -> Self:
        """Start a new folder; raises :class:`ScenarioError` if there is something in it already."""
        store = cls(Path(folder), plan)
        if (store.folder / "manifest.json").exists():
            there = read_manifest(store.folder)["plan"]
            raise ScenarioError(
                f"--out {folder}: a batch was started in it already; to go on with it add --resume."
                if there["digest"] == plan.digest
                else f"--out {folder}: it holds another batch ({_differences(there, plan)}). Name another folder."
            )
        if not store._was_never_planned():
            check_target(store.folder)
        with telling_what_failed(store.folder):
            store.folder.mkdir(parents=True, exist_ok=True)
            store._take_lock()
            store._write_plan()
        return store

    @classmethod
    def resume(cls, folder: Path | str, plan: Plan, any_version: bool = False) -> Self:
        """Open a folder to go on with what is missing; a plan with more replicates than the folder's makes it grow.

        Raises
        ------
        ScenarioError
            If it holds another plan, was made by another version of the model (unless `any_version`), or is in use.
        """
        store = cls(Path(folder), plan)
        manifest = read_manifest(store.folder)
        if manifest["plan"]["digest"] != plan.digest or manifest["plan"]["replicates"] > plan.replicates:
            raise ScenarioError(f"{folder}: made by another plan: {_differences(manifest['plan'], plan)}.")
        if manifest["code"] != code_version() and not any_version:
            raise ScenarioError(
                f"{folder}: made by version {manifest['code']} of the model, this is {code_version()}; "
                "results of the two may differ. Take another folder (`batch --force-version` mixes them all the same)."
            )
        with telling_what_failed(store.folder):
            store._take_lock()
            store._tidy()
            if manifest["plan"]["replicates"] < plan.replicates:
                store._write_plan()
        return store

    def grow(self, plan: Plan) -> None:
        """Go on with a plan that has more replicates and is the same otherwise."""
        if plan.digest != self.plan.digest:
            raise ValueError("a store can only grow by replicates")
        self.plan = plan
        with telling_what_failed(self.folder):
            self._write_plan()

    def _was_never_planned(self) -> bool:
        """Whether the folder holds no more than what a batch wrote that died before its plan was whole."""
        found = {path.name for path in self.folder.iterdir()} if self.folder.is_dir() else set()
        return ".lock" in found and found <= _BEFORE_THE_MANIFEST

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def _take_lock(self) -> None:
        lock = Lock(self.folder)
        lock.take()
        self._lock = lock

    # ---- writing ----

    def _write_plan(self) -> None:
        """Everything that says what these results are; the manifest comes last."""
        import pyarrow as pa
        from pyarrow import parquet

        arms = self.plan.arms
        (self.folder / "scenarios").mkdir(exist_ok=True)
        for place, arm in enumerate(arms):
            write_file(self.folder / scenario_file(place), dump(arm.scenario).encode())
        write_file(self.folder / "columns.json", _json(column_dictionary(self.plan.paths)))
        rows = [(r.key, arms[r.arm].name, arms[r.arm].scenario.name, r.seed) for r in self.plan.runs]
        table = pa.table(dict(zip(("key", "arm", "scenario", "seed"), zip(*rows, strict=True), strict=True)))
        memory = pa.BufferOutputStream()
        parquet.write_table(table, memory, compression="zstd")
        write_file(self.folder / "plan.parquet", memory.getvalue().to_pybytes())
        write_file(self.folder / "manifest.json", _json(self._manifest()))

    def _manifest(self) -> dict[str, Any]:
        plan = self.plan
        arms = [
            {
                "name": arm.name,
                "scenario": arm.scenario.name,
                "varied": dict(arm.varied),
                "file": scenario_file(i),
                "pool": arm.pool or arm.name,
            }
            for i, arm in enumerate(plan.arms)
        ]
        described = {
            "digest": plan.digest,
            "runs": len(plan.runs),
            "replicates": plan.replicates,
            "first_seed": plan.first_seed,
            "series": plan.series,
            "chunk_runs": plan.chunk_runs,
            "arms": arms,
        }
        command = shlex.join(["collectief", *sys.argv[1:]])
        return {
            "command": command,
            "code": code_version(),
            "commit": commit(),
            "software": software(),
            "plan": described,
        }

    def add(self, chunk: Chunk) -> None:
        """Write what came out of a chunk. Its files appear whole, those that say it is done last.

        Raises
        ------
        ScenarioError
            If writing fails, for instance on a full disk; then nothing of this chunk is there.
        """
        name = f"{chunk.runs[0].index:08d}-{chunk.runs[-1].index:08d}.parquet"
        waiting = self.folder / _WRITING
        with telling_what_failed(self.folder):
            try:
                waiting.mkdir(exist_ok=True)
                for table in (table for table in TABLES if table in chunk.files):
                    write_file(waiting / f"{table}-{name}", chunk.files[table])
                for table in (table for table in TABLES if table in chunk.files):
                    (self.folder / table).mkdir(exist_ok=True)
                    (waiting / f"{table}-{name}").replace(self.folder / table / name)
                    sync_folder(self.folder / table)
            except OSError:
                shutil.rmtree(waiting, ignore_errors=True)
                raise

    # ---- what is there ----

    def missing(self) -> list[Run]:
        """The runs of the plan that are neither done nor failed, in order."""
        return unfinished(self.folder, self.plan)

    def _tidy(self) -> None:
        """Set aside what an earlier batch left half done: damaged files, and parts of chunks that are not done."""
        shutil.rmtree(self.folder / _WRITING, ignore_errors=True)
        for place in unsound(self.folder, self.plan.series):
            aside = self.folder / "set-aside"
            aside.mkdir(exist_ok=True)
            self.set_aside.append(place)
            (self.folder / place).rename(_free(aside / place.replace("/", "-")))


def scenario_file(place: int) -> str:
    """Where in a results folder the resolved scenario of an arm is."""
    return f"scenarios/{place:03d}.toml"


def unfinished(folder: Path, plan: Plan) -> list[Run]:
    """The runs of a plan that are neither done nor failed in a folder, in order."""
    there = set(keys(folder, "runs", plan.series)) | set(keys(folder, "failures", plan.series))
    return [run for run in plan.runs if run.key not in there]


def keys(folder: Path, table: str, series: bool) -> Iterator[str]:
    """The keys of all runs in `runs` or `failures`; a chunk of which anything is damaged or gone does not count."""
    from pyarrow import parquet

    for name in sound(folder, series):
        if (folder / table / name).exists():
            yield from parquet.read_table(folder / table / name, columns=["key"]).column("key").to_pylist()


def sound(folder: Path, series: bool) -> list[str]:
    """The names of the chunks that are there as a whole, in the order of the plan."""
    names = {file.name for table in ("runs", "failures") for file in _files(folder / table)}
    return sorted(
        name for name in names if all(_whole(folder / table / name) for table in _tables(folder, name, series))
    )


def unsound(folder: Path, series: bool) -> list[str]:
    """Files of chunks of which something is damaged or gone."""
    whole = set(sound(folder, series))
    return [f"{table}/{file.name}" for table in TABLES for file in _files(folder / table) if file.name not in whole]


def gone(folder: Path, series: bool) -> list[str]:
    """Files that are missing from chunks of which others are there."""
    tables = ["runs", "collectives", *(["series"] if series else [])]
    names = sorted({file.name for table in tables for file in _files(folder / table)})
    return [f"{table}/{name}" for name in names for table in tables if not (folder / table / name).exists()]


def _tables(folder: Path, name: str, series: bool) -> list[str]:
    """The tables that a chunk must be in."""
    finished = ["runs", "collectives", *(["series"] if series else [])] if (folder / "runs" / name).exists() else []
    return finished + (["failures"] if (folder / "failures" / name).exists() else [])


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a results folder; raises :class:`ScenarioError` if there is none that can be read."""
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        if not manifest.keys() >= _NEEDED or not manifest["plan"].keys() >= _NEEDED_OF_PLAN:
            raise ValueError("something is missing in it")
    except (FileNotFoundError, NotADirectoryError):
        raise ScenarioError(f"{folder}: no results folder (there is no manifest.json in it).") from None
    except (OSError, ValueError, AttributeError) as error:
        raise ScenarioError(f"{folder}/manifest.json: cannot be read: {error}.") from None
    return manifest


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.parquet"))


def _whole(file: Path) -> bool:
    """Whether a Parquet file can be read: small tables are, of large ones the end, which says where everything is."""
    import pyarrow as pa
    from pyarrow import parquet

    try:
        (parquet.read_table if file.parent.name in ("runs", "failures") else parquet.read_metadata)(file)
    except (pa.ArrowException, OSError):
        return False
    return True


def _free(path: Path) -> Path:
    """A name that is not taken yet."""
    others = (path.with_name(f"{path.name}.{number}") for number in range(2, sys.maxsize))
    return path if not path.exists() else next(other for other in others if not other.exists())


def _differences(was: dict[str, Any], plan: Plan) -> str:
    """In what another plan differs, in words."""
    mine = {"replicates": plan.replicates, "first_seed": plan.first_seed, "series": plan.series}
    told = [f"{name} {was.get(name)} there, {value} here" for name, value in mine.items() if was.get(name) != value]
    there, here = [arm["name"] for arm in was.get("arms", [])], [arm.name for arm in plan.arms]
    told += [f"arms {_listed(there)} there, {_listed(here)} here"] if there != here else []
    return "; ".join(told) or "the scenarios have other settings"


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return ", ".join(repr(name) for name in names[:_MOST_NAMED]) + more


def _json(data: Any) -> bytes:
    return (json.dumps(data, indent=1, allow_nan=False) + "\n").encode()
