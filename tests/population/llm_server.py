"""A server on a socket that speaks chat completions, and answers as well or badly as it is told."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

BASED_IN = {
    "relation": "basedIn",
    "subject": "Mistral AI",
    "subject_span": "Mistral AI",
    "object": "France",
    "object_span": "France",
    "quote": "Mistral AI is based in France.",
    "modality": "reported-fact",
}
"""A claim as it is asked for, which holds in a text that says so."""


@dataclass(frozen=True)
class Reply:
    """One response: `missing` bytes are announced and never sent; `pause` is before each half."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    pause: float = 0
    missing: int = 0
    is_endless: bool = False


Script = Callable[[dict[str, Any]], Reply]


def message(content: Any, **options: Any) -> Reply:
    """A chat completion whose message is this text."""
    choice = {"index": 0, "message": {"role": "assistant", "content": content}}
    body = {"id": "1", "object": "chat.completion", "choices": [choice]}
    return Reply(body=json.dumps(body).encode(), **options)


def claims(*listed: Any, **options: Any) -> Reply:
    """A chat completion that lists claims as it was asked to."""
    return message(json.dumps({"claims": listed}), **options)


def refusal(status: int, text: str = "no", **headers: str) -> Reply:
    """An error as such endpoints write it."""
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status, json.dumps({"error": {"message": text}}).encode(), names)


@dataclass
class Endpoint:
    """A running server: its URL, what it was asked, and what it is to answer, the last for good."""

    url: str
    replies: list[Reply | Script]
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    stopped: Event = field(default_factory=Event)

    def next_reply(self, request: dict[str, Any]) -> Reply:
        chosen = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        return chosen if isinstance(chosen, Reply) else chosen(request)


@contextmanager
def serving(*replies: Reply | Script) -> Iterator[Endpoint]:
    """Serve replies in this order until the test is over."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            endpoint.requests.append({**request, "path": self.path})
            endpoint.headers.append({k.lower(): v for k, v in self.headers.items()})
            self._send(endpoint.next_reply(request))

        def _send(self, reply: Reply) -> None:
            self.close_connection = True
            endpoint.stopped.wait(reply.pause)
            try:
                self.send_response(reply.status)
                for name, value in {"Content-Type": "application/json", **reply.headers}.items():
                    self.send_header(name, value)
                if not reply.is_endless:
                    self.send_header("Content-Length", str(len(reply.body) + reply.missing))
                self.end_headers()
                self.wfile.write(reply.body)
                while reply.is_endless and not endpoint.stopped.is_set():
                    self.wfile.write(b" " * 65536)
                    if reply.pause:
                        time.sleep(reply.pause)
            except OSError:  # the client has had enough
                return

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    endpoint = Endpoint(f"http://127.0.0.1:{server.server_port}/v1", list(replies))
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield endpoint
    finally:
        endpoint.stopped.set()
        server.shutdown()
        thread.join()
        server.server_close()
