"""The outcomes of a run, as they are declared: what each is, and what people call it.

Those of lives of collectives, which need many runs, are declared in the same way in `experiment/outcomes.py`.
"""

from collectief_sim.model.catalogue.area import AREA
from collectief_sim.model.catalogue.came_about import CAME_ABOUT
from collectief_sim.model.catalogue.collectives import COLLECTIVES
from collectief_sim.model.catalogue.declaring import Outcome, Outcomes
from collectief_sim.model.catalogue.forms import FORMS
from collectief_sim.model.catalogue.money import MONEY
from collectief_sim.model.catalogue.outreach import OUTREACH

OUTCOMES: dict[str, Outcome] = (
    COLLECTIVES | AREA | OUTREACH | FORMS | MONEY | CAME_ABOUT
)  # in the order of the columns of a results folder

__all__ = ["OUTCOMES", "Outcome", "Outcomes"]
