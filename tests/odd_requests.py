"""Requests that no page would make, drawn from what tends to break servers; the same ones every time."""

from __future__ import annotations

from random import Random
from urllib.parse import quote

VALUES = [
    *(
        "null",
        "true",
        "NaN",
        "Infinity",
        "-Infinity",
        "1e999",
        "-1",
        "0",
        "1.5",
        '"x"',
        '"same"',
        '"\\ud800"',
        '"\\u0000"',
    ),
    *(
        '"\\u202e=1+1\\n[x]"',
        "[]",
        "{}",
        "[[]]",
        '{"a":1}',
        "[" * 3000,
        "[" * 30 + "]" * 30,
        '{"a":' * 20 + "1" + "}" * 20,
    ),
    *("", "\u0663", '"2020-01"', '"\u0662\u0660\u0662\u0665-01"', '{"municipality":2}'),
]
NAMES = [
    *(
        "policy.contract_months",
        "policy.renewal_months",
        "policy.openness",
        "policy.right_of_return",
        "months",
        "name",
        "title",
    ),
    *(
        "start",
        "area.tiles",
        "area.map",
        "area.legend.m.floor_m2",
        "area.legend.m.owner",
        "area.legend",
        "area.developers",
    ),
    *(
        "area.legend.m.tenants",
        "market.arrivals_per_year_share",
        "market.housing_pressure",
        "people",
        "people.area_median_m2",
    ),
    *("people.area_sigma", "shocks", "sources", "policy.sources", "policy", "", "\\ud800", ".", "__class__"),
    *(
        "behaviour.leases.long_lease_months",
        "policy.notice_months",
        "area.legend.K.collective",
        "area.legend.L.collective.form",
    ),
]
MONTHS = ["0", "5", "5", "23", "24", "-1", "5.0", "true", '"5"', "null", "1e1", "99999999999999999999", "NaN", "[5]"]
TEXTS = [
    *(
        "",
        "0",
        "5",
        "-1",
        "+5",
        " 5",
        "5 ",
        "1_0",
        "5.0",
        "1e1",
        "\u0663",
        "\uff15",
        "\0",
        "\x7f",
        "%",
        "%00",
        "%zz",
        "\ud7ff",
    ),
    *(
        "x" * 500,
        "9" * 30,
        "9" * 5000,
        "NaN",
        "true",
        "../../etc/passwd",
        "'",
        '"',
        "<script>",
        "\r\nX: y",
        "A",
        "B",
        "é",
    ),
]
PATHS = [
    *(
        "/",
        "//",
        "/api",
        "/api/",
        "/api/history/",
        "/API/history",
        "/static",
        "/static/",
        "/static/app.js",
        "/static/%00",
    ),
    *("/static/../app.py", "/static/..%2f..%2fapp.py", "/static/%2e%2e/%2e%2e/pyproject.toml", "/static/words/"),
    *("/static/words/nl.json", "/static/" + "a" * 300, "/static/" + "a/" * 2000, "/static/\\..\\app.py", "/static/con"),
    *(
        "/static/app.js/x",
        "/%ff%fe",
        "/%ed%a0%80",
        "/static/%ed%a0%80",
        "/favicon.ico",
        "/.git/config",
        "/" + "x" * 15000,
    ),
    *(
        "/" + "x" * 20000,
        "/;a=b",
        "/?a=b",
        "/#x",
        "/*",
        "/api/card",
        "/api/card/plot",
        "/api/card/plot/",
        "/api/card/plot/1/2",
    ),
    *("/api/scenario.toml/x", "/api/frame.csv%00", "/static/app.js%00.css"),
]
NUMBERS = [
    *("0", "1", "3", "47", "48", "999", "-1", "2147483648", "9" * 19, "9" * 20, "9" * 5000),
    *("1.5", "x", "%D9%A3", "%00", "+1", "1e3", "0x1"),
]
HEADERS: list[dict[str, str]] = [
    *(
        {"range": one}
        for one in ("bytes=0-1", "bytes=-5", "bytes=5-1", "bytes=99999999-", "x=1", "bytes=" + "0-1," * 900)
    ),
    *({name: "9" * 5000} for name in ("if-modified-since", "range", "content-length", "if-none-match", "cookie")),
    *({"content-length": one} for one in ("7", "-1", "x")),
    {"if-modified-since": "Mon, 99 Abc 20266 99:99:99 GMT"},
    {"accept": "text/html"},
    {"accept-encoding": "gzip;q=0"},
    {"cookie": "a=b; =; ;;; collectief-viewer-80=é; x=" + "y" * 3000},
    {"referer": "not an address"},
    {"x-forwarded-for": "1.2.3.4", "x-forwarded-proto": "https", "x-forwarded-host": "evil.example"},
    {"upgrade": "websocket", "connection": "upgrade"},
    {"x": "y" * 40000},
    {"transfer-encoding": "chunked"},
    {"expect": "100-continue"},
]


def odd_json(luck: Random) -> str:
    """A text that may be JSON, and may be settings."""
    big = "9" * luck.choice([5, 19, 20, 400, 5000])
    values = [*VALUES, big, f"-{big}"]
    if luck.random() < 0.2:
        return luck.choice(values)
    pairs = [f'"{luck.choice(NAMES)}":{luck.choice(values)}' for _ in range(luck.choice([1, 1, 1, 2, 5]))]
    return "{" + ",".join(pairs) + "}"


def odd_changes(luck: Random) -> str:
    """A text that may be changes on the way."""
    fine = '{"policy.openness":0.5}'
    parts = [
        f'{{"month":{luck.choice(MONTHS)},"settings":{fine if luck.random() < 0.6 else odd_json(luck)}}}'
        for _ in range(luck.choice([1, 2, 3, 60]))
    ]
    return luck.choice([f"[{','.join(parts)}]", odd_json(luck)])


def odd_path(luck: Random) -> str:
    """A path that there is, nearly is or cannot be."""
    kind = luck.choice(["collective", "entrepreneur", "plot", "municipality", "dragon", "%00"])
    card = f"/api/card/{kind}/{luck.choice(NUMBERS)}"
    known = ["/api/history", "/api/levers", "/api/opening", "/api/scenario.toml", "/api/frame.csv", card]
    return luck.choice(PATHS if luck.random() < 0.25 else known)


def odd_query(luck: Random) -> str:
    """Parameters, perhaps twice."""
    pairs = [("scenario", "small" if luck.random() < 0.9 else luck.choice(TEXTS))]
    pairs += [
        (name, make(luck)) for name, make in (("settings", odd_json), ("changes", odd_changes)) if luck.random() < 0.4
    ]
    names = ("seed", "month", "arm", "token", "scenario", "\0", "from")
    pairs += [(name, luck.choice(TEXTS)) for name in names if luck.random() < 0.15]
    query = "&".join(f"{quote(name)}={quote(text)}" for name, text in pairs)
    odd = ["&&==&%", "%", "scenario=%ff", "a" * 17000, "scenario=small;seed=2", query + "&" * 500]
    return query if luck.random() < 0.7 else luck.choice(odd)


def odd_request(luck: Random) -> tuple[str, str, dict[str, bytes]]:
    """Method, address and headers."""
    method = "GET" if luck.random() < 0.75 else luck.choice(["HEAD", "HEAD", "POST", "OPTIONS", "TRACE", "BREW", "get"])
    path = odd_path(luck)
    headers = luck.choice(HEADERS) if luck.random() < 0.3 else {}
    address = f"{path}{'&' if '?' in path else '?'}{odd_query(luck)}"
    return method, address, {name: value.encode() for name, value in headers.items()}


_SOCKET = b"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: eA==\r\n\r\n"
LINES = [  # what is no request, or none that is whole
    *(b"\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n", b"GET / HTTP/1.0\r\n\r\n"),
    *(b"\x16\x03\x01\x02\x00" + bytes(range(256)), b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n\r\n",
    b"GET \xff HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"GET /api/history?scenario=small HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"y" * 200_000 + b"\r\n\r\n",
    b"GET /" + b"y" * 200_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"CONNECT evil.example:80 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n" + _SOCKET,
    b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n" * 50,
    b"HEAD /api/history?scenario=small HTTP/1.1\r\nHost: [::1]\r\n\r\n",
]
