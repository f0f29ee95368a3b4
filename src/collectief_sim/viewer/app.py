"""The viewer's server: one page, and what it asks for. It keeps nothing of a page."""

from __future__ import annotations

import csv
import io
import re
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from collectief_sim import __version__
from collectief_sim.errors import ScenarioError
from collectief_sim.scenario import dump
from collectief_sim.scenario.files import override
from collectief_sim.viewer import cards
from collectief_sim.viewer.history import simulate
from collectief_sim.viewer.levers import changeable, levers_of
from collectief_sim.viewer.request import Asked, Choices, read, whole
from collectief_sim.viewer.wire import encode

STATIC = Path(__file__).parent / "static"
_AT_ONCE = threading.BoundedSemaphore(2)  # simulations: many pages, or somebody who asks too much, wait for their turn
_POLICY = "; ".join(
    [
        "default-src 'self'",
        "img-src 'self' data: blob:",
        "style-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)


def make_app(choices: Choices, opening: dict[str, Any], hosts: list[str]) -> Starlette:
    """The server of one viewer.

    Parameters
    ----------
    choices
        The scenarios that may be looked at.
    opening
        What a fresh page shows: ``scenario``, ``seed``, and ``arms`` (a title and settings for A and for B).
    hosts
        Names under which the server may be reached; requests under any other are refused.
    """
    routes = [
        Route("/", page),
        Route("/api/opening", _answering(lambda request: opening_of(choices, opening))),
        Route("/api/levers", _answering(lambda request: levers(request, choices))),
        Route("/api/history", _answering(lambda request: history(read(request.query_params, choices)))),
        Route(
            "/api/card/{kind}/{number:int}",
            _answering(lambda request: card(request, read(request.query_params, choices))),
        ),
        Route(
            "/api/scenario.toml",
            _answering(lambda request: scenario_file(request, read(request.query_params, choices))),
        ),
        Route("/api/frame.csv", _answering(lambda request: frame_table(request, read(request.query_params, choices)))),
        Mount("/static", StaticFiles(directory=STATIC)),
    ]
    middleware = [Middleware(TrustedHostMiddleware, allowed_hosts=hosts)]
    if hosts == ["*"]:  # over a network; on one machine, compressing takes longer than copying
        middleware.append(Middleware(GZipMiddleware, compresslevel=1))
    return Starlette(routes=routes, middleware=middleware, exception_handlers={ValueError: _no_such_file})


def _answering(answer: Callable[[Request], Any]) -> Callable[[Request], Response]:
    """A handler that turns errors meant for people into messages; whatever else goes wrong is told too."""

    def handle(request: Request) -> Response:  # not async: runs in a thread, so that pages do not wait for each other
        try:
            with _AT_ONCE:
                found = answer(request)
        except (ScenarioError, LookupError) as error:
            return JSONResponse({"error": str(error)}, 400 if isinstance(error, ScenarioError) else 404)
        except Exception as error:
            traceback.print_exc()
            return JSONResponse({"error": f"{type(error).__name__}: {error}"}, 500)
        return found if isinstance(found, Response) else JSONResponse(found)

    return handle


def _no_such_file(request: Request, error: Exception) -> Response:
    """A path that no file can have (with a null byte, say)."""
    return Response("not found", 404, media_type="text/plain")


def page(request: Request) -> Response:
    """The page itself."""
    return FileResponse(
        STATIC / "index.html", headers={"Content-Security-Policy": _POLICY, "Cache-Control": "no-cache"}
    )


def opening_of(choices: Choices, opening: dict[str, Any]) -> dict[str, Any]:
    """What a fresh page needs to know."""
    files = {name: str(path) for name, path in choices.opened.items()}
    return {"version": __version__, "scenarios": choices.scenarios(), "files": files, **opening}


def levers(request: Request, choices: Choices) -> dict[str, Any]:
    """The levers of a scenario, and by path the value of everything that can change on the way."""
    scenario = choices.load(request.query_params.get("scenario", ""))
    return {"levers": levers_of(scenario), "values": changeable(scenario)}


def history(asked: Asked) -> Response:
    """A whole run."""
    return Response(encode(simulate(asked.scenario, asked.seed, asked.changes)), media_type="application/octet-stream")


def card(request: Request, asked: Asked) -> dict[str, Any]:
    """A card of a month."""
    month = whole(request.query_params.get("month", "0"), "month", 0, asked.scenario.months)
    number, kind = int(request.path_params["number"]), request.path_params["kind"]
    where = (asked.scenario, asked.seed)
    if kind == "collective":
        return cards.collective_card(*where, number, month, asked.changes)
    if kind == "entrepreneur":
        return cards.entrepreneur_card(*where, number, month, asked.changes)
    if kind == "plot":
        return cards.plot_card(*where, number, month, asked.changes)
    if kind == "municipality":
        return cards.municipality_card(*where, month, asked.changes)
    raise LookupError(f"there is no card of a {kind}")


def scenario_file(request: Request, asked: Asked) -> Response:
    """The resolved scenario, with the command that runs it again on top."""
    name = f"{asked.scenario.name}{_arm(request)}.toml"
    lines = [f"# To run it again: collectief run {name} --seed {asked.seed}"]
    later = asked.scenario
    for change in asked.changes:
        later = override(later, change.overrides)
        told = ", ".join(f"{path} = {value}" for path, value in change.overrides.items())
        lines.append(f"# From month {change.month} on the page showed other settings: {told}.")
    if asked.changes:
        lines.append(
            "# A scenario file knows no change on the way: what follows are the last settings, from the start."
        )
    return _file("\n".join(lines) + "\n\n" + dump(later), name, "application/toml")


def frame_table(request: Request, asked: Asked) -> Response:
    """The plots of one month as comma-separated values."""
    month = whole(request.query_params.get("month", "0"), "month", 0, asked.scenario.months)
    found = simulate(asked.scenario, asked.seed, asked.changes)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["month", "x", "y", "place", *found.plots])
    values = [array[month].tolist() for array in found.plots.values()]
    values[list(found.plots).index("rent")] = [rent / 10 for rent in found.plots["rent"][month].tolist()]
    values[list(found.plots).index("pull")] = [pull / 100 for pull in found.plots["pull"][month].tolist()]
    for plot, row in enumerate(zip(*values, strict=True)):
        place = found.places[found.place[plot]]["en"]
        writer.writerow([month, plot % found.width, plot // found.width, place, *row])
    return _file(text.getvalue(), f"{asked.scenario.name}{_arm(request)}-month-{month}.csv", "text/csv")


def _arm(request: Request) -> str:
    """The letter of the policy in a file name, if the page said it."""
    arm = request.query_params.get("arm", "")
    return f"-{arm}" if arm in ("A", "B") else ""


def _file(text: str, name: str, kind: str) -> Response:
    plain = re.sub(r"[^A-Za-z0-9._-]", "_", name)
    return Response(text, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{plain}"'})
