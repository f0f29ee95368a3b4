"""The server of Mesa's viewer: Solara's, guarded, without telemetry, and with nothing from any other machine."""

from __future__ import annotations

import os
import warnings
from collections.abc import Collection
from dataclasses import dataclass

import solara.server.settings as solara_settings
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from collectief_sim.viewer.mesa.opened import Opened, show
from collectief_sim.viewer.server.guard import SAFE_FOR_SOLARA, Guard

PAGE = "collectief_sim.viewer.mesa.page"
_ASSETS = "/_solara/cdn/"


def mesa_app(opened: Opened, hosts: Collection[str], token: str | None, page: str = PAGE) -> Guard:
    """The server of Mesa's viewer, guarded as our own is; a link on another site does not even open it.

    Parameters
    ----------
    opened
        What pages open on.
    hosts, token
        See :class:`Guard`.
    page
        The module or file with the page, for Solara.
    """
    show(opened)
    warnings.filterwarnings("ignore", module="solara")  # about cookies in frames of other pages, which we forbid
    os.environ["SOLARA_APP"] = page
    solara_settings.main.mode = "production"
    solara_settings.telemetry.mixpanel_enable = False
    solara_settings.theme.show_banner = False
    solara_settings.theme.title = "collectief"
    from solara.server import starlette

    starlette.appmod.ensure_apps_initialized()  # now, rather than while somebody waits for the first page
    app = FromThisMachine(starlette.app)
    return Guard(app, hosts, token, methods=("GET", "HEAD", "POST"), links=False, headers=SAFE_FOR_SOLARA)


@dataclass(frozen=True)
class FromThisMachine:
    """Solara asks a CDN for files that it does not have; here those are not found."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        path = scope.get("path", "")
        if path.startswith(_ASSETS) and not (solara_settings.assets.proxy_cache_dir / path[len(_ASSETS) :]).is_file():
            return await PlainTextResponse("not on this machine", 404)(scope, receive, send)
        return await self.app(scope, receive, send)
