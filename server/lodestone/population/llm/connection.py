"""The HTTP side of an endpoint: the openai library, held to what was announced.

This module is the only one that imports the library, and is imported where a call is made.
"""

import time
from collections.abc import Callable
from typing import Any

from openai import APITimeoutError, DefaultHttpxClient, OpenAI

LARGEST_ANSWER = 1_000_000
"""How many bytes of an answer are read; no answer about a block is as long."""

_OWN_HEADERS = ("x-stainless-", "openai-")
"""The library tells the endpoint about this machine and about accounts; none of it is needed."""


class BoundedClient(DefaultHttpxClient):
    """An HTTP client that counts requests, follows no redirect, and reads so much and so long.

    A redirect would take the text to a host that was not announced.
    """

    def __init__(self, timeout: float, authorization: str | None, sent: Callable[[], None]) -> None:
        super().__init__(timeout=timeout, follow_redirects=False)
        self._seconds = timeout
        self._authorization = authorization
        self._sent = sent

    def send(self, request: Any, **options: Any) -> Any:
        """Send a request and give the response with its body, or the beginning of a long one."""
        noted = request.headers.copy()
        for name in noted:
            if name.lower().startswith(_OWN_HEADERS) or name.lower() == "authorization":
                del request.headers[name]
        if self._authorization:
            request.headers["authorization"] = self._authorization
        request.headers["accept-encoding"] = "identity"
        # A call takes seconds; a connection kept for the next would only be one more to lose.
        request.headers["connection"] = "close"
        self._sent()
        deadline = time.monotonic() + self._seconds
        response = super().send(request, **{**options, "stream": True, "follow_redirects": False})
        body = bytearray()
        try:
            for chunk in response.iter_bytes():
                body += chunk
                if len(body) >= LARGEST_ANSWER:
                    break
                if time.monotonic() > deadline:
                    raise APITimeoutError(request=request)
        finally:
            response.close()
        # The library reads from its own headers in what form it is to hand on the response.
        request.headers = noted
        kept = [
            (name, value)
            for name, value in response.headers.items()
            if name.lower() not in ("content-encoding", "content-length", "transfer-encoding")
        ]
        return type(response)(
            response.status_code,
            headers=kept,
            content=bytes(body[:LARGEST_ANSWER]),
            request=request,
        )


def connect(
    base_url: str, key: str, timeout: float, retries: int, sent: Callable[[], None]
) -> OpenAI:
    """Make a client for an endpoint; `sent` is called at each request, retries included."""
    authorization = f"Bearer {key}" if key else None
    return OpenAI(
        base_url=base_url,
        # The library refuses to start without one; what is sent is decided above.
        api_key=key or "none",
        timeout=timeout,
        max_retries=retries,
        http_client=BoundedClient(timeout, authorization, sent),
    )
