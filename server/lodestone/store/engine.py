"""The engine over one store: evaluates queries and writes their results. Runs in workers only.

Each answer comes from one immutable version as a whole.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

import pyoxigraph as ox

from lodestone.errors import QueryError, SnapshotError

Results = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples
Kind = Literal["solutions", "boolean", "graph"]
Function = Callable[..., "ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None"]
Names = list[ox.NamedNode | ox.BlankNode]
Graphs = list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph]
_UNKNOWN_FUNCTION = re.compile(r"custom function <([^>]*)> is not supported")


class Output(Protocol):
    """Where a serialisation goes, piece by piece."""

    def write(self, piece: bytes) -> int:
        """Take a piece."""

    def flush(self) -> None:
        """Take what is held back."""


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


class Engine:
    """A query engine over one store."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store

    def evaluate(
        self, query: str, dataset: QueryDataset | None = None, base: str | None = None
    ) -> Results:
        """Evaluate a query; the results are lazy and belong to the calling thread.

        A function that does not exist is an error of the expression that calls it, as the standard
        has it, not of the query (SPARQL 1.1 §17.3).

        Raises:
            QueryError: the query does not parse (the message has the parser's position), or cannot
                be evaluated.
        """
        default, named = _graphs(dataset)
        unknown: dict[ox.NamedNode, Function] = {}
        while True:
            try:
                return self._store.query(
                    query,
                    base_iri=base,
                    default_graph=default,
                    named_graphs=named,
                    custom_functions=unknown or None,
                )
            except (SyntaxError, ValueError) as error:
                raise QueryError(f"The query does not parse: {error}") from error
            except (RuntimeError, OSError) as error:
                found = _UNKNOWN_FUNCTION.search(str(error))
                if found is None or ox.NamedNode(found[1]) in unknown:
                    raise QueryError(f"The query cannot be evaluated: {error}") from error
                unknown[ox.NamedNode(found[1])] = _no_value

    def write(self, results: Results, media_type: str, output: Output) -> None:
        """Serialise results to an output.

        Raises:
            QueryError: the evaluation failed on the way.
            SnapshotError: a block of the store is damaged.
        """
        try:
            if isinstance(results, ox.QueryTriples):
                results.serialize(output, format=ox.RdfFormat.from_media_type(media_type))  # type: ignore[arg-type]
            else:
                known = ox.QueryResultsFormat.from_media_type(media_type)
                results.serialize(output, format=known)  # type: ignore[arg-type]
        except RuntimeError as error:
            raise QueryError(f"The query cannot be evaluated: {error}") from error
        except OSError as error:
            raise SnapshotError(f"The store cannot be read: {error}") from error

    def write_boolean(self, results: Results, media_type: str) -> bytes:
        """Serialise the result of an ASK, which is never large."""
        known = ox.QueryResultsFormat.from_media_type(media_type)
        return results.serialize(format=known) or b""  # type: ignore[arg-type]

    def dump(self, graph: str | None, media_type: str, output: Output) -> None:
        """Serialise a named graph, or the default graph for None."""
        name = ox.DefaultGraph() if graph is None else ox.NamedNode(graph)
        known = ox.RdfFormat.from_media_type(media_type)
        self._store.dump(output, format=known, from_graph=name)  # type: ignore[arg-type]

    def graph_names(self) -> list[str]:
        """List the IRIs of the named graphs."""
        return [name.value for name in self._store.named_graphs() if isinstance(name, ox.NamedNode)]

    def has_graph(self, iri: str) -> bool:
        """Whether there is a named graph of that IRI."""
        return self._store.contains_named_graph(ox.NamedNode(iri))


def _graphs(dataset: QueryDataset | None) -> tuple[Graphs | None, Names | None]:
    if dataset is None:
        return None, None
    try:
        default: Graphs = [ox.NamedNode(iri) for iri in dataset.default_graphs]
        named: Names = [ox.NamedNode(iri) for iri in dataset.named_graphs]
    except ValueError as error:
        raise QueryError(f"A graph of the dataset is named by no IRI: {error}") from error
    return default, named


def _no_value(*_: object) -> None:
    """Stand in for a function that does not exist: its call is an error in its expression."""
