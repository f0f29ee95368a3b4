"""The component as one script: its modules joined, so that a notebook, Mesa's page, a file and our own page run the same.

A module becomes a function that returns what it exports; a style sheet a text, and a JSON file what it says. Modules may
say ``import { a, b as c } from "./file.js";`` on a line of its own and ``export`` before function, class or const; whatever
else there is of importing and exporting is refused.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

COMPONENT = Path(__file__).parent / "static" / "component"
_IMPORT = re.compile(r'^import\s*\{([^}]*)\}\s*from\s*"([^"]+)";[ \t]*$', re.MULTILINE)
_EXPORT = re.compile(r"^export\s+((?:async\s+)?function\*?|class|const)\s+(\w+)", re.MULTILINE)
_OTHER = re.compile(r'^\s*(?:import|export)\s*[\w{*"]|\bimport\s*[(.]', re.MULTILINE)


@cache
def joined(entry: str = "mount.js") -> str:
    """A script without imports that exports what one module of the component does.

    Raises
    ------
    ValueError
        If a module imports or exports in a way that is not known here, or modules import each other in a circle.
    """
    modules, last = _modules(COMPONENT / entry)
    return f"{modules}export const {{ {', '.join(_exports(COMPONENT / entry))} }} = {last};\n"


def widget_script() -> str:
    """The script of the widget, as anywidget wants it: its default export has ``render``."""
    modules, last = _modules(COMPONENT / "widget.js")
    return f"{modules}export default {last};\n"


def _modules(entry: Path) -> tuple[str, str]:
    """All modules that one needs, and it itself as the last; and its name."""
    order = _in_order(entry, ())
    names = {file: f"m{place}" for place, file in enumerate(order)}
    return "".join(f"{_as_function(file, names)}\n" for file in order), names[entry]


def _in_order(file: Path, above: tuple[Path, ...]) -> list[Path]:
    """A module after all those it imports, each once."""
    if file in above:
        raise ValueError(f"{file.name}: is imported by what it imports")
    found: list[Path] = []
    for _, path in _IMPORT.findall(_text(file)) if file.suffix == ".js" else ():
        found += [one for one in _in_order((file.parent / path).resolve(), (*above, file)) if one not in found]
    return [*found, file]


def _as_function(file: Path, names: dict[Path, str]) -> str:
    text, name = _text(file), names[file]
    if file.suffix == ".json":
        return f"const {name} = {{ {file.stem.upper()}: {json.dumps(json.loads(text))} }};"
    if file.suffix == ".css":
        return f"const {name} = {{ {file.stem.upper()}: {json.dumps(text)} }};"

    def taken_from(found: re.Match[str]) -> str:
        wanted = re.sub(r"\s+as\s+", ": ", found[1])
        return f"const {{{wanted}}} = {names[(file.parent / found[2]).resolve()]};"

    body = _EXPORT.sub(r"\1 \2", _IMPORT.sub(taken_from, text))
    if _OTHER.search(body):
        raise ValueError(f"{file.name}: imports or exports in a way that cannot be joined")
    return f"// {file.name}\nconst {name} = (() => {{\n{body}\nreturn {{ {', '.join(_exports(file))} }};\n}})();"


def _exports(file: Path) -> list[str]:
    return [name for _, name in _EXPORT.findall(_text(file))]


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8")
