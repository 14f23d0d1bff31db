"""The gate of writes: SHACL on the nodes that a write has changed, in the state it would leave."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import pyshacl
from rdflib import RDF, RDFS, SH, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from lodestone import vocabulary as v
from lodestone.errors import FaultError
from lodestone.knowledge.assembly import parse_into
from lodestone.knowledge.validation import read_report
from lodestone.model.report import Report
from lodestone.writing.changes import Change

_SHOWN = 100
_NOT_DATA = (v.SHAPES_GRAPH, v.ONTOLOGY_GRAPH, v.ALIGNMENTS_GRAPH)
_CANARY = URIRef("urn:lodestone:canary")
Terms = ox.NamedNode | ox.BlankNode


class Gate:
    """The shapes, and what a write is held against."""

    def __init__(self, ontology: Path) -> None:
        self._shapes = Graph()
        parse_into(self._shapes, sorted(ontology.glob("shapes/*.ttl")))
        terms = Graph()
        parse_into(terms, sorted(ontology.glob("*.ttl")))
        self._classes = list(terms.triples((None, RDFS.subClassOf, None)))
        self._targets = _Targets.read(self._shapes, terms)
        self._require_alive()

    def check(self, store: ox.Store, change: Change) -> Report:
        """Validate the nodes that a change has touched, as they are in the changed store."""
        focus = list(dict.fromkeys(_touched(change)))
        data = Graph()
        for node in focus:
            _describe(store, node, data)
        if not self._targets.occur_in(data):
            return Report((), "")
        for triple in self._classes:
            data.add(triple)
        return self._validate(data, {_node(node) for node in focus})

    def _validate(self, data: Graph, focus: set[Node]) -> Report:
        _, report, text = pyshacl.validate(
            data, shacl_graph=self._shapes, inference="none", inplace=True
        )
        if not isinstance(report, Graph):
            raise FaultError(f"pySHACL could not validate: {text}")
        for result in list(report.subjects(RDF.type, SH.ValidationResult)):
            if report.value(result, SH.focusNode) not in focus:  # seen in part only
                report.remove((result, None, None))
                report.remove((None, SH.result, result))
        read = read_report(report)
        conforms = Literal(read.conforms)
        for node in report.subjects(RDF.type, SH.ValidationReport):
            report.set((node, SH.conforms, conforms))
        return Report(read.findings, report.serialize(format="turtle"))

    def _require_alive(self) -> None:
        """Make sure that what is known to be wrong is found wrong.

        Raises:
            FaultError: the gate would let everything through.
        """
        data = Graph()
        for triple in self._classes:
            data.add(triple)
        data.add((_CANARY, URIRef(v.RDF_TYPE), URIRef(v.STATEMENT)))
        if self._validate(data, {_CANARY}).conforms:
            raise FaultError("The shapes find no fault in a statement without evidence.")


@dataclass(frozen=True, slots=True)
class _Targets:
    """What the shapes look at: a graph without any of it conforms."""

    nodes: frozenset[Node]
    classes: frozenset[Node]
    properties: frozenset[Node]

    @classmethod
    def read(cls, shapes: Graph, terms: Graph) -> "_Targets":
        classes = set(shapes.objects(None, SH.targetClass))
        classes |= set(shapes.subjects(RDF.type, RDFS.Class))
        for known in list(classes):
            classes.update(filter(None, terms.transitive_subjects(RDFS.subClassOf, known)))
        properties = set(shapes.objects(None, SH.targetSubjectsOf))
        properties |= set(shapes.objects(None, SH.targetObjectsOf))
        nodes = set(shapes.objects(None, SH.targetNode))
        return cls(frozenset(nodes), frozenset(classes), frozenset(properties))

    def occur_in(self, data: Graph) -> bool:
        for subject, predicate, value in data:
            if predicate in self.properties or subject in self.nodes or value in self.nodes:
                return True
            if predicate == RDF.type and value in self.classes:
                return True
        return False


def describe_violations(report: Report) -> str:
    """Say what is wrong, for a message."""
    lines = [str(finding) for finding in report.violations[:_SHOWN]]
    return f"{len(report.violations)} violations stop the write:\n" + "\n".join(lines)


def _touched(change: Change) -> Iterator[Terms]:
    """List the subjects of a change, and its objects: shapes look both ways."""
    for quad in (*change.added, *change.removed):
        if isinstance(quad.subject, ox.NamedNode | ox.BlankNode):
            yield quad.subject
        if isinstance(quad.object, ox.NamedNode | ox.BlankNode):
            yield quad.object


def _describe(store: ox.Store, node: Terms, data: Graph) -> None:
    """Copy what shapes can see from a node: its triples, its neighbours' types, and who points."""
    for quad in _quads(store, node, None):
        data.add(_triple(quad))
        if isinstance(quad.object, ox.NamedNode | ox.BlankNode):
            _describe_neighbour(store, quad.object, data)
    for quad in _quads(store, None, node):
        if quad.predicate.value != v.RDF_TYPE:
            data.add(_triple(quad))
            if isinstance(quad.subject, ox.NamedNode | ox.BlankNode):
                _describe_neighbour(store, quad.subject, data)


def _describe_neighbour(store: ox.Store, node: Terms, data: Graph) -> None:
    if isinstance(node, ox.NamedNode) and node.value.startswith(v.LS):
        return
    for quad in _quads(store, node, None):
        data.add(_triple(quad))


def _quads(store: ox.Store, subject: Terms | None, value: Terms | None) -> Iterable[ox.Quad]:
    for quad in store.quads_for_pattern(subject, None, value, None):
        graph = quad.graph_name
        if not (isinstance(graph, ox.NamedNode) and graph.value in _NOT_DATA):
            yield quad


def _triple(quad: ox.Quad) -> tuple[Node, Node, Node]:
    return _node(quad.subject), _node(quad.predicate), _node(quad.object)


def _node(term: object) -> Node:
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    if isinstance(term, ox.Literal):
        if term.language:
            return Literal(term.value, lang=term.language)
        return Literal(term.value, datatype=URIRef(term.datatype.value), normalize=False)
    return URIRef("urn:lodestone:triple-term")
