"""The component as a widget (anywidget): in Mesa's page and in notebooks. The only file that knows anywidget."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import anywidget
import traitlets

from collectief_sim.files.errors import ScenarioError
from collectief_sim.viewer.joined import widget_script
from collectief_sim.viewer.texts import as_json

type AskCard = Callable[
    [str, str, int, int], dict[str, Any]
]  # policy, kind, number, month: the card; raises LookupError


class AreaWidget(anywidget.AnyWidget):
    """Map, charts, time axis and cards of one history or two.

    Traits
    ------
    a, b
        Histories as :func:`collectief_sim.viewer.wire.encode` writes them; empty: none.
    frame
        The month shown, which moves on both sides.
    options
        What else the component is told by its host; see ``static/component/mount.js``.
    """

    _esm = widget_script()
    a = traitlets.Bytes(b"").tag(sync=True)
    b = traitlets.Bytes(b"").tag(sync=True)
    frame = traitlets.Int(0).tag(sync=True)
    options = traitlets.Dict().tag(sync=True)

    def __init__(self, ask_card: AskCard | None = None, **traits: Any) -> None:
        super().__init__(**traits)
        self.ask_card = ask_card
        self.on_msg(self._asked)

    def _asked(self, _: Any, told: Any, buffers: Any) -> None:
        """A card was asked for: ``{id, arm, kind, number, frame}``; the answer has that id, and ``card`` or ``error``."""
        answer: dict[str, Any] = {"id": told.get("id")}
        try:
            if self.ask_card is None:
                raise LookupError("there are no cards here")
            answer["card"] = self.ask_card(str(told["arm"]), str(told["kind"]), int(told["number"]), int(told["frame"]))
        except (LookupError, ValueError, TypeError, ScenarioError) as error:
            answer |= {"error": str(error), "missing": isinstance(error, LookupError)}
        self.send({"card": as_json(answer).decode("ascii")})
