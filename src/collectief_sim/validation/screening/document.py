"""docs/screening.md, .csv and .svg, written from the results folder of a screening:

``uv run collectief screen --out results/screening``, then ``uv run python -m collectief_sim.validation.screening.document
results/screening --into docs``. What stands between the marks in the page is replaced; all other words are ours to keep true.

With ``docs/screening.csv`` in the place of the folder, what only the runs can tell stays as it is: how many there were, and what
the lease does over the box.
"""

from __future__ import annotations

import argparse
import math
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from collectief_sim.files.disk import write_file
from collectief_sim.files.errors import ScenarioError
from collectief_sim.validation.screening.design import Screening, load_screening
from collectief_sim.validation.screening.results import (
    DIFFERENCE,
    DOZEN,
    LEVEL,
    Screened,
    as_csv,
    dozen,
    read_csv,
    read_screening,
)
from collectief_sim.validation.screening.told import HALF, meaning, named, short_name, told

if TYPE_CHECKING:
    import pandas as pd

PAGE = "screening.md"
FAR = 2 * DOZEN  # rank from which a parameter of one rule's dozen counts as no matter under another


def parts(plan: Screening, table: pd.DataFrame) -> dict[str, str]:
    """What the table tells, by mark in the page."""
    return {
        "totals": totals(plan, table),
        "dozen": marked(table),
        "levels": levels(plan, table),
        "seen": seen(plan, table),
        "signs": signs(plan, table),
        "ranks": ranks(plan, table),
        "left out": left_out(plan),
    }


def parts_of_runs(found: Screened) -> dict[str, str]:
    """What only the runs tell, by mark in the page."""
    return {"size": size(found), "differences": differences(found)}


def size(found: Screened) -> str:
    """What was run, in a sentence or two."""
    plan = found.design.plan
    some = f"{len(found.design.tried)} parameters, {len(found.design.trajectories)} trajectories, {found.seeds} runs of each arm "
    some += f"at a point: {found.runs:,} runs of the {plan.area}."
    short = f" The plan asks for {plan.seeds} runs; these were done so far." if not found.complete else ""
    failed = f" {found.failed} runs failed and are left out." if found.failed else ""
    return some + short + failed


def totals(plan: Screening, table: pd.DataFrame) -> str:
    """How many parameters stand out from luck, by outcome and rule; and how many do nothing at all."""
    head = ["outcome", *(f"{of}, {_rule(rule)}" for of in (LEVEL, DIFFERENCE) for rule in plan.rules)]
    count = table.groupby(["outcome", "of", "rule"])["stands_out"].sum()
    rows = [
        [named(o), *(str(count[o, of, rule]) for of in (LEVEL, DIFFERENCE) for rule in plan.rules)]
        for o in plan.outcomes
    ]
    by = table.groupby("parameter")
    out, idle = by["stands_out"].any(), by["mu_star"].max() == 0
    of_main = (
        table[(table["of"] == DIFFERENCE) & table["outcome"].isin(plan.main)].groupby("parameter")["stands_out"].any()
    )
    some = f"Of {len(out)} parameters {out.sum()} stand out in anything, {of_main.sum()} in what the lease does to "
    some += f"{' or '.join(named(o) for o in plan.main)}, and {idle.sum()} change no outcome of this table by anything at all."
    return f"{_table(head, rows)}\n\n{some}"


def marked(table: pd.DataFrame) -> str:
    """The dozen of all outcomes and rules together, with what each is."""
    ranges = table.drop_duplicates("parameter").set_index("parameter")
    rows = [
        [str(place), f"`{path}`", f"{ranges['low'][path]:g} to {ranges['high'][path]:g}", meaning(path)]
        for place, path in enumerate(dozen(table), 1)
    ]
    return _table(["", "parameter", "tried from", "what it is"], rows)


def differences(found: Screened) -> str:
    """What the lease does at a place of the box drawn at random."""
    plan = found.design.plan
    rows = []
    for outcome in plan.outcomes:
        mine = found.over_the_box[found.over_the_box["outcome"] == outcome]
        cells = {(row["rule"], row["of"]): row for row in _rows(mine)}
        rows.append(
            [named(outcome), *(_effect(outcome, cells[rule, LEVEL], cells[rule, DIFFERENCE]) for rule in plan.rules)]
        )
    return _table(["outcome", *(_rule(rule) for rule in plan.rules)], rows)


def _effect(outcome: str, level: dict[str, Any], apart: dict[str, Any]) -> str:
    mean, low, high = (told(outcome, apart[name], sign=True) for name in ("mean", "low", "high"))
    return f"{told(outcome, level['mean'])}: {mean} ({low} to {high})"


def seen(plan: Screening, table: pd.DataFrame) -> str:
    """From what size on an effect on a difference that goes one way is seen, for half the numbers that do anything."""
    some = table[(table["of"] == DIFFERENCE) & (table["noise_mu"] > 0)]
    middle = some.groupby(["outcome", "rule"])["noise_mu"].median()
    rows = [
        [named(o), *(told(o, float(middle.get((o, rule), math.nan))) for rule in plan.rules)] for o in plan.outcomes
    ]
    return _table(["outcome", *(_rule(rule) for rule in plan.rules)], rows)


def _in_a_cell(outcome: str, row: dict[str, Any]) -> str:
    return f"`{short_name(row['parameter'])}` {told(outcome, row['mu_star'])} ({told(outcome, row['mu'], sign=True)})"


def signs(plan: Screening, table: pd.DataFrame) -> str:
    """Parameters that stand out and whose effect, on a level or a difference, goes both ways."""
    some = table[table["stands_out"]]
    both = some[some["mu"].abs() <= HALF * some["mu_star"]].sort_values("rank", kind="stable")
    rows = [
        [f"`{short_name(r['parameter'])}`", f"{named(o)}, {r['of']}", _rule(r["rule"])]
        + [told(o, r["mu_star"]), told(o, r["mu"], sign=True), told(o, r["sigma"])]
        for o in plan.outcomes
        for r in _rows(both[both["outcome"] == o])
    ]
    head = ["parameter", "outcome", "rule", "mu*", "mu", "sigma"]
    return _table(head, rows) if rows else "None that stands out from luck."


def ranks(plan: Screening, table: pd.DataFrame) -> str:
    """Parameters in the dozen under one rule, where they stand out, that come far behind under another."""
    rows = []
    for outcome in plan.main:
        by = {rule: _of(table, outcome, rule).set_index("parameter") for rule in plan.rules}
        for path in table["parameter"].unique():
            places = {rule: int(part["rank"][path]) for rule, part in by.items()}
            near = [rule for rule, place in places.items() if place <= DOZEN and by[rule]["stands_out"][path]]
            if near and max(places.values()) > FAR:
                cells = [
                    f"**{places[rule]}**" if by[rule]["stands_out"][path] else str(places[rule]) for rule in plan.rules
                ]
                rows.append([f"`{short_name(path)}`", named(outcome), *cells])
    return _table(["parameter", "difference in", *map(_rule, plan.rules)], rows) if rows else "None."


def levels(plan: Screening, table: pd.DataFrame) -> str:
    """The half dozen that move each outcome most in the first arm, under the first rule, of those that stand out."""
    rows = []
    for outcome in plan.outcomes:
        part = _of(table, outcome, plan.rules[0], LEVEL)
        most = part[part["stands_out"]].sort_values("rank", kind="stable").head(DOZEN // 2)
        rows.append([named(outcome), ", ".join(_in_a_cell(outcome, row) for row in _rows(most)) or "none"])
    return _table(["outcome", f"what moves it most, {_rule(plan.rules[0])}"], rows)


def left_out(plan: Screening) -> str:
    """What is not tried, and why."""
    return (
        _table(["left out", "why"], [[f"`{path}`", why] for path, why in plan.left_out.items()])
        if plan.left_out
        else "Nothing."
    )


def _of(table: pd.DataFrame, outcome: str, rule: str, of: str = DIFFERENCE) -> pd.DataFrame:
    return table[(table["outcome"] == outcome) & (table["rule"] == rule) & (table["of"] == of)]


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """A table row by row."""
    return [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]


def _rule(rule: str) -> str:
    return rule.replace("_", " ")


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = list(head)
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (head, ["---"] * len(head), *rows))


def written_into(text: str, made: dict[str, str]) -> str:
    """The page with everything between its marks replaced; raises :class:`ValueError` if there is no place for something."""
    for name, part in made.items():
        there = re.search(rf"<!-- {re.escape(name)}: generated -->\n(.*?)\n?<!-- end -->", text, re.DOTALL)
        if there is None:
            raise ValueError(f"no place for {name} in {PAGE}")
        text = text[: there.start(1)] + part + "\n" + text[there.end(1) :].removeprefix("\n")
    return text


def write(source: Path, into: Path) -> None:
    """Write page, table and figure into a folder that has a page, from a results folder or from the table alone.

    Raises
    ------
    ScenarioError
        If there is no page, the source cannot be read, or the table is not of the plan that comes with the package.
    """
    from collectief_sim.validation.screening.figure import drawn

    page = into / PAGE
    if not page.is_file():
        raise ScenarioError(f"--into {into}: there is no {PAGE} in it to write into; copy that of docs.")
    text = page.read_text(encoding="utf-8")
    if source.is_dir():
        found = read_screening(source)
        plan, table, made = found.design.plan, found.table, parts_of_runs(found)
    else:
        table, made = read_csv(source), {}
        plan = _plan_of(source, table, text)
    text = written_into(text, made | parts(plan, table))
    write_file(page, text.encode())
    write_file(page.with_suffix(".csv"), as_csv(table))
    write_file(page.with_suffix(".svg"), drawn(table).encode())


def _plan_of(file: Path, table: pd.DataFrame, page: str) -> Screening:
    """The plan that comes with the package, if the table is of it and of as many numbers as the page says."""
    plan, where = load_screening()
    for key, column in (("rules", "rule"), ("outcomes", "outcome")):
        if list(table[column].unique()) != getattr(plan, key):
            raise ScenarioError(f"{file}: its {key} are not those of {where}: give the results folder.")
    if f"{table['parameter'].nunique()} parameters," not in page:
        raise ScenarioError(f"{file}: is not of the runs that the page is of: give the results folder.")
    return plan


def main(arguments: Sequence[str] | None = None) -> None:
    """Read what was asked for on the command line, and write."""
    parser = argparse.ArgumentParser(prog="document", description="Write the page, table and figure of a screening.")
    parser.add_argument("source", type=Path, help="results folder of a screening, or its table alone (screening.csv)")
    parser.add_argument("--into", type=Path, required=True, help=f"folder with the {PAGE} to write into: docs")
    asked = parser.parse_args(arguments)
    try:
        write(asked.source, asked.into)
    except ScenarioError as error:
        parser.error(str(error))


if __name__ == "__main__":
    main()
