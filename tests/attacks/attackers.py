"""What attackers send with: whole requests, raw bytes on a socket, slow clients, floods."""

import contextlib
import http.client
import re
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.message import Message

from attacks.target import Target

PATIENCE = 45.0
QUIET = 1.0
_STATUS = re.compile(rb"^HTTP/1\.[01] (\d{3})", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server answered to a whole request, and how long that took."""

    status: int
    headers: Message
    body: bytes
    seconds: float

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", errors="replace")


@dataclass(frozen=True, slots=True)
class Received:
    """What came back on a raw socket until it was closed, fell silent or was reset."""

    data: bytes
    was_closed: bool
    was_reset: bool

    @property
    def statuses(self) -> list[int]:
        """The statuses of all responses, in order."""
        return [int(status) for status in _STATUS.findall(self.data)]


def send(
    target: Target,
    method: str,
    path: str,
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
) -> Reply:
    """Send one whole request on a connection of its own.

    Raises:
        OSError: the connection was refused, reset, or silent for too long.
        http.client.IncompleteRead: the answer was cut off, visibly.
    """
    begin = time.monotonic()
    connection = http.client.HTTPConnection(target.host, target.port, timeout=PATIENCE)
    with contextlib.closing(connection):
        connection.request(method, path, body, dict(headers or {}))
        response = connection.getresponse()
        content = response.read()
        return Reply(response.status, response.headers, content, time.monotonic() - begin)


def connect(target: Target, receive_buffer: int | None = None) -> socket.socket:
    """Open a raw connection."""
    raw = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if receive_buffer is not None:
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    raw.settimeout(PATIENCE)
    raw.connect((target.host, target.port))
    return raw


def exchange(
    target: Target, message: bytes | Iterable[bytes], *, half_close: bool = False, wait: float = 8.0
) -> Received:
    """Send raw bytes, and collect what comes back until the server closes or has said its say."""
    pieces = [message] if isinstance(message, bytes) else message
    with connect(target) as raw:
        was_reset = False
        try:
            for piece in pieces:
                raw.sendall(piece)
            if half_close:
                raw.shutdown(socket.SHUT_WR)
        except (BrokenPipeError, ConnectionResetError):
            was_reset = True
        data, was_closed, reset_later = _collect(raw, wait)
        return Received(data, was_closed, was_reset or reset_later)


def _collect(raw: socket.socket, wait: float) -> tuple[bytes, bool, bool]:
    data = bytearray()
    raw.settimeout(wait)
    while True:
        try:
            piece = raw.recv(65536)
        except TimeoutError:
            return bytes(data), False, False
        except ConnectionResetError:
            return bytes(data), True, True
        if not piece:
            return bytes(data), True, False
        data += piece
        raw.settimeout(QUIET)


def head(method: str, path: str, *lines: str) -> bytes:
    """Write a request's head, to which the body is added by hand."""
    return "\r\n".join((f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", *lines, "", "")).encode()


def close_all(sockets: Iterable[socket.socket]) -> None:
    """Close sockets, whatever state they are in."""
    for each in sockets:
        with contextlib.suppress(OSError):
            each.close()


class Drip:
    """Slow clients: many connections that each send one small piece now and then.

    What the server does to such a client is its own affair: a connection that it drops is left.
    """

    def __init__(self, target: Target, count: int, beginning: bytes, every: float = 0.5) -> None:
        self._sockets = [connect(target) for _ in range(count)]
        self._every = every
        self._is_over = threading.Event()
        self._beginning = beginning
        self._thread = threading.Thread(target=self._run, daemon=True)

    @contextlib.contextmanager
    def dripping(self, piece: Callable[[int], bytes]) -> Iterator[None]:
        """Drip for as long as the block lasts; `piece` gives the bytes of each round."""
        self._piece = piece
        self._thread.start()
        try:
            yield
        finally:
            self._is_over.set()
            self._thread.join()
            close_all(self._sockets)

    def _run(self) -> None:
        self._to_all(self._beginning)
        number = 0
        while not self._is_over.wait(self._every):
            self._to_all(self._piece(number))
            number += 1

    def _to_all(self, piece: bytes) -> None:
        for each in self._sockets:
            with contextlib.suppress(OSError):
                each.sendall(piece)


def leave(target: Target, messages: Sequence[bytes], after: float) -> None:
    """Send requests, one connection each, and close them all a moment later without reading."""
    sockets = [connect(target) for _ in messages]
    for each, message in zip(sockets, messages, strict=True):
        each.sendall(message)
    time.sleep(after)
    close_all(sockets)
