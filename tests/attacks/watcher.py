"""The watcher: an honest client that asks something small all the time while an attack goes on."""

import contextlib
import http.client
import json
import threading
import time
import urllib.parse
from collections.abc import Iterator

from attacks.target import EXAMPLE, SENTINEL_ITEMS, Target

EVERY = 0.1
MOST_SECONDS = 1.0


class Watcher:
    """Asks an ASK on a connection of its own, and writes down each that fails or takes too long.

    Every question is a new one, so that no cache answers in place of the engine.
    """

    def __init__(self, target: Target) -> None:
        self.slowest = 0.0
        self.asked = 0
        self.lapses: list[str] = []
        self._connection = http.client.HTTPConnection(
            target.host, target.port, timeout=MOST_SECONDS
        )
        self._begin = time.monotonic()
        self._is_over = threading.Event()
        self._tolerates = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        """Start to ask."""
        self._thread.start()

    def finish(self) -> None:
        """Stop, after one more question that is asked when the attack is over."""
        self._is_over.set()
        self._thread.join()
        self._tolerates.clear()
        self.ask()
        self._connection.close()

    @contextlib.contextmanager
    def tolerating(self) -> Iterator[None]:
        """Write nothing down for as long as the block lasts."""
        self._tolerates.set()
        try:
            yield
        finally:
            self._tolerates.clear()

    def _run(self) -> None:
        while not self._is_over.wait(EVERY):
            self.ask()

    def ask(self) -> bool:
        """Ask once; say whether it went well."""
        self.asked += 1
        begin = time.monotonic()
        try:
            fault = self._fault()
        except (OSError, http.client.HTTPException, ValueError) as error:
            fault = f"{type(error).__name__}: {error}"
            self._connection.close()
        seconds = time.monotonic() - begin
        if not fault and seconds > MOST_SECONDS:
            fault = "too slow"
        if not self._tolerates.is_set():
            self.slowest = max(self.slowest, seconds)
            if fault:
                since = begin - self._begin
                self.lapses.append(f"ASK at {since:.1f} s took {seconds:.2f} s: {fault}")
        return not fault

    def _fault(self) -> str:
        item, number = self.asked % SENTINEL_ITEMS, time.monotonic_ns()
        query = f"ASK {{ <{EXAMPLE}item/{item}> ?p ?o FILTER({number} = {number}) }}"
        self._connection.request(
            "GET",
            "/sparql?" + urllib.parse.urlencode({"query": query}),
            headers={"Accept": "application/sparql-results+json"},
        )
        response = self._connection.getresponse()
        body = response.read()
        if response.status != 200:
            return f"status {response.status}: {body[:200]!r}"
        return "" if json.loads(body)["boolean"] is True else "the sentinel is gone"
