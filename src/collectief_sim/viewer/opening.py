"""What a viewer opens on: a scenario, a run that was written to a folder, or the results of an experiment."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from collectief_sim.batch.integrity import check_made, check_plan, check_run
from collectief_sim.batch.versions import code_version
from collectief_sim.experiment.analysis import MAPS
from collectief_sim.experiment.design import LANGUAGES
from collectief_sim.experiment.results import DESIGN, read_design
from collectief_sim.files.disk import contents
from collectief_sim.files.errors import ScenarioError
from collectief_sim.scenario import Scenario, load
from collectief_sim.scenario.files import available
from collectief_sim.viewer.bounds import watchable
from collectief_sim.viewer.choices import Choices

type Opening = dict[str, Any]

USUAL = {
    "A": {"policy.contract_months": 24, "policy.renewal_months": "same"},
    "B": {"policy.contract_months": 120, "policy.renewal_months": "same"},
}

_BREAKS = ("landlord_break_months", "tenant_break_months")

AS_IT_WAS = {"en": "as it was saved", "nl": "zoals bewaard"}


def usual_in(scenario: Scenario) -> dict[str, dict[str, Any]]:
    """Two years and ten in an area: a break of its leases that would come after the end of these is lowered with them."""
    return {arm: settings | _lowered(scenario, settings) for arm, settings in USUAL.items()}


def _lowered(scenario: Scenario, settings: dict[str, Any]) -> dict[str, int]:
    longest = scenario.policy.hazard_months or settings["policy.contract_months"]
    breaks = ((name, getattr(scenario.policy, name)) for name in _BREAKS)
    return {f"policy.{name}": longest for name, at in breaks if at is not None and at > longest}


def told_as_lowered(scenario: Scenario, arms: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """What to say of breaks that the policies opened on do not have as the area has them."""
    lowered = usual_in(scenario)
    return [
        f"policy {arm} has {path} = {value}, where {scenario.name} has {getattr(scenario.policy, path.partition('.')[2])}: "
        f"a break is no later than the end of its lease of {settings['policy.contract_months']} months."
        for arm, settings in arms.items()
        for path, value in settings.items()
        if path not in USUAL[arm] and settings == lowered[arm]
    ]


def open_target(target: str, seed: int | None) -> tuple[Choices, Opening]:
    """What is asked for by name, file or folder; two against ten years unless a folder says otherwise.

    Raises
    ------
    ScenarioError
        If there is no such thing.
    """
    path = Path(target)
    if path.is_dir():
        if (path / "run.json").exists():
            return _saved_run(path, seed)
        return _experiment(path, seed) if (path / DESIGN).exists() else _batch(path, seed)
    if path.name == "run.json":
        raise ScenarioError(f"{target}: give the folder it is in, {path.parent}, to see that run.")
    scenario = load(target)
    watchable(scenario, 1 if seed is None else seed)
    opened = {} if target in available() else {_key(scenario, path.name): path.resolve()}
    return Choices(opened), _opening(
        next(iter(opened), scenario.name),
        1 if seed is None else seed,
        {arm: (None, settings) for arm, settings in usual_in(scenario).items()},
    )


def _key(scenario: Scenario, origin: str) -> str:
    """The name a page uses for what was opened: its own, unless a scenario of the package has that name."""
    return f"{scenario.name}, {origin}" if scenario.name in available() else scenario.name


def _opening(
    scenario: str, seed: int, arms: dict[str, tuple[Any, dict[str, Any]]], notice: dict[str, str] | None = None
) -> Opening:
    told = {arm: {"title": title, "settings": settings} for arm, (title, settings) in arms.items()}
    return {"scenario": scenario, "seed": seed, "arms": told, "notice": notice}


def _saved_run(folder: Path, seed: int | None) -> tuple[Choices, Opening]:
    """A run: as it was on one side, with ten years on the other."""
    check_run(folder)
    try:
        record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        was = int(record["seed"])
    except (OSError, ValueError, KeyError, TypeError):
        raise ScenarioError(f"{folder}/run.json: cannot be read.") from None
    file = folder / "scenario.toml"
    scenario = load(file)
    name = _key(scenario, folder.name)
    arms: dict[str, tuple[Any, dict[str, Any]]] = {"A": (AS_IT_WAS, {}), "B": (None, usual_in(scenario)["B"])}
    return Choices({name: file.resolve()}), _opening(name, was if seed is None else seed, arms)


def _experiment(folder: Path, seed: int | None) -> tuple[Choices, Opening]:
    """An experiment: the two arms of its main comparison, and the run that its report draws."""
    manifest, design = check_plan(folder), read_design(folder)
    first, world = manifest["plan"]["arms"][0]["scenario"], " (world 1)" if design.has_worlds else ""
    names = [f"{first}: {arm}{world}" for arm in design.pairs()[0]]
    stored = {arm["name"]: arm for arm in manifest["plan"]["arms"]}
    if not all(name in stored for name in names):
        raise ScenarioError(f"{folder}: {DESIGN} is of another experiment than the results.")
    file = (folder / stored[names[0]]["file"]).resolve()
    titles = [{language: design.title_of(arm, language) for language in LANGUAGES} for arm in design.pairs()[0]]
    settings = [dict(stored[name]["varied"]) for name in names]
    arms = {arm: (title, some) for arm, title, some in zip("AB", titles, settings, strict=True)}
    name = _key(load(file), folder.name)
    return Choices({name: file}), _opening(
        name,
        _typical(folder) or design.first_seed if seed is None else seed,
        arms,
        _version_notice(folder, manifest),
    )


def _batch(folder: Path, seed: int | None) -> tuple[Choices, Opening]:
    """A batch: its first two arms on the first one's scenario."""
    manifest = check_plan(folder)
    some = manifest["plan"]["arms"][:2]
    file = (folder / some[0]["file"]).resolve()
    name = _key(load(file), folder.name)
    arms: dict[str, tuple[Any, dict[str, Any]]] = {
        arm: (one["name"], dict(one["varied"])) for arm, one in zip("AB", [some[0], some[-1]], strict=True)
    }
    first = int(manifest["plan"]["first_seed"]) if seed is None else seed
    return Choices({name: file}), _opening(name, first, arms, _version_notice(folder, manifest))


def _typical(folder: Path) -> int | None:
    """The seed of the maps in the report, if there are any."""
    import pandas as pd
    import pyarrow as pa

    check_made(folder, MAPS)
    try:
        return int(pd.read_parquet(contents(folder / MAPS), columns=["seed"])["seed"].iloc[0])
    except (OSError, pa.ArrowException, IndexError):
        return None


def _version_notice(folder: Path, manifest: dict[str, Any]) -> dict[str, str] | None:
    """What to say where results were made by another version of the model than the one that is shown."""
    if manifest["code"] == code_version():
        return None
    return {"what": str(folder), "theirs": str(manifest["code"]), "ours": code_version()}
