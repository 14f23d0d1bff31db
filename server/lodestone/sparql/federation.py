"""Federated queries: which endpoints may be asked, and what they answer as a VALUES block.

SPARQL 1.1 Federated Query, SPARQL 1.1 Query Results JSON Format.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from lodestone.errors import ForbiddenError, UsageError, WorldError

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^<>\"{}|^`\\\x00-\x20]*")
_VARIABLE = re.compile(r"\w+")
_LANGUAGE = re.compile(r"[A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--(?:ltr|rtl))?")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_ESCAPED = re.compile(r'[\\"\n\r\t]')
_STRING = "http://www.w3.org/2001/XMLSchema#string"

Term = Mapping[str, Any]


def parse_allow_list(text: str) -> frozenset[str]:
    """Read the endpoints that may be asked: IRIs, with spaces or line ends between them.

    Raises:
        UsageError: something is not the absolute http or https IRI of a server.
    """
    endpoints = text.split()
    for endpoint in endpoints:
        parts = urlsplit(endpoint)
        if parts.scheme not in ("http", "https") or not parts.hostname or not is_iri(endpoint):
            raise UsageError(
                f"'{endpoint}' cannot be an endpoint to call. "
                "Write the whole address, such as https://example.org/sparql"
            )
    return frozenset(endpoints)


def require_allowed(endpoint: str, allowed: frozenset[str]) -> None:
    """Check that an endpoint may be asked: its IRI stands in the list, letter by letter.

    Raises:
        ForbiddenError: it does not.
    """
    if endpoint not in allowed:
        raise ForbiddenError(
            f"SERVICE <{endpoint}> is not allowed here. "
            "The endpoints that may be asked are in LODESTONE_FEDERATION."
        )


def is_iri(text: str) -> bool:
    """Say whether a text can stand between angle brackets in a query as an absolute IRI."""
    return _IRI.fullmatch(text) is not None


def values_block(results: bytes, also: tuple[str, str] | None = None) -> str:
    """Write the results of a SELECT query as a VALUES block.

    A blank node of the results becomes an IRI `urn:uuid:…` that is new each time and the same
    within these results: VALUES can hold no blank node, and no other way tells two of them apart.

    Args:
        results: a document in SPARQL JSON.
        also: a variable and an IRI that every solution has besides; solutions that give the
            variable another value are left out.

    Raises:
        WorldError: the document is not what the format says.
    """
    try:
        document = json.loads(results)
        names = [name for name in document["head"]["vars"] if _VARIABLE.fullmatch(name)]
        solutions = document["results"]["bindings"]
        return _written(names, solutions, also)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise WorldError(f"An endpoint answered what is not SPARQL JSON: {error}") from error


def values_of(results: bytes, name: str) -> list[Term]:
    """Give the terms that a variable has in results, without the solutions where it has none."""
    bindings = json.loads(results)["results"]["bindings"]
    return [solution[name] for solution in bindings if name in solution]


def _written(
    names: list[str], solutions: Sequence[Mapping[str, Term]], also: tuple[str, str] | None
) -> str:
    if also and also[0] not in names:
        names = [*names, also[0]]
    labels: dict[str, str] = {}
    rows = []
    for solution in solutions:
        terms = dict(solution)
        if also:
            bound = terms.setdefault(also[0], {"type": "uri", "value": also[1]})
            if bound != {"type": "uri", "value": also[1]}:
                continue
        cells = (_term(terms[name], labels) if name in terms else "UNDEF" for name in names)
        rows.append(f"({' '.join(cells)})")
    head = " ".join(f"?{name}" for name in names)
    return f"VALUES ({head}) {{ {' '.join(rows)} }}"


def _term(term: Term, labels: dict[str, str]) -> str:
    kind, value = term["type"], term["value"]
    if kind == "triple":
        parts = (value[part] for part in ("subject", "predicate", "object"))
        return f"<<( {' '.join(_term(part, labels) for part in parts)} )>>"
    if kind == "uri":
        if not is_iri(value):
            raise ValueError(f"'{value}' is no IRI")
        return f"<{value}>"
    if kind == "bnode":
        return f"<{labels.setdefault(value, f'urn:uuid:{uuid4()}')}>"
    if kind in ("literal", "typed-literal"):
        return _literal(term)
    raise ValueError(f"there is no kind of term '{kind}'")


def _literal(term: Term) -> str:
    text = '"' + _ESCAPED.sub(lambda match: _ESCAPES[match[0]], term["value"]) + '"'
    if language := term.get("xml:lang"):
        direction = term.get("its:dir")
        tag = f"{language}--{direction}" if direction else language
        if not _LANGUAGE.fullmatch(tag):
            raise ValueError(f"'{tag}' is no language")
        return f"{text}@{tag}"
    datatype = term.get("datatype", _STRING)
    if datatype == _STRING:
        return text
    if not is_iri(datatype):
        raise ValueError(f"'{datatype}' is no datatype")
    return f"{text}^^<{datatype}>"
