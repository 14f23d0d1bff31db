"""The front: answers protocol reads without a detour, and hands all else to the Flask application.

It evaluates nothing and parses no RDF. A read of `/sparql` or `/graphs` goes as it came to a
worker, and the worker's answer goes back as it is, unless an equal request was answered before.
"""

import asyncio
import os
import re
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from flask import Flask

from lodestone.errors import BusyError, LodestoneError
from lodestone.processes.backend import Backend
from lodestone.processes.tickets import Outcome, Ticket
from lodestone.settings import Settings
from lodestone.sparql import problems
from lodestone.sparql.request import is_update
from lodestone.web import wsgi
from lodestone.web.cache import AnswerCache, Kept
from lodestone.web.http1 import Connection, Request
from lodestone.web.metrics import Metrics

READ_HEADERS = (
    b"access-control-allow-origin: *\r\n"
    b"access-control-expose-headers: ETag, Link, Location, X-Request-Id\r\n"
    b"cache-control: no-cache\r\n"
    b"vary: Accept\r\n"
    b"x-content-type-options: nosniff\r\n"
    b"content-security-policy: default-src 'none'\r\n"
)
MOST_WAITING_PAGES = 256
_TAG = re.compile(rb'^etag: (?:W/)?("[^"]*")\r$', re.MULTILINE)
_HOST = re.compile(r"[A-Za-z0-9._:\[\]-]{1,255}")


@dataclass(slots=True, eq=False)
class Read:
    """A protocol read in progress, and the connections that wait for its answer."""

    key: tuple[Any, ...]
    waiting: list[tuple[Connection, bytes, float]] = field(default_factory=list)
    ticket: Ticket | None = None


class Front:
    """Answers the requests of all connections."""

    def __init__(
        self, app: Flask, backend: Backend, settings: Settings, loop: asyncio.AbstractEventLoop
    ) -> None:
        self._app = app
        self._backend = backend
        self._settings = settings
        self._loop = loop
        self._pages = ThreadPoolExecutor(settings.threads, thread_name_prefix="page")
        self._waiting_pages: deque[None] = deque()
        self._reads: dict[tuple[Any, ...], Read] = {}
        self.cache = AnswerCache(settings.cache_megabytes * 1024 * 1024)
        self.metrics = Metrics(self.cache, backend, settings.log)

    def handle(self, connection: Connection, request: Request) -> None:
        """Answer a request, now or later."""
        path, _, query = request.target.partition(b"?")
        method = request.method
        if self._settings.engine:
            self._page(connection, request, path, query)
            return
        is_read = method in ("GET", "HEAD")
        if path == b"/sparql":
            if (is_read and query) or (method == "POST" and self._is_query(request)):
                self._read(connection, request, "query", path, query)
                return
        elif is_read and path.startswith(b"/graphs"):
            self._read(connection, request, "graph", path, query)
            return
        elif path == b"/healthz" and is_read:
            head = b"content-type: application/json\r\n" + READ_HEADERS
            connection.respond(200, head, b'{"status":"alive"}\n')
            return
        self._page(connection, request, path, query)

    def lost(self, connection: Connection) -> None:
        """Stop the work for a client that is gone, unless others wait for it too."""
        read: Read | None = connection.state
        if read is None:
            return
        read.waiting = [entry for entry in read.waiting if entry[0] is not connection]
        if not read.waiting and read.ticket is not None:
            self._reads.pop(read.key, None)
            self._backend.pool.cancel(read.ticket)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is being worked on."""
        return not self._reads and not self._waiting_pages

    # Protocol reads

    def _is_query(self, request: Request) -> bool:
        content_type = request.header(b"content-type")
        return not request.header(b"content-encoding") and not is_update(content_type, request.body)

    def _read(
        self, connection: Connection, request: Request, operation: str, path: bytes, query: bytes
    ) -> None:
        found = dict(request.headers)
        accept = found.get(b"accept", b"")
        content_type = found.get(b"content-type", b"")
        host = found.get(b"host", b"")
        condition = found.get(b"if-none-match", b"")
        key = (path, query, accept, host, content_type, request.body)
        started = time.perf_counter()
        try:
            store = self._backend.pointer.store()
            kept = self.cache.get(store, key)
            if kept is not None:
                self._give(connection, kept, condition, started)
                return
            read = self._reads.get((store, key))
            if read is None:
                read = self._start(request, operation, (store, key))
            connection.state = read
            read.waiting.append((connection, condition, started))
        except LodestoneError as error:
            self._fail(connection, request, error)

    def _start(self, request: Request, operation: str, key: tuple[Any, ...]) -> Read:
        store, (path, query, accept, host, content_type, body) = key
        read = Read(key)
        self._reads[key] = read
        method = "POST" if request.method == "POST" else "GET"
        fields = (
            operation,
            method,
            query,
            content_type.decode("latin-1"),
            accept.decode("latin-1"),
            body,
            _url(self._settings.url, host, path),
        )

        def done(outcome: Outcome) -> None:
            # On the next turn of the loop, so that the caller has taken its place in the line.
            if read.waiting:
                self._done(read, outcome)
            else:
                self._loop.call_soon(self._done, read, outcome)

        read.ticket = self._backend.read(store, fields, done)
        return read

    def _done(self, read: Read, outcome: Outcome) -> None:
        self._reads.pop(read.key, None)
        waiting, read.waiting = read.waiting, []
        read.ticket = None  # which knows of the read: nothing is left to the garbage collector
        if isinstance(outcome, LodestoneError):
            for connection, _, _ in waiting:
                if connection.current is not None:
                    self._fail(connection, connection.current, outcome)
            return
        head = outcome.head + READ_HEADERS
        answer = Kept(head, outcome.body, outcome.length, outcome.descriptor)
        for connection, condition, started in waiting:
            self._give(connection, answer, condition, started, outcome.status)
        is_kept = outcome.lasts and outcome.status == 200
        store, key = read.key
        if not (is_kept and self.cache.put(store, key, answer)):
            outcome.close()

    def _give(
        self,
        connection: Connection,
        answer: Kept,
        condition: bytes,
        started: float,
        status: int = 200,
    ) -> None:
        if condition and status == 200 and _matches(condition, answer.head):
            status = 304
        head = answer.head + self.metrics.request_id()
        if answer.descriptor is None or status == 304:
            connection.respond(status, head, answer.body)
        else:
            connection.respond_file(status, head, os.dup(answer.descriptor), answer.length)
        self.metrics.observe(status, "read", started)

    def _fail(self, connection: Connection, request: Request, error: LodestoneError) -> None:
        status = problems.status_of(error)
        accept = request.header(b"accept")
        content_type, body = problems.describe_problem(status, str(error), accept)
        lines = (("content-type", content_type), *problems.headers_of(status))
        head = "".join(f"{name}: {value}\r\n" for name, value in lines).encode("latin-1")
        head += READ_HEADERS + self.metrics.request_id()
        connection.respond(status, head, body)
        self.metrics.observe(status, "read", time.perf_counter(), request)

    # Everything else

    def _page(self, connection: Connection, request: Request, path: bytes, query: bytes) -> None:
        if len(self._waiting_pages) >= MOST_WAITING_PAGES:
            self._fail(connection, request, BusyError("Too much is asked. Try again soon."))
            return
        self._waiting_pages.append(None)
        environ = wsgi.environment(request, path, query)
        started = time.perf_counter()
        answered = self._loop.run_in_executor(self._pages, wsgi.run, self._app, environ)

        def finish(done: "asyncio.Future[wsgi.Response]") -> None:
            self._waiting_pages.pop()
            response = done.result()
            self.metrics.observe(response.status, "page", started, request)
            if connection.current is not request:
                response.close()
            elif response.descriptor is not None:
                connection.respond_file(
                    response.status, response.head, response.descriptor, response.length
                )
            else:
                connection.respond(response.status, response.head, response.body)

        answered.add_done_callback(finish)


@lru_cache(maxsize=64)
def _url(root: str, host: bytes, path: bytes) -> str:
    """Give the URL of a request, below the public one of the server if that is set."""
    named = host.decode("latin-1")
    root = root.rstrip("/") or "http://" + (named if _HOST.fullmatch(named) else "localhost")
    return root + path.decode("latin-1")


def _matches(condition: bytes, head: bytes) -> bool:
    """Compare entity tags weakly, as If-None-Match asks (RFC 9110 §13.1.2)."""
    found = _TAG.search(head)
    if found is None:
        return False
    if condition.strip() == b"*":
        return True
    return any(part.strip().removeprefix(b"W/") == found[1] for part in condition.split(b","))
