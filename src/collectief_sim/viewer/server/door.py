"""Connections: who does not finish a request, reads no answer or only holds a line is shown the door, others get in."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import Any

import h11
from uvicorn import Config
from uvicorn.protocols.http.h11_impl import H11Protocol

from collectief_sim.viewer.server.guard import MOST_HEADERS, SAFE
from collectief_sim.viewer.texts import as_json

MOST_UNREAD = 2 * MOST_HEADERS  # bytes of a request that is not complete
MOST_CONNECTIONS = 100
PATIENCE = 10.0  # seconds for a whole request to come in
STUCK = 20.0  # seconds in which nothing of an answer is taken


class Door(H11Protocol):
    """One connection."""

    patience, stuck, most = PATIENCE, STUCK, MOST_CONNECTIONS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._waiting: asyncio.TimerHandle | None = None
        self._writing: asyncio.TimerHandle | None = None
        self._is_socket = False
        self.idle_since = self.loop.time()

    @property
    def idle(self) -> bool:
        """Whether nothing is being answered here."""
        return self.cycle is None or self.cycle.response_complete

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Somebody comes in; where it is too full, who has idled longest goes."""
        super().connection_made(transport)
        self._wait_for_request()
        if len(self.connections) > self.most:
            others = [one for one in self.connections if isinstance(one, Door) and one.idle and one is not self]
            if others:
                min(others, key=lambda one: one.idle_since).leave()
            else:
                self.refuse(HTTPStatus.SERVICE_UNAVAILABLE, "Too many connections at a time; try again in a moment.")

    def leave(self) -> None:
        """Close at once, whatever is still on its way."""
        self._stop_waiting()
        self.transport.abort()
        self.connections.discard(self)

    def data_received(self, data: bytes) -> None:
        """Some of a request: the rest must come in time."""
        super().data_received(data)
        if self._is_socket:
            return
        if self.conn.their_state in (h11.IDLE, h11.SEND_BODY) and not self.transport.is_closing():
            self._wait_for_request()
        else:
            self._stop_waiting()

    def on_response_complete(self) -> None:
        """An answer is given; from now on this connection idles."""
        self.idle_since = self.loop.time()
        super().on_response_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Somebody leaves."""
        self._stop_waiting()
        self._stop_writing()
        super().connection_lost(exc)

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        """The connection goes on as a socket, which has timeouts of its own."""
        self._is_socket = True
        self._stop_waiting()
        super().handle_websocket_upgrade(event)

    def pause_writing(self) -> None:
        """More has been said than was taken in."""
        super().pause_writing()
        self._stop_writing()
        self._writing = self.loop.call_later(self.stuck, self.leave)

    def resume_writing(self) -> None:
        """What was said has been taken in."""
        self._stop_writing()
        super().resume_writing()

    def send_400_response(self, msg: str) -> None:
        """What came in is no request (uvicorn calls this)."""
        if len(self.conn.trailing_data[0]) > MOST_UNREAD:
            self.refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "This request is too large.")
        else:
            self.refuse(HTTPStatus.BAD_REQUEST, msg)

    def refuse(self, status: HTTPStatus, words: str) -> None:
        """Say why, unless an answer has begun, and close."""
        if self.conn.our_state is h11.IDLE:
            self.transport.write(_answer(status, words))
        elif self.cycle is not None:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self._stop_waiting()
        self.transport.close()

    def _unsupported_upgrade_warning(self) -> None:
        """Who asks for another protocol gets an answer in this one, and no line in the log."""

    def _wait_for_request(self) -> None:
        if self._waiting is None:
            self._waiting = self.loop.call_later(self.patience, self._waited_long_enough)

    def _waited_long_enough(self) -> None:
        self._waiting = None
        if self.conn.trailing_data[0]:
            self.refuse(HTTPStatus.REQUEST_TIMEOUT, "The request did not come in time.")
        else:  # a browser that opened a line beforehand, or a body that nobody reads
            self.transport.close()

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _stop_writing(self) -> None:
        if self._writing is not None:
            self._writing.cancel()
            self._writing = None


def _answer(status: HTTPStatus, words: str) -> bytes:
    body = as_json({"error": words})
    told = SAFE | {"Content-Type": "application/json", "Content-Length": str(len(body)), "Connection": "close"}
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        told |= {"Retry-After": "2"}
    lines = [f"HTTP/1.1 {status.value} {status.phrase}", *(f"{name}: {value}" for name, value in told.items()), "", ""]
    return "\r\n".join(lines).encode("ascii") + body


def config_of(app: Any, sockets: bool = False) -> Config:
    """How the viewer is served; `sockets` for a page that needs WebSockets."""
    return Config(
        app,
        http=Door,
        ws="auto" if sockets else "none",
        log_level="warning",
        h11_max_incomplete_event_size=MOST_UNREAD,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=1,
    )
