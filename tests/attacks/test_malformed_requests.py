"""Cases 65–69: requests that are hardly requests."""

import random
import ssl
import urllib.parse
from collections.abc import Callable

import pytest

from attacks.attack import FORM, Attack
from attacks.attackers import exchange, head

ASK = "/sparql?query=ASK%7B%7D"
OVERSIZED = {
    "header-300kB": head("GET", ASK, "X-Large: " + "x" * 300_000),
    "headers-5000": head("GET", ASK, *[f"X-{n}: {n}" for n in range(5_000)]),
    "uri-1MB": head("GET", ASK + "&x=" + "y" * 1_000_000),
    "accept-junk": head("GET", ASK, 'Accept: ;;;,,,/;q=;=,*/*;q="', "Connection: close"),
    "accept-60kB": head("GET", ASK, "Accept: " + ",".join(["a/b;q=0.1"] * 6_000)),
    "accept-nan": head("GET", ASK, "Accept: text/csv;q=nan, */*;q=inf, a/b;q=-1"),
    "accept-charset": head("GET", ASK, "Accept-Charset: \xff\xfe", "Accept-Encoding: ;;;q=nan"),
    "if-none-match": head("GET", ASK, 'If-None-Match: "' + "x" * 10_000, "If-Match: ,,,"),
    "range": head("GET", ASK, "Range: bytes=5-1,-0,999999999999-", "If-Range: x"),
}
MANGLED = {
    "bad-utf8": "query=ASK%7B%7D%FF%FE",
    "overlong-utf8": "query=ASK%7B%7D%C0%80",
    "lone-surrogate": "query=ASK%7B%7D%ED%A0%80",
    "nul": "query=ASK%7B%00%7D",
    "bad-percent": "query=ASK%7B%7",
    "bad-percent-in-words": "query=ASK%ZZ%7B%7D",
}
INJECTION = "x%0D%0AX-Injected:%20yes"
INJECTED = {
    "format": head("GET", f"{ASK}&format={INJECTION}"),
    "graph": head("GET", f"/graphs?graph={INJECTION}"),
    "path": head("GET", f"/{INJECTION}"),
    "doc-path": head("GET", f"/id/org/{INJECTION}"),
    "direct-graph": head("GET", f"/graphs/{INJECTION}"),
    "accept": head("GET", ASK, "Accept: text/csv%0D%0AX-Injected: yes"),
    "accept-line-feed": head("GET", ASK, "Accept: text/csv\nX-Other: 1"),
    "accept-return": head("GET", ASK, "Accept: text/csv\rX-Injected: yes"),
    "origin": head("GET", ASK, "Origin: http://x%0D%0AX-Injected: yes"),
    "host": head("GET", "/id/org/x", "X-Forwarded-Host: x%0D%0AX-Injected: yes"),
}
UP = ["/..", "/%2e%2e", "/..%2f", "/%2e%2e%2f", "/..%5c", "/....//", "/%252e%252e%252f", "/..;"]
ROOTS = ["", "/static", "/graphs", "/ont", "/doc", "/id/org"]


@pytest.mark.parametrize("name", OVERSIZED)
def test_65_a_request_that_is_too_large_or_makes_no_sense_is_no_error_of_the_server(
    attacked: Attack, name: str
) -> None:
    received = exchange(attacked.target, OVERSIZED[name])

    assert all(status < 500 for status in received.statuses), received.data[:300]
    assert received.statuses or received.was_closed


@pytest.mark.parametrize("name", MANGLED)
def test_66_a_query_string_that_is_no_text_is_refused(attacked: Attack, name: str) -> None:
    message = head("GET", "/sparql?" + MANGLED[name], "Connection: close")

    received = exchange(attacked.target, message)

    assert received.statuses == [400], received.data[:300]


@pytest.mark.parametrize("raw", [b"\xff\xfe", b"\x00", b"\x01\x1f", b'"<>\\^`{|}'])
def test_66_a_request_line_with_raw_bytes_is_no_error_of_the_server(
    attacked: Attack, raw: bytes
) -> None:
    message = b"GET /sparql?query=" + raw + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"

    received = exchange(attacked.target, message)

    assert received.statuses in ([400], []), received.data[:300]


@pytest.mark.parametrize("name", INJECTED)
def test_67_no_header_can_be_injected(attacked: Attack, name: str) -> None:
    received = exchange(attacked.target, INJECTED[name])

    headers = received.data.partition(b"\r\n\r\n")[0].lower()
    assert not any(line.startswith(b"x-injected") for line in headers.splitlines())
    assert all(status < 500 for status in received.statuses)


@pytest.mark.parametrize("root", ROOTS)
@pytest.mark.parametrize("up", UP)
def test_68_no_path_leads_to_a_file_outside(attacked: Attack, root: str, up: str) -> None:
    message = head("GET", f"{root}{up * 8}/etc/passwd", "Connection: close")

    received = exchange(attacked.target, message)

    assert b"root:" not in received.data
    assert all(300 <= status < 500 for status in received.statuses), received.data[:300]


def noise() -> bytes:
    """Make bytes that are always the same, and nothing."""
    return random.Random(69).randbytes(50_000)  # noqa: S311 - noise, not secrets


def client_hello() -> bytes:
    """Make what a TLS client says first."""
    outgoing = ssl.MemoryBIO()
    client = ssl.create_default_context().wrap_bio(ssl.MemoryBIO(), outgoing, server_hostname="x")
    with pytest.raises(ssl.SSLWantReadError):
        client.do_handshake()
    return outgoing.read()


def post(media_type: str, body: bytes) -> bytes:
    """Write a POST of some media type."""
    lines = (f"Content-Type: {media_type}", f"Content-Length: {len(body)}", "Connection: close")
    return head("POST", "/sparql", *lines) + body


NOISE: dict[str, Callable[[], bytes]] = {
    "binary": noise,
    "tls-hello": client_hello,
    "empty-lines": lambda: b"\r\n" * 5_000,
    "http-0.9": lambda: b"GET /sparql\r\n",
    "http-9": lambda: b"GET / HTTP/9.9\r\nHost: x\r\n\r\n",
    "http-2-preface": lambda: b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "no-host": lambda: b"GET / HTTP/1.1\r\n\r\n",
    "strange-method": lambda: b"FROBNICATE /sparql HTTP/1.1\r\nHost: x\r\n\r\n",
    "connect": lambda: b"CONNECT example.org:443 HTTP/1.1\r\nHost: example.org\r\n\r\n",
    "absolute-uri": lambda: b"GET http://example.org/ HTTP/1.1\r\nHost: example.org\r\n\r\n",
    "multipart-junk": lambda: post("multipart/form-data; boundary=x", b"--x\r\n" + noise()),
    "multipart-no-boundary": lambda: post("multipart/form-data", noise()),
    "fields-2000": lambda: post(
        FORM, urllib.parse.urlencode([(f"f{n}", n) for n in range(2_000)]).encode()
    ),
    "upgrade": lambda: head(
        "GET", "/sparql", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", NOISE)
def test_69_noise_gets_a_refusal_or_nothing(attacked: Attack, name: str) -> None:
    received = exchange(attacked.target, NOISE[name](), half_close=True, wait=5)

    assert all(status < 500 for status in received.statuses), received.data[:300]
