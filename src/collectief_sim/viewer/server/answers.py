"""How the server answers: in pieces, so that nobody waits for what another is sent, and with words where it cannot."""

from __future__ import annotations

import gzip
import re
import traceback
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from collectief_sim.files.errors import ScenarioError
from collectief_sim.viewer.server.work import RETRY_SECONDS, BusyError, GoneError, TooLongError
from collectief_sim.viewer.texts import as_json, file_name

_PIECE = 2**18  # bytes handed over at a time
_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))")


class Numbers(Response):
    """Many bytes, handed over in pieces: the next one when the one before has been taken in."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        body = memoryview(self.body)
        for place in range(0, len(body), _PIECE):
            await send({"type": "http.response.body", "body": bytes(body[place : place + _PIECE]), "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


class Json(Response):
    """An answer for a program."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        """As bytes."""
        return as_json(content)


def numbers(content: bytes, request: Request, far: bool) -> Response:
    """A history; made smaller if it goes over a network (on one machine that takes longer than copying)."""
    kind = "application/octet-stream"
    if far and _GZIP.search(request.headers.get("accept-encoding", "")):
        return Numbers(gzip.compress(content, 1), media_type=kind, headers={"Content-Encoding": "gzip"})
    return Numbers(content, media_type=kind)


def attachment(text: str, name: str, kind: str) -> Response:
    """A file to be kept."""
    headers = {"Content-Disposition": f'attachment; filename="{file_name(name)}"'}
    return Response(text.encode("utf-8", "replace"), media_type=f"{kind}; charset=utf-8", headers=headers)


def excuse(error: Exception) -> Response:
    """What went wrong, in words, with a code by which a page finds its own (`refused` in `static/words/`). Only a bug is a 500,
    and is told in the terminal too.
    """
    if isinstance(error, BusyError):
        words = "other simulations are being made, and as many as may wait are waiting; try again in a moment."
        return Json({"error": words, "code": "busy"}, 503, {"Retry-After": str(RETRY_SECONDS)})
    if isinstance(error, TooLongError | GoneError):
        return Json({"error": str(error), "code": "too_long" if isinstance(error, TooLongError) else "gone"}, 503)
    if isinstance(error, ScenarioError):
        return Json({"error": str(error), "code": "input"}, 400)
    if isinstance(error, LookupError) and not isinstance(error, KeyError | IndexError):
        return Json({"error": str(error)}, 404)
    if isinstance(error, MemoryError):
        words = "this machine has not enough memory for this; choose a smaller area."
        return Json({"error": words, "code": "memory"}, 503)
    traceback.print_exception(error)
    return Json({"error": f"{type(error).__name__}: {error}"}, 500)
