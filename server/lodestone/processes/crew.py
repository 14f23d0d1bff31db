"""The workers of the pool: started from the zygotes, idle or at work, ended.

A worker is given a few jobs ahead while jobs are short, so that neither it nor the front sleeps
between them: waking a process costs more than a short query does.
"""

import asyncio
import contextlib
import os
import signal
import socket
from collections.abc import Callable

from lodestone.processes.tickets import Lane, Ticket, Worker
from lodestone.processes.zygotes import Zygote

SPARES = 4
AHEAD = 4
"""How many jobs a worker holds at most, the one it works on among them."""

LARGEST_AHEAD = 16 * 1024
"""A larger job waits until its worker reads it, so that the socket always takes it at once."""


class Crew:
    """The workers that there are; lives on one event loop."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, most: int, read: Callable[[Worker], None]
    ) -> None:
        self._loop = loop
        self._most = most
        self._read = read
        self._workers: set[Worker] = set()
        self._idle: dict[Zygote, list[Worker]] = {}
        self._disk: Zygote | None = None
        self._memory: Zygote | None = None
        self._with_jobs_ahead: list[Worker] = []
        self.at_work: list[Worker] = []
        """The workers of the fast lane that have a job."""
        self.when_free: Callable[[], None] = lambda: None

    def __contains__(self, worker: Worker) -> bool:
        return worker in self._workers

    def use(self, disk: Zygote | None, memory: Zygote | None) -> None:
        """Take workers from these zygotes from now on; those of others end when they are idle."""
        former = {zygote for zygote in (self._disk, self._memory) if zygote}
        self._disk, self._memory = disk, memory
        for zygote in former - {disk, memory}:
            for worker in self._idle.pop(zygote, []):
                self.discard(worker)
            self._let_go(zygote)
        for used in (disk, memory):
            if used is not None and not used.is_gone:
                self._idle.setdefault(used, [])
        preferred = memory or disk
        if preferred is not None:
            for _ in range(min(SPARES, self._most) - len(self._idle[preferred])):
                self._grow(preferred)

    def find_idle(self, store: str) -> Worker | None:
        """Give an idle worker that holds that store in memory, or else one that reads the disk."""
        preferred = self._preferred(store)
        idle = self._idle.get(preferred) if preferred is not None else None
        return idle.pop() if idle else None

    def find_least_busy(self, ticket: Ticket, longest: float) -> Worker | None:
        """Give a worker that can take one more job ahead.

        Its job so far must not have taken longer than so many seconds.
        """
        preferred = self._preferred(ticket.store)
        found, fewest = None, AHEAD
        latest = self._loop.time() - longest
        for worker in self.at_work:
            is_fit = worker.zygote is preferred and worker.since >= latest
            if is_fit and len(worker.jobs) < fewest:
                found, fewest = worker, len(worker.jobs)
        return found if len(ticket.job) <= LARGEST_AHEAD else None

    def make_room(self, store: str, waiting: int, away: int) -> None:
        """Start a worker for jobs that wait, in place of an idle one if need be.

        `away` counts the workers that have left the fast lane.
        """
        preferred = self._preferred(store)
        zygotes = (self._disk, self._memory)
        starting = sum(zygote.forks_under_way for zygote in zygotes if zygote)
        if preferred is None or starting >= waiting:
            return
        others = [idle for zygote, idle in self._idle.items() if zygote is not preferred and idle]
        if len(self._workers) - away + starting >= self._most:
            if not others:
                return
            self.discard(others[0].pop())
        self._grow(preferred)

    def hand(self, worker: Worker, ticket: Ticket) -> None:
        """Give a worker a job, perhaps ahead."""
        if not worker.jobs:
            self.at_work.append(worker)
            worker.since = self._loop.time()
            _send(worker, ticket.job)
        else:
            worker.outgoing.append(ticket.job)
            if not self._with_jobs_ahead:
                self._loop.call_soon(self._send_ahead)
            self._with_jobs_ahead.append(worker)
        worker.jobs.append(ticket)
        ticket.worker, ticket.lane = worker, Lane.FAST

    def _send_ahead(self) -> None:
        """Send the jobs that workers were given ahead, those of one worker together."""
        for worker in self._with_jobs_ahead:
            if worker.outgoing and worker in self._workers:
                _send(worker, b"".join(worker.outgoing))
                worker.outgoing.clear()
        self._with_jobs_ahead.clear()

    def take_answer(self, worker: Worker, now: float) -> Ticket | None:
        """Take note that a worker has answered its first job; give that, if it is still wanted."""
        ticket = worker.jobs.popleft() if worker.jobs else None
        worker.since = now
        if not worker.jobs:
            self.leave_lane(worker)
        return ticket

    def leave_lane(self, worker: Worker) -> None:
        """Take note that a worker is no longer in the fast lane."""
        if worker in self.at_work:
            self.at_work.remove(worker)

    def free(self, worker: Worker) -> None:
        """Keep a worker that is idle, or end it if its snapshot is no longer asked."""
        idle = self._idle.get(worker.zygote)
        if idle is None:
            self.discard(worker)
            self._let_go(worker.zygote)
        else:
            idle.append(worker)

    def end(self, worker: Worker) -> None:
        """End a worker that was at work."""
        self.discard(worker)
        self._let_go(worker.zygote)

    def discard(self, worker: Worker) -> None:
        """Kill a worker and forget it."""
        if worker not in self._workers:
            return
        self._workers.discard(worker)
        self.leave_lane(worker)
        idle = self._idle.get(worker.zygote)
        if idle and worker in idle:
            idle.remove(worker)
        self._loop.remove_reader(worker.connection.fileno())
        worker.incoming.drop()
        with contextlib.suppress(ProcessLookupError):
            os.kill(worker.pid, signal.SIGKILL)
        worker.connection.close()

    def close(self) -> None:
        """End all workers and their zygotes."""
        for worker in list(self._workers):
            self.discard(worker)
        for zygote in (self._memory, self._disk):
            if zygote is not None:
                zygote.close()

    def _preferred(self, store: str) -> Zygote | None:
        memory = self._memory
        return memory if memory is not None and memory.store == store else self._disk

    def _grow(self, zygote: Zygote) -> None:
        def forked(pid: int, connection: socket.socket) -> None:
            worker = Worker(pid, connection, zygote)
            connection.setblocking(False)
            self._workers.add(worker)
            self._loop.add_reader(connection.fileno(), self._read, worker)
            self.free(worker)
            self.when_free()

        if not zygote.is_gone:
            zygote.fork(forked)

    def _let_go(self, zygote: Zygote) -> None:
        """Close a zygote of a former snapshot once none of its workers is at work."""
        is_used = zygote in self._idle or any(w.zygote is zygote for w in self._workers)
        if not is_used:
            zygote.close()


def _send(worker: Worker, jobs: bytes) -> None:
    """Send jobs; what the socket does not take at once is short, since the worker reads."""
    try:
        sent = worker.connection.send(jobs)
    except OSError:
        sent = 0
    if sent < len(jobs):
        worker.connection.settimeout(1.0)
        with contextlib.suppress(OSError):
            worker.connection.sendall(jobs[sent:])
        worker.connection.setblocking(False)
