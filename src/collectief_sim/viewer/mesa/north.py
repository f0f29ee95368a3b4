"""North up in Mesa's own drawings: the grid counts y from the north, where the map begins, and Mesa draws y upward."""

from __future__ import annotations

from typing import Any


def north_up(canvas: Any) -> Any:
    """Turn a drawing of Mesa's `SpaceRenderer` so that north is up: ``renderer.post_process = north_up``.

    Parameters
    ----------
    canvas
        What a post-processing function is given: axes of Matplotlib, or a chart of Altair.

    Returns
    -------
    The same, turned.
    """
    if hasattr(canvas, "yaxis_inverted"):
        if not canvas.yaxis_inverted():
            canvas.invert_yaxis()
        return canvas
    for chart in _charts_in(canvas):
        _turn(chart)
    return canvas


def _charts_in(chart: Any) -> list[Any]:
    """A chart, or those it is made of."""
    for name in ("layer", "vconcat", "hconcat"):
        parts = getattr(chart, name, None)
        if isinstance(parts, list):
            return [one for part in parts for one in _charts_in(part)]
    return [chart]


def _turn(chart: Any) -> None:
    import altair as alt

    y = chart.encoding.y
    if isinstance(y, alt.Y):
        kept = y._kwds.get("scale")
        y._kwds["scale"] = kept.copy() if isinstance(kept, alt.Scale) else alt.Scale()
        y._kwds["scale"]._kwds["reverse"] = True
