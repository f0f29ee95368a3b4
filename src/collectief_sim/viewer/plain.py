"""Mesa's own page on the model, as a Mesa user would write it. The only file that knows `mesa.visualization` and Solara."""

from __future__ import annotations

import os
import warnings
from collections.abc import Collection
from pathlib import Path

from collectief_sim.files.errors import ScenarioError
from collectief_sim.viewer.guard import SAFE_FOR_SOLARA, Guard

_TARGET, _SEED = "COLLECTIEF_PLAIN_TARGET", "COLLECTIEF_PLAIN_SEED"
ROLE_COLOURS = {
    "outside": "#9aa4ac",
    "less engaged": "#56b4e9",
    "engaged": "#0072b2",
    "binder": "#e69f00",
    "trekker": "#d55e00",
}


def plain_app(target: str, seed: int, hosts: Collection[str], token: str | None) -> Guard:
    """The server of Mesa's page: no telemetry, assets from this machine, guarded as the viewer is.

    A link on another site does not even open it, as each page that is open has a model of its own.

    Raises
    ------
    ScenarioError
        If Solara is not installed.
    """
    os.environ[_TARGET], os.environ[_SEED] = target, str(seed)
    warnings.filterwarnings("ignore", module="solara")  # about cookies in frames of other pages, which we forbid
    os.environ |= {
        "SOLARA_APP": str(Path(__file__).with_name("plain_page.py")),
        "SOLARA_MODE": "production",
        "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "False",
        "SOLARA_THEME_SHOW_BANNER": "False",
    }
    try:
        from solara.server import starlette
    except ImportError:
        raise ScenarioError(
            "--plain needs Solara: pip install 'collectief-sim[plain]', or uv run --extra plain ..."
        ) from None
    return Guard(starlette.app, hosts, token, methods=("GET", "HEAD", "POST"), links=False, headers=SAFE_FOR_SOLARA)


def asked_for() -> tuple[str, int]:
    """Scenario and seed that the command asked for."""
    return os.environ[_TARGET], int(os.environ[_SEED])
