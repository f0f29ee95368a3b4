"""Finding, reading, overriding and writing scenarios as TOML."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from collectief_sim.files.errors import ScenarioError
from collectief_sim.files.texts import short
from collectief_sim.files.toml_files import is_file, is_folder, read_toml
from collectief_sim.scenario.changes import ABSENT
from collectief_sim.scenario.dates import unreached
from collectief_sim.scenario.fields import Section
from collectief_sim.scenario.forms import FORM_NAMES
from collectief_sim.scenario.problems import explain, model_named, section_of, suggestion
from collectief_sim.scenario.spec import Scenario

COMMAND_LINE = "command line"
_EVIDENCE = re.compile(r"([EF])(\d+)")
_LAST_ID = {"E": 48, "F": 119}


def _folder() -> Path:
    package = Path(__file__).parents[1]
    shipped = package / "scenarios"  # in a wheel
    return shipped if shipped.is_dir() else package.parents[1] / "scenarios"  # in a checkout


def available() -> dict[str, Path]:
    """The scenarios that come with the package, by name."""
    return {path.stem: path for path in sorted(_folder().glob("*.toml"))}


def load(name_or_file: str | Path, overrides: Mapping[str, Any] | None = None) -> Scenario:
    """Read a scenario by name or from a file, with settings overridden by path.

    Parameters
    ----------
    name_or_file
        A name from :func:`available`, or a TOML file.
    overrides
        For instance ``{"policy.contract_months": 120}``.

    Raises
    ------
    ScenarioError
        Naming file, key, value and what is allowed.
    """
    path = _find(name_or_file)
    data = read_toml(path)
    scenario = _validate(data, str(path))
    _check_sources(data, Scenario, str(path))
    return override(scenario, overrides or {})


def override(scenario: Scenario, overrides: Mapping[str, Any], where: str = "") -> Scenario:
    """The same scenario with other settings; paths that do not exist are refused. `where` is named in errors.

    Other `months` leave out what has a date after them (:func:`unreached`), but for what is itself among the overrides.
    """
    data = scenario.model_dump()
    for path, value in overrides.items():
        _set(data, path, value, where or "--set")
    for name in unreached(data) if "months" in overrides else []:
        if not any(path.startswith(f"{name}.") for path in overrides):
            _set(data, f"{name}.on", False, where)
    return _validate(
        data,
        where.removesuffix(":")
        or " ".join(f"--set {path}={_plainly(value)}" for path, value in overrides.items())
        or scenario.name,
    )


def as_set(scenario: Scenario, path: str, value: float) -> Any:
    """A number as a setting takes it: whole where whole numbers are asked for."""
    now: Any = scenario
    for key in path.split("."):
        now = now.get(key) if isinstance(now, Mapping) else getattr(now, key, None)
    return round(value) if isinstance(now, int) and not isinstance(now, bool) else value


def with_changes(scenario: Scenario, changes: Iterable[tuple[int, Mapping[str, Any]]]) -> Scenario:
    """The same scenario with dated changes of policy besides its own: from which months on, and the settings by path.

    As in a run that is changed on the way, what comes later in the same month is what holds.
    """
    months: dict[str, dict[str, Any]] = {}
    for month, settings in changes:
        months.setdefault(scenario.date_of(month), {}).update(settings)
    names = (f"change_{number}" for number in count(1))
    free = (name for name in names if name not in scenario.changes)
    added = {
        name: {
            "date": date,
            "settings": {path: ABSENT if value is None else value for path, value in settings.items()},
            "sources": {"settings": "assumed"},
        }
        for name, (date, settings) in zip(
            free, sorted((date, one) for date, one in months.items() if one), strict=False
        )
    }
    data = scenario.model_dump()
    own = {name: _without(one, months.get(one["date"], {})) for name, one in data["changes"].items()}
    kept = {name: one for name, one in own.items() if one["settings"]}
    return _validate(data | {"changes": kept | added}, scenario.name)


def _without(change: dict[str, Any], settings: Mapping[str, Any]) -> dict[str, Any]:
    """A dated change that comes about without what is set otherwise in its month."""
    kept = {path: value for path, value in change["settings"].items() if path not in settings}
    return change | {"settings": kept} if change["on"] else change


def named(scenario: Scenario, settings: Mapping[str, Any]) -> dict[str, Any]:
    """Settings by path, where some are given by their last name only.

    Raises
    ------
    ScenarioError
        If no setting is called so, or several are.
    """
    known = [".".join(keys) for keys in _leaves(scenario.model_dump())] if settings else []
    found: dict[str, Any] = {}
    for name, value in settings.items():
        path = _path_of(name, known)
        if path in found:
            raise ScenarioError(f"{path}: is given twice, by its path and by its last name.")
        found[path] = value
    return found


def _path_of(name: str, known: list[str]) -> str:
    found = [path for path in known if path == name or path.rpartition(".")[2] == name]
    if name in known or len(found) == 1:
        return name if name in known else found[0]
    if found:
        raise ScenarioError(f"{name}: several settings are called so: {', '.join(found)}. Give the whole path.")
    near = suggestion(name, [*known, *(path.rpartition(".")[2] for path in known)])
    raise ScenarioError(f"{name}: there is no such setting.{near} (The scenario is `spec`, the seed is `rng`.)")


def _plainly(value: Any) -> str:
    """A value in the words of who typed it, cut where it is too long to be read."""
    return short(value).strip("'")


def dump(scenario: Scenario) -> str:
    """The whole scenario, defaults included, as TOML that loads back to an equal scenario."""
    import tomli_w

    return tomli_w.dumps(_without_nothing(_with_sources(scenario)), multiline_strings=True)


def _leaves(data: Mapping[str, Any], above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The keys that lead to each setting of a nested table (a key may hold a dot itself); sources are left out."""
    for key, value in data.items():
        if key == "sources":
            continue
        whole = len(above) == 2 and above[0] == "changes" and key == "settings"  # of a dated change
        if isinstance(value, Mapping) and value and not whole:
            yield from _leaves(value, (*above, key))
        else:
            yield (*above, key)


def _with_sources(section: Section) -> dict[str, Any]:
    """A section as plain data, every number with its source: the scenario's own, or that of the default."""
    data: dict[str, Any] = {}
    sources: dict[str, str] = {}
    for name, field in type(section).model_fields.items():
        value = getattr(section, name)
        if isinstance(value, Section):
            data[name] = _with_sources(value)
        elif isinstance(value, dict) and any(isinstance(item, Section) for item in value.values()):
            data[name] = {key: _with_sources(item) for key, item in value.items()}
        elif name != "sources":
            data[name] = value
            if _has_numbers(value):
                sources[name] = source_of(section, name, field)
    return data | {"sources": sources}


def _has_numbers(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_has_numbers(item) for item in value.values())
    return isinstance(value, int | float) and not isinstance(value, bool)


def source_of(section: Section, name: str, field: FieldInfo) -> str:
    """Where a setting comes from: what the scenario says of it, else the source of the default."""
    extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    whole_table = section.sources.get("*") if name in section.model_fields_set else None
    return section.sources.get(name) or whole_table or str(extra.get("source", "")) or "assumed"


def _find(name_or_file: str | Path) -> Path:
    known = available()
    if str(name_or_file) in known:
        return known[str(name_or_file)]
    path = Path(name_or_file)
    if str(name_or_file) and (is_file(path) or is_folder(path)):
        return path
    if path.suffix == ".toml" or len(path.parts) > 1:
        raise ScenarioError(f"{path}: no such file.")
    raise ScenarioError(
        f"no scenario called {short(str(name_or_file))}.{suggestion(str(name_or_file), known)} "
        f"Known are {', '.join(known)}; or give a .toml file."
    )


def _validate(data: Mapping[str, Any], where: str) -> Scenario:
    try:
        return Scenario.model_validate(data)
    except ValidationError as error:
        raise explain(error, Scenario, where) from None


def _set(data: dict[str, Any], path: str, value: Any, where: str) -> None:
    known = {".".join(keys): keys for keys in _leaves(data)}
    if not isinstance(path, str):
        raise ScenarioError(
            f"{where} {short(path)}: a setting is named by a text, for instance policy.contract_months."
        )
    if path not in known:
        inside = [name for name in known if name.startswith(f"{path}.")]
        if inside:
            quoted = " (one name, in quotes)" if value and isinstance(value, dict) else ""
            raise ScenarioError(
                f"{where} {path}: this is a table; set one of its keys, for instance {inside[0]}{quoted}."
            )
        raise ScenarioError(f"{where} {path}: {_no_such_setting(path, known)}")
    *tables, key = known[path]
    table = section = data
    section_key = key
    for depth, name in enumerate(tables):
        table = table[name]
        if "sources" in table:
            section, section_key = table, (*tables, key)[depth + 1]
    table[key] = value.item() if type(value).__module__ == "numpy" and not getattr(value, "ndim", 0) else value
    section["sources"] = {**section.get("sources", {}), section_key: COMMAND_LINE}


def _no_such_setting(path: str, known: Iterable[str]) -> str:
    """What to say of a path that does not exist; where it names no form of cooperation, which forms there are."""
    table, _, rest = path.partition(".")
    name = rest.partition(".")[0]
    if table != "forms" or name in FORM_NAMES or not name:
        return f"there is no such setting.{suggestion(path, known)}"
    return f"there is no form of cooperation {short(name)}.{suggestion(name, FORM_NAMES)} Forms are {', '.join(FORM_NAMES)}."


def _check_sources(data: Mapping[str, Any], section: type[BaseModel], where: str, names: tuple[str, ...] = ()) -> None:
    """Every number in a scenario file says where it comes from, in a table that has room for sources."""
    sources = data.get("sources", {})
    for key, source in sources.items():
        _check_source(key, source, data, f"{where}: {_dotted((*names, 'sources'))}.{key}")
    for key, value in data.items():
        if key == "sources":
            continue
        tables = _tables_in(section, key, value)
        for inner, table, more in tables if key not in sources else []:
            _check_sources(table, inner, where, (*names, *more))
        if not tables and _has_numbers(value) and not {key, "*"} & set(sources):
            told = _dotted((*names, key)) + ("" if isinstance(value, Mapping) else f" = {value}")
            raise ScenarioError(
                f"{where}: {told} has no source: add sources.{key} to the same table "
                f'({_dotted(names) or "the top of the file"}), with an evidence id, a reference or "assumed".'
            )


def _check_source(key: str, source: str, data: Mapping[str, Any], where: str) -> None:
    """A source is of something beside it, and evidence it names exists."""
    if not source.strip():
        raise ScenarioError(f'{where} is empty: give an evidence id, a reference or "assumed".')
    if key != "*" and key not in data:
        raise ScenarioError(f"{where}: there is no {key!r} beside it.")
    for letter, digits in _EVIDENCE.findall(source):
        if len(digits) > 4 or not 1 <= int(digits) <= _LAST_ID[letter]:
            raise ScenarioError(f"{where}: there is no evidence {letter}{digits}.")


type _Tables = list[tuple[type[BaseModel], Mapping[str, Any], tuple[str, ...]]]


def _tables_in(section: type[BaseModel], key: str, value: Any) -> _Tables:
    """The sections under a key, each with what it is and its names; none where a table is a value, as shares of owners."""
    kind, named = section_of(section.model_fields[key].annotation)
    if kind is None or not isinstance(value, Mapping):
        return []
    tables = [(table, (key, name)) for name, table in value.items()] if named else [(value, (key,))]
    return [(model_named(kind, table.get("kind", "")) or kind, table, names) for table, names in tables]


def _dotted(names: tuple[str, ...]) -> str:
    """Names as TOML writes them."""
    return ".".join(name if re.fullmatch("[A-Za-z0-9_-]+", name) else json.dumps(name) for name in names)


def _without_nothing(data: Mapping[str, Any]) -> dict[str, Any]:
    """TOML knows no null: what is absent is left out; so are empty tables of sources."""
    kept: dict[str, Any] = {}
    for key, value in data.items():
        if isinstance(value, Mapping):
            inner = _without_nothing(value)
            if inner or key != "sources":
                kept[key] = inner
        elif value is not None:
            kept[key] = value
    return kept
