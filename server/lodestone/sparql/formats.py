"""The media types we speak, in order of preference."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class Format:
    """One serialisation: its media type, the other names it goes by, and its suffix."""

    name: str
    media_type: str
    suffix: str
    aliases: tuple[str, ...] = ()

    @property
    def content_type(self) -> str:
        """The Content-Type header, with the charset where the type is text."""
        text = self.media_type.startswith("text/")
        return f"{self.media_type}; charset=utf-8" if text else self.media_type


RESULTS_JSON = Format(
    "SPARQL JSON", "application/sparql-results+json", "json", ("application/json",)
)
RESULTS_XML = Format(
    "SPARQL XML", "application/sparql-results+xml", "xml", ("application/xml", "text/xml")
)
RESULTS_CSV = Format("CSV", "text/csv", "csv")
RESULTS_TSV = Format("TSV", "text/tab-separated-values", "tsv")
TURTLE = Format("Turtle", "text/turtle", "ttl", ("application/x-turtle",))
N_TRIPLES = Format("N-Triples", "application/n-triples", "nt", ("text/plain",))
RDF_XML = Format("RDF/XML", "application/rdf+xml", "rdf", ("application/xml", "text/xml"))
JSON_LD = Format("JSON-LD", "application/ld+json", "jsonld", ("application/json",))
TRIG = Format("TriG", "application/trig", "trig")
N_QUADS = Format("N-Quads", "application/n-quads", "nq")

SOLUTION_FORMATS = (RESULTS_JSON, RESULTS_XML, RESULTS_CSV, RESULTS_TSV)
"""For the solution sequence of a SELECT query (SPARQL 1.1 Query Results formats)."""

BOOLEAN_FORMATS = (RESULTS_JSON, RESULTS_XML)
"""For the answer of an ASK query: CSV and TSV cannot carry a boolean."""

GRAPH_FORMATS = (TURTLE, JSON_LD, N_TRIPLES, RDF_XML, TRIG, N_QUADS)
"""For the graph of a CONSTRUCT or DESCRIBE query, and for descriptions of resources."""

HTML = Format("HTML", "text/html", "html", ("application/xhtml+xml",))
"""For people: a page."""

PLAIN = Format("plain text", "text/plain", "txt")
PROBLEM = Format("problem", "application/problem+json", "json", ("application/json",))
"""For errors."""
