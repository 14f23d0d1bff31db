"""Counts of a dataset per graph, class and property, made once at publication."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from lodestone import vocabulary as v
from lodestone.model.manifest import Manifest

_MODULUS = 2**256


@dataclass(frozen=True, slots=True)
class Statistics:
    """How much of what a dataset holds; classes and properties count in its default graph."""

    counts: dict[str, int]
    graphs: dict[str, int]
    classes: dict[str, int]
    properties: dict[str, int]
    digest: str


def measure(quads: Iterable[ox.Quad]) -> Statistics:
    """Count a dataset whose quads are all different."""
    graphs: Counter[str] = Counter()
    classes: Counter[str] = Counter()
    properties: Counter[str] = Counter()
    entities: set[str] = set()
    statements = documents = total = digest = 0
    for quad in quads:
        total += 1
        digest += _hash(quad)
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
        "quads": total,
        "triples": sum(properties.values()),
        "statements": statements,
        "documents": documents,
        "entities": len(entities),
    }
    return Statistics(
        counts,
        _ordered(graphs),
        _ordered(classes),
        _ordered(properties),
        f"{digest % _MODULUS:064x}",
    )


def _ordered(counter: Counter[str]) -> dict[str, int]:
    return dict(sorted(counter.items()))


def _hash(quad: ox.Quad) -> int:
    return int.from_bytes(hashlib.sha256(str(quad).encode()).digest(), "big")


def amend(before: Manifest, added: Sequence[ox.Quad], removed: Sequence[ox.Quad]) -> Statistics:
    """Bring the counts of a dataset up to date with a change, at the cost of the change alone.

    `entities` stays as it was: who is an entity can be told only from the whole.
    """
    plus, minus = measure(added), measure(removed)

    def amended(name: str) -> dict[str, int]:
        counter = Counter(getattr(before, name))
        counter.update(getattr(plus, name))
        counter.subtract(getattr(minus, name))
        return {key: count for key, count in sorted(counter.items()) if count > 0}

    counts = {
        key: before.counts[key] + plus.counts[key] - minus.counts[key] for key in before.counts
    }
    counts["entities"] = before.counts["entities"]
    change = int(plus.digest, 16) - int(minus.digest, 16)
    digest = f"{(int(before.digest, 16) + change) % _MODULUS:064x}" if before.digest else ""
    return Statistics(counts, amended("graphs"), amended("classes"), amended("properties"), digest)
