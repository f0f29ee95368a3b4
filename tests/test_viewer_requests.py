"""What comes to the viewer from outside: who is let in, what is refused, and that nothing breaks it or holds it up."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import threading
import time
import tomllib
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from random import Random
from typing import Any

import httpx
import pytest
from conftest import SMALL, small
from odd_requests import LINES, odd_request
from starlette.testclient import TestClient, WebSocketDenialResponse
from viewing import answer_on, sent, served, wait_until

from collectief_sim.files.texts import for_cell, on_one_line
from collectief_sim.scenario import Scenario, dump
from collectief_sim.viewer import bounds
from collectief_sim.viewer.history import simulate
from collectief_sim.viewer.opening import open_target
from collectief_sim.viewer.server import app as viewer_app
from collectief_sim.viewer.server.app import STATIC, make_app
from collectief_sim.viewer.server.door import Door
from collectief_sim.viewer.server.guard import SAFE, Guard
from collectief_sim.viewer.server.serve import Where, listen
from collectief_sim.viewer.server.work import GoneError, Workshop
from collectief_sim.viewer.texts import as_json, file_name, parsed
from collectief_sim.viewer.wire import encode

ASK = {"scenario": "small", "seed": "5"}
TOKEN = "a-token-that-nobody-guesses"
ODD_TITLE = '=HYPERLINK("x")<script>alert(1)</script>'


def opened(folder: Path, **top: Any) -> tuple[Any, dict[str, Any]]:
    """A small area of two years as the viewer opens it."""
    file = folder / "small.toml"
    file.write_text(dump(small({"months": 24}, **top)), encoding="utf-8")
    return open_target(str(file), None)


@pytest.fixture
def app(tmp_path: Path) -> Guard:
    return make_app(*opened(tmp_path), ["testserver", "127.0.0.1", "localhost", "::1"])


@pytest.fixture
def client(app: Guard) -> TestClient:
    return TestClient(app, raise_server_exceptions=False)


def is_safe(answer: httpx.Response) -> bool:
    """Whether an answer has every header that it must have."""
    return all(name in answer.headers for name in SAFE)


# ---- who is let in ---------------------------------------------------------------------------------------------------

OWN = {"sec-fetch-site": "same-origin"}
LINK = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}


@pytest.mark.parametrize(
    "path", ["/api/history?scenario=small", "/api/opening", "/static/page/app.js", "/", "/nothing"]
)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE"])
@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image"},
        {**LINK, "sec-fetch-dest": "iframe"},
        {"sec-fetch-site": "same-site", "sec-fetch-mode": "cors"},
        {"sec-fetch-site": "new-word", "sec-fetch-mode": "cors"},
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://testserver:9999"},
        {"origin": "http://testserver.evil.example", **OWN},
        {"origin": "http://["},
    ],
    ids=str,
)
def test_other_sites_are_refused_whatever_the_method(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, headers: dict[str, str], method: str, path: str
) -> None:
    monkeypatch.setattr(viewer_app, "simulate", lambda *_: pytest.fail("nothing is simulated for another site"))
    answer = client.request(method, path, headers=headers)
    assert answer.status_code == 403
    assert is_safe(answer)
    assert "access-control-allow-origin" not in answer.headers


def test_another_site_cannot_ask_by_a_link_but_can_open_the_page(client: TestClient) -> None:
    for headers in (LINK, {"referer": "http://elsewhere.example/"}, {**LINK, "sec-fetch-site": "same-site"}):
        assert client.get("/api/history", params=ASK, headers=headers).status_code == 403
        page = client.get("/", headers=headers)
        assert page.status_code == 200
        assert 'data-from="elsewhere"' in page.text  # static/app.js asks before it asks for anything
    for headers in (OWN, {"sec-fetch-site": "none"}, {}, {"origin": "http://testserver"}):
        page = client.get("/", headers=headers)
        assert page.status_code == 200
        assert "elsewhere" not in page.text
        assert client.get("/api/levers", params=ASK, headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("host", "code"),
    [
        *((one, 200) for one in ("localhost", "localhost:8765", "LOCALHOST:1", "localhost.", "127.0.0.1:80")),
        *((one, 200) for one in ("[::1]", "[::1]:8765")),
        *((one, 400) for one in ("evil.example", "evil.example:8765", "127.0.0.1.evil.example", "192.168.1.1", "")),
        *((one, 400) for one in ("[::1", "::1", "[::2]:80", "localhost:x", "localhost:80:80", "x@localhost", "[]")),
        *((one, 400) for one in ("localhost/x", "localhost evil.example", "0.0.0.0", "localhost,evil.example")),
    ],
)
def test_only_names_of_this_machine_are_answered(client: TestClient, host: str, code: int) -> None:
    for path in ("/", "/api/opening", "/static/page/app.js", "/nothing"):
        answer = client.get(path, headers={"host": host})
        assert answer.status_code == (404 if (code, path) == (200, "/nothing") else code)
        assert is_safe(answer)


def test_sockets_are_refused(client: TestClient) -> None:
    for headers in ({"origin": "http://evil.example"}, {"host": "evil.example"}, {"sec-fetch-site": "cross-site"}):
        assert not opens_socket(client, "/", headers)


def opens_socket(client: TestClient, path: str, headers: dict[str, str]) -> bool:
    """Whether a WebSocket is accepted; one that is refused gets an answer like any other request."""
    try:
        with client.websocket_connect(path, headers=headers):
            return True
    except WebSocketDenialResponse as denied:
        return denied.status_code not in (400, 403) or "content-security-policy" not in denied.headers


@pytest.fixture
def remote(tmp_path: Path) -> TestClient:
    """The viewer as others can reach it."""
    return TestClient(make_app(*opened(tmp_path), ["*"], TOKEN), follow_redirects=False)


def test_outside_this_machine_a_token_is_needed(remote: TestClient) -> None:
    for path in ("/", "/api/opening", "/api/history?scenario=small", "/static/page/app.js", "/nothing"):
        for query in ("", "token=", "token=wrong", f"token={TOKEN}x", "token=%ED%A0%80", "token=\u00e9", "token=%00"):
            joined = f"{path}{'&' if '?' in path else '?'}{query}"
            answer = remote.get(joined)
            assert answer.status_code == 403, joined
            assert "token" in answer.json()["error"]
            assert is_safe(answer)
    page = remote.get("/", headers={"accept": "text/html"})
    assert page.status_code == 403
    assert "?token=" in page.text
    for name in ("collectief-viewer-80", "collectief-viewer-8765"):
        assert remote.get("/", headers={"cookie": f"{name}=wrong"}).status_code == 403


def test_the_token_is_handed_in_once_and_leaves_the_address(remote: TestClient) -> None:
    answer = remote.get(f"/?a=1&token={TOKEN}&b=2")
    assert (answer.status_code, answer.headers["location"]) == (303, "/?a=1&b=2")
    cookie = answer.headers["set-cookie"]
    assert re.match(r"collectief-viewer-80=[^;]+; HttpOnly; Path=/; SameSite=strict", cookie)
    assert remote.get("/").status_code == 200  # the client keeps cookies
    assert remote.get("/api/history", params=ASK).status_code == 200
    assert remote.get("/api/history", params=ASK, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert remote.get(f"http://testserver//evil.example/?token={TOKEN}").headers["location"] == "/evil.example/"


def test_who_came_by_a_link_and_has_the_token_gets_in_after_all(remote: TestClient) -> None:
    handed = remote.get(f"/?token={TOKEN}", headers=LINK)
    assert handed.status_code == 303
    remote.cookies.clear()  # browsers do not send a strict cookie when a link on another site is followed
    page = remote.get("/", headers={**LINK, "accept": "text/html"})
    assert page.status_code == 403
    assert '<script src="/static/page/enter.js">' in page.text  # which is sent with the cookie, and goes on
    assert remote.get("/static/page/enter.js").status_code == 403
    remote.get(f"/?token={TOKEN}")
    assert "location.hash" in remote.get("/static/page/enter.js", headers=OWN).text
    assert 'data-from="elsewhere"' in remote.get("/?from=elsewhere", headers=OWN).text


@pytest.mark.parametrize(
    ("host", "local", "address"),
    [
        ("127.0.0.1", True, "http://127.0.0.1:{port}/"),
        ("localhost", True, "http://localhost:{port}/"),
        ("127.0.0.2", True, "http://127.0.0.2:{port}/"),
        ("::1", True, "http://[::1]:{port}/"),
        ("[::1]", True, "http://[::1]:{port}/"),
        ("0.0.0.0", False, "http://127.0.0.1:{port}/?token={token}"),
        ("", False, "http://127.0.0.1:{port}/?token={token}"),
        ("::", False, "http://[::1]:{port}/?token={token}"),
    ],
)
def test_a_token_is_made_exactly_where_others_can_reach_it(host: str, local: bool, address: str) -> None:
    with listen(host, None) as listener:
        where = Where.of(listener, host)
        assert (where.token is None) == local
        assert where.address() == address.format(port=listener.getsockname()[1], token=where.token)
        assert ("*" in where.hosts) != local
        assert local or Where.of(listener, host).token != where.token


@pytest.mark.parametrize("host", ["::1", "::", "0.0.0.0", "localhost", "127.0.0.1"])
def test_the_printed_address_opens_the_page_over_a_real_line(tmp_path: Path, host: str) -> None:
    with listen(host, None) as listener:
        where = Where.of(listener, host)
    with served(make_app(*opened(tmp_path), where.hosts, where.token), host) as port:
        address = where.address().replace(f":{where.port}/", f":{port}/")
        with httpx.Client(follow_redirects=True, trust_env=False) as browser:
            page = browser.get(address)
            assert page.status_code == 200
            assert "token" not in str(page.url)
            assert browser.get(f"{page.url}api/history", params=ASK).status_code == 200
            assert browser.get(f"{page.url}api/opening", headers={"host": "evil.example"}).status_code in (400, 200)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of Solara's own
def test_mesas_viewer_is_guarded_too() -> None:
    pytest.importorskip("solara")
    from collectief_sim.viewer.mesa.opened import usual
    from collectief_sim.viewer.mesa.server import mesa_app

    for hosts, token in ((["testserver"], None), (["*"], TOKEN)):
        client = TestClient(mesa_app(usual(), hosts, token), raise_server_exceptions=False)
        for headers in ({"sec-fetch-site": "cross-site"}, LINK, {"origin": "http://evil.example"}, {"origin": "null"}):
            assert client.get("/", headers=headers).status_code == 403
            assert client.get("/two", headers=headers).status_code == 403
            assert client.post("/_solara/api/close/x", headers=headers).status_code == 403
        assert client.get("/", headers={"host": "evil.example"}).status_code == (403 if token else 400)
        assert client.get("/resourcez").status_code == (403 if token else 200)
        for asked in (
            {"origin": "http://evil.example"},
            {"origin": "http://testserver:81"},
            {"sec-fetch-site": "same-site"},
        ):
            assert not opens_socket(client, "/jupyter/api/kernels/x/y", asked)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of Solara's own
def test_mesas_viewer_has_nothing_fetched_from_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("solara")
    from solara.server import cdn_helper

    from collectief_sim.viewer.mesa.opened import usual
    from collectief_sim.viewer.mesa.server import mesa_app

    asked: list[str] = []
    monkeypatch.setattr(cdn_helper, "fetch_from_cdn", lambda url: asked.append(url) or b"")
    client = TestClient(mesa_app(usual(), ["testserver"], None), raise_server_exceptions=False)
    for path in ("katex@0.16.9/dist/katex.min.js", "react", "x@1.0.0/y.js", "../x", "%2e%2e/x", "requirejs@2.3.6", ""):
        assert client.get(f"/_solara/cdn/{path}").status_code == 404
    assert client.get("/_solara/cdn/requirejs@2.3.6/require.js").status_code == 200
    page = client.get("/", headers={"accept": "text/html"})
    assert page.status_code == 200
    policy = page.headers["content-security-policy"]
    assert "connect-src 'self'" in policy
    assert "default-src 'self'" in policy
    assert asked == []


# ---- odd requests ----------------------------------------------------------------------------------------------------


CASES = 400 * int(os.environ.get("COLLECTIEF_FUZZ_TIMES", "1"))  # more where there is more time


@pytest.mark.filterwarnings("ignore")
def test_no_request_however_odd_breaks_the_server(client: TestClient, capfd: pytest.CaptureFixture[str]) -> None:
    luck = Random(2026)
    codes: dict[int, int] = {}
    for case in range(CASES):
        method, address, headers = odd_request(luck)
        answer = client.request(method, address, headers=headers)
        codes[answer.status_code] = codes.get(answer.status_code, 0) + 1
        assert answer.status_code in (200, 400, 403, 404, 405, 413, 414, 431), (
            f"{case}: {method} {address} {headers}: {answer.text}"
        )
        assert is_safe(answer), f"{case}: {method} {address}"
        if "json" in answer.headers["content-type"] and method != "HEAD":
            assert answer.status_code == 200 or answer.json()["error"], address
    shown = capfd.readouterr()
    assert "Traceback" not in shown.err + shown.out
    assert codes[200] > CASES / 10
    print(f"{sum(codes.values())} odd requests, by status: {dict(sorted(codes.items()))}")  # noqa: T201


@pytest.mark.filterwarnings("ignore")
def test_no_line_however_odd_breaks_the_server(
    app: Guard, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Door, "patience", 1.0)
    with served(app) as port:
        lines = [sent(port) for _ in LINES]
        for line, odd in zip(lines, LINES, strict=True):
            with suppress(ConnectionResetError, BrokenPipeError):
                line.sendall(odd)
        for line, odd in zip(lines, LINES, strict=True):
            answer = answer_on(line)
            assert answer == b"" or re.match(rb"HTTP/1.1 (200|400|403|404|405|408|413|414|431) ", answer), (
                odd[:80],
                answer[:200],
            )
            assert answer == b"" or b"x-content-type-options: nosniff" in answer.lower()
        assert httpx.get(f"http://127.0.0.1:{port}/", trust_env=False).status_code == 200
    assert "Traceback" not in capfd.readouterr().err


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """A socket that says what it hears."""
    if scope["type"] == "lifespan":
        return
    await receive()
    await send({"type": "websocket.accept"})
    while (heard := await receive())["type"] == "websocket.receive":
        await send({"type": "websocket.send", "text": heard["text"]})


@pytest.mark.filterwarnings("ignore")
def test_a_socket_may_be_silent_for_as_long_as_it_likes(monkeypatch: pytest.MonkeyPatch) -> None:
    connect = pytest.importorskip("websockets.sync.client").connect
    monkeypatch.setattr(Door, "patience", 0.2)
    with served(echo, sockets=True) as port, connect(f"ws://127.0.0.1:{port}/") as line:
        for word in ("one", "two"):
            time.sleep(0.5)
            line.send(word)
            assert line.recv(10) == word


# ---- areas with nothing in them --------------------------------------------------------------------------------------

MEADOW = {"map": "....\n....", "legend": {".": {"title": "meadow", "use": "open"}}}
HOUSES = {"map": "hh\nhh", "legend": {"h": {"title": "houses", "use": "housing"}}}
ALONE = {"map": "m", "legend": {"m": {"title": "one", "floor_m2": 60.0, "tenants": 1}}}
EMPTY = {"map": "m.\n.m", "legend": {"m": {"title": "empty", "floor_m2": 600.0, "tenants": 0}, ".": {"use": "open"}}}


@pytest.mark.parametrize("area", [MEADOW, HOUSES, ALONE, EMPTY], ids=["meadow", "houses", "one firm", "nobody"])
@pytest.mark.parametrize("months", [1, 2, 24])
def test_areas_with_nothing_in_them_are_shown_as_well(tmp_path: Path, area: dict[str, Any], months: int) -> None:
    whole = {key: value for key, value in SMALL.items() if key != "area"}
    file = tmp_path / "small.toml"
    file.write_text(dump(Scenario.model_validate(whole | {"months": months, "area": area})), encoding="utf-8")
    client = TestClient(make_app(*open_target(str(file), None), ["testserver"]))
    changes = json.dumps([{"month": 0, "settings": {"policy.openness": 1.0}}])
    answer = client.get("/api/history", params=ASK | {"changes": changes})
    assert answer.status_code == 200
    header = json.loads(answer.content[4 : 4 + int.from_bytes(answer.content[:4], "little")])
    assert header["months"] == months
    for path in ("card/municipality/0", "card/plot/0", "frame.csv", "scenario.toml"):
        assert client.get(f"/api/{path}", params=ASK | {"month": str(months)}).status_code == 200
    for path in ("card/collective/0", "card/entrepreneur/99"):
        assert client.get(f"/api/{path}", params=ASK | {"month": str(months)}).status_code == 404


def test_a_year_in_which_no_collective_was_founded_can_be_shown(client: TestClient) -> None:
    nobody = '{"months":12,"behaviour.founding.hazard_per_month":0.0}'
    asked = {"scenario": "stylised-area", "settings": nobody}
    answer = client.get("/api/history", params=asked)
    assert answer.status_code == 200
    header = json.loads(answer.content[4 : 4 + int.from_bytes(answer.content[:4], "little")])
    shapes = [one["shape"] for one in header["arrays"] if one["group"] == "collectives"]
    assert all(shape == [13, 0] for shape in shapes)


def test_more_kinds_of_plots_than_a_byte_counts_are_told_apart() -> None:
    symbols = [chr(0x4E00 + i) for i in range(300)]
    rows = ["".join(symbols[i : i + 30]) for i in range(0, 300, 30)]
    legend = {symbol: {"title": f"plot {i}", "use": "open"} for i, symbol in enumerate(symbols)}
    history = simulate(small({"months": 1}, area={"map": "\n".join(rows), "legend": legend}), 1)
    assert [history.places[place]["en"] for place in history.place] == [f"plot {i}" for i in range(300)]
    assert encode(history)


# ---- texts -----------------------------------------------------------------------------------------------------------


def test_texts_from_files_are_no_formula_no_comment_and_no_header(tmp_path: Path) -> None:
    area = json.loads(json.dumps(SMALL["area"]))
    area["legend"]["m"]["title"] = ODD_TITLE
    for symbol, title in zip("sL.~", ("+1", "-2 =3", " @SUM(A1)", "plain"), strict=True):
        area["legend"][symbol]["title"] = title
    client = TestClient(make_app(*opened(tmp_path, area=area), ["testserver"]))
    named = client.get("/api/frame.csv", params=ASK | {"settings": '{"name": "a/../b\\"\\r\\nX: y"}'})
    assert named.status_code == 400
    table = client.get("/api/frame.csv", params=ASK | {"settings": '{"name": "a, é"}'.replace(",", "")})
    assert table.headers["content-disposition"] == 'attachment; filename="a__-month-0.csv"'
    places = {row["place"] for row in csv.DictReader(io.StringIO(table.text))}
    assert places >= {f"'{ODD_TITLE}", "'+1", "'-2 =3", "' @SUM(A1)", "plain"}
    evil = {"policy.contract_months": 60, "name": 'x"\n[policy]\ncontract_months = 1\n#'}
    changes = [{"month": 2, "settings": {"policy.renewal_months": "same"}}]
    asked = ASK | {"changes": json.dumps(changes)}
    assert client.get("/api/scenario.toml", params=asked | {"settings": json.dumps(evil)}).status_code == 400
    text = client.get("/api/scenario.toml", params=asked | {"settings": '{"policy.contract_months": 60}'}).text
    assert tomllib.loads(text)["policy"]["contract_months"] == 60
    assert text.splitlines()[0][0] == "#"
    assert tomllib.loads(text)["changes"]["change_1"]["settings"] == {"policy.renewal_months": "same"}


def test_what_is_written_into_other_forms_is_cleaned_in_one_place() -> None:
    for text in ("=1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", " =1", "  @x", "＝1", "'=1"):  # noqa: RUF001
        assert for_cell(text).startswith("'"), text
    assert for_cell("hall 1 = 2") == "hall 1 = 2"
    assert on_one_line("a\nb\r\u2028\u0085\x00\u202ec").isprintable()
    assert file_name("../../.ssh/x\n\0é") == "_.._.ssh_x___"
    assert len(file_name("x" * 5000 + ".csv")) == 120
    assert as_json({"a": [float("nan"), float("inf"), "\ud800"]}) == b'{"a":[null,null,"\\ud800"]}'
    for text in ("NaN", "1e999", "[" * 100 + "]" * 100, "[" * 100_000, "9" * 5000, '"\\ud800"', '{"\\ud800":1}', ""):
        with pytest.raises(ValueError):
            parsed(text)


def test_no_script_of_the_page_writes_markup() -> None:
    """Titles from scenario files go through ``textContent``; the Content-Security-Policy holds browsers to that."""
    sinks = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|setHTMLUnsafe|srcdoc|eval\(|new Function|javascript:"
    )
    for script in STATIC.rglob("*.js"):
        assert not sinks.search(script.read_text(encoding="utf-8")), script.name
    assert "require-trusted-types-for 'script'" in SAFE["Content-Security-Policy"]


# ---- how much may be asked -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"area.tiles": 100}, "plots times months is 2,073,600,000"),
        ({"area.tiles": 100, "months": 1}, "plots is 5,760,000"),
        ({"area.tiles": 17, "months": 10}, "plots is 166,464, at most 100,000 is allowed"),
        ({"area.legend.m.floor_m2": 1e6}, "people is"),
        ({"area.legend.m.tenants": 10_000, "area.legend.m.floor_m2": 1e6}, "people is"),
        ({"people.area_median_m2": 5.0, "people.area_sigma": 0.0, "area.tiles": 2}, "entrepreneurs times months is"),
        ({"market.arrivals_per_year_share": 5.0, "months": 2400}, "people is"),
        ({"area.legend.m.floor_sigma": 2.0, "area.legend.m.floor_m2": 1e5}, "people is"),
    ],
    ids=str,
)
def test_what_would_take_too_long_or_too_much_memory_is_refused_at_once(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, settings: dict[str, Any], words: str
) -> None:
    for name in ("simulate", "plots_at"):
        monkeypatch.setattr(viewer_app, name, lambda *_: pytest.fail("it was simulated"))
    for path in ("history", "frame.csv", "scenario.toml", "card/plot/0", "card/municipality/0"):
        answer = client.get(f"/api/{path}", params={"scenario": "stylised-area", "settings": json.dumps(settings)})
        assert (answer.status_code, words in answer.json()["error"]) == (400, True), answer.text
    changes = json.dumps([{"month": 1, "settings": {}}] * 51)
    answer = client.get("/api/history", params=ASK | {"changes": changes})
    assert (answer.status_code, "at most 50" in answer.json()["error"]) == (400, True)


def test_a_history_that_becomes_too_large_is_given_up(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "MOST_BYTES", 20_000)
    answer = client.get("/api/history", params=ASK)
    assert (answer.status_code, "bytes is" in answer.json()["error"]) == (400, True)
    monkeypatch.undo()
    monkeypatch.setattr(bounds, "MOST_COLLECTIVES", 1)
    assert "collectives is" in client.get("/api/history", params=ASK).json()["error"]


@pytest.mark.parametrize("path", ["history", "frame.csv", "card/municipality/0", "card/collective/0", "card/plot/0"])
def test_what_takes_too_long_is_stopped(tmp_path: Path, path: str) -> None:
    app = make_app(*opened(tmp_path), ["testserver"], workshop=Workshop(seconds=-1))
    answer = TestClient(app).get(f"/api/{path}", params=ASK | {"month": "20"})
    assert (answer.status_code, "takes longer than" in answer.json()["error"]) == (503, True)
    assert answer.json()["code"] == "too_long"
    assert "retry-after" not in answer.headers


# ---- many at a time --------------------------------------------------------------------------------------------------


class Held:
    """Stands in for `simulate`: goes on until it is let go, and asks every month whether it shall."""

    def __init__(self) -> None:
        self.running, self.stopped, self.let_go = 0, 0, threading.Event()

    def __call__(self, scenario: Any, seed: int, changes: Any, check: Any) -> Any:
        """Simulate, when it may."""
        self.running += 1
        try:
            while not self.let_go.wait(0.01):
                check()
        except GoneError:
            self.stopped += 1
            raise
        return simulate(scenario, seed, changes, check)


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[Held]:
    held = Held()
    monkeypatch.setattr(viewer_app, "simulate", held)
    yield held
    held.let_go.set()


HISTORY = ("GET /api/history?scenario=small HTTP/1.1", "Host: localhost", "Connection: close", "")


def test_the_page_and_what_costs_little_never_wait_and_the_queue_has_an_end(tmp_path: Path, held: Held) -> None:
    work = Workshop(at_once=2, places=4)
    with served(make_app(*opened(tmp_path), ["127.0.0.1", "localhost"], workshop=work)) as port, ExitStack() as stack:
        lines = [stack.enter_context(sent(port, *HISTORY)) for _ in range(4)]
        wait_until(lambda: held.running == 2 and work.taken == 4, "two at work, two in the queue")
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
            for path in ("/", "/static/page/app.js", "/api/opening", "/api/levers?scenario=small"):
                began = time.perf_counter()
                assert client.get(path).status_code == 200
                print(f"{path}: {1000 * (time.perf_counter() - began):.0f} ms while two simulations run")  # noqa: T201
            for path in ("history", "frame.csv", "card/plot/0"):
                busy = client.get(f"/api/{path}", params=ASK)
                assert (busy.status_code, busy.headers["retry-after"]) == (503, "2")
                assert "try again" in busy.json()["error"]
                assert is_safe(busy)
            held.let_go.set()
            assert all(answer_on(line).startswith(b"HTTP/1.1 200") for line in lines)
            wait_until(lambda: work.taken == 0, "an empty queue")
            assert client.get("/api/history", params=ASK).status_code == 200


def test_a_simulation_stops_when_nobody_waits_for_it_any_more(tmp_path: Path, held: Held) -> None:
    work = Workshop(at_once=1, places=3)
    with served(make_app(*opened(tmp_path), ["127.0.0.1", "localhost"], workshop=work)) as port:
        first = sent(port, *HISTORY)
        wait_until(lambda: held.running == 1, "one at work")
        second, third = sent(port, *HISTORY), sent(port, *HISTORY)
        wait_until(lambda: work.taken == 3, "two in the queue")
        second.close()  # from the queue
        wait_until(lambda: work.taken == 2, "a place that is free again")
        assert held.running == 1
        first.close()  # from its bench
        wait_until(lambda: held.stopped == 1 and held.running == 2, "the next one's turn")
        held.let_go.set()
        assert answer_on(third).startswith(b"HTTP/1.1 200")
        wait_until(lambda: work.taken == 0, "an empty queue")


def test_half_sent_requests_lock_nobody_out_and_are_not_kept(app: Guard, monkeypatch: pytest.MonkeyPatch) -> None:
    halves = [
        ["GET / HTTP/1.1", "Host: localhost"],
        ["GET /api/opening HTTP/1.1"],
        ["GET / HTTP/1.1", "Host: localhost", "Content-Length: 5", ""],
        [],
    ]
    with served(app) as port, ExitStack() as stack:
        lines = [stack.enter_context(sent(port, *halves[i % 4])) for i in range(150)]
        began = time.perf_counter()
        assert httpx.get(f"http://127.0.0.1:{port}/", trust_env=False).status_code == 200
        print(f"/ among 150 half-sent requests: {1000 * (time.perf_counter() - began):.0f} ms")  # noqa: T201
        assert lines
    monkeypatch.setattr(Door, "patience", 0.2)
    with served(app) as port:
        for half in halves:
            answer = answer_on(sent(port, *half))  # which comes to an end
            assert answer == b"" or b" 408 " in answer or b" 200 " in answer, answer
        line = sent(port, "GET / HTTP/1.1", "Host: localhost", "")
        assert line.recv(15) == b"HTTP/1.1 200 OK"
        line.sendall(b"GET /st")  # a second one on the same line
        assert b"</html>" in answer_on(line)


def test_who_reads_no_answer_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Door, "stuck", 0.2)
    monkeypatch.setattr(viewer_app, "encode", lambda history: bytes(50_000_000))
    work = Workshop(places=1)
    with (
        served(make_app(*opened(tmp_path), ["127.0.0.1", "localhost"], workshop=work)) as port,
        sent(port, *HISTORY) as line,
    ):
        assert line.recv(12) == b"HTTP/1.1 200"
        wait_until(lambda: work.taken == 0, "a place that is free again")


def test_a_body_is_refused_before_it_is_read(app: Guard) -> None:
    with served(app) as port:
        for length in ("Content-Length: 99999999", "Transfer-Encoding: chunked"):
            line = sent(port, "GET / HTTP/1.1", "Host: localhost", length, "")
            answer = answer_on(line)
            assert b" 413 " in answer.split(b"\r\n")[0]
        assert b" 405 " in answer_on(sent(port, "POST / HTTP/1.1", "Host: localhost", "Connection: close", ""))
