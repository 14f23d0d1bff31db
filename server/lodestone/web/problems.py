"""Answering errors of the application: a page for people, the standard's problem for programs."""

import logging
import uuid

from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException

from lodestone.errors import LodestoneError, NotAcceptableError
from lodestone.sparql import negotiation, problems
from lodestone.sparql.formats import HTML, PLAIN, PROBLEM

_log = logging.getLogger(__name__)


def install(app: Flask) -> None:
    """Answer every error of the application in this way."""
    app.register_error_handler(LodestoneError, _ours)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unforeseen)


def _ours(error: LodestoneError) -> Response:
    return _answer(problems.status_of(error), str(error))


def _http(error: HTTPException) -> Response:
    if error.response is not None:
        return error.response  # type: ignore[return-value]
    response = _answer(error.code or 500, error.description or error.name)
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
    accept = request.headers.get("Accept")
    try:
        is_page = negotiation.choose(accept, (PLAIN, PROBLEM, HTML)) is HTML
    except NotAcceptableError:
        is_page = False
    if is_page:
        body: str | bytes = render_template(
            "error.html",
            status=status,
            title=problems.title_of(status),
            detail=detail,
            request_id=request_id,
            links=[],
        )
        content_type = HTML.content_type
    else:
        content_type, body = problems.describe_problem(status, detail, accept)
    response = Response(body, status=status, content_type=content_type)
    response.headers.extend(problems.headers_of(status))
    return response
