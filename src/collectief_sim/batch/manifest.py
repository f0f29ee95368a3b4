"""What a results folder says of itself: what was planned, by whom it was made, and a digest of all that says so."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError

from collectief_sim.files.disk import digest, json_bytes, write_file
from collectief_sim.files.errors import ScenarioError

MANIFEST = "manifest.json"
type Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class DamagedError(ScenarioError):
    """A file of a results folder is not what was written."""


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


class _Arm(_Part):
    name: str
    scenario: str
    varied: dict[str, JsonValue]
    file: Annotated[str, Field(pattern=r"^scenarios/\d{3,7}\.toml$")]
    pool: str


class _Planned(_Part):
    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
    runs: Annotated[int, Field(ge=1)]
    replicates: Annotated[int, Field(ge=1)]
    first_seed: Annotated[int, Field(ge=0)]
    series: bool
    makers: bool = False
    chunk_runs: Annotated[int, Field(ge=1)]
    arms: Annotated[list[_Arm], Field(min_length=1)]


class _Maker(_Part):
    code: str
    software: dict[str, str]
    processor: dict[str, str]


class _Manifest(_Maker):
    command: str
    commit: dict[str, str | bool] | None
    also_by: list[_Maker]  # whoever added runs by `--force-version`
    plan: _Planned
    files: dict[
        str, Annotated[list[Digest], Field(min_length=1)]
    ]  # what each file of the plan may be (two while it grows)
    digest: Digest  # of all the rest


def write_manifest(folder: Path, said: dict[str, Any]) -> None:
    """Write a manifest with a digest of itself."""
    whole = {name: value for name, value in said.items() if name != "digest"}
    write_file(folder / MANIFEST, json_bytes(whole | {"digest": _digest_of(whole)}))


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a results folder.

    Raises
    ------
    ScenarioError
        If there is none; :class:`DamagedError` if it is not as it was written.
    """
    file = folder / MANIFEST
    try:
        content = file.read_bytes()
        found = json.loads(content.decode())
        said = _Manifest.model_validate(found).model_dump()
    except (FileNotFoundError, NotADirectoryError):
        raise ScenarioError(f"{folder}: no results folder (there is no {MANIFEST} in it).") from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the whole"
        raise DamagedError(f"{file}: is damaged, or of another version: {where}: {first['msg']}.") from None
    except (OSError, ValueError, RecursionError) as error:
        raise DamagedError(f"{file}: is damaged, it cannot be read: {error}.") from None
    whole = {name: value for name, value in found.items() if name != "digest"}
    if said["digest"] != _digest_of(whole) or content != json_bytes(found):
        raise DamagedError(f"{file}: is damaged: it is not as it was written.")
    return said


def _digest_of(said: dict[str, Any]) -> str:
    return digest(json.dumps(said, sort_keys=True).encode())
