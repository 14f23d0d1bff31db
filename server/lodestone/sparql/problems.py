"""From an error to a status and a body that a program, or a person, can read (RFC 9457)."""

import json
from http import HTTPStatus

from lodestone.errors import (
    AuthenticationError,
    BusyError,
    ConflictError,
    DeadlineError,
    DiskError,
    FaultError,
    ForbiddenError,
    LodestoneError,
    MediaTypeError,
    NotAcceptableError,
    NotFoundError,
    ResourceError,
    SnapshotError,
    TooLargeError,
    UsageError,
    ValidationError,
    WorldError,
)
from lodestone.sparql import negotiation
from lodestone.sparql.formats import PLAIN, PROBLEM

STATUSES: dict[type[LodestoneError], int] = {
    AuthenticationError: 401,
    NotFoundError: 404,
    MediaTypeError: 415,
    NotAcceptableError: 406,
    ForbiddenError: 403,
    ConflictError: 412,
    TooLargeError: 413,
    DeadlineError: 504,
    ResourceError: 422,
    UsageError: 400,
    BusyError: 503,
    SnapshotError: 503,
    DiskError: 507,
    WorldError: 500,
    ValidationError: 422,
    FaultError: 500,
    LodestoneError: 500,
}
"""The status of each error; a child that is not listed takes its parent's."""

RETRY_SECONDS = 5


def status_of(error: LodestoneError) -> int:
    """Find the status of an error."""
    return next(STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES)


def title_of(status: int) -> str:
    """Give the standard's own phrase for a status."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Error"


def headers_of(status: int) -> tuple[tuple[str, str], ...]:
    """Give the headers that a status asks for."""
    if status == 503:
        return (("Retry-After", str(RETRY_SECONDS)),)
    if status == 401:
        return (("WWW-Authenticate", 'Bearer realm="lodestone"'),)
    return ()


def describe_problem(status: int, detail: str, accept: str | None) -> tuple[str, bytes]:
    """Write a problem as plain text, or as JSON where that is preferred: content type and body."""
    try:
        chosen = negotiation.choose(accept, (PLAIN, PROBLEM))
    except NotAcceptableError:
        chosen = PLAIN
    if chosen is PROBLEM:
        problem = {"status": status, "title": title_of(status), "detail": detail}
        return chosen.content_type, json.dumps(problem, ensure_ascii=False).encode()
    return chosen.content_type, (detail + "\n").encode()
