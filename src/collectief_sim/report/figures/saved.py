"""Figures as files of their own, for a memo or a talk: title and caption are drawn with them, their numbers lie beside them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from collectief_sim.experiment.analysis import as_csv
from collectief_sim.files.disk import write_file
from collectief_sim.report.figures.style import INK, Drawing, look, wrapped

FOLDER = "figures"
KEYS = (
    "goals",
    "survival",
    "area_level",
    "endings",
    "pairs",
    "forest",
    "effects",
    "paths",
    "sensitivity",
    "frontier",
    "ladder",
    "maps",
)
"""All figures that a report may have: files of those that one does not have are of an earlier one."""
_KINDS = ("svg", "png", "csv")
_DPI = 150
_TITLE, _CAPTION = 13, 8.5  # points
_TITLE_WIDTH, _CAPTION_WIDTH = 68, 118  # characters of a line
_LEADING, _GAP = 1.3, 8.0  # of letters; points between text and figure, and at the sides
_SHORT_NAME = re.compile("“[^”]{1,20}”")  # of a policy: stays on one line
_NEVER_IN_XML = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ud800-\\udfff\\ufffe\\uffff]")


def write_figures(folder: Path, drawings: Iterable[Drawing]) -> list[str]:
    """Write every figure as SVG, PNG and CSV, each file whole or not at all; their names. Those of an earlier report go."""
    (folder / FOLDER).mkdir(exist_ok=True)
    written = []
    for drawing in drawings:
        for kind, content in zip(_KINDS, (as_svg_file(drawing), as_png(drawing), _as_data(drawing)), strict=True):
            name = f"{FOLDER}/{drawing.key}.{kind}"
            write_file(folder / name, content)
            written.append(name)
    for name in (f"{FOLDER}/{key}.{kind}" for key in KEYS for kind in _KINDS):
        if name not in written:
            (folder / name).unlink(missing_ok=True)
    return written


def as_svg_file(drawing: Drawing) -> bytes:
    """A figure that stands by itself: letters stay letters, so that it can be searched and put right."""
    width, height = (72 * inches for inches in drawing.figure.get_size_inches())
    title, caption = (text.splitlines() for text in _texts(drawing))
    above, below = _room(len(title), _TITLE), _room(len(caption), _CAPTION)
    inner = drawing.svg[drawing.svg.index(">") + 1 : drawing.svg.rindex("</svg>")]
    lines = [
        *_lines(title, _TITLE, _GAP + _TITLE - above, ' font-weight="bold"'),
        *_lines(caption, _CAPTION, height + _GAP + _CAPTION, ""),
    ]
    wide, high = width + 2 * _GAP, above + height + below
    text = (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" role="img" '
        f'width="{wide:g}pt" height="{high:g}pt" viewBox="{-_GAP:g} {-above:g} {wide:g} {high:g}">\n'
        f"<title>{escape(drawing.title)}</title>\n<desc>{escape(drawing.alt)}</desc>\n"
        f'<rect x="{-_GAP:g}" y="{-above:g}" width="{wide:g}" height="{high:g}" fill="white"/>\n'
        f'<g font-family="sans-serif" fill="{INK}">\n{"\n".join(lines)}\n</g>\n{inner}</svg>\n'
    )
    return _NEVER_IN_XML.sub("", text).encode()


def as_png(drawing: Drawing) -> bytes:
    """The same as a picture."""
    width = drawing.figure.get_size_inches()[0]
    title, caption = _texts(drawing)
    with look(drawing.key):
        parts = [
            _pixels(_written(title, width, _TITLE, weight="bold")),
            _pixels(drawing.figure),
            _pixels(_written(caption, width, _CAPTION)),
        ]
    margin = ((0, 0), (round(_GAP / 72 * _DPI),) * 2, (0, 0))
    buffer = io.BytesIO()
    picture = Image.fromarray(np.pad(np.concatenate(parts), margin, constant_values=255))
    picture.save(buffer, "png", dpi=(_DPI, _DPI), compress_level=4)
    return buffer.getvalue()


def _written(text: str, width: float, size: float, weight: str = "normal") -> Figure:
    """Lines of text, as wide as the figure they belong to [inches]."""
    figure = Figure(figsize=(width, _room(text.count("\n") + 1, size) / 72))
    figure.text(0, 0.5, text, size=size, va="center", linespacing=_LEADING, weight=weight)
    return figure


def _pixels(figure: Figure) -> npt.NDArray[np.uint8]:
    """A figure as it looks: shape (height, width, 3)."""
    canvas: Any = FigureCanvasAgg(figure)  # of which Matplotlib does not say what it returns
    figure.dpi = _DPI
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[:, :, :3]


def _as_data(drawing: Drawing) -> bytes:
    return as_csv(drawing.data).encode()


def _texts(drawing: Drawing) -> tuple[str, str]:
    title, caption = (
        _SHORT_NAME.sub(lambda name: name[0].replace(" ", "\N{NO-BREAK SPACE}"), text)
        for text in (drawing.title, drawing.caption)
    )
    return wrapped(title, _TITLE_WIDTH), wrapped(caption, _CAPTION_WIDTH)


def _room(lines: int, size: float) -> float:
    """What so many lines of text take, with the gap to the figure [points]."""
    return lines * _LEADING * size + 2 * _GAP


def _lines(texts: list[str], size: float, first: float, style: str) -> list[str]:
    return [
        f'<text x="0" y="{first + place * _LEADING * size:g}" font-size="{size:g}"{style}>{escape(text)}</text>'
        for place, text in enumerate(texts)
    ]
