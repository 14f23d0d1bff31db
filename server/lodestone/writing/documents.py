"""RDF as a client sends it: guarded, then parsed, before anything is changed."""

import email
import email.policy
import re
from collections.abc import Iterator
from xml.parsers import expat

import pyoxigraph as ox

from lodestone.errors import MediaTypeError, QueryError
from lodestone.sparql.guard import depth_of_triple_terms

FORMATS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/x-turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "text/plain": ox.RdfFormat.N_TRIPLES,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/ld+json": ox.RdfFormat.JSON_LD,
}
_MULTIPART = "multipart/form-data"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_JSON_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|([\[{])|([\]}])', re.DOTALL)
_DEEPEST_XML = 512


def parse(content_type: str, body: bytes, base: str, depth: int) -> list[ox.Triple]:
    """Parse the triples of a body; a form's parts each by their own type.

    Blank nodes get names of their own, so that those of two documents never merge.

    Raises:
        MediaTypeError: it is in no format that can carry one graph.
        QueryError: it is damaged, nested too deeply, or has a document type declaration.
    """
    return [
        triple
        for part_type, part in _parts(content_type, body)
        for triple in _parse_part(part_type, part, base, depth)
    ]


def _parts(content_type: str, body: bytes) -> Iterator[tuple[str, bytes]]:
    if content_type.partition(";")[0].strip().lower() != _MULTIPART:
        yield content_type, body
        return
    head = b"Content-Type: " + content_type.encode("latin-1") + b"\r\n\r\n"
    message = email.message_from_bytes(head + body, policy=email.policy.HTTP)
    if not message.is_multipart():
        raise QueryError("The form is damaged: it has no parts.")
    for part in message.iter_parts():
        content = part.get_payload(decode=True)
        yield part.get_content_type(), content if isinstance(content, bytes) else b""


def _parse_part(content_type: str, body: bytes, base: str, depth: int) -> Iterator[ox.Triple]:
    media_type, _, parameters = content_type.lower().partition(";")
    known = FORMATS.get(media_type.strip())
    if known is None:
        raise MediaTypeError(
            f"A body of type '{media_type.strip() or 'none'}' is not understood as a graph. "
            f"Send one of: {', '.join(FORMATS)}."
        )
    charset = re.search(r"charset\s*=\s*\"?([\w-]+)", parameters)
    if charset and charset[1] not in ("utf-8", "utf8"):
        raise MediaTypeError(f"The body is in '{charset[1]}'. Send it in UTF-8.")
    body = body.removeprefix(_BYTE_ORDER_MARK)
    _guard(known, body, depth)
    try:
        for quad in ox.parse(body, format=known, base_iri=base, rename_blank_nodes=True):
            if not isinstance(quad.graph_name, ox.DefaultGraph):
                raise QueryError("The body names graphs of its own; send one graph at a time.")
            yield quad.triple
    except (SyntaxError, ValueError, OSError) as error:
        raise QueryError(f"The body is not valid {known.name}: {error}") from error


def _guard(known: ox.RdfFormat, body: bytes, depth: int) -> None:
    if known == ox.RdfFormat.RDF_XML:
        _check_xml(body)
    elif known == ox.RdfFormat.JSON_LD:
        if _depth_of_json(body) > depth:
            raise QueryError(f"The JSON-LD is nested more than {depth} levels deep.")
    elif depth_of_triple_terms(body) > depth:
        raise QueryError(f"Triple terms are nested more than {depth} levels deep.")


def _check_xml(body: bytes) -> None:
    """Refuse XML that declares a document type, or is nested too deeply."""
    depth = 0

    def begin(_: str, __: object) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST_XML:
            raise QueryError(f"The RDF/XML is nested more than {_DEEPEST_XML} levels deep.")

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    def refuse(*_: object) -> None:
        raise QueryError("RDF/XML is taken without a document type declaration only.")

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = begin, end
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(body, True)
    except expat.ExpatError as error:
        raise QueryError(f"The body is not well-formed XML: {error}") from error


def _depth_of_json(body: bytes) -> int:
    deepest = depth = 0
    for match in _JSON_TOKEN.finditer(body):
        if match[1]:
            depth += 1
            deepest = max(deepest, depth)
        elif match[2]:
            depth -= 1
    return deepest
