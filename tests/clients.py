"""A plain HTTP client for tests: the status, headers and body, whatever they are."""

import socket
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from email.message import Message


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """Shows a redirection in place of following it."""

    def redirect_request(self, *_: object) -> None:
        """Follow nothing."""


_opener = urllib.request.build_opener(NoRedirect)


@dataclass(frozen=True)
class Answer:
    """What a server answered."""

    status: int
    headers: Message
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8")

    @property
    def media_type(self) -> str:
        """The content type without parameters."""
        return self.headers.get_content_type()


def ask(url: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
    """Send one request; underscores in header names become hyphens."""
    request = urllib.request.Request(
        url,
        data=body,
        method=method,
        headers={name.replace("_", "-"): value for name, value in headers.items()},
    )
    try:
        with _opener.open(request, timeout=60) as response:
            return Answer(response.status, response.headers, response.read())
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, error.headers, error.read())


def sparql(url: str, query: str, **parameters: object) -> str:
    """Give the URL of a query by GET."""
    return f"{url}/sparql?" + urllib.parse.urlencode({"query": query, **parameters}, doseq=True)


def free_port() -> int:
    """Find a port that is free."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(url: str) -> None:
    """Wait until a server answers there, whatever it answers."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError(f"{url} did not come up")
