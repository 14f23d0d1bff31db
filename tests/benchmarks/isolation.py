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


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--triples", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--times", type=int, default=1000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "graph.nt"
        triples = graphs.write(options.triples, file)
        store = ox.Store()
        store.bulk_load(path=str(file))
        peer = lodestone(file, triples, Path(name))
        try:
            client = Client(peer.endpoint)
            for query in (one for one in MIX if one.name in SMALL):
                print(query.name, _told(query.text, client, store, options), flush=True)
        finally:
            peer.stop()


def _told(query: str, client: Client, store: ox.Store, options: argparse.Namespace) -> str:
    text = PREFIXES + query
    stamp = time.time_ns()

    def measured(round_number: int) -> tuple[float, float, float]:
        fresh = f"{text}#{stamp}x{round_number}x"
        json = ox.QueryResultsFormat.JSON
        return (
            median_milliseconds(lambda n: client.ask(f"{fresh}{n}"), options.times),
            median_milliseconds(lambda _: client.ask(text), options.times),
            median_milliseconds(
                lambda n: store.query(f"{fresh}{n}").serialize(format=json), options.times
            ),
        )

    rounds = [measured(number) for number in range(options.rounds)]
    worker, kept, engine = (statistics.median(column) for column in zip(*rounds, strict=True))
    cost = statistics.median(one - two - three for one, two, three in rounds)
    return (
        f"worker {worker:.3f} ms, kept {kept:.3f} ms, engine {engine:.3f} ms: "
        f"isolation {cost:.3f} ms"
    )


if __name__ == "__main__":
    main()
