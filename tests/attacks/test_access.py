"""Cases 57–64: nobody writes without the token, by whatever door."""

import urllib.parse
from collections.abc import Iterator

import pytest

from attacks.attack import FORM, QUERY, UPDATE, Attack
from attacks.attackers import Received, exchange, head
from attacks.target import EXAMPLE, N_TRIPLES, SENTINEL, TOKEN, graph_path

TAKEN = EXAMPLE + "attack/taken"
EVIL = "https://evil.example"
INSERT = f"INSERT DATA {{ GRAPH <{TAKEN}> {{ <x:s> <x:p> 1 }} }}"
ENCODED = urllib.parse.urlencode({"update": INSERT})
TRIPLE = b"<x:s> <x:p> <x:o> .\n"
CREDENTIALS = {
    "none": {},
    "wrong": {"Authorization": "Bearer wrong"},
    "empty": {"Authorization": "Bearer "},
    "only-scheme": {"Authorization": "Bearer"},
    "prefix": {"Authorization": f"Bearer {TOKEN[:-1]}"},
    "longer": {"Authorization": f"Bearer {TOKEN}x"},
    "other-case": {"Authorization": f"Bearer {TOKEN.upper()}"},
    "non-ascii": {"Authorization": "Bearer \u00fc\u00e9\u00ff"},
    "basic": {"Authorization": "Basic YWRtaW46YWRtaW4="},
    "bare": {"Authorization": TOKEN},
    "cookie": {"Cookie": f"token={TOKEN}; Authorization=Bearer%20{TOKEN}"},
    "other-header": {
        "X-Authorization": f"Bearer {TOKEN}",
        "Proxy-Authorization": f"Bearer {TOKEN}",
    },
}


@pytest.fixture
def closed(attacked: Attack) -> Iterator[Attack]:
    """A server on which nothing is stored by any of these requests."""
    yield attacked

    assert attacked.count(TAKEN) == 0


@pytest.mark.parametrize("name", CREDENTIALS)
def test_57_an_update_without_the_right_token_is_refused(closed: Attack, name: str) -> None:
    headers = {"Content-Type": UPDATE, **CREDENTIALS[name]}

    reply = closed.send("POST", "/sparql", INSERT.encode(), headers)

    assert reply.status in (401, 403), reply.text[:300]
    assert TOKEN not in reply.text
    if reply.status == 401:
        assert reply.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("name", ["access_token", "token", "Authorization"])
def test_57_a_token_in_the_url_opens_nothing(closed: Attack, name: str) -> None:
    path = "/sparql?" + urllib.parse.urlencode({name: TOKEN})

    reply = closed.send("POST", path, INSERT.encode(), {"Content-Type": UPDATE})

    assert reply.status in (401, 403), reply.text[:300]


def test_57_a_form_without_the_token_is_refused(closed: Attack) -> None:
    reply = closed.send("POST", "/sparql", ENCODED.encode(), {"Content-Type": FORM})

    assert reply.status in (401, 403), reply.text[:300]


MISPLACED = {
    "get-update": ("GET", f"/sparql?{ENCODED}", None, None),
    "get-update-as-query": (
        "GET",
        "/sparql?" + urllib.parse.urlencode({"query": INSERT}),
        None,
        None,
    ),
    "update-as-query": ("POST", "/sparql", INSERT, QUERY),
    "update-in-form-as-query": ("POST", "/sparql", urllib.parse.urlencode({"query": INSERT}), FORM),
    "form-as-query": ("POST", "/sparql", ENCODED, QUERY),
    "query-and-update": ("POST", "/sparql", f"query=ASK%7B%7D&{ENCODED}", FORM),
    "update-in-url-of-post": ("POST", f"/sparql?{ENCODED}", "", FORM),
    "update-to-entailment": ("POST", "/sparql/rdfs", INSERT, UPDATE),
}


@pytest.mark.parametrize("has_token", [False, True], ids=["without-token", "with-token"])
@pytest.mark.parametrize("name", MISPLACED)
def test_58_an_update_in_the_wrong_place_is_refused(
    closed: Attack, name: str, has_token: bool
) -> None:
    method, path, body, media_type = MISPLACED[name]
    headers = {} if media_type is None else {"Content-Type": media_type}
    if has_token:
        headers |= closed.authorization

    reply = closed.send(method, path, None if body is None else body.encode(), headers)

    assert 400 <= reply.status < 500, reply.text[:300]


FORGED = {
    "text-plain": (f"update={INSERT}", "text/plain"),
    "text-plain-update": (INSERT, "text/plain"),
    "form": (ENCODED, FORM),
    "multipart": (
        f'--b\r\nContent-Disposition: form-data; name="update"\r\n\r\n{INSERT}\r\n--b--\r\n',
        "multipart/form-data; boundary=b",
    ),
    "no-type": (ENCODED, None),
}


@pytest.mark.parametrize("name", FORGED)
def test_59_a_request_forged_on_another_site_is_refused(closed: Attack, name: str) -> None:
    body, media_type = FORGED[name]
    headers = {"Origin": EVIL, "Cookie": f"token={TOKEN}"}
    if media_type is not None:
        headers["Content-Type"] = media_type

    reply = closed.send("POST", "/sparql", body.encode(), headers)

    assert 400 <= reply.status < 500, reply.text[:300]


@pytest.mark.parametrize("graph", [SENTINEL, None], ids=["named", "default"])
@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
def test_60_the_graph_store_takes_no_write_without_the_token(
    closed: Attack, method: str, graph: str | None
) -> None:
    body = None if method == "DELETE" else TRIPLE

    reply = closed.send(method, graph_path(graph), body, {"Content-Type": N_TRIPLES})

    assert reply.status in (401, 403, 405, 415, 501), reply.text[:300]


def test_60_no_graph_is_minted_without_the_token(closed: Attack) -> None:
    reply = closed.send("POST", "/graphs", TRIPLE, {"Content-Type": N_TRIPLES})

    assert reply.status in (401, 403), reply.text[:300]


@pytest.mark.parametrize(
    "header", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "_method"]
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_60_a_method_cannot_be_overridden(closed: Attack, method: str, header: str) -> None:
    path = graph_path(SENTINEL) + ("&_method=DELETE" if header == "_method" else "")
    headers = {header: "DELETE"}
    if method == "POST":
        headers["Content-Type"] = N_TRIPLES

    reply = closed.send(method, path, TRIPLE if method == "POST" else None, headers)

    assert reply.status in ((200, 400) if method == "GET" else (400, 401, 403)), reply.text[:300]


PATHS = [
    "/sparql/", "//sparql", "/SPARQL", "/%73parql", "/./sparql", "/x/../sparql", "/sparql;x=1",
    "/sparql%00", "/sparql//", "/sparql/update", "/update", "/graphs/../sparql", "/sparql%2F",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_61_no_spelling_of_a_path_opens_a_way_to_write(closed: Attack, path: str) -> None:
    reply = closed.send("POST", path, INSERT.encode(), {"Content-Type": UPDATE})

    assert 300 <= reply.status < 500, reply.text[:300]


@pytest.mark.parametrize("path", ["/graphs/", "//graphs", "/GRAPHS", "/%67raphs", "/graphs//"])
def test_61_no_spelling_of_a_path_opens_a_graph(closed: Attack, path: str) -> None:
    query = urllib.parse.urlencode({"graph": SENTINEL})

    reply = closed.send("DELETE", f"{path}?{query}")

    assert 300 <= reply.status < 500, reply.text[:300]


@pytest.mark.parametrize(("path", "method"), [("/sparql", "POST"), ("/graphs?default", "PUT")])
def test_62_another_site_may_not_send_the_token(closed: Attack, path: str, method: str) -> None:
    asks = {
        "Origin": EVIL,
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "authorization, content-type",
    }

    reply = closed.send("OPTIONS", path, headers=asks)

    allowed = reply.headers.get("Access-Control-Allow-Origin", "")
    with_headers = reply.headers.get("Access-Control-Allow-Headers", "").lower()
    assert reply.status < 500
    assert not (allowed in ("*", EVIL) and ("authorization" in with_headers or "*" in with_headers))
    assert "Access-Control-Allow-Credentials" not in reply.headers


def behind(*lines: str, body: bytes) -> bytes:
    """Write an honest query with contradictory framing; the body is where an update hides."""
    return head("POST", "/sparql", f"Content-Type: {QUERY}", *lines) + body


HIDDEN = (
    head("POST", "/sparql", f"Content-Type: {UPDATE}", f"Content-Length: {len(INSERT)}")
    + INSERT.encode()
)
CHUNKED_ASK = b"7\r\nASK { }\r\n0\r\n\r\n"
SMUGGLED = {
    "length-then-chunks": behind(
        f"Content-Length: {len(CHUNKED_ASK + HIDDEN)}", "Transfer-Encoding: chunked",
        body=CHUNKED_ASK + HIDDEN,
    ),
    "chunks-then-length": behind(
        "Transfer-Encoding: chunked", "Content-Length: 4", body=CHUNKED_ASK + HIDDEN
    ),
    "short-length": behind("Content-Length: 7", body=b"ASK { }" + HIDDEN),
    "two-lengths": behind(
        "Content-Length: 7", f"Content-Length: {7 + len(HIDDEN)}", body=b"ASK { }" + HIDDEN
    ),
    "space-before-colon": behind(
        "Transfer-Encoding : chunked", "Content-Length: 7", body=b"ASK { }" + HIDDEN
    ),
    "folded-header": behind(
        "Transfer-Encoding:\r\n chunked", "Content-Length: 7", body=b"ASK { }" + HIDDEN
    ),
    "bare-line-feed": behind(
        "X: y\nTransfer-Encoding: chunked", "Content-Length: 7", body=b"ASK { }" + HIDDEN
    ),
    "chunk-extension": behind(
        "Transfer-Encoding: chunked", body=b"7;x=\r\n\r\nASK { }\r\n0\r\n\r\n" + HIDDEN
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SMUGGLED)
def test_63_an_update_behind_a_request_needs_its_own_token(closed: Attack, name: str) -> None:
    token = f"Authorization: Bearer {TOKEN}\r\n".encode()
    message = SMUGGLED[name].replace(b"\r\n", b"\r\n" + token, 1)

    received = exchange(closed.target, message)

    assert all(status < 500 for status in received.statuses)
    assert 204 not in received.statuses


FRAMED = {
    "double": (["Content-Length: 7", "Content-Length: 8"], b"ASK { } "),
    "list": (["Content-Length: 7, 8"], b"ASK { } "),
    "negative": (["Content-Length: -7"], b"ASK { }"),
    "plus": (["Content-Length: +7"], b"ASK { }"),
    "words": (["Content-Length: seven"], b"ASK { }"),
    "underscore": (["Content-Length: 1_0"], b"ASK { }   "),
    "huge": (["Content-Length: 99999999999999999999999999"], b"ASK { }"),
    "bad-chunk": (["Transfer-Encoding: chunked"], b"zz\r\nASK { }\r\n0\r\n\r\n"),
    "negative-chunk": (["Transfer-Encoding: chunked"], b"-7\r\nASK { }\r\n0\r\n\r\n"),
    "huge-chunk": (["Transfer-Encoding: chunked"], b"ffffffffffffffffff\r\nASK { }"),
    "xchunked": (["Transfer-Encoding: xchunked"], b"7\r\nASK { }\r\n0\r\n\r\n"),
    "chunked-twice": (["Transfer-Encoding: chunked, chunked"], b"7\r\nASK { }\r\n0\r\n\r\n"),
}


def refused(received: Received) -> bool:
    """Whether nothing was answered but a refusal, or the connection was just closed."""
    if not received.statuses:
        return received.was_closed
    return received.statuses[0] in (400, 411, 413, 431, 501)


@pytest.mark.parametrize("name", FRAMED)
def test_64_a_body_that_is_framed_wrongly_is_refused(closed: Attack, name: str) -> None:
    lines, body = FRAMED[name]
    start = head("POST", "/sparql", f"Content-Type: {QUERY}", *lines)

    received = exchange(closed.target, start + body, half_close=True)

    assert refused(received), received.data[:300]
