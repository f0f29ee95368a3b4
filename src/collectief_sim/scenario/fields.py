"""How a number is declared: value, unit, range, meaning and source in one line; unknown keys are errors."""

from __future__ import annotations

import math
from functools import cached_property
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field

ASSUMED = "assumed"
CALIBRATED = "calibrated"  # followed by the figures it was fitted to: "calibrated: F1"


class Section(BaseModel):
    """A table of a scenario file: frozen, strict, and closed to unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)

    sources: dict[str, str] = Field(
        default={}, description='where the numbers set in this table come from, by key; "*" for all others'
    )

    def __eq__(self, other: object) -> bool:
        """Equal if all settings are; where numbers come from does not matter."""
        if type(self) is not type(other):
            return NotImplemented
        names = [name for name in type(self).model_fields if name != "sources"]
        return all(getattr(self, name) == getattr(other, name) for name in names)

    __hash__ = None  # type: ignore[assignment]

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


def number(default: float | None, unit: str, low: float | None, high: float | None, source: str, meaning: str) -> Any:
    """A number with its unit, allowed range (inclusive), source (evidence id, reference or ``assumed``) and meaning."""
    extra: dict[str, Any] = {"unit": unit, "source": source, "low": low, "high": high}
    return Field(default=default, ge=low, le=high, description=meaning, json_schema_extra=extra)


def choice(default: object, source: str, meaning: str) -> Any:
    """A setting that is not a number: a switch or one of a few words."""
    return Field(default=default, description=meaning, json_schema_extra={"unit": "", "source": source})


def titles(entry: Any) -> dict[str, str]:
    """The name of something with a ``title`` and a ``title_nl``, by language."""
    return {"en": entry.title, "nl": entry.title_nl or entry.title}


def descriptions(scenario: Any) -> dict[str, str]:
    """What a scenario stands for, by language."""
    return {"en": scenario.description, "nl": scenario.description_nl or scenario.description}
