"""Errors people can act on: which file, which key, which value, what is allowed."""

from __future__ import annotations

import difflib
import typing
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Any, ClassVar, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from collectief_sim.files.errors import ScenarioError
from collectief_sim.files.texts import short

_MANY = {str: " of texts", float: " of numbers", int: " of whole numbers"}
_LONGEST = 200  # characters of a word that could be a slip of the pen


def suggestion(word: str, known: Iterable[str]) -> str:
    """A hint at the nearest known word, or an empty string."""
    if len(word) > _LONGEST:
        return ""
    words = list(known)
    near = [one for one in words if one.casefold() == word.casefold()][:1]
    near = near or difflib.get_close_matches(word, words, n=1, cutoff=0.6)
    return f" Did you mean {near[0]!r}?" if near else ""


def explain(error: ValidationError, root: type[BaseModel], where: str) -> ScenarioError:
    """Turn pydantic's report into one line per problem, with the allowed range and unit of each field."""
    problems = error.errors()
    # where a setting may be one of several types, the deepest report is the one that knows
    deepest = [p for p in problems if not any(_inside(other, p) for other in problems)]
    lines = [_line(problem, root) for problem in deepest]
    return ScenarioError("\n".join(f"{where}: {line}" for line in dict.fromkeys(lines)))


def _inside(other: Mapping[str, Any], one: Mapping[str, Any]) -> bool:
    """Whether another report is about something deeper in the same setting."""
    here, there = one["loc"], other["loc"]
    return (
        len(there) > len(here)
        and there[: len(here) - 1] == here[:-1]
        and bool(here)
        and "dict[" in str(there[len(here) - 1])
    )


def _line(problem: Mapping[str, Any], root: type[BaseModel]) -> str:
    path = [str(part) for part in problem["loc"]]
    model, field, names, wanted_type = _walk(root, path)
    key = ".".join(names)
    if problem["type"] == "extra_forbidden":
        known = [name for name in model.model_fields if name != "sources"] if model else []
        told = f"unknown key {key!r}.{suggestion(names[-1], known)} Allowed here: {', '.join(known)}."
        split = isinstance(problem["input"], dict) and len(names) > 2
        return told + (f" If {'.'.join(names[1:])} is meant as one name, write it in quotes." if split else "")
    if problem["type"] == "missing":
        return f"{key!r} is missing."
    if problem["type"].startswith("union_tag"):
        kinds = [get_args(member.model_fields["kind"].annotation)[0] for member in getattr(model, "members", [])]
        one = problem["input"].get("kind") if isinstance(problem["input"], Mapping) else None
        told = "is missing" if one is None else f"= {short(one)} is not allowed"
        return f"{key}.kind {told}: it must be one of {', '.join(kinds)}."
    if problem["type"] == "value_error":
        message = str(problem["msg"]).removeprefix("Value error, ")
        whole = message if message.endswith((".", "?")) else f"{message}."
        return f"{key}: {whole}" if key else whole
    value = f" = {short(problem['input'])}" if not isinstance(problem["input"], dict) else ""
    wanted = allowed(field, wanted_type) if field else problem["msg"]
    if isinstance(problem["input"], date) and "text" in wanted:
        wanted += ' in quotes, a month as "YYYY-MM"'
    if isinstance(problem["input"], list) and wanted.endswith("a table"):
        wanted += f", and what is in it has a name: [{key}.NAME] in the place of [[{key}]]"
    word = problem["input"]
    meant = suggestion(word, _literals(wanted_type)) if isinstance(word, str) else ""
    return f"{key}{value} is not allowed: {wanted}.{meant}"


def allowed(field: FieldInfo, annotation: Any = None) -> str:
    """What a field takes, in words: type, range and unit; with a type, what a part of it takes that is of this type."""
    extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    low, high, unit = extra.get("low"), extra.get("high"), extra.get("unit", "")
    text = " or ".join(_type_words(field.annotation if annotation is None else annotation))
    if low is not None and high is not None:
        text += f" from {low:g} to {high:g}"
    elif low is not None:
        text += f" of {low:g} or more"
    elif high is not None:
        text += f" of {high:g} or less"
    return f"it must be {text} {'' if unit == '0-1' else unit}".rstrip()


def _type_words(annotation: Any) -> list[str]:
    plain = {bool: "true or false", int: "a whole number", float: "a number", str: "text"}
    annotation = _bare(annotation)
    if annotation in plain:
        return [plain[annotation]]
    if get_origin(annotation) is typing.Literal:
        return [repr(word) for word in get_args(annotation)]
    if annotation is type(None):
        return []
    if get_args(annotation) and get_origin(annotation) not in (dict, list):
        return [word for part in get_args(annotation) for word in _type_words(part)]
    if get_origin(annotation) is list:
        return [f"a list{_of_what(_bare(get_args(annotation)[0]))}"]
    return ["a table"]


def _of_what(element: Any) -> str:
    if get_origin(element) is typing.Literal:
        return f" of {' or '.join(_type_words(element))}"
    return _MANY.get(element, "")


def _bare(annotation: Any) -> Any:
    """A type behind a name of its own (``type Rule = ...``), or behind what is said about it."""
    while isinstance(annotation, typing.TypeAliasType) or get_origin(annotation) is Annotated:
        annotation = getattr(annotation, "__value__", None) or get_args(annotation)[0]
    return annotation


def _literals(annotation: Any) -> list[str]:
    """The words that a type allows, if it allows only some."""
    annotation = _bare(annotation)
    if get_origin(annotation) is typing.Literal:
        return [word for word in get_args(annotation) if isinstance(word, str)]
    if get_origin(annotation) in (dict, list):
        return []
    return [word for part in get_args(annotation) for word in _literals(part)]


def _walk(root: type[BaseModel], path: list[str]) -> tuple[type[BaseModel] | None, FieldInfo | None, list[str], Any]:
    """Follow an error's path through the sections, to the type of what is wrong; pydantic's own markers (union members) are left
    out of the name.
    """
    model: type[BaseModel] | None = root
    field: FieldInfo | None = None
    names: list[str] = []
    annotation: Any = None
    inside_dict = False
    for part in path:
        if inside_dict:
            names.append(part)
            inside_dict = False
        elif model is not None and part in model.model_fields:
            field = model.model_fields[part]
            annotation = field.annotation
            names.append(part)
            model, inside_dict = section_of(field.annotation)
            inside_dict = inside_dict or part == "sources"
        elif model is not None and part.isdecimal():
            names.append(part)  # a place in a list of sections
        elif model is not None and model_named(model, part) is None:
            names.append(part)
            return model, None, names, None
        elif model is not None:
            model = model_named(model, part)
        elif (inside := _inside_of(annotation, part)) is not None:
            annotation = inside
            names.append(part)
    return model, field, names, annotation


def _inside_of(annotation: Any, part: str) -> Any:
    """The type of what has this place in a list or this name in a table; None if it is neither."""
    annotation = _bare(annotation)
    several = [one for one in get_args(annotation) if one is not type(None)]
    if get_origin(annotation) is list and part.isdecimal():
        return several[0]
    if get_origin(annotation) is dict:
        return several[1]
    optional = len(several) == 1 and get_origin(annotation) not in (dict, list, typing.Literal)
    return _inside_of(several[0], part) if optional else None


def section_of(annotation: Any) -> tuple[type[BaseModel] | None, bool]:
    """The section a field holds, if any, and whether it sits in a table of named ones."""
    inside_dict = get_origin(annotation) is dict
    candidates = [annotation, *_flat(annotation)]
    sections = [item for item in candidates if isinstance(item, type) and issubclass(item, BaseModel)]
    if len(sections) > 1:
        return _OneOf.of(sections), inside_dict
    return (sections[0] if sections else None), inside_dict and bool(sections)


def _flat(annotation: Any) -> list[Any]:
    parts = list(get_args(annotation))
    return parts + [deeper for part in parts for deeper in _flat(part)]


class _OneOf(BaseModel):
    """Stands for a choice between sections by their ``kind``."""

    members: ClassVar[list[type[BaseModel]]] = []

    @staticmethod
    def of(sections: list[type[BaseModel]]) -> type[BaseModel]:
        return type("OneOf", (_OneOf,), {"members": sections})


def model_named(model: type[BaseModel], kind: str) -> type[BaseModel] | None:
    """The member of a choice whose ``kind`` has this name."""
    for member in getattr(model, "members", []):
        if get_args(member.model_fields["kind"].annotation) == (kind,):
            return typing.cast(type[BaseModel], member)
    return None
