"""From rdflib's graphs to the quads of the engine."""

from collections.abc import Iterator

import pyoxigraph as ox
from rdflib import Graph

from lodestone import vocabulary as v
from lodestone.knowledge.assembly import Assembly


def to_quads(assembly: Assembly) -> Iterator[ox.Quad]:
    """Give the quads of all named graphs, and of the default graph, which is their merger."""
    merged: set[ox.Triple] = set()
    for iri, graph in assembly.graphs.items():
        name = ox.NamedNode(iri)
        triples = list(_triples(graph))
        yield from (ox.Quad(t.subject, t.predicate, t.object, name) for t in triples)
        if iri in v.MERGED_GRAPHS:
            merged.update(triples)
    yield from (ox.Quad(t.subject, t.predicate, t.object) for t in merged)


def canonical(quads: Iterator[ox.Quad]) -> list[ox.Quad]:
    """Name blank nodes by their place (RDFC-1.0), so that equal builds give equal quads."""
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return list(dataset)


def _triples(graph: Graph) -> Iterator[ox.Triple]:
    text = graph.serialize(format="nt")
    for quad in ox.parse(text, format=ox.RdfFormat.N_TRIPLES):
        yield quad.triple
