"""`/sparql` over real HTTP: SPARQL 1.1 Protocol, query operation."""

import csv
import io
import json
import shutil
import subprocess
import urllib.parse
from xml.etree import ElementTree as ET

import pytest
from rdflib import Dataset, Graph
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import JSON, SPARQLWrapper

from clients import ask, sparql

PREFIX = "PREFIX ls: <https://w3id.org/lodestone/ont#> "
MAKERS = PREFIX + (
    "SELECT ?name WHERE { ?a a ls:ChipMaker ; <http://www.w3.org/2000/01/rdf-schema#label> ?name } "
    "ORDER BY ?name"
)
NAMES = ["Cambricon Technologies", "Graphcore"]
GRAPH = "https://w3id.org/lodestone/graph/"
FORM = "application/x-www-form-urlencoded"


def names(body: bytes) -> list[str]:
    return [row["name"]["value"] for row in json.loads(body)["results"]["bindings"]]


def test_a_query_by_get(served) -> None:
    answer = ask(sparql(served.url, MAKERS))

    assert (answer.status, answer.media_type) == (200, "application/sparql-results+json")
    assert names(answer.body) == NAMES


def test_a_query_by_form(served) -> None:
    body = urllib.parse.urlencode({"query": MAKERS}).encode()

    assert names(ask(f"{served.url}/sparql", "POST", body, Content_Type=FORM).body) == NAMES


def test_a_query_as_the_body(served) -> None:
    answer = ask(
        f"{served.url}/sparql", "POST", MAKERS.encode(), Content_Type="application/sparql-query"
    )

    assert names(answer.body) == NAMES


def test_an_iri_with_a_percent_sign_is_decoded_once_whatever_the_way_in(served) -> None:
    query = "SELECT (STR(<http://e/a%2Fb>) AS ?name) {}"
    form = urllib.parse.urlencode({"query": query}).encode()

    answers = [
        ask(sparql(served.url, query)),
        ask(f"{served.url}/sparql", "POST", form, Content_Type=FORM),
        ask(
            f"{served.url}/sparql", "POST", query.encode(), Content_Type="application/sparql-query"
        ),
    ]

    assert [names(answer.body) for answer in answers] == [["http://e/a%2Fb"]] * 3


def test_head_has_the_headers_of_get_and_no_body(served) -> None:
    get, head = ask(sparql(served.url, MAKERS)), ask(sparql(served.url, MAKERS), "HEAD")

    assert head.body == b""
    for name in ("Content-Type", "Content-Length", "ETag"):
        assert head.headers[name] == get.headers[name]


def test_options_names_the_methods_and_lets_other_origins_in(served) -> None:
    answer = ask(
        f"{served.url}/sparql",
        "OPTIONS",
        Origin="https://example.org",
        Access_Control_Request_Method="POST",
        Access_Control_Request_Headers="content-type",
    )

    assert answer.status == 200
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]


def test_a_page_of_another_origin_may_read_an_answer(served) -> None:
    answer = ask(sparql(served.url, MAKERS), Origin="https://example.org")

    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Access-Control-Allow-Credentials"] is None


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_another_method_is_refused_with_those_that_are_allowed(served, method: str) -> None:
    answer = ask(f"{served.url}/sparql", method, b"")

    assert answer.status == 405
    assert "POST" in answer.headers["Allow"]


def test_a_query_that_does_not_parse_is_a_400_with_the_place(served) -> None:
    answer = ask(sparql(served.url, "SELECT ?x WHERE {\n  ?x ?y }"), Accept="*/*")

    assert (answer.status, answer.media_type) == (400, "text/plain")
    assert "2:" in answer.text


def test_an_error_is_problem_json_for_those_who_prefer_json(served) -> None:
    answer = ask(sparql(served.url, "SELECT"), Accept="application/json")

    assert answer.media_type == "application/problem+json"
    assert json.loads(answer.body)["status"] == 400


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"{}", "application/json", 415),
        (b"SELECT", "text/plain", 415),
        (MAKERS.encode(), "", 415),
        (MAKERS.encode(), "application/sparql-query; charset=latin-1", 415),
        (b"\xff\xfe", "application/sparql-query", 400),
        (b"query=%ff", FORM, 400),
        (b"", FORM, 400),
        (b"query=ASK%7B%7D&query=ASK%7B%7D", FORM, 400),
        (b"update=DROP%20ALL", FORM, 403),
        (b"DROP ALL", "application/sparql-update", 403),
        (b"DROP ALL", "application/sparql-query", 400),
    ],
)
def test_a_body_that_is_not_one_query_is_refused(
    served, body: bytes, content_type: str, status: int
) -> None:
    answer = ask(f"{served.url}/sparql", "POST", body, Content_Type=content_type)

    assert answer.status == status
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    "clause",
    [
        "SERVICE <http://127.0.0.1:9/> { ?s ?p ?o }",
        "service silent <http://127.0.0.1:9/> { ?s ?p ?o }",
        "FILTER(1<2)SERVICE#>\n<http://127.0.0.1:9/> { ?s ?p ?o }",
        "#c\rSERVICE <http://127.0.0.1:9/> { ?s ?p ?o }",
        "\\u0053ERVICE <http://127.0.0.1:9/> { ?s ?p ?o }",
        "BIND(<http://127.0.0.1:9/> AS ?e) SERVICE ?e { ?s ?p ?o }",
    ],
)
def test_no_query_makes_the_server_call_another(served, clause: str) -> None:
    answer = ask(sparql(served.url, f"SELECT * WHERE {{ {clause} }}"))

    assert answer.status == 400 if "#>" in clause or "\\u" in clause else 403


def test_a_property_called_service_is_no_call(served) -> None:
    query = PREFIX + "SELECT * WHERE { ?x ls:appliesToKind ?service ; ls:ServiceKind ?y }"

    assert ask(sparql(served.url, query)).status == 200


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (None, "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("application/sparql-results+json", "application/sparql-results+json"),
        ("application/json", "application/sparql-results+json"),
        ("application/sparql-results+json;charset=utf-8", "application/sparql-results+json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv"),
        ("text/tab-separated-values", "text/tab-separated-values"),
        ("text/csv;q=0.5, text/tab-separated-values;q=0.9", "text/tab-separated-values"),
        ("application/sparql-results+json;q=0.1, text/csv;q=0.2, */*;q=0.05", "text/csv"),
        ("text/*, application/*;q=0.3", "text/csv"),
        ("application/sparql-results+json;q=0, */*;q=0.1", "application/sparql-results+xml"),
        ("image/png, text/csv;q=0.1", "text/csv"),
    ],
)
def test_solutions_come_in_the_format_that_is_preferred(
    served, accept: str | None, media_type: str
) -> None:
    headers = {} if accept is None else {"Accept": accept}

    answer = ask(sparql(served.url, MAKERS), **headers)

    assert (answer.status, answer.media_type) == (200, media_type)
    assert "Accept" in answer.headers["Vary"]


@pytest.mark.parametrize(
    "accept", ["image/png", "text/turtle", "application/sparql-results+json;q=0"]
)
def test_a_format_that_is_not_on_offer_is_a_406_with_the_list(served, accept: str) -> None:
    answer = ask(sparql(served.url, MAKERS), Accept=accept)

    assert answer.status == 406
    assert "text/csv" in answer.text


def test_an_answer_of_yes_or_no_has_no_csv(served) -> None:
    assert ask(sparql(served.url, "ASK {}"), Accept="text/csv").status == 406
    assert json.loads(ask(sparql(served.url, "ASK {}")).body)["boolean"] is True


def test_the_four_solution_formats_hold_the_same_names(served) -> None:
    bodies = {
        f: ask(sparql(served.url, MAKERS, format=f)).body for f in ("json", "xml", "csv", "tsv")
    }

    namespace = {"r": "http://www.w3.org/2005/sparql-results#"}
    xml = ET.fromstring(bodies["xml"])  # noqa: S314 - our own answer
    assert names(bodies["json"]) == NAMES
    assert [node.text for node in xml.findall(".//r:literal", namespace)] == NAMES
    assert [r["name"] for r in csv.DictReader(io.StringIO(bodies["csv"].decode()))] == NAMES
    assert bodies["tsv"].decode().splitlines() == ["?name", *(f'"{name}"@en' for name in NAMES)]


@pytest.mark.parametrize(
    ("accept", "parser"),
    [
        ("text/turtle", "turtle"),
        ("application/n-triples", "nt"),
        ("application/rdf+xml", "xml"),
        ("application/ld+json", "json-ld"),
        ("text/turtle;version=1.2", "turtle"),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#expanded"', "json-ld"),
        ("application/trig", "trig"),
        ("application/n-quads", "nquads"),
    ],
)
def test_a_graph_comes_in_every_rdf_syntax_with_the_same_triples(
    served, accept: str, parser: str
) -> None:
    query = PREFIX + "CONSTRUCT WHERE { ?a ls:specialisesIn ?f }"

    answer = ask(sparql(served.url, query), Accept=accept)

    assert answer.media_type == accept.partition(";")[0]
    graph: Graph = Dataset() if parser in ("trig", "nquads") else Graph()
    graph.parse(data=answer.body, format=parser)
    assert len(graph) == 11


def test_describe_answers_with_a_graph(served) -> None:
    answer = ask(sparql(served.url, "DESCRIBE <https://w3id.org/lodestone/id/org/wayve>"))

    assert answer.media_type == "text/turtle"
    assert len(Graph().parse(data=answer.body)) > 5


def test_default_graph_uri_chooses_what_is_asked(served) -> None:
    query = PREFIX + "SELECT (COUNT(*) AS ?name) WHERE { ?a ls:basedIn ?p }"

    merged = names(ask(sparql(served.url, query)).body)
    asserted = names(
        ask(sparql(served.url, query, **{"default-graph-uri": GRAPH + "asserted"})).body
    )
    both = [GRAPH + "asserted", GRAPH + "inferred"]
    union = names(ask(sparql(served.url, query, **{"default-graph-uri": both})).body)

    assert asserted == ["9"]
    assert merged == union
    assert int(merged[0]) > 9


def test_named_graph_uri_limits_what_graph_reaches(served) -> None:
    query = "SELECT DISTINCT (STR(?g) AS ?name) WHERE { GRAPH ?g { ?s ?p ?o } } ORDER BY ?name"

    every = names(ask(sparql(served.url, query)).body)
    one = names(ask(sparql(served.url, query, **{"named-graph-uri": GRAPH + "asserted"})).body)

    assert {GRAPH + n for n in ("ontology", "schemes", "asserted", "inferred", "evidence")} <= set(
        every
    )
    assert one == [GRAPH + "asserted"]


def test_a_dataset_parameter_in_the_url_counts_for_a_query_in_the_body(served) -> None:
    query = PREFIX + "SELECT (COUNT(*) AS ?name) WHERE { ?a ls:basedIn ?p }"
    url = f"{served.url}/sparql?" + urllib.parse.urlencode(
        {"default-graph-uri": GRAPH + "asserted"}
    )

    answer = ask(url, "POST", query.encode(), Content_Type="application/sparql-query")

    assert names(answer.body) == ["9"]


def test_an_answer_that_did_not_change_is_not_sent_again(served) -> None:
    etag = ask(sparql(served.url, MAKERS)).headers["ETag"]

    again = ask(sparql(served.url, MAKERS), If_None_Match=etag)

    assert (again.status, again.body) == (304, b"")


def test_a_large_answer_is_kept_whole_and_not_sent_again_either(served) -> None:
    url = sparql(served.url, "SELECT * { GRAPH ?g { ?s ?p ?o } }")
    first = ask(url)

    again, unchanged = ask(url), ask(url, If_None_Match=first.headers["ETag"])
    head = ask(url, "HEAD")

    assert len(first.body) > 2**20
    assert (again.status, again.body) == (200, first.body)
    assert (unchanged.status, unchanged.body) == (304, b"")
    assert (head.status, head.body) == (200, b"")
    assert int(head.headers["Content-Length"]) == len(first.body)


def test_a_function_that_does_not_exist_is_an_error_of_its_expression_only(served) -> None:
    query = "SELECT (<http://e/f>(1) AS ?x) (2 AS ?y) {} "

    answer = ask(sparql(served.url, query), Accept="text/csv")

    assert (answer.status, answer.text) == (200, "x,y\r\n,2\r\n")


def test_rdflib_queries_the_endpoint(served) -> None:
    graph = Graph(store=SPARQLStore(f"{served.url}/sparql"))

    assert [str(row[0]) for row in graph.query(MAKERS)] == NAMES


def test_sparqlwrapper_queries_the_endpoint(served) -> None:
    client = SPARQLWrapper(f"{served.url}/sparql", returnFormat=JSON)
    client.setQuery(MAKERS)

    bindings = client.queryAndConvert()["results"]["bindings"]

    assert [row["name"]["value"] for row in bindings] == NAMES


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_curl_queries_the_endpoint(served) -> None:
    done = subprocess.run(
        [
            "curl",
            "-sf",
            f"{served.url}/sparql",
            "-H",
            "Accept: text/csv",
            "--data-urlencode",
            f"query={MAKERS}",
        ],
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.splitlines() == ["name", *NAMES]
