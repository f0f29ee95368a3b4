"""A folder of results: whole Parquet files that any tool can read, a manifest, and never a run lost or doubled.

What is in it::

    manifest.json   what was planned, by which software, from which command, with digests of the plan
    plan.parquet    every run of the plan in order: key, cell, area, arm, world, seed
    scenarios/      the resolved scenario of each arm
    columns.json    what every column of the tables means, its unit, and when it is empty
    runs/           a row per finished run
    collectives/    a row per collective
    series/         a row per month
    makers/         a row per maker, where that was asked for
    failures/       a row per run that raised, with its traceback
    digests/        the digests of each chunk's files; a run is done when they are here
    set-aside/      files that were found damaged; nothing is ever deleted
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

from collectief_sim.batch.columns import column_dictionary
from collectief_sim.batch.integrity import ALL, DIGESTS, SET_ASIDE, WRITING, check_plan, digests_of, inspect, seal_all
from collectief_sim.batch.manifest import MANIFEST, read_manifest, write_manifest
from collectief_sim.batch.plan import Plan, Run, chunks, labels
from collectief_sim.batch.versions import commit, differences, maker
from collectief_sim.batch.work import TABLES, Chunk
from collectief_sim.files.disk import Lock, json_bytes, sums, sync_folder, telling_what_failed, write_file
from collectief_sim.files.errors import ScenarioError
from collectief_sim.files.folders import check_target
from collectief_sim.files.texts import typed
from collectief_sim.scenario import dump

_BEFORE_THE_MANIFEST = {".lock", "scenarios", "columns.json", "plan.parquet"}
_MOST_NAMED = 4  # arms in a message


class Store:
    """A results folder, locked for one writer.

    Parameters
    ----------
    folder, plan
        Where, and what is to be run.
    attached
        More files that say what this is, by name: the design of an experiment.
    """

    def __init__(self, folder: Path, plan: Plan, attached: Mapping[str, bytes]) -> None:
        self.folder, self.plan = folder, plan
        self.set_aside: list[str] = []
        self._attached = dict(attached)
        self._also_by: list[dict[str, Any]] = []
        self._broken: list[str] = []  # chunks that were set aside and are to be written as before
        self._there: set[str] = set()  # keys of runs that are done or failed
        self._lock: Lock | None = None

    # ---- opening ----

    @classmethod
    def create(cls, folder: Path | str, plan: Plan, attached: Mapping[str, bytes] | None = None) -> Self:
        """Start a new folder; raises :class:`ScenarioError` if there is something in it already."""
        store = cls(Path(folder), plan, attached or {})
        if (store.folder / MANIFEST).exists():
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
    def resume(
        cls, folder: Path | str, plan: Plan, any_version: bool = False, attached: Mapping[str, bytes] | None = None
    ) -> Self:
        """Open a folder to go on with what is missing; a plan with more replicates than the folder's makes it grow.

        Raises
        ------
        ScenarioError
            If it holds another plan, its plan is damaged, it was made by another version of the model, with other
            libraries or on another kind of processor (unless `any_version`), or is in use.
        """
        store = cls(Path(folder), plan, attached or {})
        manifest = check_plan(store.folder)
        if manifest["plan"]["digest"] != plan.digest or manifest["plan"]["replicates"] > plan.replicates:
            more = manifest["plan"]["digest"] == plan.digest
            hint = f" It only grows: ask for {manifest['plan']['replicates']} or more." if more else ""
            raise ScenarioError(f"{folder}: made by another plan: {_differences(manifest['plan'], plan)}.{hint}")
        newcomer = store._check_maker(manifest, any_version)
        with telling_what_failed(store.folder):
            store._take_lock()
            store._tidy()
            if newcomer or set(store._plan_digests().items()) != {(n, d[0]) for n, d in manifest["files"].items()}:
                store._write_plan(manifest)
        return store

    def _check_maker(self, manifest: dict[str, Any], any_version: bool) -> bool:
        """Refuse to mix what different makers make, unless that is wanted; whether we are a new one."""
        self._also_by = manifest["also_by"]
        apart = [differences(one, maker()) for one in (manifest, *self._also_by)]
        if not all(apart):
            return False
        if not any_version:
            raise ScenarioError(
                f"{self.folder}: made by {'; '.join(apart[0])}. Results of the two may differ. Take another folder "
                "(--force-version mixes them all the same)."
            )
        self._also_by = [*self._also_by, maker()]
        return True

    def grow(self, plan: Plan, attached: Mapping[str, bytes] | None = None) -> None:
        """Go on with a plan that has more replicates and is the same otherwise."""
        if plan.digest != self.plan.digest:
            raise ValueError("a store can only grow by replicates")
        self.plan = plan
        self._attached |= attached or {}
        with telling_what_failed(self.folder):
            self._write_plan(read_manifest(self.folder))

    def _was_never_planned(self) -> bool:
        """Whether the folder holds no more than what a batch wrote that died before its plan was whole."""
        found = {path.name for path in self.folder.iterdir()} if self.folder.is_dir() else set()
        ours = _BEFORE_THE_MANIFEST | set(self._attached)
        return ".lock" in found and found <= ours | {f".{name}.part" for name in (*ours, MANIFEST)}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._lock is not None:
            with suppress(OSError):
                (self.folder / WRITING).rmdir()
            with suppress(OSError):
                if self._there and not self.missing():
                    seal_all(self.folder)
            self._lock.release()
            self._lock = None

    def _take_lock(self) -> None:
        lock = Lock(self.folder)
        lock.take()
        self._lock = lock

    # ---- writing ----

    def _write_plan(self, before: dict[str, Any] | None = None) -> None:
        """Everything that says what these results are. If a plan is there, the manifest first allows both: whatever
        happens in between, each file is one of the two.
        """
        files = self._plan_files()
        fresh = digests_of(files)
        if before is not None:
            both = {name: list(dict.fromkeys([*before["files"].get(name, []), new])) for name, new in fresh.items()}
            write_manifest(self.folder, before | {"files": before["files"] | both})
        (self.folder / "scenarios").mkdir(exist_ok=True)
        for name, content in files.items():
            write_file(self.folder / name, content)
        sync_folder(self.folder / "scenarios")
        write_manifest(self.folder, self._manifest(fresh, before))
        sync_folder(self.folder)

    def _plan_files(self) -> dict[str, bytes]:
        """The files that say what was planned."""
        import pyarrow as pa
        from pyarrow import parquet

        arms = self.plan.arms
        table = pa.Table.from_pylist([labels(arms[run.arm], run.key, run.seed) for run in self.plan.runs])
        memory = pa.BufferOutputStream()
        parquet.write_table(table, memory, compression="zstd")
        return {
            **{scenario_file(place): dump(arm.scenario).encode() for place, arm in enumerate(arms)},
            "columns.json": json_bytes(column_dictionary(self.plan.paths)),
            "plan.parquet": memory.getvalue().to_pybytes(),
            **self._attached,
        }

    def _plan_digests(self) -> dict[str, str]:
        return digests_of(self._plan_files())

    def _manifest(self, digests: Mapping[str, str], before: Mapping[str, Any] | None) -> dict[str, Any]:
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
            "makers": plan.makers,
            "chunk_runs": plan.chunk_runs,
            "arms": arms,
        }
        made_by = maker() if before is None else {name: before[name] for name in ("code", "software", "processor")}
        return {
            "command": typed(["collectief", *sys.argv[1:]]),
            **made_by,
            "commit": commit() if before is None else before["commit"],
            "also_by": self._also_by,
            "plan": described,
            "files": {name: [value] for name, value in digests.items()},
        }

    def add(self, chunk: Chunk) -> None:
        """Write what came out of a chunk: its files, and at last the digests that make it part of the results.

        Raises
        ------
        ScenarioError
            If writing fails, for instance on a full disk; then the chunk is not part of the results.
        """
        stem = f"{chunk.runs[0].index:08d}-{chunk.runs[-1].index:08d}"
        files = {f"{table}/{stem}.parquet": chunk.files[table] for table in TABLES if table in chunk.files}
        files[f"{DIGESTS}/{stem}.sha256"] = sums(digests_of(files))
        waiting = self.folder / WRITING
        with telling_what_failed(self.folder):
            (self.folder / DIGESTS / ALL).unlink(missing_ok=True)
            try:
                waiting.mkdir(exist_ok=True)
                for name, content in files.items():
                    write_file(waiting / name.replace("/", "-"), content)
                for name in files:
                    (self.folder / name).parent.mkdir(exist_ok=True)
                    (waiting / name.replace("/", "-")).replace(self.folder / name)
                sync_folder(self.folder / DIGESTS)  # where the digests come through and a file does not, that is found
            except BaseException:
                shutil.rmtree(waiting, ignore_errors=True)
                raise
        self._there.update(run.key for run in chunk.runs)

    # ---- what is there ----

    def missing(self) -> list[Run]:
        """The runs of the plan that are neither done nor failed, in order."""
        return [run for run in self.plan.runs if run.key not in self._there]

    def to_do(self) -> list[tuple[Run, ...]]:
        """The same as they are handed out and written together: as before what was damaged, by stretches what is new."""
        left = {run.index: run for run in self.missing()}
        again = []
        for stem in self._broken:
            first, last = map(int, stem.split("-"))
            if all(index in left for index in range(first, last + 1)):
                again.append(tuple(left.pop(index) for index in range(first, last + 1)))
        return sorted([*again, *chunks(left.values(), self.plan.chunk_runs)], key=lambda runs: runs[0].index)

    def _tidy(self) -> None:
        """Set aside every chunk of which something is damaged, and throw away what was being written."""
        shutil.rmtree(self.folder / WRITING, ignore_errors=True)
        found = inspect(self.folder)
        self._there, self._broken = {*found.done, *found.failed}, found.broken
        for stem in found.broken:
            for place in (*(f"{table}/{stem}.parquet" for table in TABLES), f"{DIGESTS}/{stem}.sha256"):
                if (self.folder / place).exists():
                    self._set_aside(place)

    def _set_aside(self, place: str) -> None:
        aside = self.folder / SET_ASIDE
        aside.mkdir(exist_ok=True)
        self.set_aside.append(place)
        (self.folder / place).rename(_free(aside / place.replace("/", "-")))


def scenario_file(place: int) -> str:
    """Where in a results folder the resolved scenario of an arm is."""
    return f"scenarios/{place:03d}.toml"


def unfinished(folder: Path, plan: Plan) -> list[Run]:
    """The runs of a plan that are neither done nor failed in a folder, in order; a damaged chunk does not count."""
    found = inspect(folder)
    there = {*found.done, *found.failed}
    return [run for run in plan.runs if run.key not in there]


def _free(path: Path) -> Path:
    """A name that is not taken yet."""
    others: Iterator[Path] = (path.with_name(f"{path.name}.{number}") for number in range(2, sys.maxsize))
    return path if not path.exists() else next(other for other in others if not other.exists())


def _differences(was: dict[str, Any], plan: Plan) -> str:
    """In what another plan differs, in words."""
    mine = {"replicates": plan.replicates, "first_seed": plan.first_seed, "series": plan.series}
    told = [f"{name} {was.get(name)} there, {value} here" for name, value in mine.items() if was.get(name) != value]
    if was.get("makers", False) != plan.makers:
        told.append(f"--makers {'here, not there' if plan.makers else 'there, not here'}")
    there, here = [arm["name"] for arm in was.get("arms", [])], [arm.name for arm in plan.arms]
    told += [f"arms {_listed(there)} there, {_listed(here)} here"] if there != here else []
    return "; ".join(told) or "the scenarios have other settings"


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return ", ".join(repr(name) for name in names[:_MOST_NAMED]) + more
