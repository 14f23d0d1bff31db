"""Writes by HTTP: updates and the graph store, validated, versioned, seen at once."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import Graph, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLUpdateStore
from SPARQLWrapper import POST, SPARQLWrapper

from clients import Answer, ask, sparql
from conftest import Server, lodestone, start, stop

TOKEN = "a token of the tests"  # noqa: S105
BEARER = f"Bearer {TOKEN}"
UPDATE = "application/sparql-update"
BARE_STATEMENT = "INSERT DATA { <http://e/s> a <https://w3id.org/lodestone/ont#Statement> }"


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Server]:
    """A server over an empty dataset that takes writes."""
    data = tmp_path / "data"
    data.mkdir()
    server = start(data, "--empty", LODESTONE_TOKEN=TOKEN)
    yield server
    stop(server)


def update(server: Server, text: str, **headers: str) -> Answer:
    return ask(
        f"{server.url}/sparql", "POST", text.encode(),
        **{"Content_Type": UPDATE, "Authorization": BEARER, **headers},
    )  # fmt: skip


def graph(server: Server, method: str, iri: str, body: str | None = None, **headers: str) -> Answer:
    content = None if body is None else body.encode()
    headers = {"Authorization": BEARER, "Content_Type": "text/turtle", **headers}
    return ask(f"{server.url}/graphs?graph={iri}", method, content, **headers)


def rows(server: Server, query: str) -> list[str]:
    return ask(sparql(server.url, query), Accept="text/csv").text.split("\r\n")[1:-1]


def test_a_write_is_seen_by_the_next_request(empty: Server) -> None:
    for number in range(5):
        written = update(empty, f"INSERT DATA {{ <http://e/a> <http://e/p> {number} }}")

        assert written.status == 204
        assert len(rows(empty, "SELECT ?o { ?s ?p ?o }")) == number + 1


def test_updates_need_the_token_and_reads_do_not(empty: Server) -> None:
    text = "INSERT DATA { <http://e/a> <http://e/p> 1 }"

    refused = [update(empty, text, Authorization=given) for given in ("", "Bearer wrong", TOKEN)]

    assert [answer.status for answer in refused] == [401, 401, 401]
    assert all("Bearer" in answer.headers["WWW-Authenticate"] for answer in refused)
    assert rows(empty, "SELECT ?s { ?s ?p ?o }") == []


def test_a_server_without_a_token_or_read_only_takes_no_writes(copy_of_built: Path) -> None:
    plain = start(copy_of_built)
    read_only = start(copy_of_built, "--read-only", LODESTONE_TOKEN=TOKEN)

    answers = [update(server, "CLEAR ALL") for server in (plain, read_only)]

    stop(plain)
    stop(read_only)
    assert [answer.status for answer in answers] == [403, 403]


def test_what_the_shapes_refuse_changes_nothing_and_is_told_in_rdf_and_json(empty: Server) -> None:
    turtle = update(empty, BARE_STATEMENT, Accept="text/turtle")
    problem = update(empty, BARE_STATEMENT, Accept="application/json")

    assert (turtle.status, problem.status) == (422, 422)
    report = Graph().parse(data=turtle.body, format="turtle")
    assert (None, URIRef("http://www.w3.org/ns/shacl#focusNode"), URIRef("http://e/s")) in report
    assert {v["focusNode"] for v in json.loads(problem.body)["violations"]} == {"http://e/s"}
    assert rows(empty, "SELECT ?s { ?s ?p ?o }") == []
    assert ask(f"{empty.url}/readyz").text.count('"snapshot":1')


def test_a_write_that_somebody_has_overtaken_is_refused(empty: Server) -> None:
    first = update(empty, "INSERT DATA { <http://e/a> <http://e/p> 1 }")
    update(empty, "INSERT DATA { <http://e/a> <http://e/p> 2 }")

    late = update(empty, "CLEAR ALL", If_Match=first.headers["ETag"])

    assert late.status == 412
    assert len(rows(empty, "SELECT ?o { ?s ?p ?o }")) == 2


def test_the_graph_store_creates_replaces_extends_and_deletes(empty: Server) -> None:
    iri = "http://e/g"
    statuses = [
        graph(empty, "PUT", iri, "<http://e/a> <http://e/p> 1 .").status,
        graph(empty, "PUT", iri, "<http://e/a> <http://e/p> 2 .").status,
        graph(empty, "POST", iri, "<http://e/a> <http://e/p> 3 .").status,
    ]
    held = graph(empty, "GET", iri, Accept="application/n-triples")
    gone = [graph(empty, "DELETE", iri).status, graph(empty, "GET", iri).status]

    assert statuses == [201, 204, 204]
    assert sorted(line.split()[2][1] for line in held.text.splitlines()) == ["2", "3"]
    assert gone == [204, 404]


def test_a_damaged_body_leaves_the_graph_whole(empty: Server) -> None:
    iri = "http://e/g"
    graph(empty, "PUT", iri, "<http://e/a> <http://e/p> 1 .")

    broken = graph(empty, "PUT", iri, "<http://e/b> <http://e/p> 2 . <http://e/c> <http:")

    assert broken.status == 400
    assert "1" in graph(empty, "GET", iri).text


def test_rdflib_and_sparqlwrapper_write_as_they_do_elsewhere(empty: Server) -> None:
    store = SPARQLUpdateStore(
        f"{empty.url}/sparql", f"{empty.url}/sparql", headers={"Authorization": BEARER}
    )
    store.update("INSERT DATA { <http://e/rdflib> <http://e/p> 1 }")
    client = SPARQLWrapper(f"{empty.url}/sparql")
    client.addCustomHttpHeader("Authorization", BEARER)
    client.setMethod(POST)
    client.setQuery("INSERT DATA { <http://e/wrapper> <http://e/p> 1 }")
    client.query()

    assert sorted(rows(empty, "SELECT ?s { ?s ?p 1 }")) == ["http://e/rdflib", "http://e/wrapper"]


def test_going_back_is_followed_by_a_running_server(empty: Server) -> None:
    update(empty, "INSERT DATA { <http://e/a> <http://e/p> 1 }")
    update(empty, "DELETE WHERE { ?s ?p ?o }")
    assert rows(empty, "SELECT ?s { ?s ?p ?o }") == []

    done = lodestone("rollback", "--data", empty.data)

    assert done.returncode == 0, done.stderr
    assert rows(empty, "SELECT ?s { ?s ?p ?o }") == ["http://e/a"]
    assert "* 000002" in lodestone("versions", "--data", empty.data).stdout


def test_a_backup_comes_back_and_a_damaged_one_does_not(empty: Server, tmp_path: Path) -> None:
    update(empty, "INSERT DATA { <http://e/a> <http://e/p> 1, 2, 3 }")
    saved = lodestone("backup", tmp_path / "copy", "--data", empty.data)
    update(empty, "CLEAR ALL")

    restored = lodestone("restore", tmp_path / "copy", "--data", empty.data)
    verified = lodestone("verify", "--data", empty.data)

    assert (saved.returncode, restored.returncode, verified.returncode) == (0, 0, 0)
    assert "3 quads" in verified.stdout
    assert len(rows(empty, "SELECT ?o { ?s ?p ?o }")) == 3
    for path in (tmp_path / "copy" / "store").glob("*.sst"):
        path.write_bytes(path.read_bytes()[:-20])
    assert lodestone("restore", tmp_path / "copy", "--data", empty.data).returncode == 3


def test_a_build_keeps_graphs_of_others_and_never_loses_a_write_silently(
    copy_of_built: Path,
) -> None:
    server = start(copy_of_built, LODESTONE_TOKEN=TOKEN)
    graph(server, "PUT", "http://e/mine", "<http://e/a> <http://e/p> 1 .")
    kept = lodestone("build", "--data", copy_of_built)
    mine = graph(server, "GET", "http://e/mine")
    update(server, "INSERT DATA { <http://e/b> <http://e/p> 2 }")

    stopped = lodestone("build", "--data", copy_of_built)
    discarded = lodestone("build", "--discard-writes", "--data", copy_of_built)

    still = graph(server, "GET", "http://e/mine")
    stop(server)
    assert (kept.returncode, mine.status) == (0, 200)
    assert stopped.returncode == 1
    assert "default graph" in stopped.stderr
    assert (discarded.returncode, still.status) == (0, 200)


def test_entailment_regimes_have_endpoints_of_their_own(empty: Server) -> None:
    schema = "<http://e/C> <http://www.w3.org/2000/01/rdf-schema#subClassOf> <http://e/D> ."
    update(empty, f"INSERT DATA {{ {schema} <http://e/x> a <http://e/C> }}")
    query = "ASK { <http://e/x> a <http://e/D> }"

    plain = ask(sparql(empty.url, query))
    entailed = [
        ask(sparql(empty.url, query).replace("/sparql?", f"/sparql/{regime}?"))
        for regime in ("rdfs", "owl-rl")
    ]
    description = ask(f"{empty.url}/sparql/rdfs", Accept="text/turtle")

    assert b"false" in plain.body
    assert all(b"true" in answer.body for answer in entailed)
    assert "defaultEntailmentRegime" in description.text


def test_entailment_leaves_blank_nodes_and_triple_terms_as_they_are(empty: Server) -> None:
    update(
        empty,
        "INSERT DATA { _:a <http://e/b> <http://e/c>, <<( <http://e/x> <http://e/y> 1 )>> "
        "GRAPH <http://e/g> { _:a <http://e/b> <http://e/d> } }",
    )
    query = (
        "ASK { ?x <http://e/b> <http://e/c> GRAPH <http://e/g> { ?x <http://e/b> <http://e/d> } }"
    )

    answers = [
        ask(sparql(empty.url, query).replace("/sparql?", f"/sparql{regime}?"))
        for regime in ("", "/rdfs", "/owl-rl")
    ]

    assert [b"true" in answer.body for answer in answers] == [True, True, True]


def test_files_of_ones_own_are_loaded_as_a_version(tmp_path: Path) -> None:
    (tmp_path / "mine.nt").write_text('<http://e/a> <http://e/p> "1" .\n' * 2)
    (tmp_path / "broken.ttl").write_text("<http://e/a> <http://e/p> ")

    loaded = lodestone("load", tmp_path / "mine.nt", "--data", tmp_path / "data")
    broken = lodestone("load", tmp_path / "broken.ttl", "--data", tmp_path / "data")

    assert (loaded.returncode, broken.returncode) == (0, 1)
    assert "broken.ttl" in broken.stderr
    assert "1 quads" in lodestone("verify", "--data", tmp_path / "data").stdout


def test_metrics_count_requests_and_tell_the_version(empty: Server) -> None:
    ask(sparql(empty.url, "ASK {}"))
    ask(sparql(empty.url, "ASK {}"))

    text = ask(f"{empty.url}/metrics").text

    assert 'lodestone_requests_total{operation="read",status="200"} 2.0' in text
    assert "lodestone_cache_hits_total 1.0" in text
    assert "lodestone_snapshot 1.0" in text
