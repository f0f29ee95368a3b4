"""Which model this is: what a results folder is made by, and what workers elsewhere must have too."""

from __future__ import annotations

import platform
import subprocess
from importlib.metadata import version
from pathlib import Path

from collectief_sim import __version__
from collectief_sim.code_cache import CODE

PACKAGES = ("numpy", "numba", "mesa", "pandas", "pyarrow", "scipy")


def code_version() -> str:
    """Version and a hash of every line of code that a run may use."""
    return f"{__version__}+{CODE}"


def software() -> dict[str, str]:
    """Python and the packages that results may depend on."""
    return {"python": platform.python_version(), **{name: version(name) for name in PACKAGES}}


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
