"""Reads answers, expected and given, into tables: all result formats, RDF, and results as RDF."""

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path

import pyoxigraph as ox

from conformance.comparison import Table
from conformance.isomorphism import Row, Term
from conformance.manifests import RDF, Description, Files, Node, iri, parsed, text

RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
XSD_BOOLEAN = ox.NamedNode("http://www.w3.org/2001/XMLSchema#boolean")
TRIPLE = ("subject", "predicate", "object")
QUAD = (*TRIPLE, "graph")
MEDIA_TYPES: Mapping[str, str] = {
    ".srx": "application/sparql-results+xml",
    ".srj": "application/sparql-results+json",
    ".tsv": "text/tab-separated-values",
    ".csv": "text/csv",
    ".nt": "application/n-triples",
    ".ttl": "text/turtle",
    ".rdf": "application/rdf+xml",
}
_RESULTS = {
    MEDIA_TYPES[".srx"]: ox.QueryResultsFormat.XML,
    MEDIA_TYPES[".srj"]: ox.QueryResultsFormat.JSON,
    MEDIA_TYPES[".tsv"]: ox.QueryResultsFormat.TSV,
}


def expected_result(path: Path, *, is_ordered: bool) -> Table:
    """Read the file that a test gives as its result.

    Args:
        path: the file.
        is_ordered: whether the query orders its solutions; a result that numbers them is ordered
            in any case.
    """
    if path.suffix in (".srx", ".srj", ".tsv", ".csv"):
        return results(path.read_bytes(), MEDIA_TYPES[path.suffix], is_ordered=is_ordered)
    about = Description(parsed(path))
    sets = [n for n in about.subjects(f"{RDF}type") if f"{RS}ResultSet" in _types(about, n)]
    return _result_set(about, sets[0]) if sets else graph(parsed(path))


def results(document: bytes, media_type: str, *, is_ordered: bool = False) -> Table:
    """Read solutions or a boolean from a document."""
    if media_type == MEDIA_TYPES[".csv"]:
        return _csv(document, is_ordered=is_ordered)
    found = ox.parse_query_results(document, format=_RESULTS[media_type])
    if isinstance(found, ox.QueryBoolean):
        return boolean(bool(found))
    names = tuple(variable.value for variable in found.variables)
    rows = tuple(tuple(solution[name] for name in names) for solution in found)
    return Table(names, rows, is_ordered=is_ordered)


def boolean(value: bool) -> Table:
    """Give the answer of an ASK query."""
    return Table(("answer",), ((ox.Literal(str(value).lower(), datatype=XSD_BOOLEAN),),))


def graph(triples: Iterable[ox.Quad]) -> Table:
    """Give the answer of a CONSTRUCT or DESCRIBE query; a triple counts once."""
    rows: dict[Row, None] = {(t.subject, t.predicate, t.object): None for t in triples}
    return Table(TRIPLE, tuple(rows))


def rdf(document: bytes, media_type: str, base: str) -> Table:
    """Read a graph from a document."""
    kind = ox.RdfFormat.from_media_type(media_type)
    assert kind is not None, f"{media_type} is not the media type of an RDF document"
    return graph(ox.parse(document, format=kind, base_iri=base))


def quads(files: Files) -> list[ox.Quad]:
    """Load a dataset as a server should: blank nodes of two files are never the same."""
    found: dict[ox.Quad, None] = {}
    for name, path in [*((None, path) for path in files.default), *files.named]:
        names: dict[ox.BlankNode, ox.BlankNode] = {}
        for quad in parsed(path):
            inside = ox.NamedNode(name) if name else quad.graph_name
            subject, value = (_renamed(term, names) for term in (quad.subject, quad.object))
            found[ox.Quad(subject, quad.predicate, value, inside)] = None  # type: ignore[arg-type]
    return list(found)


def dataset(files: Files) -> Table:
    """Give the quads of a dataset as a table; the default graph has no name."""
    return Table(
        QUAD,
        tuple(
            (
                *(quad.subject, quad.predicate, quad.object),
                None if isinstance(quad.graph_name, ox.DefaultGraph) else quad.graph_name,
            )
            for quad in quads(files)
        ),
    )


def _renamed(term: Node, names: dict[ox.BlankNode, ox.BlankNode]) -> Node:
    if isinstance(term, ox.BlankNode):
        return names.setdefault(term, ox.BlankNode())
    if isinstance(term, ox.Triple):
        subject, predicate, value = (_renamed(part, names) for part in term)
        return ox.Triple(subject, predicate, value)  # type: ignore[arg-type]
    return term


def _csv(document: bytes, *, is_ordered: bool) -> Table:
    names, *lines = csv.reader(io.StringIO(document.decode("utf-8"), newline=""))
    rows = tuple(tuple(_cell(cell) for cell in line) for line in lines)
    return Table(tuple(names), rows, is_ordered=is_ordered, is_lexical=True)


def _cell(cell: str) -> Term:
    return ox.BlankNode(cell[2:]) if cell.startswith("_:") else ox.Literal(cell)


def _result_set(about: Description, node: Node) -> Table:
    """Read the vocabulary in which SPARQL 1.0 tests write their results."""
    answer = about.one(node, f"{RS}boolean")
    if answer is not None:
        return boolean(text(answer) == "true")
    names = tuple(about.values(node, f"{RS}resultVariable"))
    solutions = about.all(node, f"{RS}solution")
    numbered = bool(solutions) and all(about.all(s, f"{RS}index") for s in solutions)
    if numbered:
        solutions = sorted(solutions, key=lambda s: int(about.values(s, f"{RS}index")[0]))
    rows = []
    for solution in solutions:
        bindings = {
            about.values(binding, f"{RS}variable")[0]: about.one(binding, f"{RS}value")
            for binding in about.all(solution, f"{RS}binding")
        }
        rows.append(tuple(bindings.get(name) for name in names))
    return Table(names, tuple(rows), is_ordered=numbered)


def _types(about: Description, node: Node) -> list[str]:
    return about.values(node, f"{RDF}type")


def base_declaration(path: Path) -> bytes:
    """Declare the base IRI of a query file, which a request over HTTP cannot give otherwise."""
    return f"BASE <{iri(path)}>\n".encode()
