"""Screening: which of all numbers move the outcomes at all, by elementary effects (Morris 1991; Campolongo et al. 2007)."""
