"""An area in a notebook: `View` shows a scenario, a run or a folder of results month by month, in Jupyter and in marimo."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from html import escape
from typing import Any

import traitlets

from collectief_sim.experiment.design import LANGUAGES
from collectief_sim.files.errors import ScenarioError
from collectief_sim.files.texts import short
from collectief_sim.scenario.fields import titles
from collectief_sim.viewer.history import History
from collectief_sim.viewer.subject import Policies, Subject, Target, subject_of
from collectief_sim.viewer.wanted import CHARTS, LAYERS, PARTS, SHOWN, one_of, some_of
from collectief_sim.viewer.widget import AreaWidget
from collectief_sim.viewer.wire import encode


class View(AreaWidget):
    """An area that changes month by month, to be played and scrubbed both ways; several on a page know nothing of each other.

    Parameters
    ----------
    what
        A scenario, the name or file of one, or a folder of results: two years against ten, or what the folder is about.
        Or a run (`CollectiefModel`, `Simulation`, `Result`): its months so far, with all that changed on the way.
    policies
        One or two policies, each with its settings by path: ``{"ten years": {"policy.contract_months": 120}}``, or as a
        list without titles. A run then lends scenario, seed and months.
    seed
        The luck; 1, or that of the folder, if absent. A run has its own.
    months
        Not more than so many months.
    language
        ``en`` or ``nl``.
    parts, charts
        Which parts (`PARTS`; all but the languages and the table if absent) and which charts (`CHARTS`) are shown.
    layer
        What the plots show at first: one of `LAYERS`.

    Attributes
    ----------
    frame
        The month shown, from 0 (the start) to the last; set it to scrub. It follows who scrubs or plays in the browser.
    histories
        What is shown, by policy (A, B), as arrays of shape (months + 1, ...).

    Raises
    ------
    ScenarioError
        If something is not allowed, is too large to watch, or is a run that cannot be repeated.

    Examples
    --------
    >>> import collectief_sim as cs
    >>> cs.View("keilekwartier", seed=3)  # doctest: +SKIP
    """

    def __init__(
        self,
        what: Target = "keilekwartier",
        policies: Policies | None = None,
        *,
        seed: int | None = None,
        months: int | None = None,
        language: str = "en",
        parts: Sequence[str] | None = None,
        charts: Sequence[str] | None = None,
        layer: str = "use",
    ) -> None:
        shown = {
            "language": one_of("language", language, LANGUAGES),
            "layer": one_of("layer", layer, LAYERS),
            "parts": list(SHOWN) if parts is None else some_of("parts", parts, PARTS),
            "charts": list(CHARTS) if charts is None else some_of("charts", charts, CHARTS),
            "cards": True,
        }
        self.subject = subject_of(what, policies, seed, months)
        self.histories: dict[str, History] = {arm: self.subject.history(arm) for arm in self.subject.policies}
        if self.subject.notice:
            warnings.warn(self.subject.notice, stacklevel=2)
        sent = {arm.lower(): encode(history) for arm, history in self.histories.items()}
        super().__init__(self.subject.card, options={**shown, **self.subject.told()}, **sent)

    @traitlets.validate("frame")
    def _is_a_month(self, proposal: Any) -> int:
        if not 0 <= proposal["value"] <= self.subject.months:
            raise ScenarioError(
                f"frame = {short(proposal['value'])} is not allowed: it must be a whole number from 0 to "
                f"{self.subject.months}."
            )
        return int(proposal["value"])

    def __repr__(self) -> str:
        return f"View({in_words(self.subject)})"

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The widget; and what is left of it in a notebook that is looked at without a kernel, or printed."""
        told = super()._repr_mimebundle_(**kwargs)
        bundle, more = told if isinstance(told, tuple) else (told, {})
        asleep = f"<p>{escape(in_words(self.subject))}. To see it, open this notebook and run this cell again.</p>"
        return {**(bundle or {}), "text/plain": repr(self), "text/html": asleep}, more


def in_words(subject: Subject) -> str:
    """What is looked at, in one line."""
    named = [policy.title["en"] if policy.title else _settings(policy.settings) for policy in subject.policies.values()]
    under = f", {' against '.join(name or 'as it is' for name in named)}" if any(named) else ""
    return f"{titles(subject.scenario)['en'] or subject.scenario.name}, seed {subject.seed}, {subject.months} months{under}"


def _settings(settings: dict[str, Any]) -> str:
    return ", ".join(f"{path} = {value}" for path, value in settings.items())
