"""Calling the Flask application for a request of the front (PEP 3333)."""

import io
import os
import sys
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_to_bytes

from flask import Flask

from lodestone.web.http1 import Request

SPOOLED = "lodestone.spooled"
"""Where a view leaves the descriptor of a large body, and its length, in the environment."""

_UNNAMED = {b"content-type": "CONTENT_TYPE", b"content-length": "CONTENT_LENGTH"}


@dataclass(slots=True)
class Response:
    """What the application answered: header lines, and the body or its file."""

    status: int
    head: bytes
    body: bytes
    descriptor: int | None = None
    length: int = 0

    def close(self) -> None:
        """Close the body's file, if there is one."""
        if self.descriptor is not None:
            os.close(self.descriptor)
            self.descriptor = None


def environment(request: Request, path: bytes, query: bytes) -> dict[str, Any]:
    """Describe a request to the application."""
    host, _, port = request.header(b"host").rpartition(":")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query.decode("latin-1"),
        "REQUEST_URI": request.target.decode("latin-1"),
        "SERVER_NAME": host or "localhost",
        "SERVER_PORT": port if port.isdigit() else "80",
        "SERVER_PROTOCOL": f"HTTP/{request.version}",
        "REMOTE_ADDR": request.client,
        "lodestone.front": True,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(request.body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in request.headers:
        text = value.decode("latin-1")
        key = _UNNAMED.get(name) or "HTTP_" + name.decode("latin-1").upper().replace("-", "_")
        if b"_" in name:  # could pass for another header
            continue
        environ[key] = f"{environ[key]},{text}" if key in environ and key[:5] == "HTTP_" else text
    environ["CONTENT_LENGTH"] = str(len(request.body))
    return environ


def run(app: Flask, environ: dict[str, Any]) -> Response:
    """Call the application and collect its whole answer."""
    started: list[Any] = []

    def start_response(status: str, headers: list[tuple[str, str]], *_: object) -> Any:
        started[:] = [int(status.split(" ", 1)[0]), headers]

    pieces = app.wsgi_app(environ, start_response)
    try:
        body = b"".join(pieces)
    finally:
        close = getattr(pieces, "close", None)
        if close is not None:
            close()
    status, headers = started
    lines = (f"{name}: {value}\r\n" for name, value in headers if name.lower() not in _OURS)
    head = "".join(lines).encode("latin-1")
    descriptor, length = environ.get(SPOOLED, (None, 0))
    return Response(status, head, body, descriptor, length)


_OURS = {"content-length", "connection", "date", "server", "transfer-encoding"}
