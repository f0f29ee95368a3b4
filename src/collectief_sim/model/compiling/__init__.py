"""How rules become machine code, and where that is kept."""

from collectief_sim.model.compiling import fetching, ids
from collectief_sim.model.compiling.decorators import formula, rule

__all__ = ["fetching", "formula", "ids", "rule"]
