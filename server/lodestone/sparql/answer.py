"""From results to bytes: which formats can carry them, and the engine's own serialisers."""

from collections.abc import Iterable, Sequence

import pyoxigraph as ox

from lodestone.errors import QueryError
from lodestone.sparql.formats import (
    BOOLEAN_FORMATS,
    GRAPH_FORMATS,
    SOLUTION_FORMATS,
    Format,
)
from lodestone.store.engine import Results


def formats_for(results: Results) -> Sequence[Format]:
    """Name the formats that can carry these results, in order of preference."""
    if isinstance(results, ox.QueryBoolean):
        return BOOLEAN_FORMATS
    if isinstance(results, ox.QuerySolutions):
        return SOLUTION_FORMATS
    return GRAPH_FORMATS


def serialise(results: Results, chosen: Format) -> bytes:
    """Serialise results whole, so that an answer is never cut in the middle.

    Raises:
        QueryError: the evaluation failed, as with a function that does not exist.
    """
    wanted = chosen.graph if isinstance(results, ox.QueryTriples) else chosen.results
    try:
        data = results.serialize(format=wanted)  # type: ignore[arg-type]
    except RuntimeError as error:
        raise QueryError(f"The query cannot be evaluated: {error}") from error
    return data or b""


def serialise_graph(
    triples: Iterable[ox.Triple], chosen: Format, prefixes: dict[str, str] | None = None
) -> bytes:
    """Serialise triples of ours; `prefixes` shorten the formats that know them."""
    if chosen.graph is None:
        raise QueryError(f"{chosen.name} cannot carry a graph.")
    return ox.serialize(triples, format=chosen.graph, prefixes=prefixes) or b""
