"""Reads the manifests of the W3C's SPARQL test suite into one small record for each test."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol, TypeAlias
from urllib.parse import urljoin

import pyoxigraph as ox

SUITE = Path(__file__).resolve().parents[3] / "shared" / "w3c" / "sparql"
BASES = {
    "sparql10": "http://www.w3.org/2001/sw/DataAccess/tests/data-r2/",
    "sparql11": "http://www.w3.org/2009/sparql/docs/tests/data-sparql11/",
    "sparql12": "https://w3c.github.io/rdf-tests/sparql/sparql12/",
}
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
UT = "http://www.w3.org/2009/sparql/tests/test-update#"
SD = "http://www.w3.org/ns/sparql-service-description#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"

# Not of the suite: the tests of a draft of the graph store protocol, which others replaced.
DEPRECATED = "sparql11/http-rdf-update"
# The manifest describes this test and leaves it out of its list.
FORGOTTEN = ("head_non_existing_direct",)

_FROM = re.compile(r"\bFROM\s+(?:NAMED\s+)?<([^>]*)>", re.IGNORECASE)

_REPORTED_AS = {
    "sparql11/csv-tsv-res": "sparql11-results",
    "sparql11/json-res": "sparql11-results",
    "sparql11/service": "sparql11-federation",
    "sparql11/syntax-fed": "sparql11-federation",
    "sparql11/protocol": "sparql11-protocol",
    "sparql11/graph-store-protocol": "sparql11-graph-store",
    "sparql11/service-description": "sparql11-service-description",
    "sparql11/entailment": "sparql11-entailment",
}
_UPDATE_FOLDERS = (
    "add basic-update clear copy delete delete-data delete-insert delete-where drop move "
    "syntax-update-1 syntax-update-2 update-silent"
)

Node: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


class Case(Protocol):
    """What all tests have: an identifier that is unique in the suite."""

    @property
    def id(self) -> str:
        """Say which test it is: `sparql11/aggregates#agg01`."""


@dataclass(frozen=True, slots=True)
class Files:
    """The files that a dataset is loaded from: those of the default graph, those of named ones."""

    default: tuple[Path, ...] = ()
    named: tuple[tuple[str, Path], ...] = ()


@dataclass(frozen=True, slots=True)
class QueryCase:
    """A query over a dataset, and its answer."""

    id: str
    query: Path
    files: Files
    result: Path
    lax: bool = False
    services: tuple[tuple[str, Path], ...] = ()
    regimes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class UpdateCase:
    """An update, and the dataset before and after it."""

    id: str
    request: Path
    before: Files
    after: Files


@dataclass(frozen=True, slots=True)
class SyntaxCase:
    """A query or an update that is, or is not, in the grammar."""

    id: str
    text: Path
    is_update: bool
    is_valid: bool


class Description:
    """An RDF document, read by subject and predicate."""

    def __init__(self, triples: Iterable[ox.Quad]) -> None:
        self._objects: dict[tuple[Node, str], list[Node]] = {}
        for triple in triples:
            self._objects.setdefault((triple.subject, triple.predicate.value), []).append(
                triple.object
            )

    @classmethod
    def of_file(cls, path: Path) -> "Description":
        """Read a file of the suite."""
        return cls(parsed(path))

    def all(self, subject: Node, predicate: str) -> list[Node]:
        """Give the objects."""
        return self._objects.get((subject, predicate), [])

    def one(self, subject: Node, predicate: str) -> Node | None:
        """Give the object, if there is one."""
        found = self.all(subject, predicate)
        return found[0] if found else None

    def values(self, subject: Node, predicate: str) -> list[str]:
        """Give the objects as text, each item of a list for itself."""
        return [
            text(item)
            for found in self.all(subject, predicate)
            for item in (self.items(found) or [found])
        ]

    def items(self, head: Node | None) -> list[Node]:
        """Give the members of an RDF list."""
        found: list[Node] = []
        while head is not None and (first := self.one(head, f"{RDF}first")) is not None:
            found.append(first)
            head = self.one(head, f"{RDF}rest")
        return found

    def subjects(self, predicate: str) -> list[Node]:
        """Give what has the property."""
        return [subject for subject, known in self._objects if known == predicate]


def text(node: Node) -> str:
    """Give the text of an IRI or a literal."""
    return str(node.value) if isinstance(node, ox.NamedNode | ox.Literal) else str(node)


def iri(path: Path) -> str:
    """Give the IRI that a file of the suite has on the web."""
    version, _, rest = path.relative_to(SUITE).as_posix().partition("/")
    return BASES[version] + rest


def file(node: Node) -> Path:
    """Give the file of the suite that an IRI names."""
    for version, base in BASES.items():
        if text(node).startswith(base):
            return SUITE / version / text(node).removeprefix(base)
    raise ValueError(f"{node} is not in the suite")


@cache
def parsed(path: Path) -> tuple[ox.Quad, ...]:
    """Parse a file of the suite, with its own IRI as the base."""
    kind = ox.RdfFormat.from_extension(path.suffix.removeprefix("."))
    return tuple(ox.parse(path=str(path), format=kind, base_iri=iri(path)))


@dataclass(frozen=True, slots=True)
class Entry:
    """A test as its manifest describes it."""

    id: str
    node: Node
    kind: str
    folder: str
    manifest: Description

    @property
    def action(self) -> Node:
        """What is to be done: a file, or a node that says more."""
        found = self.manifest.one(self.node, f"{MF}action")
        assert found is not None, self.id
        return found


def entries(*kinds: str) -> Iterator[Entry]:
    """Give the tests of these types, in the order of the manifests."""
    for entry in all_entries():
        if entry.kind in kinds:
            yield entry


@cache
def all_entries() -> tuple[Entry, ...]:
    """Give all tests of the suite; nothing, if it is not on this machine."""
    return tuple(
        entry for path in sorted(SUITE.glob("*/*/manifest*.ttl")) for entry in _entries_of(path)
    )


def _entries_of(path: Path) -> Iterator[Entry]:
    folder = path.parent.relative_to(SUITE).as_posix()
    if folder == DEPRECATED:
        return
    manifest = Description.of_file(path)
    listed = [n for s in manifest.subjects(f"{MF}entries") for n in _list(manifest, s)]
    defined = [n for n in manifest.subjects(f"{MF}name") if n not in listed]
    forgotten = [n for n in defined if _fragment(n) in FORGOTTEN]
    for node in [*listed, *forgotten]:
        kind = text(manifest.all(node, f"{RDF}type")[0]).removeprefix(MF)
        yield Entry(f"{folder}#{_fragment(node)}", node, kind, folder, manifest)


def _list(manifest: Description, subject: Node) -> list[Node]:
    return manifest.items(manifest.one(subject, f"{MF}entries"))


def _fragment(node: Node) -> str:
    return text(node).partition("#")[2]


def query_cases() -> Iterator[QueryCase]:
    """Give the tests that evaluate a query, those of the result formats included."""
    for entry in entries("QueryEvaluationTest", "CSVResultFormatTest"):
        about, action = entry.manifest, entry.action
        result = about.one(entry.node, f"{MF}result")
        query = about.one(action, f"{QT}query")
        assert result is not None, entry.id
        assert query is not None, entry.id
        yield QueryCase(
            id=entry.id,
            query=file(query),
            files=Files(
                tuple(file(node) for node in about.all(action, f"{QT}data")),
                _named_graphs(about, action, file(query)),
            ),
            result=file(result),
            lax=bool(about.all(entry.node, f"{MF}resultCardinality")),
            services=tuple(
                (about.values(node, f"{QT}endpoint")[0], file(about.all(node, f"{QT}data")[0]))
                for node in about.all(action, f"{QT}serviceData")
            ),
            regimes=frozenset(
                regime.rpartition("/")[2]
                for regime in about.values(action, f"{SD}entailmentRegime")
            ),
        )


def by_dataset(cases: Iterable[QueryCase]) -> list[QueryCase]:
    """Bring tests together that share their dataset, which then is loaded once."""
    found = list(cases)
    places: dict[Files, int] = {}
    for case in found:
        places.setdefault(case.files, len(places))
    return sorted(found, key=lambda case: places[case.files])


def _named_graphs(about: Description, action: Node, query: Path) -> tuple[tuple[str, Path], ...]:
    """Give the graphs that the test loads, and those that its query names with FROM."""
    asked = [urljoin(iri(query), n) for n in _FROM.findall(query.read_text(encoding="utf-8"))]
    loaded = [text(node) for node in about.all(action, f"{QT}graphData")]
    return tuple((name, file(ox.NamedNode(name))) for name in dict.fromkeys([*loaded, *asked]))


def update_cases() -> Iterator[UpdateCase]:
    """Give the tests that evaluate an update."""
    for entry in entries("UpdateEvaluationTest"):
        request = entry.manifest.one(entry.action, f"{UT}request")
        result = entry.manifest.one(entry.node, f"{MF}result")
        assert request is not None, entry.id
        assert result is not None, entry.id
        yield UpdateCase(
            entry.id,
            file(request),
            dataset(entry.manifest, entry.action),
            dataset(entry.manifest, result),
        )


def syntax_cases() -> Iterator[SyntaxCase]:
    """Give the tests of the grammars."""
    for entry in all_entries():
        if "SyntaxTest" in entry.kind:
            yield SyntaxCase(
                entry.id,
                file(entry.action),
                is_update="Update" in entry.kind,
                is_valid=entry.kind.startswith("Positive"),
            )


def dataset(about: Description, node: Node) -> Files:
    """Read the vocabulary of the update tests: `ut:data` and `ut:graphData`."""
    return Files(
        tuple(file(found) for found in about.all(node, f"{UT}data")),
        tuple(
            (about.values(found, f"{RDFS}label")[0], file(about.all(found, f"{UT}graph")[0]))
            for found in about.all(node, f"{UT}graphData")
        ),
    )


def suite(case_id: str) -> str:
    """Give the part of the suite that a test is counted in."""
    folder = case_id.partition("#")[0]
    version, _, name = folder.partition("/")
    if version != "sparql11":
        return version
    return _REPORTED_AS.get(folder) or (
        "sparql11-update" if name in _UPDATE_FOLDERS.split() else "sparql11-query"
    )
