"""The record of a statement in RDF: its passages, its modality, who extracted and accepted it.

Passages are Web Annotation selectors (§4.2.4 text quote, §4.2.5 text position); IRIs are derived
from content, so that building again gives the same ones.
"""

import hashlib

import pyoxigraph as ox
from rdflib import DCTERMS, PROV, RDF, RDFS, XSD, Graph, Literal, Namespace, URIRef

from lodestone import vocabulary as v
from lodestone.model.candidate import LiteralValue, statement_iri
from lodestone.model.document import Document
from lodestone.model.statement import Evidence, Statement

OA = Namespace(v.OA)
_LABEL_LANGUAGES = ("en", "zh")
SOFTWARE = URIRef(v.IDENTIFIER + "agent/lodestone")


def document_iri(name: str) -> URIRef:
    """Give the IRI of a source document."""
    return URIRef(f"{v.IDENTIFIER}document/{name}")


def document_label(document: Document) -> Literal:
    """Name a source document in one of the two languages that labels are in.

    Its dcterms:title has the language that the document is in.
    """
    is_kept = document.language.lower().partition("-")[0] in _LABEL_LANGUAGES
    return Literal(document.title, lang=document.language if is_kept else _LABEL_LANGUAGES[0])


def object_term(statement: Statement) -> URIRef | Literal:
    """Give a statement's object as an RDF term, its lexical form untouched."""
    target = statement.object
    if not isinstance(target, LiteralValue):
        return URIRef(target.iri)
    if target.language:
        return Literal(target.value, lang=target.language)
    return Literal(target.value, datatype=URIRef(target.datatype), normalize=False)


def describe_document(graph: Graph, document: Document) -> None:
    """Record a source document: title, language, licence, where it comes from, its digest."""
    node = document_iri(document.name)
    graph.add((node, RDF.type, URIRef(v.SOURCE_DOCUMENT)))
    graph.add((node, RDFS.label, document_label(document)))
    graph.add((node, DCTERMS.title, Literal(document.title, lang=document.language)))
    graph.add((node, DCTERMS.language, Literal(document.language)))
    graph.add((node, URIRef(v.CONTENT_DIGEST), Literal(document.digest)))
    optional = (
        (DCTERMS.publisher, document.publisher),
        (DCTERMS.issued, document.date),
        (DCTERMS.license, document.licence),
        (DCTERMS.source, document.source),
        (DCTERMS.abstract, document.summary),
    )
    for predicate, value in optional:
        if value is not None:
            graph.add((node, predicate, URIRef(value) if _is_address(value) else Literal(value)))


def _is_address(value: str) -> bool:
    """Whether what somebody wrote as a source is an address that the engine takes as an IRI."""
    if not value.startswith(("http://", "https://")):
        return False
    try:
        ox.NamedNode(value)
    except ValueError:
        return False
    return True


def describe_statement(graph: Graph, statement: Statement) -> None:
    """Record an accepted statement with all its passages."""
    node = URIRef(statement_iri(statement.identifier))
    term = object_term(statement)
    ends_in = v.STATEMENT_VALUE if isinstance(term, Literal) else v.STATEMENT_OBJECT
    graph.add((node, RDF.type, URIRef(v.STATEMENT)))
    for predicate, value in (
        (v.STATEMENT_SUBJECT, URIRef(statement.subject.iri)),
        (v.STATEMENT_PREDICATE, URIRef(statement.predicate)),
        (ends_in, term),
        (v.HAS_MODALITY, URIRef(v.MODALITY_SCHEME + statement.modality)),
        (v.HAS_EXPLICITNESS, URIRef(v.EXPLICITNESS_SCHEME + statement.explicitness)),
        (v.HAS_REVIEW_STATUS, URIRef(v.ACCEPTED)),
        (v.CONFIDENCE, Literal(statement.confidence, datatype=XSD.decimal, normalize=False)),
    ):
        graph.add((node, URIRef(predicate), value))
    if statement.quantifier:
        quantifier = URIRef(v.QUANTIFIER_SCHEME + statement.quantifier)
        graph.add((node, URIRef(v.HAS_QUANTIFIER), quantifier))
    if statement.note:
        graph.add((node, URIRef(v.INTERPRETATION_NOTE), Literal(statement.note, lang="en")))
    graph.add((node, URIRef(v.REVIEWED_IN), _review(graph, statement)))
    for evidence in statement.evidence:
        graph.add((node, URIRef(v.HAS_EVIDENCE), _passage(graph, evidence)))
        graph.add((node, URIRef(v.EXTRACTED_BY), _extraction(graph, evidence)))


def _passage(graph: Graph, evidence: Evidence) -> URIRef:
    quote = evidence.quote
    name = _digest(f"{evidence.document}|{quote.start}|{quote.end}|{quote.exact}", 12)
    node = URIRef(f"{v.IDENTIFIER}ev/{name}")
    words = URIRef(f"{v.IDENTIFIER}sel/{name}-quote")
    place = URIRef(f"{v.IDENTIFIER}sel/{name}-position")
    graph.add((node, RDF.type, URIRef(v.EVIDENCE)))
    graph.add((node, URIRef(v.IN_DOCUMENT), document_iri(evidence.document)))
    graph.add((node, OA.hasSelector, words))
    graph.add((node, OA.hasSelector, place))
    graph.add((words, RDF.type, OA.TextQuoteSelector))
    graph.add((words, OA.exact, Literal(quote.exact)))
    graph.add((words, OA.prefix, Literal(quote.prefix)))
    graph.add((words, OA.suffix, Literal(quote.suffix)))
    graph.add((place, RDF.type, OA.TextPositionSelector))
    graph.add((place, OA.start, Literal(str(quote.start), datatype=XSD.nonNegativeInteger)))
    graph.add((place, OA.end, Literal(str(quote.end), datatype=XSD.nonNegativeInteger)))
    return node


def _extraction(graph: Graph, evidence: Evidence) -> URIRef:
    method = "manual" if evidence.origin == "manual" else "rule-based"
    node = URIRef(f"{v.IDENTIFIER}activity/{evidence.document}-{method}")
    graph.add((node, RDF.type, URIRef(v.EXTRACTION_ACTIVITY)))
    graph.add((node, URIRef(v.USES_EXTRACTION_METHOD), URIRef(v.METHOD_SCHEME + method)))
    graph.add((node, PROV.used, document_iri(evidence.document)))
    graph.add((node, PROV.wasAssociatedWith, SOFTWARE))
    graph.add((SOFTWARE, RDF.type, PROV.SoftwareAgent))
    graph.add((SOFTWARE, RDFS.label, Literal("Lodestone", lang="en")))
    return node


def _review(graph: Graph, statement: Statement) -> URIRef:
    review = statement.review
    name = _digest(f"{review.by}|{review.at}|{review.reason}", 12)
    node = URIRef(f"{v.IDENTIFIER}activity/review-{name}")
    reviewer = URIRef(f"{v.IDENTIFIER}agent/{_digest(review.by, 12)}")
    graph.add((node, RDF.type, URIRef(v.REVIEW_ACTIVITY)))
    graph.add((node, PROV.wasAssociatedWith, reviewer))
    graph.add((reviewer, RDF.type, PROV.Agent))
    graph.add((reviewer, RDFS.label, Literal(review.by, lang="en")))
    if review.reason:
        graph.add((node, RDFS.comment, Literal(review.reason, lang="en")))
    if review.at:
        graph.add((node, PROV.endedAtTime, Literal(review.at, datatype=XSD.dateTime)))
    return node


def _digest(text: str, length: int) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:length]
