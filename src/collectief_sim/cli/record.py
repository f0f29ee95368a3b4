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
    from collectief_sim.model.simulation import Result

MAKERS_OPTION = "--makers"


def run_record(result: Result) -> dict[str, object]:
    """What ``--json`` prints and ``run.json`` holds."""
    return {
        "scenario": result.scenario.name,
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


def write_run(result: Result, folder: Path) -> None:
    """Write run.json, series.parquet, collectives.parquet, buildings.parquet and scenario.toml, where forms of cooperation exist
    happenings.parquet, and their digests, into a new folder.
    """
    with whole_folder(folder) as target:
        result.series.to_parquet(target / "series.parquet", index=False)
        result.collectives.to_parquet(target / "collectives.parquet", index=False)
        if len(result.world.happenings):
            result.happenings.to_parquet(target / "happenings.parquet", index=False)
        result.buildings.to_parquet(target / "buildings.parquet", index=False)
        (target / "scenario.toml").write_bytes(dump(result.scenario).encode())
        (target / "run.json").write_bytes(json_bytes(run_record(result)))
        (target / SUMS).write_bytes(sums({file.name: digest_of(file) or "" for file in sorted(target.iterdir())}))
