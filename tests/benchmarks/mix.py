"""The query mix: the same text for every server, each with the rows that it has to answer."""

from dataclasses import dataclass

PREFIXES = (
    "PREFIX ls: <https://w3id.org/lodestone/ont#> PREFIX id: <https://w3id.org/lodestone/id/> "
    "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
)
JSON, CSV, TRIPLES = "application/sparql-results+json", "text/csv", "application/n-triples"


@dataclass(frozen=True)
class Query:
    """A query of the mix; `rows` is None where the number depends on the size of the graph."""

    name: str
    text: str
    accept: str = JSON
    rows: int | None = None


MIX = (
    Query("ask", "ASK { ?s ls:develops ?o }"),
    Query("point", "SELECT ?p ?o { <https://w3id.org/lodestone/id/org/o17> ?p ?o }", rows=6),
    Query(
        "3-join",
        "SELECT ?c ?l ?v { ?c ls:basedIn <https://w3id.org/lodestone/id/place/p7> ; "
        "ls:develops ?f . ?f rdfs:label ?l ; ls:numericValue ?v } LIMIT 50",
        rows=20,
    ),
    Query(
        "10k rows JSON",
        "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 10000",
        rows=10_000,
    ),
    Query("10k rows CSV", "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 10000", CSV, rows=10_000),
    Query(
        "group-by",
        "SELECT ?w (COUNT(?c) AS ?n) { ?c ls:specialisesIn ?w } GROUP BY ?w ORDER BY DESC(?n)",
        rows=8,
    ),
    Query(
        "path+",
        "SELECT ?o { <https://w3id.org/lodestone/id/org/o17> ls:collaboratesWith+ ?o }",
        rows=40,
    ),
    Query(
        "regex",
        'SELECT ?s ?l { ?s a ls:Company ; rdfs:label ?l FILTER(REGEX(?l, "9 of (chips|robots)")) } '
        "LIMIT 500",
    ),
    Query(
        "describe",
        "DESCRIBE <https://w3id.org/lodestone/id/org/o17>",
        TRIPLES,
    ),
    Query(
        "optional",
        "SELECT ?c ?f ?v { ?c ls:basedIn <https://w3id.org/lodestone/id/place/p7> . "
        "OPTIONAL { ?c ls:develops ?f . ?f ls:numericValue ?v FILTER(?v > 500) } } LIMIT 100",
    ),
    Query(
        "order-by",
        "SELECT ?f ?v { ?f a ls:AIModelFamily ; ls:numericValue ?v } ORDER BY DESC(?v) ?f LIMIT 20",
        rows=20,
    ),
    Query(
        "count distinct",
        "SELECT (COUNT(DISTINCT ?w) AS ?n) { ?c ls:specialisesIn ?w }",
        rows=1,
    ),
    Query(
        "evidence",
        "SELECT ?q ?d { ?s ls:statementSubject <https://w3id.org/lodestone/id/org/o17> ; "
        "ls:hasEvidence ?e . ?e ls:verbatim ?q ; ls:inDocument ?d }",
        rows=1,
    ),
)
