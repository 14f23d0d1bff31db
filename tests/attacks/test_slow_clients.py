"""Cases 24–27: clients that take their time; honest ones must not notice."""

import os
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from attacks.arena import Arena
from attacks.attack import QUERY, RESULTS, Attack
from attacks.attackers import Drip, close_all, connect, exchange, head
from attacks.target import HEAVY, Target

SECONDS = 5.0
IDLE_SECONDS = float(os.environ.get("LODESTONE_IDLE_SECONDS", "25"))
"""How long connections stand idle; the table says 60, which is for runs by hand."""

ROWS = (
    f"SELECT * WHERE {{ GRAPH <{HEAVY}> {{ ?s ?p ?o }} "
    f"VALUES ?k {{ {' '.join(str(n) for n in range(23))} }} }}"
)


@dataclass(frozen=True, slots=True)
class Idle:
    """Connections that are open and never used, and since when."""

    target: Target
    sockets: list[socket.socket]
    since: float


@pytest.fixture(scope="module", autouse=True)
def idle(arena: Arena) -> Iterator[Idle]:
    """A hundred and fifty idle connections, which stand beside all attacks of this module."""
    target = arena.target()
    idle = Idle(target, [connect(target) for _ in range(150)], time.monotonic())
    yield idle
    close_all(idle.sockets)


def test_24_forty_clients_that_drip_their_headers_hold_nobody_up(attacked: Attack) -> None:
    beginning = b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: 127.0.0.1\r\n"

    with Drip(attacked.target, 40, beginning).dripping(lambda n: b"X-Slow-%d: 1\r\n" % n):
        time.sleep(SECONDS)
        replies = [attacked.query("ASK {}") for _ in range(3)]

    assert [reply.status for reply in replies] == [200, 200, 200]
    assert max(reply.seconds for reply in replies) < 1


def test_25_forty_clients_that_drip_their_bodies_hold_nobody_up(attacked: Attack) -> None:
    lines = (f"Content-Type: {QUERY}", "Content-Length: 5000")

    with Drip(attacked.target, 40, head("POST", "/sparql", *lines)).dripping(lambda _: b"#"):
        time.sleep(SECONDS)
        replies = [attacked.query("ASK {}") for _ in range(3)]

    assert [reply.status for reply in replies] == [200, 200, 200]
    assert max(reply.seconds for reply in replies) < 1


def test_26_twenty_clients_that_never_read_their_rows_hold_nobody_up(attacked: Attack) -> None:
    sockets = [connect(attacked.target, receive_buffer=4096) for _ in range(20)]

    for number, each in enumerate(sockets):
        body = f"{ROWS} # {number}".encode()
        lines = (f"Content-Type: {QUERY}", f"Content-Length: {len(body)}", f"Accept: {RESULTS}")
        each.sendall(head("POST", "/sparql", *lines) + body)
    time.sleep(SECONDS)
    replies = [attacked.query("ASK {}") for _ in range(3)]

    close_all(sockets)
    assert [reply.status for reply in replies] == [200, 200, 200]
    assert max(reply.seconds for reply in replies) < 1


def test_26_an_honest_client_gets_all_ninety_thousand_rows(attacked: Attack) -> None:
    reply = attacked.query(ROWS, "text/csv")

    assert reply.status == 200
    assert reply.body.count(b"\n") == 1 + 23 * 4_000


def test_27_a_hundred_and_fifty_idle_connections_hold_nobody_up(
    attacked: Attack, idle: Idle
) -> None:
    if idle.target is not attacked.target:
        pytest.skip("an attack before this one broke the server that the connections were to")

    time.sleep(max(0.0, idle.since + IDLE_SECONDS - time.monotonic()))
    received = exchange(attacked.target, head("GET", "/healthz", "Connection: close"))

    assert received.statuses == [200]
