"""Things have addresses that answer with a page or with RDF."""

import json
import urllib.parse

import pytest
from rdflib import RDF, Graph, URIRef

from clients import ask

ID = "https://w3id.org/lodestone/id/"
LS = "https://w3id.org/lodestone/ont#"
VOID = "http://rdfs.org/ns/void#"
SD = "http://www.w3.org/ns/sparql-service-description#"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def test_a_thing_answers_303_to_the_document_about_it(served) -> None:
    answer = ask(f"{served.url}/id/org/deepseek")

    assert answer.status == 303
    assert answer.headers["Location"] == "/doc/org/deepseek"


def test_a_browser_gets_a_page_with_label_facts_and_their_sentences(served) -> None:
    answer = ask(f"{served.url}/doc/org/deepseek", Accept=BROWSER)

    assert answer.media_type == "text/html"
    assert "<h1" in answer.text
    assert "DeepSeek is a company based in China." in answer.text
    assert 'rel="alternate" type="text/turtle"' in answer.text


@pytest.mark.parametrize(
    ("accept", "parser"),
    [("text/turtle", "turtle"), ("application/ld+json", "json-ld"), ("application/rdf+xml", "xml"),
     ("application/n-triples", "nt")],
)  # fmt: skip
def test_a_program_gets_the_same_in_rdf(served, accept: str, parser: str) -> None:
    answer = ask(f"{served.url}/doc/org/deepseek", Accept=accept)

    assert answer.media_type == accept
    graph = Graph().parse(data=answer.body, format=parser)
    assert (URIRef(ID + "org/deepseek"), RDF.type, URIRef(LS + "Company")) in graph


def test_a_suffix_chooses_the_format_and_beats_the_header(served) -> None:
    answer = ask(f"{served.url}/doc/org/deepseek.jsonld", Accept=BROWSER)

    assert answer.media_type == "application/ld+json"
    assert json.loads(answer.body)


def test_the_description_shows_both_directions(served) -> None:
    graph = Graph().parse(data=ask(f"{served.url}/doc/group/china-ai-ecosystem.ttl").body)

    group = URIRef(ID + "group/china-ai-ecosystem")
    assert (URIRef(ID + "org/deepseek"), URIRef(LS + "memberOf"), group) in graph
    assert (group, URIRef(LS + "overcomes"), URIRef(ID + "situation/us-chip-sanctions")) in graph


def test_the_rdf_of_a_thing_has_the_quotes_of_its_facts(served) -> None:
    graph = Graph().parse(data=ask(f"{served.url}/doc/org/deepseek.ttl").body)

    quotes = {str(o) for o in graph.objects(None, URIRef("http://www.w3.org/ns/oa#exact"))}
    assert "DeepSeek is a company based in China." in quotes
    statements = set(graph.subjects(RDF.type, URIRef(LS + "Statement")))
    assert all((s, URIRef(LS + "hasModality"), None) in graph for s in statements)


def test_a_statement_has_an_address_and_a_page_of_its_own(served) -> None:
    graph = Graph().parse(data=ask(f"{served.url}/doc/org/wayve.ttl").body)
    statement = next(graph.subjects(RDF.type, URIRef(LS + "Statement")))

    page = ask(served.url + "/doc/" + str(statement).removeprefix(ID), Accept=BROWSER)

    assert "has evidence" in page.text
    assert "confidence" in page.text


@pytest.mark.parametrize(
    "path",
    ["/id/org/nobody", "/doc/org/nobody", "/doc/org/%3Cscript%3E", "/doc/a%20b", "/graph/nothing",
     "/ont/nothing", "/queries/nothing", "/scheme/technology/nothing", "/nothing"],
)  # fmt: skip
def test_what_is_not_there_is_a_404_that_says_so_without_echoing_markup(served, path: str) -> None:
    answer = ask(served.url + path, Accept=BROWSER)
    if answer.status == 303:
        answer = ask(served.url + answer.headers["Location"], Accept=BROWSER)

    assert answer.status == 404
    assert "<script>" not in answer.text


def test_a_concept_has_a_page_with_its_definition(served) -> None:
    first = ask(f"{served.url}/scheme/technology/computer-vision")

    page = ask(served.url + first.headers["Location"], Accept=BROWSER)

    assert first.status == 303
    assert "what pictures show" in page.text
    assert "计算机视觉" in page.text


def test_every_individual_of_the_reference_data_has_a_page(served) -> None:
    graph = Graph().parse(data=ask(f"{served.url}/graph/reference", Accept="text/turtle").body)
    things = {s for s in graph.subjects(RDF.type, None) if str(s).startswith(ID)}

    statuses = {
        s: ask(f"{served.url}/doc/{str(s).removeprefix(ID)}", Accept=BROWSER).status for s in things
    }

    assert len(things) > 100
    assert {s for s, status in statuses.items() if status != 200} == set()


def test_a_document_shows_the_statements_that_rest_on_it(served) -> None:
    answer = ask(f"{served.url}/doc/document/ai-education-in-china", Accept=BROWSER)

    assert "40 statements rest on it" in answer.text
    assert "China has 535 universities with an established AI undergraduate major." in answer.text


def test_the_ontology_is_a_page_with_an_anchor_for_each_term_and_rdf(served) -> None:
    page = ask(f"{served.url}/ont", Accept=BROWSER)
    graph = Graph().parse(data=ask(f"{served.url}/ont", Accept="text/turtle").body)

    assert 'id="DataExchange"' in page.text
    assert '<a href="/ont#DataSharingArrangement">data sharing arrangement</a>' in page.text
    assert "数据交易所" in page.text
    assert (URIRef(LS + "DataExchange"), RDF.type, None) in graph
    assert (URIRef("https://w3id.org/lodestone/ont"), RDF.type, None) in graph


def test_one_module_of_the_ontology_has_an_address_of_its_own(served) -> None:
    graph = Graph().parse(data=ask(f"{served.url}/ont/education", Accept="text/turtle").body)

    assert (URIRef(LS + "TalentPipeline"), RDF.type, None) in graph
    assert (URIRef(LS + "Obligation"), RDF.type, None) not in graph


def test_void_counts_the_dataset_and_its_parts(served) -> None:
    answer = ask(f"{served.url}/.well-known/void")
    graph = Graph().parse(data=answer.body)

    (dataset,) = graph.subjects(RDF.type, URIRef(VOID + "Dataset"))
    assert answer.media_type == "text/turtle"
    assert graph.value(dataset, URIRef(VOID + "sparqlEndpoint")) == URIRef(f"{served.url}/sparql")
    triples = ask(f"{served.url}/queries/classes-in-use.csv").text
    assert int(graph.value(dataset, URIRef(VOID + "triples"))) > 1000
    assert "Company" in triples
    partitions = {
        graph.value(p, URIRef(VOID + "class"))
        for p in graph.objects(dataset, URIRef(VOID + "classPartition"))
    }
    assert URIRef(LS + "Company") in partitions


def test_the_service_describes_itself_when_nothing_is_asked(served) -> None:
    graph = Graph().parse(data=ask(f"{served.url}/sparql", Accept="text/turtle").body)

    (service,) = graph.subjects(RDF.type, URIRef(SD + "Service"))
    assert graph.value(service, URIRef(SD + "endpoint")) == URIRef(f"{served.url}/sparql")
    named = {str(o) for o in graph.objects(None, URIRef(SD + "name"))}
    assert "https://w3id.org/lodestone/graph/evidence" in named
    examples = list(graph.subjects(RDF.type, URIRef("http://www.w3.org/ns/shacl#SPARQLExecutable")))
    assert len(examples) >= 15


def test_a_browser_that_opens_the_endpoint_is_sent_to_the_editor(served) -> None:
    answer = ask(f"{served.url}/sparql", Accept=BROWSER)

    assert (answer.status, answer.headers["Location"]) == (303, "/query")


def test_a_named_graph_can_be_fetched(served) -> None:
    answer = ask(f"{served.url}/graph/document/ai-education-in-china.nt")

    assert len(answer.text.splitlines()) == 40


def test_a_stored_query_takes_parameters_and_gives_every_format(served) -> None:
    base = f"{served.url}/queries/actors-in-a-place"

    default = ask(f"{base}.csv").text
    france = ask(f"{base}.csv?place=id/place/france").text
    whole = ask(f"{base}.json?" + urllib.parse.urlencode({"place": ID + "place/france"})).body
    page = ask(f"{base}?place=id/place/france", Accept=BROWSER)

    assert "Mistral AI" in default
    assert france.splitlines()[1:] == [f"{ID}org/mistral-ai,Mistral AI"]
    assert len(json.loads(whole)["results"]["bindings"]) == 1
    assert "<td" in page.text
    assert "place/france" in ask(f"{base}.rq?place=id/place/france").text


@pytest.mark.parametrize(
    "value",
    [
        "x> } INSERT DATA { <a:b> <a:b> <a:b> } #",
        '" } DROP ALL #',
        "} UNION { ?s ?p ?o }",
        "a b",
        "<x>",
    ],
)
def test_a_parameter_stays_one_term_whatever_it_says(served, value: str) -> None:
    query = urllib.parse.urlencode({"place": value})
    words = urllib.parse.urlencode({"words": value})

    as_iri = ask(f"{served.url}/queries/actors-in-a-place.csv?{query}")
    as_words = ask(f"{served.url}/queries/find-by-name.csv?{words}")

    assert as_iri.status == 400 or as_iri.text.strip() == "actor,name"
    assert as_words.text.strip() == "thing,name,type"


def test_an_unknown_parameter_or_format_is_refused_with_what_there_is(served) -> None:
    unknown = ask(f"{served.url}/queries/actors-in-a-place.csv?plaice=x")
    suffix = ask(f"{served.url}/queries/actors-in-a-place.pdf")

    assert (unknown.status, suffix.status) == (400, 406)
    assert "place" in unknown.text
    assert "text/csv" in suffix.text


@pytest.mark.parametrize(
    "path", ["/", "/query", "/queries", "/ont", "/documents", "/doc/org/alibaba", "/nothing"]
)
def test_a_page_lets_nothing_from_elsewhere_in(served, path: str) -> None:
    answer = ask(served.url + path, Accept=BROWSER)

    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "<script>" not in answer.text
    assert "http://" not in answer.text.replace(served.url, "").replace(
        "http://www.w3.org", ""
    ).replace("http://publications.europa.eu", "")


def test_health_and_readiness_are_told_apart(served) -> None:
    assert json.loads(ask(f"{served.url}/healthz").body) == {"status": "alive"}
    assert json.loads(ask(f"{served.url}/readyz").body)["status"] == "ready"
