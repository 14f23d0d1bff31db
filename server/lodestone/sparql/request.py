"""Reading a SPARQL Protocol request: method, headers, query string and body → what is asked.

SPARQL 1.1 Protocol §2.1 (query operation) and §2.2 (update operation).
"""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl

from lodestone.errors import ForbiddenError, MediaTypeError, QueryError
from lodestone.store.engine import QueryDataset

FORM = "application/x-www-form-urlencoded"
DIRECT_QUERY = "application/sparql-query"
DIRECT_UPDATE = "application/sparql-update"

_CODEPOINT_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
# A SERVICE clause begins with the keyword where no name can stand, and goes on with SILENT, a
# comment, an IRI, a variable or a prefixed name. What only looks like one is refused as well.
_SERVICE = re.compile(r"(?<![A-Za-z_:.-])service\s*(silent|<|#|\?|\$|[^\s\"'{}()<>;,]*:)", re.I)


@dataclass(frozen=True, slots=True)
class QueryRequest:
    """A query to evaluate: its text, the dataset asked for, and the format asked for by name."""

    query: str
    dataset: QueryDataset | None
    format: str | None


def read_query(
    method: str, query_string: bytes, content_type: str, body: bytes
) -> QueryRequest | None:
    """Read what a request asks; None if it asks nothing, which asks for a service description.

    Raises:
        QueryError: no query, or more than one; text that is not UTF-8.
        MediaTypeError: a body of a type that the protocol does not know.
        ForbiddenError: an update, or a query that calls another endpoint.
    """
    parameters = _parameters(query_string)
    if method == "POST":
        media_type, charset = _media_type(content_type)
        if charset not in ("", "utf-8", "utf8"):
            raise MediaTypeError(f"The body is in '{charset}'. Send it in UTF-8.")
        if media_type == FORM:
            parameters += _parameters(body)
        elif media_type == DIRECT_QUERY:
            parameters.append(("query", _decode(body)))
        elif media_type == DIRECT_UPDATE:
            parameters.append(("update", _decode(body)))
        else:
            raise MediaTypeError(
                f"A body of type '{media_type or 'none'}' is not understood. "
                f"Send {DIRECT_QUERY}, or a form ({FORM}) with the field 'query'."
            )
    elif not parameters:
        return None
    return _from_parameters(parameters)


def _from_parameters(parameters: list[tuple[str, str]]) -> QueryRequest:
    def values(name: str) -> list[str]:
        return [value for key, value in parameters if key == name]

    if values("update"):
        raise ForbiddenError("This endpoint answers queries only: it takes no update.")
    queries = values("query")
    if len(queries) != 1:
        many = "no" if not queries else "more than one"
        raise QueryError(f"The request holds {many} query. Send exactly one, in 'query'.")
    refuse_federation(queries[0])
    default, named = values("default-graph-uri"), values("named-graph-uri")
    dataset = QueryDataset(tuple(default), tuple(named)) if default or named else None
    return QueryRequest(queries[0], dataset, next(iter(values("format")), None))


def refuse_federation(query: str) -> None:
    """Refuse a query that would make this machine call another endpoint.

    Raises:
        ForbiddenError: the text has a SERVICE clause, or what looks like one.
    """
    if _SERVICE.search(_CODEPOINT_ESCAPE.sub(_unescape, query)):
        raise ForbiddenError(
            "SERVICE is switched off here: this endpoint calls no other. "
            "Run the federated query at a client of your own, such as Comunica."
        )


def _unescape(match: re.Match[str]) -> str:
    code = int(match[1] or match[2], 16)
    return chr(code) if code <= 0x10FFFF else match[0]


def _parameters(encoded: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(encoded.decode("ascii"), keep_blank_values=True, errors="strict")
    except (UnicodeDecodeError, ValueError) as error:
        raise QueryError(f"The parameters are not percent-encoded UTF-8: {error}") from error


def _decode(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise QueryError(f"The body is not UTF-8: {error}") from error


def _media_type(content_type: str) -> tuple[str, str]:
    media_type, _, parameters = content_type.partition(";")
    charset = re.search(r"charset\s*=\s*\"?([\w-]+)", parameters, re.I)
    return media_type.strip().lower(), charset[1].lower() if charset else ""
