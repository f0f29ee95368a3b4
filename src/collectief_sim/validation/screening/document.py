"""docs/screening.md, .csv and .svg, written from the results folder of a screening:

``uv run collectief screen --out results/screening``, then ``uv run python -m collectief_sim.validation.screening.document
results/screening``. What stands between the marks in the page is replaced; all other words are ours to keep true.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from collectief_sim.files.disk import write_file
from collectief_sim.validation.screening.design import Screening
from collectief_sim.validation.screening.results import (
    DIFFERENCE,
    DOZEN,
    LEVEL,
    Screened,
    as_csv,
    dozen,
    read_screening,
)
from collectief_sim.validation.screening.told import named, short_name, told

if TYPE_CHECKING:
    import pandas as pd

PAGE = Path("docs/screening.md")
HALF = 0.5  # of mu_star that mu must reach for an effect that goes one way
FAR = 2 * DOZEN  # rank from which a parameter of one rule's dozen counts as no matter under another


def parts(found: Screened) -> dict[str, str]:
    """Everything between marks in the page, by mark."""
    plan = found.design.plan
    made = {"size": size(found), "totals": totals(found), "dozen": marked(found), "differences": differences(found)}
    made |= {f"dozen of {outcome}": biggest(found, outcome) for outcome in plan.main}
    return made | {"signs": signs(found), "ranks": ranks(found), "levels": levels(found), "left out": left_out(plan)}


def size(found: Screened) -> str:
    """What was run, in a sentence or two."""
    plan = found.design.plan
    some = f"{len(found.design.tried)} parameters, {len(found.design.trajectories)} trajectories, {found.seeds} runs of each arm "
    some += f"at a point: {found.runs:,} runs of the {plan.area}."
    short = f" The plan asks for {plan.seeds} runs; these were done so far." if not found.complete else ""
    failed = f" {found.failed} runs failed and are left out." if found.failed else ""
    return some + short + failed


def totals(found: Screened) -> str:
    """How many parameters stand out from luck, by outcome and rule; and how many do nothing at all."""
    plan, table = found.design.plan, found.table
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


def marked(found: Screened) -> str:
    """The dozen of all outcomes and rules together, with what each is."""
    tried = {one.path: f"{one.low:g} to {one.high:g}" for one in found.design.tried}
    rows = [[str(place), f"`{path}`", tried[path], _meaning(path)] for place, path in enumerate(dozen(found.table), 1)]
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


def biggest(found: Screened, outcome: str) -> str:
    """The dozen of each rule for the difference in one outcome: rank, mean effect and mean size."""
    plan = found.design.plan
    parts = {rule: _of(found.table, outcome, rule).sort_values("rank", kind="stable") for rule in plan.rules}
    first = {rule: _rows(part.head(DOZEN)) for rule, part in parts.items()}
    rows = [
        [str(i + 1), *(_in_a_cell(outcome, some[i]) if i < len(some) else "" for some in first.values())]
        for i in range(DOZEN)
    ]
    noise = [
        [what, *(told(outcome, float(part[name].median())) for part in parts.values())]
        for what, name in (("noise", "noise"), ("noise of mu", "noise_mu"))
    ]
    return _table(["", *(_rule(rule) for rule in plan.rules)], [*rows, *noise])


def _in_a_cell(outcome: str, row: dict[str, Any]) -> str:
    name = f"`{short_name(row['parameter'])}`"
    name = f"**{name}**" if row["stands_out"] else name
    return f"{name} {told(outcome, row['mu_star'])} ({told(outcome, row['mu'], sign=True)})"


def signs(found: Screened) -> str:
    """Parameters that stand out and whose effect, on a level or a difference, goes both ways."""
    plan = found.design.plan
    some = found.table[found.table["stands_out"]]
    both = some[some["mu"].abs() <= HALF * some["mu_star"]].sort_values("rank", kind="stable")
    rows = [
        [f"`{short_name(r['parameter'])}`", f"{named(o)}, {r['of']}", _rule(r["rule"])]
        + [told(o, r["mu_star"]), told(o, r["mu"], sign=True), told(o, r["sigma"])]
        for o in plan.outcomes
        for r in _rows(both[both["outcome"] == o])
    ]
    head = ["parameter", "outcome", "rule", "mu*", "mu", "sigma"]
    return _table(head, rows) if rows else "None that stands out from luck."


def ranks(found: Screened) -> str:
    """Parameters in the dozen under one rule, where they stand out, that come far behind under another."""
    plan = found.design.plan
    rows = []
    for outcome in plan.main:
        by = {rule: _of(found.table, outcome, rule).set_index("parameter") for rule in plan.rules}
        for path in dict.fromkeys(one.path for one in found.design.tried):
            places = {rule: int(part["rank"][path]) for rule, part in by.items()}
            near = [rule for rule, place in places.items() if place <= DOZEN and by[rule]["stands_out"][path]]
            if near and max(places.values()) > FAR:
                cells = [
                    f"**{places[rule]}**" if by[rule]["stands_out"][path] else str(places[rule]) for rule in plan.rules
                ]
                rows.append([f"`{short_name(path)}`", named(outcome), *cells])
    return _table(["parameter", "difference in", *map(_rule, plan.rules)], rows) if rows else "None."


def levels(found: Screened) -> str:
    """The half dozen that move each outcome most in the first arm, under the first rule."""
    plan = found.design.plan
    rows = []
    for outcome in plan.outcomes:
        part = _of(found.table, outcome, plan.rules[0], LEVEL).sort_values("rank", kind="stable").head(DOZEN // 2)
        rows.append([named(outcome), ", ".join(_in_a_cell(outcome, row) for row in _rows(part))])
    return _table(["outcome", f"most influential, {_rule(plan.rules[0])}"], rows)


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


def _meaning(path: str) -> str:
    from collectief_sim.scenario import load
    from collectief_sim.scenario.dictionary import parameters_of

    return next(one.meaning for one in parameters_of(load("stylised-area")) if one.path == path)


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


def write(folder: Path, page: Path = PAGE) -> None:
    """Write page, table and figure."""
    from collectief_sim.validation.screening.figure import drawn

    found = read_screening(folder)
    text = written_into(page.read_text(encoding="utf-8"), parts(found))
    write_file(page, text.encode())
    write_file(page.with_suffix(".csv"), as_csv(found.table))
    write_file(page.with_suffix(".svg"), drawn(found).encode())


if __name__ == "__main__":
    write(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else PAGE)
