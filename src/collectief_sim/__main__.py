"""``python -m collectief_sim``: the same as ``collectief``."""

from collectief_sim.cli import main

if __name__ == "__main__":
    main()
