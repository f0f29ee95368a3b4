"""The words of the component by language, for whoever tells in Python what it tells in a browser."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent / "static" / "words"


@cache
def component_words(language: str) -> dict[str, Any]:
    """Texts by name, as they stand in its file."""
    found: dict[str, Any] = json.loads((_FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    return found
