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
    """Collects the pieces of one answer."""

    _buffer: bytearray = field(default_factory=bytearray)
    _descriptor: int | None = None

    def feed(self, connection: socket.socket) -> Received | None:
        """Read what is there; give the answer when it is complete.

        Raises:
            EOFError: the worker is gone.
        """
        data, ancillary, _, _ = connection.recvmsg(_AT_ONCE, _DESCRIPTORS)
        for level, kind, content in ancillary:
            if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
                self._descriptor = _descriptor(content)
        if not data:
            self.drop()
            raise EOFError
        if not self._buffer and (whole := self._read(data)) is not None:
            return whole
        self._buffer += data
        return self._read(self._buffer)

    def _read(self, data: bytes | bytearray) -> Received | None:
        if len(data) < _ANSWER.size:
            return None
        status, flags, head_length, length = _ANSWER.unpack_from(data)
        is_spooled = bool(flags & _SPOOLED)
        end = _ANSWER.size + head_length
        if len(data) < end + (0 if is_spooled else length):
            return None
        body = b"" if is_spooled else bytes(data[end : end + length])
        received = Received(
            status, bytes(data[_ANSWER.size : end]), body, length, bool(flags & _LASTS)
        )
        if is_spooled:
            received.descriptor, self._descriptor = self._descriptor, None
        self._buffer = bytearray()
        return received

    def drop(self) -> None:
        """Forget a half-received answer."""
        self._buffer = bytearray()
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def pack_job(job: Any) -> bytes:
    """Write a job as one frame."""
    content = pickle.dumps(job, protocol=5)
    return _JOB.pack(len(content)) + content


def receive_job(connection: socket.socket) -> Any:
    """Wait for the next job; None when the front is gone."""
    data = connection.recv(_AT_ONCE)
    if len(data) < _JOB.size:
        data += _exactly(connection, _JOB.size - len(data)) if data else b""
    if not data:
        return None
    (length,) = _JOB.unpack_from(data)
    content = data[_JOB.size :]
    if len(content) < length:
        content += _exactly(connection, length - len(content))
    return pickle.loads(content)  # noqa: S301 - from the front, which is trusted


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


def call_through_front(connection: socket.socket, endpoint: str, query: str) -> bytes:
    """Have the front ask another endpoint; gives its results in SPARQL JSON.

    Raises:
        LodestoneError: the front would not, or could not.
    """
    body = json.dumps([endpoint, query]).encode()
    connection.sendall(_ANSWER.pack(CALL, 0, 0, len(body)) + body)
    reply = receive_job(connection)
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
