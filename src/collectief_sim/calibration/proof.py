"""Which rules and defaults a set of worlds was found with, as a digest of what they do: a test says when it is stale."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from collectief_sim.calibration.plan import Calibration
from collectief_sim.model.simulation import run
from collectief_sim.validation.arms import arms_called
from collectief_sim.validation.measure import measure
from collectief_sim.validation.run import arms_for

_SEED = 1
_DIGITS = 6  # of what a run measures: fewer than processors agree on, more than any rule could change unseen


def proof(plan: Calibration, world: Mapping[str, Any]) -> str:
    """A digest of what rules and all other defaults make of a world: other words or another layout leave it as it is.

    One run of every arm that is matched, measured as the matching measures it. Settings that are free do not count, as the
    world brings its own.
    """
    made = {
        arm: {
            name: [float(f"{value:.{_DIGITS}g}") for value in np.ravel(values)]
            for name, values in measure(run(spec, _SEED)).items()
        }
        for arm, spec in arms_called(arms_for(plan.patterns()), world).items()
    }
    return hashlib.sha256(json.dumps(made, sort_keys=True).encode()).hexdigest()[:16]
