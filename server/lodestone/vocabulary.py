"""The IRIs that the code must know by name; everything else is read from `ontology/`.

A test proves that each term named here exists in the ontology.
"""

BASE = "https://w3id.org/lodestone/"
ONTOLOGY = BASE + "ont"
LS = ONTOLOGY + "#"
IDENTIFIER = BASE + "id/"
SCHEME = BASE + "scheme/"
GRAPH = BASE + "graph/"
SHAPES = BASE + "shapes#"

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCTERMS = "http://purl.org/dc/terms/"
PROV = "http://www.w3.org/ns/prov#"
OA = "http://www.w3.org/ns/oa#"
SH = "http://www.w3.org/ns/shacl#"

RDF_TYPE = RDF + "type"
RDFS_LABEL = RDFS + "label"
SKOS_PREF_LABEL = SKOS + "prefLabel"
SKOS_ALT_LABEL = SKOS + "altLabel"

ONTOLOGY_GRAPH = GRAPH + "ontology"
SCHEMES_GRAPH = GRAPH + "schemes"
ALIGNMENTS_GRAPH = GRAPH + "alignments"
REFERENCE_GRAPH = GRAPH + "reference"
ASSERTED_GRAPH = GRAPH + "asserted"
INFERRED_GRAPH = GRAPH + "inferred"
EVIDENCE_GRAPH = GRAPH + "evidence"
SHAPES_GRAPH = GRAPH + "shapes"
VALIDATION_GRAPH = GRAPH + "validation"
DOCUMENT_GRAPHS = GRAPH + "document/"

MERGED_GRAPHS = (
    ONTOLOGY_GRAPH,
    SCHEMES_GRAPH,
    REFERENCE_GRAPH,
    ASSERTED_GRAPH,
    INFERRED_GRAPH,
)
"""The graphs whose union is the default graph of a snapshot."""

STATEMENT = LS + "Statement"
EVIDENCE = LS + "Evidence"
SOURCE_DOCUMENT = LS + "SourceDocument"
EXTRACTION_ACTIVITY = LS + "ExtractionActivity"
REVIEW_ACTIVITY = LS + "ReviewActivity"
STATEMENT_SUBJECT = LS + "statementSubject"
STATEMENT_PREDICATE = LS + "statementPredicate"
STATEMENT_OBJECT = LS + "statementObject"
STATEMENT_VALUE = LS + "statementValue"
HAS_EVIDENCE = LS + "hasEvidence"
IN_DOCUMENT = LS + "inDocument"
HAS_MODALITY = LS + "hasModality"
HAS_QUANTIFIER = LS + "hasQuantifier"
HAS_EXPLICITNESS = LS + "hasExplicitness"
HAS_REVIEW_STATUS = LS + "hasReviewStatus"
CONFIDENCE = LS + "confidence"
INTERPRETATION_NOTE = LS + "interpretationNote"
EXTRACTED_BY = LS + "extractedBy"
REVIEWED_IN = LS + "reviewedIn"
USES_EXTRACTION_METHOD = LS + "usesExtractionMethod"
CONTENT_DIGEST = LS + "contentDigest"

ACCEPTED = SCHEME + "reviewStatus/accepted"
MODALITY_SCHEME = SCHEME + "modality/"
QUANTIFIER_SCHEME = SCHEME + "quantifier/"
EXPLICITNESS_SCHEME = SCHEME + "explicitness/"
METHOD_SCHEME = SCHEME + "extractionMethod/"


def local_name(iri: str) -> str:
    """Give what stands behind the last `#` or `/` of an IRI."""
    return iri.rstrip("/").rsplit("#", 1)[-1].rsplit("/", 1)[-1]
