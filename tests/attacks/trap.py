"""The trap: a web server that no query, update or document may ever make the target call."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MARKER = "caught-by-the-trap-51c9"
TRIPLE = f'<http://example.org/trapped> <http://example.org/label> "{MARKER}" .\n'


class Trap:
    """Counts who calls, and serves each what it might have come for, with a marker in it."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self._hits: list[str] = []
        self._lock = threading.Lock()

    @property
    def hits(self) -> list[str]:
        """The request lines of all calls so far."""
        with self._lock:
            return list(self._hits)

    def record(self, line: str) -> None:
        """Count a call."""
        with self._lock:
            self._hits.append(line)


@contextmanager
def set_trap() -> Iterator[Trap]:
    """Run a trap for as long as the block lasts."""

    class Handler(BaseHTTPRequestHandler):
        """Serves the marker in whatever form is asked for."""

        def do_GET(self) -> None:
            trap.record(self.requestline)
            kind, body = _bait(self.path, self.headers.get("Accept", ""))
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.do_GET()

        do_HEAD = do_PUT = do_GET  # noqa: N815 - names that the standard library looks for

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    trap = Trap(server.server_port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield trap
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _bait(path: str, accept: str) -> tuple[str, bytes]:
    if path.endswith(".jsonld"):
        context = {"@context": {"label": f"http://example.org/{MARKER}"}}
        return "application/ld+json", json.dumps(context).encode()
    if path.endswith(".dtd"):
        return "application/xml-dtd", f'<!ENTITY bait "{MARKER}">'.encode()
    if "sparql-results" in accept:
        term = {"type": "literal", "value": MARKER}
        results = {"head": {"vars": ["m"]}, "results": {"bindings": [{"m": term}]}}
        return "application/sparql-results+json", json.dumps(results).encode()
    return "application/n-triples", TRIPLE.encode()
