"""Figures of the report. Each takes tables and returns a :class:`~collectief_sim.report.figures.style.Drawing`."""
