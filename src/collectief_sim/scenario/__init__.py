"""What a run is given: validated data with units, ranges and sources, read from TOML."""

from collectief_sim.files.errors import ScenarioError
from collectief_sim.scenario.files import available, dump, load
from collectief_sim.scenario.spec import Scenario

__all__ = ["Scenario", "ScenarioError", "available", "dump", "load"]
