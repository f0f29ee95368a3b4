"""Whether what is stored is what was written: every file has a digest, every run its place in the plan.

Digests lie in ``digests/``, in the form that ``sha256sum`` writes and checks: a file for each chunk of runs, written when all
of the chunk is, and one for what was made of the runs (``report.sha256``). The manifest holds those of the plan.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from collectief_sim.batch.manifest import MANIFEST, DamagedError, read_manifest
from collectief_sim.batch.work import TABLES
from collectief_sim.files.disk import SUMS, contents, digest, digest_of, read_sums, sums, write_file
from collectief_sim.files.errors import ScenarioError

if TYPE_CHECKING:
    import pyarrow as pa

DIGESTS, WRITING, SET_ASIDE = "digests", ".writing", "set-aside"
ALL, REPORT = (
    "all.sha256",
    "report.sha256",
)  # among the digests: of all chunks once all are there; of what was made of them
_MADE = re.compile(r"(?:figures/)?[^/\\]+")  # what is made of results lies in the folder itself, figures one below
_CHUNK = re.compile(r"(\d{8,})-(\d{8,})")
_MOST_NAMED = 4
_ON_REQUEST = ("series", "makers")  # tables that a plan keeps or does not


@dataclass
class Found:
    """What a look at every file of a results folder came to; files by their place in it."""

    chunks: list[str] = field(default_factory=list)  # that are whole and sound, in the order of the plan
    done: list[str] = field(default_factory=list)  # keys of runs that finished
    failed: list[str] = field(default_factory=list)  # keys of runs that failed
    sound: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    unfinished: list[str] = field(default_factory=list)  # never came to be part of the results
    set_aside: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)  # chunks of which something is damaged or missing

    def check(self, name: str, found: str | None, allowed: Iterable[str]) -> bool:
        """Put a file where it belongs by its digest."""
        state = self.missing if found is None else self.sound if found in allowed else self.damaged
        state.append(name)
        return state is self.sound


@contextmanager
def sealing(folder: Path) -> Iterator[list[str]]:
    """While files are made of results: whoever makes one names it in the list, and when all are there their digests are
    written. Until then nothing is said of them.
    """
    (folder / DIGESTS / REPORT).unlink(missing_ok=True)
    files: list[str] = []
    yield files
    found = {name: digest_of(folder / name) for name in files}
    (folder / DIGESTS).mkdir(exist_ok=True)
    write_file(folder / DIGESTS / REPORT, sums({name: value for name, value in found.items() if value}))


def inspect(folder: Path, told: Callable[[str], None] = lambda name: None) -> Found:
    """Look at every byte of a results folder; `told` hears of each chunk.

    Raises
    ------
    ScenarioError
        If it is none, and holds nothing of one.
    """
    found = Found()
    try:
        manifest = read_manifest(folder)
    except ScenarioError as error:
        if not (folder / DIGESTS).is_dir():
            raise
        (found.damaged if isinstance(error, DamagedError) else found.missing).append(MANIFEST)
        planned, kept = None, None
    else:
        found.sound.append(MANIFEST)
        planned = _plan(folder, manifest, found)
        kept = {name for name in _ON_REQUEST if manifest["plan"][name]}
    for record in sorted((folder / DIGESTS).glob("*.sha256")):
        told(record.stem)
        if _CHUNK.fullmatch(record.stem):
            _look_at_chunk(folder, record, planned, kept, found)
        elif record.name == REPORT:
            _look_at_made(folder, record, found)
        elif record.name == ALL:
            _look_at_all(folder, record, found)
    _sort_the_rest(folder, found)
    return found


def _plan(folder: Path, manifest: Mapping[str, Any], found: Found) -> list[str] | None:
    """The keys of the plan in order; None if it is damaged."""
    sound = [found.check(name, digest_of(folder / name), allowed) for name, allowed in manifest["files"].items()]
    return _keys(folder / "plan.parquet") if all(sound) else None


def _look_at_chunk(folder: Path, record: Path, planned: list[str] | None, kept: set[str] | None, found: Found) -> None:
    """Whether all of a chunk is there as it was written, and holds the runs that were planned for its place."""
    digests = read_sums(record)
    name = f"{record.stem}.parquet"
    place = f"{DIGESTS}/{record.name}"
    if digests is None or set(digests) not in _possible(name, kept):
        found.damaged.append(place)
        found.broken.append(record.stem)
        return
    whole = [found.check(file, digest_of(folder / file), [expected]) for file, expected in digests.items()]
    done, failed = (_keys(folder / f"{table}/{name}") for table in ("runs", "failures")) if all(whole) else (None, None)
    right = all(whole) and (planned is None or _as_planned(record.stem, planned, (done or []) + (failed or [])))
    (found.sound if right or not all(whole) else found.damaged).append(place)
    if not right:
        found.broken.append(record.stem)
        return
    found.chunks.append(record.stem)
    found.done += done or []
    found.failed += failed or []


def _possible(name: str, kept: set[str] | None) -> list[set[str]]:
    """The files that a chunk can consist of: results, failures, or both; any of what is kept on request if nothing is known."""
    kinds = [kept] if kept is not None else [set(), {"series"}, {"makers"}, {"series", "makers"}]
    some = [{f"{table}/{name}" for table in ("runs", "collectives", *kind)} for kind in kinds]
    failures = {f"failures/{name}"}
    return [*some, failures, *(one | failures for one in some)]


def _as_planned(stem: str, planned: list[str], there: list[str]) -> bool:
    first, last = map(int, stem.split("-"))
    return last < len(planned) and sorted(there) == sorted(planned[first : last + 1])


def _keys(file: Path) -> list[str] | None:
    """The keys in a table of a sound chunk; None if the chunk has no such table."""
    return table_in(file, ["key"]).column("key").to_pylist() if file.exists() else None


def table_in(file: Path, columns: Sequence[str] | None = None) -> pa.Table:
    """The Arrow table in a file, or some columns of it. For small files this takes a fraction of what `read_table` does."""
    from pyarrow import parquet

    return parquet.ParquetFile(contents(file)).read(columns, use_threads=False)


def _look_at_all(folder: Path, record: Path, found: Found) -> None:
    """Whether the chunks that were there when all were are there still."""
    digests = read_sums(record)
    (found.damaged if digests is None else found.sound).append(f"{DIGESTS}/{record.name}")
    found.missing += [name for name in digests or {} if not (folder / name).exists()]


def seal_all(folder: Path) -> None:
    """Write down which chunks there are, now that all are there."""
    names = sorted(f"{DIGESTS}/{one.name}" for one in (folder / DIGESTS).glob("*.sha256") if _CHUNK.fullmatch(one.stem))
    content = sums({name: digest_of(folder / name) or "" for name in names})
    if not (folder / DIGESTS / ALL).exists() or (folder / DIGESTS / ALL).read_bytes() != content:
        write_file(folder / DIGESTS / ALL, content)


def _look_at_made(folder: Path, record: Path, found: Found) -> None:
    """What was made of the results: tables, maps, report."""
    digests = read_sums(record)
    (found.damaged if digests is None else found.sound).append(f"{DIGESTS}/{record.name}")
    for name, expected in (digests or {}).items():
        if _MADE.fullmatch(name):
            found.check(name, digest_of(folder / name), [expected])


def _sort_the_rest(folder: Path, found: Found) -> None:
    """Files that nobody answers for."""
    known = {*found.sound, *found.damaged, ".lock"}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_dir() or name in known:
            continue
        first, _, rest = name.partition("/")
        ours = first == WRITING or name.endswith(".part") or (first in TABLES and _CHUNK.fullmatch(Path(rest).stem))
        (found.set_aside if first == SET_ASIDE else found.unfinished if ours else found.foreign).append(name)


def inspect_run(folder: Path) -> Found:
    """The same for the folder of a single run."""
    found = Found()
    digests = read_sums(folder / SUMS)
    (found.damaged if digests is None else found.sound).append(SUMS)
    for name, expected in (digests or {}).items():
        if Path(name).name == name:
            found.check(name, digest_of(folder / name), [expected])
    _sort_the_rest(folder, found)
    return found


def check_sound(folder: Path) -> tuple[dict[str, Any], Found]:
    """The manifest and a look at everything, of a folder to build on; what was made of results is not looked at.

    Raises
    ------
    ScenarioError
        If it is no results folder, or a file of the plan or of a chunk is damaged or missing.
    """
    manifest, found = read_manifest(folder), inspect(folder)
    made = {REPORT, *(read_sums(folder / DIGESTS / REPORT) or ())}
    bad = [name for name in (*found.damaged, *found.missing) if name.removeprefix(f"{DIGESTS}/") not in made]
    if bad:
        raise _refusal(
            folder, bad, "`--resume` runs what is damaged of the results again" if _only_results(bad) else ""
        )
    return manifest, found


def _only_results(bad: Iterable[str]) -> bool:
    """Whether all that is damaged or missing belongs to runs, which can be done again."""
    return all(name.partition("/")[0] in (*TABLES, DIGESTS) for name in bad)


def check_plan(folder: Path) -> dict[str, Any]:
    """The manifest of a folder of which only the plan is read; raises :class:`ScenarioError` as `check_sound` does."""
    manifest, found = read_manifest(folder), Found()
    _plan(folder, manifest, found)
    if found.damaged or found.missing:
        raise _refusal(folder, [*found.damaged, *found.missing], "")
    return manifest


def check_made(folder: Path, name: str) -> None:
    """Refuse a file made of results that is not what was written; one of which nothing is known is let through."""
    expected = (read_sums(folder / DIGESTS / REPORT) or {}).get(name)
    if expected is not None and digest_of(folder / name) not in (expected, None):
        raise ScenarioError(f"{folder / name}: is damaged; take it away, and it is made anew.")


def check_run(folder: Path) -> None:
    """Refuse the folder of a single run in which something is not as it was written."""
    found = inspect_run(folder)
    if found.damaged or found.missing:
        raise _refusal(folder, [*found.damaged, *found.missing], "")


def _refusal(folder: Path, bad: list[str], way_out: str) -> ScenarioError:
    named = ", ".join(bad[:_MOST_NAMED]) + (f" and {len(bad) - _MOST_NAMED} more" if len(bad) > _MOST_NAMED else "")
    more = f"; {way_out}" if way_out else ""
    return DamagedError(f"{folder}: damaged or missing: {named}. `collectief verify` tells of every file{more}.")


def digests_of(files: Mapping[str, bytes]) -> dict[str, str]:
    """Digests of contents by name."""
    return {name: digest(content) for name, content in files.items()}
