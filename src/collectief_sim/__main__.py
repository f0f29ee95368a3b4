"""``python -m collectief_sim``: the same as ``collectief``."""

from collectief_sim.cli.main import command

if __name__ == "__main__":
    command()
