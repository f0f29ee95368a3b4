"""What came out of a screening: from its folder to a table of every parameter, rule and outcome."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, ValidationError

from collectief_sim.batch.integrity import check_sound
from collectief_sim.experiment.ledger import LEDGER
from collectief_sim.experiment.lives import Counts, contributions, tally
from collectief_sim.experiment.outcomes import OUTCOMES_OF_LIVES, Lives
from collectief_sim.files.disk import contents, json_bytes
from collectief_sim.files.errors import ScenarioError
from collectief_sim.validation.screening.box import Tried
from collectief_sim.validation.screening.design import MOST_SEEDS, Screening
from collectief_sim.validation.screening.effects import elementary, summed_up
from collectief_sim.validation.screening.points import Trajectory, arm_name

if TYPE_CHECKING:
    import pandas as pd

type Array = npt.NDArray[np.float64]

DESIGN, TABLE = "screening.json", "screening.csv"
DOZEN = 12
LEVEL, DIFFERENCE = "level", "difference"
COLUMNS = ["parameter", "low", "high", "rule", "outcome", "of", "mu", "mu_star", "sigma", "noise", "noise_mu"]
COLUMNS += ["stands_out", "rank", "place"]
_LIFE = ("key", "founded_month", "ended_month", "cause", "stable_month", "area_level_month", "recognised_month")


class Design(BaseModel):
    """What was run, beside its results: the plan, the box, and every walk through it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    plan: Screening
    tried: list[Tried]
    trajectories: list[Trajectory]

    def as_file(self) -> dict[str, bytes]:
        """The file that lies beside the results."""
        return {DESIGN: json_bytes(self.model_dump(mode="json"))}

    def moved(self) -> npt.NDArray[np.intp]:
        """Which parameter each step of each trajectory moves, shape (trajectories, parameters)."""
        return np.array([[place for place, _ in one.steps] for one in self.trajectories], np.intp)

    def sizes(self) -> Array:
        """By what part of its range it moves there, as it was really run, after rounding; the same shape."""
        found = []
        for trajectory in self.trajectories:
            points = trajectory.points()
            found.append(
                [
                    self.tried[place].share(value) - self.tried[place].share(points[i][place])
                    for i, (place, value) in enumerate(trajectory.steps)
                ]
            )
        return np.array(found)


@dataclass(frozen=True)
class Screened:
    """What a screening came to."""

    design: Design
    seeds: int  # runs of each arm at a point that are whole
    failed: int
    runs: int
    table: pd.DataFrame
    over_the_box: pd.DataFrame  # `outcome`, `rule`, `of`, `mean`, and its 95% interval `low` to `high`

    @property
    def complete(self) -> bool:
        """Whether all seeds that were planned are there."""
        return self.seeds == self.design.plan.seeds


def read_design(folder: Path) -> Design:
    """The design that a results folder is of; raises :class:`ScenarioError` if there is none."""
    try:
        return Design.model_validate_json((folder / DESIGN).read_bytes(), strict=False)
    except (FileNotFoundError, NotADirectoryError):
        raise ScenarioError(f"{folder}: there is no {DESIGN} in it: it is not of a screening.") from None
    except ValidationError:
        raise ScenarioError(f"{folder / DESIGN}: is damaged, or of another version.") from None


def read_screening(folder: Path, told: Callable[[float], None] = lambda share: None) -> Screened:
    """Read the folder of a screening, and work out all effects; `told` hears how far it is.

    Only seeds count that are finished at all points; a run that failed leaves a hole.

    Raises
    ------
    ScenarioError
        If it is none, something in it is damaged or missing, or fewer than two seeds are finished.
    """
    design = read_design(folder)
    _, found = check_sound(folder)
    seeds, failed = _whole_seeds(folder, design, found.chunks)
    if seeds < 2:
        raise ScenarioError(
            f"{folder}: fewer than two runs of each arm are finished at all points, and luck is known from two; go on with "
            "--resume."
        )
    values = _values(folder, design, found.chunks, seeds, told)
    runs = int(np.prod(values.shape[1:]))
    return Screened(design, seeds, failed, runs, table_of(design, values), over_the_box(design, values))


def _tables(folder: Path, table: str, columns: Sequence[str], chunks: Sequence[str]) -> pd.DataFrame:
    """Some columns of a table of a results folder, in the order of the plan."""
    import pyarrow as pa
    from pyarrow import parquet

    files = [file for file in (folder / table / f"{stem}.parquet" for stem in chunks) if file.exists()]
    if not files:
        import pandas as pd

        return pd.DataFrame(columns=list(columns))
    return pa.concat_tables([parquet.read_table(contents(file), columns=list(columns)) for file in files]).to_pandas()


def _whole_seeds(folder: Path, design: Design, chunks: Sequence[str]) -> tuple[int, int]:
    """How many seeds, from the first on, are done or failed at every point in every arm; and how many runs failed."""
    done, failed = (_tables(folder, table, ["seed"], chunks)["seed"] for table in ("runs", "failures"))
    places = np.concatenate([done.to_numpy(int), failed.to_numpy(int)]) - design.plan.first_seed
    each = np.bincount(places % MOST_SEEDS, minlength=design.plan.seeds)
    points = len(design.tried) + 1
    whole = each >= len(design.trajectories) * points * len(design.plan.rules) * 2
    return int(np.argmin(np.append(whole, False))), len(failed)


def _values(folder: Path, design: Design, chunks: Sequence[str], seeds: int, told: Callable[[float], None]) -> Array:
    """Outcomes of all runs: shape (outcomes, rules, arms, trajectories, points, seeds)."""
    plan, points = design.plan, len(design.tried) + 1
    plain = [name for name in plan.outcomes if not LEDGER[name].of_lives]
    of_lives = [name for name in plan.outcomes if LEDGER[name].of_lives]
    shape = (len(plan.rules), 2, len(design.trajectories), points)
    cells = product(enumerate(plan.rules), enumerate(plan.arms), range(shape[2]), range(points))
    place = {
        arm_name(rule, walk, point, value): int(np.ravel_multi_index((r, a, walk, point), shape))
        for (r, rule), (a, value), walk, point in cells
    }
    runs = _tables(folder, "runs", ["key", "arm", "seed", "months", *plain], chunks)
    runs = runs.assign(cell=runs["arm"].map(place), luck=(runs["seed"] - plan.first_seed) % MOST_SEEDS)
    runs = runs[runs["luck"] < seeds]
    found = np.full((len(plan.outcomes), *shape, seeds), np.nan)
    flat = found.reshape(len(plan.outcomes), -1, seeds)
    for i, name in enumerate(plan.outcomes):
        if name in plain:
            flat[i, runs["cell"], runs["luck"]] = runs[name]
    if of_lives:
        lives = _tables(folder, "collectives", _LIFE, chunks)
        unit = dict(zip(runs["key"], runs["cell"] * seeds + runs["luck"], strict=True))
        lives = lives.assign(unit=lives["key"].map(unit)).dropna(subset=["unit"])
        there = np.zeros(flat.shape[1] * seeds, bool)
        there[list(unit.values())] = True
        for i, name in enumerate(plan.outcomes):
            if name in of_lives:
                flat[i] = np.nan
        wanted = {name: plan.outcomes.index(name) for name in of_lives}
        _fill_lives(flat, wanted, lives, there, int(runs["months"].max()), seeds, points, told)
    return found


def _fill_lives(
    flat: Array,
    wanted: Mapping[str, int],
    lives: pd.DataFrame,
    there: npt.NDArray[np.bool_],
    months: int,
    seeds: int,
    points: int,
    told: Callable[[float], None],
) -> None:
    """Outcomes of lives, a walk at a time: what each seed adds to that of its point and arm."""
    cells = flat.shape[1]
    lives = lives.sort_values("unit", kind="stable")
    units = lives["unit"].to_numpy(int)
    for first in range(0, cells, points):
        low, high = np.searchsorted(units, [first * seeds, (first + points) * seeds])
        mine = lives.iloc[low:high]
        counts = tally(mine.assign(unit=mine["unit"].astype(int) - first * seeds), months, points * seeds)
        for cell in range(first, first + points):
            done = np.flatnonzero(there[cell * seeds : (cell + 1) * seeds])
            if len(done):
                some = {kind: one.only((cell - first) * seeds + done) for kind, one in counts.items()}
                for name, i in wanted.items():
                    flat[i, cell, done] = _read(name, some)
        told((first + points) / cells)


def _read(name: str, counts: Mapping[str, Counts]) -> Array:
    return np.asarray(OUTCOMES_OF_LIVES[name].read(Lives(counts, contributions)), float)


def table_of(design: Design, values: Array) -> pd.DataFrame:
    """Every parameter under every rule for every outcome, as a level and as a difference between the arms.

    Parameters
    ----------
    values
        Shape (outcomes, rules, arms, trajectories, points, seeds).

    Returns
    -------
    pandas.DataFrame
        ``parameter``, ``low``, ``high``, ``rule``, ``outcome``, ``of`` (level in the first arm, or difference), ``mu``,
        ``mu_star``, ``sigma``, ``noise``, ``noise_mu``, ``stands_out``, ``rank`` (by mu_star, among all parameters) and
        ``place`` (1-12 for the dozen that move outcomes most; empty for the others).
    """
    import pandas as pd

    plan, moved, sizes = design.plan, design.moved(), design.sizes()
    parts = []
    for (o, outcome), (r, rule), of in product(enumerate(plan.outcomes), enumerate(plan.rules), (LEVEL, DIFFERENCE)):
        level = values[o, r, 0]
        found = summed_up(elementary(level if of == LEVEL else values[o, r, 1] - level, moved, sizes))
        numbers = {"mu": found.mu, "mu_star": found.mu_star, "sigma": found.sigma, "noise": found.noise}
        numbers["noise_mu"] = found.noise_mu
        part = pd.DataFrame(
            {"parameter": [one.path for one in design.tried], "rule": rule, "outcome": outcome, "of": of, **numbers}
        )
        part["stands_out"] = found.stands_out
        part["rank"] = part["mu_star"].rank(ascending=False, method="min").astype("Int64")
        parts.append(part)
    table = pd.concat(parts, ignore_index=True)
    table.insert(1, "low", table["parameter"].map({one.path: one.low for one in design.tried}))
    table.insert(2, "high", table["parameter"].map({one.path: one.high for one in design.tried}))
    places = {path: place for place, path in enumerate(dozen(table), 1)}
    return table.assign(place=table["parameter"].map(places).astype("Int64"))


def over_the_box(design: Design, values: Array) -> pd.DataFrame:
    """Outcomes and what the lease does to them at a place of the box drawn at random: means over the points at which both arms
    are known, with intervals by Student's t over trajectories, which are what was drawn.
    """
    import pandas as pd
    from scipy import stats

    plan, rows = design.plan, []
    for (o, outcome), (r, rule), of in product(enumerate(plan.outcomes), enumerate(plan.rules), (LEVEL, DIFFERENCE)):
        base, apart = values[o, r, 0], values[o, r, 1] - values[o, r, 0]
        some = np.where(np.isfinite(apart), base if of == LEVEL else apart, np.nan)
        each = np.array([walk[np.isfinite(walk)].mean() for walk in some if np.isfinite(walk).any()])
        mean = each.mean() if len(each) else np.nan
        half = stats.t.ppf(0.975, len(each) - 1) * each.std(ddof=1) / np.sqrt(len(each)) if len(each) > 1 else np.nan
        rows.append({"outcome": outcome, "rule": rule, "of": of, "mean": mean, "low": mean - half, "high": mean + half})
    return pd.DataFrame(rows)


def dozen(table: pd.DataFrame) -> list[str]:
    """The parameters that move levels of outcomes most, the first first; at most twelve.

    Each counts by its mu_star over the largest one of the same outcome and rule, where it stands out from luck; the mean of
    that over all of them. Differences do not count: what stands out there is mostly luck that was looked for often enough.
    """
    table = table[table["of"] == LEVEL]
    largest = table.groupby(["rule", "outcome"])["mu_star"].transform("max")
    share = (table["mu_star"] / largest).where(table["stands_out"] & (largest > 0), 0.0)
    weights = share.groupby(table["parameter"], sort=False).mean().sort_values(ascending=False, kind="stable")
    return [str(path) for path in weights[weights > 0].index[:DOZEN]]


def read_csv(file: Path) -> pd.DataFrame:
    """The table from the file that :func:`as_csv` made of it; raises :class:`ScenarioError` if it is none."""
    import pandas as pd

    try:
        table = pd.read_csv(file)
    except (OSError, ValueError) as error:
        raise ScenarioError(f"{file}: cannot be read: {error}.") from None
    if missing := [name for name in COLUMNS if name not in table]:
        raise ScenarioError(f"{file}: is no table of a screening: it has no column {missing[0]!r}.")
    return table.astype({"rank": "Int64", "place": "Int64"})


def as_csv(table: pd.DataFrame) -> bytes:
    """The table as a file: numbers with five digits, whatever made them."""
    return table.to_csv(index=False, float_format="%.5g", lineterminator="\n").encode()


def as_record(found: Screened) -> dict[str, Any]:
    """The same as plain data, for JSON."""
    rows = found.table.astype(object).where(found.table.notna(), None).to_dict("records")
    return {
        "area": found.design.plan.area,
        "parameters": len(found.design.tried),
        "trajectories": len(found.design.trajectories),
        "seeds": found.seeds,
        "runs": found.runs,
        "failed": found.failed,
        "dozen": dozen(found.table),
        "effects": [{str(name): _plain(value) for name, value in row.items()} for row in rows],
    }


def _plain(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value
