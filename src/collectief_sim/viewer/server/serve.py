"""Starting the viewer: a free port on this machine, its address printed, the browser opened if there is one."""

from __future__ import annotations

import errno
import ipaddress
import os
import secrets
import socket
import threading
import webbrowser
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from collectief_sim.files.errors import ScenarioError
from collectief_sim.viewer.server.guard import LOCAL_NAMES

LOCAL = "127.0.0.1"
FIRST_PORT = 8765


def listen(host: str, port: int | None) -> socket.socket:
    """A socket on the port asked for, or on the first free one from 8765 on.

    Raises
    ------
    ScenarioError
        If the port is taken, or there is no such host here.
    """
    host = host.strip("[]")
    for candidate in [port] if port is not None else [*range(FIRST_PORT, FIRST_PORT + 20), 0]:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        # with the protocol named, asyncio sends small answers at once instead of after 40 ms
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        try:
            if os.name == "posix":  # elsewhere it would let two servers have one port
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if listener.family == socket.AF_INET6:
                listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)  # `--host ::` is everybody
            listener.bind((host, candidate))
            listener.listen(128)
        except (OSError, ValueError) as error:  # a ValueError is a name that no host can have
            listener.close()
            if port is not None or not isinstance(error, OSError) or error.errno != errno.EADDRINUSE:
                asked = f"--host {host}" + (f" --port {port}" if port is not None else "")
                raise ScenarioError(f"{asked}: {getattr(error, 'strerror', None) or error}.") from None
        else:
            return listener
    raise ScenarioError(f"--host {host}: no free port.")


@dataclass(frozen=True)
class Where:
    """Where a server is found, and by whom."""

    host: str
    port: int
    hosts: tuple[str, ...]  # names that requests may call it by; "*" is any
    token: str | None  # what others have to know, if any can reach it

    @classmethod
    def of(cls, listener: socket.socket, host: str) -> Where:
        """Only this machine needs no token, however its address was written."""
        bound, port = listener.getsockname()[:2]
        name = host.strip("[]").lower()
        if ipaddress.ip_address(bound.partition("%")[0]).is_loopback:
            return cls(name, port, (*LOCAL_NAMES, name, bound), None)
        everywhere = ipaddress.ip_address(bound.partition("%")[0]).is_unspecified
        shown = ("::1" if ":" in bound else LOCAL) if everywhere else name
        return cls(shown, port, ("*",), secrets.token_urlsafe(24))

    def address(self, name: str | None = None) -> str:
        """The address to open, under another name if one is given."""
        host = name or self.host
        token = f"?token={self.token}" if self.token else ""
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}/{token}"


def serve(app: Any, listener: socket.socket, where: Where, open_browser: bool, sockets: bool = False) -> None:
    """Serve until interrupted."""
    import uvicorn

    from collectief_sim.viewer.server.door import config_of

    print(f"Viewer: {where.address()}   (Ctrl-C stops it)", flush=True)  # noqa: T201
    if where.token:
        print(f"From other machines: {where.address(socket.gethostname())}", flush=True)  # noqa: T201
    if open_browser:
        threading.Timer(0.5, _open, [where.address()]).start()
    server = uvicorn.Server(config_of(app, sockets))
    with suppress(KeyboardInterrupt):
        server.run(sockets=[listener])


def _open(address: str) -> None:
    with suppress(webbrowser.Error):
        webbrowser.open(address)
