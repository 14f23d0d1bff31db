"""Worker processes that evaluate strangers' queries: stoppable, bounded, and never the server.

The engine has no deadline and no memory limit, and a query of a few kilobytes can overflow its
stack. So a query is handed to a process of its own, which is killed at the deadline and replaced;
if it dies of a query, the server says so and lives on. One worker works on one query at a time.
"""

import contextlib
import multiprocessing
import os
import queue
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from lodestone.errors import BusyError, DeadlineError, LodestoneError, ResourceError
from lodestone.store.engine import Kind, QueryDataset, SnapshotReader, kind_of, serialise

STACK_BYTES = 128 * 1024 * 1024
"""The stack that a query may use: enough for a thousand nested brackets, which honest ones lack."""

QUEUE_SECONDS = 5.0
START_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Job:
    """A query to evaluate, and the media type to answer in for each kind of result."""

    query: str
    dataset: QueryDataset | None
    base: str
    media_types: Mapping[Kind, str | None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a worker made of a job; `body` is None if no media type was wanted for its kind."""

    kind: Kind
    body: bytes | None


@dataclass(frozen=True, slots=True)
class Limits:
    """How many workers there are, and what one query may use: seconds, and megabytes of memory."""

    workers: int
    seconds: float
    memory: int


class WorkerPool:
    """Hands jobs to workers, and replaces those that had to be killed."""

    def __init__(self, data: Path, limits: Limits) -> None:
        self._data = data
        self._limits = limits
        self._context = multiprocessing.get_context("spawn")
        self._idle: queue.LifoQueue[_Worker] = queue.LifoQueue()
        self._opening = threading.Lock()
        self._is_open = False

    def open(self) -> None:
        """Start the workers, if they are not started yet; the first job does it otherwise."""
        with self._opening:
            if not self._is_open:
                for _ in range(self._limits.workers):
                    self._idle.put(self._start())
            self._is_open = True

    def run(self, job: Job) -> Outcome:
        """Evaluate a job, and give its whole answer.

        Raises:
            QueryError: the query does not parse, or cannot be evaluated.
            SnapshotError: there is no snapshot, or it is damaged.
            DeadlineError: the query took longer than it may.
            ResourceError: the query needs more memory or stack than it may.
            BusyError: all workers are busy, and stayed so.
        """
        self.open()
        try:
            worker = self._idle.get(timeout=QUEUE_SECONDS)
        except queue.Empty:
            raise BusyError("All workers are busy with other queries. Try again soon.") from None
        try:
            outcome = self._ask(worker, job)
        except LodestoneError:
            worker.kill()
            threading.Thread(target=self._replace, daemon=True).start()
            raise
        self._idle.put(worker)
        if isinstance(outcome, LodestoneError):
            raise outcome
        return outcome

    def _ask(self, worker: "_Worker", job: Job) -> Outcome | LodestoneError:
        """Give what a worker made of a job, or the error that it answered with."""
        try:
            worker.pipe.send(job)
            if not worker.pipe.poll(self._limits.seconds + worker.patience()):
                raise DeadlineError(
                    f"The query took longer than {self._limits.seconds:g} seconds and was stopped. "
                    "Ask for less, or run it on a copy of the data of your own."
                )
            outcome = worker.pipe.recv()
        except (EOFError, OSError) as error:
            raise ResourceError(
                "The query needs more memory, or is nested more deeply, than is allowed here. "
                "Ask for less, or run it on a copy of the data of your own."
            ) from error
        if not isinstance(outcome, (Outcome, LodestoneError)):
            raise ResourceError("A worker gave no answer that can be read.")
        return outcome

    def _start(self) -> "_Worker":
        ours, theirs = self._context.Pipe()
        arguments = (theirs, self._data, self._limits.memory)
        process = self._context.Process(target=work, args=arguments, daemon=True)
        process.start()
        theirs.close()
        return _Worker(process, ours)

    def _replace(self) -> None:
        self._idle.put(self._start())


class _Worker:
    """A worker as the server sees it; its first job may wait for it to start."""

    def __init__(self, process: BaseProcess, pipe: Connection) -> None:
        self.process = process
        self.pipe = pipe
        self._has_started = False

    def patience(self) -> float:
        """Give the seconds that a job may take longer because the worker is still starting."""
        if self._has_started or self.pipe.poll(START_SECONDS):
            if not self._has_started:
                self.pipe.recv()
            self._has_started = True
            return 0.0
        return START_SECONDS

    def kill(self) -> None:
        """Stop the process, whatever it is doing."""
        self.process.kill()
        self.process.join()
        self.pipe.close()


def work(pipe: Connection, data: Path, memory: int) -> None:
    """Evaluate jobs until the server is gone; the body of a worker process."""
    _limit_memory(memory)
    threading.stack_size(STACK_BYTES)
    thread = threading.Thread(target=_work, args=(pipe, SnapshotReader(data)))
    thread.start()
    server = os.getppid()
    while thread.is_alive():
        thread.join(1.0)
        if os.getppid() != server:  # killed: a query that runs would run on for nobody
            os._exit(1)


def _work(pipe: Connection, reader: SnapshotReader) -> None:
    pipe.send(None)
    with contextlib.suppress(EOFError, OSError):
        while True:
            job = pipe.recv()
            try:
                pipe.send(_evaluate(reader, job))
            except LodestoneError as error:
                pipe.send(error)


def _evaluate(reader: SnapshotReader, job: Job) -> Outcome:
    results = reader.engine().evaluate(job.query, job.dataset, job.base)
    kind = kind_of(results)
    media_type = job.media_types[kind]
    return Outcome(kind, None if media_type is None else serialise(results, media_type))


def _limit_memory(megabytes: int) -> None:
    """Bound the memory that is written to, where the system can.

    Not the address space: what the allocator only reserves differs from run to run.
    """
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 - absent on Windows

        limit = megabytes * 1024 * 1024
        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
