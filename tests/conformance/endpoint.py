"""Speaks to a running server over HTTP, and knows which dataset it holds."""

import http.client
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import pyoxigraph as ox

from clients import Answer
from conformance import results
from conformance.comparison import Table
from conformance.manifests import Files

WHOLE_DATASET = """
SELECT ?subject ?predicate ?object ?graph {
  { ?subject ?predicate ?object } UNION { GRAPH ?graph { ?subject ?predicate ?object } }
}"""
PAUSES = (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError)


@dataclass(frozen=True, slots=True)
class Paths:
    """Where a server answers, below its URL."""

    sparql: str = "/sparql"
    graphs: str = "/graphs"


class Endpoint:
    """A running server that the tests may write to."""

    def __init__(self, url: str, token: str, paths: Paths | None = None) -> None:
        self.url = url.rstrip("/")
        self.paths = paths or Paths()
        self._authorisation = {"Authorization": f"Bearer {token}"}
        self._connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
        self._held: Files | None = None

    def close(self) -> None:
        """End the connection."""
        self._connection.close()

    def send(
        self,
        method: str,
        target: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send a request with these headers and the token, and with no others."""
        self._held = None if method != "GET" else self._held
        return self._exchange(method, target, body, {**(headers or {}), **self._authorisation})

    def query(self, text: bytes, accept: str, path: str | None = None) -> Answer:
        """Ask a query."""
        headers = {"Content-Type": "application/sparql-query", "Accept": accept}
        return self._exchange("POST", path or self.paths.sparql, text, headers)

    def update(self, text: bytes) -> Answer:
        """Send an update; nothing is known of the dataset after it."""
        self._held = None
        headers = {"Content-Type": "application/sparql-update", **self._authorisation}
        return self._exchange("POST", self.paths.sparql, text, headers)

    def hold(self, files: Files, change: Callable[[ox.Quad], ox.Quad] | None = None) -> None:
        """Load a dataset in the place of all others, unless the server holds it already.

        Tests that follow one another often share their dataset, and writes are what takes time.
        """
        if files == self._held and change is None:
            return
        quads = results.quads(files)
        written = _written([change(quad) for quad in quads] if change else quads)
        answer = self.update(f"DROP ALL ; INSERT DATA {{ {written} }}".encode())
        assert answer.status in (200, 204), f"data not loaded: {answer.status} {answer.text}"
        self._held = files if change is None else None

    def dataset(self) -> Table:
        """Give all quads, with the blank nodes that graphs share."""
        media_type = results.MEDIA_TYPES[".srj"]
        answer = self.query(WHOLE_DATASET.encode(), media_type)
        assert answer.status == 200, f"{answer.status} {answer.text}"
        found = results.results(answer.body, media_type)
        return Table(results.QUAD, tuple(found.arranged(results.QUAD)))

    def _exchange(
        self, method: str, target: str, body: bytes | None, headers: Mapping[str, str]
    ) -> Answer:
        try:
            return self._once(method, target, body, headers)
        except PAUSES:  # the server had closed the connection, which it may between requests
            return self._once(method, target, body, headers)

    def _once(
        self, method: str, target: str, body: bytes | None, headers: Mapping[str, str]
    ) -> Answer:
        try:
            self._connection.request(method, target, body, dict(headers))
            response = self._connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        except (OSError, http.client.HTTPException):
            self._connection.close()  # the next request opens it anew
            raise


def _written(quads: Iterable[ox.Quad]) -> str:
    """Write a dataset as quads for INSERT DATA."""
    lines = []
    for quad in quads:
        triple = str(ox.Triple(quad.subject, quad.predicate, quad.object)) + " ."
        name = quad.graph_name
        lines.append(
            triple if isinstance(name, ox.DefaultGraph) else f"GRAPH {name} {{ {triple} }}"
        )
    return "\n".join(lines)
