"""A zygote: a process that has everything loaded, and forks a worker whenever it is asked for one.

A fork starts in about a millisecond and shares what the zygote holds, such as a snapshot in memory.
The zygote itself never reads a stranger's text. It ends when the front does, and so do its workers.
"""

import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lodestone.processes import frames, sandbox
from lodestone.sparql.answer import Answer

STACK_BYTES = 128 * 1024 * 1024
"""The stack of a worker: enough for a thousand nested brackets, which honest queries lack."""

FORK, LOAD = "fork", "load"

Call = Callable[[str, str], bytes]
Work = Callable[[Any, Call], Answer]
"""What a worker does with a job; it may call another endpoint through the front."""


@dataclass(frozen=True, slots=True)
class Trade:
    """What the workers of a zygote do.

    `work` answers one job. `load` makes what a further zygote holds ready, from a description that
    the front gives, and returns the `work` of its workers.
    """

    work: Work
    load: Callable[[Any], Work]
    bounds: sandbox.Bounds


def run(control: socket.socket, trade: Trade) -> None:
    """Serve the front's commands until it is gone; the main of a zygote process.

    Works in a thread with a large stack, which its forks inherit.
    """
    sandbox.die_with_parent()
    sandbox.forbid_network_and_programs()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # the front decides when this ends
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    threading.stack_size(STACK_BYTES)
    thread = threading.Thread(target=_serve, args=(control, trade))
    thread.start()
    thread.join()


def _serve(control: socket.socket, trade: Trade) -> None:
    try:
        while True:
            command = frames.receive_command(control)
            if command is None:
                return
            name, argument = command
            ours, theirs = socket.socketpair()
            pid = os.fork()
            if pid == 0:
                control.close()
                ours.close()
                _child(theirs, trade, name, argument)
            theirs.close()
            socket.send_fds(control, [pid.to_bytes(4, "big")], [ours.fileno()])
            ours.close()
    except (OSError, EOFError):
        return


def _child(connection: socket.socket, trade: Trade, name: str, argument: Any) -> None:
    """Be a worker, or a zygote that holds more; never returns."""
    try:
        sandbox.die_with_parent()
        if name == LOAD:
            work = trade.load(argument)
            connection.sendall(b"r")
            _serve(connection, Trade(work, trade.load, trade.bounds))
        else:
            sandbox.limit(trade.bounds)
            _work(connection, trade.work)
    except BaseException as error:  # noqa: BLE001 - a process boundary: nothing above to raise to
        print(f"lodestone: a worker failed: {error!r}", file=sys.stderr)  # noqa: T201
        os._exit(1)
    os._exit(0)


def _work(connection: socket.socket, work: Work) -> None:
    inbox = frames.Inbox(connection)

    def call(endpoint: str, query: str) -> bytes:
        return frames.call_through_front(connection, inbox, endpoint, query)

    while (job := inbox.job()) is not None:
        answer = work(job, call)
        frames.send_answer(connection, answer)
        answer.close()


def control_socket() -> socket.socket:
    """Take over the control socket that the front left open as standard input."""
    return socket.socket(fileno=os.dup(0))
