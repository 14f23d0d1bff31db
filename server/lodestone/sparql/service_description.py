"""The endpoint described in RDF: SPARQL 1.1 Service Description with VoID.

One graph answers a request without a query, and one answers `/.well-known/void`; both hold the
counts per graph, class and property that were made at publication.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from lodestone import vocabulary as v
from lodestone.model.manifest import Manifest
from lodestone.sparql.formats import GRAPH_FORMATS, SOLUTION_FORMATS
from lodestone.sparql.templates import Catalogue

SD = "http://www.w3.org/ns/sparql-service-description#"
VOID = "http://rdfs.org/ns/void#"
FORMATS = "http://www.w3.org/ns/formats/"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"

PREFIXES = {
    "sd": SD,
    "void": VOID,
    "dcterms": v.DCTERMS,
    "sh": v.SH,
    "rdfs": v.RDFS,
    "xsd": v.XSD,
    "ls": v.LS,
}

_FORMAT_NAMES = {
    "json": "SPARQL_Results_JSON",
    "xml": "SPARQL_Results_XML",
    "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV",
    "ttl": "Turtle",
    "jsonld": "JSON-LD",
    "nt": "N-Triples",
    "rdf": "RDF_XML",
    "trig": "TriG",
    "nq": "N-Quads",
}


@dataclass(frozen=True, slots=True)
class Abilities:
    """What an endpoint does beyond queries; `regime` is the W3C's name of its entailment regime."""

    takes_updates: bool = False
    federates: bool = False
    regime: str | None = None


def describe_service(
    endpoint: str, manifest: Manifest, catalogue: Catalogue, abilities: Abilities
) -> Iterator[ox.Triple]:
    """Describe the endpoint at that absolute URL: languages, formats, graphs, examples.

    SPARQL 1.1 Service Description §3; examples and prefixes in SHACL's terms, as tools ask them.
    """
    service = ox.NamedNode(endpoint)
    dataset = ox.NamedNode(f"{endpoint}#dataset")
    default_graph = ox.NamedNode(f"{endpoint}#default-graph")
    yield _triple(service, v.RDF_TYPE, SD + "Service")
    yield _triple(service, SD + "endpoint", service)
    yield _triple(service, SD + "supportedLanguage", SD + "SPARQL11Query")
    yield from _abilities(service, abilities)
    yield _triple(service, SD + "defaultDataset", dataset)
    for known in (*SOLUTION_FORMATS, *GRAPH_FORMATS):
        yield _triple(service, SD + "resultFormat", FORMATS + _FORMAT_NAMES[known.suffix])
    yield _triple(dataset, v.RDF_TYPE, SD + "Dataset")
    yield _triple(dataset, SD + "defaultGraph", default_graph)
    yield _triple(default_graph, v.RDF_TYPE, SD + "Graph")
    yield from _void(dataset, endpoint, manifest)
    yield from _partitions(default_graph, manifest)
    for index, (name, quads) in enumerate(manifest.graphs.items(), start=1):
        named = ox.NamedNode(f"{endpoint}#named-graph-{index}")
        graph = ox.NamedNode(f"{endpoint}#graph-{index}")
        yield _triple(dataset, SD + "namedGraph", named)
        yield _triple(named, v.RDF_TYPE, SD + "NamedGraph")
        yield _triple(named, SD + "name", name)
        yield _triple(named, SD + "graph", graph)
        yield _triple(graph, v.RDF_TYPE, SD + "Graph")
        yield _triple(graph, VOID + "triples", _integer(quads))
    yield from _examples(endpoint, service, catalogue)


def _abilities(service: ox.NamedNode, abilities: Abilities) -> Iterator[ox.Triple]:
    if abilities.takes_updates and abilities.regime is None:
        yield _triple(service, SD + "supportedLanguage", SD + "SPARQL11Update")
    if abilities.federates:
        yield _triple(service, SD + "feature", SD + "BasicFederatedQuery")
    if abilities.regime is not None:
        regime = "http://www.w3.org/ns/entailment/" + abilities.regime
        yield _triple(service, SD + "defaultEntailmentRegime", regime)
    note = (
        "Numbers, dates and booleans are kept by value, so that two spellings of one value are one "
        "term (in the words of the SPARQL test suite: no NoCanonicalizationOfNumerics)."
    )
    yield _triple(service, v.RDFS + "comment", ox.Literal(note, language="en"))


def describe_dataset(iri: str, endpoint: str, manifest: Manifest) -> Iterator[ox.Triple]:
    """Describe the dataset at that IRI in VoID: counts, vocabularies, partitions."""
    dataset = ox.NamedNode(iri)
    yield from _void(dataset, endpoint, manifest)
    yield from _partitions(dataset, manifest)


def _void(dataset: ox.NamedNode, endpoint: str, manifest: Manifest) -> Iterator[ox.Triple]:
    yield _triple(dataset, v.RDF_TYPE, VOID + "Dataset")
    yield _triple(dataset, v.DCTERMS + "title", ox.Literal("Lodestone", language="en"))
    description = (
        "An open, evidenced knowledge graph of the AI landscape: "
        "who builds AI, which rules bind them, where data is shared."
    )
    yield _triple(dataset, v.DCTERMS + "description", ox.Literal(description, language="en"))
    yield _triple(dataset, v.DCTERMS + "license", LICENCE)
    yield _triple(dataset, v.DCTERMS + "modified", _typed(manifest.created, "dateTime"))
    yield _triple(dataset, v.OWL + "versionInfo", ox.Literal(str(manifest.version)))
    yield _triple(dataset, VOID + "sparqlEndpoint", endpoint)
    yield _triple(dataset, VOID + "uriSpace", ox.Literal(v.BASE))
    yield _triple(dataset, VOID + "exampleResource", v.IDENTIFIER + "org/deepseek")
    yield _triple(dataset, VOID + "triples", _integer(manifest.counts["triples"]))
    yield _triple(dataset, VOID + "entities", _integer(manifest.counts["entities"]))
    yield _triple(dataset, VOID + "documents", _integer(manifest.counts["documents"]))
    yield _triple(dataset, VOID + "classes", _integer(len(manifest.classes)))
    yield _triple(dataset, VOID + "properties", _integer(len(manifest.properties)))
    for vocabulary in (v.ONTOLOGY, v.SKOS, v.PROV, v.OA):
        yield _triple(dataset, VOID + "vocabulary", vocabulary)


def _partitions(graph: ox.NamedNode, manifest: Manifest) -> Iterator[ox.Triple]:
    kinds = (
        ("classPartition", "class", "entities", manifest.classes),
        ("propertyPartition", "property", "triples", manifest.properties),
    )
    for partition, term, count, numbers in kinds:
        for index, (iri, number) in enumerate(numbers.items(), start=1):
            base = graph.value.partition("#")[0]
            node = ox.NamedNode(f"{base}#{partition}-{index}")
            yield _triple(graph, VOID + partition, node)
            yield _triple(node, VOID + term, iri)
            yield _triple(node, VOID + count, _integer(number))


def _examples(endpoint: str, service: ox.NamedNode, catalogue: Catalogue) -> Iterator[ox.Triple]:
    prefixes = ox.NamedNode(f"{endpoint}#prefixes")
    for index, (prefix, namespace) in enumerate(catalogue.prefixes.items(), start=1):
        declaration = ox.NamedNode(f"{endpoint}#prefix-{index}")
        yield _triple(prefixes, v.SH + "declare", declaration)
        yield _triple(declaration, v.SH + "prefix", ox.Literal(prefix))
        yield _triple(declaration, v.SH + "namespace", _typed(namespace, "anyURI"))
    for query in catalogue.queries.values():
        if query.group == "pages":
            continue
        example = ox.NamedNode(f"{endpoint}#query-{query.name}")
        form = "ask" if _is_ask(query.text) else "select"
        executable = f"SPARQL{form.capitalize()}Executable"
        yield _triple(example, v.RDF_TYPE, v.SH + "SPARQLExecutable")
        yield _triple(example, v.RDF_TYPE, v.SH + executable)
        yield _triple(example, v.RDFS + "comment", ox.Literal(query.title, language="en"))
        yield _triple(example, v.SH + "prefixes", prefixes)
        yield _triple(example, v.SH + form, ox.Literal(query.text))
        yield _triple(example, "https://schema.org/target", service)


def _is_ask(text: str) -> bool:
    body = [line for line in text.splitlines() if not line.startswith(("#", "PREFIX"))]
    return "\n".join(body).lstrip().upper().startswith("ASK")


def _triple(
    subject: ox.NamedNode, predicate: str, value: str | ox.NamedNode | ox.Literal
) -> ox.Triple:
    target = ox.NamedNode(value) if isinstance(value, str) else value
    return ox.Triple(subject, ox.NamedNode(predicate), target)


def _integer(number: int) -> ox.Literal:
    return ox.Literal(number)


def _typed(value: str, datatype: str) -> ox.Literal:
    return ox.Literal(value, datatype=ox.NamedNode(v.XSD + datatype))
