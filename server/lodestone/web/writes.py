"""Writes by HTTP: who may, what for, and what is answered."""

import hashlib
import hmac
from typing import Any

from flask import Response, request

from lodestone.errors import AuthenticationError, ForbiddenError
from lodestone.processes.tickets import Done
from lodestone.web.pooled import reply_of
from lodestone.web.site import current_site, reply_response


def require_permission() -> None:
    """Let a write through only with the right bearer token (RFC 6750 §2.1).

    Raises:
        ForbiddenError: there are no writes here.
        AuthenticationError: the token is missing or wrong.
    """
    settings = current_site().settings
    if settings.read_only or not settings.token:
        raise ForbiddenError("This server takes no writes: it is read-only, or has no token set.")
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    given = hashlib.sha256(token.strip().encode("utf-8", "surrogateescape")).digest()
    right = hashlib.sha256(settings.token.encode()).digest()
    if scheme.lower() != "bearer" or not hmac.compare_digest(given, right):
        raise AuthenticationError("A write needs the header 'Authorization: Bearer TOKEN'.")


def execute(operation: str, asked: Any) -> Response:
    """Have a write done in the write lane, or by the endpoint that is served."""
    site = current_site()
    if site.remote is not None:
        return reply_response(site.remote.write(operation, asked))
    job = (
        operation,
        asked,
        {
            "url": site.url(request.path),
            "accept": request.headers.get("Accept", ""),
            "if_match": request.headers.get("If-Match"),
            "if_none_match": request.headers.get("If-None-Match"),
        },
    )

    def start(done: Done) -> None:
        site.backend.lane.submit(job, done)

    return reply_response(reply_of(site.backend.wait_for(start)))
