"""A zygote as the front sees it: started, asked for workers, noticed when it is gone."""

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Callable

from lodestone.processes import frames
from lodestone.processes.zygote import FORK, LOAD
from lodestone.settings import environment_without_secrets

Forked = Callable[[int, socket.socket], None]
BUFFER_BYTES = 1024 * 1024

MALLOC = "glibc.malloc.arena_max=2:glibc.malloc.tcache_count=127"
"""Few arenas, so that the memory which is only reserved stays small; and many small pieces kept at
hand, which the engine asks for at every query: it is a sixth faster."""


class Zygote:
    """A zygote process; `store` is the folder of the store that it holds in memory, if any."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, pid: int, control: socket.socket, store: str = ""
    ) -> None:
        self.pid = pid
        self.store = store
        self.is_gone = False
        self.when_gone: Callable[[], None] = lambda: None
        self._loop = loop
        self._control = control
        self._waiting: deque[Forked] = deque()
        self._forks = 0
        control.setblocking(False)
        loop.add_reader(control.fileno(), self._read)

    @classmethod
    def start(cls, loop: asyncio.AbstractEventLoop, module: str, options: str) -> "Zygote":
        """Start a zygote from a module of ours that is run with `options` as its argument."""
        ours, theirs = socket.socketpair()
        environment = environment_without_secrets() | {"GLIBC_TUNABLES": MALLOC}
        process = subprocess.Popen(  # noqa: S603 - a module of ours
            [sys.executable, "-m", module, options],
            stdin=theirs.fileno(),
            env=environment,
            start_new_session=True,
        )
        theirs.close()
        zygote = cls(loop, process.pid, ours)
        process.returncode = 0  # reaped by its process id, below
        return zygote

    def fork(self, forked: Forked) -> None:
        """Ask for a worker; `forked` gets its process id and its socket."""

        def counted(pid: int, connection: socket.socket) -> None:
            self._forks -= 1
            forked(pid, connection)

        self._forks += 1
        self._send((FORK, None), counted)

    @property
    def forks_under_way(self) -> int:
        """How many workers it has been asked for that are not there yet; none once it is gone."""
        return 0 if self.is_gone else self._forks

    def load(self, store: str, ready: Callable[["Zygote"], None]) -> None:
        """Ask for a zygote that holds a store in memory; `ready` gets it once it does."""

        def forked(pid: int, connection: socket.socket) -> None:
            connection.setblocking(False)
            self._loop.add_reader(connection.fileno(), loaded, pid, connection)

        def loaded(pid: int, connection: socket.socket) -> None:
            self._loop.remove_reader(connection.fileno())
            try:
                is_ready = connection.recv(1) == b"r"
            except OSError:
                is_ready = False
            if is_ready:
                ready(Zygote(self._loop, pid, connection, store))
            else:
                connection.close()

        self._send((LOAD, store), forked)

    def close(self) -> None:
        """Let it end; its workers are killed with it."""
        if not self.is_gone:
            self.is_gone = True
            self._loop.remove_reader(self._control.fileno())
            self._control.close()
            self._reap()

    def _send(self, command: tuple[str, str | None], forked: Forked) -> None:
        self._waiting.append(forked)
        try:
            self._control.send(frames.pack_job(command))
        except OSError:
            self._lose()

    def _read(self) -> None:
        try:
            data, descriptors, _, _ = socket.recv_fds(self._control, 4, 1)
        except BlockingIOError:
            return
        except OSError:
            data, descriptors = b"", []
        if not data or not descriptors:
            self._lose()
            return
        connection = socket.socket(fileno=descriptors[0])
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFER_BYTES)
        self._waiting.popleft()(int.from_bytes(data, "big"), connection)

    def _lose(self) -> None:
        if not self.is_gone:
            self.close()
            self.when_gone()

    def _reap(self) -> None:
        """Make sure that the process ends, and take note of its end if it is a child of ours."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self.pid, 0)
