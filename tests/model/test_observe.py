"""What is recorded of a month adds up."""

from __future__ import annotations

import numpy as np
from conftest import small

from collectief_sim.mesa_face.model import CollectiefModel


def test_members_in_the_series_are_members_by_role() -> None:
    model = CollectiefModel(small(), rng=2)
    while model.running:
        model.step()
    series = model.world.series
    assert np.array_equal(series.members, series.trekkers + series.binders + series.engaged + series.less_engaged)
    assert np.array_equal(series.collectives, series.founding + series.stable + series.area_active)
    assert np.array_equal(series.collectives, series.ladder.sum(axis=1))
