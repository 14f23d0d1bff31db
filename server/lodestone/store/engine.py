"""One face over the current snapshot: ask, and get bytes or solutions.

Each answer comes from one snapshot as a whole: an `Engine` holds one open, immutable version, and
`SnapshotReader` hands out the newest. A reader that still works on an older version finishes on it.
"""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pyoxigraph as ox

from lodestone.errors import QueryError, SnapshotError
from lodestone.model.manifest import Manifest
from lodestone.store import snapshots

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Solution = dict[str, Term | None]
Results = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples
Kind = Literal["solutions", "boolean", "graph"]


@dataclass(frozen=True, slots=True)
class QueryDataset:
    """The dataset a request asks for (SPARQL 1.1 Protocol §2.1.4): IRIs of graphs."""

    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]


def kind_of(results: Results) -> Kind:
    """Say what kind of results a query has, which decides the formats that can carry them."""
    if isinstance(results, ox.QueryBoolean):
        return "boolean"
    return "solutions" if isinstance(results, ox.QuerySolutions) else "graph"


def serialise(results: Results, media_type: str) -> bytes:
    """Serialise results whole, by the engine, so that an answer is never cut in the middle.

    Raises:
        QueryError: the evaluation failed, as with a function that does not exist.
    """
    try:
        if isinstance(results, ox.QueryTriples):
            body = results.serialize(format=ox.RdfFormat.from_media_type(media_type))
        else:
            body = results.serialize(format=ox.QueryResultsFormat.from_media_type(media_type))
    except RuntimeError as error:
        raise QueryError(f"The query cannot be evaluated: {error}") from error
    return body or b""


class Engine:
    """A query engine over one snapshot."""

    def __init__(self, snapshot: snapshots.Snapshot) -> None:
        self.snapshot = snapshot
        self._store = snapshots.open_read_only(snapshot)

    @property
    def manifest(self) -> Manifest:
        """The manifest of the snapshot that is asked."""
        return self.snapshot.manifest

    def evaluate(
        self, query: str, dataset: QueryDataset | None = None, base: str | None = None
    ) -> Results:
        """Evaluate a query; the results are lazy and belong to the calling thread.

        Raises:
            QueryError: the query does not parse (the message has the parser's position), or it
                uses a function that does not exist.
        """
        try:
            if dataset is None:
                return self._store.query(query, base_iri=base)
            return self._store.query(
                query,
                base_iri=base,
                default_graph=[ox.NamedNode(iri) for iri in dataset.default_graphs],
                named_graphs=[ox.NamedNode(iri) for iri in dataset.named_graphs],
            )
        except (SyntaxError, ValueError) as error:
            raise QueryError(f"The query does not parse: {error}") from error
        except RuntimeError as error:
            raise QueryError(f"The query cannot be evaluated: {error}") from error

    def select(self, query: str) -> list[Solution]:
        """Give the whole solution sequence of a SELECT query of our own, in order."""
        results = self.evaluate(query)
        if not isinstance(results, ox.QuerySolutions):
            raise QueryError("A SELECT query was expected here.")
        names = [variable.value for variable in results.variables]
        return [{name: solution[name] for name in names} for solution in results]

    def construct(self, query: str) -> list[ox.Triple]:
        """Give the graph of a CONSTRUCT query of our own."""
        results = self.evaluate(query)
        if not isinstance(results, ox.QueryTriples):
            raise QueryError("A CONSTRUCT query was expected here.")
        return list(results)

    def graph(self, iri: str | None) -> Iterable[ox.Triple]:
        """Give the triples of a named graph, or of the default graph for None."""
        name = ox.DefaultGraph() if iri is None else ox.NamedNode(iri)
        return (quad.triple for quad in self._store.quads_for_pattern(None, None, None, name))

    def has_graph(self, iri: str) -> bool:
        """Whether the snapshot has a named graph of that IRI."""
        return self._store.contains_named_graph(ox.NamedNode(iri))

    def describes(self, iri: str) -> bool:
        """Whether any graph says something about the resource, as subject or as object."""
        node = ox.NamedNode(iri)
        as_subject = self._store.quads_for_pattern(node, None, None, None)
        as_object = self._store.quads_for_pattern(None, None, node, None)
        return any(next(iter(quads), None) is not None for quads in (as_subject, as_object))

    def description(self, iri: str, graphs: Sequence[str]) -> list[ox.Triple]:
        """Give all triples with the resource as subject or object in the given graphs."""
        node = ox.NamedNode(iri)
        found: dict[ox.Triple, None] = {}
        for graph in graphs:
            name = ox.NamedNode(graph)
            for quad in self._store.quads_for_pattern(node, None, None, name):
                found[quad.triple] = None
            for quad in self._store.quads_for_pattern(None, None, node, name):
                found[quad.triple] = None
        return list(found)


class SnapshotReader:
    """Hands out an engine over the current snapshot, and follows the pointer as it moves."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._lock = threading.Lock()
        self._name: str | None = None
        self._engine: Engine | None = None

    def engine(self) -> Engine:
        """Give the engine of the snapshot that is current at this moment.

        Raises:
            SnapshotError: nothing was published yet, or the published snapshot is damaged.
        """
        name = snapshots.current_name(self._data)
        if name is None:
            raise SnapshotError(
                f"There is no snapshot in {self._data} yet. Build one: lodestone build"
            )
        with self._lock:
            if self._engine is None or self._name != name:
                self._engine = Engine(snapshots.load(self._data, name))
                self._name = name
            return self._engine
