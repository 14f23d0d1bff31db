"""Putting the graphs together: ontology, schemes, reference, statements and their evidence."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rdflib import RDF, RDFS, Graph, Literal, URIRef

from lodestone import vocabulary as v
from lodestone.errors import FaultError
from lodestone.knowledge.evidence import (
    describe_document,
    describe_statement,
    document_iri,
    document_label,
    object_term,
)
from lodestone.model.candidate import PROPOSAL, EntityReference
from lodestone.model.document import Document
from lodestone.model.statement import Statement

_CHINESE = re.compile(r"[一-鿿]")


@dataclass(slots=True)
class Assembly:
    """The named graphs of a dataset on its way to publication, by IRI.

    `introduced` are the entities that nobody knew before a document spoke of them.
    """

    graphs: dict[str, Graph] = field(default_factory=dict)
    introduced: set[str] = field(default_factory=set)

    def graph(self, iri: str) -> Graph:
        """Give a named graph, made when it is first asked for."""
        return self.graphs.setdefault(iri, Graph())

    def union(self, iris: Iterable[str]) -> Graph:
        """Give the union of some named graphs."""
        merged = Graph()
        for iri in iris:
            for triple in self.graph(iri):
                merged.add(triple)
        return merged

    def copy(self) -> "Assembly":
        """Give an assembly that can be changed without changing this one."""
        return Assembly({iri: self.union([iri]) for iri in self.graphs}, set(self.introduced))


def assemble(
    ontology: Path,
    data: Sequence[Path],
    documents: Iterable[Document],
    statements: Iterable[Statement],
) -> Assembly:
    """Gather all that is known before any reasoning.

    Raises:
        FaultError: a Turtle file cannot be parsed; names the file and the line.
    """
    assembly = Assembly()
    parse_into(assembly.graph(v.ONTOLOGY_GRAPH), sorted(ontology.glob("*.ttl")))
    for name, graph in (
        ("schemes", v.SCHEMES_GRAPH),
        ("alignments", v.ALIGNMENTS_GRAPH),
        ("shapes", v.SHAPES_GRAPH),
    ):
        parse_into(assembly.graph(graph), sorted(ontology.glob(f"{name}/*.ttl")))
    reference = assembly.graph(v.REFERENCE_GRAPH)
    for folder in data:
        parse_into(reference, sorted(folder.glob("reference/*.ttl")))
    for document in documents:
        describe_document(assembly.graph(v.EVIDENCE_GRAPH), document)
        _title_document(reference, document)
    new: list[EntityReference] = []
    for statement in statements:
        _assert(assembly, statement)
        describe_statement(assembly.graph(v.EVIDENCE_GRAPH), statement)
        ends = (statement.subject, statement.object)
        new += [end for end in ends if isinstance(end, EntityReference) and end.is_new]
    # What a document names comes before what it only refers to: the first gives the label.
    for entity in sorted(new, key=lambda end: end.resolved_by != PROPOSAL):
        _introduce(assembly, entity)
    return assembly


def parse_into(graph: Graph, files: Iterable[Path]) -> None:
    """Parse Turtle files into a graph.

    Raises:
        FaultError: names the file, and the parser's word on the place.
    """
    for path in files:
        try:
            graph.parse(path, format="turtle")
        except (SyntaxError, ValueError) as error:
            raise FaultError(f"{path} is not valid Turtle: {error}. Correct it.") from error


def _title_document(reference: Graph, document: Document) -> None:
    """Name a document where entities are named, so that facts about it can be read."""
    node = document_iri(document.name)
    reference.add((node, RDF.type, URIRef(v.SOURCE_DOCUMENT)))
    reference.add((node, RDFS.label, document_label(document)))


def _assert(assembly: Assembly, statement: Statement) -> None:
    subject, predicate = URIRef(statement.subject.iri), URIRef(statement.predicate)
    triple = (subject, predicate, object_term(statement))
    assembly.graph(v.ASSERTED_GRAPH).add(triple)
    for evidence in statement.evidence:
        assembly.graph(v.DOCUMENT_GRAPHS + evidence.document).add(triple)


def _introduce(assembly: Assembly, entity: EntityReference) -> None:
    """Give a new entity its class, and the name that its document has for it."""
    graph, node = assembly.graph(v.REFERENCE_GRAPH), URIRef(entity.iri)
    name = Literal(entity.text, lang="zh" if _CHINESE.search(entity.text) else "en")
    if entity.kind:
        graph.add((node, RDF.type, URIRef(entity.kind)))
    if (node, RDFS.label, None) not in graph:
        graph.add((node, RDFS.label, name))
        assembly.introduced.add(entity.iri)
