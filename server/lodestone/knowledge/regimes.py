"""The closure of a graph under the rules of an entailment regime, by owlrl."""

from collections.abc import Iterable, Iterator

import owlrl
import pyoxigraph as ox
from rdflib import Graph, URIRef

RULES = {"rdfs": owlrl.RDFS_Semantics, "owl-rl": owlrl.OWLRL_Semantics}
_STAND_IN = "urn:lodestone:blank:"
"""Blank nodes are IRIs while rdflib has them, so that they are the same nodes afterwards."""


def close(triples: Iterable[ox.Triple], regime: str) -> Iterator[ox.Triple]:
    """Give what a graph entails beyond itself.

    `rdfs` has the axiomatic triples and datatypes too; `owl-rl` the rules of the OWL 2 RL profile.
    Triple terms are left out: the regimes say nothing of them.
    """
    plain = (_named(t) for t in triples if not isinstance(t.object, ox.Triple))
    text = ox.serialize(plain, format=ox.RdfFormat.N_TRIPLES) or b""
    graph = Graph(bind_namespaces="none")
    graph.parse(data=text, format="nt")
    is_rdfs = regime == "rdfs"
    owlrl.DeductiveClosure(
        RULES[regime], axiomatic_triples=is_rdfs, datatype_axioms=is_rdfs
    ).expand(graph)
    # What has a literal as its subject, or a blank node as its predicate, no RDF graph can hold.
    lines = (
        f"{subject.n3()} {predicate.n3()} {value.n3()} ."
        for subject, predicate, value in graph
        if isinstance(subject, URIRef) and _is_predicate(predicate)
    )
    for quad in ox.parse("\n".join(lines), format=ox.RdfFormat.N_TRIPLES):
        yield _blank(quad.triple)


def _is_predicate(term: object) -> bool:
    return isinstance(term, URIRef) and not term.startswith(_STAND_IN)


def _named(triple: ox.Triple) -> ox.Triple:
    def named(term: object) -> object:
        return ox.NamedNode(_STAND_IN + term.value) if isinstance(term, ox.BlankNode) else term

    return ox.Triple(named(triple.subject), triple.predicate, named(triple.object))  # type: ignore[arg-type]


def _blank(triple: ox.Triple) -> ox.Triple:
    def blank(term: object) -> object:
        if isinstance(term, ox.NamedNode) and term.value.startswith(_STAND_IN):
            return ox.BlankNode(term.value.removeprefix(_STAND_IN))
        return term

    return ox.Triple(blank(triple.subject), triple.predicate, blank(triple.object))  # type: ignore[arg-type]
