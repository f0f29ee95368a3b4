"""Everything an experiment's report rests on, worked out from its results: tables in, tables out."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from collectief_sim.batch.integrity import check_made, table_in
from collectief_sim.batch.show import read
from collectief_sim.experiment.compare import FALSE_DISCOVERIES, compare, corrected, effects, summary
from collectief_sim.experiment.goals import verdicts
from collectief_sim.experiment.lives import curve_table, log_rank
from collectief_sim.experiment.matched import matched
from collectief_sim.experiment.paths import paths
from collectief_sim.experiment.results import Results
from collectief_sim.experiment.sensitivity import agreements, sensitivity
from collectief_sim.experiment.tradeoff import PRICE, tradeoffs
from collectief_sim.experiment.typical_run import frames, typical_unit
from collectief_sim.files.texts import for_cell
from collectief_sim.model.catalogue.forms import FORMS
from collectief_sim.model.catalogue.money import MONEY
from collectief_sim.model.codes import RADII, THEMES
from collectief_sim.model.outcomes import LADDER_STEPS

if TYPE_CHECKING:
    import pandas as pd

ACTIVE = 0.5  # outreach in a theme from which a collective counts as active in it, on the value fan
MAPS = "maps.parquet"


@dataclass(frozen=True)
class Analysis:
    """Tables of an experiment, each with its areas; `ladder`, `fan` and `maps` hold the first area only."""

    results: Results
    comparison: pd.DataFrame  # see `compare.compare`
    verdicts: pd.DataFrame  # see `goals.verdicts`
    arms: pd.DataFrame  # see `compare.summary`
    curves: pd.DataFrame  # see `lives.curve_table`, with ``area`` and ``arm``
    tests: pd.DataFrame  # log-rank tests: ``area``, ``base``, ``other``, ``more_ends``, ``p``
    effects: pd.DataFrame  # see `compare.effects`; empty without factors
    tradeoffs: (
        pd.DataFrame
    )  # see `tradeoff.tradeoffs`, with ``area``; of areas where the main comparison is a clear gain for fewer homes
    sensitivity: pd.DataFrame  # see `sensitivity.sensitivity`; empty without uncertain settings
    agreement: pd.DataFrame  # between worlds, see `sensitivity.agreements`; empty without uncertain settings
    matched: pd.DataFrame  # see `matched.matched`
    paths: pd.DataFrame  # see `paths.paths`; empty without paths
    ladder: pd.DataFrame  # ``area``, ``arm``, ``month`` and collectives on each ladder step, means over runs
    fan: pd.DataFrame  # ``area``, ``arm``, ``theme``, ``radius`` and ``share`` of the collectives alive at the end
    maps: pd.DataFrame  # see `typical_run.frames`, with ``area``, ``arm`` and ``seed``; empty if there are none

    @property
    def area(self) -> str:
        """The area reported in detail."""
        return self.results.areas[0]

    @property
    def curves_here(self) -> pd.DataFrame:
        """The curves of that area."""
        return rows_of(self.curves, area=self.area)

    @property
    def repetitions(self) -> int:
        """Units in that area: seeds, or worlds."""
        return int(self.arms.loc[self.arms["area"] == self.area, "units"].max())


def analyse(results: Results, maps: pd.DataFrame) -> Analysis:
    """Work out all tables."""
    import pandas as pd

    experiment, area, units = results.experiment, results.areas[0], results.units
    outcomes = [name for name in experiment.reported() if _came_about(results, name)]
    levels = experiment.levels()
    uncertain = experiment.has_worlds
    told = verdicts(results)
    comparison = _as_told(compare(units, experiment.pairs(), outcomes), told)
    return Analysis(
        results,
        comparison,
        told,
        summary(units, results.own, outcomes),
        _curves(results),
        _tests(results),
        effects(units, levels, outcomes) if levels else pd.DataFrame(),
        _tradeoffs(results, comparison),
        sensitivity(results) if uncertain else pd.DataFrame(),
        agreements(results) if uncertain else pd.DataFrame(),
        matched(results),
        paths(results) if experiment.paths else pd.DataFrame(),
        _ladder(results, area),
        _fan(results, area),
        maps,
    )


def _as_told(comparison: pd.DataFrame, verdicts: pd.DataFrame) -> pd.DataFrame:
    """Comparisons that say of goals what verdicts say: goals are one family of tests, all other outcomes another."""
    key = ["area", "base", "other", "outcome"]
    q = comparison[key].merge(verdicts[[*key, "q"]], on=key, how="left")["q"].to_numpy(copy=True)
    others = np.isnan(q)
    q[others] = corrected(comparison.loc[others, "p"])
    apart = (comparison["low"] > 0) | (comparison["high"] < 0)
    return comparison.assign(q=q, clear=(q < FALSE_DISCOVERIES) & apart)


def _came_about(results: Results, outcome: str) -> bool:
    """Whether to report an outcome: what forms bring about, or a budget leaves, is left out where it is nothing."""
    told = outcome not in FORMS | MONEY or outcome == results.experiment.main
    return told or bool((results.runs[outcome] != 0).any())


def _tradeoffs(results: Results, comparison: pd.DataFrame) -> pd.DataFrame:
    """The other policies beside the main comparison, where that is a gain that has a price."""
    import pandas as pd

    experiment, tables = results.experiment, []
    base, other = experiment.pairs()[0]
    for area in results.areas:
        # none if they are made of factors; and nothing is concluded from a form of which only the concept is known
        others = [arm for arm in experiment.arms if arm not in (base, other) and not results.only_concept(area, arm)]
        if not others or results.only_concept(area, base, other):
            continue
        found = {row["outcome"]: row for row in records(rows_of(comparison, area=area, base=base, other=other))}
        has_price = PRICE in found and found[PRICE]["clear"] and found[PRICE]["difference"] < 0
        if has_price and found[experiment.main]["clear"]:
            table = tradeoffs(rows_of(results.units, area=area), base, other, others, experiment.main)
            table.insert(0, "area", area)
            tables.append(table)
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()


def _curves(results: Results) -> pd.DataFrame:
    """The curves of all arms in all areas."""
    import pandas as pd

    tables = [
        curve_table(results.counts[area, arm], results.by_unit).assign(arm=arm, area=area)
        for area in results.areas
        for arm in results.experiment.all_arms()
    ]
    whole = pd.concat(tables, ignore_index=True)
    return whole[["area", *whole.columns.drop("area")]]


def _tests(results: Results) -> pd.DataFrame:
    """Log-rank tests of all comparisons in all areas."""
    import pandas as pd

    rows = []
    for area in results.areas:
        for base, other in results.experiment.pairs():
            more, p = log_rank(results.counts[area, base]["ended"], results.counts[area, other]["ended"])
            rows.append({"area": area, "base": base, "other": other, "more_ends": more, "p": p})
    return pd.DataFrame(rows)


def _ladder(results: Results, area: str) -> pd.DataFrame:
    """Mean number of collectives on each ladder step, month by month."""
    steps = [f"ladder_{step}" for step in LADDER_STEPS]
    told = (results.runs["area"] == area) & results.runs["arm"].isin(list(results.experiment.all_arms()))
    mine = results.runs.loc[told, ["key", "arm"]].rename(columns={"arm": "of"})
    series = read(results.folder, "series", results.chunks, ["key", "month", *steps], mine["key"])
    assert series is not None  # an experiment keeps them
    total = series.assign(of=series["key"].map(mine.set_index("key")["of"])).groupby(["of", "month"])[steps].sum()
    runs = mine["of"].value_counts()
    means = total.div(runs.loc[total.index.get_level_values(0)].to_numpy(), axis=0)
    table = means.reset_index().rename(columns={"of": "arm"})
    table.insert(0, "area", area)
    return table


def _fan(results: Results, area: str) -> pd.DataFrame:
    """Of the collectives alive at the end: the share active in a theme whose value reaches a radius or further (E32, E33)."""
    import pandas as pd

    lives = results.collectives
    policies = list(results.experiment.all_arms())
    alive = lives[(lives["area"] == area) & lives["arm"].isin(policies) & lives["ended_month"].isna()]
    rank = alive["radius"].map({radius: i for i, radius in enumerate(RADII)}).astype(float)
    rows = [
        {
            "area": area,
            "arm": arm,
            "theme": theme,
            "radius": radius,
            "share": float(((here[theme] >= ACTIVE) & (rank[here.index] >= i)).mean()),
        }
        for arm, here in alive.groupby("arm", sort=False)
        for theme in THEMES
        for i, radius in enumerate(RADII)
        if i > 0
    ]
    return pd.DataFrame(rows, columns=["area", "arm", "theme", "radius", "share"])


def draw_maps(results: Results) -> pd.DataFrame:
    """Maps of a typical run of the main comparison, made by running both arms again; where there are worlds, one of a typical
    world.

    The folder keeps them, because another version of the model could not repeat them.
    """
    import pandas as pd

    area, pair = results.areas[0], results.experiment.pairs()[0]
    unit = typical_unit(rows_of(results.units, area=area))
    of_unit = results.runs[(results.runs["area"] == area) & (results.runs["unit"] == unit)]
    world, seed = (int(of_unit[name].iloc[0]) for name in ("world", "seed"))
    tables = [frames(results.scenario_of(area, arm, world), seed).assign(area=area, arm=arm, seed=seed) for arm in pair]
    return pd.concat(tables, ignore_index=True)


def read_maps(results: Results) -> pd.DataFrame:
    """The maps kept in the folder; empty if there are none, refused if they are damaged."""
    import pandas as pd
    import pyarrow as pa

    check_made(results.folder, MAPS)
    try:
        return table_in(results.folder / MAPS).to_pandas()
    except (OSError, pa.ArrowException):
        return pd.DataFrame()


def rows_of(table: pd.DataFrame, **wanted: str) -> pd.DataFrame:
    """The rows of a table in which columns have these values."""
    for column, value in wanted.items():
        table = table[table[column] == value]
    return table


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table, each as values by column."""
    return cast(list[dict[str, Any]], table.to_dict("records"))


def as_csv(table: pd.DataFrame, digits: int = 6, separator: str = ",", decimal: str = ".") -> str:
    """A table as comma-separated values, numbers to six digits; no text in it is a formula to a spreadsheet."""
    text = io.StringIO()
    writer = csv.writer(
        text, lineterminator="\n", delimiter=separator
    )  # pandas takes three times as long over the same lines
    writer.writerow(for_cell(name) for name in table)
    writer.writerows(zip(*(_cells(table[name], digits, decimal) for name in table), strict=True))
    return text.getvalue()


def _cells(column: pd.Series, digits: int, decimal: str) -> Iterable[Any]:
    """A column as it is written; what is undefined is left empty."""
    import pandas as pd

    if column.dtype.kind == "f":
        told = ["" if value != value else f"{value:.{digits}g}" for value in column.tolist()]
        return told if decimal == "." else [text.replace(".", decimal) for text in told]
    if column.dtype.kind in "biu":
        return column.tolist()
    places, values = pd.factorize(column)
    texts = [*(for_cell(value) for value in values), ""]  # the place of what is undefined is -1
    return [texts[place] for place in places.tolist()]
