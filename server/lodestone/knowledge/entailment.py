"""The OWL 2 RL closure, filtered to what users ask for, in a graph of its own."""

import logging
from collections.abc import Iterator

import owlrl
from rdflib import OWL, RDF, RDFS, SKOS, Graph, Literal, URIRef

from lodestone import vocabulary as v
from lodestone.knowledge.assembly import Assembly

_BASES = (v.ONTOLOGY_GRAPH, v.SCHEMES_GRAPH, v.REFERENCE_GRAPH, v.ASSERTED_GRAPH)


_LOGICAL = (v.LS, v.OWL)
_METADATA = {RDFS.isDefinedBy, SKOS.inScheme, SKOS.topConceptOf, OWL.imports, OWL.versionIRI}


def entail(assembly: Assembly) -> Graph:
    """Add the graph of what follows from the statements and the ontology, and give it.

    Of the closure stay the triples that have an entity or a concept as subject and one of our
    properties or classes; owlrl also makes literals subjects, and everything the same as itself.
    """
    base = assembly.union(_BASES)
    closure = without_annotations(base)
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(closure)
    inferred = assembly.graph(v.INFERRED_GRAPH)
    for triple in closure:
        if triple not in base and _is_wanted(*triple):
            inferred.add(triple)
    return inferred


def without_annotations(graph: Graph) -> Graph:
    """Copy a graph without labels, definitions and metadata, which no axiom reads."""
    copy = Graph()
    for subject, predicate, target in graph:
        is_annotation = isinstance(target, Literal) and not str(predicate).startswith(_LOGICAL)
        if not is_annotation and predicate not in _METADATA:
            copy.add((subject, predicate, target))
    return copy


def _is_wanted(subject: object, predicate: object, target: object) -> bool:
    # str(): rdflib's own startswith takes no tuple
    if not isinstance(subject, URIRef) or not str(subject).startswith((v.IDENTIFIER, v.SCHEME)):
        return False
    if predicate == RDF.type:
        return isinstance(target, URIRef) and str(target).startswith(v.LS)
    if predicate == SKOS.broaderTransitive:
        return subject != target
    return str(predicate).startswith(v.LS) and isinstance(target, (URIRef, Literal))


def contradictions(graph: Graph) -> list[str]:
    """Say which triples contradict each other, as far as the OWL RL rules show it."""
    closure = without_annotations(graph)
    logging.getLogger("owlrl").setLevel(logging.CRITICAL)
    engine = owlrl.OWLRL_Semantics(closure, axioms=False, daxioms=False, rdfs=False)
    engine.closure()
    return sorted({*map(str, engine.error_messages), *_values_twice(closure)})


def _values_twice(closure: Graph) -> Iterator[str]:
    """Find functional properties with different literals, which the rules leave alone."""
    for known in closure.subjects(RDF.type, OWL.FunctionalProperty):
        values: dict[object, set[object]] = {}
        for subject, target in closure.subject_objects(known):
            if isinstance(target, Literal):
                values.setdefault(subject, set()).add(target.toPython())
        for holder, found in values.items():
            if len(found) > 1:
                listed = ", ".join(sorted(map(str, found)))
                yield f"{known} takes one value, but {holder} has {listed}"
