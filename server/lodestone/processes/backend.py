"""The work that the front hands out: queries to the pool, writes to the lane, on one event loop.

The front calls it on the loop; the application's own pages call it from threads of theirs.
"""

import asyncio
import os
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from lodestone.errors import LodestoneError
from lodestone.processes import federation, frames
from lodestone.processes.frames import Received
from lodestone.processes.lane import WriteLane
from lodestone.processes.pool import Pool
from lodestone.processes.query_zygote import QueryOptions
from lodestone.processes.tickets import Done, PoolLimits, Ticket, Worker
from lodestone.processes.zygotes import Zygote
from lodestone.settings import Settings
from lodestone.sparql.guard import TextLimits
from lodestone.store import snapshots
from lodestone.store.pointer import Pointer
from lodestone.store.snapshots import Snapshot

QUIET_SECONDS = 0.3
"""How long no new snapshot has to come before the current one is loaded into memory."""

RESTART_SECONDS = 0.05
"""How soon a zygote that has ended is started again; one that cannot start must not busy us."""

BYTES_A_QUAD = 400
"""What a quad takes in memory, about; measured with graphs of our shape."""


class Backend:
    """The processes behind a server, and the snapshot that they answer from."""

    def __init__(self, settings: Settings) -> None:
        self.pointer = Pointer(settings.data)
        self._settings = settings
        self._loop: asyncio.AbstractEventLoop | None = None
        self._opening = threading.Lock()
        self._disk: Zygote | None = None
        self._memory: Zygote | None = None
        self._wanted = ""
        self._is_closed = False

    def open(self, loop: asyncio.AbstractEventLoop) -> None:
        """Start the processes; called on the loop that they are then served from."""
        self._loop = loop
        self.pool = Pool(loop, _pool_limits(self._settings))
        self.pool.on_call = self._call
        self.lane = WriteLane(loop, self._settings)
        self.lane.when_ended = self.pointer.distrust
        self._start_zygote()

    def open_in_thread(self) -> None:
        """Start the processes with an event loop of their own, unless they are started.

        For servers that are not ours and know nothing of an event loop.
        """
        with self._opening:
            if self._loop is not None:
                return
            loop = asyncio.new_event_loop()
            threading.Thread(target=loop.run_forever, name="backend", daemon=True).start()
            opened: Future[None] = Future()

            def start() -> None:
                self.open(loop)
                opened.set_result(None)

            loop.call_soon_threadsafe(start)
            opened.result()

    def close(self) -> None:
        """Stop all processes."""
        self._is_closed = True
        self.pool.close()
        self.lane.close()

    @property
    def is_in_memory(self) -> bool:
        """Whether the current snapshot is answered from memory by now."""
        return self._memory is not None

    def read(self, store: str, fields: tuple[Any, ...], done: Done) -> Ticket:
        """Have a protocol request answered from the current snapshot; called on the loop.

        `store` is what the pointer calls current; `fields` are those of a `ProtocolJob` behind it.

        Raises:
            SnapshotError: the snapshot is damaged.
        """
        if store != self._wanted:
            self._follow(self.pointer.current())
        return self.read_from(store, fields, done)

    def read_entailed(self, regime: str, fields: tuple[Any, ...], done: Done) -> None:
        """Have a request answered under an entailment regime; called on the loop.

        The first request on a snapshot has its entailments worked out, which may take seconds.
        """
        snapshot = self.pointer.current()
        store = snapshots.entailment(snapshot, regime)
        if store.is_dir():
            self.read_from(str(store), fields, done)
            return

        def materialised(outcome: Received | LodestoneError) -> None:
            if isinstance(outcome, Received) and outcome.status == 200:
                self.read_from(str(store), fields, done)
            else:
                done(outcome)

        self.lane.submit(("entail", regime, snapshot.folder.name), materialised)

    def read_from(self, store: str, fields: tuple[Any, ...], done: Done) -> Ticket:
        """Have a protocol request answered from a store; called on the loop."""
        return self.pool.submit(frames.pack_job((store, *fields)), store, done)

    def wait_for(self, start: Callable[[Done], object]) -> Received:
        """Do something on the loop from another thread, and wait for its outcome.

        Raises:
            LodestoneError: the outcome is an error.
        """
        self.open_in_thread()
        assert self._loop is not None  # noqa: S101 - the line above has set it
        outcome: Future[Received] = Future()

        def done(result: Received | LodestoneError) -> None:
            if isinstance(result, LodestoneError):
                outcome.set_exception(result)
            else:
                outcome.set_result(result)

        def begin() -> None:
            try:
                start(done)
            except LodestoneError as error:
                outcome.set_exception(error)

        self._loop.call_soon_threadsafe(begin)
        return outcome.result()

    # The snapshot in memory

    def _start_zygote(self) -> None:
        if self._is_closed or self._loop is None:
            return
        module = "lodestone.processes.query_zygote"
        self._disk = Zygote.start(self._loop, module, _query_options(self._settings).to_json())
        self._disk.when_gone = self._start_again
        self._memory = None
        self._wanted = ""
        self.pool.use(self._disk, None)
        try:
            self._follow(self.pointer.current())
        except LodestoneError:
            return  # the first request will say so

    def _start_again(self) -> None:
        if self._loop is not None:
            self._loop.call_later(RESTART_SECONDS, self._start_zygote)

    def _follow(self, snapshot: Snapshot) -> None:
        """Answer from a new snapshot: from disk at once, from memory when it has been loaded."""
        self._wanted = str(snapshot.store)
        self._memory = None
        self.pool.use(self._disk, None)
        size = snapshot.manifest.counts["quads"] * BYTES_A_QUAD // 1024 // 1024
        if size <= self._settings.memory_snapshot and self._loop is not None:
            self._loop.call_later(QUIET_SECONDS, self._load, self._wanted)

    def _load(self, store: str) -> None:
        if store == self._wanted and self._disk is not None and not self._disk.is_gone:
            self._disk.load(store, self._take_memory)

    def _take_memory(self, zygote: Zygote) -> None:
        if zygote.store != self._wanted or self._is_closed:
            zygote.close()
            return
        self._memory = zygote
        zygote.when_gone = self._lose_memory
        self.pool.use(self._disk, zygote)

    def _lose_memory(self) -> None:
        store, self._memory = self._wanted, None
        self.pool.use(self._disk, None)
        self._load(store)

    # Calls to other endpoints

    def _call(self, worker: Worker, body: bytes) -> None:
        loop = self._loop
        assert loop is not None  # noqa: S101 - workers come only from an open backend

        def finish(done: asyncio.Future[bytes | LodestoneError]) -> None:
            self.pool.reply(worker, done.result())

        asked = loop.run_in_executor(None, federation.call, self._settings, body)
        asked.add_done_callback(finish)


def _pool_limits(settings: Settings) -> PoolLimits:
    return PoolLimits(
        at_once=min(settings.workers, os.cpu_count() or 1),
        fast=settings.workers,
        slow=settings.slow_workers,
        parked=settings.parked_workers,
        queue=settings.queue,
        queue_seconds=settings.queue_milliseconds / 1000,
        fast_seconds=settings.fast_milliseconds / 1000,
        seconds=settings.query_seconds,
    )


def _query_options(settings: Settings) -> QueryOptions:
    text = TextLimits(
        settings.query_length,
        settings.query_depth,
        settings.query_operators,
        settings.query_patterns,
    )
    spool = snapshots.root(settings.data) / snapshots.SPOOL
    return QueryOptions(
        text,
        settings.result_megabytes,
        settings.query_memory,
        str(spool),
        bool(settings.federation),
    )
