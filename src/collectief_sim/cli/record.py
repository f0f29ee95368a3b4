"""What is told and written of a single run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from collectief_sim import __version__
from collectief_sim.files.disk import SUMS, digest_of, json_bytes, sums
from collectief_sim.files.errors import ScenarioError
from collectief_sim.files.folders import whole_folder
from collectief_sim.files.new_file import check_new_file, write_new_file
from collectief_sim.files.texts import short
from collectief_sim.scenario import dump

if TYPE_CHECKING:
    import pandas as pd

    from collectief_sim.batch.of_set import OfSet
    from collectief_sim.model.simulation import Result

MAKERS_OPTION = "--makers"


def run_record(result: Result, used: OfSet | None = None) -> dict[str, object]:
    """What ``--json`` prints and ``run.json`` holds; of a run in a world of the set also which that is."""
    return {
        "scenario": result.scenario.name,
        **({"world": used.numbers[0], "of_set": used.as_record()} if used else {}),
        "seed": result.seed,
        "months": result.months,
        "version": __version__,
        "outcomes": result.outcomes,
    }


def check_makers_file(file: Path) -> None:
    """Refuse a file for makers that cannot be written, or is no CSV; raises :class:`ScenarioError`."""
    check_new_file(file, MAKERS_OPTION)
    if file.suffix.lower() != ".csv":
        raise ScenarioError(f"{MAKERS_OPTION} {short(str(file))}: its name must end in .csv.")


def write_makers(result: Result, file: Path) -> None:
    """Write a row per maker into a new CSV file."""
    write_new_file(file, result.makers.to_csv(index=False, lineterminator="\n").encode(), MAKERS_OPTION)


def write_run(result: Result, folder: Path, used: OfSet | None = None) -> None:
    """Write run.json, series.parquet, collectives.parquet, buildings.parquet and scenario.toml, where forms of cooperation exist
    happenings.parquet, and their digests, into a new folder. Each says of which world of the set it is, if of any.
    """
    tables = {"series": result.series, "collectives": result.collectives, "buildings": result.buildings}
    if len(result.world.happenings):
        tables["happenings"] = result.happenings
    world = f"# {used.told().en}.\n" if used else ""
    with whole_folder(folder) as target:
        for name, table in tables.items():
            _in_world(table, used).to_parquet(target / f"{name}.parquet", index=False)
        (target / "scenario.toml").write_bytes(f"{world}{dump(result.scenario)}".encode())
        (target / "run.json").write_bytes(json_bytes(run_record(result, used)))
        (target / SUMS).write_bytes(sums({file.name: digest_of(file) or "" for file in sorted(target.iterdir())}))


def _in_world(table: pd.DataFrame, used: OfSet | None) -> pd.DataFrame:
    """A table with the number of the world in front, if it is of one."""
    return table.assign(world=used.numbers[0])[["world", *table.columns]] if used else table
