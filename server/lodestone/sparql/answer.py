"""Which formats can carry which results, and the graphs of our own as bytes."""

from collections.abc import Iterable, Mapping, Sequence

import pyoxigraph as ox

from lodestone.sparql.formats import (
    BOOLEAN_FORMATS,
    GRAPH_FORMATS,
    SOLUTION_FORMATS,
    Format,
)
from lodestone.store.engine import Kind

OFFERED: Mapping[Kind, Sequence[Format]] = {
    "solutions": SOLUTION_FORMATS,
    "boolean": BOOLEAN_FORMATS,
    "graph": GRAPH_FORMATS,
}
"""The formats that can carry each kind of results, in order of preference."""


def serialise_graph(
    triples: Iterable[ox.Triple], chosen: Format, prefixes: dict[str, str] | None = None
) -> bytes:
    """Serialise triples of ours; `prefixes` shorten the formats that know them."""
    known = ox.RdfFormat.from_media_type(chosen.media_type)
    return ox.serialize(triples, format=known, prefixes=prefixes) or b""
