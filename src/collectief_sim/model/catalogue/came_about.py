"""Outcomes about what became of forms of cooperation: whether and when one came about, was refused, and was lost again.

Columns of runs, to say how often a form has nothing to act on; no sentence of a report is made of one run's.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from collectief_sim.model.catalogue.declaring import Outcomes, Value
from collectief_sim.model.catalogue.run import Run
from collectief_sim.model.codes import HAPPENINGS
from collectief_sim.model.rows import columns
from collectief_sim.scenario.languages import Said

CAME_ABOUT = Outcomes()

BEGUN = ("vote_passed", "levy_started", "scheme_started", "clause_agreed", "invested", "bought", "loan_given")
REFUSED = (
    *("vote_lost_turnout", "vote_lost_votes", "vote_lost_value"),
    *("clause_refused", "refused_by_owner", "given_up"),
)
LOST = ("levy_ended", "scheme_ended", "clause_dead", "left_behind", "sold_by_need", "loan_lost")


@CAME_ABOUT.one(
    "collectives",
    "months",
    0,
    "months",
    nl="maand waarin een samenwerkingsvorm voor het eerst tot stand kwam; leeg als dat niet gebeurde",
    label=Said("months until a form came about", "maanden tot een samenwerkingsvorm er kwam"),
)
def forms_first_month(run: Run) -> Value:
    """Month in which a form of cooperation first came about: a vote that passed, hours paid for, a clause agreed on, an
    investment, a purchase, a loan; undefined where none did.
    """
    begun = _told(run, BEGUN)
    return int(begun.month.min()) if len(begun) else None


@CAME_ABOUT.one(
    "collectives",
    "large",
    0,
    "times",
    nl="hoe vaak een samenwerkingsvorm tot stand kwam",
    label=Said("times a form came about", "keren dat een samenwerkingsvorm er kwam"),
)
def forms_begun(run: Run) -> Value:
    """How often a form of cooperation came about: votes passed, clauses agreed on, investments, purchases, loans."""
    return len(_told(run, BEGUN))


@CAME_ABOUT.one(
    "collectives",
    "large",
    0,
    "times",
    nl="hoe vaak een samenwerkingsvorm geprobeerd werd en niet lukte: stemming verloren, geweigerd, opgegeven",
    label=Said("times a form was refused", "keren dat een samenwerkingsvorm niet lukte"),
)
def forms_refused(run: Run) -> Value:
    """How often a form of cooperation was tried and did not come about: votes lost, refused by an owner, given up."""
    return len(_told(run, REFUSED))


@CAME_ABOUT.one(
    "collectives",
    "large",
    0,
    "times",
    nl="hoe vaak een samenwerkingsvorm weer verloren ging: opgehouden, vervallen, achtergelaten, verkocht, niet terugbetaald",
    label=Said("times a form was lost again", "keren dat een samenwerkingsvorm weer verloren ging"),
)
def forms_lost(run: Run) -> Value:
    """How often what a form of cooperation had brought about was lost again: a levy or scheme that ended, a clause that died with
    its plan, an investment left behind, a building sold by need, a loan that was not paid back.
    """
    return len(_told(run, LOST))


def _told(run: Run, kinds: tuple[str, ...]) -> Any:
    """The rows of what happened that are of some kinds."""
    told: Any = columns(run.world.happenings)[: run.world.town[0].happenings]
    codes: npt.NDArray[np.int64] = np.array([HAPPENINGS.index(kind) for kind in kinds])
    return told[np.isin(told.what, codes)]
