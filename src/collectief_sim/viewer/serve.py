"""Starting the viewer: a free port on this machine, its address printed, the browser opened if there is one."""

from __future__ import annotations

import errno
import socket
import threading
import webbrowser
from contextlib import suppress
from typing import Any

from collectief_sim.errors import ScenarioError

LOCAL = "127.0.0.1"
FIRST_PORT = 8765


def listen(host: str, port: int | None) -> socket.socket:
    """A socket on the port asked for, or on the first free one from 8765 on.

    Raises
    ------
    ScenarioError
        If the port is taken, or there is no such host here.
    """
    for candidate in [port] if port is not None else [*range(FIRST_PORT, FIRST_PORT + 20), 0]:
        listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((host, candidate))
            listener.listen(128)
        except OSError as error:
            listener.close()
            if port is not None or error.errno != errno.EADDRINUSE:
                asked = f"--host {host}" + (f" --port {port}" if port is not None else "")
                raise ScenarioError(f"{asked}: {error.strerror or error}.") from None
        else:
            return listener
    raise ScenarioError(f"--host {host}: no free port.")


def serve(app: Any, listener: socket.socket, host: str, open_browser: bool) -> None:
    """Serve until interrupted."""
    import uvicorn

    port = listener.getsockname()[1]
    shown = LOCAL if host in ("0.0.0.0", "::") else host
    address = f"http://{f'[{shown}]' if ':' in shown else shown}:{port}/"
    print(f"Viewer: {address}   (Ctrl-C stops it)", flush=True)  # noqa: T201
    if open_browser:
        threading.Timer(0.5, _open, [address]).start()
    server = uvicorn.Server(
        uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1, limit_concurrency=100)
    )
    with suppress(KeyboardInterrupt):
        server.run(sockets=[listener])


def _open(address: str) -> None:
    with suppress(webbrowser.Error):
        webbrowser.open(address)
