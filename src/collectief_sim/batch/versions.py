"""Which model this is, and on what it runs: what a results folder is made by, and what workers elsewhere must have too."""

from __future__ import annotations

import hashlib
import platform
import subprocess
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from collectief_sim import __version__

PACKAGE = Path(__file__).parents[1]
ABOVE_A_RUN = (
    "cli",
    "calibration",
    "validation",
    "viewer",
    "report",
    "experiment",
    "mesa_face",
)  # see docs/architecture.md
PACKAGES = ("numpy", "numba", "llvmlite", "mesa", "pandas", "pyarrow", "pydantic", "scipy")
_ARITHMETIC = ("avx", "avx2", "avx512f", "fma", "neon", "sve")  # features with which a library may take another path


@cache
def code_version() -> str:
    """Version and a hash of every line of code that a run may use."""
    return f"{__version__}+{fingerprint(PACKAGE)}"


def fingerprint(package: Path) -> str:
    """A hash of every line of code that a run may use; rooms above a run do not count."""
    digest = hashlib.sha256()
    for file in sorted(package.rglob("*.py")):
        place = file.relative_to(package)
        if not place.parts[0].startswith(ABOVE_A_RUN):
            digest.update(place.as_posix().encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


@cache
def software() -> dict[str, str]:
    """Python and the packages that results may depend on."""
    return {"python": platform.python_version(), **{name: version(name) for name in PACKAGES}}


@cache
def processor() -> dict[str, str]:
    """The kind of machine, its system and C library, and what its processor can do that matters for arithmetic."""
    from llvmlite import binding

    features = binding.get_host_cpu_features()
    return {
        "machine": platform.machine(),
        "system": platform.system(),
        "libc": " ".join(platform.libc_ver()).strip(),
        "features": " ".join(name for name in _ARITHMETIC if features.get(name)),
    }


def maker() -> dict[str, Any]:
    """All that may decide results besides scenario and seed."""
    return {"code": code_version(), "software": software(), "processor": processor()}


def differences(theirs: Mapping[str, Any], mine: Mapping[str, Any]) -> list[str]:
    """In what two makers differ, in words: theirs first."""
    told = [] if theirs["code"] == mine["code"] else [f"version {theirs['code']} of the model, here {mine['code']}"]
    for part in ("software", "processor"):
        names = dict.fromkeys([*theirs[part], *mine[part]])
        for name in names:
            there, here = (some[part].get(name) or "none" for some in (theirs, mine))
            if there != here:
                told.append(f"{name} {there}, here {here}")
    return told


def commit() -> dict[str, str | bool] | None:
    """The commit of the checkout this code is in, and whether it was changed since; None outside one."""
    here = Path(__file__).parent

    def git(*arguments: str) -> str:
        return subprocess.run(["git", "-C", str(here), *arguments], capture_output=True, text=True, check=True).stdout

    try:
        git("ls-files", "--error-unmatch", Path(__file__).name)  # else the checkout is somebody else's
        return {"hash": git("rev-parse", "HEAD").strip(), "dirty": bool(git("status", "--porcelain").strip())}
    except (OSError, subprocess.CalledProcessError):
        return None
