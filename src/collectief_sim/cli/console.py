"""Rich's console, which prints what it is given as text and nothing but text."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from collectief_sim.files.texts import for_terminal


class TextConsole(Console):
    """A console in which no text, from whatever file or folder, moves the cursor or turns letters around."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """What is printed, piece by piece."""
        for piece in super().render(renderable, options):
            yield piece if piece.control else Segment(for_terminal(piece.text), piece.style)
