"""Counts of a dataset per graph, class and property, made once at publication."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from lodestone import vocabulary as v


@dataclass(frozen=True, slots=True)
class Statistics:
    """How much of what a dataset holds; classes and properties count in its default graph."""

    counts: dict[str, int]
    graphs: dict[str, int]
    classes: dict[str, int]
    properties: dict[str, int]
    digest: str


def measure(quads: Sequence[ox.Quad]) -> Statistics:
    """Count a dataset whose quads are all different."""
    graphs: Counter[str] = Counter()
    classes: Counter[str] = Counter()
    properties: Counter[str] = Counter()
    entities: set[str] = set()
    statements = documents = 0
    for quad in quads:
        kind = quad.object.value if isinstance(quad.object, ox.NamedNode) else ""
        is_type = quad.predicate.value == v.RDF_TYPE and kind
        if isinstance(quad.graph_name, ox.NamedNode):
            graphs[quad.graph_name.value] += 1
            if is_type and quad.graph_name.value == v.EVIDENCE_GRAPH:
                statements += kind == v.STATEMENT
                documents += kind == v.SOURCE_DOCUMENT
            continue
        properties[quad.predicate.value] += 1
        if is_type:
            classes[kind] += 1
        if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(v.IDENTIFIER):
            entities.add(quad.subject.value)
    counts = {
        "quads": len(quads),
        "triples": sum(properties.values()),
        "statements": statements,
        "documents": documents,
        "entities": len(entities),
    }
    return Statistics(
        counts, _ordered(graphs), _ordered(classes), _ordered(properties), _digest(quads)
    )


def _ordered(counter: Counter[str]) -> dict[str, int]:
    return dict(sorted(counter.items()))


def _digest(quads: Sequence[ox.Quad]) -> str:
    lines = sorted(str(quad) for quad in quads)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
