"""Draw the house: the rooms of the code as floors, from the import rules in pyproject.toml and the folders themselves.

``uv run python docs/house.py`` writes docs/house.svg; with ``--check`` it says whether that is what would be written.
"""

from __future__ import annotations

import ast
import re
import sys
import textwrap
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src"
PACKAGE = "collectief_sim"
PICTURE = Path(__file__).with_name("house.svg")

WIDTH, WALL = 1000, 40  # of the picture; from its edge to the house
NAME, TEXT = 64, 226  # where names of rooms begin, and what is said of them
INNER, INNER_TEXT = 244, 370  # the same for layers inside a room
ROOF = 150
BETWEEN = ", "  # files

COLOURS = {  # by class: what is painted, how on a light page, how on a dark one
    "sky": ("fill", "#f4f1ea", "#17191d"),
    "floor": ("fill", "#fffdf8", "#22252b"),
    "heart": ("fill", "#fdf3d9", "#2f2b22"),
    "layer": ("fill", "#fffaf0", "#26241f"),
    "roof": ("fill", "#a8442f", "#8f3d2b"),
    "line": ("stroke", "#cfc6b4", "#3d4149"),
    "edge": ("stroke", "#8a7d66", "#7d8490"),
    "text": ("fill", "#2b2a27", "#e9e6df"),
    "soft": ("fill", "#6b6558", "#a9a89f"),
    "name": ("fill", "#8b3422", "#f0a58f"),
    "sign": ("fill", "#fff6ee", "#fff1e8"),
}
LETTERS = """  text { font: 14px system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif; }
  .small { font-size: 13px; }
  .sign { text-anchor: middle; }
  .title { font-size: 26px; font-weight: 650; }
  .room { font-size: 17px; font-weight: 650; }
  .module { font-size: 13px; font-weight: 650; }
  .files { font: 12px ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }"""


@dataclass
class Module:
    """A file or folder: what it is for, and what is in it."""

    name: str
    purpose: str
    files: list[str]
    layers: list[list[Module]] = field(default_factory=list)  # from the top, if there are rules inside it


def read_house() -> list[Module]:
    """The rooms from the top; those that the rules name must be those that there are."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    rules = [
        [re.split(r"\s*[:|]\s*", layer) for layer in rule["layers"]] for rule in contracts if rule["type"] == "layers"
    ]
    outer = next(layers for layers in rules if all(len(name.split(".")) == 2 for layer in layers for name in layer))
    rooms = [read_module(name) for layer in outer for name in layer]
    folders = {path.parent.name for path in (SOURCE / PACKAGE).glob("*/__init__.py")}
    if folders != {room.name for room in rooms}:
        raise SystemExit(
            f"Rooms in pyproject.toml and folders differ: {sorted(folders ^ {room.name for room in rooms})}"
        )
    for room in rooms:
        for layers in rules:
            if layers is not outer and layers[0][0].startswith(f"{PACKAGE}.{room.name}."):
                room.layers = [[read_module(name) for name in layer] for layer in layers]
    return rooms


def read_module(name: str) -> Module:
    """What a folder or file says of itself in its first sentence."""
    place = SOURCE.joinpath(*name.split("."))
    file = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
    told = " ".join((ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or "").split())
    purpose = re.split(r"(?<=[.?])\s", told.replace("`", ""))[0]
    return Module(place.name, purpose, sorted(contents(place)) if place.is_dir() else [])


def contents(folder: Path) -> Iterator[str]:
    """Files of a room by name, folders with a stroke behind them."""
    for path in folder.iterdir():
        if path.is_dir() and not path.name.startswith("_") and any(path.glob("[!_]*")):
            yield f"{path.name}/"
        elif path.suffix == ".py" and path.stem != "__init__":
            yield path.stem


class Drawing:
    """Shapes and lines of text, one below the other."""

    def __init__(self) -> None:
        self.shapes: list[str] = []
        self.y = 0

    def write(self, x: int, text: str, kind: str, *, at: int | None = None) -> None:
        """One line of text, by its base line."""
        self.shapes.append(f'<text class="{kind}" x="{x}" y="{self.y if at is None else at}">{escape(text)}</text>')

    def paragraph(self, x: int, text: str, kind: str, width: int, line: int) -> None:
        """Text that is broken after so many characters; `y` moves on to below it."""
        for part in textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False):
            self.y += line
            self.write(x, part, kind)

    def box(self, x: int, top: int, bottom: int, paint: str, place: int) -> None:
        """A rectangle behind what was drawn since `place`, as wide as the house allows."""
        size = f'x="{x}" y="{top}" width="{WIDTH - x - (x if x == WALL else WALL + 22)}" height="{bottom - top}"'
        self.shapes.insert(place, f'<rect {size} class="{paint} line"/>')

    def boxed(self, x: int, paint: str, draw: Callable[[], None]) -> None:
        """What `draw` draws, in a box."""
        top, place = self.y, len(self.shapes)
        draw()
        self.box(x, top, self.y, paint, place)


def draw_house(rooms: list[Module]) -> str:
    """The house as SVG."""
    drawing = Drawing()
    drawing.y = ROOF
    for room in rooms:
        drawing.boxed(WALL, "heart" if room.layers else "floor", lambda room=room: draw_room(drawing, room))
    height = drawing.y + 34
    walls = f'<rect x="{WALL}" y="{ROOF}" width="{WIDTH - 2 * WALL}" height="{drawing.y - ROOF}"'
    drawing.shapes += [
        f'{walls} class="edge" fill="none" stroke-width="2"/>',
        f'<path d="M0 {drawing.y}H{WIDTH}" class="edge" stroke-width="3"/>',
    ]
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="t d">'
    names = ", ".join(room.name for room in rooms)
    about = (
        f'<title id="t">The rooms of {PACKAGE}</title>\n<desc id="d">Floors of a house, from the top: {names}.</desc>'
    )
    sky = f'<rect width="{WIDTH}" height="{height}" rx="10" class="sky"/>'
    body = [head, about, style(), sky, *draw_roof(), *drawing.shapes, "</svg>"]
    return "\n".join(body) + "\n"


def style() -> str:
    """Letters and colours; the page says whether it is dark."""
    light, dark = (
        "\n".join(f"  .{kind} {{ {paint}: {shades[place]}; }}" for kind, (paint, *shades) in COLOURS.items())
        for place in (0, 1)
    )
    return f"<style>\n{LETTERS}\n{light}\n  @media (prefers-color-scheme: dark) {{\n{dark}\n  }}\n</style>"


def draw_roof() -> list[str]:
    """Roof and chimney, with the name of the house and its rule."""
    drawing = Drawing()
    drawing.write(WIDTH // 2, PACKAGE, "sign title", at=ROOF - 54)
    drawing.write(WIDTH // 2, "a file imports only from its own floor and from those below", "sign", at=ROOF - 24)
    return [
        '<path d="M770 34h44v80h-44z" class="roof edge"/>',
        f'<path d="M12 {ROOF}L{WIDTH // 2} 16L{WIDTH - 12} {ROOF}z" class="roof edge"/>',
        *drawing.shapes,
    ]


def draw_room(drawing: Drawing, room: Module) -> None:
    """A floor: its name, what it is for, and what is in it."""
    drawing.y += 6
    drawing.write(NAME, room.name, "name room", at=drawing.y + 22)
    drawing.paragraph(TEXT, room.purpose, "text", 98, 21)
    if room.layers:
        drawing.write(NAME, "the same rule inside", "soft small", at=drawing.y + 30)
        drawing.y += 12
        for layer in room.layers:
            drawing.boxed(TEXT, "layer", lambda layer=layer: draw_layer(drawing, layer))
    else:
        drawing.paragraph(TEXT, BETWEEN.join(room.files), "soft files", 96, 19)
    drawing.y += 14


def draw_layer(drawing: Drawing, layer: list[Module]) -> None:
    """A layer inside a room: modules that do not know those above."""
    drawing.y += 4
    for module in layer:
        drawing.write(INNER, module.name, "name module", at=drawing.y + 18)
        drawing.paragraph(INNER_TEXT, module.purpose, "text small", 82, 18)
        drawing.paragraph(INNER_TEXT, BETWEEN.join(module.files), "soft files", 76, 17)
    drawing.y += 9


def main() -> None:
    """Write the picture, or say whether it is up to date."""
    made = draw_house(read_house()).encode()
    if "--check" not in sys.argv:
        PICTURE.write_bytes(made)
    elif PICTURE.read_bytes() != made:
        raise SystemExit("docs/house.svg is not what docs/house.py makes: run it.")


if __name__ == "__main__":
    main()
