"""What all forms of cooperation have: whether one exists here, from when, how sure its numbers are, and since when the law
knows it (E36).
"""

from __future__ import annotations

from typing import ClassVar, Literal

from collectief_sim.scenario.fields import ASSUMED, Section, choice
from collectief_sim.scenario.languages import Said

type Grounds = Literal["sourced", "rates assumed", "concept only"]


class Form(Section):
    """A form of cooperation. Absent unless it is switched on."""

    mechanism: ClassVar[str]  # the process that carries it out: a file of `model/processes/`
    called: ClassVar[Said]
    grounds: ClassVar[Grounds]  # what its numbers rest on; what is concept only never is a finding or an advice
    lawful_from: ClassVar[str] = ""  # month from which the law allows it; always if empty

    on: bool = choice(False, ASSUMED, "whether it exists here")
    since: str = choice("", ASSUMED, 'month from which it may come about as "YYYY-MM"; from the start if empty')

    @property
    def in_table(self) -> dict[str, float]:
        """What its row in the table of its mechanism says, by field."""
        return {name: value for name, value in self.numbers.items() if name != "on"}

    def doubt(self) -> str:
        """What of its numbers is allowed and may not be what was meant; usually nothing."""
        return ""
