"""The write lane: one write at a time, each in a process of its own that ends with it.

What a write process may publish is decided by what it runs; this end only starts it, waits for it,
and kills it when it takes too long. Killed, it has published a whole version or none.
"""

import asyncio
import contextlib
import json
import os
import signal
import socket
from collections import deque
from typing import TYPE_CHECKING, Any

from lodestone.errors import BusyError, DeadlineError, ResourceError
from lodestone.processes import frames
from lodestone.processes.tickets import Done
from lodestone.processes.zygotes import Zygote
from lodestone.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

MODULE = "lodestone.writing"


class WriteLane:
    """Hands write jobs to processes, in the order in which they came."""

    def __init__(self, loop: asyncio.AbstractEventLoop, settings: Settings) -> None:
        self._loop = loop
        self._settings = settings
        self._zygote: Zygote | None = None
        self._queue: deque[tuple[Any, Done]] = deque()
        self._running: _Run | None = None
        self.when_ended: Callable[[], None] = lambda: None
        """Called before a write's outcome is told."""
        self.deaths = 0

    def open(self) -> None:
        """Start the zygote of the write processes, unless it is started."""
        if self._zygote is None or self._zygote.is_gone:
            options = {
                "data": str(self._settings.data),
                "keep": self._settings.keep,
                "memory": self._settings.write_memory,
                "disk_free": self._settings.disk_free,
                "depth": self._settings.query_depth,
                "federates": bool(self._settings.federation),
            }
            self._zygote = Zygote.start(self._loop, MODULE, json.dumps(options))
            self._zygote.when_gone = self._forget

    def submit(self, job: Any, done: Done) -> None:
        """Take a write; `done` gets its outcome, once."""
        if len(self._queue) >= self._settings.queue:
            done(BusyError("Too many writes wait here. Try again soon."))
            return
        self._queue.append((job, done))
        self._next()

    def close(self) -> None:
        """Let a write that runs end its way, and take no more."""
        self._queue.clear()
        if self._zygote is not None:
            self._zygote.when_gone = lambda: None
            self._zygote.close()

    @property
    def is_busy(self) -> bool:
        """Whether a write is being worked on."""
        return self._running is not None

    def _forget(self) -> None:
        self._zygote = None
        if self._queue and self._running is None:
            self._next()

    def _next(self) -> None:
        if self._running is not None or not self._queue:
            return
        self.open()
        job, done = self._queue.popleft()
        self._running = _Run(self, job, done)
        assert self._zygote is not None  # noqa: S101 - open() has set it
        self._zygote.fork(self._running.begin)
        self._running.timer = self._loop.call_later(
            self._settings.write_seconds, self._running.time_out
        )


class _Run:
    """One write on its way."""

    def __init__(self, lane: WriteLane, job: Any, done: Done) -> None:
        self._lane = lane
        self._job = job
        self._done: Done | None = done
        self._incoming = frames.Incoming()
        self._connection: socket.socket | None = None
        self._pid = 0
        self.timer: asyncio.TimerHandle | None = None

    def begin(self, pid: int, connection: socket.socket) -> None:
        """Send the job to the process that was forked for it."""
        if self._done is None:
            connection.close()
            return
        self._pid, self._connection = pid, connection
        connection.setblocking(False)
        loop = self._lane._loop  # noqa: SLF001 - a part of the lane
        loop.add_reader(connection.fileno(), self._read)
        loop.create_task(self._send(loop, connection))

    async def _send(self, loop: asyncio.AbstractEventLoop, connection: socket.socket) -> None:
        with contextlib.suppress(OSError):
            await loop.sock_sendall(connection, frames.pack_job(self._job))

    def time_out(self) -> None:
        """Kill a write that takes too long."""
        seconds = self._lane._settings.write_seconds  # noqa: SLF001 - a part of the lane
        self._end(
            DeadlineError(f"The write took longer than {seconds} seconds; nothing was changed.")
        )

    def _read(self) -> None:
        assert self._connection is not None  # noqa: S101 - it is what is read
        try:
            answers = self._incoming.feed(self._connection)
        except BlockingIOError:
            return
        except (EOFError, OSError):
            self._lane.deaths += 1
            self._end(
                ResourceError(
                    "The write needs more memory, or is nested more deeply, than is allowed here; "
                    "it was stopped. Compare the version to see that nothing was changed."
                )
            )
            return
        for received in answers:
            self._end(received)

    def _end(self, outcome: Any) -> None:
        done, self._done = self._done, None
        if done is None:
            return
        if self.timer is not None:
            self.timer.cancel()
        if self._connection is not None:
            self._lane._loop.remove_reader(self._connection.fileno())  # noqa: SLF001
            self._connection.close()
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)
        self._lane._running = None  # noqa: SLF001
        self._lane.when_ended()
        done(outcome)
        self._lane._next()  # noqa: SLF001
