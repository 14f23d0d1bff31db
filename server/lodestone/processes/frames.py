"""How front and workers talk over a local socket: a job in, an answer out, each in one frame.

A job is pickled by the front, which is trusted. An answer comes from a process that has read a
stranger's text, so it is plain bytes: a fixed head, header lines, and the body or its descriptor.
"""

import array
import json
import os
import pickle
import socket
import struct
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from lodestone.errors import LodestoneError
from lodestone.sparql.answer import Answer

_JOB = struct.Struct("!I")
_ANSWER = struct.Struct("!HBIQ")
_SPOOLED, _LASTS = 1, 2
CALL = 0
"""The status of a frame that is no answer yet, but a call to another endpoint."""

_DESCRIPTORS = socket.CMSG_SPACE(struct.calcsize("i"))

_AT_ONCE = 32 * 1024


@dataclass(slots=True)
class Received:
    """An answer as the front gets it: header lines ready to send, and the body or its file."""

    status: int
    head: bytes
    body: bytes
    length: int
    lasts: bool = False
    descriptor: int | None = None

    def close(self) -> None:
        """Close the body's file, if there is one."""
        if self.descriptor is not None:
            os.close(self.descriptor)
            self.descriptor = None


@dataclass(slots=True)
class Incoming:
    """Collects the pieces of the answers that a worker sends, one after the other."""

    _buffer: bytes = b""
    _descriptors: deque[int] = field(default_factory=deque)
    _space: bytearray = field(default_factory=lambda: bytearray(_AT_ONCE))

    def feed(self, connection: socket.socket) -> list[Received]:
        """Read what is there; give the answers that are complete.

        Raises:
            EOFError: the worker is gone.
        """
        length, ancillary, _, _ = connection.recvmsg_into([self._space], _DESCRIPTORS)
        for level, kind, content in ancillary:
            if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
                self._descriptors.append(_descriptor(content))
        if not length:
            self.drop()
            raise EOFError
        data = bytes(memoryview(self._space)[:length])
        if self._buffer:
            data = self._buffer + data
        found: list[Received] = []
        start = 0
        while (end := self._end_of_frame(data, start)) is not None:
            found.append(self._read(data, start))
            start = end
        self._buffer = data[start:]
        return found

    def _end_of_frame(self, data: bytes, start: int) -> int | None:
        if len(data) - start < _ANSWER.size:
            return None
        _, flags, head_length, length = _ANSWER.unpack_from(data, start)
        end: int = start + _ANSWER.size + head_length + (0 if flags & _SPOOLED else length)
        return end if end <= len(data) else None

    def _read(self, data: bytes, start: int) -> Received:
        status, flags, head_length, length = _ANSWER.unpack_from(data, start)
        start += _ANSWER.size
        end = start + head_length
        head, lasts = data[start:end], bool(flags & _LASTS)
        if flags & _SPOOLED:
            descriptor = self._descriptors.popleft() if self._descriptors else None
            return Received(status, head, b"", length, lasts, descriptor)
        return Received(status, head, data[end : end + length], length, lasts)

    def drop(self) -> None:
        """Forget a half-received answer."""
        self._buffer = b""
        while self._descriptors:
            os.close(self._descriptors.popleft())


class Inbox:
    """What a worker is sent: jobs, perhaps several ahead, and replies to its calls."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._buffer = b""
        self._space = bytearray(_AT_ONCE)
        self._ahead: deque[Any] = deque()

    def job(self) -> Any:
        """Wait for the next job; None when the front is gone."""
        return self._ahead.popleft() if self._ahead else self._next()

    def reply(self) -> bytes | LodestoneError | None:
        """Wait for the reply to a call; jobs that come before it are kept for later."""
        while True:
            found = self._next()
            if found is None or isinstance(found, (bytes, LodestoneError)):
                return found
            self._ahead.append(found)

    def _next(self) -> Any:
        data = self._buffer
        while True:
            if len(data) >= _JOB.size:
                end = _JOB.size + _JOB.unpack_from(data)[0]
                if len(data) >= end:
                    self._buffer = data[end:]
                    return pickle.loads(data[_JOB.size : end])  # noqa: S301 - the front is trusted
                if end - len(data) > _AT_ONCE:
                    data += _exactly(self._connection, end - len(data))
                    continue
            length = self._connection.recv_into(self._space)
            if not length:
                return None
            data += memoryview(self._space)[:length]


def pack_job(job: Any) -> bytes:
    """Write a job as one frame."""
    content = pickle.dumps(job, protocol=5)
    return _JOB.pack(len(content)) + content


def receive_command(control: socket.socket) -> Any:
    """Wait for the next command of many that may have been sent; None when the front is gone."""
    try:
        (length,) = _JOB.unpack(_exactly(control, _JOB.size))
        return pickle.loads(_exactly(control, length))  # noqa: S301 - from the front
    except EOFError:
        return None


def send_answer(connection: socket.socket, answer: Answer) -> None:
    """Send an answer; a spooled body goes as the descriptor of its file."""
    head = "".join(f"{name}: {value}\r\n" for name, value in answer.headers).encode("latin-1")
    lasts = _LASTS if answer.lasts else 0
    if answer.spool is None:
        body = answer.body
        connection.sendall(_ANSWER.pack(answer.status, lasts, len(head), len(body)) + head + body)
        return
    frame = _ANSWER.pack(answer.status, lasts | _SPOOLED, len(head), answer.length) + head
    socket.send_fds(connection, [frame], [answer.spool])


def call_through_front(connection: socket.socket, inbox: Inbox, endpoint: str, query: str) -> bytes:
    """Have the front ask another endpoint; gives its results in SPARQL JSON.

    Raises:
        LodestoneError: the front would not, or could not.
    """
    body = json.dumps([endpoint, query]).encode()
    connection.sendall(_ANSWER.pack(CALL, 0, 0, len(body)) + body)
    reply = inbox.reply()
    if isinstance(reply, bytes):
        return reply
    raise reply if isinstance(reply, LodestoneError) else EOFError


def _exactly(connection: socket.socket, length: int) -> bytes:
    pieces = []
    while length > 0:
        piece = connection.recv(min(length, 1024 * 1024))
        if not piece:
            raise EOFError
        pieces.append(piece)
        length -= len(piece)
    return b"".join(pieces)


def _descriptor(content: bytes) -> int:
    found = array.array("i")
    found.frombytes(content[: found.itemsize])
    return found[0]
