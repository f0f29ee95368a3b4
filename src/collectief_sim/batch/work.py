"""What a worker does: run a few runs, and make whole Parquet files of what came out."""

from __future__ import annotations

import gc
import io
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from collectief_sim.batch.plan import Arm, Run, labels
from collectief_sim.model.rows import Records, columns

if TYPE_CHECKING:
    import pyarrow as pa

    from collectief_sim.model.simulation import Result
    from collectief_sim.scenario import Scenario

type Arms = Mapping[int, Arm]

TABLES = ("series", "collectives", "makers", "failures", "runs")


@dataclass(frozen=True)
class Chunk:
    """What came out of a few runs: Parquet files by table, in memory."""

    runs: tuple[Run, ...]
    files: dict[str, bytes] = field(repr=False)
    rows: list[dict[str, Any]] = field(repr=False)  # outcomes, a row a run
    failures: list[dict[str, Any]] = field(repr=False)  # a row a failed run: its labels, error, traceback

    @property
    def done(self) -> int:
        """How many runs came to their end."""
        return len(self.runs) - len(self.failures)

    @property
    def failed(self) -> int:
        """How many did not."""
        return len(self.failures)


@dataclass(frozen=True)
class Keep:
    """What is kept of a run."""

    series: bool
    varied: Mapping[str, str]  # settings that get a column in `runs`, with the name of its Arrow type
    makers: bool = False


@dataclass(frozen=True)
class _Kept:
    """What is kept of one run until its chunk is done: copies, so that the run itself can go."""

    run: Run
    outcomes: dict[str, Any]
    lives: tuple[Records, Records]
    series: Records
    makers: pa.Table | None  # if those are kept


def run_chunk(arms: Arms, runs: tuple[Run, ...], keep: Keep) -> Chunk:
    """Run some runs; one that raises becomes a row in `failures`, the others go on."""
    kept: list[_Kept] = []
    failures: list[dict[str, Any]] = []
    for run in runs:
        try:
            kept.append(_kept(run, arms[run.arm].scenario, keep))
        except Exception as error:  # whatever it is, it is told and the rest goes on
            failures.append(failure(arms, run, f"{type(error).__name__}: {error}", traceback.format_exc()))
    gc.collect(1)  # models refer to themselves; without this memory grows until Python happens to look
    return _packed(arms, runs, kept, failures, keep)


def _kept(run: Run, scenario: Scenario, keep: Keep) -> _Kept:
    from collectief_sim.model.outcomes import lives_of
    from collectief_sim.model.simulation import run as simulate

    result = simulate(scenario, run.seed, stays=keep.makers)
    lives, homes = lives_of(result.world, scenario.area.ground)
    series = columns(result.world.series)[: result.months].copy()
    makers = _makers(result) if keep.makers else None
    return _Kept(run, {"months": result.months, **result.outcomes}, (lives.copy(), homes), series, makers)


def _makers(result: Result) -> pa.Table:
    """The makers of a run."""
    import pyarrow as pa

    from collectief_sim.model.outcomes import makers_columns

    columns = makers_columns(result.simulation.for_rules, result.months)
    return pa.table({name: pa.array(values) for name, values in columns.items()})


def given_up(arms: Arms, runs: tuple[Run, ...], keep: Keep, reason: str) -> Chunk:
    """The chunk of runs that could not be run at all."""
    return _packed(arms, runs, [], [failure(arms, run, reason, "") for run in runs], keep)


def joined(parts: Sequence[Chunk]) -> Chunk:
    """Runs that were done one by one as the chunk they would have been together, byte for byte."""
    import pyarrow as pa
    from pyarrow import parquet

    ordered = sorted(parts, key=lambda part: part.runs[0].index)
    files = {}
    for table in TABLES:
        some = [parquet.read_table(io.BytesIO(part.files[table])) for part in ordered if table in part.files]
        if some:
            files[table] = _parquet(pa.concat_tables(some).combine_chunks())
    runs = tuple(run for part in ordered for run in part.runs)
    rows, failures = ([row for part in ordered for row in getattr(part, name)] for name in ("rows", "failures"))
    return Chunk(runs, files, rows, failures)


def failure(arms: Arms, run: Run, error: str, trace: str) -> dict[str, Any]:
    """The row of a failed run."""
    return {**_labels(arms, run), "error": error, "traceback": trace}


def _packed(arms: Arms, runs: tuple[Run, ...], kept: list[_Kept], failures: list[dict[str, Any]], keep: Keep) -> Chunk:
    """Tables of results and failures as Parquet files."""
    import pyarrow as pa

    files = {}
    rows = [{**_labels(arms, one.run), **one.outcomes} for one in kept]
    if kept:
        files["runs"] = _parquet(_runs_table(rows, [arms[one.run.arm].varied for one in kept], keep))
        files["collectives"] = _parquet(_collectives(arms, kept))
        if keep.series:
            files["series"] = _parquet(_series(arms, kept))
        if keep.makers:
            makers = [one.makers for one in kept if one.makers is not None]
            together = pa.concat_tables(makers).combine_chunks()
            files["makers"] = _parquet(_labelled(arms, kept, [len(some) for some in makers], together))
    if failures:
        types = pa.schema([(n, pa.int64() if n in ("world", "seed") else pa.string()) for n in failures[0]])
        files["failures"] = _parquet(pa.Table.from_pylist(failures, types))
    return Chunk(runs, files, rows, failures)


def _labels(arms: Arms, run: Run) -> dict[str, Any]:
    return labels(arms[run.arm], run.key, run.seed)


def _runs_table(rows: list[dict[str, Any]], varied: list[Mapping[str, Any]], keep: Keep) -> pa.Table:
    """Outcomes as numbers of one type, whatever is undefined in these few runs, and a column per varied setting."""
    import pyarrow as pa

    words, whole = (
        dict.fromkeys(("key", "cell", "area", "arm"), pa.string()),
        dict.fromkeys(("world", "seed"), pa.int64()),
    )
    known = {**words, **whole, "months": pa.int64()}
    outcomes = list(rows[0])[len(words | whole) :]
    kinds = {name: pa.type_for_alias(kind) for name, kind in keep.varied.items()}
    schema = pa.schema(
        [(name, (known | kinds).get(name, pa.float64())) for name in (*words, *whole, *kinds, *outcomes)]
    )
    settings = ({path: _as(kind, values.get(path)) for path, kind in keep.varied.items()} for values in varied)
    return pa.Table.from_pylist([row | more for row, more in zip(rows, settings, strict=True)], schema)


def types_of(arms: Sequence[Arm]) -> dict[str, str]:
    """The settings in which arms differ, with an Arrow type that can hold all their values."""
    types = {}
    for path in dict.fromkeys(path for arm in arms for path in arm.varied):
        given = {type(arm.varied[path]) for arm in arms if path in arm.varied}
        one = next(iter(given)) if len(given) == 1 else float if given == {int, float} else str
        types[path] = {bool: "bool", int: "int64", float: "float64"}.get(one, "string")
    return types


def _as(kind: str, value: Any) -> Any:
    return str(value) if kind == "string" and value is not None else value


def _collectives(arms: Arms, kept: list[_Kept]) -> pa.Table:
    """The collectives of several runs below each other."""
    import pyarrow as pa

    from collectief_sim.model.outcomes import collectives_columns

    counts = [len(one.lives[0]) for one in kept]
    lives, homes = (_stacked([one.lives[part] for one in kept]) for part in (0, 1))
    columns = {name: pa.array(values) for name, values in collectives_columns(lives, homes).items()}
    number = pa.array(np.concatenate([np.arange(count) for count in counts]))
    return _labelled(arms, kept, counts, pa.table({"collective": number, **columns}))


def _stacked(tables: list[Records]) -> Records:
    """Tables of the same kind below each other; NumPy's own way compares the types of all fields each time."""
    whole = np.empty(sum(map(len, tables)), tables[0].dtype).view(Records)
    place = 0
    for table in tables:
        whole[place : place + len(table)] = table
        place += len(table)
    return whole


def _series(arms: Arms, kept: list[_Kept]) -> pa.Table:
    """The monthly series of several runs below each other."""
    import pyarrow as pa

    from collectief_sim.model.outcomes import series_columns

    months = np.concatenate([np.arange(len(one.series)) for one in kept])
    dates = {arm: _dates(arms[arm].scenario) for arm in {one.run.arm for one in kept}}
    date = pa.array([date for one in kept for date in dates[one.run.arm][: len(one.series)]])
    columns = series_columns(_stacked([one.series for one in kept]))
    numbers = {name: np.ascontiguousarray(values) for name, values in columns.items()}
    missing = {name: np.isnan(values) for name, values in numbers.items()}
    arrays = {
        name: pa.array(values, mask=missing[name] if missing[name].any() else None) for name, values in numbers.items()
    }
    table = pa.table({"month": months, "date": date, **arrays})
    return _labelled(arms, kept, [len(one.series) for one in kept], table)


def _dates(scenario: Scenario) -> list[str]:
    """Year and month of every month of a scenario."""
    return [scenario.date_of(month) for month in range(scenario.months)]


def _labelled(arms: Arms, kept: list[_Kept], counts: list[int], table: pa.Table) -> pa.Table:
    """A table of several runs, with the labels of the run in front of every row."""
    import pyarrow as pa

    told = [_labels(arms, one.run) for one in kept]
    for place, name in enumerate(told[0]):
        values = pa.array([one[name] for one in told])
        table = table.add_column(place, name, values.take(pa.array(np.repeat(np.arange(len(kept)), counts))))
    return table


def _parquet(table: pa.Table) -> bytes:
    """A table as a Parquet file; numbers are split by byte, which makes them half as large."""
    import pyarrow as pa
    from pyarrow import parquet

    numbers = [f.name for f in table.schema if pa.types.is_floating(f.type)]
    words = [f.name for f in table.schema if pa.types.is_string(f.type) or pa.types.is_large_string(f.type)]
    memory = io.BytesIO()
    parquet.write_table(
        table, memory, compression="lz4", use_dictionary=words, use_byte_stream_split=numbers, write_statistics=False
    )
    return memory.getvalue()
