"""The W3C's tests of service descriptions; its manifest gives names only, the rest is here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pyoxigraph as ox
import pytest

from conformance import results
from conformance.endpoint import Endpoint
from conformance.grading import each, needs_suite
from conformance.manifests import RDF, SD, Description, Node, entries, text

pytestmark = needs_suite

# SPARQL 1.1 Service Description §3, the classes of subject and object of each property.
PROPERTIES: Mapping[str, tuple[str, str]] = {
    "endpoint": ("Service", ""),
    "feature": ("Service", "Feature"),
    "defaultEntailmentRegime": ("Service", "EntailmentRegime"),
    "entailmentRegime": ("NamedGraph", "EntailmentRegime"),
    "defaultSupportedEntailmentProfile": ("Service", "EntailmentProfile"),
    "supportedEntailmentProfile": ("NamedGraph", "EntailmentProfile"),
    "extensionFunction": ("Service", "Function"),
    "extensionAggregate": ("Service", "Aggregate"),
    "languageExtension": ("Service", "Feature"),
    "supportedLanguage": ("Service", "Language"),
    "propertyFeature": ("Service", "Feature"),
    "defaultDataset": ("Service", "Dataset"),
    "availableGraphs": ("Service", "GraphCollection"),
    "resultFormat": ("Service", ""),
    "inputFormat": ("Service", ""),
    "defaultGraph": ("Dataset", "Graph"),
    "namedGraph": ("GraphCollection", "NamedGraph"),
    "name": ("NamedGraph", ""),
    "graph": ("NamedGraph", "Graph"),
}
CLASSES = (
    "Service Feature Language Function Aggregate EntailmentRegime EntailmentProfile "
    "GraphCollection Dataset Graph NamedGraph"
)
INSTANCES = (
    "SPARQL10Query SPARQL11Query SPARQL11Update DereferencesURIs UnionDefaultGraph "
    "RequiresDataset EmptyGraphs BasicFederatedQuery"
)
SUBCLASSES = {"Dataset": "GraphCollection"}


@dataclass(frozen=True, slots=True)
class DescriptionCase:
    """A test of the description, which its manifest only names."""

    id: str


def described(endpoint: Endpoint) -> tuple[ox.Quad, ...]:
    """Ask for the description: the query endpoint, without a query."""
    answer = endpoint.send("GET", endpoint.paths.sparql)
    assert answer.status == 200, answer.text
    kind = ox.RdfFormat.from_media_type(answer.media_type)
    assert kind is not None, f"{answer.media_type} is not RDF"
    url = endpoint.url + endpoint.paths.sparql
    return tuple(ox.parse(answer.body, format=kind, base_iri=url))


def returns_rdf(endpoint: Endpoint) -> None:
    for media_type in (None, *(results.MEDIA_TYPES[s] for s in (".ttl", ".nt", ".rdf"))):
        headers = {"Accept": media_type} if media_type else {}
        answer = endpoint.send("GET", endpoint.paths.sparql, headers=headers)

        assert answer.status == 200, answer.text
        assert media_type in (None, answer.media_type)
        assert results.rdf(answer.body, answer.media_type, endpoint.url).rows


def has_endpoint_triple(endpoint: Endpoint) -> None:
    url = ox.NamedNode(endpoint.url + endpoint.paths.sparql)

    found = [q for q in described(endpoint) if q.predicate.value == f"{SD}endpoint"]

    assert url in [quad.object for quad in found]


def conforms_to_schema(endpoint: Endpoint) -> None:
    quads = described(endpoint)
    about = Description(quads)

    assert [q for q in quads if text(q.object) == f"{SD}Service"]
    for quad in quads:
        for node in (quad.subject, quad.predicate, quad.object):
            name = text(node).removeprefix(SD) if isinstance(node, ox.NamedNode) else ""
            if name and name != text(node):
                assert name in {*PROPERTIES, *CLASSES.split(), *INSTANCES.split()}, (
                    f"sd:{name} is not a term"
                )
        domain, range_ = PROPERTIES.get(quad.predicate.value.removeprefix(SD), ("", ""))
        assert not domain or may_be(about, quad.subject, domain), quad
        assert not range_ or may_be(about, quad.object, range_), quad
    for graph in {q.subject for q in quads if text(q.object) == f"{SD}NamedGraph"}:
        assert len(about.all(graph, f"{SD}name")) == 1, graph


def may_be(about: Description, node: Node, name: str) -> bool:
    """Say whether a thing is of a class, as far as what is said of it goes."""
    if isinstance(node, ox.Literal):
        return False
    types = {kind.removeprefix(SD) for kind in about.values(node, f"{RDF}type") if SD in kind}
    return not types or name in types | {SUBCLASSES.get(kind, kind) for kind in types}


CHECKS: Mapping[str, Callable[[Endpoint], None]] = {
    "sparql11/service-description#returns-rdf": returns_rdf,
    "sparql11/service-description#has-endpoint-triple": has_endpoint_triple,
    "sparql11/service-description#conforms-to-schema": conforms_to_schema,
}


@each(DescriptionCase(entry.id) for entry in entries("ServiceDescriptionTest"))
def test_the_service_describes_itself(case: DescriptionCase, conformant: Endpoint) -> None:
    CHECKS[case.id](conformant)


@pytest.mark.parametrize("path", ["rdfs", "owl-rl"])
def test_an_endpoint_under_an_entailment_regime_describes_itself_too(
    path: str, conformant: Endpoint
) -> None:
    answer = conformant.send("GET", f"{conformant.paths.sparql}/{path}")

    assert answer.status == 200
    assert results.rdf(answer.body, answer.media_type, conformant.url).rows
