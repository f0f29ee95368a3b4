"""Forms of cooperation at the start: a row for each that exists here, in the table of its mechanism."""

from __future__ import annotations

from typing import Any

from collectief_sim.model.codes import OWNERS
from collectief_sim.model.processes.chronicle import MOST_A_MONTH
from collectief_sim.model.processes.holdings import Holder
from collectief_sim.model.processes.levies import Ballot, Levy
from collectief_sim.model.processes.makers_funds import MakersFund
from collectief_sim.model.rows import Records, table
from collectief_sim.model.tables import Happening
from collectief_sim.scenario.forms import FORM_NAMES
from collectief_sim.scenario.spec import Scenario

# the tables of `World`, by the mechanism that forms name
MECHANISMS: dict[str, type] = {"levies": Levy, "holders": Holder, "makers_funds": MakersFund}


def forms_of(spec: Scenario, buildings: int) -> dict[str, Any]:
    """The tables of all mechanisms, and one for what they bring about; without forms they are empty."""
    rows = {name: rows_of(spec, name, kind) for name, kind in MECHANISMS.items()}
    rows["holders"].kind = [OWNERS.index(FORM_NAMES[row.form]) for row in rows["holders"]]
    most = 2 * MOST_A_MONTH * buildings if spec.forms.present() else 0
    return rows | {"ballots": table(Ballot, 1), "happenings": table(Happening, most)}


def rows_of(spec: Scenario, mechanism: str, kind: type) -> Records:
    """The forms on one mechanism: what they declare, and from when they may come about."""
    forms = [(name, form) for name, form in spec.forms.present().items() if form.mechanism == mechanism]
    rows: Records = table(kind, len(forms))
    for row, (name, form) in zip(rows, forms, strict=True):
        row["form"] = FORM_NAMES.index(name)
        row["since_month"] = spec.month_of(form.since) if form.since else 0
        for key, value in form.in_table.items():
            row[key] = value
    return rows
