"""The server: an event loop with the front on it, started and stopped in good order."""

import asyncio
import contextlib
import gc
import logging
import signal
from collections.abc import Callable, Coroutine
from typing import Any

from lodestone.processes.backend import Backend
from lodestone.settings import Settings
from lodestone.sparql.federation import parse_allow_list
from lodestone.web.app import create_app
from lodestone.web.front import Front
from lodestone.web.http1 import Connection, ConnectionLimits, Listener

MEGABYTE = 1024 * 1024
BACKLOG = 1024
BODIES_AT_ONCE = 16
DRAIN_SECONDS = 15.0
SWEEP_SECONDS = 1.0
GARBAGE = 20_000
"""How many new objects there have to be before garbage is looked for."""


def listen(settings: Settings, announce: Callable[[str], None]) -> None:
    """Serve until stopped; `announce` gets the URL when the port is open.

    Raises:
        OSError: the address cannot be listened on.
    """
    logging.getLogger("asyncio").setLevel(logging.ERROR)
    _run(_serve(settings, announce))


def _run(main: Coroutine[Any, Any, None]) -> None:
    """Run on uvloop where there is one: it answers twice as fast."""
    try:
        import uvloop  # noqa: PLC0415 - not made for every system
    except ImportError:
        asyncio.run(main)
    else:
        uvloop.run(main)


async def _serve(settings: Settings, announce: Callable[[str], None]) -> None:
    parse_allow_list(settings.federation)  # what is wrong with it is said now
    loop = asyncio.get_running_loop()
    backend = Backend(settings)
    app = create_app(settings, backend)
    backend.open(loop)
    front = Front(app, backend, settings, loop)
    app.extensions["lodestone.metrics"] = front.metrics
    listener = Listener(front, _limits(settings), loop.time)
    listener.sweep()
    server = await loop.create_server(
        lambda: Connection(listener), settings.host, settings.port, backlog=BACKLOG
    )
    port = server.sockets[0].getsockname()[1]
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, stopped.set)
    gc.freeze()  # what is there now stays; only what requests make is looked through
    gc.set_threshold(GARBAGE)
    announce(settings.url.rstrip("/") or f"http://{settings.host}:{port}")
    if settings.token and not settings.read_only:
        backend.lane.open()
    try:
        while not stopped.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stopped.wait(), SWEEP_SECONDS)
            listener.sweep()
        server.close()
        await _drain(listener, front, backend, loop)
    finally:
        backend.close()
        for connection in list(listener.connections):
            connection.transport.abort()


async def _drain(
    listener: Listener, front: Front, backend: Backend, loop: asyncio.AbstractEventLoop
) -> None:
    """Finish what was begun, and take nothing new."""
    listener.is_closing = True
    end = loop.time() + DRAIN_SECONDS
    while loop.time() < end:
        busy = [c for c in listener.connections if c.current is not None]
        for connection in listener.connections - set(busy):
            connection.transport.close()
        if not busy and front.is_idle and not backend.lane.is_busy:
            return
        await asyncio.sleep(0.05)


def _limits(settings: Settings) -> ConnectionLimits:
    body = settings.body_megabytes * MEGABYTE
    return ConnectionLimits(
        connections=settings.connections,
        body=body,
        bodies=body * BODIES_AT_ONCE,
        head_seconds=settings.header_seconds,
        body_seconds=settings.body_seconds,
        idle_seconds=settings.idle_seconds,
        stall_seconds=settings.stall_seconds,
    )
