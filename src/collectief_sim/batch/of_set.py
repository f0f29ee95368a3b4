"""Of which worlds of the set results are: told, and written beside them (worlds_used.json)."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from collectief_sim.files.disk import json_bytes
from collectief_sim.files.errors import ScenarioError
from collectief_sim.files.texts import on_one_line, short
from collectief_sim.scenario.languages import Said

FILE = "worlds_used.json"


@dataclass(frozen=True)
class OfSet:
    """Worlds by the numbers they have in their set, and what was set otherwise."""

    numbers: list[int]
    total: int  # worlds in the set
    digest: str  # of the file with the set, as `sha256sum` has it
    file: str = ""  # the file, where it is not the set that comes with the package
    changed: dict[str, Any] = field(default_factory=dict)  # settings of these worlds that somebody set, by path

    def told(self) -> Said:
        """A sentence without its full stop."""
        one, listed = len(self.numbers) == 1, ", ".join(map(str, self.numbers))
        changed = ", ".join(f"{path} = {short(value)}" for path, value in self.changed.items())
        en = f"World {listed} of {self.total:,}" if one else f"Worlds {listed} of {self.total:,}"
        nl = f"Wereld {listed} van {self.total}" if one else f"Werelden {listed} van {self.total}"
        if self.file:
            en, nl = (f"{text} in {on_one_line(self.file)}" for text in (en, nl))
        elif not changed:
            en, nl = f"{en} that nothing known rules out", f"{nl} die passen bij wat bekend is"
        if changed:
            en = f"{en}, but for {changed}, which was set: nothing says that this is not ruled out"
            nl = f"{nl}, op {changed} na, dat is ingesteld: niets zegt dat dit niet wordt uitgesloten"
        return Said(en, nl)

    def as_record(self) -> dict[str, Any]:
        """The same for JSON."""
        return asdict(self)

    def as_file(self) -> dict[str, bytes]:
        """The same as the file that lies beside results."""
        return {FILE: json_bytes(self.as_record())}


def used_in(folder: Path) -> OfSet | None:
    """Of which worlds the results in a folder are; None if of none of a set.

    Raises
    ------
    ScenarioError
        If what says so cannot be read.
    """
    file = folder / FILE
    if not file.is_file():
        return None
    try:
        return OfSet(**json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError, RecursionError) as error:
        raise ScenarioError(f"{file}: cannot be read: {error}.") from None
