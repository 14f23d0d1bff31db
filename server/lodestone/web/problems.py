"""From an error to a status and a body that a person, or a program, can read (RFC 9457)."""

import json
import logging
import uuid
from http import HTTPStatus

from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException

from lodestone.errors import (
    BusyError,
    DeadlineError,
    FaultError,
    ForbiddenError,
    LodestoneError,
    MediaTypeError,
    NotAcceptableError,
    NotFoundError,
    ResourceError,
    SnapshotError,
    UsageError,
    WorldError,
)
from lodestone.sparql.formats import HTML, Format
from lodestone.web import negotiation

STATUSES: dict[type[LodestoneError], int] = {
    NotFoundError: 404,
    MediaTypeError: 415,
    NotAcceptableError: 406,
    ForbiddenError: 403,
    DeadlineError: 504,
    ResourceError: 422,
    UsageError: 400,
    BusyError: 503,
    SnapshotError: 503,
    WorldError: 500,
    FaultError: 500,
    LodestoneError: 500,
}
"""The status of each error; a child that is not listed takes its parent's."""

PLAIN = Format("plain text", "text/plain", "txt")
PROBLEM = Format("problem", "application/problem+json", "json", ("application/json",))

_log = logging.getLogger(__name__)


def install(app: Flask) -> None:
    """Answer every error of the application in this way."""
    app.register_error_handler(LodestoneError, _ours)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unforeseen)


def status_of(error: LodestoneError) -> int:
    """Find the status of an error."""
    return next(STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES)


def _ours(error: LodestoneError) -> Response:
    return _answer(status_of(error), str(error))


def _http(error: HTTPException) -> Response:
    response = _answer(error.code or 500, error.description or error.name)
    if error.response is not None:
        return error.response  # type: ignore[return-value]
    for name, value in error.get_headers():
        if name.lower() == "allow":
            response.headers[name] = value
    return response


def _unforeseen(error: Exception) -> Response:
    request_id = uuid.uuid4().hex[:12]
    _log.error("request %s failed", request_id, exc_info=error)
    detail = f"Something went wrong here; it was logged as {request_id}."
    return _answer(500, detail, request_id)


def _answer(status: int, detail: str, request_id: str | None = None) -> Response:
    """Write plain text, unless the client prefers JSON or a page."""
    offered = (PLAIN, PROBLEM, HTML)
    try:
        chosen = negotiation.choose(request.headers.get("Accept"), offered)
    except NotAcceptableError:
        chosen = PLAIN
    title = _title(status)
    if chosen is HTML:
        body = render_template(
            "error.html", status=status, title=title, detail=detail, request_id=request_id, links=[]
        )
    elif chosen is PROBLEM:
        body = json.dumps({"status": status, "title": title, "detail": detail}, ensure_ascii=False)
    else:
        body = detail + "\n"
    response = Response(body, status=status, content_type=chosen.content_type)
    if status == 503:
        response.headers["Retry-After"] = "5"
    return response


def _title(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Error"
