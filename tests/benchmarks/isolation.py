"""What isolation costs: `python tests/benchmarks/isolation.py`.

One keep-alive connection asks small queries one after the other. From the time of an answer that a
worker gave we take that of an answer that the front had kept, and that of the engine alone in this
process: what is left is the way to the worker and back. All three are taken in turn, round by round.
"""

import argparse
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

sys.path.insert(0, str(Path(__file__).parent))

import graphs
import pyoxigraph as ox
from mix import JSON, MIX, PREFIXES
from peers import lodestone

SMALL = ("ask", "point", "evidence")


class Client:
    """One keep-alive connection."""

    def __init__(self, endpoint: str) -> None:
        parts = urlsplit(endpoint)
        self._path, self._host = parts.path, parts.netloc
        self._socket = socket.create_connection((parts.hostname or "", parts.port or 80))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, query: str) -> None:
        """Ask a query and read its small answer."""
        head = f"GET {self._path}?query={quote(query, safe='')} HTTP/1.1\r\nHost: {self._host}\r\n"
        self._socket.sendall(f"{head}Accept: {JSON}\r\n\r\n".encode())
        answer = self._socket.recv(65536)
        if b" 200 " not in answer[:16]:
            raise SystemExit(f"not answered: {answer[:300]!r}")


def median_milliseconds(act: Callable[[int], object], times: int) -> float:
    """Time an act again and again."""
    taken = []
    for number in range(times):
        started = time.perf_counter()
        act(number)
        taken.append(time.perf_counter() - started)
    return statistics.median(taken) * 1000


@dataclass(frozen=True)
class Cost:
    """Medians in milliseconds: an answer by a worker, a kept one, the engine alone, the rest."""

    worker: float
    kept: float
    engine: float
    isolation: float


def measure(endpoint: str, file: Path, rounds: int, times: int = 1000) -> dict[str, Cost]:
    """Measure the small queries of the mix on a server that holds the graph of a file."""
    store = ox.Store()
    store.bulk_load(path=str(file))
    client = Client(endpoint)
    small = [query for query in MIX if query.name in SMALL]
    return {one.name: _measure(PREFIXES + one.text, client, store, rounds, times) for one in small}


def _measure(text: str, client: Client, store: ox.Store, rounds: int, times: int) -> Cost:
    stamp, json = time.time_ns(), ox.QueryResultsFormat.JSON

    def once(number: int) -> tuple[float, float, float]:
        fresh = f"{text}#{stamp}x{number}x"
        return (
            median_milliseconds(lambda n: client.ask(f"{fresh}{n}"), times),
            median_milliseconds(lambda _: client.ask(text), times),
            median_milliseconds(lambda n: store.query(f"{fresh}{n}").serialize(format=json), times),
        )

    taken = [once(number) for number in range(rounds)]
    worker, kept, engine = (statistics.median(column) for column in zip(*taken, strict=True))
    return Cost(worker, kept, engine, statistics.median(a - b - c for a, b, c in taken))


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--triples", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "graph.nt"
        peer = lodestone(file, graphs.write(options.triples, file), Path(name))
        try:
            for query, cost in measure(peer.endpoint, file, options.rounds).items():
                print(query, cost, flush=True)
        finally:
            peer.stop()


if __name__ == "__main__":
    main()
