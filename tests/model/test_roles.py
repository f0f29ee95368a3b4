"""Roles: what is counted of a collective, and who is called up."""

from __future__ import annotations

import numpy as np
import pytest

from collectief_sim.model.processes import roles


def test_diversity_runs_from_one_kind_to_all_kinds() -> None:
    assert roles.diversity(np.array([9, 0, 0, 0, 0, 0, 0, 0]), 9) == 0
    assert roles.diversity(np.full(8, 3), 24) == pytest.approx(1)
