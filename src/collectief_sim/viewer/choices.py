"""What may be looked at: the scenarios of the package, and what was opened from a file or a results folder."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from collectief_sim.files.errors import ScenarioError
from collectief_sim.scenario import Scenario, load
from collectief_sim.scenario.fields import titles
from collectief_sim.scenario.files import available


@dataclass(frozen=True)
class Choices:
    """What may be looked at: the scenarios of the package, and one that was opened from a file or a results folder."""

    opened: Mapping[str, Path]  # by the name a page uses

    def scenarios(self) -> dict[str, dict[str, str]]:
        """Titles by name, in each language; what was opened first."""
        found = {name: _titles(self.load(name), name) for name in self.opened}
        return found | {name: _titles(self.load(name), name) for name in available() if name not in found}

    def load(self, name: str) -> Scenario:
        """A scenario by name; never any other file."""
        if name in self.opened:
            return _read_once(str(self.opened[name]), _written(self.opened[name]))
        if name not in available():
            known = [*self.opened, *(one for one in available() if one not in self.opened)]
            raise ScenarioError(f"scenario {name[:80]!r}: known are {', '.join(known)}.")
        return _read_once(name, None)


def _titles(scenario: Scenario, name: str) -> dict[str, str]:
    """What a scenario is called on a page; one that was opened under another name than its own says so."""
    told = titles(scenario) if scenario.title else {"en": scenario.name, "nl": scenario.name}
    return told if name == scenario.name else {language: f"{title} ({name})" for language, title in told.items()}


def _written(path: Path) -> tuple[int, int] | None:
    """When a file was last written, and its size: it is read again after that changes."""
    try:
        told = os.stat(path)
    except OSError:
        return None
    return told.st_mtime_ns, told.st_size


@lru_cache(maxsize=16)
def _read_once(name_or_file: str, written: tuple[int, int] | None) -> Scenario:
    return load(name_or_file)
