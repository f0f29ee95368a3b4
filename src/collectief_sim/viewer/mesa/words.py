"""What Mesa's page says besides what the component says itself, in English and in Dutch; and which of them is asked for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from collectief_sim.scenario import Scenario
from collectief_sim.viewer.words import component_words

LANGUAGES = {"en": "English", "nl": "Nederlands"}
_FOLDER = Path(__file__).parent / "words"


def said(key: str, language: str) -> Any:
    """What is said in a language: a text, or texts by name."""
    return _words(language)[key]


def unit_in(unit: str, language: str) -> str:
    """A unit as people write it."""
    return str(component_words(language)["units"].get(unit, unit)).strip("()")


def language_of(headers: Mapping[str, list[str]] | None, search: str | None = None) -> str:
    """The language that an address asks for (``lang=nl``), or that a browser asks for first, of those there are; else English."""
    for language in LANGUAGES:
        if f"lang={language}" in (search or "").split("&"):
            return language
    asked = ",".join((headers or {}).get("accept-language", []))
    wanted = [_weighed(part) for part in asked.split(",") if part.strip()]
    best = sorted((one for one in wanted if one[1] in LANGUAGES), key=lambda one: -one[0])
    return best[0][1] if best else "en"


def date_in(scenario: Scenario, month: int, language: str) -> str:
    """The last of so many months, as people write it: May 2021, mei 2021; or the start of the first one."""
    year, number = scenario.date_of(max(0, month - 1)).split("-")
    date = f"{said('months', language)[int(number) - 1]} {year}"
    return date if month else said("start_of", language).format(date=date)


def _weighed(part: str) -> tuple[float, str]:
    name, _, weight = part.strip().partition(";q=")
    try:
        return float(weight or 1), name.strip()[:2].lower()
    except ValueError:
        return 0.0, name.strip()[:2].lower()


@cache
def _words(language: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((_FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    return found
