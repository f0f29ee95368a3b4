"""Who may ask: pages of this server itself, under a name it has; outside this machine only who was given the token."""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from collectief_sim.viewer.texts import as_json

LOCAL_NAMES = ("localhost", "127.0.0.1", "::1")
MOST_BODY, MOST_ADDRESS, MOST_HEADERS = 4_096, 16_384, 32_768  # bytes; no request of the page has a body

_POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
SAFE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": _POLICY,
    "Cache-Control": "no-store",
}
# Solara writes scripts into its pages and makes others of text, posts to itself (for which it must say where from) and says
# itself what is kept; browsers see to it that nothing is asked of any other machine
_POLICY_FOR_SOLARA = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' data: blob:; object-src 'none'; "
    "base-uri 'self'; form-action 'none'; frame-ancestors 'none'"
)
SAFE_FOR_SOLARA = {name: value for name, value in SAFE.items() if name != "Cache-Control"} | {
    "Referrer-Policy": "same-origin",
    "Content-Security-Policy": _POLICY_FOR_SOLARA,
}

_HOST = re.compile(r"(?:\[([0-9a-f:.]+)\]|([a-z0-9_.-]+))(?::[0-9]{1,5})?", re.ASCII)
_UNREAD = {b"range", b"if-range", b"if-modified-since"}  # nothing here is large enough to be asked for in parts


@dataclass(frozen=True)
class Guard:
    """Stands before a whole server, its static files and sockets included, and adds headers to every answer.

    Parameters
    ----------
    app
        What is guarded.
    hosts
        Names under which the server may be reached; "*" is any, for which a token is needed.
    token
        What has to be known once; nothing on the machine itself.
    methods
        Those that are answered.
    links
        Whether a link on another site may open the page at ``/`` (which then must not do anything by itself).
    headers
        Added to every answer that does not have them.
    """

    app: ASGIApp
    hosts: Collection[str]
    token: str | None = None
    methods: Collection[str] = ("GET", "HEAD")
    links: bool = True
    headers: Mapping[str, str] = field(default_factory=lambda: SAFE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] == "lifespan":
            return await self.app(scope, receive, send)

        async def sending(message: Message) -> None:
            if message["type"].endswith("http.response.start"):
                message["headers"] = list(message.get("headers", []))
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
            await send(message)

        answer = self._refused(scope)
        if answer is None:
            kept = [pair for pair in scope["headers"] if pair[0].lower() not in _UNREAD]
            return await self.app({**scope, "headers": kept}, receive, sending)
        if scope["type"] == "websocket" and "websocket.http.response" not in scope.get("extensions", {}):
            return await WebSocketClose(1008)(scope, receive, send)
        return await answer(scope, receive, sending)

    def _refused(self, scope: Scope) -> Response | None:
        """Why a request is not answered, or that it has to be sent again without its token; None if all is well."""
        headers = Headers(scope=scope)
        if not self._known(headers):
            return refusal(scope, 400, "Invalid Host header: this server does not have that name.")
        if comes_from_elsewhere(headers) and not (self.links and _is_link(scope, headers)):
            return refusal(scope, 403, "This was asked by a page of another site, which this server does not answer.")
        return _too_much(scope, headers, self.methods) or self._without_token(scope)

    def _known(self, headers: Headers) -> bool:
        """Whether a request names this server: another name would be one that somebody points here (DNS rebinding)."""
        found = _HOST.fullmatch(headers.get("host", "").lower())
        name = (found[1] or found[2]).rstrip(".") if found else ""
        return bool(name) and ("*" in self.hosts or name in self.hosts)

    def _without_token(self, scope: Scope) -> Response | None:
        if self.token is None:
            return None
        asked = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True, max_num_fields=1000)
        given = [value for name, value in asked if name == "token"]
        cookie = f"collectief-viewer-{(scope.get('server') or ('', 0))[1]}"  # cookies do not tell ports apart
        if scope["type"] == "http" and any(map(self._right, given)):
            path = "/" + scope.get("raw_path", b"/").decode("latin-1").lstrip("/\\")
            rest = urlencode([pair for pair in asked if pair[0] != "token"])
            answer = RedirectResponse(f"{path}?{rest}" if rest else path, 303)
            answer.set_cookie(cookie, self.token, httponly=True, samesite="strict")
            return answer
        if self._right(HTTPConnection(scope).cookies.get(cookie, "")):
            return None
        return refusal(
            scope,
            403,
            "This viewer is for those who were given its address with the token: open the address that "
            "`collectief view` printed, with ?token=... in it.",
        )

    def _right(self, given: str) -> bool:
        return secrets.compare_digest(given.encode("utf-8", "replace"), (self.token or "").encode())


def comes_from_elsewhere(headers: Headers) -> bool:
    """Whether the page of another site asks; browsers say so, and what is no browser has no pages."""
    if any(site not in ("same-origin", "none") for site in headers.getlist("sec-fetch-site")):
        return True
    host = headers.get("host", "").lower()
    ours = (f"http://{host}", f"https://{host}")  # behind a server that encrypts it is the latter
    origins, referers = headers.getlist("origin"), [one.lower() for one in headers.getlist("referer") if one]
    if origins:
        return any(one.lower() not in ours for one in origins)
    return any(one not in ours and not one.startswith(tuple(f"{name}/" for name in ours)) for one in referers)


def _is_link(scope: Scope, headers: Headers) -> bool:
    """Whether somebody followed a link to the page: in a window of its own, not in a frame, an image or a script."""
    if scope["type"] != "http" or scope["path"] != "/" or scope["method"] not in ("GET", "HEAD") or "origin" in headers:
        return False
    told = [headers.get(f"sec-fetch-{what}") for what in ("site", "mode", "dest")]
    return told == [None, None, None] or told[1:] == ["navigate", "document"]


def _too_much(scope: Scope, headers: Headers, methods: Collection[str]) -> Response | None:
    """The refusal of other methods, bodies and long addresses."""
    if scope["type"] == "http" and scope["method"] not in methods:
        return refusal(scope, 405, f"Only {' and '.join(methods)} are answered.", {"Allow": ", ".join(methods)})
    if len(scope.get("raw_path", b"")) + len(scope["query_string"]) > MOST_ADDRESS:
        return refusal(scope, 414, "The address is too long: use fewer settings and changes.")
    if sum(len(name) + len(value) for name, value in scope["headers"]) > MOST_HEADERS:
        return refusal(scope, 431, "The headers of this request are too large.")
    length = headers.get("content-length", "0")
    if "transfer-encoding" in headers or not re.fullmatch("[0-9]{1,9}", length) or int(length) > MOST_BODY:
        return refusal(scope, 413, "A request needs no body here.", {"Connection": "close"})
    return None


def refusal(scope: Scope, code: int, words: str, headers: Mapping[str, str] | None = None) -> Response:
    """An answer that says why not: to somebody who opened it in a window as a page, to a program as JSON."""
    asked: Any = Headers(scope=scope)
    if "text/html" not in asked.get("accept", ""):
        return Response(as_json({"error": words}), code, headers, "application/json")
    # Who has the cookie already but came by a link did not send it, as the cookie is strict: enter.js asks once more.
    text = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{code}</title>'
        f'<p>{words}</p><p><a href="/">Open the viewer</a></p><script src="/static/page/enter.js"></script></html>'
    )
    return HTMLResponse(text, code, headers)
