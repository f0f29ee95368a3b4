"""How a lever is declared: a setting with all that a page, a report and a document say of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from pydantic import Field
from pydantic.fields import FieldInfo

from collectief_sim.scenario.fields import Section
from collectief_sim.scenario.languages import Said

type Group = Literal["leases", "space", "ownership", "support", "market"]
type Slider = tuple[float, float, float]


@dataclass(frozen=True)
class Lever:
    """What there is to a lever besides what every setting has."""

    name: Said  # above its slider
    short: Said  # in a caption, with its value behind it
    group: Group | None  # under which heading a page shows it; None: it is in files only
    slider: (
        Slider | None
    )  # lowest, highest and step; the range that a file may use is wider. None: a switch, or not shown
    absent: Said | None  # what it means if it has no value; None: it always has one
    nothing: str | None  # how a file says that it has no value
    first: float | None  # where a slider starts when a lever without a value gets one
    options: dict[str, Said] | None = None  # what it can be, for one that is a word
    within: tuple[str, ...] = ()  # settings of its section: it is no more than the largest of them


def lever(
    default: float | str | None,
    unit: str,
    low: float,
    high: float,
    source: str,
    meaning: str,
    *,
    nl: str,
    name: Said | None = None,
    short: Said | None = None,
    group: Group | None = None,
    slider: Slider | None = None,
    absent: Said | None = None,
    first: float | None = None,
    within: tuple[str, ...] = (),
) -> Any:
    """A lever that is a number, with its unit, allowed range (inclusive), source and meaning, as in `fields.number`.

    Parameters
    ----------
    default
        A number; or None or a word, if it has no value unless somebody gives it one.
    meaning, nl
        What it does, in a line of English and of Dutch.
    name, short
        What a page calls it above a slider (the meaning if absent), and in a caption, with its value behind it (its name).
    group, slider
        Where a page shows it, with the lowest and highest value and the step. Without, it is in files only.
    absent, first
        What it means to have no value, and where a slider starts when it gets one (its lowest value if absent).
    within
        Settings beside it, of which the largest is the most it can be: a page offers no more. The section checks it as well.
    """
    if (group is None) != (slider is None):
        raise TypeError(f"{meaning}: a slider needs a group, and a group a slider")
    nothing = default if isinstance(default, str) else None
    limits: dict[str, Any] = {} if isinstance(default, str) else {"ge": low, "le": high}  # a word has none
    start = slider[0] if slider and absent and first is None else first
    name = name or Said(meaning, nl)
    more = Lever(name, short or name, group, slider, absent, nothing, start, within=within)
    return _field(default, meaning, limits, {"unit": unit, "source": source, "low": low, "high": high}, nl, more)


def switch(
    default: bool,
    source: str,
    meaning: str,
    *,
    nl: str,
    name: Said | None = None,
    short: Said | None = None,
    group: Group | None = None,
) -> Any:
    """A lever that is on or off; without a group it is in files only."""
    name = name or Said(meaning, nl)
    more = Lever(name, short or name, group, None, None, None, None)
    return _field(default, meaning, {}, {"unit": "", "source": source}, nl, more)


def one_of(
    default: str,
    options: dict[str, Said],
    source: str,
    meaning: str,
    *,
    nl: str,
    name: Said | None = None,
    short: Said | None = None,
    group: Group | None = None,
) -> Any:
    """A lever that is one of a few words (the field's type is a Literal of them); without a group it is in files only."""
    name = name or Said(meaning, nl)
    more = Lever(name, short or name, group, None, None, None, None, options)
    return _field(default, meaning, {}, {"unit": "", "source": source}, nl, more)


def levers_in(section: type[Section]) -> dict[str, Lever]:
    """The levers of a section by name, in the order in which they are declared."""
    found = {name: lever_of(field) for name, field in section.model_fields.items()}
    return {name: one for name, one in found.items() if one is not None}


def lever_of(field: FieldInfo) -> Lever | None:
    """What is declared of a setting as a lever; None if it is none."""
    extra: Any = field.json_schema_extra or {}
    one = extra.get("lever")
    return one if isinstance(one, Lever) else None


def _field(
    default: object, meaning: str, limits: dict[str, Any], extra: dict[str, Any], nl: str, more: Lever
) -> FieldInfo:
    whole: Any = extra | {"nl": nl, "lever": more}
    found: FieldInfo = Field(default, description=meaning, json_schema_extra=whole, **limits)
    return found
