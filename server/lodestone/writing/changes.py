"""What a write changes: applied to a staged store, and told as added and removed quads."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pyoxigraph as ox

from lodestone.errors import NotFoundError, QueryError
from lodestone.sparql import rewriting
from lodestone.sparql.guard import depth_of_triple_terms
from lodestone.sparql.request import UpdateRequest
from lodestone.writing import documents
from lodestone.writing.jobs import GraphWrite

Call = Callable[[str, str], bytes]
Graph = ox.NamedNode | ox.DefaultGraph | ox.BlankNode
_OTHER_OPERATION = re.compile(
    r"\b(?:DELETE|WHERE|CLEAR|DROP|CREATE|LOAD|COPY|MOVE|ADD|WITH)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Change:
    """What a write did: the quads that came and went, and whether a graph was made or unmade."""

    added: list[ox.Quad]
    removed: list[ox.Quad]
    names_graphs: bool

    @property
    def is_nothing(self) -> bool:
        """Whether everything is as it was."""
        return not (self.added or self.removed or self.names_graphs)

    @property
    def graphs(self) -> set[str]:
        """The IRIs of the graphs that were changed; the default graph is an empty string."""
        return {
            quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else ""
            for quad in (*self.added, *self.removed)
        }


def apply_update(
    store: ox.Store, asked: UpdateRequest, base: str, depth: int, call: Call | None
) -> None:
    """Execute an update on a staged store, whole or not at all.

    Raises:
        QueryError: it does not parse, or cannot be executed.
        NotFoundError: it clears or drops a graph that is not there.
        ForbiddenError: it loads from elsewhere, or calls an endpoint that is not allowed.
    """
    text = asked.update
    if depth_of_triple_terms(text.encode("utf-8", "replace")) > depth:
        raise QueryError(f"Triple terms are nested more than {depth} levels deep.")
    surroundings = rewriting.Surroundings(
        named_graphs=lambda: [
            name.value for name in store.named_graphs() if isinstance(name, ox.NamedNode)
        ],
        protocol_dataset=asked.dataset is not None,
        call=call,
        base=base,
        solutions=lambda query: _solutions(store, query, base),
    )
    text = rewriting.prepare_update(text, asked.dataset, surroundings)
    try:
        store.update(text, base_iri=base)
    except (SyntaxError, ValueError) as error:
        raise QueryError(f"The update does not parse: {error}") from error
    except RuntimeError as error:
        kind = NotFoundError if str(error).endswith("does not exist") else QueryError
        raise kind(f"The update cannot be executed: {error}") from error


def _solutions(store: ox.Store, query: str, base: str) -> bytes:
    results = store.query(query, base_iri=base)
    if isinstance(results, ox.QueryTriples):
        raise QueryError("A SELECT query was expected here.")
    return results.serialize(format=ox.QueryResultsFormat.JSON) or b""


def apply_graph_write(store: ox.Store, asked: GraphWrite, base: str, depth: int) -> None:
    """Replace, extend or delete one graph (Graph Store HTTP Protocol §5.3 to §5.5).

    The body is parsed before anything is changed.

    Raises:
        NotFoundError: the graph to be deleted is not there.
        QueryError, MediaTypeError: the body is not a graph that can be read.
    """
    name = graph_name(asked.graph)
    if asked.operation == "delete":
        if isinstance(name, ox.NamedNode) and not store.contains_named_graph(name):
            raise NotFoundError(f"There is no graph <{asked.graph}> here.")
        store.remove_graph(name)
        return
    triples = documents.parse(asked.content_type, asked.body, asked.graph or base, depth)
    if asked.operation == "put":
        store.clear_graph(name)
    if isinstance(name, ox.NamedNode):
        store.add_graph(name)
    store.bulk_extend(ox.Quad(t.subject, t.predicate, t.object, name) for t in triples)


def difference(
    before: ox.Store, after: ox.Store, asked: UpdateRequest | GraphWrite, base: str
) -> Change:
    """Tell what a write changed, looking no further than it can have reached."""
    former, present = set(before.named_graphs()), set(after.named_graphs())
    is_named = former != present
    if isinstance(asked, UpdateRequest):
        inserted = _only_inserted(asked.update, base)
        if inserted is not None:
            return Change([q for q in inserted if q not in before], [], is_named)
        graphs: set[Graph] = {ox.DefaultGraph(), *former, *present}
    else:
        graphs = {graph_name(asked.graph)}
    added: list[ox.Quad] = []
    removed: list[ox.Quad] = []
    for graph in graphs:
        old = set(before.quads_for_pattern(None, None, None, graph))
        new = set(after.quads_for_pattern(None, None, None, graph))
        added += new - old
        removed += old - new
    return Change(added, removed, is_named)


def _only_inserted(update: str, base: str) -> list[ox.Quad] | None:
    """Give the quads of an update that is nothing but INSERT DATA, as large imports are.

    Blank nodes make a second reading differ from the first, so such an update is compared in full.
    """
    if _OTHER_OPERATION.search(update) or "_:" in update or "[" in update or "(" in update:
        return None
    alone = ox.Store()
    alone.update(update, base_iri=base)
    return list(alone)


def require_shallow(change: Change, depth: int) -> None:
    """Refuse triple terms that have grown too deep, which later readers could not bear.

    Raises:
        QueryError: a triple term is nested more deeply than is allowed.
    """
    for quad in change.added:
        term: object = quad.object
        levels = 0
        while isinstance(term, ox.Triple):
            levels += 1
            if levels > depth:
                raise QueryError(f"A triple term would be nested more than {depth} levels deep.")
            term = term.object


def graph_name(iri: str | None) -> ox.NamedNode | ox.DefaultGraph:
    """Name a graph, the default graph for None."""
    return ox.DefaultGraph() if iri is None else ox.NamedNode(iri)
