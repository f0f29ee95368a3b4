"""Which settings nothing known rules out: history matching, and the set of worlds that it leaves (docs/calibration.md)."""
