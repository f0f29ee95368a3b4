"""What is left of a difference per collective in buildings that have one under both policies.

A share of the collectives that were founded mixes two things: how long a collective lasts, and which ones come about at all. A
policy under which more are founded, in buildings where they are weaker, lowers the share though none lasts shorter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from collectief_sim.experiment.compare import estimate

if TYPE_CHECKING:
    import pandas as pd

    from collectief_sim.experiment.results import Results

AGE = 120  # months, at which a collective lasted or did not
_PLACE = ["unit", "seed", "plot_x", "plot_y"]


def matched(results: Results) -> pd.DataFrame:
    """Shares that lasted ten years, of all collectives and of those in buildings that have one under both policies of a run.

    Returns
    -------
    pandas.DataFrame
        A row per ``area``, of the main comparison, with its ``base`` and ``other``:
        ``all_base``, ``all_other``, ``matched_base``, ``matched_other`` (shares of
        collectives that were founded early enough to be followed so long, of all runs together), ``gap`` (difference of all
        less difference of matched, mean over units) with ``low`` and ``high`` (95%).
    """
    import pandas as pd

    lives = _followed(results)
    base, other = results.experiment.pairs()[0]
    rows = []
    for area in results.areas:
        here = lives[lives["area"] == area]
        pair = {"area": area, "base": base, "other": other}
        rows.append(pair | _pair(here[here["arm"] == base], here[here["arm"] == other]))
    return pd.DataFrame(rows)


def _followed(results: Results) -> pd.DataFrame:
    """Collectives that could be followed for ten years, and whether they lasted."""
    lives = results.collectives
    end = lives["key"].map(results.runs.set_index("key")["months"])
    lived = lives["ended_month"].fillna(end + AGE) - lives["founded_month"]
    there = (end - lives["founded_month"] >= AGE) & (lives["founded_month"] >= 0)
    return lives.loc[there, ["area", "arm", *_PLACE]].assign(lasted=(lived >= AGE)[there].astype(float))


def _pair(base: pd.DataFrame, other: pd.DataFrame) -> dict[str, Any]:
    places = [one.set_index(_PLACE).index for one in (base, other)]
    both = [base[places[0].isin(places[1])], other[places[1].isin(places[0])]]
    shares = [one["lasted"].mean() for one in (base, other, *both)]
    means = [one.groupby("unit")["lasted"].mean() for one in (base, other, *both)]
    gap = ((means[1] - means[0]) - (means[3] - means[2])).dropna()
    found = estimate(gap.to_numpy(np.float64))
    names = ("all_base", "all_other", "matched_base", "matched_other")
    return {
        **dict(zip(names, (float(share) for share in shares), strict=True)),
        "gap": found["difference"],
        "low": found["low"],
        "high": found["high"],
    }
