"""Reading a SPARQL Protocol request: method, headers, query string and body → what is asked.

SPARQL 1.1 Protocol §2.1 (query operation), §2.2 (update operation); Graph Store HTTP Protocol §4.
"""

import re
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote_to_bytes, urljoin

from lodestone.errors import MediaTypeError, QueryError
from lodestone.store.engine import QueryDataset

FORM = "application/x-www-form-urlencoded"
DIRECT_QUERY = "application/sparql-query"
DIRECT_UPDATE = "application/sparql-update"

_MOST_PARAMETERS = 1000
_CHARSET = re.compile(r"charset\s*=\s*\"?([\w-]+)", re.IGNORECASE)
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")

Parameters = list[tuple[str, str]]


class QueryRequest(NamedTuple):
    """A query to evaluate: its text, the dataset asked for, and the format asked for by name."""

    query: str
    dataset: QueryDataset | None
    format: str | None


class UpdateRequest(NamedTuple):
    """An update to execute: its text, and the dataset that its patterns are to be matched on."""

    update: str
    dataset: QueryDataset | None


def read_query(method: str, query_string: bytes, content_type: str, body: bytes) -> QueryRequest:
    """Read a query operation.

    Raises:
        QueryError: no query, or more than one, or an update; text that is not UTF-8.
        MediaTypeError: a body of a type that the protocol does not know.
    """
    if method == "GET" and query_string.startswith(b"query=") and b"&" not in query_string:
        return QueryRequest(_decoded(query_string[6:]), None, None)  # as most requests are
    parameters = _all_parameters(method, query_string, content_type, body)
    query = _only(parameters, "query")
    dataset = _dataset(parameters, "default-graph-uri", "named-graph-uri")
    return QueryRequest(query, dataset, _first(parameters, "format"))


def read_update(query_string: bytes, content_type: str, body: bytes) -> UpdateRequest:
    """Read an update operation, which is always a POST.

    Raises:
        QueryError: no update, or more than one, or a query; text that is not UTF-8.
        MediaTypeError: a body of a type that the protocol does not know.
    """
    if _first(_parameters(query_string), "update") is not None:
        raise QueryError("An update travels in the body of a POST, not in the URL.")
    parameters = _all_parameters("POST", query_string, content_type, body)
    update = _only(parameters, "update")
    dataset = _dataset(parameters, "using-graph-uri", "using-named-graph-uri")
    return UpdateRequest(update, dataset)


def is_update(content_type: str, body: bytes) -> bool:
    """Whether a POST asks for an update: by its media type, or by a field of its form."""
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type == DIRECT_UPDATE:
        return True
    return media_type == FORM and (body.startswith(b"update=") or b"&update=" in body)


def read_graph_name(query_string: bytes, url: str) -> str | None:
    """Read which graph is meant: its IRI, or None for the default graph.

    Indirectly by `?graph=` or `?default` (Graph Store HTTP Protocol §4.2), directly by the URL of
    the request itself (§4.1), which the caller makes sure is one of a graph.

    Raises:
        QueryError: none or both are given, or the IRI is not absolute.
    """
    parameters = _parameters(query_string)
    graphs = [value for name, value in parameters if name == "graph"]
    default = [value for name, value in parameters if name == "default"]
    if len(graphs) + len(default) > 1:
        raise QueryError("Name exactly one graph: ?graph=IRI or ?default, not both and not twice.")
    if default:
        return None
    if graphs:
        iri = graphs[0] if _ABSOLUTE.match(graphs[0]) else urljoin(url, graphs[0])
        if not _ABSOLUTE.match(iri) or re.search(r"[\x00-\x20<>\"{}|\\^`]", iri):
            raise QueryError(f"'{graphs[0][:200]}' is not an IRI that can name a graph.")
        return iri
    if url.rstrip("/").endswith("/graphs"):
        raise QueryError("Name a graph: ?graph=IRI, or ?default for the default graph.")
    return url


def decode_body(content_type: str, body: bytes) -> str:
    """Decode a text body.

    Raises:
        MediaTypeError: it says that it is not in UTF-8.
        QueryError: it is not in UTF-8.
    """
    charset = _CHARSET.search(content_type)
    if charset and charset[1].lower() not in ("utf-8", "utf8"):
        raise MediaTypeError(f"The body is in '{charset[1]}'. Send it in UTF-8.")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise QueryError(f"The body is not UTF-8: {error}") from error


def _all_parameters(method: str, query_string: bytes, content_type: str, body: bytes) -> Parameters:
    parameters = _parameters(query_string)
    if method != "POST":
        return parameters
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type == FORM:
        decode_body(content_type, b"")
        return parameters + _parameters(body)
    if media_type == DIRECT_QUERY:
        return [*parameters, ("query", decode_body(content_type, body))]
    if media_type == DIRECT_UPDATE:
        return [*parameters, ("update", decode_body(content_type, body))]
    raise MediaTypeError(
        f"A body of type '{media_type or 'none'}' is not understood. "
        f"Send {DIRECT_QUERY}, {DIRECT_UPDATE}, or a form ({FORM})."
    )


def _only(parameters: Parameters, wanted: str) -> str:
    other = "update" if wanted == "query" else "query"
    if _first(parameters, other) is not None:
        raise QueryError(
            f"The request holds '{other}' where '{wanted}' is expected. Send one of them: "
            "a query by GET or POST, an update by POST."
        )
    found = [value for name, value in parameters if name == wanted]
    if len(found) != 1:
        many = "no" if not found else "more than one"
        raise QueryError(f"The request holds {many} {wanted}. Send exactly one, in '{wanted}'.")
    return found[0]


def _dataset(parameters: Parameters, default: str, named: str) -> QueryDataset | None:
    defaults = tuple(value for name, value in parameters if name == default)
    nameds = tuple(value for name, value in parameters if name == named)
    return QueryDataset(defaults, nameds) if defaults or nameds else None


def _first(parameters: Parameters, wanted: str) -> str | None:
    return next((value for name, value in parameters if name == wanted), None)


def _decoded(value: bytes) -> str:
    spaced = value.replace(b"+", b" ")
    try:
        return _unquoted(spaced).decode("utf-8")
    except UnicodeDecodeError as error:
        raise QueryError(f"The parameters are not percent-encoded UTF-8: {error}") from error


def _unquoted(value: bytes) -> bytes:
    """Decode percent-encoding: as Python's own escapes, which are decoded five times as fast."""
    escaped = value.replace(b"\\", b"\\\\").replace(b"%", b"\\x")
    try:
        return escaped.decode("unicode_escape").encode("latin-1")
    except UnicodeDecodeError:
        return unquote_to_bytes(value)  # a percent sign that encodes nothing stays as it is


def _parameters(encoded: bytes) -> Parameters:
    try:
        return parse_qsl(
            encoded.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=_MOST_PARAMETERS,
        )
    except (UnicodeDecodeError, ValueError) as error:
        raise QueryError(f"The parameters are not percent-encoded UTF-8: {error}") from error
