"""What came out of an experiment: from its folder to one table of outcomes per arm and unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import ValidationError

from collectief_sim.batch.integrity import check_sound
from collectief_sim.batch.of_set import used_in
from collectief_sim.batch.show import concepts_in, read
from collectief_sim.batch.store import scenario_file
from collectief_sim.experiment.design import Experiment, Uncertainty
from collectief_sim.experiment.expand import Cell
from collectief_sim.experiment.ledger import LEDGER
from collectief_sim.experiment.lives import ByUnit, Counts, contributions, own_values, tally
from collectief_sim.experiment.outcomes import outcomes_of_lives
from collectief_sim.files.errors import ScenarioError
from collectief_sim.files.texts import typed
from collectief_sim.files.toml_files import is_file, read_toml
from collectief_sim.scenario import Scenario, load
from collectief_sim.scenario.languages import Said
from collectief_sim.scenario.problems import explain

if TYPE_CHECKING:
    import pandas as pd

DESIGN = "experiment.toml"


@dataclass(frozen=True)
class Results:
    """The finished runs of an experiment. Replicates that are not finished in all arms of an area are left out there."""

    folder: Path
    experiment: Experiment
    manifest: Mapping[str, Any]
    runs: pd.DataFrame  # as stored, with ``area``, ``arm``, ``world`` and ``unit``
    collectives: pd.DataFrame  # the same
    failed: int
    chunks: tuple[str, ...]  # the parts of the results that are whole

    @property
    def planned(self) -> int:
        """Runs that were to be done."""
        return int(self.manifest["plan"]["runs"])

    @property
    def complete(self) -> bool:
        """Whether every run that was planned is among the results."""
        return len(self.runs) == self.planned

    @cached_property
    def areas(self) -> list[str]:
        """The areas with finished replicates, as the experiment orders them; the first is the one reported in detail."""
        there = set(self.runs["area"])
        return [area for area in areas_of(self.manifest) if area in there]

    def scenario_of(self, area: str, arm: str, world: int | None = None) -> Scenario:
        """The scenario as an arm has it there (in the first world, if none is named), from the folder."""
        cell = Cell(arm, area, self._first_world if world is None else world)
        if cell not in self._scenarios:
            self._scenarios[cell] = self._load(cell)
        return self._scenarios[cell]

    @cached_property
    def _first_world(self) -> int:
        return _numbers(self.folder, self.experiment)[0]

    @cached_property
    def _scenarios(self) -> dict[Cell, Scenario]:
        """Those that were read: reading one takes longer than most of what is asked of it."""
        return {}

    def _load(self, cell: Cell) -> Scenario:
        return load(self._file_of(cell))

    def _file_of(self, cell: Cell) -> Path:
        names = [one["name"] for one in self.manifest["plan"]["arms"]]
        file = self.folder / scenario_file(names.index(cell.name))  # a manifest chooses no path
        if not file.is_file():
            raise ScenarioError(f"{file}: is gone from the results; run the experiment anew, with another --out.")
        return file

    @cached_property
    def concepts(self) -> dict[tuple[str, str], list[Said]]:
        """The areas and arms in which there is a form of cooperation of which only the concept is known, with what those are
        called: nothing is concluded from them.
        """
        found = {}
        for area, arm in product(self.areas, self.experiment.all_arms()):
            if names := concepts_in(self._file_of(Cell(arm, area, self._first_world))):
                found[area, arm] = names
        return found

    def only_concept(self, area: str, *arms: str) -> bool:
        """Whether one of these arms rests on such a form there."""
        return any((area, arm) in self.concepts for arm in arms)

    @cached_property
    def counts(self) -> dict[tuple[str, str], dict[str, Counts]]:
        """Lives of collectives by unit and age, by area and arm."""
        return _counts(self.runs, self.collectives, "unit")

    @property
    def by_unit(self) -> ByUnit:
        """What a unit says of lives: its share in those of all runs together; where units are worlds, that of the world.

        Runs are samples of one thing, so their collectives are put together. Worlds differ, and each counts once, whether
        many collectives arise in it or few.
        """
        return own_values if self.experiment.has_worlds else contributions

    @cached_property
    def units(self) -> pd.DataFrame:
        """A row per ``area``, ``arm`` and ``unit`` with every outcome of the ledger, of which means are taken.

        A unit is what chance repeats: a seed, or a world where settings are uncertain (its runs are then averaged).
        """
        return self._of_policies(self.every_unit)

    @cached_property
    def every_unit(self) -> pd.DataFrame:
        """The same, with arms that are no policies but tell paths apart (see `Experiment.arms_to_run`)."""
        return _units(self.runs, self.counts, self.by_unit)

    def _of_policies(self, table: pd.DataFrame) -> pd.DataFrame:
        """The rows of a table that are of policies."""
        return table[table["arm"].isin(list(self.experiment.all_arms()))] if self.experiment.paths else table

    @cached_property
    def own(self) -> pd.DataFrame:
        """The same, but outcomes of lives are those of the unit by itself: what it looks like, not what it adds to a mean."""
        if self.by_unit is own_values:
            return self.units
        return self._of_policies(_units(self.runs, self.counts, own_values))

    def within_worlds(self, area: str) -> pd.DataFrame:
        """Outcomes of single runs of an area, as they add to those of their world: a row per ``arm``, ``world``, ``seed``."""
        import pandas as pd

        runs = self.runs[self.runs["area"] == area].sort_values(["arm", "world", "seed"])
        counts = _counts(runs, self.collectives[self.collectives["area"] == area], "seed")
        seeds = np.sort(runs["seed"].unique())
        sizes = runs.groupby(["arm", "world"])["seed"].transform("size")
        tables = []
        for arm, size in dict.fromkeys(zip(runs["arm"].tolist(), sizes.tolist(), strict=True)):
            some = runs[(runs["arm"] == arm) & (sizes == size)]
            places = np.searchsorted(seeds, some["seed"]).reshape(-1, size)  # every world has seeds of its own
            lives = {until: mine.only(places) for until, mine in counts[area, arm].items()}
            added = {name: values.ravel() for name, values in outcomes_of_lives(lives, contributions).items()}
            plain = some[["arm", "world", "seed", *(name for name in LEDGER if name not in added)]]
            tables.append(plain.assign(**added))
        return pd.concat(tables, ignore_index=True)


def read_results(folder: Path) -> Results:
    """Read the folder of an experiment.

    Raises
    ------
    ScenarioError
        If it is none, something in it is damaged or missing, or no replicate is finished in all arms.
    """
    manifest, found = check_sound(folder)
    experiment = read_design(folder)
    areas = areas_of(manifest)
    cells = [
        Cell(arm, area, world)
        for world in _numbers(folder, experiment)
        for area in areas
        for arm in experiment.arms_to_run()
    ]
    by_name = {cell.name: cell for cell in cells}
    if set(by_name) != {arm["name"] for arm in manifest["plan"]["arms"]}:
        raise ScenarioError(f"{folder}: {DESIGN} is of another experiment than the results.")
    chunks = tuple(found.chunks)
    runs, collectives, failures = (read(folder, table, chunks) for table in ("runs", "collectives", "failures"))
    runs = None if runs is None else _whole_replicates(_with_cells(runs, by_name), len(experiment.arms_to_run()))
    if runs is None or runs.empty or collectives is None:
        raise ScenarioError(f"{folder}: no replicate is finished in all arms yet; go on with --resume.")
    collectives = _with_cells(collectives, by_name)
    collectives = collectives[collectives["key"].isin(runs["key"])]
    failed = 0 if failures is None else failures["key"].nunique()
    if experiment.from_set:
        experiment = experiment.model_copy(update={"uncertainties": _ranges_of(runs, experiment)})
    return Results(folder, experiment, manifest, runs, collectives, failed, chunks)


def _numbers(folder: Path, experiment: Experiment) -> Sequence[int]:
    """The numbers of the worlds that were planned; 0 alone if worlds are none of its questions."""
    used = used_in(folder) if experiment.from_set else None
    return used.numbers if used else range(1, experiment.worlds + 1) if experiment.has_worlds else [0]


def _ranges_of(runs: pd.DataFrame, experiment: Experiment) -> dict[str, Uncertainty]:
    """What worlds of the set differ in, as the runs have it: reports tell it as they tell uncertainties of an experiment."""
    by_arms = {path for arm in experiment.arms_to_run().values() for path in arm.settings}
    found = {}
    for path in (column for column in runs.columns if "." in column and column not in by_arms):
        values = list(dict.fromkeys(runs[path].dropna()))
        if len(values) > 1 and all(isinstance(value, str) for value in values):
            found[path] = Uncertainty(alternatives=values)
        elif len(values) > 1:
            found[path] = Uncertainty(low=float(min(values)), high=float(max(values)))
    return found


def areas_of(manifest: Mapping[str, Any]) -> list[str]:
    """The areas that were planned, in their order."""
    return list(dict.fromkeys(arm["scenario"] for arm in manifest["plan"]["arms"]))


def read_design(folder: Path) -> Experiment:
    """The experiment a results folder is of."""
    if not is_file(folder / DESIGN):
        raise ScenarioError(
            f"{folder}: there is no {DESIGN} in it. If it is of a batch, see `collectief show`; if it was an experiment, "
            f"run the experiment again with {typed(['--out', str(folder), '--resume'])}."
        )
    try:
        return Experiment.model_validate(read_toml(folder / DESIGN))
    except ValidationError as error:
        raise explain(error, Experiment, str(folder / DESIGN)) from None


def design_file(experiment: Experiment) -> dict[str, bytes]:
    """An experiment as a file that lies beside its results, as TOML that loads back to the same."""
    import tomli_w

    return {DESIGN: tomli_w.dumps(experiment.model_dump(exclude_defaults=True, exclude_none=True)).encode()}


def _counts(runs: pd.DataFrame, collectives: pd.DataFrame, unit: str) -> dict[tuple[str, str], dict[str, Counts]]:
    """Lives of collectives by age and by one column of the runs, by area and arm."""
    import pandas as pd

    units = runs.groupby("area", sort=False)[unit].nunique()
    cells = list(runs[["area", "arm"]].drop_duplicates().itertuples(index=False, name=None))
    *starts, end = accumulate((int(units[area]) for area, _ in cells), initial=0)
    first = dict(zip(cells, starts, strict=True))
    within = runs.groupby("area")[unit].rank(method="dense").astype(int) - 1
    rows = within + pd.MultiIndex.from_frame(runs[["area", "arm"]]).map(first)
    of_run = pd.Series(rows.to_numpy(), index=runs["key"])
    whole = tally(collectives.assign(unit=collectives["key"].map(of_run)), int(runs["months"].max()), end)
    return {
        (area, arm): {kind: counts.only(slice(at, at + units[area])) for kind, counts in whole.items()}
        for (area, arm), at in first.items()
    }


def _units(runs: pd.DataFrame, counts: Mapping[tuple[str, str], dict[str, Counts]], by_unit: ByUnit) -> pd.DataFrame:
    """Every outcome of the ledger by area, arm and unit, in its order."""
    import pandas as pd

    plain = [name for name, line in LEDGER.items() if not line.of_lives]
    by_cell = dict(list(runs.groupby(["area", "arm"], sort=False)))
    tables = []
    for (area, arm), mine in counts.items():
        table = by_cell[area, arm].groupby("unit")[plain].mean()
        lives = pd.DataFrame(
            outcomes_of_lives({kind: one.anew() for kind, one in mine.items()}, by_unit), index=table.index
        )
        tables.append(pd.concat([table, lives], axis=1).reset_index().assign(area=area, arm=arm))
    return pd.concat(tables, ignore_index=True)[["area", "arm", "unit", *LEDGER]]


def _with_cells(table: pd.DataFrame, cells: Mapping[str, Cell]) -> pd.DataFrame:
    """The stored table with what its ``cell`` stands for: ``area``, ``arm``, ``world``, and the ``unit`` of chance."""
    import pandas as pd

    places, names = pd.factorize(table["cell"])  # there are few cells and many lives
    found = [cells[name] for name in names]
    world = np.array([cell.world for cell in found], np.int64)[places]
    return table.assign(
        area=pd.Index([cell.area for cell in found]).take(places),
        arm=pd.Index([cell.arm for cell in found]).take(places),
        world=world,
        unit=table["seed"].where(world == 0, world),
    )


def _whole_replicates(runs: pd.DataFrame, arms: int) -> pd.DataFrame:
    """Only replicates that every arm of their area finished, so that all means are over the same luck."""
    finished = runs.groupby(["area", "world", "seed"])["arm"].transform("nunique")
    return runs[finished == arms]
