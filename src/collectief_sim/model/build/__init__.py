"""How a world comes to be: land and buildings, people, first collectives, all from one scenario and one seed."""

from collectief_sim.model.build.world import build_world, enact

__all__ = ["build_world", "enact"]
