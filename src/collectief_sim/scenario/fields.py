"""How a number is declared: value, unit, range, meaning and source in one line; unknown keys are errors."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field, model_validator

from collectief_sim.files.texts import strange

ASSUMED = "assumed"
CALIBRATED = "calibrated"  # followed by the figures it was fitted to: "calibrated: F1"
_WITH_LINES = ("description", "description_nl", "question", "note", "map", "sources")
_MOST_ON_A_LINE, _MOST_WITH_LINES = 1_000, 20_000  # characters of a text; a map has limits of its own


class Section(BaseModel):
    """A table of a scenario file: frozen, strict, and closed to unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)

    sources: dict[str, str] = Field(
        default={}, description='where the numbers set in this table come from, by key; "*" for all others'
    )

    @model_validator(mode="before")
    @classmethod
    def _texts_are_plain(cls, data: Any) -> Any:
        """Texts go to terminals, pages, figures and file names: none may steer what shows it, or be without end."""
        for name, value in data.items() if isinstance(data, Mapping) else ():
            if isinstance(value, str | Mapping | list) and _may_hold_text(cls, name):
                for text in _texts(value):
                    if problem := _problem_with(name, text):
                        raise ValueError(f"{name}: {problem}")
            if isinstance(value, str) and value and not value.strip():
                raise ValueError(f"{name} is blank: write something, or leave it out")
        return data

    def __eq__(self, other: object) -> bool:
        """Equal if all settings are; where numbers come from does not matter."""
        if type(self) is not type(other):
            return NotImplemented
        names = [name for name in type(self).model_fields if name != "sources"]
        return all(getattr(self, name) == getattr(other, name) for name in names)

    __hash__ = None  # type: ignore[assignment]

    @classmethod
    @cache
    def limits(cls) -> frozenset[str]:
        """The settings that may be absent."""
        return frozenset(name for name, field in cls.model_fields.items() if type(None) in get_args(field.annotation))

    @cached_property
    def numbers(self) -> dict[str, float]:
        """Settings as rules read them: switches as booleans, an absent limit as infinity, a named rule by its place."""
        values: dict[str, float] = {}
        for name, field in type(self).model_fields.items():
            value = getattr(self, name)
            if value is None:
                values[name] = math.inf
            elif isinstance(value, bool | int | float):
                values[name] = value
            elif get_origin(field.annotation) is Literal:
                values[name] = get_args(field.annotation).index(value)
        return values


@cache
def _may_hold_text(section: type[Section], name: str) -> bool:
    """Whether a setting is known, and no section, which sees to its own texts."""
    field = section.model_fields.get(name)
    return field is not None and not (isinstance(field.annotation, type) and issubclass(field.annotation, Section))


def _texts(value: Any) -> Iterator[str]:
    """All texts in a setting, names of inner settings among them; sections inside see to their own."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from value
        for inner in value.values():
            if not isinstance(inner, Mapping):
                yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def _problem_with(name: str, text: Any) -> str:
    """What is wrong with a text of a setting; nothing if it is fine."""
    lines = name in _WITH_LINES
    if not isinstance(text, str):
        return "names in it must be text"
    if found := strange(text, lines):
        return f"the character {found} is not allowed; write plain text{'' if lines else ' on one line'}"
    most = _MOST_WITH_LINES if lines else _MOST_ON_A_LINE
    if name != "map" and len(text) > most:
        return f"{len(text):,} characters are too many, allowed are {most:,}"
    return ""


def number(
    default: float | None, unit: str, low: float | None, high: float | None, source: str, meaning: str, *, nl: str = ""
) -> Any:
    """A number with its unit, allowed range (inclusive), source (evidence id, reference or ``assumed``) and meaning.

    The meaning may also be told in Dutch (`nl`). What people move is declared in `levers.py`.
    """
    extra: dict[str, Any] = {"unit": unit, "source": source, "low": low, "high": high, "nl": nl}
    return Field(default=default, ge=low, le=high, description=meaning, json_schema_extra=extra)


def choice(default: object, source: str, meaning: str, *, nl: str = "") -> Any:
    """A setting that is not a number: a switch or one of a few words."""
    return Field(default=default, description=meaning, json_schema_extra={"unit": "", "source": source, "nl": nl})


def titles(entry: Any) -> dict[str, str]:
    """The name of something with a ``title`` and a ``title_nl``, by language."""
    return {"en": entry.title, "nl": entry.title_nl or entry.title}


def descriptions(scenario: Any) -> dict[str, str]:
    """What a scenario stands for, by language."""
    return {"en": scenario.description, "nl": scenario.description_nl or scenario.description}
