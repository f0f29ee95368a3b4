"""Forms of cooperation at the start: a row for each that exists here, in the table of its mechanism."""

from __future__ import annotations

from typing import Any
from zlib import crc32

from collectief_sim.model.codes import OWNERS
from collectief_sim.model.processes.clauses import Agenda
from collectief_sim.model.processes.happenings import MOST_A_MONTH
from collectief_sim.model.processes.holdings import Holder
from collectief_sim.model.processes.hours import Scheme
from collectief_sim.model.processes.investments import Investment
from collectief_sim.model.processes.levies import Ballot, Levy
from collectief_sim.model.processes.makers_funds import MakersFund
from collectief_sim.model.rows import Records, table
from collectief_sim.model.tables import Happening
from collectief_sim.scenario.forms import FORM_NAMES
from collectief_sim.scenario.spec import Scenario

# by the mechanism that forms name: the table of `World`, and what is in a row of it
MECHANISMS: dict[str, tuple[str, type]] = {
    "levies": ("levies", Levy),
    "hours": ("schemes", Scheme),
    "clauses": ("agendas", Agenda),
    "investments": ("investments", Investment),
    "holders": ("holders", Holder),
    "makers_funds": ("makers_funds", MakersFund),
}


def forms_of(spec: Scenario, buildings: int) -> dict[str, Any]:
    """The tables of all mechanisms, and one for what they bring about; without forms they are empty."""
    rows = {name: rows_of(spec, mechanism, kind) for mechanism, (name, kind) in MECHANISMS.items()}
    rows["holders"].kind = [OWNERS.index(FORM_NAMES[row.form]) for row in rows["holders"]]
    most = 2 * MOST_A_MONTH * buildings if spec.forms.present() else 0
    return rows | {"ballots": table(Ballot, 1), "happenings": table(Happening, most)}


def rows_of(spec: Scenario, mechanism: str, kind: type) -> Records:
    """The forms on one mechanism: what they declare, and from when they may come about."""
    forms = [(name, form) for name, form in spec.forms.present().items() if form.mechanism == mechanism]
    rows: Records = table(kind, len(forms))
    for row, (name, form) in zip(rows, forms, strict=True):
        row["form"] = FORM_NAMES.index(name)
        row["key"] = crc32(name.encode()) & 0x7FFFFFFF  # so that luck stays whatever other forms there are
        row["since_month"] = spec.month_of(form.since) if form.since else 0
        for key, value in form.in_table.items():
            row[key] = value
    return rows
