"""Small SPARQL endpoints of other people, for the tests of federated queries."""

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pyoxigraph as ox

from conformance.isomorphism import Row, Term
from conformance.manifests import Files
from conformance.results import quads

RESULTS = "application/sparql-results+json"
ENDPOINTS = (
    "http://example.org/sparql",
    "http://example1.org/sparql",
    "http://example2.org/sparql",
)
UNREACHABLE = "http://invalid.endpoint.org/sparql"


class RemoteServer(ThreadingHTTPServer):
    """An endpoint over one store."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.store = ox.Store()

    @property
    def url(self) -> str:
        """Give the IRI of the endpoint."""
        return f"http://127.0.0.1:{self.server_port}/sparql"


class _Handler(BaseHTTPRequestHandler):
    server: RemoteServer

    def do_GET(self) -> None:
        self._answer(self.path.partition("?")[2], is_form=True)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode("utf-8")
        self._answer(body, is_form="urlencoded" in self.headers["Content-Type"])

    def _answer(self, text: str, *, is_form: bool) -> None:
        query = parse_qs(text)["query"][0] if is_form else text
        found = self.server.store.query(query)
        assert isinstance(found, ox.QuerySolutions | ox.QueryBoolean)
        document = found.serialize(format=ox.QueryResultsFormat.JSON)
        assert document is not None
        self.send_response(200)
        self.send_header("Content-Type", RESULTS)
        self.send_header("Content-Length", str(len(document)))
        self.end_headers()
        self.wfile.write(document)

    def log_message(self, *_: object) -> None:
        """Print nothing."""


@dataclass(frozen=True, slots=True)
class Remotes:
    """The endpoints that the suite speaks of, and which local one stands for each."""

    servers: dict[str, RemoteServer]
    local: dict[str, str]

    def hold(self, services: tuple[tuple[str, Files], ...]) -> None:
        """Fill each endpoint with the data of a test."""
        for server in self.servers.values():
            server.store.clear()
        for name, files in services:
            store = self.servers[name].store
            store.extend(self.localised_quad(quad) for quad in quads(files))

    def localised_quad(self, quad: ox.Quad) -> ox.Quad:
        """Name local endpoints in the place of the suite's, in data."""
        value = self._localised(quad.object) or quad.object
        return ox.Quad(quad.subject, quad.predicate, value, quad.graph_name)

    def localised_row(self, row: Row) -> Row:
        """Do so in expected results."""
        return tuple(self._localised(term) for term in row)

    def _localised(self, term: Term) -> Term:
        if isinstance(term, ox.NamedNode) and term.value in self.local:
            return ox.NamedNode(self.local[term.value])
        return term


@contextmanager
def remotes() -> Iterator[Remotes]:
    """Run the endpoints, and keep one port on which nothing listens."""
    with ExitStack() as stack:
        servers = {name: stack.enter_context(RemoteServer()) for name in ENDPOINTS}
        for server in servers.values():
            threading.Thread(target=server.serve_forever, daemon=True).start()
            stack.callback(server.shutdown)
        silent = stack.enter_context(closing(socket.socket()))
        silent.bind(("127.0.0.1", 0))
        local = {name: server.url for name, server in servers.items()}
        local[UNREACHABLE] = f"http://127.0.0.1:{silent.getsockname()[1]}/sparql"
        yield Remotes(servers, local)
