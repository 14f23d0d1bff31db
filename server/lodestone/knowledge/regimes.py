"""The closure of a graph under the rules of an entailment regime, by owlrl."""

from collections.abc import Iterable, Iterator

import owlrl
import pyoxigraph as ox
from rdflib import BNode, Graph, Literal

RULES = {"rdfs": owlrl.RDFS_Semantics, "owl-rl": owlrl.OWLRL_Semantics}


def close(triples: Iterable[ox.Triple], regime: str) -> Iterator[ox.Triple]:
    """Give all triples that a graph entails, itself included.

    `rdfs` has the axiomatic triples and datatypes too; `owl-rl` the rules of the OWL 2 RL profile.
    """
    text = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""
    graph = Graph(bind_namespaces="none")
    graph.parse(data=text, format="nt")
    is_rdfs = regime == "rdfs"
    owlrl.DeductiveClosure(
        RULES[regime], axiomatic_triples=is_rdfs, datatype_axioms=is_rdfs
    ).expand(graph)
    for subject, predicate, value in graph:
        if isinstance(subject, Literal) or isinstance(predicate, Literal | BNode):
            continue  # generalised triples, which no RDF graph can hold
        line = f"{subject.n3()} {predicate.n3()} {value.n3()} ."
        for quad in ox.parse(line, format=ox.RdfFormat.N_TRIPLES):
            yield quad.triple
