"""HTTP/1.1 on one event loop: connections that are bounded in everything a client may do slowly.

RFC 9112. The parser is llhttp's; what stands here is what a server decides: how much, how long, in
which order. Nothing here knows what is served.
"""

import asyncio
import os
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import formatdate
from http import HTTPStatus
from typing import Any, Protocol, cast

import httptools

KEPT_IN_BUFFER = 256 * 1024
LARGEST_HEAD = 64 * 1024
MOST_PIPELINED = 16
_REASONS = {status.value: status.phrase.encode() for status in HTTPStatus}


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """What one connection may do; sizes in bytes, times in seconds."""

    connections: int
    body: int
    bodies: int
    head_seconds: float
    body_seconds: float
    idle_seconds: float
    stall_seconds: float


@dataclass(slots=True)
class Request:
    """A whole request. Header names are lower case; of equal ones all are kept, in order."""

    method: str = ""
    target: bytes = b""
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes = b""
    version: str = "1.1"
    keeps_alive: bool = True
    client: str = ""

    def header(self, name: bytes) -> str:
        """Give the first value of a header, or an empty string."""
        for known, value in self.headers:
            if known == name:
                return value.decode("latin-1")
        return ""


_NOTHING = Request()
"""Stands for the request of a connection on which none has begun."""


class Handler(Protocol):
    """Who answers requests: calls `respond`, `respond_file` or `refuse`, now or later, once."""

    def handle(self, connection: "Connection", request: Request) -> None:
        """Answer a request."""

    def lost(self, connection: "Connection") -> None:
        """Take note that the client of a request that is being worked on is gone."""


@dataclass(slots=True, eq=False)
class Listener:
    """What all connections of a server share."""

    handler: Handler
    limits: ConnectionLimits
    now: Callable[[], float]
    connections: set["Connection"] = field(default_factory=set)
    buffered: int = 0
    is_closing: bool = False
    date: bytes = b""

    def sweep(self) -> None:
        """Close the connections whose time is up; called every second."""
        self.date = b"date: " + formatdate(usegmt=True).encode() + b"\r\n"
        now = self.now()
        for connection in list(self.connections):
            connection.check(now)


class Connection(asyncio.Protocol):
    """One client."""

    __slots__ = (
        "_body",
        "_body_size",
        "_client",
        "_deadline",
        "_has_expected",
        "_head_size",
        "_is_paused",
        "_left",
        "_listener",
        "_offset",
        "_parser",
        "_request",
        "_source",
        "_waiting",
        "current",
        "state",
        "transport",
    )

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self.transport = cast("asyncio.Transport", None)
        self.current: Request | None = None
        self.state: Any = None
        self._parser = httptools.HttpRequestParser(self)
        self._client = ""
        self._request = _NOTHING
        self._waiting: deque[Request] = deque()
        self._body: list[bytes] = []
        self._body_size = 0
        self._head_size = 0
        self._has_expected = False
        self._source: int | memoryview | None = None
        self._left = self._offset = 0
        self._is_paused = False
        self._deadline = 0.0

    # The transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take a new client, if there is room."""
        self.transport = cast("asyncio.Transport", transport)
        name = transport.get_extra_info("peername")
        self._client = str(name[0]) if name else ""
        listener = self._listener
        self._deadline = listener.now() + listener.limits.head_seconds
        listener.connections.add(self)
        if len(listener.connections) > listener.limits.connections:
            self.refuse(503, "Too many connections are open.")
            return
        self.transport.set_write_buffer_limits(high=KEPT_IN_BUFFER)

    def connection_lost(self, exc: Exception | None) -> None:
        """Drop everything of a client that is gone."""
        listener = self._listener
        listener.connections.discard(self)
        listener.buffered -= self._body_size
        self._body, self._body_size = [], 0
        self._waiting.clear()
        self._drop_source()
        if self.current is not None:
            self.current = None
            listener.handler.lost(self)

    def data_received(self, data: bytes) -> None:
        """Parse what has come."""
        self._head_size += len(data)
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self._parser = httptools.HttpRequestParser(self)  # no other protocol is offered
        except (httptools.HttpParserError, ValueError):
            self.refuse(400, "The request is not valid HTTP.")
            return
        if self._head_size > LARGEST_HEAD:
            self.refuse(431, "The head of the request is too long.")

    def pause_writing(self) -> None:
        """Wait until the client has taken some of its answer."""
        self._is_paused = True
        self._deadline = self._listener.now() + self._listener.limits.stall_seconds

    def resume_writing(self) -> None:
        """Go on with the answer."""
        self._is_paused = False
        if self._source is not None:
            self._pump()
        elif self.current is None:
            self._deadline = self._listener.now() + self._listener.limits.idle_seconds

    def check(self, now: float) -> None:
        """Close the connection if its time is up."""
        is_working = self.current is not None and self._source is None and not self._is_paused
        if is_working or now < self._deadline:
            return
        if self.current is None and (self._request.target or self._body):
            self.refuse(408, "The request did not come in time.")
        self.transport.abort() if self._is_paused else self.transport.close()

    # The parser

    def on_message_begin(self) -> None:
        """Begin a request."""
        listener = self._listener
        self._request = Request(client=self._client)
        self._has_expected = False
        if self.current is None:
            self._deadline = listener.now() + listener.limits.head_seconds

    def on_url(self, url: bytes) -> None:
        """Take a piece of the target."""
        self._request.target += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header."""
        name = name.lower()
        self._request.headers.append((name, value))
        if name == b"expect" and value.lower() == b"100-continue":
            self._has_expected = True

    def on_headers_complete(self) -> None:
        """Decide whether a body may come."""
        listener = self._listener
        request = self._request
        request.method = self._parser.get_method().decode("latin-1")
        request.version = self._parser.get_http_version()
        request.keeps_alive = self._parser.should_keep_alive()
        self._head_size = 0
        if self.current is None:
            self._deadline = listener.now() + listener.limits.body_seconds
        if self._has_expected:
            length = request.header(b"content-length")
            if length.isdigit() and int(length) > listener.limits.body:
                self.refuse(413, "The body is larger than is taken here.")
            elif not self.transport.is_closing():
                self.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def on_body(self, body: bytes) -> None:
        """Take a piece of the body."""
        listener = self._listener
        self._head_size = 0
        if self.transport.is_closing():
            return
        self._body.append(body)
        listener.buffered += len(body)
        self._body_size += len(body)
        if self._body_size > listener.limits.body:
            self.refuse(413, "The body is larger than is taken here.")
        elif listener.buffered > listener.limits.bodies:
            self.refuse(503, "Too many large requests come in at one time.")

    def on_message_complete(self) -> None:
        """Hand the request on, or keep it until the one before it is answered."""
        self._head_size = 0
        request = self._request
        if self._body:
            request.body = b"".join(self._body)
            self._listener.buffered -= self._body_size
            self._body, self._body_size = [], 0
        self._request = _NOTHING
        if self.transport.is_closing():
            return
        if self.current is None:
            self.current = request
            self._listener.handler.handle(self, request)
            return
        self._waiting.append(request)
        if len(self._waiting) >= MOST_PIPELINED:
            self.transport.pause_reading()

    # Answering

    def respond(self, status: int, head: bytes, body: bytes) -> None:
        """Send an answer; `head` is header lines, without the length of the body."""
        request = self.current
        if request is None:
            return
        start = self._start(status, head, len(body), request)
        if request.method == "HEAD" or status in (204, 304):
            body = b""
        if len(body) <= KEPT_IN_BUFFER:
            self.transport.write(start + body)
            self._finish(request)
            return
        self.transport.write(start)
        self._send_all(memoryview(body), len(body))

    def respond_file(self, status: int, head: bytes, descriptor: int, length: int) -> None:
        """Send an answer whose body is a file, piece by piece as the client takes it; closes it."""
        request = self.current
        if request is None:
            os.close(descriptor)
            return
        self.transport.write(self._start(status, head, length, request))
        self._send_all(descriptor, 0 if request.method == "HEAD" else length)

    def refuse(self, status: int, detail: str) -> None:
        """Answer what is no proper request, and close."""
        if self.transport.is_closing():
            return
        body = detail.encode() + b"\n"
        reason = _REASONS.get(status, b"Error")
        self.transport.write(
            b"HTTP/1.1 %d %s\r\ncontent-type: text/plain; charset=utf-8\r\n"
            b"x-content-type-options: nosniff\r\ncontent-length: %d\r\nconnection: close\r\n"
            b"%s\r\n%s"
            % (status, reason, len(body), b"retry-after: 5\r\n" if status == 503 else b"", body)
        )
        self.transport.close()

    def _start(self, status: int, head: bytes, length: int, request: Request) -> bytes:
        keeps_alive = request.keeps_alive and not self._listener.is_closing
        connection = b"" if keeps_alive else b"connection: close\r\n"
        if keeps_alive and request.version == "1.0":
            connection = b"connection: keep-alive\r\n"
        size = b"" if status in (204, 304) else b"content-length: %d\r\n" % length
        return b"HTTP/1.1 %d %s\r\n%s%s%s%s\r\n" % (
            status,
            _REASONS.get(status, b"Status"),
            self._listener.date,
            head,
            size,
            connection,
        )

    def _send_all(self, source: int | memoryview, length: int) -> None:
        """Send a large body, piece by piece as the client takes it."""
        self._source, self._offset, self._left = source, 0, length
        self._deadline = self._listener.now() + self._listener.limits.stall_seconds
        self._pump()

    def _pump(self) -> None:
        while self._source is not None and not self._is_paused and not self.transport.is_closing():
            size = min(KEPT_IN_BUFFER, self._left)
            if isinstance(self._source, int):
                piece: bytes | memoryview = os.pread(self._source, size, self._offset)
            else:
                piece = self._source[self._offset : self._offset + size]
            if not piece:
                self._drop_source()
                if self._left:  # the file is shorter than it said: the client has to notice
                    self.transport.abort()
                elif self.current is not None:
                    self._finish(self.current)
                return
            self._left -= len(piece)
            self._offset += len(piece)
            self._deadline = self._listener.now() + self._listener.limits.stall_seconds
            self.transport.write(piece)

    def _finish(self, request: Request) -> None:
        self.current = None
        self.state = None
        if not request.keeps_alive or self._listener.is_closing:
            self.transport.close()
            return
        self._deadline = self._listener.now() + self._listener.limits.idle_seconds
        if self._waiting:
            self.transport.resume_reading()
            self.current = self._waiting.popleft()
            self._listener.handler.handle(self, self.current)

    def _drop_source(self) -> None:
        if isinstance(self._source, int):
            os.close(self._source)
        self._source = None
