"""The viewer's server: one page, and what it asks for. It keeps nothing of a page."""

from __future__ import annotations

import csv
import io
import mimetypes
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from collectief_sim import __version__
from collectief_sim.files.texts import for_cell
from collectief_sim.model.rows import columns
from collectief_sim.scenario import dump
from collectief_sim.scenario.fields import titles
from collectief_sim.scenario.files import with_changes
from collectief_sim.viewer.bounds import whole
from collectief_sim.viewer.cards.asked import card as card_of
from collectief_sim.viewer.choices import Choices
from collectief_sim.viewer.history import Check, plots_at, simulate
from collectief_sim.viewer.joined import joined
from collectief_sim.viewer.levers import changeable, levers_of
from collectief_sim.viewer.server.answers import Json, attachment, excuse, numbers
from collectief_sim.viewer.server.guard import Guard, comes_from_elsewhere
from collectief_sim.viewer.server.request import Asked, read
from collectief_sim.viewer.server.work import BusyError, Workshop
from collectief_sim.viewer.texts import file_name
from collectief_sim.viewer.wire import encode

STATIC = Path(__file__).parents[1] / "static"
mimetypes.add_type("text/javascript", ".js")  # some machines say it is plain text, which browsers do not run
MOST_NUMBER = 2**31 - 1  # of a collective, an entrepreneur or a plot


def make_app(
    choices: Choices,
    opening: dict[str, Any],
    hosts: Collection[str],
    token: str | None = None,
    workshop: Workshop | None = None,
) -> Guard:
    """The server of one viewer.

    Parameters
    ----------
    choices
        The scenarios that may be looked at.
    opening
        What a fresh page shows: ``scenario``, ``seed``, and ``arms`` (a title and settings for A and for B).
    hosts
        Names under which the server may be reached; requests under any other are refused.
    token
        What has to be known to be let in, where others can reach this machine.
    workshop
        Where simulations are made; one of its own if absent.
    """
    work = workshop or Workshop()

    def simulated(answer: Callable[[Request, Asked, Check], Any]) -> _Simulated:
        return _Simulated(work, choices, answer)

    def near_or_far(request: Request, asked: Asked, check: Check) -> Response:
        return numbers(encode(simulate(asked.scenario, asked.seed, asked.changes, check)), request, token is not None)

    routes = [
        Route("/", page),
        Route("/api/opening", _cheap(lambda request: opening_of(choices, opening))),
        Route("/api/levers", _cheap(lambda request: levers(request, choices))),
        Route("/api/scenario.toml", _cheap(lambda request: scenario_file(request, choices))),
        Route("/api/history", simulated(near_or_far)),
        Route("/api/card/{kind}/{number}", simulated(card)),
        Route("/api/frame.csv", simulated(frame_table)),
        Route("/static/component.js", component),
        Mount("/static", _Files(directory=STATIC)),
    ]
    app = Starlette(routes=routes, exception_handlers={HTTPException: _told})
    app.router.redirect_slashes = False
    return Guard(app, hosts, token)


# ---- how it is answered ----------------------------------------------------------------------------------------------


def _cheap(answer: Callable[[Request], Any]) -> Callable[[Request], Any]:
    """An answer that waits for no simulation."""

    async def handle(request: Request) -> Response:
        try:
            found = await run_in_threadpool(answer, request)
        except Exception as error:
            return excuse(error)
        return found if isinstance(found, Response) else Json(found)

    return handle


@dataclass(frozen=True)
class _Simulated:
    """An answer for which something is simulated; it has a place in the queue until it has been handed over."""

    work: Workshop
    choices: Choices
    answer: Callable[[Request, Asked, Check], Any]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        request = Request(scope, receive)
        try:
            with self.work.place():
                response = await self._made(request)
                await response(scope, receive, send)
        except BusyError as error:
            await excuse(error)(scope, receive, send)

    async def _made(self, request: Request) -> Response:
        try:
            asked = await self.work.read(lambda: read(request.query_params, self.choices))
            found = await self.work.make(request, lambda check: self.answer(request, asked, check))
        except Exception as error:
            return excuse(error)
        return found if isinstance(found, Response) else Json(found)


class _Files(StaticFiles):
    """Files of the page; whatever is no path of one is not found. A browser asks each time whether one has changed."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """A file, or that there is none."""
        try:
            response = await super().get_response(path, scope)
        except (ValueError, OSError):  # a null byte, or what this system cannot have in a path
            raise HTTPException(404) from None
        response.headers["Cache-Control"] = "no-cache"
        return response


def _told(request: Request, error: Exception) -> Response:
    """An address or method there is not, in words."""
    code = error.status_code if isinstance(error, HTTPException) else 404
    return Json({"error": "there is nothing here." if code == 404 else "this cannot be answered."}, code)


# ---- what is answered ------------------------------------------------------------------------------------------------


def page(request: Request) -> Response:
    """The page itself. Opened by a link on another site, it asks before it has anything simulated."""
    text = (STATIC / "page" / "index.html").read_text(encoding="utf-8")
    if comes_from_elsewhere(request.headers) or request.query_params.get("from") == "elsewhere":
        text = text.replace("<body>", '<body data-from="elsewhere">')
    return HTMLResponse(text, headers={"Cache-Control": "no-cache"})


def component(request: Request) -> Response:
    """The component, as one script."""
    return Response(joined(), media_type="text/javascript", headers={"Cache-Control": "no-cache"})


def opening_of(choices: Choices, opening: dict[str, Any]) -> dict[str, Any]:
    """What a fresh page needs to know."""
    files = {name: str(path) for name, path in choices.opened.items()}
    return {"version": __version__, "scenarios": choices.scenarios(), "files": files, **opening}


def levers(request: Request, choices: Choices) -> dict[str, Any]:
    """The levers of a scenario, and by path the value of everything that can change on the way."""
    scenario = choices.load(request.query_params.get("scenario", ""))
    return {"levers": levers_of(scenario), "values": changeable(scenario)}


def card(request: Request, asked: Asked, check: Check) -> dict[str, Any]:
    """A card of a month."""
    month = whole(request.query_params.get("month", "0"), "month", 0, asked.scenario.months)
    kind, told = request.path_params["kind"], request.path_params["number"]
    if not (told.isascii() and told.isdigit() and len(told) < 11 and int(told) <= MOST_NUMBER):
        raise LookupError(f"there is no {kind[:40]} {told[:40]}")
    return card_of(kind, int(told), asked.scenario, asked.seed, month, asked.changes, check)


def scenario_file(request: Request, choices: Choices) -> Response:
    """The resolved scenario, with the command that runs it again on top."""
    asked = read(request.query_params, choices)
    name = f"{asked.scenario.name}{_arm(request)}.toml"
    lines = [f"# To run it again: collectief run {file_name(name)} --seed {asked.seed}"]
    scenario = with_changes(asked.scenario, [(change.month, change.overrides) for change in asked.changes])
    return attachment("\n".join(lines) + "\n\n" + dump(scenario), name, "application/toml")


def frame_table(request: Request, asked: Asked, check: Check) -> Response:
    """The plots of one month as comma-separated values."""
    month = whole(request.query_params.get("month", "0"), "month", 0, asked.scenario.months)
    model, plots = plots_at(asked.scenario, asked.seed, month, asked.changes, check)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["month", "x", "y", "place", *plots])
    shown = plots | {"rent": plots["rent"] / 10, "pull": plots["pull"] / 100}
    land, names = (
        columns(model.world.plots),
        [for_cell(titles(zone.entry)["en"]) for zone in asked.scenario.area.ground.zones],
    )
    where = zip(land.x.tolist(), land.y.tolist(), (names[zone] for zone in land.zone), strict=True)
    for at, row in zip(where, zip(*(column.tolist() for column in shown.values()), strict=True), strict=True):
        writer.writerow([month, *at, *row])
    return attachment(text.getvalue(), f"{asked.scenario.name}{_arm(request)}-month-{month}.csv", "text/csv")


def _arm(request: Request) -> str:
    """The letter of the policy in a file name, if the page said it."""
    arm = request.query_params.get("arm", "")
    return f"-{arm}" if arm in ("A", "B") else ""
